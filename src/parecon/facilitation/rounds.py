"""The planning year as a state machine: announce, submit, close, announce again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation.accounts import close_accounts
from parecon.facilitation.aggregate import CellIndex, add_rows, sum_filings, total_of_rows, total_rows
from parecon.facilitation.collective import expect_package, note_filed, share_collective
from parecon.facilitation.groups import find_groups
from parecon.facilitation.hidden_costs import note_charged, tell_hidden_cost
from parecon.facilitation.incomes import income_weights, split_fund
from parecon.facilitation.last_year import last_year
from parecon.facilitation.pollution import compensate, compensation_at, permitted_by
from parecon.facilitation.record import PriceStep, RoundRecord
from parecon.facilitation.rules import PowerRule, PriceRule, PublishedRule, normalise
from parecon.facilitation.rules_anderson import AndersonRule
from parecon.facilitation.rules_limits import LookingForwardRule
from parecon.facilitation.rules_newton import NewtonRule
from parecon.facilitation.rules_own_sign import OwnSignSwitch
from parecon.facilitation.rules_steps import ConstantRule, PaperRule, SlidesRule
from parecon.facilitation.share_rule import CalibratedShareRule, forecast
from parecon.facilitation.standing import choose, expected_moves, join, stand_in
from parecon.proposals import Announcement, Assessment, ProposalBatch, Refusal, assess, batch_hash, find_refusals, reasons_hash
from parecon.quantities import FIXED_PER_UNIT, as_units, round_significant, to_fixed

__all__ = ["PlanningYear", "RoundState", "TransitionRefused", "announce_first", "close_round", "follow", "rule_called", "submit"]

RULES = {rule.name: OwnSignSwitch(rule) for rule in (
    CalibratedShareRule(), PowerRule(), PublishedRule(), SlidesRule(), PaperRule(), ConstantRule(), AndersonRule(), NewtonRule(), LookingForwardRule())}


_FUND_MAX = 2**61 / FIXED_PER_UNIT


def rule_called(name: str) -> PriceRule:
    """Return the price rule of that name; raise KeyError naming the rules there are."""
    if name not in RULES:
        raise KeyError(f"there is no price rule {name!r}; the rules are {', '.join(RULES)}")
    return RULES[name]


class RoundState(Enum):
    """Where a round stands."""

    OPEN = "open"
    CLOSED = "closed"


class TransitionRefused(ValueError):
    """An act that the state of the year does not allow."""


@dataclass(frozen=True)
class PlanningYear:
    """A year of rounds as a value; every act returns the next value.

    batches: proposals heard in the open round, each council once; records: closed rounds;
    assessment: SB and SC of the last closed round; standing: what silent councils are
    taken to propose (their last proposal, or last year's actuals); settlements: how
    collective goods were settled, before the rounds and once more; decisions: on hidden costs; appeals: decided by
    federations; permit_votes: of those affected by pollutants, (round, votes) each.
    """

    economy: Economy
    charter: object
    announcement: Announcement
    state: RoundState = RoundState.OPEN
    batches: tuple[ProposalBatch, ...] = ()
    records: tuple[RoundRecord, ...] = ()
    assessment: Assessment | None = None
    standing: ProposalBatch | None = None
    step: PriceStep | None = None
    settlements: tuple = ()
    decisions: tuple = ()
    appeals: tuple = ()
    permit_votes: tuple = ()
    index: CellIndex = field(default_factory=CellIndex, compare=False)

    @property
    def round(self) -> int:
        """The number of the current round."""
        return self.announcement.round


def announce(economy: Economy, charter, step: PriceStep, *, round: int, assessment=None) -> Announcement:
    """Return the announcement of ``step``: prices normalised and rounded, budgets that sum to the announced fund (A5)."""
    weights = float(income_weights(economy, step.hours, charter=charter).sum())
    paid = compensation_at(step, economy, charter)
    prices, level = normalise(step.prices, step.incomes - paid, weights, economy)
    incomes, collective, paid = step.incomes * level, step.collective * level, paid * level
    floor = charter["prices.floor_share"] * economy.last_prices
    prices = economy.link_prices(round_significant(np.maximum(prices, floor), charter["rounds.price_digits"]))
    # At prices far off a rule without a model may expect more than can be counted; then it announces the most there is room for.
    whole, shared = (int(v) for v in to_fixed(np.clip([incomes, collective], [0.0, -_FUND_MAX], _FUND_MAX), "fund"))
    due = np.zeros(len(economy.councils), dtype=np.int64)
    if step.permits is not None and not economy.fixed_incomes:
        due = compensate(economy, prices, step.permits, int(to_fixed([min(paid, _FUND_MAX)])[0]))
    budgets = split_fund(economy, whole - int(due.sum()), share_collective(economy, shared, prices) - due, step.hours, charter=charter)
    people = float(economy.councils.members[economy.councils.kind == CouncilKind.CONSUMER].sum())
    returned, ratio = np.zeros(len(economy.councils), dtype=bool), np.ones(len(economy.councils))
    norm = 1.0
    if assessment is not None and charter["approval.applied"]:
        returned[assessment.council], ratio[assessment.council] = assessment.returned, assessment.ratio
        norm = assessment.norm * (1.0 - assessment.tolerance)
    factor = 1.0 if economy.fixed_incomes or weights <= 0 else max(incomes - paid, 0.0) / weights
    return Announcement(round, prices, budgets, int(budgets.sum()) + shared, factor, shared / 1e9 / max(people, 1.0), returned, ratio, norm, due)


def announce_first(economy: Economy, charter, prices: np.ndarray | None = None, *, actuals: ProposalBatch | None = None) -> PlanningYear:
    """Return the year with round 1 open.

    prices: (n,) to start from, or None for last year's. Where the charter says so
    (``prices.announce_known``) and nothing else is given, last year's model is solved
    again with what the coming year is known to bring: hours, capital, permits.
    actuals: what each council made and used last year, which stands in for those that are
    silent in round 1 (institutions.md 2.8); without it they are missing until they have
    proposed once.
    """
    before = last_year(economy, charter)
    if prices is None and charter["prices.announce_known"] and charter["prices.rule"] == "calibrated-share":
        step = forecast(before, economy, charter)
    else:
        given = economy.link_prices(economy.last_prices if prices is None else np.asarray(prices, dtype=np.float64))
        accounts = close_accounts(before.rows, economy, given)
        step = PriceStep(given, "given", accounts["incomes"] / 1e9, accounts["collective"] / 1e9, economy.hours, "the prices the year starts from",
                         as_units(permitted_by(before.rows, economy)))
    said = announce(economy, charter, step, round=1)
    return PlanningYear(economy, charter, said, step=step, standing=actuals)


def submit(year: PlanningYear, batch: ProposalBatch) -> tuple[PlanningYear, list[Refusal]]:
    """Return the year with ``batch`` heard, or unchanged with the reasons for refusing it; nothing is heard in part."""
    if year.state is not RoundState.OPEN:
        raise TransitionRefused(f"round {year.round} is closed; wait for the announcement of round {year.round + 1}")
    refusals = find_refusals(batch, year.economy, year.announcement, year.charter)
    if refusals:
        return year, refusals
    newer = set(batch.council.tolist()) if len(year.batches) else set()
    kept = tuple(b for b in year.batches if not newer.intersection(b.council.tolist()))
    kept += tuple(_without_councils(b, newer) for b in year.batches if newer.intersection(b.council.tolist()))
    return replace(year, batches=(*kept, batch)), []


def _without_councils(batch: ProposalBatch, councils: set[int]) -> ProposalBatch:
    return choose(batch, ~np.isin(batch.council, np.fromiter(councils, dtype=np.int64)))


def close_round(year: PlanningYear) -> PlanningYear:
    """Return the year with the open round closed: silent councils stand in, totals are published."""
    if year.state is not RoundState.OPEN:
        raise TransitionRefused(f"round {year.round} is closed already; announce the next one")
    economy, charter, said = year.economy, year.charter, year.announcement
    silent = _stand_in(year)
    batches = tuple(b for b in (*year.batches, silent) if b is not None and len(b))
    parts = [total_rows(b, economy, year.index if len(batches) == 1 else None) for b in batches]
    rows = parts[0] if len(parts) == 1 else add_rows(parts, economy)
    supply, demand = total_of_rows(rows, economy)
    whole = batches[0] if len(batches) == 1 else join(batches)
    filings = sum_filings(whole, economy, said.prices)
    assessment = assess(whole, economy, said.prices, charter)
    accounts = {**close_accounts(rows, economy, said.prices), **_parts_of(assessment), "announced": int(said.fund)}
    # What the first round files decides for the year whether councils of one industry lie apart.
    apart = not year.records or year.records[-1].grouped is not None
    groups = find_groups(whole, economy, said.prices, totals=(rows, filings), charter=charter) if apart else None
    words = tuple(reasons_hash(b) for b in batches)
    record = RoundRecord(said, sum(len(b) for b in year.batches), len(silent) if silent is not None else 0, int(assessment.returned.sum()),
                         supply, demand, rows, filings, _hours(whole, economy), accounts, tuple(batch_hash(b) for b in batches),
                         groups if groups is not None and groups.single else None, words if any(words) else ())
    return replace(year, economy=note_charged(note_filed(economy)), state=RoundState.CLOSED, records=(*year.records, record), assessment=assessment, standing=whole, batches=batches)


def _stand_in(year: PlanningYear) -> ProposalBatch | None:
    """Return what stands for the councils that were silent in the open round, or None where none was."""
    standing, economy = year.standing, year.economy
    if standing is None or sum(len(b) for b in year.batches) == len(standing):
        return None
    moved = year.charter["rounds.standing_order"] == "answers prices"
    moves = expected_moves(year.records, economy, year.charter, year.announcement) if moved else None
    return stand_in(standing, year.batches, economy, year.announcement, moves=moves)


def _parts_of(assessment: Assessment) -> dict[str, int]:
    names = ("output", "input", "labour_charge", "nature_charge", "capital_charge", "emission_charge", "social_charge")
    sums = dict(zip(names, (int(v) for v in assessment.parts.sum(axis=0))))
    return {**sums, "surplus": int(assessment.surplus.sum())}


def _hours(batch: ProposalBatch, economy: Economy) -> np.ndarray:
    hours = np.zeros(len(economy.councils), dtype=np.int64)
    for good in economy.kinds(GoodKind.LABOUR):
        lines = np.flatnonzero(batch.good == good)
        lines = lines[batch.quantity[lines] > 0]
        owner = batch.council[np.searchsorted(batch.start, lines, side="right") - 1]
        mine = economy.councils.kind[owner] == CouncilKind.CONSUMER
        np.add.at(hours, owner[mine], batch.quantity[lines[mine]])
    return hours


def follow(year: PlanningYear, rule: PriceRule | None = None) -> PlanningYear:
    """Return the year with the next round announced by ``rule`` (the charter's unless given)."""
    if year.state is not RoundState.CLOSED:
        raise TransitionRefused(f"round {year.round} is open; close it before the next prices")
    rule = rule or rule_called(year.charter["prices.rule"])
    step = rule.next_prices(_expected(year), year.economy, year.charter)
    step = replace(step, why=step.why + tell_hidden_cost(year.economy))
    said = announce(year.economy, year.charter, step, round=year.round + 1, assessment=year.assessment)
    return replace(year, announcement=said, state=RoundState.OPEN, batches=(), step=step)


def _expected(year: PlanningYear) -> tuple[RoundRecord, ...]:
    """Return the records with the last one's collective requests as they are settled now: what is voted is known before prices."""
    last = year.records[-1]
    rows = expect_package(last.rows, year.economy)
    if rows is last.rows:
        return year.records
    supply, demand = total_of_rows(rows, year.economy)
    return (*year.records[:-1], replace(last, rows=rows, supply=supply, demand=demand))
