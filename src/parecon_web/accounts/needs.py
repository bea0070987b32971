"""What the year asks of a member, for the first screen."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from parecon_web.accounts.acts import holder_of
from parecon_web.accounts.consents import consents_to
from parecon_web.accounts.ending import CLOSE, NEXT
from parecon_web.accounts.models import LiveYear
from parecon_web.accounts.promised import due_of_council, due_of_holder
from parecon_web.councils.models import Council
from parecon_web.engine_words import said
from parecon_web.members.models import Member, Role
from parecon_web.rounds.home import Need
from parecon_web.rounds.models import Year
from parecon_web.rounds.situation import Situation

__all__ = ["needs_of_year"]

NAMED = 3
"""So many goods are named."""


def needs_of_year(member: Member, now: Situation) -> list[Need]:
    """Return what waits for a member while the plan holds: what their councils should have delivered by now, and what they may draw."""
    found = _consent_wanted(member, now)
    if now.year.phase != Year.Phase.LIVE:
        return found
    live, slug = LiveYear.objects.get(year=now.year), member.community.slug
    for change in live.wishes.filter(done_at__isnull=True, council__seats__member=member).exclude(votes__member=member).select_related("council"):
        found.append(Need(_("A change of wishes waits for you"), _("See what it asks for, and agree if you like it."), reverse("wishes", args=[slug, change.council.slug])))
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


def _consent_wanted(member: Member, now: Situation) -> list[Need]:
    """Return what another facilitator has agreed to at the year's end and this one has not."""
    to = {Year.Phase.LIVE: CLOSE, Year.Phase.ENDED: NEXT}.get(now.year.phase)
    if to is None or not Role.objects.filter(member=member, task=Role.Task.FACILITATOR).exists():
        return []
    agreed = set(consents_to(now.year, to).values_list("member_id", flat=True))
    if not agreed or member.id in agreed:
        return []
    title = _("Another facilitator wants to close the year") if to == CLOSE else _("Another facilitator wants to open the next year")
    return [Need(title, _("It is done when you agree."), reverse("year", args=[member.community.slug]))]
