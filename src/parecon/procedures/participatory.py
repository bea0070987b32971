"""The participatory procedure with simulated councils: rounds, closing, ballot, adoption."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Callable, Mapping

import numpy as np

from parecon.ballots import Result, tally_approval
from parecon.economy import Economy, Society
from parecon.facilitation import PlanningYear, RoundRecord, announce_first, close_round, follow, submit
from parecon.facilitation.hidden_costs import HiddenCost
from parecon.facilitation.record import free_goods
from parecon.facilitation.settlement import settled_economy
from parecon.feasibility import SHARE_ONE, Closing, Infeasible, close_plan
from parecon.plans import AdoptedPlan, adopt
from parecon.procedures.events import (
    Adopted, Announced, Closed, CollectiveSettled, OnEvent, PriceStepped, RoundClosed, RoundProgress, Voted, YearEnded, YearOpened,
)
from parecon.procedures.participatory_collective import refile_package, reopen_package, settle_package
from parecon.procedures.participatory_federations import publish_projection, settle_appeals, vote_permits
from parecon.procedures.participatory_hidden_costs import refuse_unheard, vote_hidden_costs
from parecon.proposals import ProposalBatch
from parecon.responses import lay_out, respond
from parecon.responses.collective import request_package
from parecon.responses.voting import vote_on_plans

__all__ = ["Outcome", "Setting", "announce_next", "gap_to_close", "open_year", "resume_year", "run", "start_prices"]

STARTS = ("last-year", "ones", "random")


@dataclass(frozen=True)
class Setting:
    """How one run is set up: seed; start (last-year, ones or random prices); configuration and data are told to those who watch.

    claims: hidden social costs that somebody files, each voted on after the round it names.
    clock: gives seconds, for events only (the doors have one, no room has); nothing that is planned depends on it.
    """

    seed: int = 0
    start: str = "last-year"
    configuration: Mapping[str, object] | None = None
    data: Mapping[str, str] | None = None
    clock: Callable[[], float] = lambda: 0.0
    claims: tuple[HiddenCost, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a year came to: its last value, the closing (or why there is none), the ballot and the adopted plan.

    figures: rounds, worst gap and value-weighted gap after the last round, the winner, the plan's hash.
    """

    year: PlanningYear
    closing: Closing | Infeasible
    ballot: Result | None
    plan: AdoptedPlan | None
    figures: Mapping[str, object]


def start_prices(economy: Economy, start: str, seed: int) -> np.ndarray | None:
    """Return the prices (n,) of a cold start, or None for last year's; raise KeyError naming the starts there are.

    ``ones``: every price as if a unit cost the same; ``random``: last year's, off by a
    lognormal factor with a standard deviation of one.
    """
    if start not in STARTS:
        raise KeyError(f"there is no start {start!r}; the starts are {', '.join(STARTS)}")
    if start == "last-year":
        return None
    if start == "ones":
        return economy.link_prices(np.ones(len(economy.goods)))
    factor = np.random.Generator(np.random.PCG64(seed)).normal(0.0, 1.0, len(economy.goods))
    return economy.link_prices(economy.last_prices * np.exp(factor))


def run(economy: Economy, society: Society, charter, setting: Setting = Setting(), *, on_event: OnEvent = lambda event: None) -> Outcome:
    """Plan a year: rounds until the gaps are small or the last round is held, exact closing, ballot, adoption.

    Events are told to ``on_event`` as they happen. The same arguments give the same plan, bit for bit.
    """
    year = open_year((economy, society), charter, setting, on_event)
    return resume_year(year, society, setting, on_event)


def open_year(given: tuple[Economy, Society], charter, setting: Setting, on_event: OnEvent) -> PlanningYear:
    """Open the year: collective goods are settled at the prices that last year lets the board expect, then the first round is announced."""
    economy, society = given
    refuse_unheard(setting.claims, economy, charter)
    prices = start_prices(economy, setting.start, setting.seed)
    on_event(YearOpened(economy, charter, setting.seed, charter["prices.rule"], setting.start, prices, setting.configuration or {}, setting.data or {}))
    settlements = ()
    if economy.collective is not None and society.collective is not None and charter["collective.settled"] == "before":
        # Cold starts are for the rounds: what a place decides beforehand it weighs at prices that mean something.
        settlement = settle_package(economy, society, charter, announce_first(economy, charter).announcement)
        on_event(CollectiveSettled(settlement))
        economy, settlements = settled_economy(settlement), (settlement,)
    year = replace(announce_first(economy, charter, prices), settlements=settlements)
    on_event(Announced(year.announcement, year.step.why))
    return year


