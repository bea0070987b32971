"""The market of the textbook: prices at which everybody's best answers to them fit together, and nobody has power over any.

How they are found is no institution: an equilibrium has no history. A model of all rows
is fitted to the answers and solved, again and again, until the answers themselves balance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation import PlanningYear, announce_first, close_round, follow, submit
from parecon.procedures.circulation import Rates, last_rates, last_year_done, split_incomes
from parecon.procedures.trading import Orders, Settled, settle_orders
from parecon.proposals import ProposalBatch
from parecon.quantities import as_units, to_fixed
from parecon.responses import CouncilLines, Ground, Respondents, Shock
from parecon.responses import respond as answer

__all__ = ["Equilibrium", "after_shock", "find_equilibrium", "read_rates", "settle_equilibrium"]

_RULES = {"approval.applied": False, "prices.rule": "calibrated-share", "prices.announce_known": True}


@dataclass(frozen=True)
class Equilibrium:
    """Prices (n,), the answers to them, the largest relative gap left after each step, and the rates of tax and saving."""

    prices: np.ndarray
    batch: ProposalBatch
    gaps: tuple[float, ...]
    rates: Rates


def find_equilibrium(economy: Economy, respond: Respondents, charter, *, rates: Rates | None = None, tell=lambda done, total: None) -> Equilibrium:
    """Return a competitive equilibrium: every gap at most ``market.equilibrium_gap``, or the best of the steps there are.

    Incomes are wages by hours, what is drawn of surplus by shares, and allowances; public
    goods are those of last year, paid by tax, and investment is financed by saving, so budgets sum to what is left of the
    product. Nobody asks enterprises how they work, so nobody can be told untruths: each knows itself. Source: A. Mas-Colell, M. Whinston and J. Green, Microeconomic Theory (1995), ch. 17.
    """
    rules, most = charter.adopt(_RULES, "the textbook"), charter["market.equilibrium_steps"]
    rates = rates or read_rates(economy, respond)
    counted = np.ones(len(economy.goods), dtype=bool)
    pollutant = respond.ground.pollutant
    fixed = {}
    if pollutant >= 0 and charter["market.pollution"] != "traded":
        counted[pollutant] = False
        tax = charter["market.pollution_tax"] if charter["market.pollution"] == "taxed" else 1.0
        fixed[pollutant] = tax * float(economy.last_prices[pollutant])
    counted[economy.follows != np.arange(len(counted))] = False
    year, best, gaps = _paid(announce_first(economy, rules), (rates, fixed, charter)), None, []
    for step in range(most):
        batch = _permit(economy, respond.ground, answer(economy, respond.society, year.announcement, respond.layout), fixed)
        year = replace(year, economy=_allow(economy, batch, fixed))
        year, refusals = submit(year, batch)
        assert not refusals, f"simulated councils keep the rules, but {refusals[0]}"
        year = close_round(year)
        gap = float(np.abs(year.records[-1].gaps[counted]).max(initial=0.0))
        if not gaps or gap < min(gaps):
            best = year
        gaps.append(gap)
        tell(step + 1, most)
        if gap <= charter["market.equilibrium_gap"]:
            break
        year = _paid(follow(year), (rates, fixed, charter))
    return Equilibrium(best.announcement.prices, best.standing, tuple(gaps), rates)


def _permit(economy: Economy, ground: Ground, batch: ProposalBatch, fixed) -> ProposalBatch:
    """Return ``batch`` with what communities permit as it is given beforehand, whatever the price; where that is fixed, no more than is asked for."""
    kind = np.repeat(economy.councils.kind[batch.council], np.diff(batch.start))
    lines = np.flatnonzero(kind == CouncilKind.COMMUNITY)
    if not len(lines):
        return batch
    quantity = batch.quantity.copy()
    given = {(int(c), int(g)): q for c, g, q in zip(ground.other.council[ground.other.owner], ground.other.good, to_fixed(ground.other.quantity))}
    council = np.repeat(batch.council, np.diff(batch.start))
    for line in lines:
        quantity[line] = given.get((int(council[line]), int(batch.good[line])), 0)
    for good in fixed:
        mine, asked = lines[batch.good[lines] == good], -int(quantity[(batch.good == good) & (quantity < 0)].sum())
        whole = int(quantity[mine].sum())
        if asked < whole:
            quantity[mine] = [int(q) * asked // whole for q in quantity[mine]]
    return replace(batch, quantity=quantity)


def _allow(economy: Economy, batch: ProposalBatch, fixed) -> Economy:
    """Return ``economy`` with as much of each good of a fixed price as is asked for beyond what is permitted: nobody limits what is free or taxed."""
    endowment = economy.endowment.copy()
    for good in fixed:
        endowment[good] = max(int(-batch.quantity[batch.good == good].sum()) + int(economy.claim[good]), 0)
    return replace(economy, endowment=endowment) if fixed else economy


def read_rates(economy: Economy, respond: Respondents) -> Rates:
    """Return the rates at which last year's accounts close."""
    ground, prices = respond.ground, np.array(economy.last_prices)
    return last_rates(economy, ground, last_year_done(economy, ground, ground.wanted), prices)


