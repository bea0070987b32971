"""Amounts as people type and read them, and what a request costs, exactly."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.utils.formats import get_format

from parecon.quantities import FIXED_PER_UNIT

__all__ = ["UnreadableAmount", "cost_of", "read_amount", "read_share", "tidy", "write_amount", "write_share"]

_LARGEST = 10**9
_DIGITS = 9
_SHARE_MAX = 1000


class UnreadableAmount(ValueError):
    """Text that is no amount; its sentence is for the person who typed it."""


def read_amount(text: str) -> int:
    """Return typed text as fixed point; a comma or a point may stand before the decimals.

    >>> read_amount("3,5"), read_amount(" 12 "), read_amount("")
    (3500000000, 12000000000, 0)
    """
    amount = _read_decimal(text)
    if abs(amount) > _LARGEST:
        raise UnreadableAmount(text.strip()[:40])
    return int((amount * FIXED_PER_UNIT).to_integral_value())


def read_share(text: str) -> float:
    """Return typed text as a number from 0 to a thousand; percent may be typed as such.

    >>> read_share("0,25"), read_share("25 %")
    (0.25, 0.25)
    """
    per_cent = text.strip().endswith("%")
    share = _read_decimal(text.strip().rstrip("%")) / (100 if per_cent else 1)
    if not 0 <= share <= _SHARE_MAX:
        raise UnreadableAmount(text.strip()[:40])
    return float(share)


def _read_decimal(text: str) -> Decimal:
    plain = (text or "").strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        amount = Decimal(plain or "0")
    except InvalidOperation:
        raise UnreadableAmount(text.strip()[:40]) from None
    if not amount.is_finite():
        raise UnreadableAmount(text.strip()[:40])
    return amount


def write_amount(fixed: int, digits: int = _DIGITS) -> str:
    """Return a fixed-point amount as people read it: no needless zeros, the language's decimal sign.

    >>> write_amount(3_500_000_000)
    '3.5'
    """
    amount = round(Decimal(int(fixed)) / FIXED_PER_UNIT, digits)
    text = f"{amount:f}".rstrip("0").rstrip(".") if "." in f"{amount:f}" else f"{amount:f}"
    return ("0" if text in ("", "-0") else text).replace(".", str(get_format("DECIMAL_SEPARATOR")))


def write_share(per_cent: float, *, sign: bool = False) -> str:
    """Return a number of per cent with one decimal and the language's decimal sign, with its own sign where that is asked for.

    >>> write_share(12.345), write_share(-0.5, sign=True)
    ('12.3', '-0.5')
    """
    return f"{per_cent:{'+' if sign else ''}.1f}".replace(".", str(get_format("DECIMAL_SEPARATOR")))


def tidy(fixed: int, digits: int = 4) -> int:
    """Return an amount with so many significant digits, rounded towards zero: what a person would type.

    >>> tidy(110_920_764_000), tidy(-9_987_654)
    (110900000000, -9987000)
    """
    size = abs(int(fixed))
    step = 10 ** max(len(str(size)) - digits, 0)
    return (size // step * step) * (-1 if fixed < 0 else 1)


def cost_of(lines: dict[str, int], prices: dict[str, float]) -> int:
    """Return what the uses among ``lines`` (negative amounts, fixed point) cost at the published prices, in smallest units, rounded up once.

    The sum is exact: prices are the decimal numbers that were announced. Rounded up, requests that
    fit their allowances fit the council's budget together.
    """
    exact = sum((-amount * Fraction(repr(prices[code])) for code, amount in lines.items() if amount < 0), Fraction(0))
    return -(-exact.numerator // exact.denominator)
