"""What the plan promised by now: forms of deliveries and draws are filled in with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from parecon.economy import Good, GoodKind
from parecon.work import divide_exactly
from parecon_web.accounts.models import Account, Line, LiveYear
from parecon_web.councils.models import Council
from parecon_web.rounds.amounts import tidy
from parecon_web.rounds.keeping import charter_in_force, economy_of
from parecon_web.rounds.models import Request

__all__ = ["Due", "due_of_council", "due_of_holder", "share_by_now", "wishes_of"]

_DAYS = 364
_WEEK = 7
_FIXED = 10**9
_STOCKED = (GoodKind.PRODUCT, GoodKind.COLLECTIVE)
"""What is taken from what lies there; imports are bought when they are needed."""


@dataclass(frozen=True)
class Due:
    """One line of a form: the good, what is wanted in the year, what was done, what is due by the end of this week and there to be had.

    earns: what a unit sold outside brings in, where this is a sale.
    """

    good: Good
    made: bool
    wanted: int
    done: int
    due: int
    there: int | None
    price: float
    earns: float | None = None

    @property
    def earned(self) -> int:
        """What selling what is due outside brings in of its currency at the plan's prices, fixed point."""
        return round(self.due * (self.earns or 0.0))

    @property
    def field(self) -> str:
        """The name of the line in its form."""
        return f"{'make' if self.made else 'use'}:{self.good.code}"

    @property
    def left(self) -> int:
        """What is left of the year's amount."""
        return max(self.wanted - self.done, 0)


def share_by_now(live: LiveYear) -> float:
    """Return what part of the year is over by the end of the current week."""
    days = (date.fromisoformat(live.today) - date.fromisoformat(live.opened)).days
    return min((days // _WEEK + 1) * _WEEK / _DAYS, 1.0)


def free_stock(live: LiveYear) -> dict[str, int | None]:
    """Return what lies there of each good and is not set aside; None for what is given, or bought when it is needed."""
    kinds = {good.code: good.kind for good in economy_of(live.year).goods}
    reserved = dict(live.lines.filter(reserved__gt=0).values_list("good").annotate(Sum("reserved")))
    return {code: on_hand - reserved.get(code, 0) if kinds[code] in _STOCKED else None for code, on_hand in live.stocks.values_list("good", "on_hand")}


def _due(wanted: int, done: int, live: LiveYear, there: int | None) -> int:
    share = share_by_now(live)
    due = wanted - done if share >= 1 else tidy(int(wanted * share)) - done
    return max(min(due, wanted - done, due if there is None else there), 0)


def due_of_council(live: LiveYear, council: Council) -> list[Due]:
    """Return the lines of a council's delivery form, what it makes first."""
    economy, free = economy_of(live.year), free_stock(live)
    goods, prices = {good.code: good for good in economy.goods}, dict(live.stocks.values_list("good", "price"))
    lines = sorted(Line.objects.filter(live=live, council=council), key=lambda line: (not line.made, economy.labels.position(line.good)))
    outside = next((prices[good.code] for good in economy.goods if good.kind is GoodKind.FOREIGN_EXCHANGE), None)
    sells = council.kind == Council.Kind.TRADE and outside
    return [Due(goods[line.good], line.made, line.wanted, line.actual, _due(line.wanted, line.actual, live, None if line.made else free[line.good]),
                None if line.made else free[line.good], prices[line.good], prices[line.good] / outside if sells else None)
            for line in lines if (line.wanted or line.actual) and goods[line.good].kind is not GoodKind.FOREIGN_EXCHANGE]


def wishes_of(live: LiveYear, council: Council) -> dict[str, dict[str, int]]:
    """Return what each account's persons wish of their neighbourhood's lines, by account code and good: in proportion to what each asked for last.

    Whoever asked for nothing counts with an equal part; all parts of a line sum to it.
    """
    accounts = list(Account.objects.filter(live=live, council=council, kind="person").order_by("id"))
    persons = max(sum(account.weight for account in accounts), 1)
    asked = {request.member_id: request.lines for request in Request.objects.filter(round__year=live.year, council=council).order_by("round__number", "version")}
    found: dict[str, dict[str, int]] = {account.code: {} for account in accounts}
    for line in Line.objects.filter(live=live, council=council, made=False, wanted__gt=0):
        weights = [max(-int(asked[account.member_id].get(line.good, 0)), 0) if account.member_id in asked else line.planned * account.weight // persons
                   for account in accounts]
        if not any(weights):
            weights = [account.weight for account in accounts]
        for account, part in zip(accounts, divide_exactly(line.wanted, weights).tolist()):
            if part:
                found[account.code][line.good] = part
    return found


def due_of_holder(live: LiveYear, account: Account) -> list[Due]:
    """Return the lines of a draw's form: what its persons wish, drew, and may draw by now; what is due fits stock and credits."""
    economy, free = economy_of(live.year), free_stock(live)
    prices, drawn = dict(live.stocks.values_list("good", "price")), account.drawn
    left = {line.good: line.wanted - line.actual - line.reserved for line in Line.objects.filter(live=live, council=account.council, made=False)}
    units = charter_in_force(live.year)["ledger.units_per_credit"] / _FIXED
    credits, found = account.balance, []
    wishes = wishes_of(live, account.council)[account.code]
    for good in economy.goods:
        wish, done = wishes.get(good.code, 0), drawn.get(good.code, 0)
        if not left.get(good.code) and not done:
            continue
        due = min(_due(max(wish, done), done, live, free[good.code]), max(left.get(good.code, 0), 0))
        # A step's value is rounded; one smallest unit a line is kept back for that.
        if due * prices[good.code] * units + 1 > credits:
            due = tidy(int(max(credits - 1, 0) / (prices[good.code] * units)))
        credits -= due * prices[good.code] * units + 1 if due else 0
        found.append(Due(good, False, max(wish, done), done, due, free[good.code], prices[good.code]))
    return found
