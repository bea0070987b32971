"""Wishes of very many consumer councils in shards, small enough to be read as fast as memory gives them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy.economy import freeze

__all__ = ["WishShard"]


@dataclass(frozen=True)
class WishShard:
    """Consumer councils with CES wishes; a shard is fixed for the year, and councils of like elasticity stand together.

    council: (c,) int32 their numbers; budget: (c,) int64 smallest units of value; sigma_class:
    (c,) uint8, which of the year's elasticities of substitution; start: (c+1,) int32, and
    good (l,) uint16 (uint32 above 65,536 goods), weight (l,) float32: the lines of each
    council, every good once. weight: how much of the good a council wants at equal prices, in any
    unit: only proportions count.
    """

    council: np.ndarray
    budget: np.ndarray
    sigma_class: np.ndarray
    start: np.ndarray
    good: np.ndarray
    weight: np.ndarray

    def __post_init__(self) -> None:
        c = len(self.council)
        assert self.budget.shape == self.sigma_class.shape == (c,) and self.start.shape == (c + 1,), "columns of councils differ in length"
        assert self.good.shape == self.weight.shape == (int(self.start[-1]) - int(self.start[0]),), "columns of lines differ in length"
        freeze(self)

    def __len__(self) -> int:
        return len(self.council)
