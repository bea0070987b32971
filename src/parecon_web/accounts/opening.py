"""When a plan is adopted, entitlements become accounts."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.execution import Holder, open_year
from parecon_web.accounts.keeping import holder_code, save_entries
from parecon_web.accounts.models import Account, Line, LiveYear, Stock
from parecon_web.councils.models import Council
from parecon_web.record.acts import Act
from parecon_web.rounds.allowances import granted_in
from parecon_web.rounds.keeping import charter_in_force, economy_of
from parecon_web.rounds.models import Earned, Year
from parecon_web.voting.plans import adopted_plan

__all__ = ["day_of", "holders_of", "open_accounts_of"]


def day_of(act: Act, live: LiveYear | None = None) -> str:
    """Return the day of an act where the community lives; a demonstration keeps its own calendar, and no year's days go back."""
    if live is not None and act.community.demonstration:
        return live.today
    day = act.at.astimezone(ZoneInfo(act.community.zone)).date().isoformat()
    return day if live is None else max(day, live.today)


def holders_of(community_id: int, economy: Economy) -> list[tuple[Holder, Council, int | None]]:
    """Return who holds credits: each seated member of a neighbourhood, by their effort where it was rated and with what was granted by need, and together those of it who have not joined."""
    rows = Earned.objects.filter(community_id=community_id, year__number=economy.year).values_list("member_id", "parts", "of")
    earned, average = {member: parts for member, parts, _of in rows}, rows[0][2] if rows else 0
    found = []
    for council in Council.objects.filter(community_id=community_id, kind=Council.Kind.CONSUMER):
        granted = granted_in(council, economy.year)
        seated = list(council.seats.order_by("member__number").values_list("member_id", flat=True))
        found += [(Holder(holder_code(member, council.position), council.position, points=earned.get(member, average), need=granted.get(member, 0)), council, member) for member in seated]
        rest = max(int(economy.councils.members[council.position]) - len(seated), 0 if seated else 1)
        if rest:
            found.append((Holder(holder_code(None, council.position), council.position, rest, rest * average), council, None))
    return found


def open_accounts_of(act: Act, year: Year) -> None:
    """Open the year under its adopted plan: accounts with incomes, lines, stocks; all of it is what the engine opens."""
    economy, charter = economy_of(year), charter_in_force(year)
    holders = holders_of(act.community.pk, economy)
    day = day_of(act)
    opened = open_year(economy, adopted_plan(year), charter, day, holders=[holder for holder, _, _ in holders])
    live = LiveYear.objects.create(id=act.new_id(), community=act.community, year=year, opened=day, today=day)
    councils = {council.position: council for council in Council.objects.filter(community=act.community)}
    _open_rows(act, live, opened, {holder.id: (council, member, holder.weight) for holder, council, member in holders})
    lines = opened.lines
    Line.objects.bulk_create([
        Line(id=act.new_id(), community=act.community, live=live, council=councils[council], good=economy.goods[good].code, made=made, planned=planned, wanted=planned)
        for council, good, made, planned in zip(lines.council.tolist(), lines.good.tolist(), lines.made.tolist(), lines.planned.tolist())])
    Stock.objects.bulk_create([
        Stock(id=act.new_id(), community=act.community, live=live, good=good.code, on_hand=int(opened.stock[at]), owed=good.kind is GoodKind.FOREIGN_EXCHANGE,
              planned_price=float(opened.prices[at]), price=float(opened.prices[at])) for at, good in enumerate(economy.goods)])


def _open_rows(act: Act, live: LiveYear, opened, holders: dict) -> None:
    freely = {"society", "goods", "worker_council"}
    council_of = {opened.account_of(position): council for position, council in
                  {council.position: council for council in Council.objects.filter(community=act.community)}.items()
                  if opened.council_kind(position) is not CouncilKind.CONSUMER}
    rows = []
    for account in opened.book.accounts():
        council, member, weight = holders.get(account.id, (council_of.get(account.id), None, 0))
        floor = None if account.kind in freely else -account.loan.amount_units if account.loan else 0
        rows.append(Account(id=act.new_id(), community=act.community, live=live, code=account.id, kind=str(account.kind), owner=account.owner, floor=floor,
                            member_id=member, council=council, weight=weight))
    Account.objects.bulk_create(rows)
    save_entries(act, live, {row.code: row for row in rows}, [entry for entry in opened.book.entries() if entry.debit and entry.account is None])
