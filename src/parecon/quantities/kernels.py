"""Compiled sums of products that lose no bit."""

from __future__ import annotations

import numba
import numpy as np

__all__ = ["PLACES", "sum_products", "warm_kernels"]

PLACES = (58, 26, 32, 0)
"""Bits by which the four partial sums of `sum_products` are shifted."""

_HALF_BITS = 32
_LOW = (1 << _HALF_BITS) - 1
_CUT = 26
_BELOW_CUT = (1 << _CUT) - 1


@numba.njit(cache=True, nogil=True)
def sum_products(mantissa, slot, amount, sums):
    """Add mantissa * amount into ``sums`` (s, 4, 2) at each line's slot, exactly, for up to 2**31 lines.

    Each product is taken in four parts of below 2**60 (the upper and lower bits of the
    53-bit mantissa times those of the amount; `PLACES` says where each belongs), and each
    part is added as its low 32 bits and the rest, so that no sum overflows.
    """
    for i in range(len(mantissa)):
        upper, lower = mantissa[i] >> _CUT, mantissa[i] & _BELOW_CUT
        high, low = amount[i] >> _HALF_BITS, amount[i] & _LOW
        into = sums[slot[i]]
        for part, product in enumerate((upper * high, upper * low, lower * high, lower * low)):
            into[part, 0] += product & _LOW
            into[part, 1] += product >> _HALF_BITS


def warm_kernels() -> None:
    """Compile the kernel for the types it is called with."""
    one = np.ones(1, dtype=np.int64)
    sum_products(one, np.zeros(1, dtype=np.int64), one, np.zeros((1, len(PLACES), 2), dtype=np.int64))
