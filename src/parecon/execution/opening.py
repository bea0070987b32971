"""A year is opened: entitlements of the adopted plan become accounts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.execution.lines import Lines, lines_of_plan
from parecon.execution.year import GOODS, SOCIETY, ExecutionYear, Holder, value_units
from parecon.facilitation import income_weights
from parecon.facilitation.collective import charge_places
from parecon.ledger import Account, Instalment, LedgerRules, LoanTerms, Transfer, TransferColumns, begin_book, open_accounts, post_batch
from parecon.plans import AdoptedPlan
from parecon.quantities import as_units, to_fixed
from parecon.work import divide_exactly

__all__ = ["one_holder_each", "open_year"]

_WEEKS = 53


def one_holder_each(economy: Economy) -> tuple[Holder, ...]:
    """Return one holder for each consumer council: the council draws for its members."""
    return tuple(Holder(economy.council_name(i), int(i)) for i in np.flatnonzero(economy.councils.kind == CouncilKind.CONSUMER))


def open_year(economy: Economy, plan: AdoptedPlan, charter, today: str, *, holders: Sequence[Holder] | None = None) -> ExecutionYear:
    """Return the year under ``plan``, opened ``today``: stocks as given, incomes on the accounts of their holders, loans of the plan taken up.

    economy: as the rounds left it, with collective goods as they were settled.
    holders: who draws credits (opaque ids), each for one consumer council, whose income is
    divided by their parts (their weights, or points where effort is rated), after what was granted by need; None for one a council. What a council's plan costs beyond
    its income is a loan that the ballot on the plan approved, due on the year's last day
    but one in the year after; what it costs less stays on the account. Raises ValueError
    where a consumer council has no holder or an id stands twice.
    """
    who = tuple(holders) if holders is not None else one_holder_each(economy)
    _check_holders(economy, who)
    lines = lines_of_plan(plan)
    n = len(economy.goods)
    stocked = np.array([g.kind in (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE, GoodKind.FOREIGN_EXCHANGE) for g in economy.goods])
    stock = np.where(stocked, economy.endowment, 0)
    book = begin_book(LedgerRules.of_charter(charter), today, plan.hash)
    year = ExecutionYear(economy, charter, plan, book, today, today, lines, stock, np.zeros(n, dtype=np.int64), plan.prices.copy(),
                         np.zeros((_WEEKS, n), dtype=np.int64), np.zeros(len(economy.councils), dtype=np.int32), who)
    harmed = _compensation(year)
    incomes, shares = _entitlements(year, _sum_by_holder(harmed))
    accounts, transfers = _accounts(year), [*_opening_stock(year), *_incomes(year, (incomes, shares), harmed)]
    opened = open_accounts(book, [*accounts, *_loan_accounts(year, incomes)], today)
    assert not opened.refusals, f"an account of the year is refused: {next(iter(opened.refusals.values()))}"
    posted = post_batch(opened.book, TransferColumns.of(transfers), today)
    assert not posted.refusals, f"an entitlement is refused: {next(iter(posted.refusals.values()))}"
    return ExecutionYear(**{**vars(year), "book": posted.book})


def _check_holders(economy: Economy, holders: tuple[Holder, ...]) -> None:
    if len({h.id for h in holders}) != len(holders):
        raise ValueError(f"{len(holders)} holders have {len({h.id for h in holders})} ids; give each one of its own")
    without = set(np.flatnonzero(economy.councils.kind == CouncilKind.CONSUMER).tolist()) - {h.council for h in holders if h.weight > 0}
    if without:
        raise ValueError(f"nobody holds the income of {economy.council_name(min(without))}, one of {len(without)}; give each consumer council a holder")


def _accounts(year: ExecutionYear) -> list[Account]:
    """Return the accounts: society, goods, holders with savings, workplaces, and federations that request collective goods, with savings."""
    found = [Account(SOCIETY, "society"), Account(GOODS, "goods")]
    for holder in year.holders:
        found += [Account(holder.id, "person"), Account(f"savings:{holder.id}", "savings", holder.id)]
    for council in range(len(year.economy.councils)):
        kind = year.council_kind(council)
        if kind is CouncilKind.WORKER:
            found.append(Account(year.account_of(council), "worker_council"))
        elif kind is CouncilKind.COLLECTIVE:
            found += [Account(year.account_of(council), "consumer_federation"), Account(f"savings:{year.account_of(council)}", "savings", year.account_of(council))]
    return found


def _line_units(year: ExecutionYear, kind: CouncilKind) -> np.ndarray:
    """Return what each council of one kind is to use by the plan, (c,) int64 in smallest units of the ledger, line by line."""
    lines: Lines = year.lines
    found = np.zeros(len(year.economy.councils), dtype=np.int64)
    mine = np.flatnonzero((year.economy.councils.kind[lines.council] == kind) & ~lines.made)
    for j in mine:
        found[lines.council[j]] += value_units(year.economy, year.charter, year.prices[lines.good[j]], int(lines.planned[j]))
    return found


def _entitlements(year: ExecutionYear, compensated: dict[str, int]) -> tuple[dict[str, tuple[int, int]], dict[tuple[str, int], int]]:
    """Return each holder's (income, loan), and each holder's share of what each collective council requests, in smallest units.

    A council's income is what its plan costs and what it saves by it; loans and savings
    are those of the plan's accounts, so that they sum to zero over all councils.
    """
    economy, plan = year.economy, year.plan
    cost, collective = _line_units(year, CouncilKind.CONSUMER), _line_units(year, CouncilKind.COLLECTIVE)
    saving = np.zeros(len(cost), dtype=np.int64)
    saving[plan.council] = plan.accounts.saving
    owed = _whole(year, np.maximum(-saving, 0))
    saved = _whole(year, np.maximum(saving, 0), int(owed.sum()))
    incomes: dict[str, list[int]] = {h.id: [0, 0] for h in year.holders}
    shares: dict[tuple[str, int], int] = {}
    by_effort = any(h.points for h in year.holders)
    for council in np.flatnonzero(economy.councils.kind == CouncilKind.CONSUMER):
        mine = [h for h in year.holders if h.council == council and h.weight > 0]
        # Where effort is rated, what people are due for harm is each person's alike all the same.
        due = {h.id: compensated.get(h.id, 0) if by_effort else 0 for h in mine}
        own = int(cost[council] + saved[council] - owed[council]) - sum(due.values())
        needs = _needs(year, mine, own)
        for place, amount in ((0, own - sum(needs)), (1, int(owed[council]))):
            for holder, part, need in zip(mine, divide_exactly(amount, [h.part for h in mine]).tolist(), needs):
                incomes[holder.id][place] += part + (0 if place else due[holder.id] + need)
    for council in np.flatnonzero(collective):
        weights = _holder_charges(year, _payers(year, int(council)))
        for i, part in enumerate(divide_exactly(int(collective[council]), weights).tolist()):
            if part:
                shares[year.holders[i].id, int(council)] = part
                incomes[year.holders[i].id][0] += part
    return {holder: (income, loan) for holder, (income, loan) in incomes.items()}, shares


def _needs(year: ExecutionYear, mine: Sequence[Holder], own: int) -> list[int]:
    """Return what each holder of a council was granted by need, in smallest units of the ledger; together no more than the council's own ``own``."""
    asked = [value_units(year.economy, year.charter, 1.0, h.need) for h in mine]
    return asked if sum(asked) <= max(own, 0) else divide_exactly(max(own, 0), asked).tolist()


