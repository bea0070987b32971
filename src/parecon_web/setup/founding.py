"""From tables and a list of people to a community whose first round is open."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from parecon.charter import Charter, default_charter
from parecon.datasets.errors import TableError
from parecon.datasets.town import town_record
from parecon.datasets.town_faults import CellFault, CellReader, FaultyTown
from parecon.datasets.town_parse import check_town, read_town
from parecon.datasets.town_rules import town_charter
from parecon.datasets.town_record import TownRecord, record_economy
from parecon.datasets.town_sheets import TownSheets, arrange_sheets
from parecon.datasets.town_write import record_sheets
from parecon.economy import CouncilKind, Economy
from parecon.proposals import batch_of_actuals
from parecon_web.councils.models import Council
from parecon_web.members.links import hash_token, make_invitation, revoke_links
from parecon_web.members.models import Member, Profile, Role
from parecon_web.record.acts import perform
from parecon_web.record.models import Community
from parecon_web.record.refusals import Answered
from parecon_web.rounds.opening import open_year
from parecon_web.setup.models import Founding
from parecon_web.setup.people import Newcomer, places_of_people, read_people

__all__ = ["RESERVED", "begin_founding", "council_entries", "example_tables", "find_founding", "found_community", "look_at_tables", "new_links", "tables_of", "tables_of_sheets"]

RESERVED = frozenset({"help", "language", "leave", "source", "found", "static", "api"})
"""Names in addresses that no community can have."""
_DAYS_KEPT = 60
_LINKS_DAYS = 7
Tables = Mapping[str, Sequence[Sequence[str]]]


def example_tables() -> dict[str, list[list[str]]]:
    """Return the tables of the demonstration town, to be replaced by a community's own."""
    return tables_of_sheets(record_sheets(town_record(default_charter(), seed=1, places=True)))


def tables_of_sheets(sheets: TownSheets) -> dict[str, list[list[str]]]:
    """Return sheets as tables of text, the columns first, as a file has them."""
    return {name: [list(sheet.columns), *map(list, sheet.lines)] for name, sheet in sheets.sheets.items()}


def begin_founding(name: str, slug: str, language: str, zone: str) -> tuple[Founding, str]:
    """Begin with a name and where it is; returns the row and the key of its link, which is stored nowhere. What was left for long is forgotten."""
    Founding.objects.filter(made_at__lt=timezone.now() - timedelta(days=_DAYS_KEPT)).delete()
    key = secrets.token_urlsafe(32)
    return Founding.objects.create(key_hash=hash_token(key), name=name, slug=slug, language=language, zone=zone), key


def find_founding(key: str) -> Founding | None:
    """Return the founding of a link, or None."""
    return Founding.objects.filter(key_hash=hash_token(key)).first()


def tables_of(founding: Founding) -> dict[str, list[list[str]]]:
    """Return the tables that were given so far."""
    return json.loads(founding.tables)


def look_at_tables(tables: Tables) -> tuple[TownRecord | None, Charter, list[CellFault | TableError]]:
    """Return what tables hold and the charter they adopt, or None and every fault, each with its cell, both values and the way out."""
    charter = default_charter()
    try:
        sheets: TownSheets = arrange_sheets(tables)
    except TableError as error:
        return None, charter, [error]
    faults: list[CellFault | TableError] = [*check_town(sheets, charter), *_not_here(sheets)]
    if faults:
        return None, charter, faults
    try:
        return read_town(sheets, charter), town_charter(sheets, charter), []
    except FaultyTown as error:
        return None, charter, list(error.faults)


def _not_here(sheets: TownSheets) -> list[CellFault]:
    """Return the rules of the tables that the engine knows and the platform does not carry out."""
    faults: list[CellFault] = []
    cells = CellReader(sheets, "charter", faults)
    for line in cells:
        if (cells.text(line, "rule"), cells.text(line, "value")) == ("collective.settled", "every round"):
            cells.fault(line, "value", "shared goods are decided once, before the first round, where people plan in the browser", expected="before",
                        way_out="take this row out; parecon plan settles them in every round, with simulated councils")
    return faults


def council_entries(economy: Economy) -> list[dict]:
    """Return the councils of an economy as `councils.found` takes them, with names and addresses that no two share."""
    councils, entries, taken = economy.councils, [], set()
    for i in range(len(councils)):
        federation = economy.federations[councils.federation[i]]
        alone = int((councils.federation == councils.federation[i]).sum()) == 1
        own_row = int((councils.row == councils.row[i]).sum()) == 1 and councils.kind[i] != CouncilKind.COLLECTIVE
        name = economy.rows[councils.row[i]].name if own_row else federation.name
        name = name if alone else f"{federation.name} {councils.number[i]}"
        name = name if name not in taken else f"{name} {i}"
        taken.add(name)
        entries.append({"slug": slugify(name)[:50] or f"council-{i}", "name": name[:1].upper() + name[1:], "kind": int(councils.kind[i]),
                        "position": i, "federation": federation.code})
    return entries


