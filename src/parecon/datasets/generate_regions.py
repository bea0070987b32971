"""Two regions on one river: mills upstream foul it, and only those who live downstream suffer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.pollution import Harm
from parecon.datasets.society import build_society
from parecon.datasets.tables import NationalTables
from parecon.economy import Economy, Society

__all__ = ["DOWNSTREAM", "EFFLUENT", "UPSTREAM", "build_river", "generate_river"]

EFFLUENT = "effluent"
UPSTREAM, DOWNSTREAM = "region-1", "region-2"
"""Codes of the federations of those who live above and below the mills."""

_DRAWS_OF_MILLS = 7


def generate_river(goods: int, seed: int) -> NationalTables:
    """Return a generated economy of which every second industry stands upstream and some of these foul the river; all may emit CO2.

    >>> tables = generate_river(20, seed=1)
    >>> sorted(tables.emissions), bool((tables.emissions["effluent"][1::2] == 0).all())
    (['CO2', 'effluent'], True)
    """
    tables = generate_input_output(goods, seed)
    rng = np.random.Generator(np.random.PCG64([seed, _DRAWS_OF_MILLS]))
    upstream = np.arange(goods) % 2 == 0
    fouling = tables.output * np.where(upstream & (rng.random(goods) < 0.6), rng.lognormal(-3.0, 1.0, goods), 0.0)
    fouling[0] = tables.output[0] * 0.2
    names = tuple(f"{name}, {'upstream' if up else 'downstream'}" for name, up in zip(tables.industry_names, upstream))
    return replace(tables, name=f"river-{goods}-{seed}", place="two regions on a river", industry_names=names,
                   emissions={**tables.emissions, EFFLUENT: fouling}, emission_unit={**tables.emission_unit, EFFLUENT: "tonne"})


def build_river(goods: int, *, seed: int, charter, harms: Mapping[str, Harm] | None = None,
                permits: Mapping[str, float] | None = None) -> tuple[Economy, Society]:
    """Return the two regions' economy and society; unless ``harms`` says otherwise, the effluent harms those downstream and CO2 everybody.

    >>> from parecon.charter import default_charter
    >>> economy, society = build_river(12, seed=1, charter=default_charter())
    >>> [f.name for f in economy.federations if f.level == "region"]
    ['upstream', 'downstream']
    """
    tables = generate_river(goods, seed)
    neighbourhoods = max(2, round(tables.population / charter["society.persons_per_neighbourhood"]))
    half = -(-neighbourhoods // 2)
    sizes = tuple(max(1, half // part) for part in (1, 4, 16))
    charter = charter.adopt({"society.federation_levels": ("region", "town", "ward"), "society.federation_sizes": sizes}, "two regions")
    economy, society = build_society(tables, seed=seed, charter=charter, permits=permits, harms={EFFLUENT: Harm({DOWNSTREAM: 1.0}), **(harms or {})})
    names = {UPSTREAM: "upstream", DOWNSTREAM: "downstream"}
    return replace(economy, federations=tuple(replace(f, name=names.get(f.code, f.name)) for f in economy.federations)), society
