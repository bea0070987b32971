"""Hidden social costs: filed against a good by anyone, put on the agenda, voted with a number, and charged to its makers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from parecon.ballots import Result, read_decision, tally_approval
from parecon.ballots.approval import ApprovalCounts
from parecon.economy import Economy, GoodKind, RowTotals

__all__ = ["HiddenCost", "HiddenCostDecision", "HiddenCostReason", "HiddenCostRefused", "amounts_offered", "charge_hidden_cost", "charged_share",
           "decide_hidden_cost", "file_hidden_cost", "hidden_shift", "note_charged", "tell_hidden_cost", "total_hidden_cost"]

NOTHING = "nothing"


class HiddenCostReason(Enum):
    """Why a claim does not reach the agenda."""

    NO_SUCH_GOOD = "the claim names no good of this economy"
    NOT_MADE_HERE = "a hidden cost is charged to those who make a good, so it has to be made here"
    NO_WORDS = "a claim says in words what the cost is"
    NO_AMOUNT = "a claim names a number of credits per unit above zero"


@dataclass(frozen=True)
class HiddenCostRefused:
    """A claim that does not reach the agenda: the reason, what was given, and the way out."""

    reason: HiddenCostReason
    given: object
    way_out: str


@dataclass(frozen=True)
class HiddenCost:
    """A claim: the good's code, credits per unit that its price leaves out, in words why, by whom, before which round, and the source."""

    good: str
    credits_per_unit: float
    words: str
    filed_by: str
    round: int = 0
    source: str = ""


@dataclass(frozen=True)
class HiddenCostDecision:
    """What was voted on a claim: the amount that is charged from the next round on (0.0: nothing), and the ballot."""

    claim: HiddenCost
    credits_per_unit: float
    result: Result

    @property
    def accepted(self) -> bool:
        """Whether anything is charged."""
        return self.credits_per_unit > 0


def file_hidden_cost(economy: Economy, claim: HiddenCost) -> HiddenCost | HiddenCostRefused:
    """Return the claim as it stands on the agenda, shown beside the good's price, or why it does not get there."""
    codes = {good.code: good for good in economy.goods}
    if claim.good not in codes:
        return HiddenCostRefused(HiddenCostReason.NO_SUCH_GOOD, claim.good, "name a good by its code")
    if codes[claim.good].kind not in (GoodKind.PRODUCT, GoodKind.COLLECTIVE):
        return HiddenCostRefused(HiddenCostReason.NOT_MADE_HERE, codes[claim.good].kind.value, "file it against the good that is made here")
    if not claim.words.strip():
        return HiddenCostRefused(HiddenCostReason.NO_WORDS, claim.words, "say what is harmed, and how it is known")
    if not (np.isfinite(claim.credits_per_unit) and claim.credits_per_unit > 0):
        return HiddenCostRefused(HiddenCostReason.NO_AMOUNT, claim.credits_per_unit, "give an estimate; others may vote for less")
    return claim


def amounts_offered(claim: HiddenCost, charter) -> dict[str, float]:
    """Return the options of the ballot by name: nothing, and shares of the claim (charter: ``claims.options``)."""
    return {NOTHING: 0.0} | {f"{share:g} of the claim": float(share) * claim.credits_per_unit for share in charter["claims.options"]}


def decide_hidden_cost(claim: HiddenCost, votes: ApprovalCounts, electorate: int, charter) -> HiddenCostDecision:
    """Return the decision by approval ballot on `amounts_offered`, under the charter's bar (row ``ballots.hidden_cost``).

    Between equals the smaller amount wins; where no option reaches the bar nothing is charged.
    """
    offered = amounts_offered(claim, charter)
    smallest = sorted(offered, key=lambda name: offered[name])
    result = tally_approval(votes, tuple(offered), tuple(smallest), electorate=electorate, bar=read_decision(charter, "hidden_cost").bar)
    return HiddenCostDecision(claim, offered[result.winner] if result.winner is not None else 0.0, result)


def total_hidden_cost(economy: Economy) -> np.ndarray:
    """Return what is charged on a unit of each good for hidden costs, (n,) credits."""
    return np.zeros(len(economy.goods)) if economy.hidden_cost is None else economy.hidden_cost


def charge_hidden_cost(economy: Economy, decision: HiddenCostDecision) -> Economy:
    """Return the economy in which the makers of the good are charged the voted amount, besides what was voted before."""
    if not decision.accepted:
        return economy
    cost = total_hidden_cost(economy).copy()
    cost[economy.labels.position(decision.claim.good)] += decision.credits_per_unit
    return replace(economy, hidden_cost=cost)


def note_charged(economy: Economy) -> Economy:
    """Return the economy once a round is closed in which the voted amounts were charged."""
    if economy.hidden_cost is None or economy.hidden_charged is not None and np.array_equal(economy.hidden_cost, economy.hidden_charged):
        return economy
    return replace(economy, hidden_charged=economy.hidden_cost.copy())


def charged_share(totals: RowTotals, cost: np.ndarray, prices: np.ndarray, count: int) -> np.ndarray:
    """Return hidden costs at ``cost`` (n,) a unit as a share of the value of what each row makes, (count,)."""
    worth = np.bincount(totals.row, totals.supply * prices[totals.good], count)
    return np.divide(np.bincount(totals.row, totals.supply * cost[totals.good], count), worth, out=np.zeros(count), where=worth > 0)


def hidden_shift(totals: RowTotals, economy: Economy, given) -> np.ndarray:
    """Return how far the board expects newly voted hidden costs to move each group's activity, (g,) log points, before prices answer.

    given: prices (n,) of the last round, the elasticity of each group's activity to what its products earn (g,), the social rate (g,),
    and the charter.
    """
    prices, elasticity, rate, charter = given
    most = charter["claims.share_max"]
    before = np.zeros(len(prices)) if economy.hidden_charged is None else economy.hidden_charged
    then, now = (charged_share(totals, cost, prices, len(elasticity)) for cost in (before, total_hidden_cost(economy)))
    kept = [np.maximum(1.0 - rate - share, 1.0 - most) for share in (then, now)]
    return elasticity * np.log(kept[1] / kept[0])


def tell_hidden_cost(economy: Economy) -> str:
    """Return what the next announcement says of amounts that were voted since the last round was closed, "" where there are none."""
    before = np.zeros(len(economy.goods)) if economy.hidden_charged is None else economy.hidden_charged
    new = np.flatnonzero(total_hidden_cost(economy) != before)
    told = ", ".join(f"{economy.hidden_cost[g]:.6g} credits per {economy.goods[g].unit} of {economy.goods[g].name}" for g in new)
    return f"; makers are charged for hidden costs that were voted: {told}" if told else ""
