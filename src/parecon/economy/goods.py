"""Goods of every kind, with unit, classification and code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["Good", "GoodKind"]


class GoodKind(Enum):
    """What a good is; every kind has an indicative price (institutions.md 2.2)."""

    PRODUCT = "product"
    IMPORT = "import"
    LABOUR = "labour"
    NATURE = "nature"
    CAPITAL = "capital"
    FOREIGN_EXCHANGE = "foreign exchange"
    POLLUTANT = "pollutant"
    COLLECTIVE = "collective good"


@dataclass(frozen=True)
class Good:
    """One good.

    code: its name in the classification; unit: whole words; variety_of: the product
    whose domestic and imported varieties are substitutes ("" where there is none);
    priced_by: the code of the good whose price this one follows (imports follow
    foreign exchange; "" for a price of its own); tier: survival, comfort or luxury
    for private wishes, "" elsewhere; level: the federation level a collective good
    belongs to.
    """

    code: str
    name: str
    kind: GoodKind
    unit: str
    classification: str = ""
    variety_of: str = ""
    priced_by: str = ""
    tier: str = ""
    level: str = ""
