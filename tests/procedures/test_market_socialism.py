"""Market socialism: incomes from what is left, the perverse short run in a whole economy, and what entry and the ban on expulsion make of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parecon import default_charter, toy_economy
from parecon.economy import GoodKind
from parecon.procedures.market_socialism_people import fifths_of
from parecon.procedures.market_socialism_year import begin_self_managed, run_self_managed_year, wished_members
from parecon.procedures.registry import run_procedure
from parecon.responses import Conduct, Respondents
from planned_years import small_sweden


def started(**changes):
    economy, society, charter = small_sweden(base_year=True)
    rules = charter.adopt({f"selfmanaged.{name}": value for name, value in changes.items()} | {"selfmanaged.pollution": "unpriced"}, "test")
    respond = Respondents(economy, society, rules)
    return (*begin_self_managed(economy, respond, rules), rules)


def test_last_year_again_every_enterprise_wants_the_members_it_has():
    terms, state, rules = started()
    assert wished_members(terms, state, rules, 0.0)[terms.chooses] == pytest.approx(1.0)


def test_a_dearer_product_means_that_its_enterprises_want_fewer_members():
    terms, state, rules = started()
    good = int(np.argmax(terms.ground.make.sum(axis=0) * terms.prices))
    makes = (terms.ground.make[:, good] > 0.5 * terms.ground.make.sum(axis=1)) & terms.chooses & (terms.ground.take[:, good] < 0.1 * terms.ground.make[:, good])
    dearer = state.prices.copy()
    dearer[good] *= 1.05
    assert makes.any() and (wished_members(terms, replace(state, prices=dearer), rules, 0.0)[makes] < 0.99).all()
    assert (wished_members(terms, replace(state, prices=dearer), rules, 1.0)[makes] > 1.01).all(), "director and staff want to grow"


def test_a_lower_charge_means_fewer_members_everywhere():
    terms, state, _ = started()
    rules = started(capital_charge=0.9)[2]
    assert (wished_members(terms, state, rules, 0.0)[terms.chooses] < 1.0).all()


def test_last_years_accounts_close():
    terms, state, _ = started()
    assert state.spent == pytest.approx(float(terms.ground.wanted.sum(axis=0) @ terms.tastes.at(terms.prices)), rel=1e-6)
    assert state.public == pytest.approx(float(terms.ground.collective @ terms.prices), rel=1e-9)


def test_without_surprises_market_socialism_repeats_its_year():
    economy, society, charter = small_sweden(base_year=True)
    rules = charter.adopt({"selfmanaged.pollution": "unpriced"}, "test")
    year = run_self_managed_year(economy, Respondents(economy, society, rules), rules)
    assert [float(d.activity @ year.terms.ground.make @ year.terms.prices) / float(year.terms.ground.make.sum(axis=0) @ year.terms.prices)
            for d in year.done] == pytest.approx([1.0] * len(year.done), abs=0.01)


def test_nobody_is_voted_out_where_the_rules_forbid_it():
    economy, society, charter = small_sweden()
    respond = Respondents(economy, society, charter)
    leaving = charter["selfmanaged.leaving_share"]
    kept = run_self_managed_year(economy, respond, charter)
    ratio = kept.members[1:] / kept.members[:-1]
    assert ratio.min() >= 1.0 - leaving - 1e-9
    free = charter.adopt({"selfmanaged.expulsion": True, "selfmanaged.entry": False, "selfmanaged.capital_charge": 0.9}, "test")
    shed = run_self_managed_year(economy, respond, free)
    assert (shed.members[1:] / shed.members[:-1]).min() == pytest.approx(1.0 - charter["selfmanaged.membership_step"])


def test_cheaper_capital_costs_jobs_in_the_short_run_and_entry_by_a_bank_gives_them_back():
    economy, society, charter = small_sweden()
    short = {"selfmanaged.expulsion": True, "selfmanaged.capital_charge": 0.8}
    found = {}
    for entry in (False, True):
        rules = charter.adopt(short | {"selfmanaged.entry": entry}, "test")
        found[entry] = run_procedure("market_socialism", economy, rules, Respondents(economy, society, rules), seed=1).figures
    calm = run_procedure("market_socialism", economy, charter, Respondents(economy, society, charter), seed=1).figures
    assert found[False]["unemployed_share"] > calm["unemployed_share"] + 0.05
    assert found[True]["founded_share"] > 0 and found[True]["unemployed_share"] < found[False]["unemployed_share"]


def test_members_who_pay_for_investment_themselves_invest_less():
    economy, society, charter = small_sweden()
    ground = Respondents(economy, society, charter).ground
    for bank, part in ((1.0, 1.0), (0.0, 0.3861**0.5)):
        rules = charter.adopt({"selfmanaged.bank_share": bank}, "test")
        year = run_self_managed_year(economy, Respondents(economy, society, rules), rules)
        asked = year.done[0].investment / np.maximum(year.done[0].part, 1e-12)
        assert asked @ year.terms.prices == pytest.approx(part * float(ground.investment @ year.terms.prices), rel=1e-3)


def test_equal_effort_earns_unequal_income():
    economy, society, charter = small_sweden()
    people = run_procedure("market_socialism_short_run", economy, charter, Respondents(economy, society, charter), seed=1).people
    mine = [i for i, name in enumerate(people.name) if name.startswith("members") and people.group[i] == 0]
    hourly = people.income[mine] / people.hours[mine]
    assert (np.diff(hourly) > 0).all() and hourly[-1] > 1.3 * hourly[0] and set(people.effort[mine]) == {1.0}


def test_self_interest_gives_the_say_to_director_and_staff():
    economy, society, charter = small_sweden()
    share = []
    for dial in (0.0, 1.0):
        outcome = run_procedure("market_socialism", economy, charter, Respondents(economy, society, charter, Conduct(dial)), seed=1)
        share.append(outcome.last_hand["its director and staff"])
    assert share[0] == 0.0 and share[1] > 0.45


def test_fifths_keep_the_mean():
    value, weight = np.array([3.0, 1.0, 2.0]), np.array([1.0, 5.0, 4.0])
    assert fifths_of(value, weight).mean() == pytest.approx(float(value @ weight) / 10) and (np.diff(fifths_of(value, weight)) >= 0).all()


def test_what_is_promised_away_beforehand_is_refused():
    economy, society = toy_economy()
    owed = replace(economy, claim=economy.claim + 10**15 * np.array([g.kind is GoodKind.PRODUCT for g in economy.goods]))
    assert run_procedure("market_socialism", owed, default_charter(), Respondents(owed, society, default_charter()), seed=1).refusal
