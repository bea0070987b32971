"""The published experiment, recomputed on draws of its generator."""

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.cli.entry import run_command
from parecon.datasets.generate_published import generate_published
from parecon.lab.bench_published import follow_rule, increasing_returns, run_published, tell_published, warm_model


@pytest.fixture(scope="module")
def model():
    return generate_published(seed=1)


def test_the_published_rule_needs_more_rounds_from_other_prices_than_from_700(model):
    from_700, from_100 = (follow_rule(model, np.full(50, price)).rounds_to(0.05) for price in (700.0, 100.0))
    assert from_700 is not None and from_100 is not None and from_100 > 2 * from_700


def test_the_second_year_starts_nearer(model):
    first = follow_rule(model, np.full(50, 700.0))
    assert follow_rule(warm_model(model, 1), first.prices).rounds_to(0.03) < first.rounds_to(0.03)


def test_the_floor_of_its_step_keeps_the_rule_from_balance(model):
    without = default_charter().adopt({"prices.published_floor": 0.0}, "a test")
    least = [min(follow_rule(model, np.full(50, 700.0), rounds=600, charter=charter, until=0.0).worst) for charter in (None, without)]
    assert least[0] > 1e-3 > least[1]


def test_every_council_with_increasing_returns_is_put_where_it_loses_most(model):
    total, losses, least, greatest = increasing_returns(model, seed=1)
    assert total == losses == least == 600 and 1.05 <= greatest <= 1.71


def test_this_projects_rule_balances_the_same_economy_from_far_prices(model):
    worst = run_published(model, np.full(50, 5000.0))
    assert len(worst) <= 6 and worst[-1] < 1e-3


def test_what_is_said_names_every_figures_place(capsys):
    said = []
    tell_published(2, ours=1, say=said.append)
    assert len(said) >= 18 and any("standard error" in line for line in said) and any("600 of 600" in line for line in said)


def test_the_command_has_no_rows(capsys):
    assert run_command(["bench", "published", "--row", "x"]) == 2 and "it has no rows" in capsys.readouterr().err
