"""Seconds of a round at the size of a country: each row prints what it measured, with the machine's bandwidth where memory is the limit."""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numba
import numpy as np

from parecon.charter import default_charter
from parecon.datasets.generate_published import CLASSES, PublishedModel, generate_published, published_columns, published_economy, respond_published
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.society import build_society
from parecon.datasets.wish_shards import generate_wishes, open_wish_shards, write_wish_shard
from parecon.economy import WishShard
from parecon.facilitation import announce_first, close_round, follow, relative_gaps, submit
from parecon.facilitation.rules import published_step
from parecon.lab.bench_central import stated_year
from parecon.lab.bench_row import SIZE_NAMES
from parecon.proposals import make_batch
from parecon.quantities import round_significant
from parecon.responses import lay_out, respond
from parecon.responses.streamed import total_in_floats, total_wishes
from parecon.responses.streamed_published import stream_published, total_published

__all__ = ["main", "measure_goods", "measure_published", "measure_slope", "measure_wishes", "run_size_row"]

_THREADS = 2
_REPEATS = 5
_ROUNDS = 7
_ENOUGH = 0.001
_SHARDS = 64
_SIGMAS = tuple(np.linspace(0.3, 2.0, 32))
_READ_BYTES = 512 * 2**20


def _least(act: Callable[[], object], repeats: int = _REPEATS) -> tuple[float, float]:
    """Return the least seconds, and the least seconds of all processors, of several runs."""
    found = []
    for _ in range(repeats):
        began, worked = time.perf_counter(), time.process_time()
        act()
        found.append((time.perf_counter() - began, time.process_time() - worked))
    return min(seconds for seconds, _ in found), min(work for _, work in found)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


@numba.njit(nogil=True, cache=True)
def _read(words):
    total = words[0]
    for i in range(1, len(words)):
        total += words[i]
    return total


