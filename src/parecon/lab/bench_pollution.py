"""What pollution with the consent of those affected costs the rounds: the same economies with and without it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from parecon.charter import default_charter
from parecon.datasets import load_coming_year, load_tables
from parecon.datasets.coming_year import ComingYear
from parecon.datasets.generate_regions import EFFLUENT, generate_river
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.pollution import Harm
from parecon.datasets.society import build_society
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.procedures.participatory import is_enough, worst_gap
from parecon.responses import lay_out, respond

__all__ = ["CASES", "QUICK_CASES", "Case", "draw_pollution", "measure_case"]

ROUNDS_MORE, TIMES_LONGER = 1, 1.5
"""The bars: rounds above those without pollution, and time per round over that without."""

_REPEATS = 9
"""Years held each way, in turn: a round of the small rows takes hundredths of a second."""

_DRIFT = {"society.technique_drift": 0.02, "society.taste_drift": 0.02}


@dataclass(frozen=True)
class Case:
    """One economy: name, its number of councils relative to the real one, and by how much those affected would lower what they permit."""

    name: str
    size: float = 1.0
    wish: float = -0.2


CASES = (Case("sweden-2014", 0.1), Case("generated-60"), Case("generated-200"), Case("river-20"), Case("river-60"))
QUICK_CASES = (Case("sweden-2014", 0.02), Case("generated-60"), Case("river-20"))


def _tables(case: Case, charter):
    kind, _, goods = case.name.partition("-")
    if kind in ("generated", "river"):
        tables = (generate_input_output if kind == "generated" else generate_river)(int(goods), 1)
        return tables, ComingYear(tables.year + 1, 1.0, 1.0, np.ones(len(tables.industries)), 1.0, "nothing but drift")
    return load_tables(case.name, charter), load_coming_year(case.name, charter)


def measure_case(case: Case, clock=time.process_time) -> dict[str, object]:
    """Return rounds to the charter's gap and processor seconds a round (the least of several years held in turn), with and without pollution, and whether both bars are met."""
    charter = default_charter().adopt(_DRIFT, "bench")
    tables, coming = _tables(case, charter)
    bare = replace(tables, emissions={}, household_emissions={}, emission_unit={})
    harms = {name: Harm(wish=case.wish) for name in tables.emissions if name != EFFLUENT}
    harms |= {EFFLUENT: Harm({"region-1": 1.0}, wish=case.wish)} if EFFLUENT in tables.emissions else {}
    row: dict[str, object] = {"row": case.name, "pollutants": len(tables.emissions), "size": case.size}
    built = {word: build_society(these, seed=1, charter=charter, size=case.size, coming=coming, **more)
             for word, these, more in (("without", bare, {}), ("with", tables, {"harms": harms}))}
    years = [{word: _hold(*pair, charter, clock) for word, pair in built.items()} for _ in range(_REPEATS)]
    for word in built:
        rounds, gap, _ = years[0][word]
        row |= {f"rounds_{word}": rounds, f"gap_{word}": gap, f"seconds_{word}": min(year[word][2] for year in years)}
    row["times"] = row["seconds_with"] / row["seconds_without"]
    row["met"] = row["rounds_with"] <= row["rounds_without"] + ROUNDS_MORE and row["times"] <= TIMES_LONGER
    return row


def _hold(economy, society, charter, clock) -> tuple[int, float, float]:
    """Return rounds, the worst gap, and the seconds of a round: proposals and totals, and next prices, each averaged over how often they were made."""
    year, layout, proposed, followed = announce_first(economy, charter), lay_out(society), 0.0, 0.0
    while True:
        began = clock()
        year, refusals = submit(year, respond(economy, society, year.announcement, layout))
        assert not refusals, refusals[0]
        year = close_round(year)
        closed = clock()
        proposed += closed - began
        if is_enough(year):
            return year.round, worst_gap(year.records[-1], economy), proposed / year.round + followed / max(year.round - 1, 1)
        year = follow(year)
        followed += clock() - closed


def draw_pollution(rows: list[Mapping[str, object]]) -> str:
    """Return the rows as an aligned table.

    >>> print(draw_pollution([{"row": "x", "pollutants": 1, "rounds_without": 2, "rounds_with": 3, "seconds_without": 1.0, "seconds_with": 1.2, "times": 1.2, "met": True}]))
    row             pollutants   rounds without      with   cpu s a round without      with   times   bars met
    x                        1                2         3                   1.000     1.200    1.20        yes
    """
    lines = [f"{'row':<15} {'pollutants':>10} {'rounds without':>16} {'with':>9} {'cpu s a round without':>23} {'with':>9} {'times':>7} {'bars met':>10}"]
    for r in rows:
        lines.append(f"{r['row']:<15} {r['pollutants']:>10} {r['rounds_without']:>16} {r['rounds_with']:>9} {r['seconds_without']:>23.3f} {r['seconds_with']:>9.3f} "
                     f"{r['times']:>7.2f} {'yes' if r['met'] else 'NO':>10}")
    return "\n".join(lines)
