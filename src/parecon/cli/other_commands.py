"""``parecon story`` and ``charter``."""

from __future__ import annotations

import argparse
from importlib import import_module
from importlib.util import find_spec

from parecon.cli.messages import DONE, CannotGoOn

__all__ = ["add_commands"]

_STORY = """Play a story: an example that the texts of participatory economics use, in numbers small enough to check by hand,
with its control arm. --all plays all of them and ends with how many came out as computed.

  parecon story concrete
  parecon story --all
"""
_CHARTER = """Print the charter: every rule that a society could change, with its value, its unit and where it comes from.
`parecon plan … --set KEY=VALUE` plans under another value.

  parecon charter
  parecon charter rounds
"""


def add_commands(commands) -> None:
    """Add both commands."""
    def add(name: str, summary: str, text: str, run):
        command = commands.add_parser(name, help=summary, description=text, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
        command.set_defaults(run=run)
        return command

    story = add("story", "play a story of the texts", _STORY, _story)
    story.add_argument("name", metavar="NAME", nargs="?", help="the story's name; without one they are listed")
    story.add_argument("--all", action="store_true", help="play all stories")
    charter = add("charter", "print the rules in force", _CHARTER, _charter)
    charter.add_argument("area", metavar="AREA", nargs="?", default="", help="only rules whose key begins so")


def _story(options) -> int:
    if find_spec("parecon.lab.stories") is None:
        raise CannotGoOn("story: this installation holds no stories (parecon.lab.stories is missing); install the whole program")
    stories = import_module("parecon.lab.stories")
    return stories.run_command(options.name, options.all)


def _charter(options) -> int:
    from parecon.charter import default_charter

    rows = [row for row in default_charter().as_rows() if row["key"].startswith(options.area)]
    if not rows:
        areas = sorted({row["key"].split(".")[0] for row in default_charter().as_rows()})
        raise CannotGoOn(f"charter {options.area}: no rule's key begins so; the areas are {', '.join(areas)}")
    for row in rows:
        value = ", ".join(map(str, row["value"])) if isinstance(row["value"], list) else row["value"]
        print(f"{row['key']} = {value}{' ' + row['unit'] if row['unit'] else ''}\n    {row['meaning']}\n    source: {row['source']}")
    return DONE
