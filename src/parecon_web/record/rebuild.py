"""All tables made anew from the event log."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Iterable
from datetime import datetime

from django.apps import apps
from django.db import connection, transaction

from parecon.journal.verify import canonical_text
from parecon_web.record.acts import HANDLERS, Act, chained_line, whole_body
from parecon_web.record.models import Community, Event, Projection, Rebuilding

__all__ = ["BrokenLog", "check_chain", "play_again", "play_in_parts", "projections", "rebuild", "table_text"]

PART = 200
_BEGINNING = Community._meta.get_field("head").default


class BrokenLog(ValueError):
    """A log that is not as it was written, or that the program answers otherwise than it did."""


def projections() -> list[type[Projection]]:
    """Return every table that is built from the log, by name."""
    return sorted((model for model in apps.get_models() if issubclass(model, Projection)), key=lambda model: model._meta.label)


def rebuild(community: Community) -> int:
    """Delete all projections of a community, play its log again in one transaction, and return the number of events.

    Raises BrokenLog, leaving everything as it was, where the chain is broken or an act gives another answer.
    """
    with transaction.atomic(durable=True):
        return play_again(community)


def play_again(community: Community) -> int:
    """Do what `rebuild` does inside a transaction that is open already."""
    with transaction.atomic():
        home = Community.objects.select_for_update().get(pk=community.pk)
        mark = Rebuilding.objects.create(community=home)
        for model in projections():
            rows = model.objects.filter(community=home)
            rows._raw_delete(rows.db)
        reached = _play_part(home, Event.objects.filter(community=home).order_by("sequence").iterator(), (0, _BEGINNING))
        _check_end(home, *reached)
        mark.delete()
        return reached[0]


def play_in_parts(community: Community) -> int:
    """Play the log of a community that has no projections yet and is marked as being rebuilt, in a transaction for every part of it, and take the mark away.

    Within one transaction PostgreSQL keeps every row that was written over, and looks through them all at every act: a
    million postings would take hours. Raises BrokenLog as `rebuild` does, and leaves the mark and what was played so far.
    """
    reached = (0, _BEGINNING)
    for number in itertools.count(1):
        if number & (number - 1) == 0:  # tables grow from nothing: what PostgreSQL knows of them, and the plans that it keeps, soon do not fit
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        with transaction.atomic(durable=True):
            home = Community.objects.select_for_update().get(pk=community.pk)
            part = list(Event.objects.filter(community=home, sequence__gte=reached[0], sequence__lt=reached[0] + PART).order_by("sequence"))
            if part:
                reached = _play_part(home, part, reached)
                continue
            _check_end(home, *reached)
            Rebuilding.objects.filter(community=home).delete()
            return reached[0]
    raise AssertionError("unreachable")


def _play_part(home: Community, events: Iterable[Event], reached: tuple[int, str]) -> tuple[int, str]:
    count, previous = reached
    for event in events:
        _check(event, count, previous)
        _play(home, event)
        count, previous = count + 1, event.hash
    return count, previous


def check_chain(community: Community) -> int:
    """Return how many entries a community's log has; raise BrokenLog at the first that is not as it was written."""
    count, previous = 0, _BEGINNING
    for event in Event.objects.filter(community=community).order_by("sequence").iterator():
        _check(event, count, previous)
        count, previous = count + 1, event.hash
    _check_end(community, count, previous)
    return count


def _check_end(home: Community, count: int, previous: str) -> None:
    if (count, previous) != (home.entries, home.head):
        raise BrokenLog(f"{home}: the log has {count} events ending in {previous}, expected {home.entries} ending in {home.head}; restore a backup")


def _check(event: Event, sequence: int, previous: str) -> None:
    for what, found, expected in (("number", event.sequence, sequence), ("previous hash", event.previous, previous),
                                  ("hash", event.hash, chained_line(event)[1])):
        if found != expected:
            raise BrokenLog(f"event {sequence} of {event.community}: its {what} is {found}, expected {expected}; restore a backup")


def _play(home: Community, event: Event) -> None:
    if event.kind not in HANDLERS:
        raise BrokenLog(f"event {event.sequence} of {home} is of kind {event.kind!r}, which this version does not know; use the version that wrote it")
    act = Act(home, event.sequence, event.kind, event.by, event.at, whole_body(event))
    answer = HANDLERS[event.kind].handle(act)
    if not isinstance(answer, dict) or canonical_text(answer) != event.answer:
        raise BrokenLog(f"event {event.sequence} of {home} ({event.kind}) answers {str(answer)[:200]}, it answered {event.answer[:200]}; "
                        "use the version that wrote it")


def table_text(community: Community) -> str:
    """Return all projections of a community as one canonical text, to compare to the byte."""
    tables = {model._meta.label: [{name: _plain(value) for name, value in row.items()}
                                  for row in model.objects.filter(community=community).order_by("pk").values()] for model in projections()}
    return json.dumps(tables, sort_keys=True, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    return value
