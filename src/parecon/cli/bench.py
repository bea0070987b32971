"""``parecon bench``: seconds and memory of every step, for the economies that come with the program."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from parecon.cli.messages import DONE, NOT_SO, CannotGoOn, say

__all__ = ["add_bench_command", "run_bench"]

_BENCH = """Measure seconds and peak memory of every step of planning (read the tables, make the society, respond, submit,
aggregate, price, close) for Sweden, the US summary and the US detail tables at three numbers of councils each, and of
the ledger and the ballots; and rounds at the size of a country: 60,000 councils beside demplan (measured where it is installed),
10,000 and 100,000 goods, a million consumer councils in shards, and a central planner's programme on the same recipes.

  parecon bench                              all rows; it takes minutes, and goes on where it was stopped
  parecon bench --quick                      small rows, about a minute
  parecon bench --row sweden-2014@1 --again  one row, measured anew
  parecon bench rounds [--quick]             how many rounds each price rule needs, from which start (.bench/rounds.jsonl)
  parecon bench pollution [--quick]          rounds and seconds with pollution by consent, and without it
  parecon bench institutions [--quick]       seconds a round with collective goods and pollution by consent, and with neither
  parecon bench published [--quick]          the published experiment, its own figures and what becomes of them
  parecon bench lying [--quick]              what lies gain and cost, by strategy, on three economies (.bench/lying.jsonl)

