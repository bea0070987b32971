"""Why an act is refused, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

__all__ = ["Answered", "RecordReason", "Refusal", "Refused", "Stale"]


class RecordReason(Enum):
    """The rules of the log itself."""

    KEY_REUSED = gettext_lazy("This form was sent before with other contents")
    NO_REQUEST_ID = gettext_lazy("A form carries the id of its sending; open the page anew")
    NO_TEXT = gettext_lazy("A text holds characters that cannot be stored")
    NOT_THERE = gettext_lazy("What this is about is not there any more")


@dataclass(frozen=True)
class Refusal:
    """One broken rule: the reason, the field of the form it is tied to, the value given, the limit, and the way out."""

    reason: Enum
    field: str = ""
    given: str = ""
    limit: str = ""
    way_out: str = ""

    @property
    def text(self) -> str:
        """Return the refusal as people read it, with both numbers."""
        numbers = _("%(given)s given, %(limit)s is the limit") % {"given": self.given, "limit": self.limit} if self.given and self.limit else self.given
        return ". ".join(part for part in (f"{self.reason.value}" + (f": {numbers}" if numbers else ""), str(self.way_out)) if part) + "."


@dataclass(frozen=True)
class Answered:
    """An act that was done: its answer, its number in the log, and whether it was done before (same request id)."""

    answer: dict
    sequence: int
    hit: bool = False


@dataclass(frozen=True)
class Refused:
    """An act that was not done; nothing was stored."""

    refusals: tuple[Refusal, ...]


@dataclass(frozen=True)
class Stale:
    """An act on an older version of a text than the newest, which is `newer`; nothing was stored."""

    newer: dict
