"""What deciding collective goods costs: a year with places and without, seconds a round: ``python -m parecon.lab.bench_collective``."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from parecon.charter import default_charter
from parecon.datasets import load_coming_year, load_tables
from parecon.datasets.society import build_society
from parecon.procedures import participatory
from parecon.procedures.events import CollectiveSettled, PriceStepped, RoundClosed
from parecon.responses import warm_kernels

__all__ = ["main", "measure_year"]

BAR = 1.5


def measure_year(economy_name: str, size: float, levels: tuple[str, ...] | None) -> dict[str, float]:
    """Return rounds, seconds of processor time a round (proposals to the next prices) and of the settlement, of one year.

    levels: those that decide collective goods, or None for the charter's own.
    """
    charter = default_charter() if levels is None else default_charter().adopt({"collective.levels": levels}, "bench")
    economy, society = build_society(load_tables(economy_name, charter), seed=1, charter=charter, size=size, coming=load_coming_year(economy_name, charter))
    marks: list[tuple[str, float]] = []

    def watch(event) -> None:
        if isinstance(event, CollectiveSettled | RoundClosed | PriceStepped):
            marks.append((type(event).__name__, time.process_time()))

    began = time.process_time()
    outcome = participatory.run(economy, society, charter, on_event=watch)
    settled = sum(at - began for name, at in marks[:1] if name == "CollectiveSettled")
    last = max(at for name, at in marks if name == "RoundClosed")
    return {"rounds": float(outcome.year.round), "settlement": settled, "round": (last - began - settled) / outcome.year.round}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both years and their ratio; return 0 where it keeps the bar and the rounds do not rise, else 1."""
    parser = argparse.ArgumentParser(prog="python -m parecon.lab.bench_collective", description=__doc__)
    parser.add_argument("economy", nargs="?", default="sweden-2014", help="a name of `parecon data list` (default: sweden-2014)")
    parser.add_argument("--size", type=float, default=0.33, help="number of councils relative to the real one (default: 0.33)")
    options = parser.parse_args(arguments)
    warm_kernels()
    measure_year(options.economy, 0.01, None)
    found = {name: measure_year(options.economy, options.size, levels) for name, levels in (("without places", ("none",)), ("with places", None))}
    for name, year in found.items():
        print(f"{name:16} {year['rounds']:.0f} rounds  {year['round']:.2f} s a round  {year['settlement']:.2f} s to settle and vote")
    without, within = found.values()
    ratio = within["round"] / without["round"]
    kept = ratio <= BAR and within["rounds"] <= without["rounds"]
    print(f"{'ratio':16} {ratio:.2f} a round, bar {BAR}; rounds {within['rounds'] - without['rounds']:+.0f}: {'met' if kept else 'NOT met'}")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
