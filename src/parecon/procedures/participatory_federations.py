"""Federations and communities in a year of simulated councils: votes on permits, appeals, the likely final plan of each industry."""

from __future__ import annotations

from dataclasses import replace

from parecon.economy import Society
from parecon.facilitation import PlanningYear
from parecon.facilitation.federations import decide_appeal, hear_appeals, project_industries
from parecon.procedures.events import AppealsDecided, IndustriesProjected, OnEvent, PermitsVoted
from parecon.responses.affected import vote_communities
from parecon.responses.appeals import appeals_of, approve_appeal

__all__ = ["publish_projection", "settle_appeals", "vote_permits"]


def vote_permits(year: PlanningYear, society: Society, on_event: OnEvent) -> PlanningYear:
    """Return the open round's year with the votes of those affected by each pollutant at what is announced."""
    votes = vote_communities(year.economy, society, year.announcement)
    if not votes:
        return year
    on_event(PermitsVoted(year.round, votes))
    return replace(year, permit_votes=(*year.permit_votes, (year.round, votes)))


def settle_appeals(year: PlanningYear, society: Society, on_event: OnEvent) -> PlanningYear:
    """Return the closed round's year with the appeals of simulated councils decided, from the charter's round on (``federations.appeal_round``).

    Whoever is refused revises its proposal in the next round, as those do who did not appeal.
    """
    if year.round < year.charter["federations.appeal_round"]:
        return year
    decisions = tuple(decide_appeal(appeal, approve_appeal(year.economy, appeal, year.charter), year.economy, year.charter)
                      for appeal in appeals_of(year, society))
    if not decisions:
        return year
    on_event(AppealsDecided(year.round, decisions))
    return hear_appeals(year, decisions)


def publish_projection(year: PlanningYear, on_event: OnEvent) -> PlanningYear:
    """Return the open round's year, after its industries' likely final plans were told where the charter asks for them."""
    projection = project_industries(year)
    if projection is not None:
        on_event(IndustriesProjected(year.round, projection))
    return year
