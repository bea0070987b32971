"""What free riding gains under each rule, and the hole that the published public-good rule has."""

from __future__ import annotations

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.lab.free_riding import decide, make_town, study_lines

CHARTER = default_charter()


def test_sincere_filings_give_the_mean_the_median_and_something_between():
    town = make_town(2, 9)
    mean, paid = decide(town, "mean", town.wish, CHARTER)
    assert mean == pytest.approx(float(town.wish @ town.members / town.members.sum()), rel=1e-8) and (paid == mean).all()
    assert min(abs(decide(town, "median", town.wish, CHARTER)[0] - town.wish)) < 1e-8
    assert town.wish.min() < decide(town, "quadratic", town.wish, CHARTER)[0] < town.wish.max()


def test_asking_for_nothing_saves_no_charge_where_all_pay_alike_and_all_of_it_where_each_pays_its_wish():
    town = make_town(2, 9)
    silent = town.wish.copy()
    silent[0] = 0.0
    good, paid = decide(town, "mean", silent, CHARTER)
    assert paid[0] == paid[1] == good > 0
    assert decide(town, "each pays its own wish", silent, CHARTER)[1][0] == 0


def test_the_published_rule_cancels_out_and_equal_shares_do_not():
    """H4: a price divided by the number of members and the mean of requests, with fixed shares of income, are private demand in disguise."""
    town, price = make_town(3, 9), 2.5
    everyone = town.members.sum()
    private = float((town.taste * town.income / price) @ town.members)
    # Each member requests N times what it could buy alone, for it sees the price over N; the mean of requests is what is made.
    requests = town.taste * town.income / (price / everyone)
    published = float(requests @ town.members) / everyone
    assert abs(published / private - 1) < 1e-13
    _, paid_by_wish = decide(town, "each pays its own wish", town.wish, CHARTER)
    for rule in ("mean", "median", "quadratic"):
        _, alike = decide(town, rule, town.wish, CHARTER)
        left = np.abs((town.income - alike) / (town.income - paid_by_wish) - 1)
        assert left.max() > 0.02, "what is left for private use is another for those whose taste is not the average"
    # And once a wish answers price by less than one for one, the amounts differ too.
    assert abs(decide(town, "median", town.wish, CHARTER)[0] / (private * price / everyone) - 1) > 1e-3


@pytest.mark.long
def test_the_study_finds_the_median_sincere_and_gifts_ruinous():
    rows = {line[:24].strip(): line[24:].split() for line in study_lines(CHARTER, 1, 6)[-5:]}
    assert float(rows["median"][4]) == 100
    assert float(rows["each pays its own wish"][1]) < 0.5 * float(rows["each pays its own wish"][0])
    assert float(rows["mean"][4]) < 50
