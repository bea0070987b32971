"""What a price contains, and whose work ends in whose use: shares of inputs, directly and through all stages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from parecon.economy import GoodKind
from parecon.reports.material import GROUP_WORDS, Material

__all__ = ["Contents", "Part", "PARTS"]

PARTS = ("domestic goods", "imported goods", "work", "user rights of capital", "nature", "emission permits", "social charges", "left over")
"""What the credits for an output consist of; social charges may be negative, and then they are a subsidy."""

_OF_KIND = {GoodKind.PRODUCT: 0, GoodKind.COLLECTIVE: 0, GoodKind.FOREIGN_EXCHANGE: 0, GoodKind.IMPORT: 1, GoodKind.LABOUR: 2,
            GoodKind.CAPITAL: 3, GoodKind.NATURE: 4, GoodKind.POLLUTANT: 5}
_STAGES_MAX = 2000
_SMALLEST_STAGE = 1e-12


@dataclass(frozen=True)
class Part:
    """One part of a price: its share of the price, how its own price changed over the year, and by how much that moved the price."""

    name: str
    share: float
    own_change: float
    moved: float


class Contents:
    """Recipes of the plan by row; a good that several rows make has the mix of their recipes by value."""

    def __init__(self, material: Material) -> None:
        self.material = material
        rows = material.worker_rows
        prices = sparse.diags_array(material.prices)
        self.output = (material.supply[rows] @ prices).tocsr()
        self.input = (material.use[rows] @ prices).tocsr()
        self.worth = np.asarray(self.output.sum(axis=1)).ravel()
        self.kind = np.array([_OF_KIND[g.kind] for g in material.economy.goods])

    @cached_property
    def row_parts(self) -> np.ndarray:
        """Credits of each part by worker row, (rows, 8) in units of value; each row sums to its output."""
        paid = np.zeros((len(self.worth), len(PARTS)))
        for part in range(6):
            paid[:, part] = np.asarray(self.input[:, np.flatnonzero(self.kind == part)].sum(axis=1)).ravel()
        paid[:, 6] = self.material.economy.social_rate[self.material.worker_rows] * self.worth
        if self.material.economy.hidden_cost is not None:
            paid[:, 6] += self.material.supply[self.material.worker_rows] @ self.material.economy.hidden_cost
        paid[:, 7] = self.worth - paid.sum(axis=1)
        return paid

    @cached_property
    def makers(self) -> sparse.csr_array:
        """Share of each good's domestic output by row, (rows, n); columns sum to one where anybody makes the good."""
        total = np.asarray(self.output.sum(axis=0)).ravel()
        return (self.output @ sparse.diags_array(np.where(total > 0, 1 / np.where(total > 0, total, 1.0), 0.0))).tocsr()

    @cached_property
    def coefficients(self) -> sparse.csr_array:
        """What a row uses of each good per credit of output, (rows, n)."""
        return (sparse.diags_array(_inverse(self.worth)) @ self.input).tocsr()

    def maker_mix(self, good: int) -> np.ndarray:
        """Return the share of each worker row in the domestic output of ``good``, (rows,)."""
        return self.makers[:, [good]].toarray().ravel()

    def parts_of(self, good: int, named: int = 3) -> list[Part]:
        """Return the parts of a good's price, the largest goods by name, with what moved each since last year."""
        material, mix = self.material, self.maker_mix(good)
        shares = np.asarray(self.coefficients.T @ mix).ravel()
        moved = self.price_changes
        social = float(mix @ (self.row_parts[:, 6] * _inverse(self.worth)))
        parts, rest = [], []
        for part in range(6):
            inside = np.flatnonzero((self.kind == part) & (shares != 0))
            if not len(inside):
                continue
            largest = inside[np.argsort(-shares[inside], kind="stable")][:named if part < 2 else len(inside)]
            parts += [Part(material.names[g], shares[g], moved[g], shares[g] * moved[g]) for g in largest]
            rest = np.setdiff1d(inside, largest)
            if len(rest):
                share = float(shares[rest].sum())
                push = float(shares[rest] @ moved[rest])
                parts.append(Part(f"{len(rest)} other {PARTS[part]}", share, push / share, push))
        own = float(moved[good])
        if social:
            parts.append(Part("social charges" if social > 0 else "social charges (a subsidy)", social, own, social * own))
        left = 1.0 - sum(p.share for p in parts)
        return [*parts, Part("left over", left, 0.0, own - sum(p.moved for p in parts))]

    @cached_property
    def price_changes(self) -> np.ndarray:
        """Relative change of every price since last year, (n,); 0 where there was none."""
        before = self.material.economy.last_prices
        return np.where(before > 0, self.material.prices / np.where(before > 0, before, 1.0) - 1.0, 0.0)

    def embodied(self, direct: np.ndarray) -> np.ndarray:
        """Return what one credit of each row's output took of something through all domestic stages, (rows,).

        direct: (rows,) what each row takes itself. Leontief, Quarterly Journal of Economics 52 (1970)
        gives the same for pollutants; imports count as nothing, because their makers are not here.
        """
        step = direct * _inverse(self.worth)
        total, between = step.copy(), self.between_rows
        for _ in range(_STAGES_MAX):
            step = between.T @ step
            total += step
            if np.abs(step).max(initial=0.0) <= _SMALLEST_STAGE * max(np.abs(total).max(initial=0.0), 1e-300):
                break
        return total

    @cached_property
    def between_rows(self) -> sparse.csr_array:
        """Domestic output of row i used per credit of output of row j, (rows, rows)."""
        home = np.flatnonzero(self.material.made)
        bought = sparse.diags_array(self.home_share[home])
        return (self.makers[:, home] @ bought @ self.coefficients[:, home].T).tocsr()

    @cached_property
    def home_share(self) -> np.ndarray:
        """Share of each good's supply that is made this year; the rest comes from stocks, (n,)."""
        made = np.asarray(self.material.supply[self.material.worker_rows].sum(axis=0)).ravel()
        all_of_it = made + self.material.economy.endowment / 1e9
        return np.where(all_of_it > 0, made / np.where(all_of_it > 0, all_of_it, 1.0), 0.0)

    def good_content(self, direct: np.ndarray) -> np.ndarray:
        """Return what one unit of each good took of something through all domestic stages, (n,)."""
        return np.asarray(self.makers.T @ self.embodied(direct)).ravel() * self.material.prices

    def needed_for(self, final: np.ndarray) -> np.ndarray:
        """Return the output of each row that final use (n,) in units needs through all stages, (rows,) value."""
        home = self.material.made
        step = np.asarray(self.makers[:, home] @ (final * self.home_share * self.material.prices)[home]).ravel()
        total, between = step.copy(), self.between_rows
        for _ in range(_STAGES_MAX):
            step = between @ step
            total += step
            if np.abs(step).max(initial=0.0) <= _SMALLEST_STAGE * max(np.abs(total).max(initial=0.0), 1e-300):
                break
        return total

    @cached_property
    def final_uses(self) -> dict[str, np.ndarray]:
        """What households, collective consumption, investment, exports and stocks take of each good, (n,) units each."""
        material = self.material
        uses = {word: material.used_by(kind) for kind, word in GROUP_WORDS.items()}
        if material.plan is not None:
            kept = np.where(self.kind <= 1, material.plan.balance.remainder / 1e9, 0.0)
            uses["added to stocks"] = np.where([g.kind is GoodKind.FOREIGN_EXCHANGE for g in material.economy.goods], 0.0, kept)
        return uses

    @cached_property
    def clock_hours(self) -> np.ndarray:
        """Hours by the clock that each worker row works, (rows,) units of account."""
        rows = self.material.worker_rows
        labour = self.material.economy.kinds(GoodKind.LABOUR)
        standard = np.asarray(self.material.use[rows][:, labour].sum(axis=1)).ravel()
        return standard * self.material.economy.clock_hours[rows]

    def emitted(self, pollutant: int) -> np.ndarray:
        """Return what each worker row emits of a pollutant, (rows,) units."""
        return self.material.use[self.material.worker_rows][:, [pollutant]].toarray().ravel()


def _inverse(worth: np.ndarray) -> np.ndarray:
    return np.where(worth > 0, 1.0 / np.where(worth > 0, worth, 1.0), 0.0)