Each row runs in a fresh process and each step in one of its own, so that the peak memory (MB) is that of holding what the
step needs and doing it; own MB is what the step added. Seconds are the least of three runs, cpu s those of all processors.
The first prices miss last year's by about ten per cent. Rows are written to .bench as they finish.
"""


def add_bench_command(commands) -> None:
    """Add ``bench``."""
    bench = commands.add_parser("bench", help="measure seconds and memory", description=_BENCH, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    bench.add_argument("what", nargs="?", choices=("speed", "rounds", "pollution", "institutions", "published", "lying"), default="speed",
                       help="seconds and memory (speed), rounds of every price rule, what pollution or all such institutions cost the rounds, the published experiment, or what lies gain")
    bench.add_argument("--row", metavar="NAME", action="append", default=[], help="only this row, or all of this economy; may be given several times")
    bench.add_argument("--quick", action="store_true", help="small rows")
    bench.add_argument("--again", action="store_true", help="measure anew what was measured before")
    bench.add_argument("--json", action="store_true", help="print the rows as JSON instead of a table")
    bench.add_argument("--dir", metavar="DIR", default=".bench", help="where rows are written down (default: .bench)")
    bench.set_defaults(run=run_bench)


def run_bench(args) -> int:
    """Measure, print the table and return the exit code: 1 where a row could not be measured."""
    from parecon.lab.bench import BenchStore, code_digest, draw_table, run_rows

    folder = Path(args.dir)
    if folder.exists() and not folder.is_dir():
        raise CannotGoOn(f"--dir {folder}: this is a file; give a folder, such as .bench")
    if args.what == "published":
        return _tell_published(args)
    if args.what == "pollution":
        return _run_pollution(args)
    if args.what == "institutions":
        return _run_institutions(args)
    if args.what == "rounds":
        return _run_rounds(args, folder)
    if args.what == "lying":
        return _run_lying(args, folder)
    rows = _chosen(args)
    measured = []
    for row in run_rows(rows, BenchStore(folder, code_digest()), again=args.again, say=say):
        measured.append(row)
        if not args.json:
            head, *lines = draw_table([row]).splitlines()
            print("\n".join([head, *lines] if len(measured) == 1 else lines), flush=True)
    if args.json:
        print(json.dumps(measured, indent=1))
    return NOT_SO if any("error" in row for row in measured) else DONE


def _run_pollution(args) -> int:
    from parecon.lab.bench_pollution import CASES, QUICK_CASES, draw_pollution, measure_case

    return _run_anew(args, (CASES, QUICK_CASES), measure_case, draw_pollution)


def _run_institutions(args) -> int:
    from parecon.lab.bench_institutions import INSTITUTION_CASES, QUICK_INSTITUTION_CASES, draw_institutions, measure_institutions

    return _run_anew(args, (INSTITUTION_CASES, QUICK_INSTITUTION_CASES), measure_institutions, draw_institutions)


def _run_anew(args, cases, measure, draw) -> int:
    """Measure rows that are not kept between runs, and print each as it is there."""
    every, quick = cases
    names = dict.fromkeys(case.name for case in every)
    if args.again or not set(args.row) <= set(names):
        raise CannotGoOn(f"bench {args.what} measures anew each time; its rows are {', '.join(names)}")
    measured = []
    for case in [case for case in every if case.name in args.row] or (quick if args.quick else every):
        measured.append(measure(case))
        if not args.json:
            head, *lines = draw(measured[-1:]).splitlines()
            print("\n".join([head, *lines] if len(measured) == 1 else lines), flush=True)
    if args.json:
        print(json.dumps(measured, indent=1))
    return DONE if all(row["met"] for row in measured) else NOT_SO


def _tell_published(args) -> int:
    from parecon.lab.bench_published import tell_published

    if args.row or args.json or args.again:
        raise CannotGoOn("bench published takes --quick alone; it has no rows")
    tell_published(*((4,) if args.quick else ()), **({"ours": 1} if args.quick else {}), say=lambda text: print(text, flush=True))
    return DONE


def _run_rounds(args, folder: Path) -> int:
    from parecon.lab.bench_rounds import CASES, QUICK_CASES, draw_rounds, find_cases, open_store, public_row, run_cases

    if args.quick and args.row:
        raise CannotGoOn("--quick and --row: give one of them; --quick has rows of its own")
    unknown = [word for word in args.row if not find_cases(word)]
    if unknown:
        raise CannotGoOn(f"--row {unknown[0]}: there is no such row; the economies are {', '.join(dict.fromkeys(c.economy for c in CASES))}, "
                         f"and a row is called like {CASES[0].name}")
    cases = tuple(dict.fromkeys(c for word in args.row for c in find_cases(word))) or (QUICK_CASES if args.quick else CASES)
    measured, store = [], open_store(folder)
    for row in run_cases(cases, store, again=args.again, say=say):
        measured.append(row)
        if not args.json:
            lines = draw_rounds([row], [one for one in store.read().values() if one.get("code") == row.get("code")]).splitlines()
            print("\n".join(lines if len(measured) == 1 else lines[1:]), flush=True)
    if args.json:
        print(json.dumps([public_row(row) for row in measured], indent=1))
    return NOT_SO if any(row["failed"] for row in measured) else DONE


def _run_lying(args, folder: Path) -> int:
    from parecon.lab.bench import BenchStore
    from parecon.lab.lying import ECONOMIES, QUICK_SEEDS, SEEDS, draw_lies, lying_digest, run_seeds, tell_lies

    unknown = [name for name in args.row if name not in ECONOMIES]
    if unknown or args.again:
        raise CannotGoOn(f"bench lying takes --row with one of {', '.join(ECONOMIES)}, and goes on where it was stopped")
    seeds = range(1, (QUICK_SEEDS if args.quick else SEEDS) + 1)
    rows = list(run_seeds(args.row or tuple(ECONOMIES), seeds, BenchStore(folder, "lying"), code=lying_digest(), say=say))
    told = tell_lies(rows)
    print(json.dumps(told, indent=1) if args.json else draw_lies(told), flush=True)
    return DONE


def _chosen(args) -> tuple:
    from parecon.lab.bench_row import QUICK, ROWS, find_rows

    if args.quick and args.row:
        raise CannotGoOn("--quick and --row: give one of them; --quick has rows of its own")
    if not args.row:
        return QUICK if args.quick else ROWS
    chosen: dict = {}
    for word in args.row:
        found = find_rows(word)
        if not found:
            raise CannotGoOn(f"--row {word}: there is no such row; there are {', '.join(row.name for row in ROWS)}, or an economy alone, or one at another size up to 1")
        chosen |= dict.fromkeys(found)
    return tuple(chosen)
