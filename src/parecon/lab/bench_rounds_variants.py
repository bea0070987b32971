"""What the bench of rounds does to an economy besides planning it: words at the end of its name, in any number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from parecon.datasets.society_drift import shock_society
from parecon.economy import CouncilKind, Economy, GoodKind, Society
from parecon.lab.bench_rounds_satiation import satiate
from parecon.proposals import Announcement, ProposalBatch, request_costs
from parecon.proposals.batch import make_batch

__all__ = ["VARIANTS", "Answer", "Variant", "adopt_changes", "change_answer", "change_society", "read_name"]

Answer = Callable[[Announcement], ProposalBatch]
Change = Callable[[Answer, Economy, Society | None, int], Answer]

_NOISE, _WRONG, _MOST_ABATED = 0.02, 7.0, 0.99
_SHOCK_GOODS, _SHOCK_FACTOR = 10, 1.5


@dataclass(frozen=True)
class Variant:
    """One word: what it means, the rules it changes, the society it makes, how it changes answers; silent: share of councils; limits: of revision."""

    meaning: str
    changes: Mapping[str, object] = field(default_factory=dict)
    society: Callable[[Economy, Society, int], Society] | None = None
    answer: Change | None = None
    silent: float = 0.0
    limits: bool = False
    permits: float = 0.0
    free_good: bool = False


def _blur(answer: Answer, economy: Economy, society: Society | None, seed: int) -> Answer:
    """Return answers of workers and neighbourhoods off by 2 % in every line, drawn anew each round; requests stay within budgets."""
    rng = np.random.Generator(np.random.PCG64([seed, 2]))

    def blurred(said: Announcement) -> ProposalBatch:
        batch = answer(said)
        # Votes on permits and requests that follow a ballot are no guesses.
        may = np.isin(economy.councils.kind[batch.council], (CouncilKind.WORKER, CouncilKind.CONSUMER))
        noise = np.where(np.repeat(may, np.diff(batch.start)), rng.normal(0.0, _NOISE, len(batch.quantity)), 0.0)
        quantity = np.rint(batch.quantity * np.exp(noise)).astype(np.int64)
        batch = make_batch(batch.round, {**batch.columns(), "quantity": quantity})
        cost, budget = request_costs(batch, said.prices), said.budgets[batch.council]
        over = (economy.councils.kind[batch.council] == CouncilKind.CONSUMER) & (cost > budget)
        factor = np.repeat(np.where(over, budget / np.maximum(cost, 1), 1.0), np.diff(batch.start))
        quantity = np.where(quantity < 0, -np.floor(-quantity * factor).astype(np.int64), quantity)
        return make_batch(batch.round, {**batch.columns(), "quantity": quantity})

    return blurred


def _misfile(factor: float) -> Change:
    """Return answers in which every worker council files its elasticity of output wrong by ``factor``, within the capacity it files."""

    def change(answer: Answer, economy: Economy, society: Society | None, seed: int) -> Answer:
        def misfiled(said: Announcement) -> ProposalBatch:
            batch = answer(said)
            worker = np.repeat(economy.councils.kind[batch.council] == CouncilKind.WORKER, np.diff(batch.start)) & (batch.quantity > 0)
            room = np.repeat(batch.capacity.astype(np.float64), np.diff(batch.start))
            filed = batch.flexibility.astype(np.float64)
            wrong = np.expm1(factor * np.log1p(np.maximum(filed, -0.99)))
            wrong = np.where(room > 0, np.minimum(wrong, np.maximum(room - 1.0, 0.0)), wrong)
            return make_batch(batch.round, {**batch.columns(), "flexibility": np.where(worker, wrong, filed)})

        return misfiled

    return change


def _misfile_abatement(factor: float) -> Change:
    """Return answers in which every worker council files wrong by ``factor`` how its emissions answer their price."""

    def change(answer: Answer, economy: Economy, society: Society | None, seed: int) -> Answer:
        def misfiled(said: Announcement) -> ProposalBatch:
            batch = answer(said)
            worker = np.repeat(economy.councils.kind[batch.council] == CouncilKind.WORKER, np.diff(batch.start))
            emission = worker & np.isin(batch.good, economy.kinds(GoodKind.POLLUTANT)) & (batch.quantity < 0)
            return make_batch(batch.round, {**batch.columns(), "flexibility": np.where(emission, np.maximum(factor * batch.flexibility, -_MOST_ABATED), batch.flexibility)})

        return misfiled

    return change


def _lose_maker(answer: Answer, economy: Economy, society: Society | None, seed: int) -> Answer:
    """Return answers in which the one council that makes a good proposes nothing any more: of goods with a single maker the one at place ``seed``, counted from 1 and around."""
    gone: list[int] = []

    def without(said: Announcement) -> ProposalBatch:
        batch = answer(said)
        owner = np.repeat(batch.council, np.diff(batch.start))
        if not gone:
            made = (batch.quantity > 0) & (economy.councils.kind[owner] == CouncilKind.WORKER)
            pairs = np.unique(np.stack([batch.good[made], owner[made]]), axis=1)
            goods, makers = np.unique(pairs[0], return_counts=True)
            alone = goods[makers == 1]
            if not len(alone):
                raise ValueError("every good has more than one maker here; the word maker-gone needs an economy in which one council alone makes a good")
            gone.append(int(pairs[1][pairs[0] == alone[(seed - 1) % len(alone)]][0]))
        keeps = batch.council != gone[0]
        lines = np.repeat(keeps, np.diff(batch.start))
        columns = batch.columns()
        columns |= {name: columns[name][lines] for name in ("good", "quantity", "flexibility")}
        return make_batch(batch.round, {**columns, "start": np.concatenate([[0], np.cumsum(np.where(keeps, np.diff(batch.start), 0))])})

    return without


def _shock(economy: Economy, society: Society, seed: int) -> Society:
    return shock_society(society, seed=seed, goods=_SHOCK_GOODS, factor=_SHOCK_FACTOR)


VARIANTS: Mapping[str, Variant] = {
    "permits-5": Variant("5 % fewer permits of CO2", permits=-0.05),
    "permits-30": Variant("30 % fewer permits of CO2", permits=-0.30),
    "silent-10": Variant("in every round another 10 % of worker and consumer councils say nothing", silent=0.1),
    "silent-30": Variant("in every round another 30 % of worker and consumer councils say nothing", silent=0.3),
    "own-sign": Variant("the switch prices.own_sign is on", {"prices.own_sign": True}),
    "free-good": Variant("recipes are fixed, and of water, which all use, there is four times as much as they need", free_good=True),
    "kept": Variant("standing orders do not answer prices", {"rounds.standing_order": "kept"}),
    "limits": Variant("councils revise within the limits of Looking Forward", limits=True),
    "half-full": Variant("half of the councils worked at capacity last year", {"society.at_capacity_share": 0.5}),
    "complements": Variant("elasticities between inputs of 0.05 to 0.3, between wishes of 0.1 to 0.4", {
        "society.inputs_fixed_share": 0.0, "society.inputs_sigma_min": 0.05, "society.inputs_sigma_max": 0.3, "society.value_sigma_min": 0.05,
        "society.value_sigma_max": 0.3, "society.consumer_sigma_min": 0.1, "society.consumer_sigma_max": 0.4}),
    "near-constant": Variant("nearly constant returns: outputs answer with elasticities of about 13 to 49, half of the councils at capacity", {
        "society.size_elasticity_min": 5.0, "society.size_elasticity_max": 20.0, "society.at_capacity_share": 0.5}),
    "satiating": Variant("a third of neighbourhoods have quadratic wishes, which end", answer=satiate),
    "noise-2": Variant("every line of a worker council or neighbourhood is off by 2 %, drawn anew each round", answer=_blur),
    "filed-high": Variant("worker councils file seven times their elasticity of output", answer=_misfile(_WRONG)),
    "filed-low": Variant("worker councils file a seventh of their elasticity of output", answer=_misfile(1.0 / _WRONG)),
    "abatement-high": Variant("worker councils file seven times how their emissions answer their price", answer=_misfile_abatement(_WRONG)),
    "abatement-low": Variant("worker councils file a seventh of how their emissions answer their price", answer=_misfile_abatement(1.0 / _WRONG)),
    "maker-gone": Variant("the one council that makes a good proposes nothing any more", answer=_lose_maker),
    "shock": Variant("what is used and wanted of ten goods moves by half, up or down, which last year's actuals do not show", society=_shock),
}


def read_name(economy: str) -> tuple[str, tuple[Variant, ...]]:
    """Return the name of the economy without the words at its end, and what these mean, in order.

    >>> base, variants = read_name("input-output-400-noise-2-half-full")
    >>> base, len(variants)
    ('input-output-400', 2)
    """
    found: list[Variant] = []
    while True:
        word = next((w for w in VARIANTS if economy.endswith(f"-{w}")), None)
        if word is None:
            return economy, tuple(reversed(found))
        economy = economy.removesuffix(f"-{word}")
        found.append(VARIANTS[word])


def adopt_changes(charter, variants: tuple[Variant, ...]):
    """Return the charter with the rules that the words change."""
    changes = {key: value for variant in variants for key, value in variant.changes.items()}
    return charter.adopt(changes, "the bench") if changes else charter


def change_answer(answer: Answer, variants: tuple[Variant, ...], given: tuple[Economy, Society | None, int]) -> Answer:
    """Return the answer of all councils with the words' changes upon it, in order; given: economy, society, seed."""
    for variant in variants:
        if variant.answer is not None:
            answer = variant.answer(answer, *given)
    return answer


def change_society(economy: Economy, society: Society, variants: tuple[Variant, ...], seed: int) -> Society:
    """Return the society with the words' changes upon it."""
    for variant in variants:
        if variant.society is not None:
            society = variant.society(economy, society, seed)
    return society
