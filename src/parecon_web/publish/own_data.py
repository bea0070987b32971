"""What is stored of a member: shown, given as one file, and erased as far as the log allows."""

from __future__ import annotations

import json
from datetime import date, datetime

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from parecon_web.members.models import Member
from parecon_web.members.permissions import sign_out
from parecon_web.record.acts import HANDLERS, whole_body
from parecon_web.record.models import Event, Projection

__all__ = ["end_sessions", "erase", "erase_own_data", "give_own_data", "own_data", "show_own_data"]

SECRET = ("token_hash", "public_key")
"""Columns that would be somebody's key; they stand in no file."""


def tables_of(*, beside_log: bool) -> list[type[Model]]:
    """Return the tables with rows of single members, those that the log builds or those beside it."""
    found = [model for model in apps.get_models() if any(field.name == "member" and field.related_model is Member for field in model._meta.concrete_fields)]
    return sorted((model for model in found if issubclass(model, Projection) != beside_log), key=lambda model: model._meta.label)


def own_data(member: Member) -> dict:
    """Return all that is stored of a member: name and links, rows of every table, and what they did as the log holds it, with its private parts."""
    tables = {}
    for model in tables_of(beside_log=True) + tables_of(beside_log=False):
        if getattr(model, "never_leaves", False):
            continue
        rows = [{key: _plain(value) for key, value in row.items() if key not in SECRET} for row in model.objects.filter(member=member).order_by("pk").values()]
        tables[model._meta.label] = rows
    acts = [{"sequence": event.sequence, "kind": event.kind, "at": event.at.isoformat(), "body": _own_body(event), "answer": json.loads(event.answer)}
            for event in Event.objects.filter(community_id=member.community_id, by=member.pk).order_by("sequence")]
    return {"community": member.community.slug, "number": member.number, "joined_at": member.joined_at.isoformat(), "tables": tables, "acts": acts}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, (date, datetime)) else value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else str(value)


def _own_body(event: Event) -> dict:
    """Return an act's body with its private part, unless that is about others: votes that somebody counted, sheets that the clerk typed."""
    public = json.loads(event.body)
    return public if HANDLERS[event.kind].withheld or public.get("member", event.by) != event.by else whole_body(event)


def erase(member: Member) -> None:
    """Forget who a member is: name, mail, language and links; their number stays in the log, which cannot be changed. No device stays signed in."""
    with transaction.atomic():
        for model in tables_of(beside_log=True):
            model.objects.filter(member=member).delete()
    end_sessions(member)


def end_sessions(member: Member) -> int:
    """Sign a member out on every device and return how many there were."""
    ended = [session.pk for session in Session.objects.iterator() if member.pk in session.get_decoded().get("members", {}).values()]
    return Session.objects.filter(pk__in=ended).delete()[0]


def show_own_data(request: HttpRequest, *, errors: tuple = (), status: int = 200) -> HttpResponse:
    """Show what is stored of whoever asks, and what erasing means."""
    data = own_data(request.member)
    rows = sum(len(rows) for rows in data["tables"].values())
    return render(request, "publish/own_data.html", {"profile": getattr(request.member, "profile", None), "acts": len(data["acts"]), "rows": rows,
                                                     "errors": errors}, status=status)


def give_own_data(request: HttpRequest) -> HttpResponse:
    """Give all that is stored of whoever asks, as one JSON file."""
    answer = HttpResponse(json.dumps(own_data(request.member), ensure_ascii=False, indent=1), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{request.community.slug}-{request.member.number}.json"'
    return answer


def erase_own_data(request: HttpRequest) -> HttpResponse:
    """Erase what may be erased of whoever asks, once they said that they mean it."""
    if request.POST.get("sure") != "yes":
        return show_own_data(request, errors=({"field": "sure", "text": _("Nothing was erased: mark first that you mean it.")},), status=422)
    erase(request.member)
    sign_out(request)
    return redirect("landing")
