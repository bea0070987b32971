"""From the words of a command line to the function that does it, and from any failure to a sentence."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from parecon.cli.messages import BAD_INPUT, DONE, INTERRUPTED, CannotGoOn, explain, say

__all__ = ["build_parser", "run_command"]

_ABOUT = """parecon plans an economy together with the people in it: councils propose what they want to make
and use, a board publishes prices that make the proposals fit, and everyone proposes again, until
a plan balances to the last unit. Everything is written down so that anyone can recompute it.

begin here:
  parecon demo                       plan Sweden's year 2014 with 5 % less CO2 (about a minute)
  parecon plan toy                   plan an economy small enough to follow by hand
  parecon data list                  which economies there are
"""

_COMMAND_MODULES = ("plan_command", "compare_command", "study_command", "data_command", "record_commands", "server_commands", "other_commands")


class Parser(argparse.ArgumentParser):
    """A parser whose refusals say what to type instead."""

    def error(self, message: str) -> None:
        """Refuse with exit code 2; nothing was done."""
        raise CannotGoOn(f"{message}; `{self.prog} --help` shows how it is used")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = Parser(prog="parecon", description=_ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("--version", action="store_true", help="print the version and leave")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=Parser)
    for name in _COMMAND_MODULES:
        import_module(f"parecon.cli.{name}").add_commands(commands)
    import_module("parecon.cli.bench").add_bench_command(commands)
    if find_spec("parecon.cli.jobs") is not None:
        import_module("parecon.cli.jobs").add_jobs_command(commands)
    return parser


def run_command(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; nothing but a sentence ever reaches the terminal."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without a letter shows ? for it
    before = _stop_on_terminate()
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever read us has read enough (such as `| head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else DONE if leaving.code is None else BAD_INPUT
    except (Exception, KeyboardInterrupt) as error:
        message, code = explain(error)
        say(message if code == INTERRUPTED else f"parecon: {message}")
        return code
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def _run(arguments: list[str]) -> int:
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.version:
        from importlib.metadata import version

        print(f"parecon {version('parecon')}")
        return DONE
    if options.command is None:
        parser.print_help()
        return DONE
    return options.run(options)


def _stop_on_terminate():
    """Treat a request to end like Ctrl-C, so that the same is kept; return what was done before."""
    def stop(*_):
        raise KeyboardInterrupt

    try:
        return signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not the main thread: whoever called us handles signals
        return None
