"""A community that met and worked so far begins to plan: its tables are given, its councils find their places in them, the first year opens."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parecon.charter import Charter
from parecon.datasets.town_record import TownRecord, record_economy
from parecon.economy import CouncilKind
from parecon.proposals import batch_of_actuals
from parecon_web.councils.models import Council
from parecon_web.members.models import Role
from parecon_web.record.acts import perform
from parecon_web.record.models import Community, Event
from parecon_web.record.refusals import Answered, Refusal
from parecon_web.rounds.keeping import current_year
from parecon_web.rounds.opening import open_year
from parecon_web.setup.founding import council_entries, look_at_tables
from parecon_web.setup.given_tables import given_tables
from parecon_web.setup.models import Founding
from parecon_web.setup.reasons import SetupReason
from parecon_web.setup.summary import summarize, tell_fault

__all__ = ["begin_planning", "find_misfits", "open_first_year", "take_tables"]

_FAULTS_SHOWN = 50


def _kept(community: Community) -> dict:
    row = Founding.objects.filter(founded=community).first()
    return json.loads(row.tables) if row is not None else {}


def _keep(community: Community, given: dict) -> None:
    Founding.objects.update_or_create(founded=community, defaults={"tables": json.dumps(given)}, create_defaults={
        "key_hash": f"planning {community.pk}", "name": community.name, "slug": community.slug, "language": community.language, "zone": community.zone, "tables": json.dumps(given)})


def find_misfits(community: Community, record: TownRecord, charter: Charter) -> list[Refusal]:
    """Return what keeps a community from planning with these tables: councils they do not name, seats they do not count, too few facilitators."""
    known, found = {(council.kind, council.name.casefold()): council for council in record.councils}, []
    for council in Council.objects.filter(community=community):
        there = known.get((council.kind, council.name.casefold()))
        if there is None:
            found.append(Refusal(SetupReason.NOT_IN_TABLES, "file", council.name, "", _("Add it to the table of councils, under this name")))
        elif 0 < there.members < council.seats.count():
            found.append(Refusal(SetupReason.FULL, "file", f"{council.name}: {council.seats.count()}", str(there.members), _("Correct the column “members” of councils")))
    needed, have = charter["rounds.close_consents"], Role.objects.filter(community=community, task=Role.Task.FACILITATOR).count()
    if have < needed:
        found.append(Refusal(SetupReason.FACILITATORS, "file", str(have), str(needed)))
    return found


def open_first_year(community: Community, record: TownRecord, charter: Charter, by: int) -> None:
    """Put the councils in the order of the economy and open its year; done again, it does nothing twice."""
    economy = record_economy(record)
    here = {(council.kind, council.name.casefold()): council for council in Council.objects.filter(community=community)}
    entries, taken = council_entries(economy), {council.slug for council in here.values()}
    for entry, council in zip(entries, record.councils):
        mine = here.get((entry["kind"], council.name.casefold()))
        if mine is not None:
            entry |= {"slug": mine.slug, "name": mine.name}
        elif entry["slug"] in taken:
            entry["slug"] = f"{entry['slug']}-{entry['position']}"
    facilitators = list(Role.objects.filter(community=community, task=Role.Task.FACILITATOR).order_by("member__number").values_list("member_id", flat=True))
    # A list of people names workplaces and neighbourhoods alone, so nobody sits in the others yet.
    spoken = [entry["slug"] for entry in entries if entry["kind"] not in (CouncilKind.CONSUMER, CouncilKind.WORKER)]
    seats = [{"council": slug, "member": member, "delegate": True} for slug in spoken for member in facilitators]
    _once(community, "arrange", by, lambda who, key: perform(community, "councils.arrange", {"councils": entries}, by=who, request_id=key))
    _once(community, "seat", by, lambda who, key: perform(community, "councils.seat", {"seats": seats}, by=who, request_id=key))
    _once(community, "year", by, lambda who, key: open_year(community, economy, charter, by=who, actuals=batch_of_actuals(record.actuals, 0), request_id=key))


def _once(community: Community, step: str, by: int, act) -> None:
    """Do a step once: whoever goes on with what another began, or does it at once with them, does the same act."""
    key = f"planning-{community.pk}-{step}"
    answer = act(by, key)
    begun = Event.objects.filter(community=community, request=key).first()
    answer = act(begun.by, key) if not isinstance(answer, Answered) and begun is not None else answer
    assert isinstance(answer, Answered), answer


def begin_planning(request: HttpRequest, *, errors: list | tuple = (), faults: list | tuple = ()) -> HttpResponse:
    """Show what beginning to plan takes (GET), or open the first year with the tables that were checked (POST)."""
    community = request.community
    if current_year(community) is not None:
        return redirect("home", community.slug)
    given = _kept(community)
    record, charter, _faults = look_at_tables(given) if given else (None, None, [])
    misfits = find_misfits(community, record, charter) if record is not None else []
    if request.method == "POST" and record is not None and not misfits and not errors and not faults:
        open_first_year(community, record, charter, request.member.id)
        Founding.objects.filter(founded=community).update(tables="{}")
        return redirect("home", community.slug)
    context = {"summary": summarize(record, charter) if record is not None else None, "ready": record is not None and not misfits, "errors": [*errors, *misfits],
               "faults": [tell_fault(fault) for fault in faults[:_FAULTS_SHOWN]], "more_faults": max(0, len(faults) - _FAULTS_SHOWN), "formats": ("ods", "xlsx", "zip")}
    return render(request, "setup/planning.html", context, status=422 if context["errors"] or faults else 200)


def take_tables(request: HttpRequest) -> HttpResponse:
    """Take a file of tables, or the example's; nothing of a faulty file is kept."""
    if current_year(request.community) is not None:
        return redirect("home", request.community.slug)
    given, errors, faults = given_tables(request, request.community.name)
    if errors or faults:
        return begin_planning(request, errors=errors, faults=faults)
    _keep(request.community, given)
    return redirect("begin-planning", request.community.slug)
