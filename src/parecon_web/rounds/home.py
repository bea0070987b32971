"""What needs you: the first screen of every member."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parecon_web.councils.access import neighbourhood_of
from parecon_web.councils.models import Council
from parecon_web.engine_words import said
from parecon_web.members.models import Member, Role
from parecon_web.rounds.allowances import package_lines, share_of_member
from parecon_web.rounds.amounts import cost_of, write_share
from parecon_web.rounds.appeals import appealed_in, electors_of
from parecon_web.rounds.drafting import latest_draft, latest_filing, votes_needed
from parecon_web.rounds.keeping import current_year
from parecon_web.rounds.models import Autopilot, Request, Round, Year
from parecon_web.rounds.permits import communities_of, latest_voice
from parecon_web.rounds.requesting import latest_request, request_before, standing_lines
from parecon_web.rounds.situation import Situation, situation_of

__all__ = ["ALWAYS_NEEDS", "MORE_NEEDS", "Need", "all_needs", "open_needs", "show_home"]

MORE_NEEDS: list[Callable[[Member, Situation], list[Need]]] = []
"""What later parts of the year ask of a member; each part adds its own."""
ALWAYS_NEEDS: list[Callable[[Member], list[Need]]] = []
"""What is asked of a member whether a year is planned or not, as by assemblies and workplaces."""


@dataclass(frozen=True)
class Need:
    """One thing that waits for a member: what, why, where; done: it was done and can still be changed."""

    title: str
    text: str
    url: str
    done: bool = False


def show_home(request: HttpRequest) -> HttpResponse:
    """Show a member what waits for them, what is done, and what changed; before a first year is planned, what assemblies and workplaces ask."""
    councils = Council.objects.filter(seats__member=request.member)
    if current_year(request.community) is None:
        needs = all_needs(request.member, None)
        return render(request, "rounds/home.html", {"needs": [need for need in needs if not need.done], "done": [need for need in needs if need.done], "councils": councils, "unplanned": True})
    now = situation_of(request)
    needs = all_needs(request.member, now)
    pilot = Autopilot.objects.filter(member=request.member).first()
    return render(request, "rounds/home.html", {
        "now": now, "needs": [need for need in needs if not need.done], "done": [need for need in needs if need.done],
        "changes": changes_for(request.member, now) if now.year.phase == Year.Phase.ROUNDS else [], "pilot": pilot is not None and pilot.on, "neighbourhood": neighbourhood_of(request.member) if now.year.phase == Year.Phase.ROUNDS else None,
        "councils": councils})


def all_needs(member: Member, now: Situation | None) -> list[Need]:
    """Return what waits for a member and what they have done and can still change, in every part of the year; now: None where none is planned yet."""
    needs = needs_of(member, now) if now is not None and now.year.phase == Year.Phase.ROUNDS else []
    needs += [need for more in MORE_NEEDS for need in more(member, now)] if now is not None else []
    return needs + [need for always in ALWAYS_NEEDS for need in always(member)]


def open_needs(member: Member, now: Situation | None) -> list[Need]:
    """Return what waits for a member and is not done."""
    return [need for need in all_needs(member, now) if not need.done]


def needs_of(member: Member, now: Situation) -> list[Need]:
    """Return what waits for a member in the open round, the member's own request first."""
    found = []
    if neighbourhood_of(member):
        found.append(_need_request(member, now))
        found += _asked_by_neighbours(member, now)
    if now.round.state == Round.State.OPEN:
        found += [_need_permit(member, community, now) for community in communities_of(member, now.economy)]
    for council in Council.objects.filter(seats__member=member).exclude(kind__in=(Council.Kind.CONSUMER, Council.Kind.COMMUNITY)):
        found.append(_need_draft(member, council, now))
    found += _appeals_of_others(member, now)
    if Role.objects.filter(member=member, task=Role.Task.FACILITATOR).exists():
        given = set(now.round.consents.filter(to="close").values_list("member_id", flat=True))
        if given and member.id not in given:
            url = reverse("facilitate", args=[member.community.slug])
            found.append(Need(_("Another facilitator wants to close the round"), _("It closes when you agree."), url))
    return found


def _need_request(member: Member, now: Situation) -> Need:
    url, sent = reverse("request", args=[member.community.slug]), latest_request(now.round, member)
    if sent:
        return Need(_("Your request is sent"), _("You can change it until the round closes."), url, done=True)
    earlier = request_before(member, now.round) is not None
    return Need(_("Your request for next year"), _("Your last request is filled in. Check it, change what you like, and send.") if earlier
                else _("Last year's amounts are filled in. Check them, change what you like, and send."), url)


