"""The engine's year in rows: as much of it as an act needs is read, the engine does the act, and what changed is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import Max, Q

from parecon.economy import Economy, GoodKind
from parecon.execution import STOCKED, ExecutionYear, Holder, Lines, Shock
from parecon.ledger import Account as BookAccount
from parecon.ledger import Book, Instalment, LedgerRules, LoanTerms, TransferColumns, begin_book, open_accounts, post_batch
from parecon_web.accounts.models import Account, Line, LiveYear, Stock, Transfer, WeekUse
from parecon_web.councils.models import Council
from parecon_web.record.acts import Act
from parecon_web.record.rows import change_rows, insert_rows, sent_on
from parecon_web.rounds.keeping import charter_in_force, economy_of

__all__ = ["Loaded", "add_drawn", "fixed", "holder_code", "load", "move", "save", "save_entries"]

WEEKS = 53
_COLUMNS = ("planned", "wanted", "actual", "reserved")
SOCIETY, GOODS = "society", "goods"


@dataclass(frozen=True)
class Loaded:
    """The engine's value of a year, or of the part of it that an act touches, with the rows it came from.

    lines: by position of council and good and whether it is made, the number of the row; stocks: the same by position of the good.
    """

    live: LiveYear
    year: ExecutionYear
    accounts: dict[str, Account]
    lines: dict[tuple[int, int, bool], int]
    stocks: dict[int, int]


def holder_code(member_id: int | None, position: int) -> str:
    """Return the account code of a member, or of those of a neighbourhood who have not joined."""
    return f"rest:{position}" if member_id is None else f"member:{member_id}"


def fixed(units: int) -> float:
    """Return a fixed-point amount in units, as the engine reads them."""
    return units / 1e9


def load(live: LiveYear, *, goods: Iterable[str] | None = None, council: Council | None = None, accounts: Iterable[Account] | None = None, plan=None) -> Loaded:
    """Return the year up to now.

    goods: only lines of these are read (with the currency outside, where one of them is bought or
    sold there), and nothing of weeks, failures and changes of wishes, None for all; council: of goods
    that lie in stock only its lines, and those with something set aside, are read, None for everybody's;
    accounts: only these rows with those of Society and Goods, None for all. plan: the adopted plan,
    which results and recourse read and other acts do not.
    """
    economy, charter = economy_of(live.year), charter_in_force(live.year)
    codes = None if goods is None else _with_exchange(economy, set(goods))
    n = len(economy.goods)
    stock, bought, prices = (np.zeros(n, dtype=kind) for kind in (np.int64, np.int64, np.float64))
    stocks = {}
    for row, good, *amounts in live.stocks.order_by().values_list("id", "good", "on_hand", "bought", "price"):
        at = economy.labels.position(good)
        stocks[at], (stock[at], bought[at], prices[at]) = row, amounts
    taken = np.zeros((WEEKS, n), dtype=np.int64)
    for row in live.weeks.all() if goods is None else ():
        for good, amount in row.taken.items():
            taken[row.week, economy.labels.position(good)] = amount
    rows = {row.code: row for row in _accounts(live, accounts)}
    held = [row for row in rows.values() if row.kind == "person"]
    changes = np.zeros(len(economy.councils), dtype=np.int32)
    for position in live.wishes.filter(done_at__isnull=False).values_list("council__position", flat=True) if goods is None else ():
        changes[position] += 1
    shocks = tuple(Shock(f.council.position, economy.labels.position(f.good), f.amount, f.why, bool(f.excused))
                   for f in live.failures.select_related("council")) if goods is None else ()
    lines, line_rows = _lines(live, economy, codes, council)
    year = ExecutionYear(economy, charter, plan, _book(live, rows.values(), charter), live.opened, live.today, lines, stock, bought, prices, taken,
                         changes, tuple(Holder(row.code, row.council.position, row.weight) for row in held), shocks=shocks, closed=live.closed)
    return Loaded(live, year, rows, line_rows, stocks)


def _with_exchange(economy, codes: set[str]) -> set[str]:
    kinds = {good.code: good.kind for good in economy.goods}
    outside = {code for code, kind in kinds.items() if kind is GoodKind.FOREIGN_EXCHANGE}
    return codes | outside if any(kinds.get(code) is GoodKind.IMPORT for code in codes) else codes


def _accounts(live: LiveYear, held: Iterable[Account] | None) -> list[Account]:
    if held is not None:
        rows = {row.code: row for row in held}
        if not rows.keys() >= {SOCIETY, GOODS}:
            rows |= {row.code: row for row in live.accounts.filter(code__in=(SOCIETY, GOODS))}
        return sorted(rows.values(), key=lambda row: row.pk)
    # Debts of the year's plan are taken up on its first day and not moved by any act but paying back, which names them.
    return list(live.accounts.select_related("council").exclude(kind="loan").order_by("id"))


def _lines(live: LiveYear, economy: Economy, codes: set[str] | None, council: Council | None) -> tuple[Lines, dict[tuple[int, int, bool], int]]:
    known = {}
    rows = live.lines.order_by() if codes is None else live.lines.order_by().filter(good__in=codes)
    if codes is not None and council is not None:
        stocked = [good.code for good in economy.goods if good.code in codes and good.kind in STOCKED]
        rows = rows.filter(Q(council=council) | Q(reserved__gt=0) | ~Q(good__in=stocked))
    values = []
    for row, position, good, made, *amounts in rows.values_list("id", "council__position", "good", "made", *_COLUMNS):
        key = (position, economy.labels.position(good), made)
        known[key] = row
        values.append((*key[:2], not made, *amounts))
    columns = list(zip(*sorted(values))) if values else [[]] * (3 + len(_COLUMNS))
    return Lines(np.array(columns[0], dtype=np.int32), np.array(columns[1], dtype=np.int32), ~np.array(columns[2], dtype=bool),
                 *(np.array(column, dtype=np.int64) for column in columns[3:])), known


def _book(live: LiveYear, rows: Iterable[Account], charter) -> Book:
    """Return a book with these accounts at their balances, brought forward."""
    rows = sorted(rows, key=lambda row: row.owner != "")
    there = {row.code for row in rows}
    opened = open_accounts(begin_book(LedgerRules.of_charter(charter), live.today), [
        BookAccount(row.code, row.kind, row.owner, loan=_terms(live, row)) for row in rows if not row.owner or row.owner in there], live.today)
    assert not opened.refusals, f"an account of the year is refused: {next(iter(opened.refusals.values()), None)}"
    book = opened.book
    moved = [row for row in rows if row.code != SOCIETY and row.balance and (not row.owner or row.owner in there)]
    posted = post_batch(book, TransferColumns(
        request=[f"before:{row.code}" for row in moved], code=["brought_forward" if row.balance > 0 else "debt_brought_forward" for row in moved],
        debit=[SOCIETY if row.balance > 0 else row.code for row in moved], credit=[row.code if row.balance > 0 else SOCIETY for row in moved],
        amount_units=[abs(row.balance) for row in moved]), live.today)
    assert not posted.refusals, f"a balance is brought forward: {next(iter(posted.refusals.values()), None)}"
    return posted.book


def _terms(live: LiveYear, row: Account) -> LoanTerms | None:
    if row.kind != "loan":
        return None
    owed = -int(row.floor or 0)
    return LoanTerms("the plan", owed, (Instalment(live.today, owed),))


def save(act: Act, loaded: Loaded, after: ExecutionYear) -> None:
    """Write what an act changed: its transfers, its lines, its stocks, and the day."""
    live, before = loaded.live, loaded.year
    with sent_on():
        save_entries(act, live, loaded.accounts, [entry for entry in after.book.entries(before.book.length) if entry.debit])
        _save_lines(act, loaded, after)
        _save_stocks(loaded, after)
        _save_weeks(act, live, before, after)
    if (live.today, live.closed) != (after.today, after.closed):
        LiveYear.objects.filter(pk=live.pk).update(today=after.today, closed=after.closed)


def save_entries(act: Act, live: LiveYear, accounts: dict[str, Account], entries: list) -> None:
    """Write posted entries of a book as transfers, and move their balances."""
    if not entries:
        return
    first = (live.transfers.aggregate(last=Max("number"))["last"] or 0) + 1
    deltas: dict[str, int] = {}
    for entry in entries:
        deltas[entry.debit] = deltas.get(entry.debit, 0) - entry.amount_units
        deltas[entry.credit] = deltas.get(entry.credit, 0) + entry.amount_units
    count = len(entries)
    insert_rows(Transfer, {
        "id": [act.new_id() for _ in entries], "community_id": [act.community.pk] * count, "live_id": [live.pk] * count, "number": range(first, first + count),
        "debit_id": [accounts[entry.debit].pk for entry in entries], "credit_id": [accounts[entry.credit].pk for entry in entries],
        "amount": [entry.amount_units for entry in entries], **{name: [getattr(entry, name) for entry in entries] for name in ("day", "request", "code", "reference")}})
    move({accounts[code].pk: delta for code, delta in deltas.items()})


def move(deltas: Mapping[int, int]) -> None:
    """Change balances in the database itself, which refuses what falls below an account's floor; deltas: smallest units by the account's number."""
    if deltas:
        change_rows(Account, list(deltas), {"balance": list(deltas.values())}, add=True)


def _save_lines(act: Act, loaded: Loaded, after: ExecutionYear) -> None:
    old, new = _by_key(loaded.year.lines), _by_key(after.lines)
    changed = {key: amounts for key, amounts in new.items() if old.get(key) != amounts}
    there = {loaded.lines[key]: amounts for key, amounts in changed.items() if key in loaded.lines}
    if there:
        change_rows(Line, list(there), dict(zip(_COLUMNS[1:], zip(*(amounts[1:] for amounts in there.values())))))
    Line.objects.bulk_create([
        Line(id=act.new_id(), community=act.community, live=loaded.live, council=Council.objects.get(community=act.community, position=position), good=after.economy.goods[good].code,
             made=made, **dict(zip(_COLUMNS, amounts))) for (position, good, made), amounts in changed.items() if (position, good, made) not in loaded.lines])


def _by_key(lines: Lines) -> dict[tuple[int, int, bool], tuple[int, ...]]:
    return {key: tuple(amounts) for key, *amounts in zip(zip(lines.council.tolist(), lines.good.tolist(), lines.made.tolist()),
                                                         *(getattr(lines, name).tolist() for name in _COLUMNS))}


def _save_stocks(loaded: Loaded, after: ExecutionYear) -> None:
    before = loaded.year
    changed = np.flatnonzero((before.stock != after.stock) | (before.bought != after.bought) | (before.prices != after.prices))
    if len(changed):
        change_rows(Stock, [loaded.stocks[at] for at in changed.tolist()],
                    {"on_hand": after.stock[changed].tolist(), "bought": after.bought[changed].tolist(), "price": after.prices[changed].tolist()})


def _save_weeks(act: Act, live: LiveYear, before: ExecutionYear, after: ExecutionYear) -> None:
    more: dict[int, dict[str, int]] = {}
    for week, at in np.argwhere(before.taken != after.taken).tolist():
        more.setdefault(week, {})[before.economy.goods[at].code] = int(after.taken[week, at] - before.taken[week, at])
    if not more:
        return
    there = {row.week: row for row in live.weeks.order_by().filter(week__in=more)}
    sums = {week: _summed(there[week].taken if week in there else {}, amounts) for week, amounts in more.items()}
    if there:
        change_rows(WeekUse, [there[week].pk for week in there], {"taken": [sums[week] for week in there]})
    WeekUse.objects.bulk_create([WeekUse(id=act.new_id(), community=act.community, live=live, week=week, taken=sums[week]) for week in more if week not in there])


def add_drawn(account: Account, amounts: Mapping[str, int]) -> None:
    """Count what somebody drew, fixed-point amounts by good."""
    change_rows(Account, [account.pk], {"drawn": [_summed(account.drawn, amounts)]})


def _summed(before: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return {**before, **{good: before.get(good, 0) + amount for good, amount in more.items()}}
