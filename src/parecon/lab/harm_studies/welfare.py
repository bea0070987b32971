"""What a planned year is worth to those who live it: what they use, less what pollution does to them and what hours cost them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind, Society
from parecon.plans import pollutant_accounts
from parecon.responses.affected import harm_felt

__all__ = ["Welfare", "welfare_of"]

_SMALLEST = 1e9


@dataclass(frozen=True)
class Welfare:
    """By council, (c,) units of value: private use at given prices, true harm of all pollutants, and hours worked at one credit each."""

    use: np.ndarray
    harm: np.ndarray
    hours: np.ndarray

    @property
    def whole(self) -> np.ndarray:
        """What is left, (c,): use less harm less hours."""
        return self.use - self.harm - self.hours


def welfare_of(economy: Economy, society: Society, outcome, prices: np.ndarray, *, dumped: dict[int, float] | None = None) -> Welfare:
    """Return the welfare of ``outcome``'s plan with private use counted at ``prices`` (n,).

    economy, society: as they truly are, whatever councils said and whoever was asked; dumped: units of a pollutant, by
    position, that are emitted beside the plan.
    """
    plan, c = outcome.plan, len(economy.councils)
    owner = np.repeat(plan.council, np.diff(plan.start))
    consumer = economy.councils.kind[owner] == CouncilKind.CONSUMER
    used = consumer & (plan.quantity < 0) & ~np.isin(plan.good, economy.kinds(GoodKind.POLLUTANT))
    offered = consumer & (plan.quantity > 0)
    use = np.bincount(owner[used], -plan.quantity[used] / _SMALLEST * prices[plan.good[used]], c)
    hours = np.bincount(owner[offered], plan.quantity[offered] / _SMALLEST, c) * economy.effort
    harm, accounts = np.zeros(c), {account.good: account for account in pollutant_accounts(outcome.year.economy, plan)}
    shares = {community.council: community.share for community in economy.communities}
    for affected in society.affected:
        share = shares[affected.council]
        worth = society.benchmark_prices[affected.pollutant] * share[affected.member] / share.sum()
        emitted = accounts[affected.pollutant].emitted / _SMALLEST + (dumped or {}).get(affected.pollutant, 0.0)
        harm[affected.member] += harm_felt(affected, worth, emitted)
    return Welfare(use, harm, hours)
