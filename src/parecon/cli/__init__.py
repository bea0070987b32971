"""The commands: ``parecon plan``, ``data``, ``replay``, ``verify``, ``compare-runs``, ``story``, ``bench``, ``charter``."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 no feasible plan or a difference, 2 bad input, 130 interrupted."""
    try:
        from parecon.cli.entry import run_command
    except KeyboardInterrupt:
        return 130
    return run_command(arguments)
