"""A bundled national economy scaled to the size of a town: the same technique and habits for a thousand people instead of millions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from parecon.datasets.coming_year import ComingYear
from parecon.datasets.society import build_society
from parecon.datasets.tables import NationalTables
from parecon.datasets.town_record import UNIT_OF_VALUE
from parecon.economy import Economy, GoodKind, Society

__all__ = ["build_scaled_town", "scale_to_town"]

_FLOWS, _EACH = 1e3, 1e6
"""Amounts in millions become thousands, and millions of hours become hours."""
_SMALLER = {"megatonne": "tonne", "kilotonne": "kilogram", "tonne": "gram"}
"""A millionth of each unit in which the bundled tables count emissions."""
_PEOPLE_MAX = 100_000
_PER_WORKPLACE, _PER_NEIGHBOURHOOD = 12, 40
_CREDIT = "million credits per unit of currency"


def scale_to_town(tables: NationalTables, people: int) -> NationalTables:
    """Return ``tables`` with every flow, hour and person in proportion to ``people`` inhabitants, in thousands of the currency and in hours.

    What a nation makes and uses per head, its town does too. Raises ValueError for fewer
    than one or more than 100,000 people, and for tables that count neither population nor
    persons at work nor hours, or emissions in a unit that has no smaller one.

    >>> from parecon.datasets import read_sweden
    >>> town = scale_to_town(read_sweden(2013), 1000)
    >>> town.population, town.currency_unit, round(float(town.hours.sum()) / 1000)
    (1000, 'thousand SEK', 779)
    """
    if not 0 < people <= _PEOPLE_MAX:
        raise ValueError(f"a town of {people} people; give 1 to {_PEOPLE_MAX:,}, for more plan the nation with --size")
    if tables.population is None or tables.persons is None or tables.hours is None:
        missing = [name for name in ("population", "persons", "hours") if getattr(tables, name) is None]
        raise ValueError(f"{tables.name} has no {' and no '.join(missing)}; scaling needs all three, take another economy or add them to its folder")
    if not tables.currency_unit.startswith("million "):
        raise ValueError(f"{tables.name} counts in {tables.currency_unit!r}; scaling needs millions of a currency")
    unknown = sorted(set(tables.emission_unit.values()) - set(_SMALLER))
    if unknown:
        raise ValueError(f"{tables.name} counts emissions in {unknown[0]}; scaling knows {', '.join(_SMALLER)}")
    share = people / tables.population
    flows = share * _FLOWS
    scaled = {name: getattr(tables, name) * flows for name in ("make", "use_domestic", "use_imported", "stock_release_domestic", "stock_release_imported",
                                                              "labour_cost", "capital_charge", "social_charge", "purchases_abroad", "trade_surplus")}
    return replace(
        tables, name=f"{tables.name}-town", place=f"a town of {people} people like {tables.place}", population=people,
        currency_unit=tables.currency_unit.replace("million ", "thousand ", 1), hours=tables.hours * (share * _EACH), hours_unit="hours",
        persons=tables.persons * share, fixed_capital=None if tables.fixed_capital is None else tables.fixed_capital * flows,
        final_domestic=_times(tables.final_domestic, flows), final_imported=_times(tables.final_imported, flows),
        final_taxes=_times(tables.final_taxes, flows), emissions=_times(tables.emissions, share * _EACH),
        household_emissions=_times(tables.household_emissions, share * _EACH),
        emission_unit={name: _SMALLER[unit] for name, unit in tables.emission_unit.items()}, **scaled)


def _times(amounts: Mapping[str, np.ndarray | float], factor: float) -> dict[str, np.ndarray | float]:
    return {name: amount * factor for name, amount in amounts.items()}


def build_scaled_town(tables: NationalTables, people: int, *, seed: int, charter, coming: ComingYear | None = None) -> tuple[Economy, Society]:
    """Return a town of ``people`` that lives like the nation of ``tables``: about 12 in a workplace, 40 in a neighbourhood.

    coming: the nation's coming year, whose hours and capital change in the same
    proportions. Values are in credits. Last year's amounts by council are what the
    simulated councils answer at last year's prices; a real town replaces them by its own.
    Raises what `scale_to_town` and `build_society` raise.

    >>> from parecon.charter import default_charter
    >>> from parecon.datasets import read_sweden
    >>> economy, society = build_scaled_town(read_sweden(2013), 1000, seed=1, charter=default_charter())
    >>> int(economy.councils.members[society.consumers.council].sum()), len(society.consumers.council)
    (1000, 25)
    """
    town = scale_to_town(tables, people)
    sizes = {"society.persons_per_worker_council": _PER_WORKPLACE, "society.persons_per_neighbourhood": min(_PER_NEIGHBOURHOOD, people)}
    economy, society = build_society(town, seed=seed, charter=charter.adopt(sizes, "a town's size"), coming=coming)
    goods = tuple(replace(good, unit="standard hours") if good.kind is GoodKind.LABOUR else good for good in economy.goods)
    source = {key: text for key, text in economy.source.items() if key != _CREDIT} | UNIT_OF_VALUE
    return replace(economy, goods=goods, source=source | {"scaled": f"every flow of {tables.name} times {people} / {tables.population}"}), society
