"""Who may call what: every view is declared with `page`, and what is not declared is refused."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import wraps

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from parecon_web.members.languages import speak
from parecon_web.members.links import member_of_token
from parecon_web.members.models import Member
from parecon_web.record.models import Community, Rebuilding

__all__ = ["EVERYBODY", "MEMBERS", "Who", "communities", "page", "sign_in", "sign_out", "whoever"]


class Who(StrEnum):
    """Everybody a permission can name."""

    PUBLIC = "public"
    MEMBER = "member"
    COUNCIL_DELEGATE = "council delegate"
    FEDERATION_DELEGATE = "federation delegate"
    FACILITATOR = "facilitator"
    CLERK = "clerk"
    AUDITOR = "auditor"
    TEACHER = "teacher"
    ADMINISTRATOR = "administrator"


EVERYBODY = (Who.PUBLIC,)
MEMBERS = (Who.MEMBER,)
_SESSION_KEY = "members"
METHODS = ("GET", "POST")


def sign_in(request: HttpRequest, member: Member) -> None:
    """Let this browser be a member of that member's community; one browser may be a member of several."""
    signed = request.session.get(_SESSION_KEY, {})
    request.session.cycle_key()
    request.session[_SESSION_KEY] = {**signed, member.community.slug: member.pk}


def sign_out(request: HttpRequest) -> None:
    """Let this browser be nobody."""
    request.session.flush()


def communities() -> QuerySet[Community]:
    """Return the communities of this server that are whole; a demonstration, whose links are printed, is there in demonstrations only."""
    whole = Community.objects.exclude(pk__in=Rebuilding.objects.values("community"))
    return whole if settings.DEMO else whole.filter(demonstration=False)


def find_community(slug: str) -> Community | None:
    """Return a community by its slug, or None."""
    return communities().filter(slug=slug).first()


def signed_in_member(request: HttpRequest, community: Community) -> Member | None:
    """Return the member of ``community`` that this browser is."""
    pk = request.session.get(_SESSION_KEY, {}).get(community.slug)
    return Member.objects.filter(community=community, pk=pk).select_related("profile").first() if pk else None


def whoever(member: Member | None) -> frozenset[Who]:
    """Return everything that somebody is in the community: public, member, its tasks, its seats as delegate."""
    if member is None:
        return frozenset(EVERYBODY)
    found = {Who.PUBLIC, Who.MEMBER} | {Who(task) for task in member.roles.values_list("task", flat=True)}
    if member.seats.filter(delegate=True).exists():
        found.add(Who.COUNCIL_DELEGATE)
    if member.federation_seats.exists():
        found.add(Who.FEDERATION_DELEGATE)
    return frozenset(found)


def page(route: str, view: Callable, name: str, *, by_token: bool = False, **allowed: Iterable[Who]) -> URLPattern:
    """Return the URL pattern of a view with who may GET it and who may POST to it; nobody else may do anything.

    A route that begins with ``<slug:community>/`` gives the view ``request.community``,
    ``request.member`` (or None) and ``request.roles``; what is about one council or member is
    then asked of that object's own access function. A community that is not there is a 404.
    ``by_token``: for programs, which show the token of a personal link in ``Authorization: Bearer`` at
    each call instead of a session, and are answered in JSON.
    """
    assert allowed and set(allowed) <= set(METHODS), f"{name}: declare who may {' and '.join(METHODS)}"
    who = {method: frozenset(Who(one) for one in some) for method, some in allowed.items()}
    refusal = _token_refusal if by_token else _refusal
    guarded = _guard_async(view, who, refusal) if inspect.iscoroutinefunction(view) else _guard(view, who, refusal)
    guarded.allowed = who
    return path(route, guarded, name=name)


def _guard(view: Callable, who: dict[str, frozenset[Who]], refusal: Callable) -> Callable:
    @wraps(view)
    def guarded(request: HttpRequest, *, community: str | None = None, **named) -> HttpResponse:
        refused = refusal(request, who, community)
        return refused if refused is not None else view(request, **named)
    return guarded


def _guard_async(view: Callable, who: dict[str, frozenset[Who]], refusal: Callable) -> Callable:
    @wraps(view)
    async def guarded(request: HttpRequest, *, community: str | None = None, **named) -> HttpResponse:
        refused = await sync_to_async(refusal)(request, who, community)
        return refused if refused is not None else await view(request, **named)
    return guarded


def _refusal(request: HttpRequest, who: dict[str, frozenset[Who]], slug: str | None) -> HttpResponse | None:
    method = "GET" if request.method == "HEAD" else request.method
    if method not in who:
        return HttpResponseNotAllowed(sorted(who))
    request.community = request.member = None
    if slug is not None:
        request.community = find_community(slug)
        if request.community is None:
            raise Http404
        request.member = signed_in_member(request, request.community)
    request.roles = whoever(request.member)
    speak(request)
    if who[method] & request.roles:
        return None
    return render(request, "members/refused.html", {"allowed": sorted(who[method])}, status=403)


def _token_refusal(request: HttpRequest, who: dict[str, frozenset[Who]], slug: str | None) -> HttpResponse | None:
    method = "GET" if request.method == "HEAD" else request.method
    if method not in who:
        return JsonResponse({"detail": f"{method} is not offered here"}, status=405, headers={"Allow": ", ".join(sorted(who))})
    request.community = find_community(slug)
    if request.community is None:
        return JsonResponse({"detail": "there is no such community"}, status=404)
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    request.member = member_of_token(request.community, token) if kind == "Bearer" and token else None
    request.roles = whoever(request.member)
    if who[method] & request.roles:
        return None
    if request.member is None:
        return JsonResponse({"detail": "show the token of a personal link: Authorization: Bearer TOKEN"}, status=401, headers={"WWW-Authenticate": "Bearer"})
    return JsonResponse({"detail": "this is for " + ", ".join(sorted(who[method]))}, status=403)
