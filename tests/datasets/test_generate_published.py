"""Generated models of the published kind: valid, reproducible, and answered with the best proposals."""

import numpy as np
import pytest
from scipy.optimize import minimize

from parecon.charter import default_charter
from parecon.datasets.generate_published import CLASSES, generate_published, published_columns, published_economy, respond_published
from parecon.facilitation import announce_first, close_round, submit
from parecon.proposals import make_batch


@pytest.fixture(scope="module")
def model():
    return generate_published(seed=5, workers=60, consumers=40, goods=25)


def test_parameters_lie_in_the_published_ranges(model):
    assert model.a.min() >= 4 and model.a.max() <= 6 and model.c.min() >= 0.05 and model.c.max() <= 0.1 and model.k.min() >= 3 and model.k.max() <= 4
    whole = np.add.reduceat(model.exponent, model.start[:-1])
    assert 0.75 <= whole.min() and whole.max() <= 0.85
    owner = np.repeat(np.arange(60), np.diff(model.start))
    for name, most in (("intermediate", 4), ("nature", 2), ("labour", 2)):
        place = model.places(name)
        count = np.bincount(owner[(model.good >= place.start) & (model.good < place.stop)], minlength=60)
        assert count.min() >= 1 and count.max() <= most
    assert len(np.unique(owner * 25 + model.good)) == len(model.good), "no input stands twice"


def test_every_produced_good_has_a_council(model):
    made = [g for name in ("private", "intermediate", "public") for g in range(*model.places(name).indices(25))]
    assert sorted(set(model.output.tolist())) == sorted(made)


def test_a_worker_councils_answer_is_the_best_it_could_propose(model):
    prices = np.random.default_rng(1).uniform(50, 200, 25)
    answer = respond_published(model, prices)
    for w in range(3):
        mine = slice(model.start[w], model.start[w + 1])
        good, b = model.good[mine], model.exponent[mine]

        def surplus(logs):
            effort, x = np.exp(logs[0]), np.exp(logs[1:])
            made = model.a[w] * effort ** model.c[w] * np.prod(x**b)
            return prices[model.output[w]] * made - prices[good] @ x - model.s[w] * effort ** model.k[w]

        here = np.log(np.append(answer.effort[w], answer.inputs[mine]))
        best = minimize(lambda logs: -surplus(logs), here + 0.3, method="BFGS")
        assert surplus(here) == pytest.approx(-best.fun, rel=1e-6)
        assert answer.output[w] == pytest.approx(model.a[w] * answer.effort[w] ** model.c[w] * np.prod(answer.inputs[mine] ** b), rel=1e-12)


def test_consumers_spend_their_income_and_pay_their_share_of_public_goods(model):
    prices = np.full(25, 100.0)
    answer = respond_published(model, prices)
    spent = answer.private @ prices[model.places("private")] + answer.public @ prices[model.places("public")] / 40
    np.testing.assert_allclose(spent, model.income, rtol=1e-12)
    np.testing.assert_allclose(answer.demand[model.places("public")], answer.public.mean(axis=0), rtol=1e-12)


def test_one_seed_gives_one_model():
    one, again = (generate_published(seed=5, workers=60, consumers=40, goods=25) for _ in range(2))
    np.testing.assert_array_equal(respond_published(one, np.full(25, 7.0)).supply, respond_published(again, np.full(25, 7.0)).supply)
    assert (generate_published(seed=6, workers=60, consumers=40, goods=25).a != one.a).all()
    assert one.goods[0] == f"{CLASSES[0]}-1"


def test_the_councils_proposals_can_be_heard_in_a_round_and_sum_to_the_models_totals(model):
    economy = published_economy(model)
    year = announce_first(economy, default_charter(), economy.last_prices)
    np.testing.assert_array_equal(year.announcement.prices, np.full(25, 700.0))
    answer = respond_published(model, year.announcement.prices)
    year, refusals = submit(year, make_batch(1, published_columns(model, answer)))
    assert not refusals
    year = close_round(year)
    record, assessed = year.records[-1], year.assessment
    np.testing.assert_allclose(record.supply / 1e9, answer.supply, atol=1e-7)
    np.testing.assert_allclose(record.demand / 1e9, answer.demand, atol=1e-7)
    assert (assessed.surplus == assessed.benefit - assessed.cost).all() and len(assessed.council) == 60
    a = record.accounts
    assert a["output"] - a["input"] == a["labour_charge"] + a["nature_charge"] + a["surplus"]


@pytest.mark.parametrize("workers, consumers, goods", [(30, 10, 12), (30, 10, 0), (2, 10, 5), (30, 0, 25)])
def test_unsuitable_sizes_are_refused_with_the_way_out(workers, consumers, goods):
    with pytest.raises(ValueError, match="give"):
        generate_published(1, workers, consumers, goods)
