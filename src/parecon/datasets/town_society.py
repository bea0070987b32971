"""Simulated councils of a town whose last year is settled."""

from __future__ import annotations

import numpy as np

from parecon.datasets.town_commons import draw_tastes
from parecon.datasets.town_settle import Settled
from parecon.economy import Consumers, CouncilKind, Economy, FixedRequests, GoodKind, Society, TradeDesk, Workers

__all__ = ["settled_society"]


def settled_society(economy: Economy, settled: Settled, coming: bool, tools) -> Society:
    """Return the simulated councils of ``settled``, calibrated so that last year stands at last year's prices.

    tools: the charter and a generator, from which elasticities are drawn within the
    charter's bounds; coming: with what the coming year brings.
    """
    table = settled.table
    w, k = len(table.workplaces), len(table.neighbourhoods)
    budgets = np.zeros(len(economy.councils))
    budgets[w:w + k] = settled.spent
    workers, consumers = _workers(settled, coming, tools), _consumers(settled, coming, tools)
    wanted = settled.requests()
    if coming and settled.amounts is None:
        wanted[0] = wanted[0] + settled.vector(table.more)
    start, good, quantity = _lines(np.array(wanted))
    requests = FixedRequests(w + k + np.arange(len(wanted)), start, good, quantity, good, np.zeros(len(good)))
    kept = [settled.place[g.code] for g in table.goods if g.kind is GoodKind.CAPITAL]
    return Society(settled.price, budgets, settled.place["hours"], kept[0], settled.place.get("exchange", -1), workers, consumers, requests,
                   _trade(settled, economy, tools), None if settled.amounts is None else draw_tastes(settled, coming, tools))


def _trade(settled: Settled, economy: Economy, tools) -> TradeDesk | None:
    if not settled.table.exports:
        return None
    charter, rng = tools
    council = int(np.flatnonzero(economy.councils.kind == CouncilKind.TRADE)[0])
    amounts = settled.vector(settled.table.exports)
    sold = np.flatnonzero(amounts)
    return TradeDesk(council, sold, amounts[sold], rng.uniform(charter["society.export_elasticity_min"], charter["society.export_elasticity_max"], len(sold)))


def _lines(amounts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return start, good and quantity of the lines of several councils, from a table (b, n)."""
    row, good = np.nonzero(amounts)
    start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(amounts)))])
    return start, good, amounts[row, good]


def _workers(settled: Settled, coming: bool, tools) -> Workers:
    charter, rng = tools
    table, w = settled.table, len(settled.table.workplaces)
    hours = settled.place["hours"]
    kept = next(i for i, good in enumerate(table.goods) if good.kind is GoodKind.CAPITAL)
    inputs = settled.used.copy()
    inputs[:, [hours, kept]] = 0.0
    out_start, out_good, out_quantity = _lines(settled.made)
    in_start, in_good, in_quantity = _lines(inputs)
    between = lambda name: rng.uniform(charter[f"society.{name}_min"], charter[f"society.{name}_max"], w)  # noqa: E731
    return Workers(
        council=np.arange(w), out_start=out_start, out_good=out_good, out_quantity=out_quantity, in_start=in_start, in_good=in_good,
        in_quantity=in_quantity, in_nest=in_good, nest_sigma=np.zeros(len(in_good)), labour=settled.used[:, hours], capital=settled.used[:, kept],
        own_value=(settled.made - inputs) @ settled.price, sigma_inputs=between("inputs_sigma"), sigma_value=between("value_sigma"),
        transform=between("transform"), size_elasticity=np.array([p.answer for p in table.workplaces]),
        size=settled.sizes() if coming else np.ones(w), capacity=np.array([p.room for p in table.workplaces]), social_rate=np.zeros(w))


def _consumers(settled: Settled, coming: bool, tools) -> Consumers:
    charter, rng = tools
    table, k = settled.table, len(settled.table.neighbourhoods)
    start, good, quantity = _lines(settled.baskets)
    first = rng.random(k) < charter["society.needs_first_share"]
    needed = {"": 0.0} | {tier: charter[f"society.needed_{tier}"] for tier in ("survival", "comfort", "luxury")}
    share = np.array([needed[g.tier] for g in table.goods])[good]
    return Consumers(
        council=len(table.workplaces) + np.arange(k), start=start, good=good, quantity=quantity, nest=good, nest_sigma=np.zeros(len(good)),
        subsistence=quantity * share * np.repeat(first, np.diff(start)), emission=settled.vector(table.emitted)[good],
        pollutant=settled.place[table.pollutant] if table.emitted else -1,
        sigma=rng.uniform(charter["society.consumer_sigma_min"], charter["society.consumer_sigma_max"], k),
        hours=settled.hours * (table.hours_factor if coming else 1.0), hours_elasticity=np.full(k, charter["society.hours_elasticity"]))
