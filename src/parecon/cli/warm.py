"""Compile the kernels once after installation: ``python -m parecon.cli.warm``."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

__all__ = ["main"]

ROOMS_WITH_KERNELS = ("ledger", "proposals", "facilitation", "responses")


def main() -> int:
    """Call ``warm_kernels()`` of every room that has one; return the exit code.

    numba keeps what is compiled beside the sources, or in NUMBA_CACHE_DIR, and compiles again only
    what has changed.
    """
    for room in ROOMS_WITH_KERNELS:
        name = f"parecon.{room}"
        if find_spec(name) is not None:
            getattr(import_module(name), "warm_kernels", lambda: None)()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
