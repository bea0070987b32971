"""The board's model of emissions and permits: straight lines through what was filed, and no further than zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.ballots import AmountResult, tally_amount
from parecon.economy import NO_CAP, Community, Economy, RowTotals
from parecon.quantities import FIXED_PER_UNIT, as_units, to_fixed
from parecon.work import divide_exactly

__all__ = ["PermitVote", "Permits", "answer_straight", "compensate", "compensation_at", "count_permits", "fit_permits", "permitted_by", "permits_worth"]

_BEND = 0.05
"""Below this share of what was proposed a straight line goes on as a power of the price, so that amounts of the model stay above zero."""

_NEXT_TO_NOTHING = 1e-4
"""The share of what is emitted that counts as nothing, where those affected permit nothing."""


@dataclass(frozen=True)
class PermitVote:
    """One vote of those affected: the pollutant, the voting councils and the most that each permits, (m,) each, and what was counted.

    amount: int64 fixed point; result: before any hard cap; permitted: fixed point, within it.
    """

    pollutant: str
    council: np.ndarray
    amount: np.ndarray
    result: AmountResult
    permitted: int


def count_permits(community: Community, amount: np.ndarray) -> PermitVote:
    """Return what ``community`` permits where each of those who have a vote permits ``amount`` (m,), fixed point, in the order of councils.

    A hard cap overrides the vote (institutions.md 5). Raises ValueError for votes that are no amounts.
    """
    voters = np.flatnonzero(community.voice)
    result = tally_amount(amount, community.voice[voters], community.threshold)
    return PermitVote(community.pollutant, voters, amount, result, result.amount if community.cap == NO_CAP else min(result.amount, community.cap))


@dataclass(frozen=True)
class Permits:
    """What communities permitted in a round, (k,) each: good, units, the slope they filed, and the hard cap in units (inf: none).

    slope: by what share of it more they would permit at twice the price.
    """

    good: np.ndarray
    quantity: np.ndarray
    slope: np.ndarray
    cap: np.ndarray


def answer_straight(slope: np.ndarray, relative: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the logarithm of 1 + slope * (relative - 1), and its derivative by ln relative.

    Where the line comes near zero it goes on with the elasticity it has there, so that amounts stay above zero.

    >>> level, rise = answer_straight(np.array([-0.5, -0.5]), np.array([1.0, 2.0]))
    >>> np.exp(level).tolist(), rise.tolist()
    ([1.0, 0.5], [-0.5, -2.0])
    """
    line = 1.0 + slope * (relative - 1.0)
    inside = line > _BEND
    bent = np.where(inside, 1.0, 1.0 + (_BEND - 1.0) / np.where(inside, 1.0, slope))
    level = np.where(inside, np.log(np.where(inside, line, 1.0)), np.log(_BEND) + slope * bent / _BEND * np.log(relative / bent))
    return level, np.where(inside, slope * relative / np.where(inside, line, 1.0), slope * bent / _BEND)


def permitted_by(rows: RowTotals, economy: Economy) -> np.ndarray:
    """Return what each community permits by the totals ``rows``, (k,) int64 fixed point."""
    permitted = np.zeros(len(economy.communities), dtype=np.int64)
    for i, community in enumerate(economy.communities):
        mine = (rows.row == economy.councils.row[community.council]) & (rows.good == economy.labels.position(community.pollutant))
        permitted[i] = rows.supply[mine].sum()
    return permitted


def permits_worth(economy: Economy, prices: np.ndarray, units: np.ndarray) -> float:
    """Return what permits of ``units`` (k,) earn those affected at ``prices`` (n,), in credits."""
    return float(sum(prices[economy.labels.position(c.pollutant)] * amount for c, amount in zip(economy.communities, units)))


def compensation_at(step, economy: Economy, charter) -> float:
    """Return what ``step`` expects to go to those affected, in credits: price times permits, within the charter's share of incomes."""
    if step.permits is None:
        return 0.0
    return min(permits_worth(economy, step.prices, step.permits), charter["pollution.compensation_most"] * max(step.incomes, 0.0))


def compensate(economy: Economy, prices: np.ndarray, units: np.ndarray, most: int) -> np.ndarray:
    """Return what each council is due, (c,) int64 smallest units: price times permits, divided by the points of each community exactly.

    units: (k,) permits; most: all there is for it; where it does not suffice, every community gets the same share of its due.
    """
    due = np.zeros(len(economy.councils), dtype=np.int64)
    value = np.array([prices[economy.labels.position(c.pollutant)] for c in economy.communities]) * units
    if value.sum() * FIXED_PER_UNIT > most:
        worth = divide_exactly(most, to_fixed(value / value.sum(), "shares"))
    else:
        worth = to_fixed(value, "compensation")
    for community, amount in zip(economy.communities, worth):
        due += divide_exactly(int(amount), community.share)
    return due


def fit_permits(record, economy: Economy) -> Permits:
    """Return what communities permitted in the round ``record``, and how they filed that it answers its price."""
    row = np.array([economy.councils.row[c.council] for c in economy.communities], dtype=np.int64)
    # Filings hold elasticities by one step of 10 %.
    slope = np.maximum((1.1 ** record.filings.elasticity[row] - 1.0) / 0.1, 0.0) if len(row) else np.zeros(0)
    good = np.array([economy.labels.position(c.pollutant) for c in economy.communities], dtype=np.int64)
    emitted = np.zeros(len(economy.goods))
    np.add.at(emitted, record.rows.good, as_units(record.rows.use))
    permitted = as_units(permitted_by(record.rows, economy))
    # Where nothing is permitted, the model looks for the price at which next to nothing is emitted.
    return Permits(good, np.where(permitted > 0, permitted, _NEXT_TO_NOTHING * emitted[good]), np.where(permitted > 0, slope, 0.0),
                   np.array([_cap(c) for c in economy.communities]))


def _cap(community: Community) -> float:
    return np.inf if community.cap == NO_CAP else community.cap / FIXED_PER_UNIT
