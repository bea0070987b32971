"""How simulated communities of affected parties vote: each member weighs harm against compensation."""

from __future__ import annotations

import numpy as np

from parecon.economy import Affected, Community, Economy, Society
from parecon.facilitation.pollution import PermitVote, count_permits
from parecon.proposals import Announcement
from parecon.quantities import to_fixed

__all__ = ["answer_communities", "harm_felt", "vote_communities", "vote_permits", "wished_amounts"]

_UNITS_MAX = 2.0**60 / 1e9
"""Whoever would permit more is not heard as more, so that the votes stay whole numbers of 64 bits."""


def wished_amounts(affected: Affected, relative: float) -> np.ndarray:
    """Return the most that each member permits, (m,) units, when a unit earns ``relative`` times the benchmark price.

    A member's marginal harm rises in a straight line with what is emitted; it permits as
    much as makes the last unit's harm what it is compensated for it:
    benchmark * max(0, 1 + wish + elasticity * (relative / harm - 1)). Our design, after
    Hahnel, Democratic Economic Planning (2021), where a community weighs just that.

    >>> import numpy as np
    >>> near = Affected(9, 3, np.array([1, 2]), 100.0, np.array([1.0, 2.0]), 0.5)
    >>> wished_amounts(near, 1.0).tolist(), wished_amounts(near, 1.2).round(3).tolist()
    ([100.0, 75.0], [110.0, 80.0])
    """
    said = affected.harm * affected.told
    wished = affected.benchmark * (1.0 + affected.wish + affected.elasticity * (relative / said - 1.0))
    return np.clip(wished, 0.0, _UNITS_MAX)


def vote_permits(community: Community, affected: Affected, relative: float) -> PermitVote:
    """Return the vote of ``community`` at ``relative`` times the benchmark price."""
    amounts = to_fixed(wished_amounts(affected, relative), "permits")
    return count_permits(community, amounts[community.voice[affected.member] > 0])


def vote_communities(economy: Economy, society: Society, announcement: Announcement) -> tuple[PermitVote, ...]:
    """Return how the members of every simulated community vote at what is announced; its council proposes what they permit."""
    places = {community.council: community for community in economy.communities}
    prices = np.array(announcement.prices, dtype=np.float64) / announcement.income_factor
    return tuple(vote_permits(places[a.council], a, float(prices[a.pollutant] / society.benchmark_prices[a.pollutant])) for a in society.affected)


def harm_felt(affected: Affected, worth: np.ndarray, amount: float) -> np.ndarray:
    """Return what ``amount`` units of the pollutant cost each member, (m,) in the unit of ``worth``, by what it feels, whatever it said.

    worth: (m,) what a unit earns each member at the benchmark price. The sum of marginal
    harm from nothing to ``amount``: worth * harm * benchmark / (2 elasticity) * x^2 with
    x = max(0, amount / benchmark - 1 - wish + elasticity).

    >>> one = Affected(9, 3, np.array([1]), 100.0, np.ones(1), 1.0)
    >>> harm_felt(one, np.array([0.02]), 100.0).tolist(), (harm_felt(one, np.array([0.02]), 100.01) - harm_felt(one, np.array([0.02]), 100.0)).round(7).tolist()
    ([1.0], [0.0002])
    """
    beyond = np.maximum(0.0, amount / affected.benchmark - 1.0 - affected.wish + affected.elasticity)
    return worth * affected.harm * affected.benchmark / (2.0 * affected.elasticity) * beyond**2


def answer_communities(economy: Economy, society: Society, prices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what each simulated community permits, (k,) int64 fixed point, and how that answers +10 %, (k,).

    prices: (n,) over what a standard hour earns, for harm is felt in hours. A hard cap overrides the vote.
    """
    places = {community.council: community for community in economy.communities}
    permitted, flexibility = np.zeros(len(society.affected), dtype=np.int64), np.zeros(len(society.affected))
    for i, affected in enumerate(society.affected):
        community = places[affected.council]
        relative = float(prices[affected.pollutant] / society.benchmark_prices[affected.pollutant])
        now, more = (vote_permits(community, affected, r).permitted for r in (relative, 1.1 * relative))
        permitted[i], flexibility[i] = now, more / now - 1.0 if now else 0.0
    return permitted, flexibility
