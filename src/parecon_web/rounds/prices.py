"""Prices, and why each is what it is, in sentences that anybody can check."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parecon.economy import Good
from parecon.facilitation import RoundRecord
from parecon.facilitation.own_gap import explain_own_gaps
from parecon_web.engine_words import said, say_why
from parecon_web.rounds.amounts import write_amount, write_share
from parecon_web.rounds.charts import line_chart
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.situation import Situation, situation_of

__all__ = ["PriceLine", "price_lines", "show_good", "show_prices", "why_price"]

FIXED = 10**9
_SAME = 5e-4
"""Changes of less than a twentieth of a per cent are told as no change."""


@dataclass(frozen=True)
class PriceLine:
    """One good's price now, before, and the change in per cent."""

    good: Good
    price: float
    before: float

    @property
    def change(self) -> float:
        """Relative change in per cent."""
        return (self.price / self.before - 1.0) * 100 if self.before else 0.0

    @property
    def direction(self) -> str:
        """Which way the price moved: up, down or same."""
        return "same" if abs(self.change) < _SAME * 100 else "up" if self.change > 0 else "down"


def price_lines(now: Situation) -> list[PriceLine]:
    """Return the line of every good."""
    return [PriceLine(good, now.prices[good.code], now.prices_before[good.code]) for good in now.economy.goods]


def show_prices(request: HttpRequest) -> HttpResponse:
    """Show all prices of the open round beside those before, and what share of all that is asked for has a price that moved against its own gap."""
    now = situation_of(request)
    record = _record_before(now)
    found = explain_own_gaps(record, now.said.prices, now.economy) if record is not None else None
    against = [good for good, moved in zip(now.economy.goods, found.against) if moved] if found is not None else []
    return render(request, "rounds/prices.html", {"now": now, "lines": price_lines(now), "why": say_why(now.step.why), "against": against,
                                                  "against_share": found.value_share if against else 0.0})


def _record_before(now: Situation) -> RoundRecord | None:
    """Return what was published of the round before this one, from which its prices were computed; None in the first."""
    return next((record for record in reversed(now.records) if record.round < now.round.number), None)


def show_good(request: HttpRequest, code: str) -> HttpResponse:
    """Show one good: its price through the rounds, why it is that, who makes it and who asks for it."""
    now = situation_of(request)
    if code not in now.economy.labels:
        raise Http404
    at = now.economy.labels.position(code)
    good = now.economy.goods[at]
    path = [(_("last year"), float(now.economy.last_prices[at]))]
    path += [(_("round %(number)d") % {"number": each.number}, float(unpack(each.announcement).prices[at])) for each in now.rounds]
    return render(request, "rounds/good.html", {
        "now": now, "good": good, "line": PriceLine(good, now.prices[code], now.prices_before[code]), "why": why_price(now, at), "path": path,
        "chart": line_chart(path), "rows": rows_of(now, at)})


def why_price(now: Situation, at: int) -> list[str]:
    """Return why the price at a position is what it is: before, what was asked and offered, the rule, and what the board expects."""
    good = now.economy.goods[at]
    line = PriceLine(good, now.prices[good.code], now.prices_before[good.code])
    before = _("last year") if now.round.number == 1 else _("in round %(number)d") % {"number": now.round.number - 1}
    sentences = [_("The price was %(before)s credits %(when)s and is %(price)s credits now (%(change)s %%).") % {
        "before": number(line.before), "when": before, "price": number(line.price), "change": write_share(line.change, sign=True)}]
    record = _record_before(now)
    if record is not None:
        asked, offered = int(record.demand[at]), int(record.supply[at])
        sentences.append(_gap_sentence(asked, offered, said(good.unit)))
        sentences += _own_gap_sentence(now, record, at)
    if good.priced_by:
        sentences.append(_("It is bought outside at the world's price, so it follows the price of %(good)s.") % {
            "good": said(now.economy.goods[now.economy.labels.position(good.priced_by)].name)})
    sentences.append(_("Rule: %(rule)s.") % {"rule": said(now.step.rule)})
    why = say_why(now.step.why)
    sentences.append(why[:1].upper() + why[1:].rstrip(".") + ".")
    if now.step.predicted_supply is not None:
        sentences.append(_("At this price the board expects %(offered)s %(unit)s offered and %(asked)s %(unit)s asked for.") % {
            "offered": number(float(now.step.predicted_supply[at])), "asked": number(float(now.step.predicted_demand[at])), "unit": said(good.unit)})
    return sentences


def _gap_sentence(asked: int, offered: int, unit: str) -> str:
    words = {"asked": write_amount(asked, 1), "offered": write_amount(offered, 1), "unit": unit, "more": write_amount(abs(asked - offered), 1)}
    if asked > offered:
        return _("%(asked)s %(unit)s were asked for and %(offered)s offered: %(more)s too few.") % words
    if asked < offered:
        return _("%(asked)s %(unit)s were asked for and %(offered)s offered: %(more)s too many.") % words
    return _("%(asked)s %(unit)s were asked for, and as many were offered.") % words


def _own_gap_sentence(now: Situation, record: RoundRecord, at: int) -> list[str]:
    """Return why a price moved the other way than the good's own gap asks for; nothing where it did not."""
    found = explain_own_gaps(record, now.said.prices, now.economy)
    if not found.against[at]:
        return []
    fell = now.said.prices[at] < record.announcement.prices[at]
    if found.by_inputs[at]:
        words = _("It fell all the same: what its makers use costs %(share)s %% less at the new prices.") if fell else _(
            "It rose all the same: what its makers use costs %(share)s %% more at the new prices.")
        return [words % {"share": write_share(abs(float(found.inputs[at])) * 100)}]
    return [_("It fell all the same: all prices are solved together, and at the others and the incomes that come with them less of it is asked for, or more offered.") if fell else
            _("It rose all the same: all prices are solved together, and at the others and the incomes that come with them more of it is asked for, or less offered.")]


def number(value: float) -> str:
    """Write a number with at most four significant digits, or whole from a thousand on."""
    return write_amount(round(value * FIXED), 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2 if abs(value) >= 1 else 4)


def rows_of(now: Situation, at: int) -> list[tuple[str, int, int]]:
    """Return what each published row offered and asked for of a good, last year or in the last closed round."""
    totals = now.records[-1].rows if now.records else now.economy.last_totals
    return [(said(now.economy.rows[row].name), int(totals.supply[cell]), int(totals.use[cell]))
            for cell, row in enumerate(totals.row.tolist()) if totals.good[cell] == at]
