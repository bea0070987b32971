"""One row of the bench in a process of its own: ``python -m parecon.lab.bench_row ROW`` prints it as one line of JSON."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import io
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

__all__ = ["QUICK", "ROWS", "Row", "find_rows", "main", "measure_apart", "measure_row"]

SIZE_NAMES = ("published-60000", "goods-10000", "goods-10000-places", "goods-100000", "wishes-100000", "wishes-1000000", "slope", "planner")
"""Rows of `parecon.lab.bench_size`, which is imported only where one of them is measured."""
_PRICES_OFF = 0.1
"""The first prices miss last year's by a lognormal factor of this spread: at last year's own, every answer is a shortcut."""
_REPEATS = 3
_MEGABYTE = 1e6


@dataclass(frozen=True)
class Row:
    """One row: its name, and the economy and size that it plans ("" for a row that is no plan)."""

    name: str
    economy: str = ""
    size: float = 0.0


def _row(economy: str, size: float) -> Row:
    return Row(f"{economy}@{size:g}", economy, size)


# Sizes that give about 8,500, 28,000 and 85,000 councils; the real numbers of the United States are thirty times these.
ROWS = (*(_row("sweden-2014", size) for size in (0.1, 0.33, 1.0)),
        *(_row(economy, size) for economy in ("us-summary-2017", "us-detail-2017") for size in (0.003, 0.01, 0.03)),
        *(Row(name) for name in SIZE_NAMES), Row("ledger"), Row("ballots"))
QUICK = (_row("sweden-2014", 0.1), _row("us-summary-2017", 0.003), Row("published-60000"), Row("wishes-100000"), Row("ledger"))


def find_rows(word: str) -> tuple[Row, ...]:
    """Return the row of that name, or all rows of that economy; empty where there is none. A size may be any: sweden-2014@0.5."""
    known = [row for row in ROWS if word in (row.name, row.economy)]
    economy, at, size = word.partition("@")
    if not known and at and economy in {row.economy for row in ROWS}:
        with contextlib.suppress(ValueError):
            if 0.0 < float(size) <= 1.0:
                known = [_row(economy, float(size))]
    return tuple(known)


def measure_apart(act: Callable[[], object], repeats: int = 1) -> dict[str, float | None]:
    """Return the least seconds of ``act``, the processor's least seconds, and the peak memory of a process that does it.

    The act runs in a fork, so that what it takes is its own: peak_mb is the most that the
    process held, own_mb how much that is above what it began with. Without fork the act
    runs here and the memory is unknown.
    """
    if not hasattr(os, "fork"):
        return {**_time(act, repeats), "peak_mb": None, "own_mb": None}
    _give_back_memory()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            before = _peak_mb()
            found = _time(act, 1)
            peak = _peak_mb()
            for _ in range(repeats - 1):
                again = _time(act, 1)
                found = {key: min(found[key], again[key]) for key in found}
            os.write(writing, json.dumps({**found, "peak_mb": round(peak, 1), "own_mb": round(peak - before, 1)}).encode())
            code = 0
        except BaseException as error:  # the parent must hear of it; nothing else reaches it from a fork
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        text = told.read()
    os.waitpid(child, 0)
    if not text:
        raise RuntimeError("a measured step did not end; the line above says why")
    return json.loads(text)


def _give_back_memory() -> None:
    """Return what was freed to the system where the C library can, so that the next step's own memory shows."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _time(act: Callable[[], object], repeats: int) -> dict[str, float]:
    wall, work = [], []
    for _ in range(repeats):
        began, worked = time.perf_counter(), time.process_time()
        act()
        wall.append(time.perf_counter() - began)
        work.append(time.process_time() - worked)
    return {"seconds": round(min(wall), 4), "processor_seconds": round(min(work), 4)}


def _peak_mb() -> float:
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _MEGABYTE if sys.platform == "darwin" else peak * 1024 / _MEGABYTE


def measure_row(row: Row, pabulib: Path | None = None) -> dict:
    """Return the row measured: ``steps`` by name, councils and lines of a plan, ``text`` of what else a step printed."""
    if row.economy:
        return _measure_plan(row)
    from parecon.lab import bench_ballots, bench_ledger, bench_size

    printed = io.StringIO()
    if row.name in SIZE_NAMES:
        def run() -> None:
            bench_size.main([row.name])
    else:
        run = bench_ledger.main if row.name == "ledger" else lambda: bench_ballots.main([str(pabulib)])
    with contextlib.redirect_stdout(printed):
        began = time.perf_counter()
        run()
    # What it prints is its own measure; here is the whole of it, the making of its input included.
    steps = {"all": {"seconds": round(time.perf_counter() - began, 4), "processor_seconds": round(time.process_time(), 4),
                     "peak_mb": round(_peak_mb(), 1) if hasattr(os, "fork") else None, "own_mb": None}}
    return {"row": row.name, "councils": None, "lines": None, "steps": steps, "text": printed.getvalue().splitlines()}


def _measure_plan(row: Row) -> dict:
    """Walk through a year of planning, each step once apart to measure it and once here to go on."""
    from parecon.charter import default_charter
    from parecon.datasets import load_coming_year, load_tables
    from parecon.datasets.society import build_society
    from parecon.facilitation import announce_first, close_round, follow, submit
    from parecon.feasibility import close_plan, warm_closing_kernels
    from parecon.procedures.participatory import is_enough
    from parecon.proposals import warm_kernels as warm_proposals
    from parecon.responses import lay_out, respond
    from parecon.responses import warm_kernels as warm_responses

    for warm in (warm_proposals, warm_closing_kernels, warm_responses):
        warm()
    steps: dict[str, dict] = {}

    def measured(name: str, act: Callable[[], object], repeats: int = _REPEATS):
        steps[name] = measure_apart(act, repeats)
        return act()

    charter = default_charter()
    tables = measured("read", lambda: load_tables(row.economy, charter))
    economy, society = measured("society", lambda: build_society(tables, seed=1, charter=charter, size=row.size, coming=load_coming_year(row.economy, charter)), 1)
    factor = np.random.Generator(np.random.PCG64(1)).normal(0.0, _PRICES_OFF, len(economy.goods))
    year, layout = announce_first(economy, charter, economy.last_prices * np.exp(factor)), lay_out(society)
    batch = measured("respond", lambda: respond(economy, society, year.announcement, layout))
    lines = len(batch.good)
    year, refusals = measured("submit", lambda: submit(year, batch))
    assert not refusals, refusals[0]
    year = measured("aggregate", lambda: close_round(year))
    priced = measured("price", lambda: follow(year))
    while not is_enough(year):
        year = close_round(submit(priced, respond(economy, society, priced.announcement, layout))[0])
        priced = priced if is_enough(year) else follow(year)
    steps["close"] = measure_apart(lambda: close_plan(economy, year.records[-1], year.standing, charter), 1)
    return {"row": row.name, "councils": len(economy.councils), "lines": lines, "rounds": year.round, "steps": steps, "text": []}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the row that the first argument names, as one line of JSON; the second is the file of votes for `ballots`."""
    word, *rest = sys.argv[1:] if arguments is None else arguments
    (row,) = find_rows(word)
    print(json.dumps(measure_row(row, Path(rest[0]) if rest else None)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
