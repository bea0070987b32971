"""What an adopted plan says of each pollutant: who is charged, who is compensated, what is emitted and permitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import NO_CAP, CouncilKind, Economy, GoodKind
from parecon.work import divide_exactly

__all__ = ["PollutantAccount", "charges_by_pollutant", "compensate_exactly", "pollutant_accounts"]

COMPENSATION, CAP_ONLY = "compensation of those affected", "hard cap, charges stay in the fund"


@dataclass(frozen=True)
class PollutantAccount:
    """One pollutant in an adopted plan; values in smallest units of value, amounts in smallest units of the good.

    price: credits a unit; form: how pollution is held down, COMPENSATION or CAP_ONLY;
    permitted: by vote, or by the cap where nobody votes; cap: of a long-term plan, or
    NO_CAP; emitted by all; charges: what those who emit pay, from industries and
    households; compensation: what those affected are paid; kept: what stays in the fund.
    charged: (r,) charges by row; due: (c,) compensation by council.
    """

    good: int
    price: float
    form: str
    permitted: int
    cap: int
    emitted: int
    charges: int
    compensation: int
    kept: int
    charged: np.ndarray
    due: np.ndarray


def charges_by_pollutant(economy: Economy, adopted, prices: np.ndarray) -> dict[int, np.ndarray]:
    """Return for each pollutant's position what each row is charged, (r,) int64: each line rounded to the smallest unit, as it is assessed.

    adopted: a batch of proposals, or a plan.
    """
    owner = economy.councils.row[np.repeat(adopted.council, np.diff(adopted.start))]
    charges = {}
    for at in economy.kinds(GoodKind.POLLUTANT):
        lines = np.flatnonzero((adopted.good == at) & (adopted.quantity < 0))
        charges[int(at)] = np.zeros(len(economy.rows), dtype=np.int64)
        np.add.at(charges[int(at)], owner[lines], np.rint(-adopted.quantity[lines] * prices[at]).astype(np.int64))
    return charges


def compensate_exactly(economy: Economy, charges: dict[int, np.ndarray]) -> np.ndarray:
    """Return what each council is due for the harm of all pollutants, (c,) int64: exactly what is charged for those with a community (A7).

    Where incomes are fixed nothing is due.
    """
    due = np.zeros(len(economy.councils), dtype=np.int64)
    for community in economy.communities if not economy.fixed_incomes else ():
        due += divide_exactly(int(charges[economy.labels.position(community.pollutant)].sum()), community.share)
    return due


def pollutant_accounts(economy: Economy, plan) -> tuple[PollutantAccount, ...]:
    """Return the account of every pollutant in the adopted ``plan``, in the order of the goods."""
    owner = np.repeat(plan.council, np.diff(plan.start))
    charges = charges_by_pollutant(economy, plan, plan.prices)
    communities = {economy.labels.position(c.pollutant): c for c in economy.communities}
    found = []
    for at in economy.kinds(GoodKind.POLLUTANT).tolist():
        community, total = communities.get(at), int(charges[at].sum())
        mine = (plan.good == at) & (plan.proposal > 0) & (economy.councils.kind[owner] == CouncilKind.COMMUNITY)
        permitted = int(plan.proposal[mine].sum()) if community else int(economy.endowment[at] - economy.claim[at])
        due = compensate_exactly(economy, {**{k: np.zeros(1, np.int64) for k in charges}, at: charges[at]})
        found.append(PollutantAccount(
            at, float(plan.prices[at]), COMPENSATION if community else CAP_ONLY, permitted, community.cap if community else permitted,
            int(plan.balance.use[at]), total, int(due.sum()), total - int(due.sum()), charges[at], due))
    return tuple(found)
