"""Changes that only a passed ballot makes: to the charter, and to the table of prohibited activities."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Collection, Mapping

from parecon.ballots.poll import ClosedPoll, check_roll, hash_record
from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import Result
from parecon.charter.amend import Adoption, AmendmentRefusal, CharterBook, amend_charter
from parecon.charter.table import Value

__all__ = ["Prohibition", "Prohibitions", "adopt_amendment", "change_prohibitions", "check_ballot", "check_wish", "hash_prohibitions"]


def check_ballot(closed: ClosedPoll, result: Result, kind: str, subject: str, *, roll: Collection[str]) -> Refusal | None:
    """Return why a ballot does not decide this: other kind, other subject, other people than ``roll`` invited, not passed; None if it does."""
    if closed.decision.kind != kind:
        return Refusal(Reason.OTHER_BALLOT, closed.id, f"ballots.{kind}", closed.decision.kind, kind)
    if closed.subject != subject:
        return Refusal(Reason.OTHER_BALLOT, closed.id, f"ballots.{kind}", closed.subject or "no subject", subject)
    if refusal := check_roll(closed, roll):
        return refusal
    if not result.passed:
        return Refusal(Reason.NOT_PASSED, closed.id, f"ballots.{kind}.threshold", str(result.refusal), "passed")
    return None


def adopt_amendment(
    book: CharterBook, changes: Mapping[str, Value], closed: ClosedPoll, result: Result, *, roll: Collection[str]
) -> CharterBook | AmendmentRefusal | Refusal:
    """Change the charter by a closed ballot whose subject was ``hash_changes(changes)``, to which all of ``roll`` (the electorate that the
    charter names) and nobody else were invited; refused otherwise, nothing partial."""
    if closed.decision.kind != "charter_change":
        return Refusal(Reason.OTHER_BALLOT, closed.id, "ballots.charter_change", closed.decision.kind, "charter_change")
    if refusal := check_roll(closed, roll):
        return refusal
    adoption = Adoption(closed.id, closed.decision.electorate, result.passed, closed.subject, closed.closed.isoformat())
    return amend_charter(book, changes, adoption)


@dataclass(frozen=True)
class Prohibition:
    """One prohibited activity: why, and the ballot that put it on the table."""

    activity: str
    reason: str
    ballot: str


@dataclass(frozen=True)
class Prohibitions:
    """The table of prohibited activities, by activity."""

    table: Mapping[str, Prohibition]

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", MappingProxyType(dict(self.table)))


def hash_prohibitions(added: Mapping[str, str], removed: Collection[str]) -> str:
    """Return the subject of a ballot on the table: a hash of what it adds (activity → reason) and removes."""
    return hash_record("prohibited", sorted(added.items()), sorted(removed))


def change_prohibitions(
    table: Prohibitions, added: Mapping[str, str], removed: Collection[str], *, closed: ClosedPoll, result: Result, roll: Collection[str]
) -> Prohibitions | Refusal:
    """Change the table by a passed ballot of the congress (``roll``) on exactly these changes; refused otherwise.

    Raises ValueError where an activity to be removed is not on the table.
    """
    if refusal := check_ballot(closed, result, "prohibited_activity", hash_prohibitions(added, removed), roll=roll):
        return refusal
    if absent := sorted(set(removed) - set(table.table)):
        raise ValueError(f"{absent[0]!r} is not prohibited; the table has {', '.join(sorted(table.table)) or 'no activity'}, name one of these")
    kept = {activity: entry for activity, entry in table.table.items() if activity not in removed}
    return Prohibitions({**kept, **{activity: Prohibition(activity, reason, closed.id) for activity, reason in added.items()}})


def check_wish(table: Prohibitions, person: str, activity: str) -> Refusal | None:
    """Return the refusal of a private wish that is prohibited, else None: there is no other ground of content.

    Source: private proposals "cannot be vetoed by the collectivity" (Wetzel 2004).
    """
    entry = table.table.get(activity)
    if entry is None:
        return None
    return Refusal(Reason.PROHIBITED, person, f"ballot {entry.ballot}", activity, f"not prohibited; the reason given: {entry.reason}")
