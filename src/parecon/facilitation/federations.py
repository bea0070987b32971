"""Industry federations inside the rounds: proposals beside the average, appeals with reasons, the likely final plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from parecon.ballots import Result, read_decision, tally_approval
from parecon.ballots.approval import ApprovalCounts
from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation.rounds import PlanningYear, RoundState
from parecon.facilitation.standing import choose
from parecon.proposals import ProposalBatch, make_batch
from parecon.quantities import as_units

__all__ = ["Appeal", "AppealDecision", "AppealReason", "AppealRefused", "Peers", "Projection", "REFUSED", "compare_with_peers", "decide_appeal",
           "electorate_of", "fall_back", "file_appeal", "hear_appeals", "project_industries"]

GRANT, REFUSE = "grant", "refuse"
REFUSED = 1 << 3
"""The mark of a proposal that stands in for one which its federation refused."""


@dataclass(frozen=True)
class Peers:
    """Every worker council's proposal of the last round beside the average of its industry.

    council, row: (w,); ratio: (w,) social benefit over cost, with average (r,) of each row; worth_per_hour: (w,)
    output in credits per standard hour, with hour_average (r,), 0 where no hours are filed; returned: (w,) bool, below the norm.
    """

    council: np.ndarray
    row: np.ndarray
    ratio: np.ndarray
    average: np.ndarray
    worth_per_hour: np.ndarray
    hour_average: np.ndarray
    returned: np.ndarray


def compare_with_peers(year: PlanningYear) -> Peers:
    """Return what each industry federation sees once a round is closed; asserts that one is."""
    assert year.state is RoundState.CLOSED and year.assessment is not None, "proposals stand beside each other once a round is closed"
    economy, found, batch = year.economy, year.assessment, year.standing
    row, count = economy.councils.row[found.council], len(economy.rows)
    benefit, cost = (np.bincount(row, part, count) for part in (found.benefit, found.cost))
    labour = np.isin(np.arange(len(economy.goods)), economy.kinds(GoodKind.LABOUR))
    owner = np.repeat(batch.council, np.diff(batch.start))
    used = labour[batch.good] & (batch.quantity < 0)
    hours = np.bincount(owner[used], -as_units(batch.quantity[used]), len(economy.councils))[found.council]
    whole = np.bincount(row, hours, count)
    over = lambda top, bottom: np.divide(top, bottom, out=np.zeros(len(bottom)), where=bottom > 0)  # noqa: E731
    return Peers(found.council, row, found.ratio, over(benefit.astype(np.float64), cost.astype(np.float64)), over(found.benefit / 1e9, hours),
                 over(benefit / 1e9, whole), found.returned)


class AppealReason(Enum):
    """Why an appeal is not heard."""

    ROUND_OPEN = "appeals are heard once the round is closed"
    NOT_RETURNED = "only a proposal below the norm of approval can appeal"
    NO_REASON = "an appeal carries its reason in words"


@dataclass(frozen=True)
class AppealRefused:
    """An appeal that is not heard: the reason, what was given and what is allowed."""

    reason: AppealReason
    given: object
    allowed: object


@dataclass(frozen=True)
class Appeal:
    """A worker council whose proposal came back says why it should stand: its ratio, the norm less tolerance, and words."""

    council: int
    round: int
    ratio: float
    norm: float
    words: str


@dataclass(frozen=True)
class AppealDecision:
    """What the federation decided by vote: granted, the proposal stands though it is below the norm; refused, last year's amounts do."""

    appeal: Appeal
    granted: bool
    result: Result


def file_appeal(year: PlanningYear, council: int, words: str) -> Appeal | AppealRefused:
    """Return the appeal of ``council`` against the return of its last proposal, or why it is not heard."""
    if year.state is not RoundState.CLOSED:
        return AppealRefused(AppealReason.ROUND_OPEN, year.state.value, RoundState.CLOSED.value)
    at = np.flatnonzero(year.assessment.council == council)
    least = year.assessment.norm * (1.0 - year.assessment.tolerance)
    if not len(at) or not year.assessment.returned[at[0]]:
        return AppealRefused(AppealReason.NOT_RETURNED, float(year.assessment.ratio[at[0]]) if len(at) else council, least)
    if not words.strip():
        return AppealRefused(AppealReason.NO_REASON, words, "at least one word")
    return Appeal(int(council), year.round, float(year.assessment.ratio[at[0]]), least, words)


