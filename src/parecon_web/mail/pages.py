"""The screens of mail: one's own address and whether mail is wanted, and entering by a code where the link is lost."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from parecon_web.mail.codes import MINUTES, ask_to_enter, ask_to_prove, enter_by_code, prove_address
from parecon_web.mail.models import Code, Sent
from parecon_web.mail.reasons import MailReason
from parecon_web.mail.sending import is_on
from parecon_web.members.models import Profile
from parecon_web.members.permissions import sign_in
from parecon_web.record.refusals import Refusal

__all__ = ["choose_mail", "enter_code", "lose_link", "prove", "show_mail"]


def network_of(request: HttpRequest) -> str:
    """Return the network address that a request comes from, as the server in front tells it."""
    return request.META.get("REMOTE_ADDR", "")


def _no_address(address: str) -> Refusal | None:
    try:
        validate_email(address)
    except ValidationError:
        return Refusal(MailReason.NO_ADDRESS, "address", address[:80])
    return None


@never_cache
def lose_link(request: HttpRequest) -> HttpResponse:
    """Ask for one's mail address (GET), or mail a code to whoever has it and say the same to everybody (POST)."""
    address, errors = request.POST.get("address", "").strip(), ()
    if request.method == "POST":
        refused = _no_address(address) or ask_to_enter(request.community, address, network_of(request))
        if refused is None:
            return render(request, "mail/code.html", {"address": address, "minutes": MINUTES})
        errors = (refused,)
    return render(request, "mail/lost.html", {"address": address, "errors": errors, "on": is_on()}, status=422 if errors else 200)


@never_cache
def enter_code(request: HttpRequest) -> HttpResponse:
    """Let somebody enter by the code that was mailed to them."""
    address, code = request.POST.get("address", "").strip(), request.POST.get("code", "").strip()
    found = enter_by_code(request.community, address, code[:40], network_of(request))
    if isinstance(found, Refusal):
        return render(request, "mail/code.html", {"address": address, "minutes": MINUTES, "errors": (found,)}, status=422)
    sign_in(request, found)
    return redirect("home", community=request.community.slug)


def show_mail(request: HttpRequest, *, errors: tuple = (), status: int = 200) -> HttpResponse:
    """Show one's address, whether mail is wanted, and the last mails with what became of them."""
    profile = Profile.objects.filter(member=request.member).first()
    asked = Code.objects.filter(member=request.member, used_at=None).exclude(address="").order_by("-made_at").first()
    sent = Sent.objects.filter(member=request.member).order_by("-at")[:10]
    context = {"profile": profile, "sent": sent, "errors": errors, "on": is_on() and not request.community.demonstration, "asked": asked.address if asked else "",
               "address": request.POST.get("address", profile.email if profile else "")}
    return render(request, "mail/mail.html", context, status=status)


def choose_mail(request: HttpRequest) -> HttpResponse:
    """Switch mail on or off, take one's address out, or ask for a code to a new one."""
    address = request.POST.get("address", "").strip()
    wanted = Profile.Mail.DAILY if request.POST.get("daily") else Profile.Mail.OFF
    profile, _made = Profile.objects.get_or_create(member=request.member, defaults={"community": request.community})
    refused = (_no_address(address) or ask_to_prove(request.member, address, network_of(request))) if address and address != profile.email else None
    if refused is not None:
        return show_mail(request, errors=(refused,), status=422)
    Profile.objects.filter(pk=profile.pk).update(mail=wanted, **({} if address else {"email": ""}))
    return redirect("mail", request.community.slug)


def prove(request: HttpRequest) -> HttpResponse:
    """Keep an address whose code came back."""
    refused = prove_address(request.member, request.POST.get("code", "").strip()[:40])
    return redirect("mail", request.community.slug) if refused is None else show_mail(request, errors=(refused,), status=422)
