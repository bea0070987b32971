"""Acts: everything that changes a community goes through `perform`, once, and stands in the log."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from parecon.journal.verify import canonical_text, entry_line
from parecon_web.record.models import Community, Event, Rebuilding
from parecon_web.record.refusals import Answered, RecordReason, Refusal, Refused, Stale

__all__ = ["Act", "BeingRestored", "HANDLERS", "handles", "in_line", "new_request_id", "perform", "sealed_hash"]

IDS_PER_EVENT = 10**5
EVENTS_PER_COMMUNITY = 10**7
_REQUEST_ID_LENGTH_MAX = 64
_WRITERS = threading.Lock()
"""SQLite lets one write at a time, and those that wait there by polling may starve; within one process they wait here."""


class BeingRestored(RuntimeError):
    """Raised where somebody acts in a community whose tables are not whole yet."""


@dataclass
class Act:
    """One act as its handler sees it: who (a member's id or None), when, and with what body; the same in a rebuild."""

    community: Community
    sequence: int
    kind: str
    by: int | None
    at: datetime
    body: Mapping[str, object]
    _given: int = field(default=0, repr=False)

    def new_id(self) -> int:
        """Return the next id for a row that this act makes: the same whenever the log is played."""
        assert self._given < IDS_PER_EVENT and self.sequence < EVENTS_PER_COMMUNITY, "more rows in one act than it has ids; split the act"
        self._given += 1
        return (self.community.pk * EVENTS_PER_COMMUNITY + self.sequence) * IDS_PER_EVENT + self._given - 1


@dataclass(frozen=True)
class Handler:
    """What does one kind of act, the keys of its body that are private, and whether these are nobody's own, not even whoever's act it is."""

    handle: Callable[[Act], dict | Refused | Stale]
    sealed: frozenset[str]
    withheld: bool = False


HANDLERS: dict[str, Handler] = {}


def handles(kind: str, *, sealed: tuple[str, ...] = (), withheld: bool = False) -> Callable:
    """Register a function as what does acts of ``kind``; keys in ``sealed`` enter the public chain as a hash only.

    withheld: they are about others than whoever acts, as the votes that somebody counts, and stand in nobody's own data.

    The function reads tables and writes projections of ``act.community`` alone, takes time and ids
    from the act, and returns the answer (a dict of plain, public values), `Refused` or `Stale`.
    """
    def register(handle):
        assert kind not in HANDLERS, f"two functions do {kind}"
        HANDLERS[kind] = Handler(handle, frozenset(sealed), withheld)
        return handle
    return register


def new_request_id() -> str:
    """Return a request id for a form that is about to be shown."""
    return secrets.token_hex(16)


def perform(community: Community, kind: str, body: Mapping[str, object], *, by: int | None, request_id: str) -> Answered | Refused | Stale:
    """Do an act in one transaction: check, save, append to the log; the same request id gives the same answer.

    Refused or stale acts leave nothing behind. Racing acts stand in line for the community's row; that
    the line holds is not trusted: unique constraints on sequence, request id and previous hash decide.
    """
    assert kind in HANDLERS, f"nothing does acts of kind {kind!r}"
    if not request_id or len(request_id) > _REQUEST_ID_LENGTH_MAX:
        return Refused((Refusal(RecordReason.NO_REQUEST_ID, "request_id", str(len(request_id)), str(_REQUEST_ID_LENGTH_MAX)),))
    if not is_storable(request_id, body):
        return Refused((Refusal(RecordReason.NO_TEXT),))
    for last in (False, True):
        try:
            with in_line(community) as home:
                return _perform_once(home, kind, body, (by, request_id))
        except IntegrityError:
            if last:
                raise
    raise AssertionError("unreachable")


def is_storable(request_id: str, body: Mapping[str, object]) -> bool:
    """Tell whether all texts of an act can be stored everywhere: no zero bytes, no half characters."""
    try:
        text = request_id + canonical_text(body)
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text and "\\u0000" not in text


@contextmanager
def in_line(community: Community) -> Iterator[Community]:
    """Open a transaction in which nobody else writes for a community, and give its row as it is now."""
    with _WRITERS if connection.vendor == "sqlite" else nullcontext(), transaction.atomic(durable=True):
        home = Community.objects.select_for_update().annotate(marked=Exists(Rebuilding.objects.filter(community=OuterRef("pk")))).get(pk=community.pk)
        if home.marked:
            raise BeingRestored(f"{home} is being restored, or that was cut off; nothing can be done in it until it is whole")
        yield home


def _perform_once(home: Community, kind: str, body: Mapping[str, object], origin) -> Answered | Refused | Stale:
    by, request_id = origin
    known = Event.objects.filter(community=home, request=request_id).first()
    if known is not None:
        return _answer_again(known, kind, body, by)
    act = Act(home, home.entries, kind, by, timezone.now(), json.loads(canonical_text(body)))
    answer = HANDLERS[kind].handle(act)
    if not isinstance(answer, dict):
        transaction.set_rollback(True)
        return answer
    append(act, answer, request_id)
    return Answered(json.loads(canonical_text(answer)), act.sequence)


def _answer_again(known: Event, kind: str, body: Mapping[str, object], by: int | None) -> Answered | Refused:
    if (known.kind, known.by, canonical_text(whole_body(known))) != (kind, by, canonical_text(body)):
        return Refused((Refusal(RecordReason.KEY_REUSED, "request_id"),))
    return Answered(json.loads(known.answer), known.sequence, hit=True)


def whole_body(event: Event) -> dict:
    """Return the body of an event with its sealed part."""
    return {**json.loads(event.body), **(json.loads(event.sealed)["body"] if event.sealed else {})}


def append(act: Act, answer: dict, request_id: str) -> Event:
    """Append an act to the log of its community, chained to the event before it."""
    private = {key: value for key, value in act.body.items() if key in HANDLERS[act.kind].sealed}
    public = {key: value for key, value in act.body.items() if key not in private}
    sealed = canonical_text({"body": private, "salt": secrets.token_hex(16)}) if private else ""
    event = Event(community=act.community, sequence=act.sequence, kind=act.kind, by=act.by, at=act.at, request=request_id,
                  body=canonical_text(public), sealed=sealed, answer=canonical_text(answer), previous=act.community.head)
    event.hash = chained_line(event)[1]
    event.save(force_insert=True)
    Community.objects.filter(pk=act.community.pk).update(entries=act.sequence + 1, head=event.hash)
    return event


def sealed_hash(sealed: str) -> str:
    """Return what the chain holds of a sealed part: the SHA-256 of its text, or "" where nothing is private."""
    return sha256(sealed.encode()).hexdigest() if sealed else ""


def chained_line(event: Event) -> tuple[str, str]:
    """Return an event as a line of the public log, and its hash; `parecon verify` reads these lines."""
    body = {"act": json.loads(event.body), "answer": json.loads(event.answer), "at": event.at.isoformat(), "by": event.by,
            "request": event.request, "sealed": sealed_hash(event.sealed)}
    return entry_line(event.sequence, event.previous, event.kind, body)
