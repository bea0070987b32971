"""Who has joined, for the clerk: inviting somebody by a link, giving a new one for one that was lost, ending one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from parecon_web.councils.models import Council, Seat
from parecon_web.mail.links import mail_link
from parecon_web.mail.models import Sent
from parecon_web.mail.sending import is_on
from parecon_web.keys.signing import end_passkeys
from parecon_web.members.links import make_invitation, revoke_links
from parecon_web.members.models import Member, Profile
from parecon_web.publish.own_data import end_sessions
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.record.refusals import Answered, Refusal
from parecon_web.rounds.keeping import current_year, economy_of
from parecon_web.setup.reasons import SetupReason

__all__ = ["make_new_link", "revoke", "show_people"]


@never_cache
def show_people(request: HttpRequest) -> HttpResponse:
    """Show everybody who has joined with their links; a form invites one more."""
    given = {key: request.POST.get(key, "").strip() for key in ("name", "neighbourhood", "workplace")}
    errors: list[Refusal] = []
    fresh = None
    if request.method == "POST":
        errors = _check(request.community, given)
        if not errors:
            fresh = _invite(request, given)
            given = dict.fromkeys(given, "")
    return _show(request, given=given, errors=errors, fresh=fresh)


def _show(request: HttpRequest, **more) -> HttpResponse:
    community = request.community
    seats: dict[int, list[Seat]] = {}
    for seat in Seat.objects.filter(community=community).select_related("council"):
        seats.setdefault(seat.member_id, []).append(seat)
    members = Member.objects.filter(community=community).select_related("profile").prefetch_related("roles", "links", "passkeys").order_by("number")
    mails = {sent.member_id: sent for sent in Sent.objects.filter(community=community).order_by("at")}
    rows = [{"member": member, "mail": mails.get(member.id), "address": getattr(getattr(member, "profile", None), "email", ""), "seats": seats.get(member.id, ()), "roles": member.roles.all(), "links": sum(link.revoked_at is None for link in member.links.all()), "keys": len(member.passkeys.all())} for member in members]
    councils = Council.objects.filter(community=community).order_by("position")
    context = {"rows": rows, "neighbourhoods": [c for c in councils if c.kind == Council.Kind.CONSUMER], "workplaces": [c for c in councils if c.kind != Council.Kind.CONSUMER],
               "given": {}, "errors": [], "fresh": None, "mailed": "", "mail_on": is_on() and not community.demonstration, **more}
    return render(request, "setup/people.html", context, status=422 if context["errors"] else 200)


def _check(community: Community, given: dict[str, str]) -> list[Refusal]:
    errors = []
    if not 0 < len(given["name"]) <= Profile._meta.get_field("name").max_length:
        errors.append(Refusal(SetupReason.NO_NAME, "name"))
    elif Profile.objects.filter(community=community, name=given["name"]).exists():
        errors.append(Refusal(SetupReason.NAME_TAKEN, "name", given["name"]))
    home = Council.objects.filter(community=community, kind=Council.Kind.CONSUMER, slug=given["neighbourhood"]).first()
    if home is None:
        errors.append(Refusal(SetupReason.NO_SUCH_COUNCIL, "neighbourhood", given["neighbourhood"], "", _("Choose one of the list")))
    elif (year := current_year(community)) is not None:
        room, taken = int(economy_of(year).councils.members[home.position]), home.seats.count()
        if taken >= room:
            errors.append(Refusal(SetupReason.FULL, "neighbourhood", str(taken), str(room), _("Newcomers enter with the next year's tables")))
    if given["workplace"] and not Council.objects.filter(community=community, slug=given["workplace"]).exclude(kind=Council.Kind.CONSUMER).exists():
        errors.append(Refusal(SetupReason.NO_SUCH_COUNCIL, "workplace", given["workplace"], "", _("Choose one of the list")))
    return errors


def _invite(request: HttpRequest, given: dict[str, str]) -> tuple[Member, str] | None:
    """Let somebody join with their seats and return them with the address of their link; None where this form was sent before."""
    key = request.POST.get("request_id") or new_request_id()
    answer = perform(request.community, "members.join", {"simulated": [False]}, by=request.member.id, request_id=key)
    if not isinstance(answer, Answered) or answer.hit:
        return None
    (pk,) = answer.answer["members"]
    member = Member.objects.get(pk=pk)
    Profile.objects.create(community=request.community, member=member, name=given["name"])
    places = [place for place in (given["neighbourhood"], given["workplace"]) if place]
    perform(request.community, "councils.seat", {"seats": [{"council": place, "member": pk, "delegate": False} for place in places]},
            by=request.member.id, request_id=f"{key}-seats")
    return member, _address(request, make_invitation(member))


def _address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("enter", args=[request.community.slug, token]))


def _member(request: HttpRequest) -> Member | None:
    number = request.POST.get("member", "")
    return Member.objects.filter(community=request.community, number=int(number)).first() if number.isdecimal() and len(number) < 10 else None


@never_cache
def make_new_link(request: HttpRequest) -> HttpResponse:
    """End all links of a member and show a new one, once; it is mailed too where there is an address for it."""
    member = _member(request)
    if member is None:
        return _show(request, errors=[Refusal(SetupReason.NOT_A_MEMBER, "")])
    revoke_links(member)
    address = _address(request, make_invitation(member))
    return _show(request, fresh=(member, address), mailed=mail_link(member, address))


@never_cache
def revoke(request: HttpRequest) -> HttpResponse:
    """End all links and passkeys of a member and sign them out everywhere, as where a telephone was lost."""
    member = _member(request)
    if member is None:
        return _show(request, errors=[Refusal(SetupReason.NOT_A_MEMBER, "")])
    revoke_links(member)
    end_passkeys(member)
    end_sessions(member)
    return _show(request, ended=member)
