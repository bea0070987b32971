"""People draw goods: at once, or set aside first and collected later; the credits vanish when the goods are handed out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from parecon.economy import GoodKind
from parecon.execution.deliveries import Answer, provide, take_from
from parecon.execution.refusals import ExecutionReason, ExecutionRefusal
from parecon.execution.year import GOODS, SOCIETY, ExecutionYear, Waiting, begin_act, end_act, fixed_amount, place_of, post, refuse
from parecon.ledger import Transfer, expire_pending, settle_pending, void_pending
from parecon.ledger.days import require_day

__all__ = ["Draw", "collect", "draw_goods", "give_back", "let_expire", "reserve_goods"]


@dataclass(frozen=True)
class Draw:
    """What a holder asks for: id made by its author, day, holder, code of the good, units; the last day to collect it, where it is set aside."""

    request: str
    day: str
    holder: str
    good: str
    units: float
    expires: str = ""

    @property
    def body(self) -> tuple:
        """What the draw says besides its id."""
        return (self.day, self.holder, self.good, self.units, self.expires)


def draw_goods(year: ExecutionYear, draw: Draw) -> Answer:
    """Return the year with goods handed out and the credits gone, or unchanged with the refusal.

    Refused beyond what is left of the council's wish (a change of wishes raises it), beyond
    the stock that is free, and beyond the holder's credits. A pollutant that people emit
    themselves is drawn like a good, from its permits.
    """
    begun, refusal, before = begin_act(year, draw.request, draw.day, ("draw", *draw.body))
    if refusal or before:
        return year, refusal
    line, amount, refusal = _wish_of(begun, draw)
    if refusal:
        return year, refusal
    good = int(begun.lines.good[line])
    begun, bought, refusal = take_from(begun, good, amount)
    if refusal:
        return year, refusal
    value = _step(begun, line, amount)
    transfers = [Transfer(request=f"{draw.request}:bought", code="imports", debit=GOODS, credit=SOCIETY, amount_units=bought, reference=draw.good),
                 Transfer(request=draw.request, code="draw_of_goods", debit=draw.holder, credit=GOODS, amount_units=value, reference=draw.good)]
    if begun.kind_of(good) is GoodKind.POLLUTANT:
        transfers.append(Transfer(request=f"{draw.request}:permit", code="stock_released", debit=GOODS, credit=SOCIETY, amount_units=value, reference=draw.good))
    book = post(begun, transfers)
    if not hasattr(book, "balance_units"):
        return year, _no_credits(draw.holder, book)
    return end_act(begun, draw.request, ("draw", *draw.body), book=book, lines=begun.lines.change("actual", line, begun.lines.actual[line] + amount)), None


def reserve_goods(year: ExecutionYear, draw: Draw) -> Answer:
    """Return the year with goods set aside for a holder until ``draw.expires``, the credits held, or unchanged with the refusal."""
    begun, refusal, before = begin_act(year, draw.request, draw.day, ("reserve", *draw.body))
    if refusal or before:
        return year, refusal
    require_day(draw.expires, "the last day to collect")
    line, amount, refusal = _wish_of(begun, draw)
    if refusal:
        return year, refusal
    good = int(begun.lines.good[line])
    if not begun.is_stocked(good):
        return year, refuse(ExecutionReason.WRONG_KIND, draw.good, (begun.kind_of(good).value, "a good in stock", ""), "draw it at once")
    begun, bought, refusal = provide(begun, good, amount)
    if refusal:
        return year, refusal
    value = _step(begun, line, amount)
    hold = Transfer(request=draw.request, code="draw_of_goods", debit=draw.holder, credit=GOODS, amount_units=value, expires=draw.expires, reference=draw.good)
    book = post(begun, [Transfer(request=f"{draw.request}:bought", code="imports", debit=GOODS, credit=SOCIETY, amount_units=bought, reference=draw.good), hold])
    if not hasattr(book, "balance_units"):
        return year, _no_credits(draw.holder, book)
    waiting = Waiting(draw.holder, int(begun.lines.council[line]), good, amount, book.request_entry(draw.request).sequence if value else -1, draw.expires)
    lines = begun.lines.change("reserved", line, begun.lines.reserved[line] + amount)
    return end_act(begun, draw.request, ("reserve", *draw.body), book=book, lines=lines, waiting={**begun.waiting, draw.request: waiting}), None


def collect(year: ExecutionYear, reservation: str, *, request: str, day: str) -> Answer:
    """Return the year with what was set aside handed out: the credits are gone, the stock too; refused where it is not waiting any more."""
    begun, refusal, before = begin_act(year, request, day, ("collect", reservation, day))
    if refusal or before:
        return year, refusal
    begun = let_expire(begun)
    waiting = begun.waiting.get(reservation)
    if waiting is None:
        return year, _not_waiting(reservation, begun)
    freed = _without(begun, reservation)
    freed, _, refusal = take_from(freed, waiting.good, waiting.amount)
    assert refusal is None, f"what is set aside is in stock: {refusal}"
    line = freed.lines.find(waiting.council, waiting.good, False)
    book = freed.book
    if waiting.entry >= 0:
        posting = settle_pending(book, waiting.entry, day, request=request)
        assert posting.accepted, f"what is held can be settled: {posting.answer}"
        book = posting.book
    return end_act(freed, request, ("collect", reservation, day), book=book, lines=freed.lines.change("actual", line, freed.lines.actual[line] + waiting.amount)), None


def give_back(year: ExecutionYear, reservation: str, *, request: str, day: str) -> Answer:
    """Return the year with what was set aside free again, and the credits with their holder; refused where it is not waiting any more."""
    begun, refusal, before = begin_act(year, request, day, ("give back", reservation, day))
    if refusal or before:
        return year, refusal
    begun = let_expire(begun)
    waiting = begun.waiting.get(reservation)
    if waiting is None:
        return year, _not_waiting(reservation, begun)
    book = begun.book
    if waiting.entry >= 0:
        posting = void_pending(book, waiting.entry, day, request=request)
        assert posting.accepted, f"what is held can be voided: {posting.answer}"
        book = posting.book
    return end_act(_without(begun, reservation), request, ("give back", reservation, day), book=book), None


def let_expire(year: ExecutionYear) -> ExecutionYear:
    """Return the year without what was set aside beyond its last day: goods and credits are free again."""
    late = [request for request, waiting in year.waiting.items() if waiting.expires < year.today]
    for request in late:
        year = _without(year, request)
    return replace(year, book=expire_pending(year.book, year.today)) if late else year


def _without(year: ExecutionYear, reservation: str) -> ExecutionYear:
    waiting = year.waiting[reservation]
    line = year.lines.find(waiting.council, waiting.good, False)
    rest = {request: other for request, other in year.waiting.items() if request != reservation}
    return replace(year, waiting=rest, lines=year.lines.change("reserved", line, year.lines.reserved[line] - waiting.amount))


def _wish_of(year: ExecutionYear, draw: Draw) -> tuple[int, int, ExecutionRefusal | None]:
    """Return line and amount of a draw, or the refusal of one that is no wish of the holder's council."""
    holder = next((h for h in year.holders if h.id == draw.holder), None)
    if holder is None:
        return -1, 0, refuse(ExecutionReason.UNKNOWN_HOLDER, repr(draw.holder), (draw.holder, f"one of {len(year.holders)}", ""), "open the account first")
    good, refusal = place_of(year, holder.council, draw.good)
    amount, refusal = fixed_amount(year, good, draw.units) if refusal is None else (0, refusal)
    if refusal:
        return -1, amount, refusal
    unit, line = year.economy.goods[good].unit, year.lines.find(holder.council, good, False)
    council = year.economy.council_name(holder.council)
    if line < 0:
        return line, amount, refuse(ExecutionReason.NOT_IN_THE_PLAN, f"{council}, {draw.good}", (draw.units, 0, unit), "change the council's wishes first")
    left = int(year.lines.wanted[line] - year.lines.actual[line] - year.lines.reserved[line])
    if amount > left:
        return line, amount, refuse(ExecutionReason.BEYOND_THE_PLAN, f"{council}, {draw.good}", (draw.units, left / 1e9, unit),
                                    "draw what is left of the wish, or change the council's wishes")
    return line, amount, None


def _step(year: ExecutionYear, line: int, amount: int) -> int:
    """Return the value of the next ``amount`` of a line, so that all draws of a line sum to the value of the whole."""
    good, before = int(year.lines.good[line]), int(year.lines.actual[line] + year.lines.reserved[line])
    return year.units_of(good, before + amount) - year.units_of(good, before)


def _no_credits(holder: str, refusal) -> ExecutionRefusal:
    return refuse(ExecutionReason.NOT_ENOUGH_CREDITS, holder, (refusal.asked, refusal.allowed, "smallest units"), "draw less, or take up savings first")


def _not_waiting(reservation: str, year: ExecutionYear) -> ExecutionRefusal:
    return refuse(ExecutionReason.NOT_RESERVED, reservation, ("not waiting", f"{len(year.waiting)} waiting", ""), "set it aside again")
