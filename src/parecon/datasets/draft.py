"""A table on its way to the normal form: what was read, and the stated rules that change its cells."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from parecon.charter import Charter
from parecon.datasets.errors import DoesNotBalance, NegativeCell
from parecon.datasets.tables import BALANCE_PRECISION, ROLES, NationalTables, Provenance, Treatment, check_tables

__all__ = ["Draft", "finish"]

SPREAD_ROW, SPREAD_COLUMN = "spread imbalance of product", "spread imbalance of industry"


@dataclass
class Draft:
    """A table before its treatments: arrays as in NationalTables, final use still in the columns of the source.

    role_of: source column of final use -> role of ROLES. rounding_unit: unit to which the source was rounded, or 0.
    """

    name: str
    year: int
    place: str
    currency_unit: str
    price_basis: str
    products: list[str]
    product_names: dict[str, str]
    product_classification: str
    industries: list[str]
    industry_names: dict[str, str]
    industry_classification: str
    make: np.ndarray
    use_domestic: np.ndarray
    use_imported: np.ndarray
    final_domestic: dict[str, np.ndarray]
    final_imported: dict[str, np.ndarray]
    role_of: dict[str, str]
    labour_cost: np.ndarray
    capital_charge: np.ndarray
    social_charge: np.ndarray
    tiers: dict[str, str]
    hours: np.ndarray | None = None
    persons: np.ndarray | None = None
    labour_origin: list[str] = field(default_factory=list)
    fixed_capital: np.ndarray | None = None
    emissions: dict[str, np.ndarray] = field(default_factory=dict)
    household_emissions: dict[str, float] = field(default_factory=dict)
    emission_unit: dict[str, str] = field(default_factory=dict)
    purchases_abroad: float = 0.0
    population: int | None = None
    final_taxes: dict[str, float] = field(default_factory=dict)
    origin: list[Provenance] = field(default_factory=list)
    treatments: list[Treatment] = field(default_factory=list)
    rounding_unit: float = 0.0
    imbalance_before: float = 0.0

    def __post_init__(self) -> None:
        self.stock_release_domestic = np.zeros(len(self.products))
        self.stock_release_imported = np.zeros(len(self.products))

    def note(self, rule: str, place: tuple[str, str], values: tuple[float, float], why: str) -> None:
        """List one changed cell: its (row, column), its (before, after)."""
        self.treatments.append(Treatment(rule, *place, float(values[0]), float(values[1]), why))


def finish(draft: Draft, charter: Charter) -> NationalTables:
    """Apply the stated rules in their order and return the normal form; raise a TableError where a rule refuses."""
    move_negative_output(draft)
    move_negative_use(draft, charter["datasets.negative_use_share_max"])
    move_negative_final_use(draft)
    drop_idle_industries(draft)
    spread_product_imbalances(draft, charter)
    spread_industry_imbalances(draft, charter)
    floor_capital_charge(draft, charter["datasets.capital_charge_floor"])
    tables = _freeze(draft)
    check_tables(tables)
    return tables


def move_negative_output(draft: Draft) -> None:
    """A negative output of a product by an industry becomes the industry's use of that product."""
    for j, g in np.argwhere(draft.make < 0):
        amount = -draft.make[j, g]
        draft.note("negative output becomes use", (draft.products[g], draft.industries[j]), (-amount, 0.0),
                   "what an industry takes back of a product it uses; both balances keep their difference")
        draft.make[j, g] = 0.0
        draft.use_domestic[g, j] += amount


