"""A year under the plan factory: the voted target, plants that meet it, shelves at labour prices, and the shelves' answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.ballots import Result
from parecon.economy import Economy
from parecon.procedures.circulation import product_mask, split_incomes
from parecon.procedures.group_wishes import Tastes, read_tastes, wishes_at
from parecon.procedures.plan_factory_ballot import Variant, draw_up, hold_vote, work_out
from parecon.procedures.plan_factory_implications import Coefficients, labour_content, read_coefficients
from parecon.procedures.posted_prices import shock_capacity, shock_tastes
from parecon.procedures.trading import Orders, Settled, Unsettled, settle_orders
from parecon.responses import Ground, Respondents

__all__ = ["FactoryYear", "clear_shelves", "run_factory_year"]


@dataclass(frozen=True)
class FactoryYear:
    """A year: coefficients, variants, the vote, targets (p, u) for plants and what was done, consumed (p, g, n), shelf prices and wishes at labour prices (p, n), spoilt (n,)."""

    held: Coefficients
    variants: tuple[Variant, ...]
    chosen: Variant
    ballot: Result
    content: np.ndarray
    target: np.ndarray
    done: tuple[Settled, ...]
    consumed: np.ndarray
    shelf: np.ndarray
    wished: np.ndarray
    unsold: np.ndarray


def run_factory_year(economy: Economy, respond: Respondents, charter, *, seed: int, tell=lambda done, total: None) -> FactoryYear:
    """Return a year in ``planfactory.periods`` periods after one vote. Raises Unsettled where no target is within reach."""
    known, ground = respond.reported, respond.ground
    prices = np.array(economy.last_prices)
    held = read_coefficients(economy, known, prices)
    content = _shelf_value(economy, labour_content(economy, held, known), prices)
    variants = draw_up(economy, held, known, charter, prices=prices)
    if not variants:
        raise Unsettled("no target on the ballot is within reach: what is claimed beforehand takes more than there is")
    chosen, ballot = hold_vote(variants, len(ground.people), charter, seed=seed, prices=prices)
    tastes = read_tastes(economy, ground, respond.society.benchmark_prices)
    count, shock, capacity = charter["planfactory.periods"], respond.conduct.shock, ground.capacity
    variant = chosen
    targets, done, consumed, shelf, wished, unsold = [], [], [], [], [], np.zeros(len(prices))
    for period in range(count):
        if shock is not None and period == round(shock.at * count):
            tastes, capacity = shock_tastes(economy, tastes, shock), shock_capacity(economy, ground, shock)
        activity = _plant_targets(known, held, variant)
        settled = settle_orders(economy, ground, _orders(known, (np.minimum(activity, capacity), variant), content))
        eaten, price, asked = clear_shelves(tastes, content, settled.consumed.sum(axis=0) + _left(economy, settled), (ground, charter))
        for rows, value in zip((targets, done, consumed, shelf, wished), (activity, settled, eaten, price, asked)):
            rows.append(value)
        unsold += (_left(economy, settled) + settled.consumed.sum(axis=0) - eaten.sum(axis=0)) / count
        if charter["planfactory.follows_shelves"]:
            dearer = np.minimum(np.divide(price, content, out=np.ones_like(price), where=content > 0), charter["planfactory.dearest_counted"])
            basket = np.minimum(eaten.sum(axis=0) * dearer ** charter["planfactory.shelf_answer"], _most(economy, known))
            variant = work_out(economy, held, known, (chosen.hours, chosen.investment, chosen.public), basket=basket, prices=prices) or variant
        tell(period + 1, count)
    return FactoryYear(held, variants, chosen, ballot, content, np.array(targets), tuple(done), np.array(consumed), np.array(shelf), np.array(wished),
                       np.maximum(unsold, 0.0))


def _shelf_value(economy: Economy, content: np.ndarray, prices: np.ndarray) -> np.ndarray:
    """Return labour prices (n,); where hours have no part in making something, it costs the least trace of an hour, for nothing is asked for without end."""
    kinds = product_mask(economy) | (economy.world_price > 0)
    least = 1e-3 * np.where(kinds, prices, 0.0) * float(content.sum()) / max(float(prices[content > 0].sum()), 1e-300)
    if not content.any():
        return np.where(kinds, prices, 0.0)
    return np.where(kinds, np.maximum(content, least), content)


def _most(economy: Economy, known: Ground) -> np.ndarray:
    """Return the most that is put into a target, (n,): what plants say they could make, where they make it."""
    made = np.minimum(known.capacity, 10.0) @ known.make
    return np.where(product_mask(economy), np.maximum(made, known.wanted.sum(axis=0)), np.inf)


def _plant_targets(known: Ground, held: Coefficients, variant: Variant) -> np.ndarray:
    """Return each plant's target, (u,): plants of an industry work alike as far as they say they can; what some cannot, the others do."""
    target = np.zeros(len(known.row))
    size = known.make.sum(axis=1)
    for r, wanted in zip(held.row, variant.activity):
        mine = np.flatnonzero(known.row == r)
        room, left = known.capacity[mine].copy(), max(float(wanted), 0.0) * size[mine].sum()
        for _ in range(len(mine)):
            open_ = target[mine] < room
            if left <= 1e-12 or not open_.any():
                break
            more = left / size[mine][open_].sum()
            step = np.minimum(room[open_] - target[mine][open_], more)
            target[mine[open_]] += step
            left -= float(step @ size[mine][open_])
    return target


