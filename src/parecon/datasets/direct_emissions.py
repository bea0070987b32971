"""What industries emit themselves, recovered from factors that count all stages of supply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from parecon.datasets.tables import NationalTables

__all__ = ["DirectEmissions", "recover_direct", "with_pollutant"]


@dataclass(frozen=True)
class DirectEmissions:
    """Direct emissions recovered from supply-chain factors.

    industry: (J,) amount emitted by each industry; intensity: (G,) per unit of each
    product; negative: share of all emissions at stake in intensities that came out below
    zero and count as zero; unknown: products made without a factor.
    """

    industry: np.ndarray
    intensity: np.ndarray
    negative: float
    unknown: tuple[str, ...]


def recover_direct(tables: NationalTables, factors: Mapping[str, float]) -> DirectEmissions:
    """Return what industries emit directly, from ``factors``: product -> amount emitted by all stages of supply per unit of currency.

    With A (G, G) what a unit of each product takes of products, at home and imported as if
    made at home, factors n hold direct intensities d = n (I - A); used as direct ones they
    count what is emitted upstream twice. A product without a factor is taken to emit what
    its inputs do and nothing itself. Raises ValueError where no product has a factor.
    Source: Leontief 1970, Environmental Repercussions and the Economic Structure; US EPA,
    Supply Chain Greenhouse Gas Emission Factors (doi 10.23719/1528686) for the factors' meaning.
    """
    known = np.array([product in factors for product in tables.products])
    if not known.any():
        raise ValueError(f"none of the {len(tables.products)} products of {tables.name} has a factor; the factors' codes begin with {', '.join(sorted(factors)[:3])}")
    output = np.where(tables.output > 0, tables.output, 1.0)
    made = tables.make.sum(axis=0)
    share = tables.make / np.where(made > 0, made, 1.0)
    taken = ((tables.use_domestic + tables.use_imported) / output) @ share
    total = np.array([factors.get(product, 0.0) for product in tables.products])
    # A factor that is not known is that of the inputs: n = n A there, solved with the known ones given.
    if not known.all():
        hidden = np.flatnonzero(~known)
        system = np.eye(len(hidden)) - taken[np.ix_(hidden, hidden)].T
        total[hidden] = np.linalg.solve(system, total[known] @ taken[np.ix_(np.flatnonzero(known), hidden)])
    direct = total - total @ taken
    intensity = np.where(known & (made > 0), np.maximum(direct, 0.0), 0.0)
    stake = float(np.abs(direct * made)[known].sum())
    lost = float(np.maximum(-direct * made, 0.0)[known].sum())
    unknown = tuple(product for product, here, m in zip(tables.products, known, made) if not here and m > 0)
    return DirectEmissions(share_by_industry(tables, intensity), intensity, lost / stake if stake else 0.0, unknown)


def share_by_industry(tables: NationalTables, intensity: np.ndarray) -> np.ndarray:
    """Return what each industry emits, (J,), when a unit of each product emits ``intensity`` (G,), whoever makes it."""
    return tables.make @ intensity


def with_pollutant(tables: NationalTables, name: str, amounts: np.ndarray, unit: str) -> NationalTables:
    """Return ``tables`` with one pollutant more, emitted by industries alone: amounts (J,) in ``unit``."""
    return replace(tables, emissions={**tables.emissions, name: amounts}, emission_unit={**tables.emission_unit, name: unit})
