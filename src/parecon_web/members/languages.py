"""In which language somebody reads: what they chose, else what their browser asks for, else what the community speaks."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from parecon_web.members.models import Member, Profile
from parecon_web.record.models import Community

__all__ = ["choose_language", "language_of", "speak"]


def language_of(member: Member | None, community: Community | None, request: HttpRequest) -> str:
    """Return the language of somebody's pages; one that the program does not speak counts as none."""
    profile = getattr(member, "profile", None) if community else Profile.objects.filter(member__in=signed(request)).exclude(language="").first()
    asked = [code for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")) if code != "*"]
    chosen = [profile.language if profile else "", request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), *asked, community.language if community else ""]
    return next((found for code in chosen if (found := spoken(code))), settings.LANGUAGE_CODE)


def signed(request: HttpRequest) -> list[int]:
    """Return the members that this browser is, one of each of its communities."""
    return list(request.session.get("members", {}).values())


def spoken(code: str) -> str:
    """Return the language of the program that serves somebody who asks for ``code``, "" where there is none."""
    try:
        return get_supported_language_variant(code)
    except LookupError:
        return ""


def speak(request: HttpRequest) -> None:
    """Answer a request in its member's language and in its community's time."""
    translation.activate(language_of(request.member, request.community, request))
    request.LANGUAGE_CODE = translation.get_language()
    timezone.activate(ZoneInfo(request.community.zone if request.community else "UTC"))


def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language that somebody chose: on this device, and for whoever is signed in on it; then back to where they were."""
    language, back = spoken(request.POST.get("language", "")), request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    answer = redirect(back if safe else "landing")
    if language:
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.SESSION_COOKIE_AGE, secure=settings.SESSION_COOKIE_SECURE,
                          httponly=True, samesite="Lax")
        for member in Member.objects.filter(pk__in=signed(request)):
            Profile.objects.update_or_create(member=member, defaults={"community_id": member.community_id, "language": language})
    return answer
