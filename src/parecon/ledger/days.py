"""Days as texts that sort: year-month-day."""

from __future__ import annotations

from datetime import date

__all__ = ["UnsuitableDay", "day_number", "is_day", "require_day"]


class UnsuitableDay(ValueError):
    """A day that is not written as year-month-day."""


def is_day(text: object) -> bool:
    """Return whether ``text`` is a day written as year-month-day.

    >>> is_day("2027-03-01"), is_day("2027-02-29"), is_day("20270301")
    (True, False, False)
    """
    try:
        return date.fromisoformat(text).isoformat() == text
    except (TypeError, ValueError):
        return False


def require_day(text: object, what: str) -> str:
    """Return ``text`` if it is a day; raise UnsuitableDay naming ``what`` and the way out."""
    if not is_day(text):
        raise UnsuitableDay(f"{what} is {text!r}; write a day as year-month-day, as in 2027-03-01")
    return text


def day_number(day: str) -> int:
    """Return the number of ``day`` in the calendar, so that differences are days."""
    return date.fromisoformat(day).toordinal()
