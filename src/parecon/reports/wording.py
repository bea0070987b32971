"""Numbers and units as people say them: thin spaces, kronor, hours, tonnes, credits."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from parecon.economy import Economy

__all__ = ["Unit", "amount", "change", "credits_per_unit_of_value", "number", "percent", "plan_words", "price_words", "read_unit", "currency_word"]

THIN = "\u202f"
"""A narrow space that no line breaks at."""

_CURRENCIES = {"SEK": "kronor", "USD": "dollars", "EUR": "euros", "GBP": "pounds", "NOK": "kroner", "DKK": "kroner"}
_LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


@dataclass(frozen=True)
class Unit:
    """A good's unit without its multiple: ``size`` of ``word`` are one unit of account (``million SEK``: a million kronor)."""

    size: float
    word: str


def read_unit(text: str) -> Unit:
    """Return a unit of account as multiple and word.

    >>> read_unit("million SEK of 2013")
    Unit(size=1000000.0, word='kronor of 2013')
    >>> read_unit("kilotonne").size, read_unit("houses").size
    (1000.0, 1.0)
    """
    size, words = 1.0, text.strip()
    for prefix, factor in (("million ", 1e6), ("thousand ", 1e3), ("billion ", 1e9)):
        if words.startswith(prefix):
            size, words = size * factor, words[len(prefix):]
    for prefix, factor in (("kilotonne", 1e3), ("megatonne", 1e6), ("gigagram", 1e3)):
        if words.startswith(prefix):
            size, words = size * factor, "tonnes" + words[len(prefix):].removeprefix("s")
    for code, word in _CURRENCIES.items():
        words = re.sub(rf"\b{code}\b", word, words)
    return Unit(size, words)


def number(value: float, digits: int = 3) -> str:
    """Return ``value`` with about so many significant digits and thin spaces between thousands; a whole number has no decimals.

    >>> number(1234567.8).replace(THIN, " "), number(0.012345), number(-12.34), number(7)
    ('1 234 568', '0.0123', '\u221212.3', '7')
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "–"
    if abs(value) < 1e-6:
        return f"{value:.{digits - 1}e}".replace("-", "−")
    return _grouped(value, 0 if float(value).is_integer() else _places(value, digits))


def _places(value: float, digits: int) -> int:
    """Return how many decimals show ``digits`` significant digits of the rounded value."""
    return max(0, digits - 1 - int(f"{abs(value):.{digits - 1}e}".partition("e")[2]))


def _grouped(value: float, places: int) -> str:
    return f"{value:,.{places}f}".replace(",", THIN).replace("-", "−")


def amount(value: float, unit: str | Unit, digits: int = 3) -> str:
    """Return an amount in units of account as a person says it.

    >>> amount(358.2, "million SEK of 2013").replace(THIN, " ")
    '358 million kronor of 2013'
    >>> amount(47.1, "kilotonne").replace(THIN, " ")
    '47 100 tonnes'
    """
    unit = read_unit(unit) if isinstance(unit, str) else unit
    return f"{bare_amount(value * unit.size, digits)}{THIN}{unit.word}".strip()


def bare_amount(value: float, digits: int = 3) -> str:
    """Return a number with the word of its size: million, billion, trillion.

    >>> bare_amount(2.345e9).replace(THIN, " "), bare_amount(999.6e6).replace(THIN, " ")
    ('2.35 billion', '1.00 billion')
    """
    for size, word in _LARGE:
        if abs(value) >= size * (1 - 0.5 * 10**-digits):
            return f"{_grouped(value / size, _places(value / size, digits))}{THIN}{word}"
    return number(float(f"{value:.{max(digits, 3) - 1}e}") if abs(value) >= 1000 else value, digits)


def percent(share: float, digits: int = 2) -> str:
    """Return a share in per cent, without zeros at its end.

    >>> percent(0.1234), percent(0.0005), percent(1e-9)
    ('12\u202f%', '0.05\u202f%', 'under 0.0001\u202f%')
    """
    if 0 < abs(share) < 1e-6:
        return f"under 0.0001{THIN}%"
    said = number(100 * share, digits)
    return f"{said.rstrip('0').rstrip('.') if '.' in said else said}{THIN}%"


def change(share: float, digits: int = 2) -> str:
    """Return a relative change with its sign; what rounds to nothing is called unchanged.

    >>> change(-0.0512), change(0.4), change(1e-9)
    ('\u22125.1\u202f%', '+40\u202f%', 'unchanged')
    """
    if abs(share) < 5e-6:
        return "unchanged"
    return ("+" if share > 0 else "") + percent(share, digits)


def currency_word(economy: Economy) -> str:
    """Return the word of the currency that a national table is in, or nothing."""
    return read_unit(economy.source.get("currency", "")).word


def credits_per_unit_of_value(economy: Economy) -> float:
    """Return how many credits one unit of value is: national tables count in millions."""
    return 1.0 if economy.source.get("unit of value") == "one credit" else 1e6 if "million credits per unit of currency" in economy.source else 1.0


def price_words(price: float, unit: str, credit: float) -> tuple[float, str]:
    """Return a price as a number near one and the words of its unit, such as ``credits per 1 000 kronor of 2013``.

    >>> value, words = price_words(0.00454, "million SEK of 2013", 1e6)
    >>> round(value, 3), words.replace(THIN, " ")
    (4.54, 'credits per 1 000 kronor of 2013')
    """
    read = read_unit(unit)
    each = price * credit / read.size
    times = next((k for k in (1, 1000, 1_000_000) if each * k >= 0.1), 1_000_000) if each > 0 else 1
    word = read.word if times > 1 or not read.word.endswith("s") else _singular(read.word)
    return each * times, f"credits per {number(times, 1) + THIN if times > 1 else ''}{word}"


def plan_words(norm: str) -> str:
    """Return the key of a norm as words.

    >>> plan_words("low-incomes-first")
    'Low incomes first'
    """
    return norm.replace("-", " ").capitalize()


def _singular(word: str) -> str:
    head, _, tail = word.partition(" ")
    if head in ("hours", "tonnes", "houses", "units", "clinics", "bicycles", "wheelchairs", "kilograms"):
        return f"{head[:-1]} {tail}".strip()
    return {"standard": word.replace("hours", "hour")}.get(head, word)
