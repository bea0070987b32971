"""The charter changes by a passed ballot and by nothing else; every version is kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Mapping

from parecon.charter.table import Charter, UnknownRule, UnsuitableValue, Value

__all__ = ["Adoption", "AmendmentReason", "AmendmentRefusal", "CharterBook", "Version", "amend_charter", "hash_changes", "open_book"]


class AmendmentReason(Enum):
    """Why an amendment is refused; the value is the sentence a person reads."""

    NOT_PASSED = "the ballot did not pass"
    OTHER_ELECTORATE = "the ballot was held by another electorate than the charter asks for"
    OTHER_CHANGES = "the ballot was about other changes"
    BALLOT_USED = "the ballot has already changed the charter"
    NO_CHANGES = "no changes are proposed"
    UNKNOWN_RULE = "the charter has no such rule"
    UNSUITABLE_VALUE = "the value does not suit the rule"


@dataclass(frozen=True)
class AmendmentRefusal:
    """A refused amendment: the reason, the ballot or rule it concerns, what was given, what is allowed."""

    reason: AmendmentReason
    subject: str
    given: object
    allowed: object

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason.value} (given {self.given}, allowed {self.allowed})"


@dataclass(frozen=True)
class Adoption:
    """What a ballot says about an amendment: its id, who voted, whether it passed, on which changes, on which day."""

    ballot: str
    electorate: str
    passed: bool
    changes_hash: str
    day: str


@dataclass(frozen=True)
class Version:
    """One version of the charter: number, hash of the values in force, what changed, and by which ballot ("" for the first)."""

    number: int
    hash: str
    changes: Mapping[str, Value]
    ballot: str
    electorate: str
    day: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "changes", MappingProxyType(dict(self.changes)))


@dataclass(frozen=True)
class CharterBook:
    """The charter in force and all versions that led to it, oldest first."""

    charter: Charter
    versions: tuple[Version, ...]

    def history(self, key: str) -> list[Version]:
        """Return the versions that changed ``key``; raise UnknownRule if no such rule exists."""
        self.charter.rule(key)
        return [version for version in self.versions if key in version.changes]


def open_book(charter: Charter, day: str) -> CharterBook:
    """Open the book with ``charter`` as its first version.

    >>> from parecon.charter import default_charter
    >>> open_book(default_charter(), "2026-01-01").versions[0].number
    1
    """
    return CharterBook(charter, (Version(charter.version, charter.hash(), charter.adopted, "", "", day),))


def hash_changes(changes: Mapping[str, Value]) -> str:
    """Return the SHA-256 of proposed changes, as it stands on the ballot, so that what was voted is what is adopted."""
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in changes.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def amend_charter(book: CharterBook, changes: Mapping[str, Value], adoption: Adoption) -> CharterBook | AmendmentRefusal:
    """Return the book with its next version, or the refusal; nothing partial.

    Refused: a ballot that failed, was held by another electorate than row ``ballots.charter_change.electorate`` says,
    was about other changes or was used before; no changes; an unknown rule; an unsuitable value.
    Source: congresses are the last authority (CNT programme of 1936, quoted by Wetzel); the rest our design.
    """
    asked = book.charter["ballots.charter_change.electorate"]
    used = [version.number for version in book.versions if version.ballot == adoption.ballot]
    on_ballot = hash_changes(changes)
    for fails, reason, given, allowed in (
        (not changes, AmendmentReason.NO_CHANGES, 0, "at least 1"),
        (not adoption.passed, AmendmentReason.NOT_PASSED, "not passed", "passed"),
        (adoption.electorate != asked, AmendmentReason.OTHER_ELECTORATE, adoption.electorate, asked),
        (adoption.changes_hash != on_ballot, AmendmentReason.OTHER_CHANGES, on_ballot, adoption.changes_hash),
        (bool(used), AmendmentReason.BALLOT_USED, used, "one version"),
    ):
        if fails:
            return AmendmentRefusal(reason, adoption.ballot, given, allowed)
    for key, value in changes.items():
        try:
            book.charter.rule(key).check(value)
        except UnknownRule as error:
            return AmendmentRefusal(AmendmentReason.UNKNOWN_RULE, key, key, str(error))
        except (UnsuitableValue, OverflowError) as error:
            return AmendmentRefusal(AmendmentReason.UNSUITABLE_VALUE, key, value, str(error))
    charter = book.charter.adopt(changes, f"ballot {adoption.ballot} of {adoption.electorate}")
    values = {key: charter[key] for key in changes}
    version = Version(charter.version, charter.hash(), values, adoption.ballot, adoption.electorate, adoption.day)
    return CharterBook(charter, (*book.versions, version))