def _asked_by_neighbours(member: Member, now: Situation) -> list[Need]:
    """Return what neighbours ask for by need, on which a member has not voted or can change their vote."""
    council, found = neighbourhood_of(member), []
    for ask in now.year.need_asks.filter(council=council, from_round=None).exclude(member=member).select_related("member__profile"):
        done = ask.voices.filter(member=member).exists()
        text = _("You have voted; you can change it until it is granted.") if done else _("Read why, and say whether your neighbourhood grants it.")
        found.append(Need(_("%(name)s asks for more by need") % {"name": ask.member}, text, reverse("needs", args=[member.community.slug, council.slug]), done=done))
    return found


def _appeals_of_others(member: Member, now: Situation) -> list[Need]:
    """Return the appeals of this round on which a member votes as delegate of a workplace."""
    found, speaks = [], set(member.seats.filter(delegate=True, council__kind=Council.Kind.WORKER).values_list("council_id", flat=True))
    for about in appealed_in(now.round) if speaks and now.is_open else ():
        mine = [one.id for one in electors_of(about, now.economy) if one.id in speaks]
        if mine:
            done = now.round.appeal_voices.filter(about=about, voter__in=mine).count() == len(mine)
            found.append(Need(_("Appeal of %(council)s") % {"council": said(about.name)}, _("Its proposal came back. Read why it should stand, and vote for your workplace."),
                              reverse("council", args=[member.community.slug, about.slug]), done=done))
    return found


def _need_permit(member: Member, community, now: Situation) -> Need:
    name = said(now.economy.goods[now.economy.labels.position(community.pollutant)].name)
    done = latest_voice(now.round, member, community.pollutant) is not None
    text = _("Your voice stands until you change it.") if done else _("Those whom it harms say how much of it may be emitted, and are paid for it.")
    return Need(_("How much %(pollutant)s do you permit?") % {"pollutant": name}, text, reverse("permits", args=[member.community.slug]), done=done)


def _need_draft(member: Member, council: Council, now: Situation) -> Need:
    url = reverse("draft", args=[member.community.slug, council.slug])
    draft, filed = latest_draft(now.round, council), latest_filing(now.round, council)
    if draft is None and package_lines(now.economy, council.position):
        return Need(said(council.name), _("What members decided together is asked for. Its delegates may ask for it otherwise."), url, done=True)
    if draft is None:
        return Need(said(council.name), _("Nobody has begun the proposal for this round. Last round's numbers are filled in."), url)
    if filed is not None and filed.draft_id == draft.id:
        return Need(said(council.name), _("The proposal is sent. You can still change it together until the round closes."), url, done=True)
    yes, needed = draft.votes.filter(yes=True).count(), votes_needed(council, now.charter)
    if draft.votes.filter(member=member).exists():
        return Need(said(council.name), _("You have voted; %(yes)d of %(needed)d votes are there.") % {"yes": yes, "needed": needed}, url, done=True)
    return Need(said(council.name), _("Vote on the draft: %(yes)d of %(needed)d votes are there to send it.") % {"yes": yes, "needed": needed}, url)


def changes_for(member: Member, now: Situation) -> list[str]:
    """Return what changed since the last round and what it means for this member, in sentences."""
    if now.round.number == 1:
        return []
    before = now.prices_before
    rose = [good.name for good in now.economy.goods if now.prices[good.code] > before[good.code]]
    sentences = [ngettext("%(count)d price rose.", "%(count)d prices rose.", len(rose)) % {"count": len(rose)}]
    last = Request.objects.filter(member=member, round__year=now.year, round__number__lt=now.round.number).order_by("round__number", "version").last()
    if last:
        old, new = cost_of(last.lines, before), cost_of(last.lines, now.prices)
        change = (new - old) / old * 100 if old else 0.0
        what = _("Your last request now costs %(change)s %% more.") if change >= 0 else _("Your last request now costs %(change)s %% less.")
        sentences.append(what % {"change": write_share(abs(change))})
        council = neighbourhood_of(member)
        share = share_of_member(member.id, council, now.economy, now.said)
        if new > share.allowance:
            cut = cost_of(standing_lines(member, council, now.round), now.prices) / new * 100
            sentences.append(_("It no longer fits your allowance. If you do nothing, every amount is cut to %(share)s %%.") % {"share": write_share(cut)})
        else:
            sentences.append(_("It still fits your allowance. If you do nothing, it is sent again for you."))
    return sentences