def move_negative_use(draft: Draft, share_max: float) -> None:
    """A small negative intermediate use becomes output (domestic) or stock release (imported); a large one is refused."""
    for kind, use, finals in (("domestic", draft.use_domestic, draft.final_domestic), ("imported", draft.use_imported, draft.final_imported)):
        size = np.abs(use).sum(axis=1) + sum(np.abs(column) for column in finals.values())
        for g, j in np.argwhere(use < 0):
            amount, place = -use[g, j], (draft.products[g], draft.industries[j])
            if amount > share_max * size[g]:
                raise NegativeCell(f"a negative {kind} intermediate use is too large to move", file=draft.name, row=place[0], column=place[1],
                                   found=-amount, expected=f"at least {-share_max * size[g]:.6g}, {share_max:.2%} of the row",
                                   way_out="correct the source, or have datasets.negative_use_share_max of the charter changed")
            use[g, j] = 0.0
            if kind == "domestic":
                draft.make[j, g] += amount
            else:
                draft.stock_release_imported[g] += amount
                draft.social_charge[j] -= amount
            draft.note(f"negative {kind} use moves to supply", place, (-amount, 0.0), "an industry that gives a product back supplies it")


def move_negative_final_use(draft: Draft) -> None:
    """A negative final use (stocks run down, returns) moves to the side of supply as a release from stocks."""
    for kind, finals, release in (("domestic", draft.final_domestic, draft.stock_release_domestic),
                                  ("imported", draft.final_imported, draft.stock_release_imported)):
        for column, values in finals.items():
            for g in np.flatnonzero(values < 0):
                draft.note(f"negative {kind} final use moves to supply", (draft.products[g], column), (values[g], 0.0),
                           "what comes out of stocks is supplied, not used")
                release[g] -= values[g]
                values[g] = 0.0


def drop_idle_industries(draft: Draft) -> None:
    """An industry without output leaves the table; it may not have costs either."""
    output = draft.make.sum(axis=1)
    for j in np.flatnonzero(output == 0):
        if draft.use_domestic[:, j].any() or draft.use_imported[:, j].any() or draft.labour_cost[j]:
            cost = draft.use_domestic[:, j].sum() + draft.use_imported[:, j].sum() + draft.labour_cost[j]
            raise DoesNotBalance("an industry has costs and no output", file=draft.name, row=draft.industries[j], found=cost, expected=0.0,
                                 way_out="add its output to the make table or remove its inputs")
        draft.note("industry without output dropped", (draft.industries[j], "output"), (0.0, 0.0), "nobody works there, so it has no council")
    if (output > 0).all():
        return
    stay = np.flatnonzero(output > 0)
    draft.make, draft.use_domestic, draft.use_imported = draft.make[stay], draft.use_domestic[:, stay], draft.use_imported[:, stay]
    for name in ("labour_cost", "capital_charge", "social_charge", "hours", "persons", "fixed_capital"):
        if getattr(draft, name) is not None:
            setattr(draft, name, getattr(draft, name)[stay])
    draft.emissions = {pollutant: amounts[stay] for pollutant, amounts in draft.emissions.items()}
    draft.labour_origin = [draft.labour_origin[j] for j in stay]
    draft.industries = [draft.industries[j] for j in stay]


def spread_product_imbalances(draft: Draft, charter: Charter) -> None:
    """Spread what supply and use of a product differ by over its domestic uses in proportion, or refuse it."""
    supply = draft.make.sum(axis=0) + draft.stock_release_domestic
    use = draft.use_domestic.sum(axis=1) + sum(draft.final_domestic.values())
    cells = (draft.make != 0).sum(axis=0) + (draft.use_domestic != 0).sum(axis=1) + len(draft.final_domestic)
    for g in _unequal(supply, use):
        _judge_imbalance(draft, charter, (draft.products[g], "supply", "use"), (supply[g], use[g], cells[g]))
        if use[g] <= 0 or supply[g] <= 0:
            raise DoesNotBalance("a product is supplied and not used, or used and not supplied", file=draft.name, row=draft.products[g],
                                 found=use[g], expected=supply[g], way_out="correct the supply or the use of this product")
        factor = supply[g] / use[g]
        draft.use_domestic[g] *= factor
        for values in draft.final_domestic.values():
            values[g] *= factor
        draft.note(SPREAD_ROW, (draft.products[g], "use"), (use[g], supply[g]), "every domestic use is scaled by one factor")


