"""Balances without prices: requests are summed upward, branches meet what they are willing to, and what lacks is shared in proportion to requests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import Economy, GoodKind
from parecon.procedures.minimum import fit_tiers
from parecon.procedures.recipes import made_goods, product_recipe, units_for
from parecon.responses import Ground

__all__ = ["Agreement", "Terms", "negotiate"]

_EXPORTS = "exports"


@dataclass(frozen=True)
class Terms:
    """What is negotiated about: needs name -> (n,) units a year; first: names that are served before the rest; most (u,): what units are willing to do at most.

    Exports come before all, for they pay for what comes from abroad. rounds: of statistics at most; settled: where a round adds less
    than this share of what was asked, the sums have settled.
    """

    needs: dict[str, np.ndarray]
    first: tuple[str, ...]
    most: np.ndarray
    rounds: int
    settled: float


@dataclass(frozen=True)
class Agreement:
    """What was agreed: activity (u,); served name -> (n,); rounds it took; lacking (rounds,): what each round added to the sums over what had been asked.

    within, between, upward: how many lacks branches met by doing more, how many were shared between branches, how many went up to the federation.
    """

    activity: np.ndarray
    served: dict[str, np.ndarray]
    rounds: int
    lacking: np.ndarray
    within: int
    between: int
    upward: int


def negotiate(economy: Economy, ground: Ground, take: np.ndarray, terms: Terms) -> Agreement:
    """Return what units and bodies agree on; take (u, n): what units ask for at activity 1.

    Needs are summed upward, and round by round what other branches need to work for them is added. Within a branch, units with room do what
    the others cannot, as far as they are willing. Where a branch as a whole cannot, or hours, capital, permits or exchange, which no branch
    makes, do not suffice, requests that lead there are cut in proportion, all the way up to the needs they are for; needs that come ``first``
    are met before the rest. The last word stays with the units: nobody is told to do more than they are willing to.
    """
    table = _Table(economy, ground, take, terms)
    names = list(terms.needs)
    asked = sum(terms.needs.values())
    outputs, added = table.sum_up(asked)
    per_unit, there = table.factors()
    cut = {name: np.ones(take.shape[1]) for name in names}
    needs = {name: terms.needs[name] for name in names}
    sold = needs.get(_EXPORTS, np.zeros_like(asked))
    part = fit_tiers((sold[:, None] * per_unit)[:, :-1], np.zeros(len(sold)), np.maximum(there[:-1], 0.0))
    there = there - (sold * part) @ per_unit
    there[-1] += ground.earned_abroad(sold * part)
    cut |= {_EXPORTS: part} if _EXPORTS in needs else {}
    rest = [name for name in names if name != _EXPORTS]
    if rest:
        items = np.vstack([needs[name][:, None] * (per_unit + (table.emitted if name.startswith("people") else 0.0)) for name in rest])
        tier = np.repeat([0 if name in terms.first else 1 for name in rest], len(asked))
        found = fit_tiers(items, tier, np.maximum(there, 0.0)).reshape(len(rest), len(asked))
        cut |= {name: found[i] for i, name in enumerate(rest)}
    served = {name: needs[name] * cut[name] for name in names}
    wanted, activity = table.work_for(table.sum_up(sum(served.values()))[0])
    met = table.branches(np.maximum(wanted - terms.most, 0.0)) > 0
    over = asked @ per_unit + table.private(needs) > table.factors()[1] * (1.0 + terms.settled)
    branches = over[:table.rows]
    return Agreement(activity, served, len(added), np.array(added), int((met & ~branches).sum()), int(branches.sum()), int(over[table.rows:].sum()))


class _Table:
    """The recipes of branches as the federation's statistics sum them up, and what there is."""

    def __init__(self, economy: Economy, ground: Ground, take: np.ndarray, terms: Terms) -> None:
        self.ground, self.terms, self.take, self.made = ground, terms, take, made_goods(economy)
        self.share, self.recipe = product_recipe(ground.make, take, self.made)
        self.row = np.unique(ground.row, return_inverse=True)[1].ravel()
        self.rows = int(self.row.max(initial=-1)) + 1
        self.volume = np.where(self.made, ground.make, 0.0).sum(axis=1)
        self.limited = np.flatnonzero([good.kind in (GoodKind.LABOUR, GoodKind.CAPITAL, GoodKind.NATURE, GoodKind.POLLUTANT) for good in economy.goods])
        self.cost = np.where(economy.follows == ground.exchange, economy.world_price, 0.0) if ground.exchange >= 0 else np.zeros(len(self.made))
        self.given = ground.endowment - ground.claim
        if ground.labour >= 0:
            self.given = self.given.copy()
            self.given[ground.labour] += ground.hours.sum()
        self.emitted = np.zeros((len(self.made), self.rows + len(self.limited) + 1))
        if ground.pollutant >= 0:
            self.emitted[:, self.rows + int(np.searchsorted(self.limited, ground.pollutant))] = ground.emits

    def private(self, needs) -> np.ndarray:
        """Return what people emit in using what they need, by factor."""
        return sum(needs[name] @ self.emitted for name in needs if name.startswith("people"))

    def branches(self, amounts: np.ndarray) -> np.ndarray:
        """Return amounts (u,) by branch, in volume."""
        return np.bincount(self.row, amounts * self.volume, minlength=self.rows)

    def sum_up(self, final: np.ndarray) -> tuple[np.ndarray, list[float]]:
        """Return what has to be made of every good (n, ...) for ``final`` (n, ...), and by how much each round added to it."""
        square = np.where(self.made[:, None] & self.made[None, :], self.recipe, 0.0)
        layer = np.where(self.made.reshape((-1,) + (1,) * (final.ndim - 1)), final, 0.0)
        if final.ndim == 1:
            # what stocks and promises leave is counted once
            layer = layer - np.where(self.made, self.given, 0.0)
        outputs, added = layer.copy(), []
        for _ in range(self.terms.rounds):
            layer = square @ layer
            outputs = outputs + layer
            added.append(float(np.abs(layer).sum() / max(float(np.abs(outputs).sum()), 1e-300)))
            if added[-1] <= self.terms.settled:
                break
        return outputs, added

    def factors(self) -> tuple[np.ndarray, np.ndarray]:
        """Return (n, f) what a unit of each need takes of every factor all the way up, and (f,) what there is: branches, what no branch makes, exchange."""
        outputs = self.sum_up(np.eye(len(self.made)))[0]
        rows = np.zeros((self.rows, len(self.made)))
        np.add.at(rows, self.row, self.share @ outputs)
        goods = self.recipe @ outputs + np.diag(np.where(self.made, 0.0, 1.0))
        # what is promised of products, less what is in stock, takes of every factor before anything else
        promised = -np.where(self.made, self.given, 0.0)
        per_unit = np.vstack([rows, goods[self.limited], (self.cost @ goods)[None, :]]).T
        there = np.concatenate([self.branches(self.terms.most), self.given[self.limited], [self.given[self.ground.exchange] if self.ground.exchange >= 0 else np.inf]])
        return per_unit, there - promised @ per_unit

    def work_for(self, outputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the activity (u,) by everybody's usual part, and with what units cannot done by those of their branch that have room."""
        usual = np.maximum(units_for(np.maximum(outputs, 0.0), self.share, self.ground.make, self.made), 0.0)
        done = np.minimum(usual, self.terms.most)
        lack, room = self.branches(usual - done), self.branches(self.terms.most - done)
        part = np.minimum(np.divide(lack, room, out=np.zeros_like(lack), where=room > 0), 1.0)
        return usual, done + (self.terms.most - done) * part[self.row]
