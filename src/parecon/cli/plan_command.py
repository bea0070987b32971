"""``parecon plan`` and ``parecon demo``: plan an economy and write everything down."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from pathlib import Path

from parecon.charter import default_charter
from parecon.cli.messages import INTERRUPTED, OUT_OF_ROOM, CannotGoOn, say
from parecon.cli.option_types import positive_number, whole_number

__all__ = ["add_commands"]

_PLAN = """Plan an economy: its councils propose, the board publishes prices, the councils propose again, until a plan
balances to the last unit. DIR then holds

  report.html      the year for people: open it in a browser
  plan.csv         the plan by row and good      plan.parquet   every line of every council
  journal.jsonl    the record, entry by entry    batches/       what every council proposed
  manifest.json    how it was run, what came out, the hash of every file

It appears whole or not at all; after Ctrl-C the same command with --resume goes on.

examples:
  parecon plan toy
  parecon plan town
  parecon plan sweden-2014 --set permits.CO2=-10% --set hours=-5% --out out/less-carbon
  parecon plan us-summary-2017 --size 0.1 --rounds 10
  parecon plan my-country --start random --seed 7
"""
_DEMO = """Plan Sweden's year 2014 from what was known before it: technique, habits and prices of 2013, hours and capital
of 2014. A long-term plan caps CO2 at 5 % less than in 2013; those it harms, here everybody, would permit 20 % less at last
year's price and are compensated. The same as

  parecon plan sweden-2014 --set permits.CO2=-5% --set consent.CO2=-20% --out out/demo

An earlier demo in out/demo is replaced.

  parecon demo
  parecon demo --size 0.1 --out out/small-demo
"""
_RULES = default_charter().rule("prices.rule").choices
_STARTS = ("last-year", "ones", "random")


def add_commands(commands) -> None:
    """Add ``plan`` and ``demo``."""
    plan = commands.add_parser("plan", help="plan an economy", description=_PLAN, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    plan.add_argument("economy", metavar="ECONOMY|FOLDER", help="a name of `parecon data list`, or a folder of tables (`parecon data new`)")
    _add_options(plan)
    plan.set_defaults(run=_plan, replace=False)
    demo = commands.add_parser("demo", help="plan Sweden's year 2014 with less CO2, by consent of those it harms", description=_DEMO,
                               formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    _add_options(demo)
    demo.set_defaults(run=_demo, economy="sweden-2014")


def _add_options(command) -> None:
    add = command.add_argument
    add("--out", metavar="DIR", help="where the result goes; it must not exist (default: out/ECONOMY)")
    add("--rounds", metavar="N", type=whole_number(1, 200), help="hold at most N rounds (default: the charter's rounds.count_max)")
    add("--seed", metavar="N", type=whole_number(0, 2**63 - 1), default=0, help="the same seed gives the same simulated councils (default: 0)")
    add("--size", metavar="S", type=positive_number(10.0), help="number of councils relative to the real one (default: 1, or what gives 100,000)")
    add("--start", metavar="PRICES", default="last-year", help="first prices: last-year, ones or random (default: last-year)")
    add("--rule", metavar="NAME", help=f"price rule: {', '.join(_RULES)} (default: the charter's prices.rule)")
    add("--set", metavar="KEY=VALUE", action="append", default=[], dest="settings",
        help="permits.CO2=-10%% (a hard cap), consent.CO2=-20%% (what those affected permit at last year's price), hours=-5%%, or any rule of `parecon charter`; may be given several times")
    add("--claim", metavar="GOOD=SHARE%:WORDS", action="append", default=[], dest="claims",
        help="file a hidden social cost against a good, in per cent of last year's price; it is voted on after the first round; may be given several times")
    add("--resume", action="store_true", help="go on with an interrupted run of the same command")


def _demo(options) -> int:
    options.replace, options.out = options.out is None, options.out or "out/demo"
    if not any(setting.startswith("permits.CO2") for setting in options.settings):
        options.settings = ["permits.CO2=-5%", *options.settings]
    if not any(setting.startswith("consent.CO2") for setting in options.settings):
        options.settings = [*options.settings, "consent.CO2=-20%"]
    return _plan(options)


def _plan(options) -> int:
    from parecon.cli.economies import check_name
    from parecon.cli.settings import read_settings
    from parecon.journal import OutputFolder

    _one_of("--start", options.start, _STARTS)
    _one_of("--rule", options.rule, (None, *_RULES))
    also = {"rounds.count_max": options.rounds, "prices.rule": options.rule}
    settings = read_settings(options.settings, {key: value for key, value in also.items() if value is not None})
    check_name(options.economy)
    if options.out is not None and not options.out.strip():
        raise CannotGoOn("--out: the name is empty; give a folder that does not exist yet, such as --out out/mine")
    out = options.out or str(Path("out") / Path(options.economy).resolve().name)
    folder = OutputFolder(out, resume=options.resume, replace=options.replace)
    if folder.discarded:
        say(f"an interrupted run of {out} was dropped and begins anew (--resume would have gone on with it)")
    return _plan_into(folder, options, settings)


def _one_of(option: str, value: str | None, allowed: tuple) -> None:
    if value not in allowed:
        raise CannotGoOn(f"{option} {value}: expected one of {', '.join(a for a in allowed if a)}; choose one of these")


def _plan_into(folder, options, settings) -> int:
    """Plan into the hidden folder; put it in place when all is written, keep it after Ctrl-C, else remove it."""
    from parecon.cli.planning import Planning

    planning = Planning(folder, options, settings)
    try:
        code = planning.run()
        folder.finish()
    except KeyboardInterrupt:
        return _stop_here(folder, options, planning.count_rounds())
    except BaseException as error:
        if isinstance(error, OSError) and error.errno in OUT_OF_ROOM:
            folder.discard()
            raise CannotGoOn(f"the disk is full: {folder.out.parent} has no room for the result ({os.strerror(error.errno)}). Nothing was left there; "
                             "make room, or give a folder on another disk with --out") from None
        # What an interrupted run left is never thrown away over a mistyped option.
        folder.release() if options.resume else folder.discard()
        raise
    planning.print_summary()
    return code


def _stop_here(folder, options, rounds: int) -> int:
    if rounds == 0:
        folder.discard()
        say("interrupted before the first round was closed; nothing was left behind")
        return INTERRUPTED
    folder.release()
    words = [word for word in sys.argv[1:] if word != "--resume"] or ["plan", options.economy]
    say(f"interrupted after round {rounds}; {folder.out} does not exist yet. Go on with\n  parecon {shlex.join([*words, '--resume'])}")
    return INTERRUPTED
