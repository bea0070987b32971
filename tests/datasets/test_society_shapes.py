"""Tables of every shape become a society that stands at last year's prices."""

from dataclasses import replace

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.society import build_society
from parecon.datasets.tables import check_tables
from parecon.economy import GoodKind
from parecon.facilitation import announce_first, close_round, submit
from parecon.responses import respond

G = 30
NOTHING = np.zeros(G)


def moved(values, source, target):
    """Return ``values`` with the entry of one industry added to another's."""
    after = values.copy()
    after[..., target] += after[..., source]
    after[..., source] = 0.0
    return after


def without_foreign_trade(t):
    finals = {role: column.copy() for role, column in t.final_domestic.items()}
    finals["households"] = finals["households"] + finals["exports"]
    finals["exports"] = NOTHING
    return replace(t, use_imported=np.zeros((G, G)), social_charge=t.social_charge + t.use_imported.sum(axis=0), final_domestic=finals,
                   final_imported=dict.fromkeys(finals, NOTHING), trade_surplus=0.0)


def without_output_in(t, j):
    accounts = ("labour_cost", "capital_charge", "social_charge", "hours", "persons")
    return replace(t, make=moved(t.make.T, j, j + 1).T, use_domestic=moved(t.use_domestic, j, j + 1), use_imported=moved(t.use_imported, j, j + 1),
                   emissions={"CO2": moved(t.emissions["CO2"], j, j + 1)}, **{name: moved(getattr(t, name), j, j + 1) for name in accounts})


def without_value_added_in(t, j):
    labour, capital, social = t.labour_cost.copy(), t.capital_charge.copy(), t.social_charge.copy()
    social[j] += labour[j] + capital[j]
    labour[j] = capital[j] = 0.0
    return replace(t, labour_cost=labour, capital_charge=capital, social_charge=social)


SHAPES = {
    "as it is": lambda t: t,
    "no hours": lambda t: replace(t, hours=None),
    "neither hours nor persons": lambda t: replace(t, hours=None, persons=None),
    "neither hours nor persons nor population": lambda t: replace(t, hours=None, persons=None, population=None),
    "no persons": lambda t: replace(t, persons=None),
    "no population": lambda t: replace(t, population=None),
    "everybody works": lambda t: replace(t, population=int(t.persons.sum())),
    "no foreign trade": without_foreign_trade,
    "exports alone": lambda t: replace(without_foreign_trade(t), final_domestic=t.final_domestic, trade_surplus=float(t.final_domestic["exports"].sum())),
    "imports alone": lambda t: replace(t, final_domestic=without_foreign_trade(t).final_domestic, trade_surplus=-float(t.imports.sum())),
    "two pollutants": lambda t: replace(t, emissions={"CO2": t.emissions["CO2"], "SO2": 0.01 * t.emissions["CO2"]},
                                        household_emissions={"CO2": 5.0, "SO2": 0.2}, emission_unit={"CO2": "kilotonne", "SO2": "kilotonne"}),
    "no emissions of households": lambda t: replace(t, household_emissions={}),
    "emissions of households alone": lambda t: replace(t, emissions={"CO2": NOTHING}),
    "a pollutant nobody emits": lambda t: replace(t, emissions={"CO2": NOTHING}, household_emissions={}),
    "an industry without output": lambda t: without_output_in(t, 4),
    "an industry that adds no value": lambda t: without_value_added_in(t, 3),
    "no capital": lambda t: replace(t, capital_charge=NOTHING, social_charge=t.social_charge + t.capital_charge),
    "no labour cost": lambda t: replace(t, labour_cost=NOTHING, social_charge=t.social_charge + t.labour_cost),
    "nothing collective": lambda t: replace(t, final_domestic={
        **t.final_domestic, "households": sum(t.final_domestic[r] for r in ("households", "government", "investment")), "government": NOTHING,
        "investment": NOTHING}),
}


@pytest.fixture(params=sorted(SHAPES))
def shaped(request):
    tables = SHAPES[request.param](generate_input_output(G, seed=1))
    check_tables(tables)
    return (tables, *build_society(tables, seed=1, charter=default_charter()))


def test_every_shape_stands_at_last_years_prices(shaped):
    _, economy, society = shaped
    year = announce_first(economy, default_charter(), economy.last_prices)
    year, refusals = submit(year, respond(economy, society, year.announcement))
    assert not refusals
    assert np.abs(close_round(year).records[-1].gaps).max() <= 1e-9
    assert (society.workers.own_value > 0).all() and (economy.last_prices > 0).all()


def test_goods_that_a_table_lacks_are_left_out(shaped):
    tables, economy, society = shaped
    labour = tables.hours is not None and tables.labour_cost.sum() > 0
    assert (len(economy.kinds(GoodKind.LABOUR)) == 1) == labour == (society.labour_good >= 0)
    assert (len(economy.kinds(GoodKind.CAPITAL)) == 1) == (tables.capital_charge.sum() > 0) == (society.capital_good >= 0)
    trade = tables.imports.sum() > 0 or tables.final_domestic["exports"].sum() > 0
    assert (society.trade is not None) == trade == ("trade" in [row.code for row in economy.rows])
    places = 1 if economy.collective is None else len(economy.collective.levels)
    assert (economy.collective is None) == (not any(final["government"].any() for final in (tables.final_domestic, tables.final_imported)))
    pollutants = len(economy.kinds(GoodKind.POLLUTANT))
    assert len(society.affected) == len(economy.communities) == pollutants == sum(row.code.startswith("affected-") for row in economy.rows)
    assert len(economy.rows) == (tables.output > 0).sum() + 2 + places + trade + pollutants


def test_whatever_a_table_lacks_is_told(shaped):
    tables, _, society = shaped
    told = " ".join(society.notes)
    assert ("no hours" in told) == (society.labour_good < 0)
    assert ("population: persons" in told) == (tables.population is None)
    assert told.count("what households emit is attached") == sum(amount > 0 for amount in tables.household_emissions.values())