def _bandwidth(threads: int) -> float:
    """Return bytes a second that the machine reads in order, summing 512 MB of integers."""
    words = np.ones(_READ_BYTES // 8, dtype=np.int64)
    parts = np.array_split(words, threads)
    _read(parts[0][:8])
    with ThreadPoolExecutor(threads) as pool:
        seconds, _ = _least(lambda: list(pool.map(_read, parts)))
    return _READ_BYTES / seconds


def measure_published(councils: int = 60_000, goods: int = 500) -> list[str]:
    """Return lines on one round of the published model: replies, exact totals, the published rule's next prices; and the same by demplan."""
    model = generate_published(seed=1, workers=councils // 2, consumers=councils // 2, goods=goods)
    stream, charter, state = stream_published(model), default_charter(), {}

    def hold_round() -> None:
        supply, demand = total_published(stream, state["prices"], threads=_THREADS)
        gap = relative_gaps(supply, demand)
        lagged = np.minimum(charter["prices.published_first"], state["gap"])
        state["gap"] = np.abs(gap)
        state["prices"] = round_significant(state["prices"] * (1.0 + np.sign(gap) * published_step(state["gap"], lagged, charter)), charter["rounds.price_digits"])

    state |= {"prices": np.full(goods, 700.0), "gap": np.full(goods, charter["prices.published_first"])}
    hold_round()
    ours, work = _least(hold_round)
    lines = [f"{councils:,} councils, {goods} goods, {len(model.good) + councils // 2 + 2 * goods // 5 * (councils // 2):,} lines, a round: {ours:.4f} s "
             f"({work:.4f} s of all processors; bar 0.02 s), peak {_peak_mb():.0f} MB"]
    lines.append("  replies, totals in whole smallest units and the next prices by the published rule (P1), all councils answered anew")
    lines += _demplan_lines(model, ours)
    economy = published_economy(model)
    year = announce_first(economy, charter)
    batch = make_batch(1, published_columns(model, respond_published(model, year.announcement.prices)))
    whole, work = _least(lambda: close_round(submit(year, batch)[0]), 2)
    lines.append(f"  the same with every proposal kept as a line, checked, and assessed (SB, SC): {whole:.3f} s ({work:.3f} s of all processors)")
    return lines


def _demplan_lines(model: PublishedModel, ours: float) -> list[str]:
    """Return demplan's seconds on the same economy in the same run, where it is installed."""
    if find_spec("demplan") is None:
        return ["  demplan: not installed here (pip install demplan), so not measured"]
    from demplan.economy import Economy
    from demplan.prefabs.hahnel.book_2021 import Book2021Rule, CouncilModel

    classes = dict(zip(CLASSES, ("private_good", "intermediate", "natural_resource", "labor", "public_good")))
    n, w, h = len(model.goods), len(model.output), len(model.income)
    kinds = np.array([classes[CLASSES[i * len(CLASSES) // n]] for i in range(n)])
    wanted = np.concatenate([np.arange(n)[model.places(name)] for name in ("private", "public")])
    economy = Economy(
        period=1, commodity_id=np.arange(n), endowment=model.endowment, unit_id=np.arange(w), technology_kind=np.full(w, "hahnel_cobb_douglas_effort"),
        technology_scale=model.a, input_offsets=model.start.astype(np.int64), input_commodity=model.good.astype(np.int64), input_coefficient=model.exponent,
        output_offsets=np.arange(w + 1), output_commodity=model.output.astype(np.int64), output_coefficient=np.ones(w), consumer_id=np.arange(h),
        commodity_extra={"hahnel_kind": kinds}, unit_extra={"effort_c": model.c, "effort_s": model.s, "effort_k": model.k},
        consumer_extra={"entitlement": model.income, "utility_exponent": np.concatenate([model.private, model.public], axis=1),
                        "utility_exponent_commodity": wanted.astype(np.int64)})
    procedure = CouncilModel(economy, 5.0, Book2021Rule())
    state = {"now": procedure.step(procedure.initial_state(700.0))}

    def step() -> None:
        state["now"] = procedure.step(state["now"])

    theirs, work = _least(step)
    from importlib.metadata import version

    return [f"  demplan {version('demplan')} on the same economy and rule: {theirs:.4f} s ({work:.4f} s of all processors), {theirs / ours:.1f} times ours"]


def measure_goods(goods: int, size: float, bar: str, *, places: bool = False) -> list[str]:
    """Return lines on the rounds of a random input-output economy: seconds of each part and of the whole, and the memory.

    places: with collective goods decided by places on every level, whose councils come on top.
    """
    charter = default_charter() if places else default_charter().adopt({"collective.levels": ("none",)}, "bench")
    economy, society = build_society(generate_input_output(goods, seed=1), seed=1, charter=charter, size=size, coming=stated_year(goods, 1))
    factor = np.random.Generator(np.random.PCG64(1)).normal(0.0, 0.1, len(economy.goods))
    layout = lay_out(society)
    year = announce_first(economy, charter, economy.last_prices * np.exp(factor))
    lines, rounds = [], []
    for number in range(1, _ROUNDS + 1):
        marks = [(time.perf_counter(), time.process_time())]
        batch = respond(economy, society, year.announcement, layout)
        marks.append((time.perf_counter(), time.process_time()))
        year, refusals = submit(year, batch)
        assert not refusals, refusals[0]
        year = close_round(year)
        marks.append((time.perf_counter(), time.process_time()))
        gap = np.abs(year.records[-1].gaps[economy.priced]).max()
        if gap > _ENOUGH:
            year = follow(year)
        marks.append((time.perf_counter(), time.process_time()))
        wall, work = np.diff(np.array(marks), axis=0).T
        rounds.append((wall.sum(), work.sum()))
        lines.append(f"  round {number}: replies {wall[0]:.2f} s, checks and totals {wall[1]:.2f} s, next prices {wall[2]:.2f} s, in all {wall.sum():.2f} s "
                     f"({work.sum():.2f} s of all processors); worst gap {gap:.2%}")
        if gap <= _ENOUGH:
            break
    head = (f"{len(economy.goods):,} goods ({goods:,} products), {len(economy.councils):,} councils, {len(batch.good):,} lines, a round: "
            f"{np.median([seconds for seconds, _ in rounds[:-1] or rounds]):.2f} s in the median ({bar}), peak {_peak_mb():.0f} MB")
    return [head, *lines]


def _wishes(councils: int, folder: Path, goods: int = 10_000, wants: int = 200) -> tuple[WishShard, ...]:
    per_shard = -(-councils // _SHARDS)
    for number, first in enumerate(range(0, councils, per_shard)):
        write_wish_shard(folder, number, generate_wishes(min(per_shard, councils - first), goods, wants, seed=number, first=first))
    return open_wish_shards(folder)


def measure_wishes(councils: int = 1_000_000) -> list[str]:
    """Return lines on one pass over consumer councils in shards: seconds, share of the bandwidth, what exact sums cost, and whether they are exact."""
    with tempfile.TemporaryDirectory() as name:
        shards = _wishes(councils, Path(name))
        prices = np.random.Generator(np.random.PCG64(1)).lognormal(0.0, 0.5, 10_000)
        first = total_wishes(shards, prices, _SIGMAS, threads=_THREADS)
        total_in_floats(shards, prices, _SIGMAS, threads=_THREADS)
        exact, work = _least(lambda: total_wishes(shards, prices, _SIGMAS, threads=_THREADS))
        loose, _ = _least(lambda: total_in_floats(shards, prices, _SIGMAS, threads=_THREADS))
        alone = total_wishes(shards, prices, _SIGMAS)
        halves = [part for shard in shards for part in _halve(shard)]
        same = all((other == first).all() for other in (alone, total_wishes(halves, prices, _SIGMAS, threads=_THREADS)))
        data = sum(shard.good.nbytes + shard.weight.nbytes for shard in shards)
        bandwidth = _bandwidth(_THREADS)
        lines = sum(len(shard.good) for shard in shards)
    return [f"{councils:,} consumer councils, 10,000 goods, {lines:,} lines ({data / 1e9:.2f} GB), a pass: {exact:.3f} s "
            f"({work:.3f} s of all processors; bar 0.4 s at 1,000,000), peak {_peak_mb():.0f} MB",
            f"  {data / exact / 1e9:.2f} GB/s, {data / exact / bandwidth:.0%} of the {bandwidth / 1e9:.1f} GB/s that {_THREADS} threads read here; memory alone would "
            f"take {data / bandwidth:.3f} s",
            f"  sums in floating point instead of whole units: {loose:.3f} s; exactness costs {exact / loose - 1:+.0%}",
            f"  the same totals to the last unit with 1 and {_THREADS} threads and with {len(shards)} and {len(halves)} shards: {'yes' if same else 'NO'}"]


def _halve(shard: WishShard) -> tuple[WishShard, WishShard]:
    cut = len(shard) // 2
    at, first = int(shard.start[cut]), int(shard.start[0])
    return (WishShard(shard.council[:cut], shard.budget[:cut], shard.sigma_class[:cut], shard.start[:cut + 1], shard.good[:at - first], shard.weight[:at - first]),
            WishShard(shard.council[cut:], shard.budget[cut:], shard.sigma_class[cut:], shard.start[cut:], shard.good[at - first:], shard.weight[at - first:]))


def measure_slope(sizes: Sequence[int] = (25_000, 50_000, 100_000, 200_000)) -> list[str]:
    """Return lines on how seconds grow with lines: the slope of their logarithms over four sizes, 1 where cost is linear."""
    prices = np.random.Generator(np.random.PCG64(1)).lognormal(0.0, 0.5, 10_000)
    counts, seconds, lines = [], [], []
    for councils in sizes:
        with tempfile.TemporaryDirectory() as name:
            shards = _wishes(councils, Path(name))
            total_wishes(shards, prices, _SIGMAS)
            _, work = _least(lambda: total_wishes(shards, prices, _SIGMAS))  # noqa: B023
            counts.append(sum(len(shard.good) for shard in shards))
            seconds.append(work)
            lines.append(f"  {counts[-1]:,} lines: {work:.4f} s of one processor, {work / counts[-1] * 1e9:.2f} ns a line")
    slope = np.polyfit(np.log(counts), np.log(seconds), 1)[0]
    return [f"cost over {len(sizes)} sizes: slope {slope:.2f} (1 is linear)", *lines]


def measure_planner() -> list[str]:
    """Return lines on the central planner beside the rounds, on random economies of 400 to 10,000 goods."""
    from parecon.lab.bench_central import CENTRAL_GOODS, METHODS, run_apart

    lines = ["rounds to 1 % on every good, and the planner's linear programme over the recipes filed in the last of them (HiGHS)"]
    for goods in CENTRAL_GOODS:
        for method in METHODS:
            found = run_apart(goods, method)
            print(f"  {goods:,} by {method}", file=sys.stderr, flush=True)
            lines.append(_planner_line(found, method))
    return lines


def _planner_line(found: dict, method: str) -> str:
    if "failed" in found:
        return f"  {found['goods']:,} goods, {method}: {found['failed']}"
    rounds, planner = found["rounds"], found["planner"]
    factor = "–" if planner["factor"] is None else f"{planner['factor'] - 1:.3%}"
    return (f"  {found['goods']:,} goods, {rounds['councils']:,} councils: {rounds['rounds']} rounds in {rounds['seconds']:.1f} s; {method} on {found['non_zeros']:,} non-zeros "
            f"{planner['seconds']:.1f} s, {planner['status']}, uniform gain still found {factor}, worst breach of a balance {planner['breach']:.1e}")


_ROWS: dict[str, Callable[[], list[str]]] = {
    "published-60000": measure_published,
    "goods-10000": lambda: measure_goods(10_000, 0.62, "bar 0.5 s"),
    "goods-10000-places": lambda: measure_goods(10_000, 0.62, "no bar of its own", places=True),
    "goods-100000": lambda: measure_goods(100_000, 0.45, "bar 2.5 s, 1,500 MB"),
    "wishes-1000000": measure_wishes,
    "wishes-100000": lambda: measure_wishes(100_000),
    "slope": measure_slope,
    "planner": measure_planner,
}


def run_size_row(name: str) -> list[str]:
    """Return the lines of one row; raise KeyError naming the rows there are."""
    if name not in _ROWS:
        raise KeyError(f"there is no row {name!r}; there are {', '.join(SIZE_NAMES)}")
    return _ROWS[name]()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one row: ``python -m parecon.lab.bench_size wishes-100000``."""
    (name,) = sys.argv[1:] if arguments is None else arguments
    print("\n".join(run_size_row(name)), flush=True)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("NUMBA_NUM_THREADS", str(_THREADS))
    sys.exit(main())