def _whole(year: ExecutionYear, values: np.ndarray, total: int | None = None) -> np.ndarray:
    """Return values (smallest units of value) in smallest units of the ledger, (c,), which sum to ``total``, or to their own sum rounded."""
    if total is None:
        total = value_units(year.economy, year.charter, 1.0, int(values.sum()))
    return divide_exactly(total, values) if values.any() else np.zeros(len(values), dtype=np.int64)


def _payers(year: ExecutionYear, council: int) -> np.ndarray:
    """Return what each consumer council is charged for the requests of one collective council, (c,) int64, up to a common factor.

    Where places decide, those who belong to the place pay: equal shares per member, and fees
    by use; elsewhere everybody pays alike.
    """
    economy, plan, held = year.economy, year.plan, year.economy.collective
    everybody = np.where(economy.councils.kind == CouncilKind.CONSUMER, economy.councils.members, 0).astype(np.int64)
    if held is None or council not in held.council:
        return everybody
    lines, place = year.lines, int(np.searchsorted(held.council, council))
    mine = (lines.council == council) & ~lines.made
    costs = np.zeros(len(held.council), dtype=np.int64)
    costs[place] = int(np.rint(lines.planned[mine] * plan.prices[lines.good[mine]]).sum())
    return charge_places(economy, costs, plan.prices).total


def _holder_charges(year: ExecutionYear, charge: np.ndarray) -> np.ndarray:
    """Return each holder's part of its council's charge, (h,) int64."""
    found = np.zeros(len(year.holders), dtype=np.int64)
    for council in {h.council for h in year.holders}:
        mine = [i for i, h in enumerate(year.holders) if h.council == council]
        found[mine] = divide_exactly(int(charge[council]), [year.holders[i].weight for i in mine])
    return found


