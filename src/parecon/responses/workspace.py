"""The space that every kernel works in, and powers that kernels share."""

from __future__ import annotations

import math

import numba

__all__ = ["AMOUNT", "INDEX", "LOG", "RELATIVE", "WORK_ROWS", "WORTH", "kernel", "power", "raise_to"]

# Division by zero gives inf, as in numpy; whatever is not finite at the end is caught when it is rounded.
kernel = numba.njit(cache=True, nogil=True, error_model="numpy")

WORK_ROWS = 5
"""Rows of the space each kernel works in: relative price, its logarithm, worth, composite index, amount."""
RELATIVE, LOG, WORTH, INDEX, AMOUNT = range(WORK_ROWS)


@kernel
def power(base, exponent):
    if base == 1.0 or exponent == 0.0:
        return 1.0
    if base <= 0.0:
        return 0.0 if exponent > 0.0 else math.inf
    return math.exp(exponent * math.log(base))


@kernel
def raise_to(log_base, exponent):
    """Return base ** exponent where the logarithm of the base is known."""
    return 1.0 if log_base == 0.0 or exponent == 0.0 else math.exp(exponent * log_base)
