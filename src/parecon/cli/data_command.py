"""``parecon data list``, ``check`` and ``new``: the economies, and tables of your own."""

from __future__ import annotations

import argparse
from pathlib import Path

from parecon.cli.economies import SMALL
from parecon.cli.messages import DONE, CannotGoOn

__all__ = ["add_commands"]

_DATA = """The economies that come with the program, and folders with a table of your own.

  parecon data list
  parecon data check sweden-2014
  parecon data new my-country --like sweden-2014
  parecon data check my-country
  parecon plan my-country
"""
_NEW = """Write a folder of tables, filled with an economy that comes with the program: CSV and TOML files to put your own
numbers into. The format is described in docs/folder-format.md.

  parecon data new my-country --like sweden-2014
  parecon data new my-town --like town

A town's folder is described in docs/town-format.md.
"""


def add_commands(commands) -> None:
    """Add ``data`` with its three words."""
    data = commands.add_parser("data", help="list, check and begin economies", description=_DATA,
                               formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    words = data.add_subparsers(dest="word", metavar="WORD", required=True)
    words.add_parser("list", help="list the economies that come with the program").set_defaults(run=_list)
    check = words.add_parser("check", help="print the balance report of an economy or of your folder", description="Print how a table balances, "
                             "what was changed to make it so, and what it says of the nation. Exit code 2 where it cannot be read.")
    check.add_argument("economy", metavar="ECONOMY|FOLDER", help="a name of `parecon data list`, or a folder of tables")
    check.set_defaults(run=_check)
    new = words.add_parser("new", help="begin a folder for your own table", description=_NEW, formatter_class=argparse.RawDescriptionHelpFormatter)
    new.add_argument("folder", metavar="FOLDER", help="the folder to write; it must not exist")
    new.add_argument("--like", metavar="ECONOMY", default="sweden-2014", help="the economy to fill it with (default: sweden-2014)")
    new.set_defaults(run=_new)


def _list(options) -> int:
    from parecon.datasets import list_economies

    entries = list_economies()
    width = max(len(entry.name) for entry in entries) + 2
    for name, what in SMALL.items():
        print(f"{name:<{width}}{what}")
    for entry in entries:
        print(f"{entry.name:<{width}}{entry.title} ({entry.source})")
    print("\n`parecon plan NAME` plans one of them; `parecon data new FOLDER` begins a folder for a table of your own")
    return DONE


def _check(options) -> int:
    from parecon.cli.economies import check_name
    from parecon.datasets import balance_report, load_tables

    check_name(options.economy)
    if options.economy in SMALL:
        raise CannotGoOn(f"data check {options.economy}: the {options.economy} is no table; check another economy or a folder")
    if (Path(options.economy) / "town.csv").is_file():
        return _check_town(Path(options.economy))
    print(balance_report(load_tables(options.economy)).as_text())
    return DONE


def _check_town(folder: Path) -> int:
    """Print every fault of a town's tables, or what they hold."""
    from parecon.charter import default_charter
    from parecon.datasets.town_parse import check_town, read_town
    from parecon.datasets.town_rules import town_charter
    from parecon.datasets.town_report import town_report
    from parecon.datasets.town_sheets import read_town_folder

    sheets = read_town_folder(folder, default_charter())
    faults = check_town(sheets, default_charter())
    if faults:
        raise CannotGoOn("\n".join([f"{len(faults)} cells of {folder} cannot be read as they are:", *(f"  {fault}" for fault in faults)]))
    print(town_report(read_town(sheets, default_charter()), town_charter(sheets, default_charter())))
    return DONE


def _new_town(folder: Path) -> int:
    from parecon.charter import default_charter
    from parecon.datasets.town import town_record
    from parecon.datasets.town_sheets import write_town_folder
    from parecon.datasets.town_write import record_sheets

    place = write_town_folder(folder, record_sheets(town_record(default_charter(), seed=1, places=True)))
    print(f"{place} holds the demonstration town. Put your own councils, goods and amounts into it, then\n  parecon data check {folder}\n"
          "docs/town-format.md describes the files.")
    return DONE


def _new(options) -> int:
    from parecon.cli.economies import check_name
    from parecon.datasets import load_tables, write_example_folder

    check_name(options.like)
    if options.like == "town":
        return _new_town(Path(options.folder))
    if options.like in SMALL:
        raise CannotGoOn(f"--like {options.like}: the {options.like} is no table; take another economy, such as --like sweden-2014")
    place = write_example_folder(Path(options.folder), load_tables(options.like))
    print(f"{place} holds the tables of {options.like}. Put your own numbers into it, then\n  parecon data check {options.folder}\n"
          f"  parecon plan {options.folder}")
    return DONE