def _incomes(year: ExecutionYear, entitled: tuple[dict[str, tuple[int, int]], dict[tuple[str, int], int]], harmed: dict[tuple[str, str], int]) -> list[Transfer]:
    """Return the transfers that pay incomes for work, allowances and compensation, take up loans, and pay everybody's share of collective goods."""
    (incomes, shares), worked, compensated = entitled, _work_shares(year), _sum_by_holder(harmed)
    found = [Transfer(request=f"compensation:{pollutant}:{holder}", code="compensation", debit=SOCIETY, credit=holder, amount_units=part, reference=pollutant)
             for (holder, pollutant), part in harmed.items()]
    for holder in year.holders:
        whole, loan = incomes[holder.id]
        whole -= compensated.get(holder.id, 0)
        assert whole >= 0, f"{holder.id} is compensated for more than its whole income"
        for_work, allowance = divide_exactly(whole, to_fixed([worked[holder.council], 1.0 - worked[holder.council]])).tolist() if whole else (0, 0)
        found += [Transfer(request=f"income:{holder.id}", code="income_for_work", debit=SOCIETY, credit=holder.id, amount_units=for_work),
                  Transfer(request=f"allowance:{holder.id}", code="allowance", debit=SOCIETY, credit=holder.id, amount_units=allowance),
                  Transfer(request=f"loan:{holder.id}", code="loan", debit=f"loan:{holder.id}", credit=holder.id, amount_units=loan, reference=year.plan.hash)]
    for (holder, council), part in shares.items():
        found.append(Transfer(request=f"share:{holder}:{council}", code="collective_share", debit=holder, credit=year.account_of(council), amount_units=part))
    return [t for t in found if t.amount_units]


def _compensation(year: ExecutionYear) -> dict[tuple[str, str], int]:
    """Return what each holder is paid for the harm of each pollutant that has a community: exactly what is charged for it by the plan (A7).

    It is credited once, as price times quantity of the plan (institutions.md 5).
    """
    lines, found = year.lines, {}
    for community in year.economy.communities if not year.economy.fixed_incomes else ():
        good = year.economy.labels.position(community.pollutant)
        mine = np.flatnonzero((lines.good == good) & ~lines.made)
        charged = sum(value_units(year.economy, year.charter, year.prices[good], int(lines.planned[j])) for j in mine)
        for council, units in enumerate(divide_exactly(charged, community.share).tolist()):
            who = [h for h in year.holders if h.council == council and h.weight > 0]
            if units:
                found |= {(h.id, community.pollutant): part for h, part in zip(who, divide_exactly(units, [h.weight for h in who]).tolist()) if part}
    return found


def _sum_by_holder(harmed: dict[tuple[str, str], int]) -> dict[str, int]:
    """Return what each holder is due for all pollutants together."""
    found: dict[str, int] = {}
    for (holder, _pollutant), part in harmed.items():
        found[holder] = found.get(holder, 0) + part
    return found


def _work_shares(year: ExecutionYear) -> np.ndarray:
    """Return what part of each council's income is for work, (c,); the rest is allowances."""
    economy, lines = year.economy, year.lines
    hours = np.zeros(len(economy.councils))
    labour = np.isin(lines.good, economy.kinds(GoodKind.LABOUR)) & lines.made
    np.add.at(hours, lines.council[labour], as_units(lines.planned[labour]))
    weights = income_weights(economy, hours, year.charter)
    return np.where(weights > 0, np.minimum(hours * economy.effort / np.where(weights > 0, weights, 1.0), 1.0), 1.0)


def _loan_accounts(year: ExecutionYear, incomes: dict[str, tuple[int, int]]) -> list[Account]:
    """Return the loan accounts; each loan falls due in one part on the same day of the year after."""
    due = f"{int(year.today[:4]) + 1}{year.today[4:].replace('02-29', '02-28')}"
    return [Account(f"loan:{holder}", "loan", holder, loan=LoanTerms(year.plan.hash, loan, (Instalment(due, loan),))) for holder, (_, loan) in incomes.items() if loan]


def _opening_stock(year: ExecutionYear) -> list[Transfer]:
    worth = sum(year.units_of(g, int(year.stock[g])) for g in range(len(year.stock)) if year.is_stocked(g))
    return [Transfer(request="opening stock", code="stock_released", debit=GOODS, credit=SOCIETY, amount_units=worth)] if worth else []
