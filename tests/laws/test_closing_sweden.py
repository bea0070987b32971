"""The close of a real year: every candidate balances in integers, and the plan that wins breaks no rule."""

import pytest

from parecon.charter import default_charter
from parecon.datasets import load_tables
from parecon.datasets.registry import load_coming_year
from parecon.datasets.society import build_society
from parecon.feasibility import Closing
from parecon.plans import check_plan
from parecon.procedures.optimum import distance_to_optimum
from parecon.procedures.participatory import run


@pytest.fixture(scope="module")
def year():
    """Return (economy, society, charter, outcome) of Sweden's year 2014 in small, with 5 % fewer permits."""
    charter = default_charter()
    tables, coming = load_tables("sweden-2014", charter), load_coming_year("sweden-2014", charter)
    economy, society = build_society(tables, seed=1, charter=charter, size=0.02, coming=coming, permits={"CO2": -0.05})
    outcome = run(economy, society, charter)
    return outcome.year.economy, society, charter, outcome  # as the collective package, settled before the rounds, left it


def test_every_candidate_is_feasible_to_the_last_unit(year):
    economy, _, charter, outcome = year
    assert isinstance(outcome.closing, Closing) and not outcome.closing.left_out
    for candidate in outcome.closing.candidates:
        b = candidate.balance
        assert (b.remainder >= 0).all()
        assert (economy.endowment + b.supply + b.bought == b.use + economy.claim + b.spent + b.remainder).all()


def test_at_least_three_candidates_differ(year):
    closing = year[3].closing
    assert len(closing.candidates) - sum(len(group) - 1 for group in closing.coincide) >= 3


def test_the_adopted_plan_breaks_no_rule(year):
    economy, _, charter, outcome = year
    assert check_plan(economy, outcome.plan, charter) == []
    values = outcome.plan.accounts.values
    assert values["fund"] == values["private"] + values["collective"]


def test_the_distance_to_an_optimum_is_found_and_small(year):
    """A plan near clearing prices leaves little on the table: less than a tenth of consumption."""
    economy, society, charter, outcome = year
    distance = distance_to_optimum(economy, society, outcome.plan, charter, closing=outcome.closing)
    assert 0 <= distance.gain <= distance.gain_at_most < 0.1
