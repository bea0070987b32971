"""The figures of a report are those of the plan: flows, contents, shares and measures add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.charter import default_charter
from parecon.economy import GoodKind
from parecon.reports import figures, gini
from parecon.reports.contents import Contents
from parecon.reports.drawing import nice_ticks, spread_labels
from parecon.reports.material import look_at
from parecon.reports.section_plan import flows_of
from parecon.reports.section_rounds import RULE_IN_SHORT, RULE_WORDS
from parecon.reports.section_shares import tier_values
from parecon.reports.wording import THIN, bare_amount, number, percent, price_words, read_unit


@pytest.fixture(scope="module")
def material(sweden_year):
    """What the report of small Sweden is made of."""
    return look_at(sweden_year)


@pytest.fixture(scope="module")
def contents(material):
    """Its recipes."""
    return Contents(material)


def test_what_flows_into_a_sector_flows_out_of_it(material, contents):
    sectors, uses, into, out = flows_of(material, contents)
    assert len(sectors) <= 15
    assert into.sum(axis=0) == pytest.approx(out.sum(axis=1), rel=1e-9, abs=1e-6)


def test_the_flow_picture_ends_in_the_plans_own_accounts(material, contents):
    _, uses, into, out = flows_of(material, contents)
    values = material.plan.accounts.values
    ends = dict(zip(uses, out.sum(axis=0)))
    for use, name in (("households", "private"), ("collective consumption", "collective"), ("investment", "investment"), ("exports", "exports")):
        assert ends[use] == pytest.approx(values[name] / 1e9, rel=1e-6)
    assert into[0].sum() <= values["labour_charge"] / 1e9 * (1 + 1e-9)
    assert into[0].sum() == pytest.approx(values["labour_charge"] / 1e9, rel=0.02)  # less what subsidies net out


def test_the_parts_of_a_price_sum_to_it_and_explain_its_change(material, contents):
    for good in np.flatnonzero(material.made):
        parts = contents.parts_of(int(good))
        assert sum(p.share for p in parts) == pytest.approx(1.0, abs=1e-9)
        assert sum(p.moved for p in parts) == pytest.approx(float(contents.price_changes[good]), abs=1e-9)


def test_hours_and_emissions_in_goods_add_up_to_all_there_are(material, contents):
    pollutant = int(material.economy.kinds(GoodKind.POLLUTANT)[0])
    needed = sum(contents.needed_for(use) for use in contents.final_uses.values())
    assert needed == pytest.approx(contents.worth, rel=1e-6, abs=1e-6)
    for direct in (contents.clock_hours, contents.emitted(pollutant)):
        final = sum(contents.final_uses.values())
        made = np.where(material.made, final * contents.home_share, 0.0)
        assert float(contents.good_content(direct) @ made) == pytest.approx(float(direct.sum()), rel=1e-6)


def test_every_row_of_recipes_sums_to_what_it_makes(contents):
    assert contents.row_parts.sum(axis=1) == pytest.approx(contents.worth)
    columns = np.asarray(contents.makers.sum(axis=0)).ravel()
    assert set(np.round(columns, 9)) <= {0.0, 1.0}


def test_private_use_by_income_and_tier_is_all_private_use(material):
    values, people = tier_values(material)
    assert people.sum() == material.people
    assert values.sum() == pytest.approx(material.credits(material.plan.accounts.values["private"] / 1e9), rel=1e-3)  # own emissions have no tier


def test_measures_are_those_of_the_plan(sweden_year, material):
    found = figures(sweden_year, sweden_year.year.economy)
    values = sweden_year.plan.accounts.values
    assert found["adopted"] == sweden_year.ballot.winner
    assert found["rounds"] == len(sweden_year.year.records)
    assert found["emissions_change"] == pytest.approx(-0.05, abs=1e-4)
    assert found["consumption_credits_a_person"] * material.people == pytest.approx((values["private"] + values["collective"]) / 1e3)
    assert 0 <= found["gini"] < 1 and 0 < found["lines_kept"] <= 1
    assert all(isinstance(value, float | int | str) for value in found.values())


def test_a_year_without_a_plan_has_measures_of_its_rounds_only(year_without_plan):
    found = figures(year_without_plan)
    assert found["rounds"] == 1 and "adopted" not in found


def test_an_outcome_is_not_measured_in_another_economy(toy_year, sweden_year):
    with pytest.raises(AssertionError, match="its own economy"):
        figures(toy_year, sweden_year.year.economy)


@given(st.lists(st.tuples(st.floats(0.01, 1e6), st.integers(1, 1000)), min_size=1, max_size=20), st.floats(0.001, 1000))
def test_gini_lies_between_nothing_and_one_and_knows_no_unit(people, unit):
    values, weights = (np.array(column, dtype=float) for column in zip(*people))
    assert -1e-9 <= gini(values, weights) < 1
    assert gini(values * unit, weights) == pytest.approx(gini(values, weights), abs=1e-9)


def test_gini_of_one_who_has_all_is_the_share_of_those_who_have_nothing():
    assert gini(np.array([0.0, 1.0]), np.array([3.0, 1.0])) == pytest.approx(0.75)


@given(st.floats(1e-5, 1e14) | st.floats(-1e14, -1e-5))
def test_a_printed_number_is_near_the_number(value):
    plain = float(number(value, 4).replace(THIN, "").replace("−", "-"))
    assert plain == pytest.approx(value, rel=1e-3)
    words = bare_amount(value, 4).split(THIN)
    size = {"million": 1e6, "billion": 1e9, "trillion": 1e12}.get(words[-1], 1.0)
    digits = "".join(w for w in words if not w.isalpha()).replace("−", "-")
    assert float(digits) * size == pytest.approx(value, rel=1e-3)


def test_what_is_no_number_is_printed_as_a_dash():
    assert number(float("nan")) == number(float("inf")) == "–"
    assert percent(0.0) == f"0{THIN}%"


def test_units_are_said_as_people_say_them():
    assert read_unit("million SEK of 2013").word == "kronor of 2013"
    assert read_unit("million USD").word == "dollars"
    assert price_words(0.0004, "kilotonne", 1e6) == (pytest.approx(0.4), "credits per tonne")
    assert price_words(1.0, "houses", 1.0) == (1.0, "credits per house")


def test_every_price_rule_of_the_charter_is_told_in_words():
    rules = set(default_charter().rule("prices.rule").choices)
    assert rules <= RULE_WORDS.keys() and rules <= RULE_IN_SHORT.keys()


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_span_what_they_name(low, span):
    ticks = nice_ticks(low, low + span)
    assert ticks[0] <= low + 1e-6 * span and ticks[-1] >= low + span * (1 - 1e-6)
    assert 2 <= len(ticks) <= 12


@given(st.lists(st.floats(0, 200), min_size=1, max_size=8))
def test_labels_keep_apart_where_there_is_room(places):
    moved = sorted(spread_labels(places, 16, 0, 300))
    assert all(after - before >= 16 - 1e-6 for before, after in zip(moved, moved[1:]))
    assert moved[0] >= 0 and moved[-1] <= 300 + 1e-9