def _orders(known: Ground, plan, content: np.ndarray) -> Orders:
    activity, variant = plan
    basket = variant.basket
    part = known.wanted / np.maximum(known.wanted.sum(axis=0), 1e-300)
    alone = (known.wanted.sum(axis=0) <= 0) & (basket > 0)
    part[:, alone] = 1.0 / len(part)
    prices = np.maximum(content, 1e-12)
    return Orders(activity, part * basket, known.collective * variant.public, known.investment * variant.investment,
                  known.exports * variant.exports, prices, np.zeros(len(basket)), float(known.hours.sum()), take=known.take)


def _left(economy: Economy, done: Settled) -> np.ndarray:
    return np.where(product_mask(economy), done.left, 0.0)


def clear_shelves(tastes: Tastes, content: np.ndarray, there: np.ndarray, terms) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what groups take (g, n), shelf prices (n,), and what they had asked for at labour prices (n,).

    there: (n,) on the shelves; terms: (ground, charter). Everybody has as many hours' worth
    as an equal wage gives; all together what lies on the shelves is worth. A good that runs short costs more until it is just
    enough, and never less than the hours in it; what shelves take beyond the hours is returned to all with their wages. What then is
    still short is rationed.
    """
    ground, charter = terms
    people = (ground.hours, ground.people, ground.not_working)
    budgets = lambda price: split_incomes(people, (float(there @ price), 0.0), charter["planfactory.allowance"])  # noqa: E731
    first = wishes_at(tastes, content, budgets(content))
    price, asked = content.copy(), first
    if charter["planfactory.shelf_prices"]:
        for _ in range(charter["planfactory.shelf_steps"]):
            total = asked.sum(axis=0)
            ratio = np.divide(total, there, out=np.where(total > 0, 2.0, 1.0), where=there > 0)
            moved = np.where((content > 0) & (total > 0), np.maximum(content, price * np.clip(ratio, 0.5, 2.0) ** 0.5), price)
            if np.abs(np.log(np.divide(moved, price, out=np.ones_like(price), where=price > 0))).max() <= 1e-9:
                break
            price = moved
            asked = wishes_at(tastes, price, budgets(price))
    total = asked.sum(axis=0)
    part = np.minimum(1.0, np.divide(there, total, out=np.ones_like(total), where=total > 0))
    return asked * part, price, first.sum(axis=0)