def _paid(year: PlanningYear, terms) -> PlanningYear:
    """Return the year with the incomes of a market in its announcement: the same sum, by hours and by shares instead of by effort and need."""
    rates, fixed, charter = terms
    said, economy = year.announcement, year.economy
    prices = np.array(said.prices)
    for good, price in fixed.items():
        prices[good] = price
    if economy.fixed_incomes:
        return replace(year, announcement=replace(said, prices=prices))
    consumers = economy.councils.kind == CouncilKind.CONSUMER
    hours = year.step.hours * consumers
    persons, idle = np.where(consumers, economy.councils.members, 0).astype(float), np.where(consumers, economy.not_working, 0.0)
    whole = float(said.budgets.sum()) / 1e9
    labour = economy.kinds(GoodKind.LABOUR)
    wages = min((1.0 - rates.tax) * float(prices[labour].sum()) * float(hours.sum()), whole)
    budgets = to_fixed(split_incomes((hours, persons, idle), (wages, whole - wages), charter["market.allowance"]), "incomes")
    budgets[int(np.argmax(budgets))] += int(said.budgets.sum()) - int(budgets.sum())
    return replace(year, announcement=replace(said, prices=prices, budgets=budgets))


def settle_equilibrium(economy: Economy, ground: Ground, found: Equilibrium, charter) -> tuple[Settled, CouncilLines, np.ndarray, Orders]:
    """Return what is done of an equilibrium, the recipes chosen, hours offered by group (g,) and the orders; what gap is left is settled as in any market."""
    batch, n = found.batch, len(economy.goods)
    kind = economy.councils.kind[batch.council]
    amount = as_units(batch.quantity)
    lines = CouncilLines(batch.council, batch.start, batch.good, amount)
    work = _choose(lines, kind == CouncilKind.WORKER)
    u, units = len(ground.row), ground.unit
    make = CouncilLines(work.council, work.start, work.good, np.maximum(work.quantity, 0.0)).sum_by(units, (u, n))
    take = make - work.sum_by(units, (u, n))
    own = _choose(lines, kind == CouncilKind.CONSUMER)
    eaten = CouncilLines(own.council, own.start, own.good, np.maximum(-own.quantity, 0.0)).sum_by(ground.group, (len(ground.people), n))
    if ground.pollutant >= 0:
        eaten[:, ground.pollutant] = 0.0
    hours = CouncilLines(own.council, own.start, own.good, np.where(own.good == ground.labour, own.quantity, 0.0)).sum_by(ground.group, (len(ground.people), n)).sum(axis=1)
    finals = [np.bincount(part.good, np.maximum(-part.quantity, 0.0), minlength=n).astype(float)
              for part in (_choose(lines, kind == k) for k in (CouncilKind.COLLECTIVE, CouncilKind.INVESTMENT, CouncilKind.TRADE))]
    endless = (ground.pollutant,) if ground.pollutant >= 0 and charter["market.pollution"] != "traded" else ()
    orders = Orders(np.ones(u), eaten, *finals, found.prices, np.zeros(n), float(hours.sum()), endless=endless)
    chosen = replace(ground, make=make, take=take)
    return settle_orders(economy, chosen, orders), work, hours, orders


def _choose(lines: CouncilLines, mine: np.ndarray) -> CouncilLines:
    """Return the lines of some councils, (b,) bool."""
    kept = mine[lines.owner]
    start = np.concatenate([[0], np.cumsum(np.diff(lines.start)[mine])]).astype(np.int64)
    return CouncilLines(lines.council[mine], start, lines.good[kept], lines.quantity[kept])


def after_shock(respond: Respondents, shock: Shock) -> Respondents:
    """Return the same people after a shock: units of a row can do less or more, wishes for a good are fewer or more."""
    return replace(respond, society=respond.society_after(shock))
