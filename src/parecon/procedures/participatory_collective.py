"""Collective goods in a year of simulated councils: settled before the rounds, voted once more where their cost moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.economy import Economy, Society
from parecon.facilitation import PlanningYear, follow
from parecon.facilitation.settlement import (
    Settlement, add_approvals, close_level, close_package, file_alternative, file_wishes, moved_levels, open_settlement, refile, settled_economy,
)
from parecon.facilitation.wishes import voters_of
from parecon.procedures.events import CollectiveSettled, OnEvent
from parecon.proposals import Announcement
from parecon.responses.collective import alternatives_of, approve_level, approve_package, wish_collective

__all__ = ["refile_package", "reopen_package", "settle_package"]


def settle_package(economy: Economy, society: Society, charter, announcement: Announcement) -> Settlement:
    """Return the collective goods settled at the announced prices, highest level first, and the package voted."""
    settlement = open_settlement(economy, charter, announcement.prices)
    settlement = _vote_levels(_hear(settlement, society, announcement))
    settlement, refused = close_package(settlement, approve_package(settlement))
    assert refused is None, refused
    return settlement


def _hear(settlement: Settlement, society: Society, announcement: Announcement) -> Settlement:
    settlement, refused = file_wishes(settlement, voters_of(settlement.economy), wish_collective(settlement.economy, society, announcement))
    assert refused is None, refused
    return settlement


def _vote_levels(settlement: Settlement) -> Settlement:
    while settlement.levels:
        for alternative in alternatives_of(settlement):
            settlement, refused = file_alternative(settlement, alternative)
            assert refused is None, refused
        settlement, refused = close_level(settlement, *add_approvals(settlement, approve_level(settlement)))
        assert refused is None, refused
    return settlement


def reopen_package(year: PlanningYear, society: Society, on_event: OnEvent) -> PlanningYear:
    """Return the closed round's year with levels voted once more whose cost per head has moved too far since they were settled.

    It happens once, before the charter's round (``collective.reopen_round``); otherwise the year is returned as it is.
    """
    charter = year.charter
    if year.economy.collective is None or charter["collective.settled"] != "before" or year.round + 1 != charter["collective.reopen_round"]:
        return year
    said = follow(year).announcement
    levels = moved_levels(year.economy, year.economy.collective.settled_prices, said.prices, charter)
    if not levels:
        return year
    settlement = _vote_levels(_hear(open_settlement(year.economy, charter, said.prices, levels=levels), society, said))
    on_event(CollectiveSettled(settlement, year.round + 1))
    return replace(year, economy=settled_economy(settlement), settlements=(*year.settlements, settlement))


def refile_package(year: PlanningYear, society: Society, on_event: OnEvent) -> PlanningYear:
    """Return the open round's year with the amounts that members wish at the announced prices, where the charter has federations file in every round."""
    if year.economy.collective is None or year.charter["collective.settled"] != "every round":
        return year
    wishes: np.ndarray = wish_collective(year.economy, society, year.announcement, before_charges=True)
    economy = refile(year.economy, year.charter, year.announcement.prices, wishes)
    filed = replace(open_settlement(year.economy, year.charter, year.announcement.prices), wishes=wishes, silent=0, levels=(),
                    amount=economy.collective.amount, act="refiled")
    on_event(CollectiveSettled(filed, year.round))
    return replace(year, economy=economy)
