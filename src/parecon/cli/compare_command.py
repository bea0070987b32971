"""``parecon compare``: every way to run an economy, on the same economy."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from parecon.cli.messages import DONE, CannotGoOn, say
from parecon.cli.option_types import positive_number, whole_number
from parecon.economy import CouncilKind

__all__ = ["add_commands"]

_LOST = 0.8
"""What is left of the largest industry's capacity in mid-year where no other shock is named."""

_ABOUT = """Run an economy under every system, on the same technique, tastes, endowments and seeds, and measure all alike. DIR then holds

  report.html          one table of summary, every measure as a picture with its table, the plans side by side,
                       class indices, and how the texts would read each system
  comparison.parquet   procedure, seed, measure, unit, value

Each system runs a second time with the dial of self-interest turned, and a third time with a shock in mid-year: unless
--shock or --wish names another, the largest industry loses a fifth of its capacity.

examples:
  parecon compare toy
  parecon compare sweden-2014
  parecon compare sweden-2014 --procedures participatory,central,market --seeds 3
  parecon compare sweden-2014 --shock D35=0.7 --wish I=1.3 --self-interest 1
  parecon compare toy --years 5                        who is still at the top in year 5?
"""


def add_commands(commands) -> None:
    """Add ``compare``."""
    command = commands.add_parser("compare", help="run an economy under every system and compare", description=_ABOUT,
                                  formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    add = command.add_argument
    add("economy", metavar="ECONOMY|FOLDER", help="a name of `parecon data list`, or a folder of tables")
    add("--procedures", metavar="NAMES", help="names with commas between (default: all; an unknown name prints them)")
    add("--seeds", metavar="N", type=whole_number(1, 1000), default=1, help="run with the seeds 0 to N-1 (default: 1)")
    add("--self-interest", metavar="X", default="0.5", help="the dial in the second run of each system, 0 to 1; 0 leaves it out (default: 0.5)")
    add("--shock", metavar="ROW=FACTOR", action="append", default=[], help="in mid-year, multiply the capacity of an industry; may be given several times; none: no shock (default: the largest industry loses a fifth)")
    add("--wish", metavar="GOOD=FACTOR", action="append", default=[], help="in mid-year, multiply what people want of a good; may be given several times")
    add("--years", metavar="N", type=whole_number(1, 50), default=1, help="let each go on from what its own year came to, to see whose class position lasts (default: 1)")
    add("--processes", metavar="N", type=whole_number(1, 64), help="arms run at a time (default: as many as there are processors and free memory)")
    add("--size", metavar="S", type=positive_number(10.0), help="number of councils relative to the real one (default: all, up to about 100,000)")
    add("--set", metavar="KEY=VALUE", action="append", default=[], dest="settings", help="as for `parecon plan`")
    add("--out", metavar="DIR", help="where the result goes; it must not exist (default: out/compare-ECONOMY)")
    command.set_defaults(run=_compare)


def _compare(options) -> int:
    from parecon.cli.economies import check_name
    from parecon.cli.progress import ProgressBar
    from parecon.cli.settings import read_settings
    from parecon.journal import OutputFolder
    from parecon.lab.comparing import Plan, compare_procedures, processes_for
    from parecon.lab.division import division_for

    settings = read_settings(options.settings, {})
    check_name(options.economy)
    charter, division = division_for(options.economy, settings.charter)
    plan = Plan(_procedures(options.procedures), range(options.seeds), _dial(options.self_interest), None, _factors("--wish", options.wish), options.years, (division,))
    without, given = options.shock == ["none"], _factors("--shock", [text for text in options.shock if text != "none"])
    if "none" in options.shock and not without:
        raise CannotGoOn("--shock none stands alone; leave it out, or the others")
    opener = Opener(options.economy, tuple(options.settings), options.size)
    opened = opener.open(0)
    plan = replace(plan, shock=given if given or without or plan.wishes else {_largest_industry(opened.economy): _LOST})
    _check_economy(opened, plan)
    folder = OutputFolder(options.out or str(Path("out") / f"compare-{Path(options.economy).resolve().name}"), resume=False, replace=False)
    bar, began = ProgressBar(), time.perf_counter()
    try:
        comparison = compare_procedures(opener, charter, plan, processes=processes_for(len(opened.economy.councils), options.processes), show=bar.show)
        bar.show("the report is written", 0, 1)
        _write(folder, comparison)
    except BaseException:
        folder.discard()
        raise
    finally:
        bar.close()
    _print(comparison, folder.out, time.perf_counter() - began)
    return DONE


@dataclass(frozen=True)
class Opener:
    """An economy by name, settings and size, as plain values: it can be opened anew in any process."""

    economy: str
    settings: tuple[str, ...]
    size: float | None

    def __call__(self, seed: int):
        """Return economy and society of one seed."""
        opened = self.open(seed)
        return opened.economy, opened.society

    def open(self, seed: int):
        """Return the economy of one seed as the command line opens it."""
        from parecon.cli.economies import open_economy
        from parecon.cli.settings import read_settings

        return open_economy(self.economy, read_settings(self.settings, {}), seed=seed, size=self.size)


def _procedures(names: str | None) -> tuple[str, ...]:
    from parecon.procedures.registry import list_procedures

    known = list_procedures()
    if names is None:
        return known
    chosen = tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    for name in chosen or ("",):
        if name not in known:
            raise CannotGoOn(f"--procedures {names}: there is no procedure {name!r}; there are {', '.join(known)}")
    return chosen


def _dial(text: str) -> float:
    try:
        dial = float(text)
    except ValueError:
        dial = -1.0
    if not 0 <= dial <= 1:
        raise CannotGoOn(f"--self-interest {text}: expected a number from 0 (all honest) to 1, such as 0.5")
    return dial


def _largest_industry(economy) -> str:
    """Return the code of the worker row with the largest output last year, by value."""
    rows = economy.last_totals
    worth = np.bincount(rows.row, economy.last_prices[rows.good] * rows.supply, len(economy.rows)) * (economy.row_kind == CouncilKind.WORKER)
    return economy.rows[int(np.argmax(worth))].code


def _factors(option: str, texts: list[str]) -> dict[str, float] | None:
    found = {}
    example = "an industry and a factor from 0 to 10, such as D35=0.7 (30 % of its capacity is lost)" if option == "--shock" else "a good and a factor from 0 to 10, such as I=1.3 (people want 30 % more of it)"
    for text in texts:
        code, _, factor = text.partition("=")
        try:
            found[code] = float(factor)
        except ValueError:
            found[code] = -1.0
        if not 0 <= found[code] <= 10 or not code:
            raise CannotGoOn(f"{option} {text}: expected {example}")
    return found or None


def _check_economy(opened, plan) -> None:
    if len(opened.society.consumers.pollutant) > 1:
        raise CannotGoOn(f"{opened.economy.name}: households emit {len(opened.society.consumers.pollutant)} pollutants; systems are compared on economies in which "
                         "they emit one at most. `parecon plan` plans it")
    rows, goods = {row.code for row in opened.economy.rows}, {good.code for good in opened.economy.goods}
    for option, codes, there, what in (("--shock", plan.shock, rows, "industry"), ("--wish", plan.wishes, goods, "good")):
        for code in codes or ():
            if code not in there:
                near = [c for c in sorted(there) if c[:1] == code[:1]][:8] or sorted(there)[:8]
                raise CannotGoOn(f"{option} {code}: {opened.economy.name} has no {what} {code}; near ones: {', '.join(near)}")


def _write(folder, comparison) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from parecon.reports.compare_page import write_comparison
    from parecon.reports.comparison import COLUMNS

    rows = list(zip(*comparison.rows()))
    kinds = (pa.string(), pa.int64(), pa.string(), pa.string(), pa.float64())
    pq.write_table(pa.table({name: pa.array(column, kind) for name, column, kind in zip(COLUMNS, rows, kinds)}), folder.work / "comparison.parquet")
    write_comparison(folder.work / "report.html", comparison)
    folder.finish()


_PRINTED = (("distance to the best plan, own distribution", "all could gain"), ("distance to the best plan, equal heads", "short of best"), ("needs unmet, survival", "needs unmet"),
            ("Gini of income", "Gini"), ("possession, control", "possession"), ("rule", "rule"), ("privilege, by effort and need", "privilege"),
            ("empowerment monopoly", "monopoly"), ("self-management gap", "say gap"), ("minutes a person", "minutes"))


def _print(comparison, out, seconds: float) -> None:
    from parecon.reports.compare_page import say_value

    units = dict(comparison.measures())
    shown = [(name, words) for name, words in _PRINTED if name in units]
    width = max(len(arm.name) for arm in comparison.arms)
    print("\n" + " " * width + "".join(words.rjust(15) for _, words in shown))
    for arm in comparison.arms:
        cells = "".join(say_value(name, units[name], arm.value(name)).rjust(15) for name, _ in shown)
        print(arm.name.ljust(width) + (cells if arm.outcome.refusal is None else f"  no plan: {arm.outcome.refusal[:110]}"))
    print(f"\n{len(comparison.arms)} systems compared in {seconds:.0f} s; open {out}/report.html, or read {out}/comparison.parquet", flush=True)
    if any(arm.outcome.refusal for arm in comparison.arms):
        say("a system without a plan says why in the report; that is a result too")
