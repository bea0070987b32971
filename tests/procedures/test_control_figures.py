"""The Soviet process: balances, ratchet, padding, priorities, quarters; at its best and as it is known."""

from __future__ import annotations

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets import read_sweden
from parecon.datasets.society import build_society
from parecon.datasets.toy import toy_economy
from parecon.procedures.conformance import check_outcome
from parecon.procedures.control_figures import run
from parecon.procedures.control_figures_enterprise import bonus, five_year_target, grant, next_target, run_path
from parecon.procedures.control_figures_plan import make_plan, set_directives
from parecon.procedures.control_figures_told import figures_positions
from parecon.procedures.recipes import made_goods, product_recipe, units_for
from parecon.responses import Conduct, Respondents, Shock


@pytest.fixture(scope="module")
def charter():
    """The default charter, with permits that nobody votes on."""
    return default_charter().adopt({"pollution.communities": False}, "test")


@pytest.fixture(scope="module")
def sweden(charter):
    """A small Sweden of last year."""
    return build_society(read_sweden(2013), seed=1, charter=charter, size=0.05)


def play(world, charter, *, conduct=Conduct(), **rows):
    """Return the outcome of a year under other rows."""
    rules = charter.adopt({key.replace("__", "."): value for key, value in rows.items()}, "test") if rows else charter
    return run(world[0], rules, Respondents(*world, rules, conduct), seed=1, on_event=lambda event: None)


def test_with_honest_units_and_nothing_new_nothing_is_short(sweden, charter):
    outcome = play(sweden, charter)
    assert outcome.refusal is None
    assert outcome.figures["served_households"] > 0.99
    assert check_outcome(sweden[0], Respondents(*sweden, charter), outcome) == []


def test_with_honest_units_growth_from_scratch_leaves_shortages_that_more_rounds_lessen(sweden, charter):
    """The study of the gallery: does the Soviet process produce shortages with honest units? Yes, where balances are few."""
    served = [play(sweden, charter, figures__from_achieved=False, figures__rounds=rounds).figures["served_households"] for rounds in (1, 2, 3, 6)]
    assert served == sorted(served)
    assert served[0] < 0.95 and served[-1] > 0.99


def test_households_are_the_first_to_go_short(sweden, charter):
    figures = play(sweden, charter, figures__from_achieved=False, figures__rounds=1).figures
    assert figures["served_households"] < min(figures["served_investment"], figures["served_exports"])


def test_quarters_correct_what_the_plan_left_open(sweden, charter):
    figures = play(sweden, charter, figures__from_achieved=False, figures__rounds=2).figures
    assert figures["served_households_first_quarter"] < figures["served_households"]


def test_a_military_claim_is_served_first_and_households_pay(sweden, charter):
    honest, armed = play(sweden, charter, figures__growth=0.05), play(sweden, charter, figures__growth=0.05, figures__military_share=0.3)
    assert "served_military" not in honest.figures
    assert armed.figures["served_military"] > 0.99
    assert armed.figures["served_households"] < honest.figures["served_households"]


def test_units_that_hide_and_pad_leave_less_for_all(sweden, charter):
    honest, lying = play(sweden, charter), play(sweden, charter, conduct=Conduct(1.0))
    assert lying.figures["served_households"] < honest.figures["served_households"] - 0.05
    assert lying.flows.wasted.sum() > 0 and honest.flows.wasted.sum() == 0
    assert check_outcome(sweden[0], Respondents(*sweden, charter, Conduct(1.0)), lying) == []


def test_a_shock_is_felt_in_the_quarters_after_it(sweden, charter):
    struck = play(sweden, charter, conduct=Conduct(shock=Shock(0.5, capacity={"D35": 0.5})))
    assert struck.figures["served_households"] < play(sweden, charter).figures["served_households"]


def test_what_the_rounds_leave_open_is_the_next_power_on_real_tables(sweden, charter):
    ground = Respondents(*sweden, charter).ground
    directives = set_directives(sweden[0], ground, charter.adopt({"figures.growth": 0.05}, "test"))
    made = made_goods(sweden[0])
    wish = np.where(made, directives.total - directives.before, 0.0)
    plan = make_plan(sweden[0], ground, wish, charter)
    recipe = product_recipe(ground.make, ground.take, made)[1] * made[:, None] * made[None, :]
    assert plan.uncovered == pytest.approx(np.linalg.matrix_power(recipe, charter["figures.rounds"] + 1) @ wish, rel=1e-9, abs=1e-6)


def test_targets_of_last_years_outputs_are_last_years_activity(sweden, charter):
    ground = Respondents(*sweden, charter).ground
    made = made_goods(sweden[0])
    share, _ = product_recipe(ground.make, ground.take, made)
    assert units_for(np.where(made, ground.make.sum(axis=0), 0.0), share, ground.make, made) == pytest.approx(np.ones(len(ground.row)))


def test_the_enterprise_of_the_textbook():
    assert float(next_target(np.float64(110.0), np.float64(100.0), 0.05, 0.5)) == pytest.approx(1.05 * 110 + 0.5 * 10)
    assert five_year_target(1.0, 0.05) == pytest.approx(1.276, abs=5e-4)
    assert float(grant(np.float64(100.0), 0.2, 0.1)) == pytest.approx(108.0)
    assert bonus(np.array([99.0, 100.0, 110.0]), np.array([100.0, 100.0, 100.0]), 0.1, 2.0) == pytest.approx([0.0, 0.1, 0.3])


def test_the_ratchet_makes_it_unwise_to_show_what_one_can_do(charter):
    """Whoever shows all capacity is asked for more than all next year, and misses its target; whoever hides earns a bonus for years."""
    rules = charter.adopt({"figures.growth": 0.02, "figures.ratchet": 0.5}, "test")
    shown, hidden = (run_path(130.0, 100.0, 8, charter=rules, honest=honest) for honest in (True, False))
    assert shown.bonuses[0] > hidden.bonuses[0]
    assert not shown.bonuses[1:].any() and hidden.bonuses[1:5].all()
    assert hidden.bonuses.sum() > shown.bonuses[1:].sum()
    assert hidden.outputs[0] < shown.outputs[0]


@pytest.mark.parametrize("outside", [False, True])
def test_the_board_is_one_per_cent_and_the_holders_ten(outside, charter):
    positions = figures_positions(charter.adopt({"figures.board_outside": outside}, "test"))
    share = {p.name: p.share for p in positions}
    assert share["board"] == pytest.approx(0.01)
    assert share["holders"] + (0.0 if outside else share["board"]) == pytest.approx(0.10)
    assert sum(share.values()) == pytest.approx(1.0)


def test_commands_and_functionaries_are_counted(sweden, charter):
    outcome = play(sweden, charter)
    assert outcome.figures["commands"] == sum(count.messages for count in outcome.counts) > 0
    assert outcome.figures["functionaries"] > 0


def test_the_toy_town_can_be_commanded(charter):
    assert play(toy_economy(), charter).refusal is None
