"""What collective goods and pollution by consent cost the rounds together: a year with these institutions and without, seconds a round."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from parecon.charter import default_charter
from parecon.datasets import load_coming_year, load_tables
from parecon.datasets.society import build_society
from parecon.procedures import participatory
from parecon.procedures.events import CollectiveSettled, PriceStepped, RoundClosed

__all__ = ["INSTITUTION_CASES", "QUICK_INSTITUTION_CASES", "InstitutionCase", "draw_institutions", "measure_institutions", "measure_year"]

TIMES_LONGER = 1.5
"""The bar: time per round over that without these institutions."""

_REPEATS = 3


@dataclass(frozen=True)
class InstitutionCase:
    """One economy and its number of councils relative to the real one."""

    name: str
    size: float


INSTITUTION_CASES = (InstitutionCase("sweden-2014", 1.0), InstitutionCase("sweden-2014", 0.1), InstitutionCase("us-summary-2022", 0.05))
QUICK_INSTITUTION_CASES = (InstitutionCase("sweden-2014", 0.05), InstitutionCase("us-summary-2022", 0.005))


def measure_year(case: InstitutionCase, *, collective: bool, pollution: bool, clock=time.process_time) -> dict[str, float]:
    """Return councils, rounds, and processor seconds a round (proposals to the next prices) and of the settlement, of one year."""
    charter = default_charter() if collective else default_charter().adopt({"collective.levels": ("none",)}, "bench")
    tables = load_tables(case.name, charter)
    tables = tables if pollution else replace(tables, emissions={}, household_emissions={}, emission_unit={})
    economy, society = build_society(tables, seed=1, charter=charter, size=case.size, coming=load_coming_year(case.name, charter))
    marks: list[tuple[str, float]] = []

    def watch(event) -> None:
        if isinstance(event, CollectiveSettled | RoundClosed | PriceStepped):
            marks.append((type(event).__name__, clock()))

    began = clock()
    outcome = participatory.run(economy, society, charter, on_event=watch)
    settled = sum(at - began for name, at in marks[:1] if name == "CollectiveSettled")
    last = max(at for name, at in marks if name == "RoundClosed")
    return {"councils": float(len(economy.councils)), "rounds": float(outcome.year.round), "settlement": settled, "round": (last - began - settled) / outcome.year.round}


def measure_institutions(case: InstitutionCase) -> dict[str, object]:
    """Return one row: the least of three years without and with, alternating, the ratio of seconds a round, and whether it keeps the bar."""
    years = [[measure_year(case, collective=whole, pollution=whole) for whole in (False, True)] for _ in range(_REPEATS)]
    without, within = ({key: min(pair[i][key] for pair in years) for key in years[0][i]} for i in range(2))
    times = within["round"] / without["round"]
    return {"row": f"{case.name}@{case.size:g}", **{f"{key}_without": value for key, value in without.items()},
            **{f"{key}_with": value for key, value in within.items()}, "times": times, "met": bool(times <= TIMES_LONGER)}


def draw_institutions(rows: list[Mapping[str, object]]) -> str:
    """Return the rows as an aligned table.

    >>> row = {f"{key}_{word}": 2.0 for key in ("councils", "rounds", "settlement", "round") for word in ("without", "with")}
    >>> print(draw_institutions([{"row": "x@1", **row, "times": 1.0, "met": True}]))
    row                    councils without      with   rounds   with   cpu s a round     with   to settle and vote   times (bar 1.5)
    x@1                                   2         2        2      2           2.000    2.000                2.000   1.00 met
    """
    lines = [f"{'row':<22} {'councils without':>16} {'with':>9} {'rounds':>8} {'with':>6} {'cpu s a round':>15} {'with':>8} {'to settle and vote':>20}   times (bar {TIMES_LONGER})"]
    for r in rows:
        lines.append(f"{r['row']:<22} {r['councils_without']:>16,.0f} {r['councils_with']:>9,.0f} {r['rounds_without']:>8.0f} {r['rounds_with']:>6.0f} "
                     f"{r['round_without']:>15.3f} {r['round_with']:>8.3f} {r['settlement_with']:>20.3f}   {r['times']:.2f} {'met' if r['met'] else 'NOT met'}")
    return "\n".join(lines)
