"""Free access at its best meets needs, and each of its known failures shows when it is switched on."""

from __future__ import annotations

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets import read_sweden
from parecon.datasets.society import build_society
from parecon.datasets.toy import toy_economy
from parecon.procedures.conformance import check_outcome, fingerprint
from parecon.procedures.free_access import run
from parecon.procedures.free_access_allotment import _as_seen
from parecon.procedures.free_access_centres import Store, Takings
from parecon.procedures.free_access_season import run_season
from parecon.procedures.free_access_stock import Need, StockRule, fill_rate, make_rule
from parecon.procedures.free_access_world import lay_world
from parecon.responses import Conduct, Respondents, Shock


@pytest.fixture(scope="module")
def charter():
    """A season of sixteen weeks."""
    return default_charter().adopt({"access.season_weeks": 16, "pollution.communities": False}, "test")


@pytest.fixture(scope="module")
def sweden(charter):
    """A small Sweden of last year, so that what people want is what was made."""
    return build_society(read_sweden(2013), seed=1, charter=charter, size=0.1)


def play(world, charter, *, conduct=Conduct(), **rows):
    """Return the outcome of a season under other rows."""
    rules = charter.adopt({key.replace("__", "."): value for key, value in rows.items()}, "test") if rows else charter
    return run(world[0], rules, Respondents(*world, rules, conduct), seed=1, on_event=lambda event: None)


@pytest.fixture(scope="module")
def best(sweden, charter):
    """Free access as its advocates would run it."""
    return play(sweden, charter)


def test_at_its_best_nearly_all_needs_are_met_and_mostly_from_the_locality(best):
    assert best.refusal is None
    assert best.figures["needs_met"] > 0.97
    assert best.figures["met_by_locality"] > 0.97
    assert best.figures["decisions_local_share"] > 0.8


def test_what_is_told_balances_and_is_whole(best, sweden, charter):
    assert check_outcome(sweden[0], Respondents(*sweden, charter), best) == []
    assert best.figures["drawn_from_stocks"] < 0.01


def test_the_same_seed_gives_the_same_season(charter):
    world = toy_economy()
    assert fingerprint(play(world, charter)) == fingerprint(play(world, charter))


def test_free_access_breaks_as_hoarding_grows(best, sweden, charter):
    some, most = (play(sweden, charter, access__hoarding_share=share).figures["needs_met"] for share in (0.2, 0.8))
    assert best.figures["needs_met"] - 0.02 > some > most + 0.02


def test_in_shortage_survival_comes_before_luxury(sweden, charter):
    figures = play(sweden, charter, access__work_offered=0.5).figures
    assert figures["allotted_survival"] >= figures["allotted_comfort"] >= figures["allotted_luxury"]
    assert figures["allotted_luxury"] < 1.0


def test_a_row_that_withholds_is_felt_by_all(best, sweden, charter):
    held = play(sweden, charter, access__withheld_row="D35", access__withheld_share=0.4)
    assert held.figures["needs_met"] < best.figures["needs_met"] - 0.02


def test_a_row_that_is_not_there_cannot_withhold(sweden, charter):
    with pytest.raises(KeyError, match="access.withheld_row is 'X99'"):
        play(sweden, charter, access__withheld_row="X99", access__withheld_share=0.4)


def test_orders_swing_more_where_only_orders_are_passed_on(best, sweden, charter):
    assert play(sweden, charter, access__needs_passed=False).figures["order_amplification"] > best.figures["order_amplification"]


def test_wholly_self_interested_people_end_up_with_less_but_not_with_nothing(best, sweden, charter):
    worst = play(sweden, charter, conduct=Conduct(1.0))
    assert worst.refusal is None
    assert 0.1 < worst.figures["needs_met"] < 0.8 < best.figures["needs_met"]


def test_a_shock_in_the_year_is_met_from_stocks_at_first(sweden, charter):
    outcome = play(sweden, charter, conduct=Conduct(shock=Shock(0.5, capacity={"D35": 0.6})))
    assert outcome.refusal is None and outcome.figures["row_weeks_held_back_by_capacity"] > 0


def test_local_services_never_leave_their_locality(sweden, charter):
    """What localities receive of a local service bears the same relation to what they asked, wherever people live."""
    respond = Respondents(*sweden, charter)
    world = lay_world(sweden[0], respond.ground, respond.reported, charter)
    from parecon.procedures.free_access import set_season

    season = run_season(world, set_season(respond.ground, respond, charter), 1, charter)
    local = np.flatnonzero(world.local & (world.wants.sum(axis=0) > 0))
    assert local.size
    assert (season.levels.asked[:, local] == 0).all(), "nothing of a local service is asked of region or world"


@pytest.mark.parametrize(("target_factor", "lead"), [(0.7, 1), (1.5, 1), (1.0, 2)])
def test_a_centre_with_a_full_region_behind_it_keeps_what_theory_promises(target_factor, lead):
    """The store of the season is the (R, S) centre of the theory where the region sends all that is ordered and people wait."""
    need, places, weeks = Need(100.0, 20.0), 400, 300
    mean = np.full((places, 1), 100.0)
    store, takings = Store(mean, mean * 0.2, np.array([target_factor]), (lead, 1)), Takings((places, 1), patience=1.0)
    chance = np.random.Generator(np.random.PCG64(4))
    met = wanted = 0.0
    for week in range(weeks):
        store.receive()
        store.send(store.order(takings.waiting))
        asked = np.maximum(chance.normal(100.0, 20.0, (places, 1)), 0.0)
        at_once, taken = takings.take(store.stock, asked)
        store.stock = store.stock - taken
        if week > 30:
            met, wanted = met + at_once.sum(), wanted + asked.sum()
    rule = make_rule(need, target_factor, lead)
    assert met / wanted == pytest.approx(fill_rate(StockRule(rule.order_up_to, rule.order_up_to, lead), need), abs=0.003)


def test_days_of_cover_show_the_scarcest_factor_and_prices_all_that_are_scarce():
    """Two factors, both overdrawn, the second more: cover points at it alone, prices at both, each use by what it takes of both."""
    ratio, used = np.array([0.1, 0.3, -0.2]), np.array([10.0, 20.0, 5.0])
    told = {signal: _as_seen(ratio, used, default_charter().adopt({"access.signal": signal}, "test")) for signal in ("cover", "prices")}
    assert told["cover"].tolist() == [0.0, 1.0, 0.0]
    assert told["prices"] == pytest.approx([0.01, 0.015, 0.0])


def test_the_three_signals_lead_to_three_years_where_bodies_cannot_save_all(charter):
    world = build_society(read_sweden(2013), seed=1, charter=charter, size=0.02, permits={"CO2": -0.1})
    had = {signal: play(world, charter, access__signal=signal, access__bodies_economise_max=0.2) for signal in ("none", "cover", "prices")}
    assert all(outcome.refusal is None for outcome in had.values())
    assert len({fingerprint(outcome.people) for outcome in had.values()}) == 3
    assert had["cover"].figures["needs_met"] > had["none"].figures["needs_met"]
