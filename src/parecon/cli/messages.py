"""What a command says when it cannot go on, and with which exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback

__all__ = ["BAD_INPUT", "DONE", "INTERRUPTED", "NOT_SO", "OUT_OF_ROOM", "CannotGoOn", "explain", "say"]

DONE, NOT_SO, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done; no feasible plan, a changed or differing record; bad input; Ctrl-C."""

OUT_OF_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class CannotGoOn(Exception):
    """Input that a command refuses; the message names the option or file, both values and the way out."""

    def __init__(self, message: str, code: int = BAD_INPUT) -> None:
        super().__init__(message)
        self.code = code


def say(text: str) -> None:
    """Print one line on standard error, beside what the command prints."""
    print(text, file=sys.stderr, flush=True)


def explain(error: BaseException) -> tuple[str, int]:
    """Return the message and the exit code for whatever stopped a command."""
    if isinstance(error, CannotGoOn):
        return str(error), error.code
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", INTERRUPTED
    if isinstance(error, OSError) and error.errno in OUT_OF_ROOM:
        place = f" while writing {error.filename}" if error.filename else ""
        return f"the disk is full{place} ({os.strerror(error.errno)}); make room, or give a folder on another disk with --out", BAD_INPUT
    if isinstance(error, MemoryError):
        return "the memory of this machine is used up; plan with fewer councils, such as --size 0.1", BAD_INPUT
    if _is_refused_input(error):
        return str(error.args[0] if isinstance(error, KeyError) and error.args else error), BAD_INPUT
    if isinstance(error, OSError):
        return f"{error.filename or 'a file'}: {error.strerror or error}; check the path and whether you may use it", BAD_INPUT
    return _unexpected(error), BAD_INPUT


def _is_refused_input(error: BaseException) -> bool:
    """Whether the error is one of the program's own refusals, whose sentence already says what to do."""
    own = type(error).__module__.startswith("parecon.")
    return own and isinstance(error, (ValueError, KeyError, LookupError)) or type(error).__name__ == "FolderRefused"


def _unexpected(error: BaseException) -> str:
    if os.environ.get("PARECON_TRACEBACK") == "1":
        traceback.print_exception(error)
    last = traceback.extract_tb(error.__traceback__)
    place = f" in {os.path.basename(last[-1].filename)}, line {last[-1].lineno}" if last else ""
    return (f"this is a mistake of the program, not yours: {type(error).__name__}{place}: {str(error)[:300]}\n"
            "Nothing half-written was left in the output folder. Type the command again with PARECON_TRACEBACK=1 before it\n"
            "and report what it prints together with the command, so that it can be mended.")
