"""The one normal form of a national table, whatever its shape was when it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

import numpy as np

from parecon.datasets.errors import DoesNotBalance, DuplicateLabel, MissingLabel, NegativeCell, NotANumber

__all__ = ["BALANCE_PRECISION", "ROLES", "TIERS", "NationalTables", "Provenance", "Treatment", "check_tables"]

ROLES = ("households", "government", "investment", "exports")
TIERS = ("survival", "comfort", "luxury")
BALANCE_PRECISION = 1e-12
"""How exactly a row or column of NationalTables balances, relative to its size: what binary64 sums can keep."""

_MAY_BE_NEGATIVE = {"social_charge"}


@dataclass(frozen=True)
class Provenance:
    """Where one source file comes from: publisher, licence, name and SHA-256 of its bytes."""

    publisher: str
    licence: str
    source_file: str
    sha256: str


@dataclass(frozen=True)
class Treatment:
    """One cell that a stated rule changed: rule, place, value before and after, and why."""

    rule: str
    row: str
    column: str
    before: float
    after: float
    why: str


@dataclass(frozen=True)
class NationalTables:
    """A year of a nation's products (G) and industries (J), balanced exactly, nothing negative but stated charges.

    All amounts are flows of ``year`` in ``currency_unit`` at ``price_basis``; arrays are read-only float64.

    make (J, G): output of a product by an industry. use_domestic, use_imported (G, J): intermediate use.
    final_domestic, final_imported: role of ROLES -> (G,); imported exports are re-exports.
    stock_release_domestic, stock_release_imported (G,): what came out of stocks, on the side of supply.
    labour_cost, capital_charge, social_charge (J,): value added; only the social charge may be negative.
    hours (J,) in ``hours_unit``, persons (J,), or None. labour_origin: per industry, where they come from.
    fixed_capital (J,): capital stock or, where that is not published, consumption of fixed capital.
    emissions: pollutant -> (J,), household_emissions: pollutant -> amount, both in emission_unit[pollutant].
    purchases_abroad: households' share of the product that is bought abroad (contained in final_imported).
    trade_surplus: exports minus imports at the price basis, as the arrays have them.
    final_taxes: role -> net taxes on final purchases, which these prices leave out.
    imbalance_before: largest relative imbalance of a row or column of the published table.
    tiers: product -> survival, comfort or luxury. origin, treatments: where from, and every cell changed.

    Laws, each to 1e-12 of its row or column, checked by `check_tables`: for every product, make + stock release
    = intermediate + final domestic use; for every industry, output = domestic + imported inputs + labour cost
    + capital charge + social charge.
    """

    name: str
    year: int
    place: str
    currency_unit: str
    price_basis: str
    products: tuple[str, ...]
    product_names: tuple[str, ...]
    product_classification: str
    industries: tuple[str, ...]
    industry_names: tuple[str, ...]
    industry_classification: str
    make: np.ndarray
    use_domestic: np.ndarray
    use_imported: np.ndarray
    final_domestic: Mapping[str, np.ndarray]
    final_imported: Mapping[str, np.ndarray]
    stock_release_domestic: np.ndarray
    stock_release_imported: np.ndarray
    labour_cost: np.ndarray
    capital_charge: np.ndarray
    social_charge: np.ndarray
    hours: np.ndarray | None
    persons: np.ndarray | None
    labour_origin: tuple[str, ...]
    fixed_capital: np.ndarray | None
    emissions: Mapping[str, np.ndarray]
    household_emissions: Mapping[str, float]
    emission_unit: Mapping[str, str]
    purchases_abroad: float
    trade_surplus: float
    population: int | None
    tiers: Mapping[str, str]
    origin: tuple[Provenance, ...]
    treatments: tuple[Treatment, ...]
    hours_unit: str = "million hours"
    final_taxes: Mapping[str, float] = field(default_factory=dict)
    imbalance_before: float = 0.0

    def __post_init__(self) -> None:
        for item in fields(self):
            object.__setattr__(self, item.name, _frozen(getattr(self, item.name)))

    @property
    def output(self) -> np.ndarray:
        """Return the output of each industry (J,)."""
        return self.make.sum(axis=1)

    @property
    def supply(self) -> np.ndarray:
        """Return the domestic supply of each product (G,): output and what came out of stocks."""
        return self.make.sum(axis=0) + self.stock_release_domestic

    @property
    def imports(self) -> np.ndarray:
        """Return the imports of each product (G,)."""
        used = self.use_imported.sum(axis=1) + sum(self.final_imported.values())
        return used - self.stock_release_imported


def _frozen(value: object) -> object:
    if isinstance(value, np.ndarray):
        copy = np.array(value, dtype=np.float64)
        copy.setflags(write=False)
        return copy
    if isinstance(value, Mapping):
        return MappingProxyType({key: _frozen(entry) for key, entry in value.items()})
    return value


def check_tables(tables: NationalTables) -> None:
    """Raise a TableError that names the first place where ``tables`` break a law of NationalTables."""
    _check_labels(tables)
    for name, array, rows, columns in _arrays(tables):
        expected = (len(rows),) if columns is None else (len(rows), len(columns))
        if array.shape != expected:
            raise MissingLabel("an array has the wrong shape", file=f"{tables.name}: {name}", found=array.shape, expected=expected,
                               way_out="give one value for every code, in the order of the codes")
        _check_values(f"{tables.name}: {name}", array, rows, columns, name.split("[")[0] in _MAY_BE_NEGATIVE)
    for name, amount in (("purchases_abroad", tables.purchases_abroad), ("trade_surplus", tables.trade_surplus), *tables.final_taxes.items(),
                         *tables.household_emissions.items()):
        if not np.isfinite(amount):
            raise NotANumber("a total is not allowed", file=f"{tables.name}: {name}", found=amount, expected="a finite number",
                             way_out="correct the source")
    _check_balances(tables)


def _check_labels(tables: NationalTables) -> None:
    for what, codes in (("products", tables.products), ("industries", tables.industries)):
        seen: set[str] = set()
        for code in codes:
            if not code or code != code.strip():
                raise MissingLabel("a code is empty or begins or ends with a space", file=f"{tables.name}: {what}", found=repr(code),
                                   expected="a code", way_out="write a code without spaces around it")
            if code in seen:
                raise DuplicateLabel("a code occurs twice", file=f"{tables.name}: {what}", row=code, found=codes.count(code), expected=1,
                                     way_out="give every row its own code")
            seen.add(code)
    for what, given, wanted in (
        ("final_domestic", tables.final_domestic, ROLES), ("final_imported", tables.final_imported, ROLES),
        ("tiers", tables.tiers, tables.products), ("emission_unit", tables.emission_unit, tuple(tables.emissions)),
    ):
        if set(given) != set(wanted):
            first = sorted(set(given) ^ set(wanted))[0]
            raise MissingLabel("keys do not match", file=f"{tables.name}: {what}", row=first, found="given" if first in given else "not given",
                               expected="given" if first in wanted else "not given", way_out=f"give exactly {len(wanted)} keys")
    for product, tier in tables.tiers.items():
        if tier not in TIERS:
            raise MissingLabel("a tier is unknown", file=f"{tables.name}: tiers", row=product, found=tier, expected=", ".join(TIERS),
                               way_out="choose one of these")


def _arrays(tables: NationalTables):
    goods, industries = tables.products, tables.industries
    yield "make", tables.make, industries, goods
    for name in ("use_domestic", "use_imported"):
        yield name, getattr(tables, name), goods, industries
    for name in ("final_domestic", "final_imported"):
        for role in ROLES:
            yield f"{name}[{role}]", getattr(tables, name)[role], goods, None
    for name in ("stock_release_domestic", "stock_release_imported"):
        yield name, getattr(tables, name), goods, None
    for name in ("labour_cost", "capital_charge", "social_charge", "hours", "persons", "fixed_capital"):
        if getattr(tables, name) is not None:
            yield name, getattr(tables, name), industries, None
    for pollutant, amounts in tables.emissions.items():
        yield f"emissions[{pollutant}]", amounts, industries, None


def _check_values(file: str, array: np.ndarray, rows, columns, may_be_negative: bool) -> None:
    for bad, fault, expected in ((~np.isfinite(array), NotANumber, "a finite number"), (array < 0, NegativeCell, "0 or more")):
        if bad.any() and not (fault is NegativeCell and may_be_negative):
            place = np.argwhere(bad)[0]
            raise fault("a value is not allowed", file=file, row=rows[place[0]], column=columns[place[1]] if columns else "",
                        found=array[tuple(place)], expected=expected, way_out="correct the source or state a treatment for this cell")


def _check_balances(tables: NationalTables) -> None:
    use = tables.use_domestic.sum(axis=1) + sum(tables.final_domestic.values())
    cost = (tables.use_domestic.sum(axis=0) + tables.use_imported.sum(axis=0) + tables.labour_cost
            + tables.capital_charge + tables.social_charge)
    for what, codes, left, right in (("supply and use", tables.products, tables.supply, use),
                                     ("output and cost", tables.industries, tables.output, cost)):
        scale = np.maximum(np.abs(left), np.abs(right))
        off = np.abs(left - right) > BALANCE_PRECISION * scale
        if off.any():
            first = int(np.argmax(off))
            raise DoesNotBalance(f"{what} differ", file=tables.name, row=codes[first], found=right[first], expected=left[first],
                                 way_out="read the source through a reader, which spreads small imbalances and refuses large ones")
