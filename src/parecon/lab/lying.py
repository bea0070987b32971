"""What lies gain those who tell them and cost everybody: each strategy on three economies, ``parecon bench lying``.

A year is planned twice from the same start: all tell the truth, or one actor follows a strategy of
`parecon.responses.strategies`. Both plans are weighed by what people really need, can and value. A neighbourhood's own gain is
what its consumption is worth to it, less what its hours cost it, over what it consumed in the honest year; members that do not exist
consume nothing. A worker council's own gain is how much less a credited hour costs its members in effort, idle hours counted, over
what an hour earns. The social loss is the welfare of all, liars included, over all consumption.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from parecon.charter import Charter, default_charter
from parecon.economy import Economy, Society
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.feasibility import Infeasible
from parecon.lab.bench import BenchStore
from parecon.lab.bench_rounds import rounds_digest
from parecon.lab.bench_rounds_markets import build_national
from parecon.plans import AdoptedPlan
from parecon.procedures.participatory import Setting, finish, start_prices, worst_gap
from parecon.responses import CouncilLines, Layout, lay_ground, lay_out, respond
from parecon.responses.ground import Ground
from parecon.responses.strategies import STRATEGIES, Actor, Lie, Strategy, draw_actors, pretend, speak, state_facts
from parecon.responses.welfare import Worth, weigh_year

__all__ = ["BARS", "ECONOMIES", "QUICK_SEEDS", "SEEDS", "draw_lies", "lying_digest", "measure_seed", "run_seeds", "tell_lies"]

ECONOMIES: Mapping[str, float] = {"sweden-2014": 0.02, "us-summary-2017": 0.001, "input-output-60": 1.0}
"""Economies and their share of councils: a few hundred to some thousand of them, none with more than about a hundredth of the weight."""
SEEDS, QUICK_SEEDS = 100, 5
BARS = (0.01, 0.05)
"""Median and 95th percentile of own gain for actors of at most a hundredth of the weight (users.md R25)."""
_LIGHT = 0.01
_RULES = {"rounds.worst_gap_to_close": 0.001}
"""Rounds go on to a thousandth, so that what a lie changes is not lost in what rounds leave open."""


@dataclass(frozen=True)
class _Stage:
    """One economy before the year: what is true, how it is weighed, and from which prices it starts."""

    economy: Economy
    society: Society
    charter: Charter
    ground: Ground
    layout: Layout
    prices: np.ndarray


@dataclass(frozen=True)
class _Year:
    """A year that was planned: its plan, what it is worth, rounds, and who came back below the norm of approval in any round."""

    plan: AdoptedPlan
    worth: Worth
    rounds: int
    returned: np.ndarray


def lying_digest() -> str:
    """Return the SHA-256 of the sources that the table depends on, 12 digits: figures of other code are not ours."""
    return hashlib.sha256(rounds_digest().encode() + Path(__file__).read_bytes()).hexdigest()[:12]


def run_seeds(names: Sequence[str], seeds: Sequence[int], store: BenchStore, *, code: str, say: Callable[[str], None]) -> Iterator[dict]:
    """Yield a row for every economy and seed, measured now or as this code wrote it down before."""
    known = {name: row for name, row in store.read().items() if row.get("code") == code}
    for seed in seeds:
        for name in names:
            key = f"{name}/{seed}"
            if key not in known:
                say(f"lying: {key}")
                store.add({"row": key, "code": code, "economy": name, "seed": seed, "lies": measure_seed(name, seed)})
                known[key] = store.read()[key]
            yield known[key]


def measure_seed(name: str, seed: int) -> list[dict]:
    """Return what every strategy came to in one economy: own gain and social loss as shares, the liar's weight, further rounds, whether it came back."""
    stage = _set_up(name, seed)
    honest = _plan(stage, None)
    if isinstance(honest, str):
        return [{"strategy": s.name, "failed": f"the honest year has no plan: {honest}"} for s in STRATEGIES.values()]
    weight = np.maximum(honest.worth.outlay, 0.0)
    return [_compare(stage, strategy, honest, (weight, seed)) for strategy in STRATEGIES.values()]


def _set_up(name: str, seed: int) -> _Stage:
    charter = default_charter().adopt(_RULES, "the bench")
    economy, society = build_national(name, seed, charter, {}, size=ECONOMIES.get(name))
    return _Stage(economy, society, charter, lay_ground(economy, society, charter), lay_out(society), start_prices(economy, "random", seed))


