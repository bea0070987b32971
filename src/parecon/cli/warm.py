"""Compile the kernels once after installation: ``python -m parecon.cli.warm``."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

__all__ = ["main"]

ROOMS_WITH_KERNELS = ("quantities", "work", "ledger", "proposals", "facilitation", "feasibility", "responses")


def main() -> int:
    """Call every ``warm_…`` function that a room lists; return the exit code.

    numba keeps what is compiled beside the sources, or in NUMBA_CACHE_DIR, and compiles again only
    what has changed.
    """
    for room in ROOMS_WITH_KERNELS:
        name = f"parecon.{room}"
        if find_spec(name) is not None:
            module = import_module(name)
            for warm in sorted(listed for listed in getattr(module, "__all__", ()) if listed.startswith("warm_")):
                getattr(module, warm)()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
