"""Where a community stands and who decides until when: the single source of the banner on every screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from parecon_web.record.models import Community
from parecon_web.rounds.keeping import charter_in_force, current_round, current_year
from parecon_web.rounds.models import Round, Year

__all__ = ["Standing", "phase_of"]


@dataclass(frozen=True)
class Standing:
    """A community's year, its round, and both in words; until: when the phase ends, in the community's time, or None."""

    year: Year
    round: Round
    title: str
    decides: str
    until: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether proposals are taken now."""
        return self.round.state == Round.State.OPEN

    @property
    def is_late(self) -> bool:
        """Whether the time is over and the facilitators have not closed the round yet."""
        return self.until is not None and self.until < timezone.now()


def phase_of(community: Community) -> Standing | None:
    """Return where a community stands, or None before its first year is opened."""
    year = current_year(community)
    if year is None:
        return None
    round = current_round(year)
    if year.phase == Year.Phase.ROUNDS:
        title = _("Round %(number)d of at most %(most)d") % {"number": round.number, "most": charter_in_force(year)["rounds.count_max"]}
        return Standing(year, round, title, _("Every member decides what to ask for; every council decides what to send."),
                        round.closes_at.astimezone(ZoneInfo(community.zone)))
    if year.phase == Year.Phase.SHARED:
        until = round.closes_at.astimezone(ZoneInfo(community.zone))
        return Standing(year, round, _("Shared goods, before round %(number)d") % {"number": round.number},
                        _("Every member says what their places shall have together, and votes; two facilitators count."), until)
    return Standing(year, round, str(Year.Phase(year.phase).label), _WHO_DECIDES[year.phase](), None)


_WHO_DECIDES = {
    Year.Phase.CLOSING: lambda: _("The rounds are over. The last proposals are made into plans that balance exactly."),
    Year.Phase.BALLOT: lambda: _("All members vote on the plans."),
    Year.Phase.LIVE: lambda: _("The adopted plan holds; councils deliver and members draw."),
    Year.Phase.ENDED: lambda: _("The year is over."),
}
