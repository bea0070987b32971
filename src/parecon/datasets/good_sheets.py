"""Sheets of goods as far as a national table tells them: what a good is made of, how the work is, what it does to the land."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from parecon.datasets.society_ground import Ground
from parecon.datasets.tables import NationalTables
from parecon.economy import GoodSheet

__all__ = ["write_sheets"]


def write_sheets(tables: NationalTables, ground: Ground, charter) -> tuple[GoodSheet, ...]:
    """Return a sheet for every product made at home, in sentences that the table and nothing else gives, or none for very large tables.

    Of each product: the largest inputs of the industries that make it, weighed by how much each makes; the hours of
    work in it and how many work there; what is emitted by its makers. People who know more file more
    (`GoodSheet`); a table knows amounts, not what a day's work is like, and the sheet says so.
    Tables of more products than ``society.sheets_max`` get none.

    >>> from parecon.charter import default_charter
    >>> from parecon.datasets import read_sweden
    >>> from parecon.datasets.society_ground import lay_ground
    >>> tables = read_sweden(2013)
    >>> sheet = write_sheets(tables, lay_ground(tables, default_charter()), default_charter())[0]
    >>> sheet.code, sheet.sources[:17]
    ('A01', 'Statistics Sweden')
    """
    if len(tables.products) > charter["society.sheets_max"]:
        return ()
    make, domestic, imported = (part.toarray() if sparse.issparse(part) else part for part in (tables.make, tables.use_domestic, tables.use_imported))
    output = make.sum(axis=0)
    share = make / np.where(output > 0, output, 1.0)
    whole = np.where(tables.output > 0, tables.output, 1.0)
    inputs = (domestic + imported) / whole @ share
    abroad = (imported / whole @ share).sum(axis=0)
    told = sorted({f"{publisher} ({licence})" for p in tables.origin for publisher, licence in zip(p.publisher.split("; "), p.licence.split("; "))
                   if len(p.publisher.split("; ")) == len(p.licence.split("; "))} or {f"{p.publisher} ({p.licence})" for p in tables.origin})
    source = f"{'; '.join(told)}: tables of {tables.year}, {tables.price_basis}"
    sheets = []
    for g in np.flatnonzero((output > 0) & (ground.domestic >= 0)):
        mix = share[:, g]
        sheets.append(GoodSheet(ground.goods[ground.domestic[g]].code, _made_of(tables, (inputs[:, g], abroad[g]), charter),
                                _work(tables, mix, whole), _land(tables, mix, whole), source))
    return tuple(sheets)


def _made_of(tables: NationalTables, used, charter) -> str:
    inputs, abroad = used
    order = np.argsort(-inputs, kind="stable")[:charter["society.sheet_inputs"]]
    parts = ", ".join(f"{_hundredths(inputs[i])} for {_inside(tables.product_names[i])}" for i in order if inputs[i] > 0)
    told = f"Of 100 {_currency(tables)} that it brought in, {_hundredths(inputs.sum())} went for what was used up in making it"
    return f"{told}, {_hundredths(abroad)} of it from abroad; most for: {parts}." if parts else f"{told}."


def _work(tables: NationalTables, mix: np.ndarray, whole: np.ndarray) -> str:
    told = f"Of 100 {_currency(tables)} that it brought in, {_hundredths(float(tables.labour_cost / whole @ mix))} went for work."
    counted = tables.hours is not None and tables.persons is not None and all(tables.labour_origin[j] == "table" for j in np.flatnonzero(mix))
    if not counted or not min(tables.hours[mix > 0].min(), tables.persons[mix > 0].min()) > 0:
        return f"{told} The table has no hours of its own for those who make it; how the work is, only they can say."
    hours, persons = (float(amount / whole @ mix) for amount in (tables.hours, tables.persons))
    return f"{told} Those who make it worked {hours / persons * 1e6:,.0f} hours each in the year, on average. How the work is, only those who do it can say."


def _land(tables: NationalTables, mix: np.ndarray, whole: np.ndarray) -> str:
    if not tables.emissions:
        return "The table has no emissions; those who live near its makers may know more."
    told = "; ".join(f"{float(amount / whole @ mix):.3g} {tables.emission_unit[name]} of {name}" for name, amount in tables.emissions.items())
    return f"For each {tables.currency_unit} of it its makers emitted {told} themselves. What else it does to the land, the table does not tell."


def _currency(tables: NationalTables) -> str:
    return tables.currency_unit.split()[-1]


def _hundredths(share: float) -> str:
    return f"{100 * share:.0f}" if share >= 0.095 else f"{100 * share:.1f}"


def _inside(name: str) -> str:
    """Return a product's name as it stands within a sentence."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