def electorate_of(economy: Economy, council: int) -> np.ndarray:
    """Return the worker councils, (k,), that decide an appeal of ``council``: the others of its industry, else those of the federation around it."""
    councils = economy.councils
    workers = (councils.kind == CouncilKind.WORKER) & (np.arange(len(councils)) != council)
    found = np.flatnonzero(workers & (councils.row == councils.row[council]))
    position = {f.code: i for i, f in enumerate(economy.federations)}
    at = int(councils.federation[council])
    while not len(found) and at >= 0:
        inside = np.array([_lies_in(f, economy.federations[at].code, (economy.federations, position)) for f in economy.federations])
        found = np.flatnonzero(workers & inside[councils.federation])
        at = position.get(economy.federations[at].parent, -1)
    return found


def _lies_in(federation, code: str, tree) -> bool:
    federations, position = tree
    while federation.code != code and federation.parent in position:
        federation = federations[position[federation.parent]]
    return federation.code == code


def decide_appeal(appeal: Appeal, votes: ApprovalCounts, economy: Economy, charter) -> AppealDecision:
    """Return the federation's decision by ``votes`` for granting and for refusing, under the charter's bar (row ``ballots.proposal_appeal``).

    The electorate are the other councils of the industry (`electorate_of`); where neither side reaches the bar the proposal is not granted.
    """
    everyone = len(electorate_of(economy, appeal.council))
    result = tally_approval(votes, (GRANT, REFUSE), (REFUSE, GRANT), electorate=everyone, bar=read_decision(charter, "proposal_appeal").bar)
    return AppealDecision(appeal, result.winner == GRANT, result)


def hear_appeals(year: PlanningYear, decisions: tuple[AppealDecision, ...]) -> PlanningYear:
    """Return the closed round's year with the appeals decided: what was granted is no longer announced as returned, whatever its ratio."""
    assert year.state is RoundState.CLOSED and all(d.appeal.round == year.round for d in decisions), "a round's appeals are decided before the next announcement"
    granted = [d.appeal.council for d in decisions if d.granted]
    returned = year.assessment.returned & ~np.isin(year.assessment.council, granted)
    return replace(year, assessment=replace(year.assessment, returned=returned), appeals=(*year.appeals, *decisions))


def fall_back(decisions: tuple[AppealDecision, ...], actuals: ProposalBatch, round: int) -> ProposalBatch | None:
    """Return what is entered for councils whose appeals were refused: last year's amounts; a new unit has none and makes nothing.

    actuals: last year's amounts of councils. Returns None where no appeal was refused.
    """
    refused = np.array(sorted(d.appeal.council for d in decisions if not d.granted), dtype=np.int32)
    if not len(refused):
        return None
    batch = choose(actuals, np.isin(actuals.council, refused))
    new = np.setdiff1d(refused, batch.council)
    council = np.concatenate([batch.council, new])
    order = np.argsort(council, kind="stable")
    lengths = np.concatenate([np.diff(batch.start), np.zeros(len(new), dtype=np.int64)])[order]
    capacity = np.concatenate([batch.capacity, np.zeros(len(new), dtype=np.float32)])[order]
    return make_batch(round, {**batch.columns(), "council": council[order], "start": np.concatenate([[0], np.cumsum(lengths)]), "capacity": capacity,
                              "marks": np.full(len(council), REFUSED)})


@dataclass(frozen=True)
class Projection:
    """The likely final plan of every industry: cells by row and good, (k,) each, in units of supply; proposed and likely."""

    row: np.ndarray
    good: np.ndarray
    proposed: np.ndarray
    likely: np.ndarray


def project_industries(year: PlanningYear) -> Projection | None:
    """Return the likely final plan that industry federations publish, or None before the charter's round (``federations.projection_round``).

    Each industry's supply of the last round moves as the board's model expects the good's supply to move at the next prices
    (Looking Forward 7.4). Where the rule has no model, what was proposed is what is likely.
    """
    if year.round < year.charter["federations.projection_round"] or not year.records:
        return None
    last, economy = year.records[-1], year.economy
    worker = economy.row_kind == CouncilKind.WORKER
    mine = np.flatnonzero(worker[last.rows.row] & (last.rows.supply > 0))
    proposed = as_units(last.rows.supply[mine])
    moved = np.ones(len(economy.goods))
    if year.step is not None and year.step.predicted_supply is not None:
        now = as_units(last.supply)
        moved = np.divide(year.step.predicted_supply, now, out=np.ones(len(now)), where=now > 0)
    return Projection(last.rows.row[mine], last.rows.good[mine], proposed, proposed * moved[last.rows.good[mine]])
