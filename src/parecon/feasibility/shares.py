"""Shares of filed lines, in integers, so that everybody's computer finds the same plan."""

from __future__ import annotations

import numpy as np

__all__ = ["SHARE_ONE", "keep_share", "to_share"]

SHARE_ONE = 1 << 40
"""A whole: shares are counted in parts of 2**40."""

_LOW = (1 << 40) - 1
_HALF = 20


def to_share(value: np.ndarray) -> np.ndarray:
    """Return shares at least 0 and below 2 as int64 parts of ``SHARE_ONE``, rounded down.

    >>> to_share([0.5, 1.0]).tolist() == [SHARE_ONE // 2, SHARE_ONE]
    True
    """
    value = np.asarray(value, dtype=np.float64)
    assert ((value >= 0) & (value < 2)).all(), "a share lies between 0 and 2"
    return np.floor(value * SHARE_ONE).astype(np.int64)


def keep_share(quantity: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return ``quantity`` times ``share`` of ``SHARE_ONE``, rounded towards zero, without any floating point.

    ``quantity``: int64 of either sign, magnitude below 2**62; ``share``: int64 below 2 * SHARE_ONE; shapes broadcast.

    >>> keep_share(np.array([-10, 7]), np.array([SHARE_ONE // 2])).tolist()
    [-5, 3]
    """
    size, share = np.abs(np.asarray(quantity, dtype=np.int64)), np.asarray(share, dtype=np.int64)
    low = size & _LOW
    # The product needs 103 bits: the low 40 bits of the quantity meet the two halves of the share one by one.
    part = (low * (share >> _HALF) + ((low * (share & ((1 << _HALF) - 1))) >> _HALF)) >> _HALF
    return np.where(np.asarray(quantity) < 0, -1, 1) * ((size >> 40) * share + part)
