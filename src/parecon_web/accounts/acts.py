"""Acts of the year under its plan: workplaces deliver and use, members draw, and in a demonstration somebody lets time pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.db.models import Q

from parecon.execution import Act as YearAct
from parecon.execution import Draw, ExecutionYear, deliver, draw_goods, sell_outside, use_goods
from parecon_web.accounts.keeping import GOODS, SOCIETY, Loaded, add_drawn, fixed, load, save
from parecon_web.accounts.models import Account, LiveYear
from parecon_web.accounts.opening import day_of
from parecon_web.accounts.reasons import LiveReason, say_refusal
from parecon_web.councils.models import Council
from parecon_web.members.models import Role
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.models import Year

__all__ = ["live_of", "record_delivery", "take_draw", "together"]

Step = tuple[str, Callable[[ExecutionYear, str, str], tuple]]
"""The field of the form that a step comes from, and what the engine does, given the year, an id and the day."""


def live_of(act: Act) -> LiveYear | Refused:
    """Return the year that an act is about while it is under way."""
    live = LiveYear.objects.filter(community=act.community, year__number=act.body["year"], year__phase=Year.Phase.LIVE).select_related("year").first()
    return live if live is not None else Refused((Refusal(LiveReason.NOT_LIVE),))


def is_facilitator(act: Act) -> bool:
    """Tell whether whoever acts facilitates."""
    return Role.objects.filter(community=act.community, member_id=act.by, task=Role.Task.FACILITATOR).exists()


def together(act: Act, loaded: Loaded, steps: Iterable[Step], *, write: bool = True) -> Refused | None:
    """Let the engine do all steps of one form, or none; write what they changed, unless it is only asked. Return the refusals, each tied to its field."""
    year, refusals, day = loaded.year, [], day_of(act, loaded.live)
    units = year.charter["ledger.units_per_credit"]
    for field, step in steps:
        year, refusal = step(year, f"{act.sequence}:{field}", day)
        if refusal is not None:
            refusals.append(say_refusal(refusal, field, units))
    if refusals:
        return Refused(tuple(refusals))
    if write:
        save(act, loaded, year)
    return None


def _made(position: int, code: str, amount: int) -> Callable:
    return lambda year, request, day: deliver(year, YearAct(request, day, position, code, fixed(amount)))


def _used(position: int, code: str, amount: int) -> Callable:
    return lambda year, request, day: use_goods(year, YearAct(request, day, position, code, fixed(amount)))


def _sold(position: int, code: str, given: tuple[int, int]) -> Callable:
    return lambda year, request, day: sell_outside(year, YearAct(request, day, position, code, fixed(given[0])), fixed(given[1]))


@handles("delivery.record")
def record_delivery(act: Act) -> dict | Refused:
    """Record what a council delivered and used; body: year, council, made, used, earned (fixed-point amounts by good; earned: currency for what was sold outside)."""
    live = live_of(act)
    if isinstance(live, Refused):
        return live
    council = Council.objects.filter(community=act.community, slug=act.body["council"]).first()
    if council is None or not council.seats.filter(member_id=act.by).exists() or council.kind == Council.Kind.CONSUMER:
        return Refused((Refusal(LiveReason.NOT_SEATED),))
    made, used, earned = ({code: int(amount) for code, amount in act.body[name].items() if amount} for name in ("made", "used", "earned"))
    if not made and not used:
        return Refused((Refusal(LiveReason.NOTHING),))
    steps: list[Step] = [(f"make:{code}", _made(council.position, code, amount)) for code, amount in made.items()]
    if council.kind == Council.Kind.TRADE:
        steps += [(f"use:{code}", _sold(council.position, code, (amount, earned.get(code, 0)))) for code, amount in used.items()]
    else:
        steps += [(f"use:{code}", _used(council.position, code, amount)) for code, amount in used.items()]
    outside = [] if council.kind != Council.Kind.TRADE else [row.good for row in live.stocks.filter(owed=True)]
    loaded = load(live, goods=[*made, *used, *outside], council=council, accounts=live.accounts.filter(council=council, member__isnull=True).select_related("council"))
    return together(act, loaded, steps) or {}


@handles("draw.take", sealed=("lines",))
def take_draw(act: Act) -> dict | Refused:
    """Draw goods against credits; body: year, rest (a neighbourhood's slug, for those who have not joined, or ""), lines (fixed-point amounts by good)."""
    live = live_of(act)
    if isinstance(live, Refused):
        return live
    held = _drawing(live, act.by, act.body["rest"])
    account = next((row for row in held if row.code not in (SOCIETY, GOODS)), None)
    if account is None:
        return Refused((Refusal(LiveReason.NOT_YOURS),))
    lines = {code: int(amount) for code, amount in act.body["lines"].items() if amount}
    if not lines:
        return Refused((Refusal(LiveReason.NOTHING),))
    steps = [(f"use:{code}", lambda year, request, day, code=code, amount=amount: draw_goods(year, Draw(request, day, account.code, code, fixed(amount))))
             for code, amount in lines.items()]
    refused = together(act, load(live, goods=lines, council=account.council, accounts=held), steps)
    if refused is not None:
        return refused
    add_drawn(account, lines)
    return {}


def _drawing(live: LiveYear, member_id: int | None, rest: str) -> list[Account]:
    """Return the accounts that a draw moves: Society's, that of goods, and, where they have one, that of whoever draws, read at once where it is their own."""
    books = Q(code__in=(SOCIETY, GOODS))
    if not rest and member_id is not None:
        return list(live.accounts.order_by().filter(books | Q(kind="person", member_id=member_id)).select_related("council"))
    account = holder_of(live, member_id, rest)
    return [*live.accounts.filter(books), *([account] if account is not None else [])]


def holder_of(live: LiveYear, member_id: int | None, rest: str = ""):
    """Return the account from which somebody may draw: their own, or that of those of their neighbourhood (for the clerk: any) who have not joined."""
    if not rest:
        return live.accounts.filter(kind="person", member_id=member_id).select_related("council").first() if member_id is not None else None
    account = live.accounts.filter(kind="person", member__isnull=True, council__slug=rest).select_related("council").first()
    if account is None or account.council.seats.filter(member_id=member_id).exists():
        return account
    return account if Role.objects.filter(community_id=live.community_id, member_id=member_id, task=Role.Task.CLERK).exists() else None


@handles("year.pass")
def let_time_pass(act: Act) -> dict | Refused:
    """Let weeks pass in a demonstration, whose year would be over before anybody saw it; body: year, weeks."""
    live = live_of(act)
    if isinstance(live, Refused):
        return live
    if not act.community.demonstration:
        return Refused((Refusal(LiveReason.NOT_A_DEMONSTRATION),))
    if not is_facilitator(act):
        return Refused((Refusal(LiveReason.NOT_FACILITATOR),))
    opened = date.fromisoformat(live.opened)
    last = opened + timedelta(days=365)
    today = min(date.fromisoformat(live.today) + timedelta(weeks=min(max(int(act.body["weeks"]), 0), 52)), last)
    LiveYear.objects.filter(pk=live.pk).update(today=today.isoformat())
    return {"today": today.isoformat()}
