"""Labels that match exactly or raise, and amounts in fixed point."""

from parecon.quantities.fixed import FIXED_PER_UNIT, UnsuitableQuantity, as_units, exact_product, exact_value, round_significant, to_fixed
from parecon.quantities.kernels import warm_kernels
from parecon.quantities.labels import LabelMismatch, Labels

__all__ = [
    "FIXED_PER_UNIT",
    "LabelMismatch",
    "Labels",
    "UnsuitableQuantity",
    "as_units",
    "exact_product",
    "exact_value",
    "round_significant",
    "to_fixed",
    "warm_kernels",
]
