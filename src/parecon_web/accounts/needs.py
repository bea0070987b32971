"""What the year asks of a member, for the first screen."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from parecon_web.accounts.acts import holder_of
from parecon_web.accounts.models import LiveYear
from parecon_web.accounts.promised import due_of_council, due_of_holder
from parecon_web.councils.models import Council
from parecon_web.engine_words import said
from parecon_web.members.models import Member
from parecon_web.rounds.home import Need
from parecon_web.rounds.models import Year
from parecon_web.rounds.situation import Situation

__all__ = ["needs_of_year"]

NAMED = 3
"""So many goods are named."""


def needs_of_year(member: Member, now: Situation) -> list[Need]:
    """Return what waits for a member while the plan holds: what their councils should have delivered by now, and what they may draw."""
    if now.year.phase != Year.Phase.LIVE:
        return []
    live, slug, found = LiveYear.objects.get(year=now.year), member.community.slug, []
    for council in Council.objects.filter(seats__member=member).exclude(kind=Council.Kind.CONSUMER):
        due = [line for line in due_of_council(live, council) if line.due]
        url = reverse("deliveries", args=[slug, council.slug])
        if due:
            names = ", ".join(said(line.good.name) for line in due[:NAMED])
            found.append(Need(council.name, _("Record what was delivered and used by now: %(names)s") % {"names": names + (" …" if len(due) > NAMED else ".")}, url))
        else:
            found.append(Need(council.name, _("Everything that is due this week is recorded."), url, done=True))
    account = holder_of(live, member.id)
    if account is not None:
        url = reverse("draw", args=[slug])
        due = [line for line in due_of_holder(live, account) if line.due]
        found.append(Need(_("Draw what is there for you"), _("Of %(count)d things your part of this week is in stock.") % {"count": len(due)}, url) if due
                     else Need(_("You have drawn this week's part"), _("See what is left of your wishes and credits."), reverse("credits", args=[slug]), done=True))
    return found
