"""What every screen of the rounds starts from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest

from parecon.charter import Charter
from parecon.economy import Economy
from parecon.facilitation import PriceStep, RoundRecord
from parecon.proposals import Announcement
from parecon_web.rounds.allowances import price_table
from parecon_web.rounds.keeping import charter_in_force, current_round, current_year, economy_of
from parecon_web.rounds.models import Round, Year
from parecon_web.rounds.packing import unpack

__all__ = ["Situation", "situation_of"]

_DIGITS_MAX = 6


@dataclass(frozen=True)
class Situation:
    """A year and one of its rounds with the engine's values."""

    year: Year
    round: Round

    @cached_property
    def economy(self) -> Economy:
        """The public economy."""
        return economy_of(self.year)

    @cached_property
    def charter(self) -> Charter:
        """The rules in force."""
        return charter_in_force(self.year)

    @cached_property
    def said(self) -> Announcement:
        """What was announced for the round."""
        return unpack(self.round.announcement)

    @cached_property
    def step(self) -> PriceStep:
        """Why these prices were announced."""
        return unpack(self.round.step)

    @cached_property
    def prices(self) -> dict[str, float]:
        """The announced price of each good."""
        return price_table(self.economy, self.said)

    @cached_property
    def rounds(self) -> list[Round]:
        """All rounds of the year up to this one."""
        return list(self.year.rounds.filter(number__lte=self.round.number).order_by("number"))

    @cached_property
    def records(self) -> list[RoundRecord]:
        """What was published of the closed rounds up to this one."""
        return [unpack(each.record) for each in self.rounds if each.record]

    @cached_property
    def prices_before(self) -> dict[str, float] | None:
        """The prices of the round before, or last year's in the first."""
        if self.round.number == 1:
            return {good.code: float(price) for good, price in zip(self.economy.goods, self.economy.last_prices)}
        return price_table(self.economy, unpack(self.rounds[-2].announcement))

    @property
    def is_open(self) -> bool:
        """Whether proposals are taken."""
        return self.round.state == Round.State.OPEN


def situation_of(request: HttpRequest) -> Situation:
    """Return where the request's community stands, or stood in the year that ``?year=`` names; what has no such year is not found.

    Acts are always about the year that is going on.
    """
    asked = request.GET.get("year", "") if request.method == "GET" else ""
    year = current_year(request.community)
    if asked:
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= _DIGITS_MAX else None
        year = Year.objects.filter(community=request.community, number=number).first()
    if year is None:
        raise Http404
    return Situation(year, current_round(year))