def spread_industry_imbalances(draft: Draft, charter: Charter) -> None:
    """Put what output and cost of an industry differ by on its capital charge, or refuse it."""
    output = draft.make.sum(axis=1)
    other = draft.use_domestic.sum(axis=0) + draft.use_imported.sum(axis=0) + draft.labour_cost + draft.social_charge
    cost = other + draft.capital_charge
    cells = (draft.use_domestic != 0).sum(axis=0) + (draft.use_imported != 0).sum(axis=0) + (draft.make != 0).sum(axis=1) + 3
    for j in _unequal(output, cost):
        _judge_imbalance(draft, charter, (draft.industries[j], "output", "cost"), (output[j], cost[j], cells[j]))
        after = output[j] - other[j]
        draft.note(SPREAD_COLUMN, (draft.industries[j], "capital_charge"), (draft.capital_charge[j], after),
                   "the surplus is what is left of output after all other costs")
        draft.capital_charge[j] = after


def _unequal(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    # Half the promised precision: what is smaller is rounding of binary64 sums, no fact about the table.
    return np.flatnonzero(np.abs(left - right) > 0.5 * BALANCE_PRECISION * np.maximum(np.abs(left), np.abs(right)))


def _judge_imbalance(draft: Draft, charter: Charter, names: tuple[str, str, str], sizes: tuple[float, float, int]) -> None:
    (code, first, second), (left, right, cells) = names, sizes
    scale = max(abs(left), abs(right))
    draft.imbalance_before = max(draft.imbalance_before, abs(left - right) / scale)
    share, rounding = charter["datasets.imbalance_share_max"], charter["datasets.rounding_units_per_cell"] * draft.rounding_unit * cells
    if abs(left - right) > max(share * scale, rounding):
        raise DoesNotBalance(f"{first} and {second} differ by {abs(left - right):.6g} ({abs(left - right) / scale:.2e} of the larger)",
                             file=draft.name, row=code, found=f"{second} {right:.10g}", expected=f"{first} {left:.10g}",
                             way_out=f"correct the row, or have datasets.imbalance_share_max ({share:g}) of the charter changed")


def floor_capital_charge(draft: Draft, floor: float) -> None:
    """Where fixed capital consumption plus surplus is negative, charge a small share of output and let society bear the rest."""
    output = draft.make.sum(axis=1)
    for j in np.flatnonzero(draft.capital_charge < 0):
        before, after = draft.capital_charge[j], floor * output[j]
        draft.note("capital charge floor", (draft.industries[j], "capital_charge"), (before, after),
                   "capital in use is never charged less than nothing; the loss is a negative social charge")
        draft.social_charge[j] += before - after
        draft.capital_charge[j] = after


def _freeze(draft: Draft) -> NationalTables:
    finals = {}
    for name in ("final_domestic", "final_imported"):
        columns = getattr(draft, name)
        finals[name] = {role: sum((values for column, values in columns.items() if draft.role_of[column] == role),
                                  start=np.zeros(len(draft.products))) for role in ROLES}
    imports = draft.use_imported.sum() + sum(column.sum() for column in finals["final_imported"].values()) - draft.stock_release_imported.sum()
    exports = finals["final_domestic"]["exports"].sum() + finals["final_imported"]["exports"].sum()
    same = ("name", "year", "place", "currency_unit", "price_basis", "product_classification", "industry_classification", "make",
            "use_domestic", "use_imported", "stock_release_domestic", "stock_release_imported", "labour_cost", "capital_charge",
            "social_charge", "hours", "persons", "fixed_capital", "emissions", "household_emissions", "emission_unit",
            "purchases_abroad", "population", "final_taxes", "imbalance_before")
    return NationalTables(
        **{name: getattr(draft, name) for name in same}, **finals,
        products=tuple(draft.products), product_names=tuple(draft.product_names[code] for code in draft.products),
        industries=tuple(draft.industries), industry_names=tuple(draft.industry_names[code] for code in draft.industries),
        labour_origin=tuple(draft.labour_origin), trade_surplus=float(exports - imports),
        tiers={code: draft.tiers[code] for code in draft.products}, origin=tuple(draft.origin), treatments=tuple(draft.treatments))