def found_community(founding: Founding) -> tuple[Community, list[tuple[Member, str]]]:
    """Found the community that was prepared and return it with the token of a link for everybody; without tables its people meet and work, and plan later.

    Every act has its request id from the founding, so that a founding that was broken off, or asked for twice at once,
    goes on where it stands and does nothing twice. Once founded it is only returned, and links are made anew as long as
    `new_links` may. Raises AssertionError for tables or people that were not checked before.
    """
    if founding.founded_at is None:
        given = tables_of(founding)
        record, charter, faults = look_at_tables(given) if given else (None, default_charter(), [])
        assert record is not None or not given, f"the tables hold {len(faults)} faults"
        people, problems = read_people(json.loads(founding.people), record, charter)
        assert not problems, problems[0].text
        with transaction.atomic():
            founding = Founding.objects.select_for_update().get(pk=founding.pk)
            if founding.founded is None:
                founding.founded = Community.objects.create(slug=founding.slug, name=founding.name, language=founding.language, zone=founding.zone,
                                                            demonstration=settings.DEMO)
                founding.save()
        if record is not None:
            _found(founding, record, charter, people)
        else:
            _found_people(founding, people)
        Founding.objects.filter(pk=founding.pk, founded_at=None).update(founded_at=timezone.now(), tables="{}", people="[]")
        founding.refresh_from_db()
    return founding.founded, new_links(founding)


def new_links(founding: Founding) -> list[tuple[Member, str]]:
    """End all links of a community just founded and return new ones, (member, token) each; none once a week has gone by: then the clerk makes them."""
    if founding.founded_at is None or founding.founded_at < timezone.now() - timedelta(days=_LINKS_DAYS):
        return []
    members = list(Member.objects.filter(community=founding.founded, simulated=False).select_related("profile").order_by("number"))
    for member in members:
        revoke_links(member)
    return [(member, make_invitation(member)) for member in members]


def _act(founding: Founding, kind: str, body: dict, step: str = "") -> dict:
    answer = perform(founding.founded, kind, body, by=None, request_id=f"founding-{founding.pk}-{step or kind}")
    assert isinstance(answer, Answered), f"{kind} is refused: {answer}"
    return answer.answer


def _join(founding: Founding, people: Sequence[Newcomer], seats_of) -> None:
    """Let people join with their seats, which ``seats_of`` gives for their ids, and their tasks."""
    joined = _act(founding, "members.join", {"simulated": [False] * len(people)})["members"]
    for pk, person in zip(joined, people):
        Profile.objects.get_or_create(community=founding.founded, member_id=pk, defaults={"name": person.name, "email": person.mail})
    _act(founding, "councils.seat", {"seats": seats_of(joined)})
    for pk, person in zip(joined, people):
        for task in person.tasks:
            _act(founding, "members.give-task", {"member": pk, "task": task}, f"{task}-{pk}")


def _found_people(founding: Founding, people: Sequence[Newcomer]) -> None:
    """Found the councils that a list of people names; nothing is planned yet."""
    entries, taken = [], set()
    for position, (name, kind) in enumerate(places_of_people(people)):
        slug = slugify(name)[:50] or f"council-{position}"
        slug = slug if slug not in taken else f"{slug}-{position}"
        taken.add(slug)
        entries.append({"slug": slug, "name": name[:1].upper() + name[1:], "kind": int(kind), "position": position, "federation": kind.name.lower() + "s"})
    _act(founding, "councils.found", {"councils": entries})
    place = {(entry["kind"], entry["name"].casefold()): entry["slug"] for entry in entries}
    _join(founding, people, lambda joined: [seat for pk, person in zip(joined, people) for seat in (
        {"council": place[CouncilKind.CONSUMER, person.neighbourhood.casefold()], "member": pk, "delegate": False},
        *([{"council": place[CouncilKind.WORKER, person.workplace.casefold()], "member": pk, "delegate": person.delegate}] if person.workplace else []))])


def _found(founding: Founding, record: TownRecord, charter: Charter, people: Sequence[Newcomer]) -> None:
    community, economy = founding.founded, record_economy(record)
    _act(founding, "councils.found", {"councils": council_entries(economy)})
    place = {council.name: found for council, found in zip(record.councils, Council.objects.filter(community=community).order_by("position"))}
    _join(founding, people, lambda joined: _seats(people, joined, place, record))
    answer = open_year(community, economy, charter, actuals=batch_of_actuals(record.actuals, 0), request_id=f"founding-{founding.pk}-year")
    assert isinstance(answer, Answered), answer


def _seats(people: Sequence[Newcomer], joined: Sequence[int], place: Mapping[str, Council], record: TownRecord) -> list[dict]:
    """Return a seat for everybody at home and at work; where nobody is of a council that is neither, the facilitators speak for it."""
    seats = []
    for pk, person in zip(joined, people):
        seats.append({"council": place[person.neighbourhood].slug, "member": pk, "delegate": False})
        if person.workplace:
            seats.append({"council": place[person.workplace].slug, "member": pk, "delegate": person.delegate})
    taken = {person.workplace for person in people}
    facilitators = [pk for pk, person in zip(joined, people) if Role.Task.FACILITATOR in person.tasks]
    for council in record.councils:
        if council.kind not in (CouncilKind.CONSUMER, CouncilKind.WORKER) and council.name not in taken:
            seats += [{"council": place[council.name].slug, "member": pk, "delegate": True} for pk in facilitators]
    return seats