def _compare(stage: _Stage, strategy: Strategy, honest: _Year, given: tuple[np.ndarray, int]) -> dict:
    weight, seed = given
    lie = Lie(strategy, draw_actors(stage.economy, stage.society, strategy.actor, seed), honest.rounds)
    row = {"strategy": strategy.name, "weight": _weight(stage, lie)}
    year = _plan(stage, lie)
    if isinstance(year, str):
        return row | {"failed": year}
    idle = _idle_hours(stage, lie, year.plan)
    spent = float(honest.worth.spending.sum())
    loss = honest.worth.total(weight) - year.worth.total(weight) - float(idle.sum()) * _pay(stage)
    back = np.isin(lie.council, np.flatnonzero(year.returned & ~honest.returned)).any()
    return row | {"gain": _own_gain(stage, lie, (honest, year, idle)), "loss": loss / spent, "rounds": year.rounds - honest.rounds, "back": bool(back)}


def _pay(stage: _Stage) -> float:
    return float(stage.society.benchmark_prices[stage.society.labour_good])


def _weight(stage: _Stage, lie: Lie) -> float:
    """Return the liar's share of all people, or of all hours worked last year."""
    if lie.strategy.actor in (Actor.NEIGHBOURHOOD, Actor.BLOC):
        members = stage.economy.councils.members
        return float(members[lie.council].sum() / members[stage.society.consumers.council].sum())
    workers = stage.society.workers
    return float(workers.labour[np.isin(workers.council, lie.council)].sum() / workers.labour.sum())


def _plan(stage: _Stage, lie: Lie | None) -> _Year | str:
    """Return the year, or why it came to nothing; the rounds are those of the procedure, with the lie between councils and board."""
    economy = stage.economy if lie is None else state_facts(lie, stage.economy, stage.charter)
    society = stage.society if lie is None else pretend(lie, stage.society)
    year = announce_first(economy, stage.charter, stage.prices)
    # Whoever is silent from the first round on stands as last year's prices would have it.
    year = replace(year, standing=respond(economy, society, announce_first(economy, stage.charter, economy.last_prices).announcement, stage.layout))
    returned = np.zeros(len(economy.councils), dtype=bool)
    while True:
        batch = respond(economy, society, year.announcement, stage.layout)
        year, refusals = submit(year, batch if lie is None else speak(lie, batch, year.announcement))
        if refusals:
            return f"round {year.round}: {refusals[0].reason.value}"
        year = close_round(year)
        returned[year.assessment.council[year.assessment.returned]] = True
        if worst_gap(year.records[-1], economy) <= stage.charter["rounds.worst_gap_to_close"] or year.round >= stage.charter["rounds.count_max"]:
            break
        year = follow(year)
    outcome = finish(year, Setting(), lambda event: None)
    if isinstance(outcome.closing, Infeasible):
        return f"{', '.join(outcome.closing.goods[:3])} fall short"
    return _Year(outcome.plan, _weigh(stage, outcome.plan, lie), year.round, returned)


def _weigh(stage: _Stage, plan: AdoptedPlan, lie: Lie | None) -> Worth:
    """Return what the plan is worth by true techniques and tastes: hours that were only claimed do no work."""
    quantity = plan.quantity / 1e9
    if lie is not None:
        quantity = quantity * np.where(_claimed(stage, lie, plan), 1.0 / (1.0 + lie.size), 1.0)
    lines = CouncilLines(plan.council, plan.start, plan.good, quantity)
    return weigh_year(stage.economy, stage.society, stage.ground, lines, floor=stage.charter["comparison.need_floor"], prices=plan.prices)


def _claimed(stage: _Stage, lie: Lie, plan: AdoptedPlan) -> np.ndarray:
    """Return the lines (l,) of hours of which a part is idle."""
    owner = np.repeat(plan.council, np.diff(plan.start))
    padded = lie.strategy is STRATEGIES["exaggerate effort"]
    return padded & np.isin(owner, lie.council) & (plan.good == stage.society.labour_good)


def _idle_hours(stage: _Stage, lie: Lie, plan: AdoptedPlan) -> np.ndarray:
    """Return hours credited and not worked, (w,)."""
    hours = _hours_used(stage, plan)
    padded = lie.strategy is STRATEGIES["exaggerate effort"]
    return np.where(np.isin(stage.society.workers.council, lie.council) & padded, hours * lie.size / (1.0 + lie.size), 0.0)


