"""Landing, entering by a personal link, leaving."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from parecon_web.members.links import keep_link, member_of_token
from parecon_web.members.permissions import communities, sign_in, sign_out

__all__ = ["csrf_refused", "enter", "land", "leave", "not_found", "show_help"]


def land(request: HttpRequest) -> HttpResponse:
    """Show what this is and which communities plan here."""
    return render(request, "members/landing.html", {"communities": communities().order_by("name"), "may_begin_anew": settings.DEMO, "may_found": settings.DEMO or bool(settings.FOUNDING_KEY), "mail_on": settings.MAIL_ON})


@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Make whoever opens a personal link that member, and go to what needs them."""
    member = member_of_token(request.community, token)
    if member is None:
        return render(request, "members/link_unknown.html", {"mail_on": settings.MAIL_ON}, status=404)
    keep_link(member, token)
    sign_in(request, member)
    return redirect("home", community=request.community.slug)


def leave(request: HttpRequest) -> HttpResponse:
    """Forget in this browser who it was."""
    sign_out(request)
    return redirect("landing")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is nothing here; to programs in JSON."""
    if "/api/" in request.path:
        return JsonResponse({"detail": "there is nothing here"}, status=404)
    return render(request, "members/not_found.html", status=404)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old or came from elsewhere, and how to go on."""
    return render(request, "members/form_refused.html", status=403)


def show_help(request: HttpRequest) -> HttpResponse:
    """Say how planning goes, on one page."""
    return render(request, "members/help.html")
