"""What is publicly known of the year to be planned before anyone proposes: hours, persons and capital."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.charter import Charter
from parecon.datasets.errors import MissingLabel, NotANumber, UnknownEconomy
from parecon.datasets.sweden import SWEDEN_YEARS, read_sweden, sweden_facts
from parecon.datasets.tables import NationalTables

__all__ = ["ComingYear", "coming_year", "sweden_coming_year"]


@dataclass(frozen=True)
class ComingYear:
    """Factors from the year of the tables to the year of the plan.

    year: the year to be planned. hours_factor, persons_factor: labour at hand, relative to the tables.
    capital_factor (J,): capital at hand per industry in constant prices, relative to the tables.
    deflator: price level relative to the tables, by which capital was divided. note: where all this is from.
    """

    year: int
    hours_factor: float
    persons_factor: float
    capital_factor: np.ndarray
    deflator: float
    note: str

    def __post_init__(self) -> None:
        factor = np.array(self.capital_factor, dtype=np.float64)
        factor.setflags(write=False)
        object.__setattr__(self, "capital_factor", factor)


def coming_year(tables: NationalTables, next_accounts: NationalTables, deflator: float, note: str = "") -> ComingYear:
    """Return what ``next_accounts`` tell of labour and capital, relative to ``tables``.

    Capital is deflated by ``deflator`` (price level of the next year over this one); an industry without capital
    in either year keeps factor 1. Raises MissingLabel if the industries differ or if hours, persons or capital are
    not published, NotANumber if the deflator is not positive.

    >>> from parecon.datasets import read_sweden
    >>> round(coming_year(read_sweden(2013), read_sweden(2014), deflator=1.018).hours_factor, 4)
    1.0143
    """
    if tables.industries != next_accounts.industries:
        first = sorted(set(tables.industries) ^ set(next_accounts.industries))
        raise MissingLabel("the two years have different industries", file=next_accounts.name, row=first[0] if first else "",
                           found=f"{len(next_accounts.industries)} industries", expected=f"the {len(tables.industries)} of {tables.name} in their order",
                           way_out="use two years in one classification")
    if not (np.isfinite(deflator) and deflator > 0):
        raise NotANumber("the deflator is no price level", file=next_accounts.name, found=deflator, expected="a positive number",
                         way_out="give the price level of the next year divided by that of this year")
    for name in ("hours", "persons", "fixed_capital"):
        for year in (tables, next_accounts):
            if getattr(year, name) is None:
                raise MissingLabel(f"{name} are not in the table", file=year.name, found="nothing", expected=f"{name} per industry",
                                   way_out="plan with the factors of 1, or add the accounts to the folder")
    known = (tables.fixed_capital > 0) & (next_accounts.fixed_capital > 0)
    capital = np.ones(len(tables.industries))
    capital[known] = next_accounts.fixed_capital[known] / tables.fixed_capital[known] / deflator
    return ComingYear(
        next_accounts.year, float(next_accounts.hours.sum() / tables.hours.sum()),
        float(next_accounts.persons.sum() / tables.persons.sum()), capital, deflator, note)


def sweden_coming_year(year: int, charter: Charter | None = None) -> ComingYear:
    """Return what is known of Sweden's year 2013, 2014 or 2015, relative to the tables of the year before.

    Capital services are measured by the consumption of fixed capital, divided by the GDP deflator. Between 2014 and
    2015 companies were reclassified (electronics C26 × 0.12, publishing J58 × 6.5): use 2015 as a shock, 2014 to plan.
    Source: Statistics Sweden; World Bank, World Development Indicators, NY.GDP.DEFL.KD.ZG.
    """
    if year not in SWEDEN_YEARS[1:]:
        raise UnknownEconomy("no earlier table is there for this year", file="sweden", found=year, expected=f"one of {SWEDEN_YEARS[1:]}",
                             way_out="choose one of these years")
    growth = sweden_facts()[year]["gdp_deflator_growth_percent"]
    note = (f"hours, persons and consumption of fixed capital of {year} from Statistics Sweden; capital divided by the GDP deflator "
            f"(+{growth} % over {year - 1}, World Bank, NY.GDP.DEFL.KD.ZG)")
    return coming_year(read_sweden(year - 1, charter), read_sweden(year, charter), 1 + growth / 100, note)
