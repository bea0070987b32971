"""What templates can call: amounts, request ids, errors."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import segno
from django import template
from django.utils.formats import date_format, get_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.timezone import get_current_timezone_name, template_localtime
from django.utils.translation import gettext as _

from parecon_web import engine_words
from parecon_web.record.acts import new_request_id
from parecon_web.rounds.amounts import write_amount
from parecon_web.rounds.prices import number

register = template.Library()
_UNGROUPED = 4
"""Numbers of so many digits are read at a glance."""


@register.simple_tag
def request_id() -> str:
    """Return the hidden field that makes a form count once, however often it is sent."""
    return format_html('<input type="hidden" name="request_id" value="{}">', new_request_id())


@register.simple_tag
def qr(address: str) -> str:
    """Return a QR code of an address as an inline SVG that people without a camera skip."""
    drawn = io.BytesIO()
    segno.make(address, micro=False).save(drawn, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(drawn.getvalue().decode().replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S308 – made of squares alone


def zone_name() -> str:
    """Return the time zone in force as people read it."""
    return get_current_timezone_name().replace("_", " ")


def grouped(text: str) -> str:
    """Return a number with narrow spaces between thousands where its whole part has more than four digits; no field of a form is written so.

    >>> grouped("119659.9"), grouped("9999.5")
    ('119\u202f659.9', '9999.5')
    """
    sign = str(get_format("DECIMAL_SEPARATOR"))
    whole, point, rest = text.partition(sign)
    return (f"{int(whole):,}".replace(",", "\u202f") if len(whole) > _UNGROUPED else whole) + point + rest


@register.filter
def amount(fixed: int, digits: int = 3) -> str:
    """Write a fixed-point amount."""
    return "" if fixed is None else grouped(write_amount(abs(int(fixed)), int(digits)))


@register.filter
def credits(fixed: int) -> str:
    """Write an amount of credits with two decimals and its sign."""
    text = f"{Decimal(abs(int(fixed))) / 10**9:.2f}".replace(".", str(get_format("DECIMAL_SEPARATOR")))
    return ("−" if int(fixed) < 0 else "") + grouped(text)


@register.filter
def size(fixed: int) -> int:
    """Leave out the sign."""
    return abs(int(fixed))


@register.filter
def signed(fixed: int, digits: int = 3) -> str:
    """Write a fixed-point amount with its sign."""
    return ("−" if int(fixed) < 0 else "") + grouped(write_amount(abs(int(fixed)), int(digits)))


@register.filter
def price(value: float) -> str:
    """Write a price in credits with about four significant digits."""
    return number(float(value))


@register.filter
def percent(value: float) -> str:
    """Write a change in per cent with its sign."""
    return ("−" if value < 0 else "+") + write_amount(round(abs(float(value)) * 10**9), 1) + " %"


@register.filter
def share(value: float) -> str:
    """Write a share as per cent with its sign."""
    return percent(float(value) * 100)


@register.filter
def whole_share(value: float, size: bool = False) -> str:
    """Write a share as per cent without a sign, with one decimal, two below one per cent."""
    part = abs(float(value)) if size else float(value)
    return write_amount(round(part * 100 * 10**9), 1 if part >= 0.01 or part == 0 else 2) + " %"


@register.filter
def moment(at: datetime) -> str:
    """Write day and time, in the community's time zone."""
    return date_format(template_localtime(at), _("j F, H:i"))


@register.filter
def deadline(at: datetime) -> str:
    """Write until when something is open: weekday, day, time, and of which place the time is."""
    when = date_format(template_localtime(at), _("l j F, H:i"))
    return f"{when} ({zone_name()})"


@register.filter
def instant(at: datetime) -> str:
    """Write a time to the second, in the community's time zone."""
    return date_format(template_localtime(at), _("j M Y, H:i:s"))


@register.filter
def rule_value(value: object) -> str:
    """Write the value of a rule of the charter: yes or no, a number with the language's signs, or the words by which a town's tables call it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (int, float)):
        return number(value) if abs(value) >= 1e-4 or value == 0 else f"{value:.0e}"
    parts = [rule_value(part) if isinstance(part, (int, float)) else str(part) for part in value] if isinstance(value, (tuple, list)) else [str(value)]
    return format_html("<code>{}</code>", ", ".join(parts))


@register.filter
def said(name: object) -> str:
    """Write a name that comes with the program in the reader's language, any other as it was given."""
    return engine_words.said(name)


@register.filter
def day(text: str) -> str:
    """Write a day (year-month-day) as the language writes it."""
    return date_format(date.fromisoformat(text), "DATE_FORMAT") if text else ""


@register.filter
def subtract(value: int, other: int) -> int:
    """Subtract."""
    return int(value) - int(other)


@register.filter
def entry(mapping: dict, key: str) -> object:
    """Look a key up."""
    return mapping.get(key) if mapping else None


@register.filter
def entry_of(charter: object, key: str) -> object:
    """Look a rule of the charter up."""
    return charter[key]
