"""The balance report: does a table close, what was changed to make it close, and what does it say of the nation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from parecon.datasets.tables import BALANCE_PRECISION, NationalTables, Treatment

__all__ = ["BalanceLine", "BalanceReport", "Figure", "balance_report"]

LARGEST_SHOWN = 5


@dataclass(frozen=True)
class BalanceLine:
    """One product (supply and use) or one industry (output and cost): its two sides."""

    code: str
    name: str
    left: float
    right: float

    @property
    def imbalance(self) -> float:
        """Return the difference of the sides relative to the larger one."""
        scale = max(abs(self.left), abs(self.right))
        return abs(self.left - self.right) / scale if scale else 0.0


@dataclass(frozen=True)
class Figure:
    """One figure of the nation, with its unit."""

    key: str
    value: float
    unit: str
    meaning: str


@dataclass(frozen=True)
class BalanceReport:
    """Everything needed to trust a table: its rows, its columns, the treated cells and the nation's totals."""

    title: str
    size: str
    products: tuple[BalanceLine, ...]
    industries: tuple[BalanceLine, ...]
    imbalance_before: float
    treatments: tuple[Treatment, ...]
    figures: tuple[Figure, ...]
    origin: tuple[str, ...]

    @property
    def imbalance_after(self) -> float:
        """Return the largest relative imbalance that is left."""
        return max(line.imbalance for line in (*self.products, *self.industries))

    @property
    def balances(self) -> bool:
        """Return whether every row and column closes."""
        return self.imbalance_after <= BALANCE_PRECISION

    def figure(self, key: str) -> float:
        """Return the value of one figure."""
        return next(figure.value for figure in self.figures if figure.key == key)

    def by_rule(self) -> dict[str, tuple[Treatment, ...]]:
        """Return the treated cells by rule, most frequent rule first."""
        rules: dict[str, list[Treatment]] = defaultdict(list)
        for treatment in self.treatments:
            rules[treatment.rule].append(treatment)
        return {rule: tuple(cells) for rule, cells in sorted(rules.items(), key=lambda item: (-len(item[1]), item[0]))}

    def as_text(self) -> str:
        """Return the report as lines for a person."""
        verdict = "Every product and every industry balances." if self.balances else "IT DOES NOT BALANCE."
        lines = [self.title, "=" * len(self.title), self.size, "", verdict,
                 f"  largest imbalance as published   {self.imbalance_before:9.1e} of its row",
                 f"  largest imbalance now            {self.imbalance_after:9.1e} of its row", ""]
        lines += _figure_lines(self.figures)
        lines += ["", f"{_counted(len(self.treatments), 'cell was', 'cells were')} changed, by these rules:" if self.treatments else "No cell was changed."]
        for rule, cells in self.by_rule().items():
            lines += _rule_lines(rule, cells)
        lines += ["", "Source", *(f"  {line}" for line in self.origin)]
        return "\n".join(lines)


def balance_report(tables: NationalTables) -> BalanceReport:
    """Return the balance report of ``tables``.

    >>> from parecon.datasets import read_sweden
    >>> report = balance_report(read_sweden(2013))
    >>> report.balances, round(report.figure("gdp_market_prices"))
    (True, 3769909)
    """
    use = tables.use_domestic.sum(axis=1) + sum(tables.final_domestic.values())
    cost = (tables.use_domestic.sum(axis=0) + tables.use_imported.sum(axis=0) + tables.labour_cost
            + tables.capital_charge + tables.social_charge)
    return BalanceReport(
        title=f"{tables.place} {tables.year}" if tables.place else tables.name,
        size=(f"{len(tables.products)} products ({tables.product_classification}) by {len(tables.industries)} industries "
              f"({tables.industry_classification}), {tables.currency_unit} at {tables.price_basis}"),
        products=_lines(tables.products, tables.product_names, tables.supply, use),
        industries=_lines(tables.industries, tables.industry_names, tables.output, cost),
        imbalance_before=tables.imbalance_before, treatments=tables.treatments, figures=tuple(_figures(tables)),
        origin=_origin_lines(tables))


def _lines(codes, names, left: np.ndarray, right: np.ndarray) -> tuple[BalanceLine, ...]:
    return tuple(BalanceLine(code, name, float(a), float(b)) for code, name, a, b in zip(codes, names, left, right))


