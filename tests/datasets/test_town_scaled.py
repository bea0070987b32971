"""A national economy scaled to a town: per head everything stays, in units that a town counts in."""

from dataclasses import replace

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets import check_tables, load_coming_year, load_tables
from parecon.datasets.town_scaled import build_scaled_town, scale_to_town
from parecon.economy import CouncilKind, GoodKind
from parecon.facilitation import announce_first
from parecon.facilitation.aggregate import total_of_rows, total_rows
from parecon.feasibility import Infeasible
from parecon.procedures.participatory import run, worst_gap
from parecon.responses import respond

CHARTER = default_charter()


@pytest.fixture(scope="module")
def sweden():
    return load_tables("sweden-2014", CHARTER)


def test_everything_is_the_nations_per_head(sweden):
    town = scale_to_town(sweden, 1000)
    check_tables(town)
    assert town.output.sum() / 1000 == pytest.approx(1000 * sweden.output.sum() / sweden.population)
    assert town.hours.sum() / 1000 == pytest.approx(1e6 * sweden.hours.sum() / sweden.population)
    assert town.emissions["CO2"].sum() / 1000 == pytest.approx(1e6 * sweden.emissions["CO2"].sum() / sweden.population)
    assert (town.currency_unit, town.hours_unit, dict(town.emission_unit)) == ("thousand SEK", "hours", {"CO2": "kilogram"})


@pytest.mark.parametrize("people", [200, 1000])
def test_last_year_stands_and_balances_and_an_hour_earns_a_credit(sweden, people):
    economy, society = build_scaled_town(sweden, people, seed=1, charter=CHARTER)
    assert economy.councils.members[economy.councils.kind == CouncilKind.CONSUMER].sum() == people
    assert economy.source["unit of value"] == "one credit" and economy.goods[int(economy.kinds(GoodKind.LABOUR)[0])].unit == "standard hours"
    year = announce_first(economy, CHARTER, economy.last_prices)
    assert year.announcement.income_factor == pytest.approx(1.0, abs=1e-6)
    supply, demand = total_of_rows(total_rows(respond(economy, society, year.announcement), economy), economy)
    assert (np.abs(supply - demand) / np.maximum(supply, 1)).max() < 1e-6
    hours_a_head = economy.hours.sum() / people
    assert 600 < hours_a_head < 900


def test_the_coming_year_of_the_nation_plans_in_the_town(sweden):
    economy, society = build_scaled_town(sweden, 1000, seed=1, charter=CHARTER, coming=load_coming_year("sweden-2014", CHARTER))
    outcome = run(economy, society, CHARTER)
    assert worst_gap(outcome.year.records[-1], economy) <= 0.01 and not isinstance(outcome.closing, Infeasible) and outcome.plan is not None


@pytest.mark.parametrize(("change", "words"), [
    (lambda t: (t, 0), "give 1 to 100,000"), (lambda t: (t, 10**6), "give 1 to 100,000"), (lambda t: (replace(t, population=None), 100), "no population"),
    (lambda t: (replace(t, persons=None), 100), "no persons"), (lambda t: (replace(t, currency_unit="SEK"), 100), "millions of a currency"),
    (lambda t: (replace(t, emission_unit={"CO2": "becquerel"}), 100), "becquerel"),
])
def test_what_cannot_be_scaled_is_refused_with_the_way_out(sweden, change, words):
    with pytest.raises(ValueError, match=words):
        scale_to_town(*change(sweden))


def test_the_united_states_scale_too():
    economy, _ = build_scaled_town(load_tables("us-summary-2017", CHARTER), 500, seed=1, charter=CHARTER)
    assert economy.goods[0].unit.startswith("thousand USD")
