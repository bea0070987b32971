"""Fixed-point amounts: the integers in which everything published is counted."""

from __future__ import annotations

import numpy as np

from parecon.quantities.kernels import PLACES, sum_products

__all__ = ["FIXED_PER_UNIT", "UnsuitableQuantity", "as_units", "exact_product", "exact_value", "round_significant", "to_fixed"]

FIXED_PER_UNIT = 10**9
"""One unit of a good, or one million credits, is this many smallest units."""

_LARGEST = 2**62
_MANTISSA_BITS = 53


class UnsuitableQuantity(ValueError):
    """A quantity that is not a number, or too large for fixed point."""


def to_fixed(quantity: np.ndarray, what: str = "quantity") -> np.ndarray:
    """Return quantities in units as fixed-point int64 of the same shape; raise UnsuitableQuantity for NaN or overflow.

    >>> to_fixed([0.25, 2.0]).tolist()
    [250000000, 2000000000]
    """
    scaled = np.rint(np.asarray(quantity, dtype=np.float64) * FIXED_PER_UNIT)
    bad = ~(np.abs(scaled) < _LARGEST)
    if bad.any():
        where = int(np.flatnonzero(bad.ravel())[0])
        got = np.asarray(quantity, dtype=np.float64).ravel()[where]
        raise UnsuitableQuantity(
            f"{what}: entry {where + 1} is {got}; a quantity is a number below {_LARGEST / FIXED_PER_UNIT:.3g} units, use a larger unit"
        )
    return scaled.astype(np.int64)


def as_units(fixed: np.ndarray) -> np.ndarray:
    """Return fixed-point amounts as float64 units."""
    return np.asarray(fixed) / FIXED_PER_UNIT


def round_significant(values: np.ndarray, digits: int) -> np.ndarray:
    """Return ``values`` rounded to ``digits`` significant decimal digits, as they are published.

    >>> round_significant([123.456789], 4).tolist()
    [123.5]
    """
    return np.array([float(f"{v:.{digits - 1}e}") for v in np.asarray(values, dtype=np.float64).ravel()]).reshape(np.shape(values))


def exact_product(price: float, fixed: int) -> int:
    """Return what `exact_value` gives for one price (credits per unit) and one whole amount (fixed point), without arrays.

    >>> exact_product(2.5, 3), exact_product(0.1, 10**9)
    (8, 100000000)
    """
    above, below = float(price).as_integer_ratio()
    return (2 * above * fixed + below) // (2 * below)


def exact_value(prices: np.ndarray, fixed: np.ndarray) -> int:
    """Return the value of whole totals at ``prices``, rounded once at the end, in smallest units of value, whatever their size.

    ``prices``: (n,) credits per unit; ``fixed``: (n,) fixed-point int64. The sum is
    formed in exact rationals, so it depends on no order.
    """
    mantissas, exponents = np.frexp(np.asarray(prices, dtype=np.float64))
    if not len(exponents):
        return 0
    lowest = int(exponents.min())
    sums = np.zeros((int(exponents.max()) - lowest + 1, len(PLACES), 2), dtype=np.int64)
    sum_products((mantissas * 2.0**_MANTISSA_BITS).astype(np.int64), exponents.astype(np.int64) - lowest, np.asarray(fixed, dtype=np.int64), sums)
    total = 0
    for slot, parts in enumerate(sums.tolist()):
        total += sum((low + (high << 32)) << place for (low, high), place in zip(parts, PLACES)) << slot
    shift = _MANTISSA_BITS - lowest
    return (total + (1 << (shift - 1))) >> shift if shift > 0 else total << -shift
