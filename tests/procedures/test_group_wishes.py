"""Groups wish at new prices as their councils do, and their utility says what a basket is worth to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parecon.facilitation import announce_first
from parecon.procedures.group_wishes import read_tastes, utility_of, wishes_at
from parecon.responses import Respondents, respond
from planned_years import small_sweden


@pytest.fixture(scope="module")
def tastes():
    economy, society, charter = small_sweden()
    return read_tastes(economy, Respondents(economy, society, charter).ground, society.benchmark_prices)


def moved(tastes):
    rng = np.random.default_rng(3)
    return tastes.base * np.exp(0.2 * rng.standard_normal(len(tastes.base)))


def test_at_last_years_prices_and_budgets_wishes_are_last_years(tastes):
    assert wishes_at(tastes, tastes.base, tastes.wanted @ tastes.at(tastes.base)) == pytest.approx(tastes.wanted)


def test_every_budget_is_spent_to_the_last(tastes):
    prices, budgets = moved(tastes), 0.9 * (tastes.wanted @ tastes.at(tastes.base))
    assert wishes_at(tastes, prices, budgets) @ tastes.at(prices) == pytest.approx(budgets)


def test_no_other_basket_of_the_same_cost_is_worth_more(tastes):
    prices = moved(tastes)
    budgets = tastes.wanted @ tastes.at(prices)
    best = wishes_at(tastes, prices, budgets)
    level, rng = utility_of(tastes, best), np.random.default_rng(5)
    for _ in range(20):
        other = best * np.exp(0.05 * rng.standard_normal(best.shape))
        other *= (budgets / (other @ tastes.at(prices)))[:, None]
        assert (utility_of(tastes, other) < level).all()


def test_utility_is_one_last_year_and_grows_with_what_is_beyond_need(tastes):
    more = tastes.needed + 1.1 * (tastes.wanted - tastes.needed)
    assert utility_of(tastes, tastes.wanted) == pytest.approx(1.0) and utility_of(tastes, more) == pytest.approx(1.1)


def test_who_cannot_buy_what_is_needed_buys_an_equal_part_of_it(tastes):
    needed = tastes.needed @ tastes.at(tastes.base)
    found = wishes_at(replace(tastes), tastes.base, 0.5 * needed)
    assert found == pytest.approx(0.5 * tastes.needed)


def test_groups_wish_nearly_as_their_councils_do(tastes):
    economy, society, charter = small_sweden()
    ground = Respondents(economy, society, charter).ground
    said = announce_first(economy, charter).announcement
    prices = economy.link_prices(tastes.base * np.where(np.arange(len(tastes.base)) == economy.labels.position("C10"), 1.2, 1.0)) if "C10" in [g.code for g in economy.goods] else moved(tastes)
    budgets = np.zeros(len(economy.councils), dtype=np.int64)
    budgets[ground.wishes.council] = np.rint(society.benchmark_budgets[ground.wishes.council] * 1e9)
    batch = respond(economy, society, replace(said, prices=prices, budgets=budgets))
    owner = np.repeat(batch.council, np.diff(batch.start))
    place = np.full(len(economy.councils), -1)
    place[ground.wishes.council] = ground.group
    mine = (place[owner] >= 0) & (batch.quantity < 0) & (batch.good != ground.pollutant)
    asked = np.bincount(batch.good[mine], -batch.quantity[mine] / 1e9, minlength=len(prices))
    group = np.bincount(ground.group, society.benchmark_budgets[ground.wishes.council])
    ours = wishes_at(tastes, prices, group).sum(axis=0)
    assert float(np.abs(ours - asked) @ tastes.base) / float(asked @ tastes.base) < 0.005
