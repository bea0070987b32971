"""The stories of the texts come out as computed by hand, each together with its control arm."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.lab.stories import STORIES, carpenters, coal, concrete, run_command
from parecon.lab.stories.on_a_market import sell_coal, sell_magazine
from parecon.lab.stories.town import Neighbourhood, Workshop, build_town, hold_rounds, product


@pytest.fixture(scope="module")
def charter():
    """The default charter."""
    return default_charter()


@pytest.mark.parametrize("name", STORIES)
def test_a_story_comes_out_as_computed_by_hand(name, charter):
    story = STORIES[name](charter)
    assert story.passed, "\n".join(story.lines)
    assert story.name == name
    assert 5 <= len(story.lines) <= 12


def test_concrete_gets_dearer_by_both_rules(charter):
    requested, supplied, after = concrete._first_round(charter)
    assert (requested, supplied) == pytest.approx((130.0, 100.0), abs=1e-5)
    assert after["power"] == pytest.approx(1.3**0.15, abs=1e-6)
    gap = 2 * 30 / 230
    assert after["published"] == pytest.approx(1 + (1.05 - 0.5**gap) * 0.25, abs=1e-6)


def test_concrete_ends_where_a_hundred_times_the_price_is_what_is_spent(charter):
    price, units, _ = concrete._end(True, charter)
    assert price == pytest.approx(sqrt(1.3), abs=1e-6)
    assert units == pytest.approx(130 / sqrt(1.3), abs=1e-4)


def test_concrete_that_nobody_can_make_more_of_only_gets_dearer(charter):
    price, units, _ = concrete._end(False, charter)
    assert price == pytest.approx(1.3, abs=1e-6)
    assert units == pytest.approx(100.0, abs=1e-4)


def test_a_story_does_not_pass_when_the_rule_is_another(charter):
    slower = charter.adopt({"prices.power_exponent": 0.05}, "test")
    assert not concrete.tell(slower).passed


def test_hours_given_to_a_clinic_are_missing_for_houses(charter):
    whole = charter.adopt({"closing.floor_survival": 1.0, "closing.floor_comfort": 1.0}, "test")
    ratio, hours, words = carpenters._carpenters(charter, whole)
    assert ratio == pytest.approx(4.0, abs=1e-6)
    assert hours == pytest.approx(5 * 400 + 1600 - 2000, abs=0.01)
    assert "1,600 hours" in words


def test_eighty_bicycles_are_two_hundred_kilograms_too_many(charter):
    whole = charter.adopt({"closing.floor_survival": 1.0, "closing.floor_comfort": 1.0}, "test")
    short, words = carpenters._factory_alone(whole)
    assert short == pytest.approx(80 * 10 + 20 * 20 - 1000, abs=0.01)
    assert "200 kilograms of tube" in words
    assert carpenters._who_would_lose(charter) == pytest.approx(200 / 20, abs=0.01)


def test_one_distant_person_moves_the_plan_by_what_they_moved(charter):
    here, moved = (carpenters._plan(charter, moved=n) for n in (0, 1))
    assert here == pytest.approx((60.0, 20.0), abs=0.005)
    assert moved[0] < here[0] and moved[1] > here[1]
    assert moved == pytest.approx((59.8, 20.1), abs=0.05)


def test_dear_coal_sends_people_elsewhere_and_plenty_does_not(charter):
    year, plan = coal._play(100.0, charter)
    price = float(year.announcement.prices[0])
    assert price == pytest.approx((sqrt(1 + 4 * 2.4) - 1) / 2, abs=5e-4)  # 240 / (p + p²) = 100
    control, plenty = coal._play(120.0, charter)
    assert float(control.announcement.prices[0]) == pytest.approx(1.0, abs=1e-6)
    assert plenty.use[0] / 1e9 == pytest.approx(120.0, abs=1e-3)


def test_a_plan_raises_none_of_the_four_flags_of_a_market(charter):
    year, plan = coal._play(100.0, charter)
    flags = coal.market_flags(year, plan, charter)
    assert flags == dict.fromkeys(coal.FLAGS, False)


def test_what_is_made_without_being_asked_for_raises_the_first_flag(charter):
    year, plan = coal._play(100.0, charter)
    on_spec = type(plan)(plan.supply + 10**9, plan.use.copy(), plan.bought.copy(), plan.spent.copy(), plan.remainder.copy())
    assert coal.market_flags(year, on_spec, charter)["on spec"]


def test_rounds_that_do_not_come_to_rest_say_so(charter):
    goods = (product("bread", "loaves"),)
    economy, society = build_town(goods, {"bread": 1.0}, (Workshop("bakery", "bread", 50.0), Neighbourhood("town", 10, {"bread": 100.0})))
    with pytest.raises(RuntimeError, match="after 2 rounds"):
        hold_rounds(economy, society, charter, until=1e-6, rule="power", most=2)
    year = hold_rounds(economy, society, charter, until=1e-6, rule="power")
    assert float(year.announcement.prices[0]) == pytest.approx(2.0, abs=1e-4)
    assert np.abs(year.records[-1].gaps).max() <= 1e-6


def test_the_command_counts_the_stories_that_came_out(capsys):
    assert run_command(None, True) == 0
    assert capsys.readouterr().out.rstrip().endswith(f"stories: {len(STORIES)} of {len(STORIES)}")


def test_the_command_plays_one_story(capsys):
    assert run_command("coal", False) == 0
    told = capsys.readouterr().out
    assert told.startswith("coal\n") and "on spec: no" in told


def test_an_unknown_story_is_refused_with_the_names_there_are(capsys):
    assert run_command("gold", False) == 2
    assert "concrete, carpenters, coal" in capsys.readouterr().out
    assert run_command(None, False) == 0


def test_a_market_raises_all_four_flags_when_it_is_run_and_none_where_nothing_moves(charter):
    short, plenty = (sell_coal(charter, most, 2.0) for most in (100.0, 120.0))
    assert short.flags == dict.fromkeys(coal.FLAGS, True)
    assert short.coal == pytest.approx(100.0) and short.price > 1.1 and short.instead > 120.0
    assert (plenty.coal, plenty.price) == pytest.approx((120.0, 1.0)) and not any(plenty.flags.values())


def test_on_a_market_means_decide_on_the_magazine(charter):
    by_class = sell_magazine(charter, 600, (10_000.0, 10.0, 30.0))
    assert by_class["average"] == (1.125, True) and not by_class["workers"][1] and by_class["coordinators"][1]
    equal = charter.adopt({"market.pay_coordinators": 1.0, "market.pay_between": 1.0}, "test")
    assert {yes for _, yes in sell_magazine(equal, 600, (10_000.0, 10.0, 30.0)).values()} == {True}