def _hours_used(stage: _Stage, plan: AdoptedPlan) -> np.ndarray:
    """Return the hours credited in each worker council by the plan, (w,)."""
    used = np.zeros(len(stage.economy.councils))
    owner = np.repeat(plan.council, np.diff(plan.start))
    mine = (plan.good == stage.society.labour_good) & (plan.quantity < 0)
    np.add.at(used, owner[mine], -plan.quantity[mine] / 1e9)
    return used[stage.society.workers.council]


def _own_gain(stage: _Stage, lie: Lie, parts: tuple[_Year, _Year, np.ndarray]) -> float:
    honest, year, idle = parts
    if lie.strategy.actor in (Actor.NEIGHBOURHOOD, Actor.BLOC):
        mine = np.isin(stage.society.consumers.council, lie.council)
        better = (year.worth.spending - year.worth.toils - honest.worth.spending + honest.worth.toils)[mine].sum()
        return float(better / honest.worth.spending[mine].sum())
    mine = np.isin(stage.society.workers.council, lie.council)
    before, after = _effort_an_hour(stage, honest, (mine, 0.0 * idle)), _effort_an_hour(stage, year, (mine, idle))
    return before - after


def _effort_an_hour(stage: _Stage, year: _Year, given: tuple[np.ndarray, np.ndarray]) -> float:
    """Return effort beyond hours and capital, less idle hours, for a credited hour, over what an hour earned last year."""
    mine, idle = given
    hours = float(_hours_used(stage, year.plan)[mine].sum())
    if hours <= 0:
        return 0.0
    return float(year.worth.efforts[mine].sum()) / hours / _pay(stage) - float(idle[mine].sum()) / hours


def tell_lies(rows: Sequence[Mapping]) -> list[dict]:
    """Return the table: for each economy and strategy, own gain, social loss, further rounds, and whether the bar is kept."""
    told = []
    for name in dict.fromkeys(row["economy"] for row in rows):
        lies = [lie for row in rows if row["economy"] == name for lie in row["lies"]]
        for strategy in STRATEGIES.values():
            mine = [lie for lie in lies if lie["strategy"] == strategy.name]
            told.append(_summarise(name, strategy, mine))
    return told


def _summarise(name: str, strategy: Strategy, lies: Sequence[Mapping]) -> dict:
    held = [lie for lie in lies if "failed" not in lie]
    light = [lie["gain"] for lie in held if lie["weight"] <= _LIGHT]
    gain = np.array([lie["gain"] for lie in held] or [math.nan])
    median, high = (float(np.percentile(light, q)) if light else None for q in (50, 95))
    kept = None if median is None else median <= BARS[0] and high <= BARS[1]
    return {"economy": name, "strategy": strategy.name, "actor": strategy.actor.value, "seeds": len(lies), "failed": len(lies) - len(held),
            "light": len(light), "weight": float(np.mean([lie["weight"] for lie in held])) if held else None,
            "gain_median": float(np.median(gain)), "gain_95": float(np.percentile(gain, 95)), "light_median": median, "light_95": high,
            "loss_mean": float(np.mean([lie["loss"] for lie in held])) if held else None,
            "loss_most": float(np.max([lie["loss"] for lie in held])) if held else None,
            "rounds": float(np.mean([lie["rounds"] for lie in held])) if held else None,
            "back": float(np.mean([lie["back"] for lie in held])) if held else None, "kept": kept}


def draw_lies(told: Sequence[Mapping]) -> str:
    """Return the table of `tell_lies` as aligned text; a bar that is not kept is a breach."""
    lines = [f"{'economy':<16} {'strategy':<32} {'weight':>8} {'own gain':>9} {'p95':>8} {'social loss':>12} {'most':>9} {'rounds':>7} {'came back':>10}  bar"]
    for row in told:
        shares = " ".join(f"{_share(row[key]):>{width}}" for key, width in
                          (("weight", 8), ("gain_median", 9), ("gain_95", 8), ("loss_mean", 12), ("loss_most", 9)))
        rounds = "–" if row["rounds"] is None else f"{row['rounds']:+.1f}"
        bar = "no bar" if row["kept"] is None else "kept" if row["kept"] else "breach"
        failed = f", {row['failed']} of {row['seeds']} without a plan" if row["failed"] else ""
        lines.append(f"{row['economy']:<16} {row['strategy']:<32} {shares} {rounds:>7} {_share(row['back']):>10}  {bar}{failed}")
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.2f}%"
