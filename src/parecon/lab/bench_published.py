"""The published experiment, told straight: its rule's own figures, and what becomes of them from another start, without its floor, and with increasing returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parecon.charter import default_charter
from parecon.datasets.generate_published import PublishedModel, generate_published, published_columns, published_economy, respond_published
from parecon.datasets.published_files import find_published, read_published
from parecon.facilitation import announce_first, close_round, follow, relative_gaps, submit
from parecon.facilitation.record import value_gap
from parecon.facilitation.rules import published_step
from parecon.procedures.participatory import worst_gap
from parecon.proposals import make_batch
from parecon.responses.streamed_published import stream_published, total_published

__all__ = ["Path", "follow_rule", "increasing_returns", "run_published", "tell_published", "warm_model"]

LIMITS = (0.20, 0.10, 0.05, 0.03)
STARTS = (700.0, 100.0, 300.0, 1500.0, 5000.0)
_ROUNDS_MAX, _LONG = 60, 600
_OURS_MAX = 15
_OUR_LIMITS = (0.05, 0.03, 0.01, 0.001)
_PUBLISHED = {"cold": "5.3, 7.7, 11.18 and 19.26", "warm": "1.5, 4.0, 5.2 and 9.0"}
"""Mean rounds to 20, 10, 5 and 3 % over fifty published runs, computed from the result files of msszczep/pequod-cljs (institutions.md 15)."""


@dataclass(frozen=True)
class Path:
    """What a rule did: worst gap and value-weighted gap of each round, and the prices after the last."""

    worst: tuple[float, ...]
    value: tuple[float, ...]
    prices: np.ndarray

    def rounds_to(self, limit: float) -> int | None:
        """Return the first round whose worst gap is below ``limit``, or None."""
        return next((i + 1 for i, gap in enumerate(self.worst) if gap < limit), None)


def follow_rule(model: PublishedModel, prices: np.ndarray, *, rounds: int = _ROUNDS_MAX, charter=None, until: float = LIMITS[-1]) -> Path:
    """Return the published rule's path from ``prices`` (n,): at most ``rounds``, or until the worst gap is below ``until``."""
    charter = charter or default_charter()
    stream, prices = stream_published(model), np.array(prices, dtype=np.float64)
    lagged = np.full(len(prices), charter["prices.published_first"])
    worst, value = [], []
    while len(worst) < rounds and (not worst or worst[-1] >= until):
        supply, demand = total_published(stream, prices)
        gap = relative_gaps(supply, demand)
        worst.append(float(np.abs(gap).max()))
        value.append(value_gap(prices, supply, demand))
        prices = prices * (1.0 + np.sign(gap) * published_step(np.abs(gap), lagged, charter))
        lagged = np.minimum(charter["prices.published_first"], np.abs(gap))
    return Path(tuple(worst), tuple(value), prices)


def run_published(model: PublishedModel, prices: np.ndarray) -> tuple[float, ...]:
    """Return the worst gap of each round of the charter's own rule from ``prices`` (n,), no last year known, until it is below 0.1 %."""
    charter = default_charter()
    nothing = replace(published_economy(model), last_prices=np.array(prices))
    empty = type(nothing.last_totals)(*(np.zeros(0, dtype=kind) for kind in (np.int32, np.int32, np.int64, np.int64)))
    economy = replace(nothing, last_totals=empty)
    year, worst = announce_first(economy, charter, prices), []
    share = np.add.reduceat(model.exponent, model.start[:-1]) + model.c / model.k
    while True:
        columns = published_columns(model, respond_published(model, year.announcement.prices))
        columns["flexibility"][columns["start"][:len(share)]] = 1.1 ** (share / (1.0 - share)) - 1.0
        columns["capacity"][:len(share)] = 1000.0
        year = close_round(submit(year, make_batch(year.round, columns))[0])
        worst.append(worst_gap(year.records[-1], economy))
        if worst[-1] < _OUR_LIMITS[-1] or len(worst) >= _OURS_MAX:
            return tuple(worst)
        year = follow(year)


def warm_model(model: PublishedModel, seed: int) -> PublishedModel:
    """Return the published second year: exponents of production raised by 0 to 0.004, of wishes changed by at most 0.002 (institutions.md 2.10)."""
    rng = np.random.Generator(np.random.PCG64(seed))
    drift = [rng.integers(-2, 3, wishes.shape) / 1000.0 for wishes in (model.private, model.public)]
    return replace(model, exponent=model.exponent + rng.integers(0, 5, len(model.exponent)) / 1000.0,
                   private=np.maximum(model.private + drift[0], 1e-4), public=np.maximum(model.public + drift[1], 1e-4))


