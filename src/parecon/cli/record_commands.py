"""``parecon replay``, ``verify`` and ``compare-runs``: what can be done with a record."""

from __future__ import annotations

import argparse

from parecon.cli.messages import DONE, NOT_SO, CannotGoOn

__all__ = ["add_commands"]

_REPLAY = """Recompute a recorded year from what was proposed: every price, every total, every account, and check the
plan. Prints "identical", or names the first number that differs (exit code 1).

  parecon replay out/demo
  parecon replay out/demo/journal.jsonl
"""
_VERIFY = """Check that nothing in a record was changed, removed or added after it was written. Nothing is recomputed:
that is what replay does. The same check runs without this program: `python verify.py journal.jsonl`.

  parecon verify out/demo
"""
_COMPARE = """Set two recorded runs side by side: the first difference, and how far prices and totals lie apart.
Exit code 1 where they differ.

  parecon compare-runs out/demo out/demo-1
"""


def add_commands(commands) -> None:
    """Add the three commands."""
    for name, summary, text, run, places in (("replay", "recompute a plan from its record", _REPLAY, _replay, ("JOURNAL",)),
                                             ("verify", "check that a record was not changed", _VERIFY, _verify, ("JOURNAL",)),
                                             ("compare-runs", "set two records side by side", _COMPARE, _compare, ("A", "B"))):
        command = commands.add_parser(name, help=summary, description=text, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
        for place in places:
            command.add_argument(place.lower(), metavar=place, help="a journal (DIR/journal.jsonl) or its folder")
        command.set_defaults(run=run)


def _replay(options) -> int:
    from parecon.journal import Identical, replay, verify

    found = replay(options.journal, lambda round: print(f"round {round} recomputed", flush=True))
    if not isinstance(found, Identical):
        print(found)
        return NOT_SO
    changed = verify(options.journal)
    for problem in changed.problems:
        print(f"the numbers agree, but a file was changed: {problem}")
    print(found)
    return DONE if changed.intact else NOT_SO


def _verify(options) -> int:
    from parecon.journal import journal_path, verify
    from parecon.journal.verify import describe

    found = verify(journal_path(options.journal))
    print("\n".join(describe(found)))
    return DONE if found.intact else NOT_SO


def _compare(options) -> int:
    from parecon.journal import compare_runs

    if options.a == options.b:
        raise CannotGoOn(f"compare-runs {options.a} {options.b}: both are the same place; name two runs")
    found = compare_runs(options.a, options.b)
    if found.identical:
        print(f"identical: {found.rounds_first} rounds, plan {found.plan_first[:16] or 'none'}")
        return DONE
    where, one, two = found.first
    print(f"first difference: {where}\n  A: {_short(one)}\n  B: {_short(two)}")
    for name, goods in (("A", found.only_first), ("B", found.only_second)):
        if goods:
            print(f"goods in {name} only: {len(goods)} ({', '.join(goods[:6])}{', …' if len(goods) > 6 else ''})")
    print(f"\n{'round':>5}  {'price apart at most':<28}  {'supply apart at most':<28}  demand apart at most")
    for line in found.rounds:
        cells = (f"{100 * share:8.3f} %  {good}" for share, good in
                 ((line.price, line.price_good), (line.supply, line.supply_good), (line.demand, line.demand_good)))
        print(f"{line.round:>5}  " + "  ".join(f"{cell:<28}" for cell in cells).rstrip())
    if found.rounds_first != found.rounds_second:
        print(f"rounds: {found.rounds_first} in A, {found.rounds_second} in B")
    print(f"plan: {found.plan_first[:16] or 'none'} in A, {found.plan_second[:16] or 'none'} in B")
    return NOT_SO


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 100 else text[:99] + "…"
