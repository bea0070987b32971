"""Untruths about harm: what a community, its members or those who emit gain by saying what is not so, and what all lose by it.

The economy of two regions. Each strategy is played against the truth of all others; harm is
counted as it is felt and emissions as they happen, whatever was said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from parecon.datasets.generate_regions import EFFLUENT
from parecon.economy import CouncilKind, Economy, Society
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.feasibility import adopted_batch
from parecon.lab.harm_studies.two_regions import River, open_river
from parecon.lab.harm_studies.welfare import welfare_of
from parecon.plans import pollutant_accounts
from parecon.procedures.participatory import Setting, finish, is_enough
from parecon.proposals import ProposalBatch, assess, make_batch
from parecon.responses import lay_out, respond

__all__ = ["STRATEGIES", "Strategy", "play", "tell"]

_PEOPLE = 1e6


@dataclass(frozen=True)
class Strategy:
    """Who says what: told (m,) what members say of their harm over the truth; mills: does the society of those who emit; claimed: emissions said over true."""

    who: str
    says: str
    told: Callable[[np.ndarray], np.ndarray] = np.ones_like
    mills: Callable[[Society, int], Society] = lambda society, good: society
    claimed: float = 1.0


def _say(factor: float, first: float = 1.0) -> Callable[[np.ndarray], np.ndarray]:
    """Return what members say when the first share of them multiplies its harm by ``factor``."""
    return lambda harm: np.where(np.arange(len(harm)) < np.ceil(first * len(harm)), factor, 1.0)


def _cannot_abate(society: Society, good: int) -> Society:
    workers = society.workers
    return replace(society, workers=replace(workers, abatement=np.where(workers.in_good == good, 0.0, workers.abatement)))


STRATEGIES = (
    Strategy("everybody", "the truth"),
    Strategy("all downstream", "twice the harm", _say(2.0)),
    Strategy("all downstream", "half as much again", _say(1.5)),
    Strategy("all downstream", "a quarter more", _say(1.25)),
    Strategy("all downstream", "a quarter less", _say(0.75)),
    Strategy("all downstream", "half the harm", _say(0.5)),
    Strategy("a third downstream", "twice the harm", _say(2.0, 1 / 3)),
    Strategy("one neighbourhood", "ten times the harm", _say(10.0, 1e-9)),
    Strategy("one neighbourhood", "a tenth of the harm", _say(0.1, 1e-9)),
    Strategy("the mills", "that they cannot abate", mills=_cannot_abate),
    Strategy("the mills", "a tenth more than they emit", claimed=1.1),
    Strategy("the mills", "a tenth less than they emit", claimed=0.9),
)


def play(river: River, strategy: Strategy):
    """Return the outcome of a year in which somebody follows ``strategy``."""
    economy, society = river.change({}, {"told": strategy.told(river.society.affected[river.effluent].harm)})
    good = economy.labels.position(EFFLUENT)
    society = strategy.mills(society, good)
    year, layout = announce_first(economy, river.charter), lay_out(society)
    while True:
        year, refusals = submit(year, _claim(economy, respond(economy, society, year.announcement, layout), good, strategy.claimed))
        assert not refusals, f"a lie keeps the rules, but {refusals[0]}"
        year = close_round(year)
        if is_enough(year):
            return finish(year, Setting(), lambda event: None)
        year = follow(year)


def _claim(economy: Economy, batch: ProposalBatch, good: int, claimed: float) -> ProposalBatch:
    """Return ``batch`` with what worker councils say they emit of ``good`` multiplied."""
    if claimed == 1.0:
        return batch
    owner = np.repeat(economy.councils.kind[batch.council], np.diff(batch.start))
    mine = (owner == CouncilKind.WORKER) & (batch.good == good)
    return make_batch(batch.round, {**batch.columns(), "quantity": np.where(mine, np.rint(batch.quantity * claimed).astype(np.int64), batch.quantity)})


def tell(charter) -> list[str]:
    """Return the lines of the study: one a strategy, beside the truth."""
    river = open_river(charter)
    heads = ("rounds", "effluent", "price", "paid", "harm", "gain", "loss to all")
    lines, truth, prices = ["".join([f"{'who':<19}{'says':<29}", *(f"{head:>12}" for head in heads)])], None, None
    for strategy in STRATEGIES:
        outcome = play(river, strategy)
        prices = outcome.plan.prices if prices is None else prices
        seen = _see(river, strategy, outcome, prices)
        truth = truth or seen
        lines.append(f"{strategy.who:<19}{strategy.says:<29}" + "".join(f"{value:>12}" for value in _figures(river, strategy, seen, truth)))
    return [*lines, "",
            "effluent: what is really emitted, change on last year; price: over last year's; paid and harm: credits a person downstream.",
            "gain: for those downstream what they use, less harm and hours, a person of those who lie; for the mills the surplus of all that emit, in credits a person",
            "of all, which is nobody's income. loss to all: use less harm less hours of both regions, credits a person. Both against the truth."]


@dataclass(frozen=True)
class _Seen:
    rounds: int
    emitted: float
    price: float
    paid: float
    whole: np.ndarray
    harm: np.ndarray
    surplus: float


def _see(river: River, strategy: Strategy, outcome, prices: np.ndarray) -> _Seen:
    economy = river.economy
    account = next(a for a in pollutant_accounts(outcome.year.economy, outcome.plan) if economy.goods[a.good].code == EFFLUENT)
    emitted = account.emitted / 1e9
    dumped = {account.good: emitted / strategy.claimed - emitted}
    felt = welfare_of(economy, river.society, outcome, prices, dumped=dumped)
    closing = outcome.closing
    adopted = adopted_batch(economy, closing.table, closing.batch, closing.candidate(outcome.plan.norm))
    assessed = assess(adopted, economy, outcome.plan.prices, river.charter)
    mills = np.isin(assessed.council, river.society.workers.council[_emitters(river)])
    last = economy.last_totals
    return _Seen(outcome.figures["rounds"], emitted / strategy.claimed / (int(last.use[last.good == account.good].sum()) / 1e9) - 1.0,
                 account.price / economy.last_prices[account.good], river.a_person(account.due / 1e9, 1), felt.whole, felt.harm,
                 float(assessed.surplus[mills].sum()) / 1e9)


def _emitters(river: River) -> np.ndarray:
    workers, good = river.society.workers, river.economy.labels.position(EFFLUENT)
    owner = np.repeat(np.arange(len(workers.council)), np.diff(workers.in_start))
    return np.unique(owner[(workers.in_good == good) & (workers.in_quantity > 0)])


def _figures(river: River, strategy: Strategy, seen: _Seen, truth: _Seen) -> tuple[str, ...]:
    people = river.economy.councils.members[river.place >= 0].sum()
    liars = river.society.affected[river.effluent].member[strategy.told(river.society.affected[river.effluent].harm) != 1.0]
    if len(liars):
        gain = float((seen.whole - truth.whole)[liars].sum()) * _PEOPLE / int(river.economy.councils.members[liars].sum())
    else:
        gain = (seen.surplus - truth.surplus) * _PEOPLE / people
    return (str(seen.rounds), f"{100 * seen.emitted:+.1f} %", f"{seen.price:.3f}", f"{seen.paid:.2f}", f"{river.a_person(seen.harm, 1):.2f}",
            f"{gain:+.2f}", f"{river.a_person(truth.whole - seen.whole):+.3f}")