def increasing_returns(model: PublishedModel, seed: int, share: float = 0.2) -> tuple[int, int, int, float]:
    """Return councils with increasing returns, those of them at a loss, those at a minimum, and the greatest sum of exponents.

    A fifth of the councils get exponents that sum, with c/k, to between 1.05 and 1.71 (the
    greatest of the published set). Each answers by the published closed form, which is where the
    surplus stands still. There it is l Q (1 - sum b - c/k), a loss, at any prices; and along the ray of
    its inputs it is the least, so that a hundredth more and a hundredth less both lose less.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    chosen = rng.permutation(len(model.output))[:round(share * len(model.output))]
    total, losses, least, greatest = 0, 0, 0, 0.0
    for w in chosen:
        aim = rng.uniform(1.05, 1.71)
        at_rest = _surplus_at_rest(model, w, aim - model.c[w] / model.k[w])
        total += 1
        losses += at_rest[0] < 0
        least += at_rest[1] > at_rest[0] and at_rest[2] > at_rest[0]
        greatest = max(greatest, aim)
    return total, losses, least, greatest


def _surplus_at_rest(model: PublishedModel, council: int, exponents: float) -> tuple[float, float, float]:
    """Return the surplus over revenue where the closed form puts a council, and with a hundredth more and less of every input and the best effort for it.

    With inputs times t the best effort makes revenue t**m, m = b k / (k - c), of which the share c/k
    is effort: the surplus is t**m (1 - c/k) - b t, which stands still at t = 1.
    """
    c, k = model.c[council], model.k[council]
    power = exponents * k / (k - c)
    return tuple(float(t**power * (1 - c / k) - exponents * t) for t in (1.0, 1.01, 0.99))


def _mean(found: Sequence[int | None]) -> str:
    counts = [count for count in found if count is not None]
    if not counts:
        return "never"
    text = f"{np.mean(counts):.2f} ({min(counts)}–{max(counts)})"
    return text if len(counts) == len(found) else f"{text} in {len(counts)} of {len(found)}"


def _rounds(paths: Sequence[Path]) -> str:
    return ", ".join(_mean([path.rounds_to(limit) for path in paths]) for limit in LIMITS)


def _ours(models: Sequence[PublishedModel], prices: float) -> str:
    runs = [run_published(model, np.full(len(model.goods), prices)) for model in models]
    return ", ".join(_mean([next((i + 1 for i, gap in enumerate(run) if gap < limit), None) for run in runs]) for limit in _OUR_LIMITS)


def tell_published(draws: int = 50, *, ours: int = 5, say: Callable[[str], None]) -> None:
    """Say what the published experiment gives, figure by figure; ours: on how many draws this project's rule is run beside it."""
    charter, limits = default_charter(), "20, 10, 5 and 3 %"
    flat = lambda model, price: np.full(len(model.goods), price)  # noqa: E731
    say(f"The published rule (P1), rounds until the worst gap is below {limits}: mean (least–most)")
    try:
        model = read_published(find_published())
        path = follow_rule(model, flat(model, STARTS[0]))
        say(f"  the published run convex_01 itself, prices of 700: {', '.join(str(path.rounds_to(limit)) for limit in LIMITS)}")
    except FileNotFoundError as missing:
        say(f"  the published run convex_01 itself: not run, {missing}")
    models = [generate_published(seed) for seed in range(1, draws + 1)]
    cold = [follow_rule(model, flat(model, STARTS[0])) for model in models]
    to_five = [path.rounds_to(0.05) for path in cold]
    say(f"  {draws} draws of its generator, prices of 700: {_rounds(cold)}; published over fifty runs: {_PUBLISHED['cold']}")
    say(f"    standard error of the mean to 5 %: {np.std(to_five, ddof=1) / np.sqrt(draws) if draws > 1 else float('nan'):.2f}")
    warm = [follow_rule(warm_model(model, seed), path.prices) for seed, (model, path) in enumerate(zip(models, cold), 1)]
    say(f"  the second year, from those prices: {_rounds(warm)}; published: {_PUBLISHED['warm']}")
    say("The same rule and draws from another start:")
    for start in STARTS[1:]:
        say(f"  prices of {start:g}: {_rounds([follow_rule(model, flat(model, start)) for model in models])}")
    say(f"The floor of its step (0.001), {min(draws, 5)} draws, {_LONG} rounds from 700:")
    for floor, name in ((charter["prices.published_floor"], "with"), (0.0, "without")):
        changed = charter.adopt({"prices.published_floor": floor}, "the bench")
        least = [min(follow_rule(model, flat(model, STARTS[0]), rounds=_LONG, charter=changed, until=0.0).worst) for model in models[:5]]
        say(f"  {name} it the worst gap is never below {min(least):.2e}" + (f" to {max(least):.2e}" if len(least) > 1 else ""))
    stop = [path.value[path.rounds_to(0.05) - 1] for path in cold if path.rounds_to(0.05)]
    say(f"Where it stops, at 5 %, supply and demand differ by {np.mean(stop):.2%} of the value of supply; who bears that is not said.")
    total, losses, least, greatest = increasing_returns(models[0], seed=1)
    say(f"Increasing returns, answered by the published closed form: {losses} of {total} such councils at a loss, {least} of {total} at the least surplus their "
        f"mix of inputs can have, not the largest (exponents sum to {greatest:.2f} at most); making nothing would lose nothing.")
    say(f"This project's default rule ({charter['prices.rule']}), {ours} draws, rounds to 5, 3, 1 and 0.1 %:")
    for start in STARTS:
        say(f"  prices of {start:g}: {_ours(models[:ours], start)}")