def resume_year(year: PlanningYear, society: Society, setting: Setting, on_event: OnEvent) -> Outcome:
    """Go on from the open round of ``year`` to the end; `run` does nothing else after opening it."""
    layout = lay_out(society)
    while True:
        began = setting.clock()
        on_event(RoundProgress(0, 3, "councils propose"))
        year = refile_package(year, society, on_event)
        year = vote_permits(year, society, on_event)
        batch = respond(year.economy, request_package(society, year.economy), year.announcement, layout)
        on_event(RoundProgress(1, 3, "proposals are checked"))
        year, refusals = submit(year, batch)
        assert not refusals, f"simulated councils keep the rules, but {refusals[0]}"
        on_event(RoundProgress(2, 3, "totals are summed"))
        year = close_round(year)
        on_event(RoundClosed(year.records[-1], year.batches, setting.clock() - began))
        if is_enough(year, setting.claims):
            return finish(year, setting, on_event)
        year = announce_next(year, society, setting, on_event)


def announce_next(year: PlanningYear, society: Society, setting: Setting, on_event: OnEvent) -> PlanningYear:
    """Go from a closed round to the next announcement: claims are voted, appeals decided, and levels whose cost moved too far vote once more."""
    year = settle_appeals(vote_hidden_costs(year, setting.claims, on_event), society, on_event)
    year = follow(reopen_package(year, society, on_event))
    on_event(PriceStepped(year.step))
    on_event(Announced(year.announcement, year.step.why))
    return publish_projection(year, on_event)


def worst_gap(record: RoundRecord, economy: Economy) -> float:
    """Return the largest relative gap over all goods with a price of their own."""
    return float(np.max(np.abs(record.gaps[economy.priced]), initial=0.0))


def gap_to_close(record: RoundRecord, economy: Economy, charter) -> float:
    """Return the largest relative gap over all goods with a price of their own that are not free: what the end of the rounds waits for."""
    free = free_goods(record.announcement.prices, record.supply, record.demand, economy=economy, charter=charter)
    return float(np.max(np.abs(np.where(free, 0.0, record.gaps))[economy.priced], initial=0.0))


def is_enough(year: PlanningYear, claims: tuple[HiddenCost, ...] = ()) -> bool:
    """Tell whether the rounds are over: the charter's last round held, or gaps small enough to close and no claim waiting for a vote."""
    small = gap_to_close(year.records[-1], year.economy, year.charter) <= year.charter["rounds.worst_gap_to_close"]
    waiting = any(claim.round >= year.round for claim in claims)
    return small and not waiting or year.round >= year.charter["rounds.count_max"]


def finish(year: PlanningYear, setting: Setting, on_event: OnEvent) -> Outcome:
    """Close the last round, let the councils vote, adopt the winner."""
    economy, charter, record = year.economy, year.charter, year.records[-1]
    batch: ProposalBatch = year.standing
    began = setting.clock()
    on_event(RoundProgress(0, 1, "candidate plans are drawn up"))
    closing = close_plan(economy, record, batch, charter)
    on_event(Closed(closing, setting.clock() - began))
    figures = {"rounds": year.round, "worst_gap": worst_gap(record, economy), "rule": year.charter["prices.rule"]}
    if isinstance(closing, Infeasible):
        on_event(YearEnded(figures))
        return Outcome(year, closing, None, None, figures)
    ballot = hold_ballot(year, closing)
    on_event(Voted(tuple(c.norm for c in closing.candidates), ballot))
    plan = adopt(economy, closing, ballot, charter)
    on_event(Adopted(plan))
    figures |= {"adopted": ballot.winner, "plan": plan.hash}
    on_event(YearEnded(figures))
    return Outcome(year, closing, ballot, plan, figures)


def hold_ballot(year: PlanningYear, closing: Closing) -> Result:
    """Return the result of the ballot of all adults on the candidates; a tie goes to the plan with least change."""
    rations = np.stack([c.ration[0] / SHARE_ONE for c in closing.candidates])
    counts = vote_on_plans(year.economy, closing.batch, rations, year.announcement.prices, charter=year.charter)
    options = [c.norm for c in closing.candidates]
    by_change = [c.norm for c in sorted(closing.candidates, key=lambda c: (c.objective, options.index(c.norm)))]
    return tally_approval(counts, options, by_change, electorate=counts.cast)