def _figures(tables: NationalTables):
    unit = tables.currency_unit
    finals = {role: float(tables.final_domestic[role].sum() + tables.final_imported[role].sum()) for role in tables.final_domestic}
    released = float(tables.stock_release_domestic.sum() + tables.stock_release_imported.sum())
    imports = float(tables.imports.sum())
    spent = sum(finals.values()) - released - imports
    produced = float(tables.output.sum() - tables.use_domestic.sum() - tables.use_imported.sum())
    earned = float(tables.labour_cost.sum() + tables.capital_charge.sum() + tables.social_charge.sum())
    yield Figure("gdp_expenditure", spent, unit, "domestic product, as spent")
    yield Figure("gdp_production", produced, unit, "domestic product, as produced")
    yield Figure("gdp_income", earned, unit, "domestic product, as earned")
    yield Figure("labour_cost", float(tables.labour_cost.sum()), unit, "of which for labour")
    yield Figure("capital_charge", float(tables.capital_charge.sum()), unit, "of which for capital")
    yield Figure("social_charge", float(tables.social_charge.sum()), unit, "of which social charges (net taxes paid by industries)")
    if tables.final_taxes:
        yield Figure("final_taxes", sum(tables.final_taxes.values()), unit, "net taxes on final purchases, left out of these prices")
        yield Figure("gdp_market_prices", produced + sum(tables.final_taxes.values()), unit, "domestic product at market prices")
    for role, amount in finals.items():
        yield Figure(role, amount, unit, {"investment": "investment and stock building"}.get(role, role))
    yield Figure("stock_release", released, unit, "released from stocks")
    yield Figure("imports", imports, unit, "imports")
    yield Figure("trade_surplus", tables.trade_surplus, unit, "exports minus imports")
    if tables.purchases_abroad:
        yield Figure("purchases_abroad", tables.purchases_abroad, unit, "of imports: bought abroad by households")
    if tables.hours is not None:
        yield Figure("hours", float(tables.hours.sum()), tables.hours_unit, "hours of work")
    if tables.persons is not None:
        yield Figure("persons", float(tables.persons.sum()), "persons", "people at work")
    if tables.population is not None:
        yield Figure("population", float(tables.population), "persons", "population")
    for pollutant, amounts in tables.emissions.items():
        yield Figure(f"emissions_{pollutant}", float(amounts.sum()), tables.emission_unit[pollutant], f"{pollutant} of industries")
        if pollutant in tables.household_emissions:
            yield Figure(f"household_emissions_{pollutant}", float(tables.household_emissions[pollutant]), tables.emission_unit[pollutant],
                         f"{pollutant} of households")


def _origin_lines(tables: NationalTables) -> tuple[str, ...]:
    by_publisher: dict[tuple[str, str], list[str]] = defaultdict(list)
    for provenance in tables.origin:
        by_publisher[provenance.publisher, provenance.licence].append(f"{provenance.source_file} ({provenance.sha256[:12]})")
    return tuple(line for (publisher, licence), names in by_publisher.items()
                 for line in (f"{publisher}, {licence}", *(f"  {name}" for name in names)))


def _figure_lines(figures: tuple[Figure, ...]) -> list[str]:
    width = max(len(figure.meaning) for figure in figures)
    return [f"  {figure.meaning:<{width}}  {figure.value:>16,.0f} {figure.unit}" for figure in figures]


def _rule_lines(rule: str, cells: tuple[Treatment, ...]) -> list[str]:
    largest = sorted(cells, key=lambda cell: (-abs(cell.after - cell.before), cell.row, cell.column))[:LARGEST_SHOWN]
    lines = ["", f"  {rule}: {_counted(len(cells), 'cell', 'cells')}. Why: {largest[0].why}."]
    place = max(len(f"{cell.row} · {cell.column}") for cell in largest)
    lines += [f"    {f'{cell.row} · {cell.column}':<{place}}  {cell.before:>16,.2f} → {cell.after:>16,.2f}" for cell in largest]
    if len(cells) > len(largest):
        lines.append(f"    and {_counted(len(cells) - len(largest), 'smaller one', 'smaller ones')}")
    return lines


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
