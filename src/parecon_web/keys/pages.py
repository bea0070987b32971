"""The screens of passkeys: one's own, and entering with one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from parecon_web.keys.signing import NAME_MAX, add_key, ask_to_add, ask_to_enter, enter_by_key
from parecon_web.members.permissions import sign_in
from parecon_web.record.refusals import Refusal

__all__ = ["add", "add_options", "enter", "enter_options", "remove", "show_keys"]


def show_keys(request: HttpRequest, *, errors: tuple = (), status: int = 200) -> HttpResponse:
    """Show a member's passkeys, with when each was added and used, and a form for another."""
    return render(request, "keys/keys.html", {"keys": request.member.passkeys.all(), "errors": errors, "name": request.POST.get("name", ""), "most": NAME_MAX}, status=status)


@never_cache
def add_options(request: HttpRequest) -> HttpResponse:
    """Give what the member's device is asked in order to make a key."""
    return HttpResponse(ask_to_add(request), content_type="application/json")


def add(request: HttpRequest) -> HttpResponse:
    """Keep the key that the member's device made."""
    refused = add_key(request, request.POST.get("name", "").strip(), request.POST.get("answer", ""))
    return redirect("passkeys", request.community.slug) if refused is None else show_keys(request, errors=(refused,), status=422)


def remove(request: HttpRequest) -> HttpResponse:
    """Take one of the member's keys out; one that is not there is gone already."""
    pk = request.POST.get("key", "")
    request.member.passkeys.filter(pk=int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 19 else 0).delete()
    return redirect("passkeys", request.community.slug)


@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Offer to enter with a passkey (GET), or let in whoever's device answered rightly (POST)."""
    errors: tuple = ()
    if request.method == "POST":
        found = enter_by_key(request, request.POST.get("answer", ""))
        if not isinstance(found, Refusal):
            sign_in(request, found)
            return redirect("home", community=request.community.slug)
        errors = (found,)
    return render(request, "keys/enter.html", {"errors": errors}, status=422 if errors else 200)


@never_cache
def enter_options(request: HttpRequest) -> HttpResponse:
    """Give what any device is asked in order to enter."""
    return HttpResponse(ask_to_enter(request), content_type="application/json")
