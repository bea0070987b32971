"""Every candidate is feasible to the last unit, and keeps what its norm promises."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parecon.feasibility import KINDS_OF_REQUESTS, NORMS, SHARE_ONE, Closing, adopted_batch, adopted_lines, close_plan


@pytest.fixture(scope="module")
def case(made):
    return made.make_economy(5, 60, 20, seed=7, gap=0.05)


@pytest.fixture(scope="module")
def closing(case, charter):
    found = close_plan(*case, charter)
    assert isinstance(found, Closing), found
    return found


def check_candidate(economy, closing, candidate, charter):
    balance, table = candidate.balance, closing.table
    assert (balance.remainder >= 0).all()
    assert (economy.endowment + balance.supply + balance.bought == balance.use + economy.claim + balance.spent + balance.remainder).all()
    adopted, supply, use, _ = adopted_lines(economy, table, closing.batch, candidate.shares)
    assert (supply == balance.supply).all() and (use == balance.use).all()
    assert (candidate.scale <= table.bound * SHARE_ONE).all()
    for kind, tier in enumerate(("survival", "comfort", "luxury")):
        mine = (table.request_kind[0] == kind) & (table.requests[0] > 0)
        assert (candidate.ration[0, mine] >= charter[f"closing.floor_{tier}"] * SHARE_ONE - 1e-6 * SHARE_ONE).all()
    asks = closing.batch.quantity < 0
    group_lines = np.repeat(table.council_class < 0, np.diff(closing.batch.start))
    assert (np.abs(adopted)[asks & group_lines] <= np.abs(closing.batch.quantity)[asks & group_lines]).all()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], report_multiple_bugs=False)
@given(st.data())
def test_every_candidate_balances_in_integers(made, charter, data):
    seed, products, workers, gap = data.draw(st.tuples(st.integers(0, 10_000), st.integers(2, 6), st.integers(6, 40), st.floats(0.0, 0.12)))
    economy, record, batch = made.make_economy(products, workers, 8, seed=seed, gap=gap)
    closing = close_plan(economy, record, batch, charter)
    if isinstance(closing, Closing):
        assert len(closing.candidates) + len(closing.left_out) == len(charter["closing.norms"])
        assert not closing.left_out
        for candidate in closing.candidates:
            check_candidate(economy, closing, candidate, charter)
    else:
        assert closing.goods and min(closing.amounts) > 0


@pytest.mark.parametrize("norm", sorted(NORMS))
def test_each_norm_gives_a_feasible_plan(case, closing, charter, norm):
    check_candidate(case[0], closing, closing.candidate(norm), charter)


def test_at_least_three_candidates_differ(closing):
    together = sum(len(group) - 1 for group in closing.coincide)
    assert len(closing.candidates) - together >= 3


def test_the_dust_kept_back_for_rounding_is_below_a_billionth_of_scale(closing):
    assert 0 < closing.dust <= 1e-9


def test_least_change_alters_less_value_than_any_other_norm(closing):
    objectives = {c.norm: c.objective for c in closing.candidates}
    assert objectives["least-change"] <= min(objectives.values()) + 1e-9


def test_equal_percentage_cuts_every_request_for_a_good_alike_and_asks_nobody_for_more(closing):
    candidate, requests = closing.candidate("equal-percentage"), closing.table.requests
    for good in np.flatnonzero(requests.any(axis=0)):
        assert len(set(candidate.ration[requests[:, good] > 0, good])) == 1
    assert candidate.scale.max() <= SHARE_ONE and candidate.changed["raised"] == 0


def test_needs_first_takes_nothing_from_what_stands_before_where_what_stands_after_could_give(case, charter):
    """In the order of the charter, each kind loses the least that is possible once those before it have lost theirs."""
    economy, record, batch = case
    strict = charter.adopt({"closing.slack_up": 0.0}, "this test")
    first = close_plan(economy, record, batch, strict)
    for kind in KINDS_OF_REQUESTS:
        order = (kind, *(k for k in KINDS_OF_REQUESTS if k != kind))
        other = close_plan(economy, record, batch, strict.adopt({"closing.needs_order": order, "closing.norms": ["needs-first"]}, "this test"))
        least = min(c.changed[kind] for c in first.candidates)
        assert other.candidates[0].changed[kind] <= least + 1e-8 * batch_worth(first)


def batch_worth(closing):
    return float((closing.table.requests * closing.table.prices).sum() + (closing.table.supply @ closing.table.prices).sum())


def test_low_incomes_first_leaves_no_income_group_worse_off_than_under_any_other_norm(case, closing, charter):
    from parecon.feasibility import find_effects
    worst = {c.norm: find_effects(case[0], closing, c, charter).kept_by_income.min() for c in closing.candidates}
    assert worst["low-incomes-first"] >= max(worst.values()) - 1e-6


def test_shared_change_has_smaller_squares_than_any_other_norm(closing):
    table = closing.table
    value = np.concatenate([table.supply @ table.prices, (table.requests * table.prices).ravel()])

    def squares(candidate):
        moved = np.concatenate([candidate.scale, np.where(table.requests > 0, candidate.ration, SHARE_ONE).ravel()]) / SHARE_ONE - 1
        return float(np.dot(value, moved**2))

    sums = {c.norm: squares(c) for c in closing.candidates}
    assert sums["shared-change"] <= min(sums.values()) * (1 + 1e-6)


def test_a_round_that_balances_is_adopted_as_proposed(made, charter):
    """Where nothing is short, no norm changes anything but by rounding, and all candidates coincide."""
    economy, record, batch = made.make_economy(3, 9, 5, seed=2, gap=0.0)
    plenty = made.with_endowment(economy, 1000.0)
    closing = close_plan(plenty, record, batch, charter)
    assert closing.coincide == (tuple(charter["closing.norms"]),)
    for candidate in closing.candidates:
        assert all(value == 0 for value in candidate.changed.values())


def test_the_same_proposals_give_the_same_plan(case, closing, charter):
    again = close_plan(*case, charter)
    for one, other in zip(closing.candidates, again.candidates):
        assert (one.scale == other.scale).all() and (one.ration == other.ration).all() and one.changed == other.changed


def test_hours_are_called_on_no_further_than_they_are_needed(case, closing):
    economy = case[0]
    hours = economy.labels.position("hours")
    for candidate in closing.candidates:
        assert candidate.balance.remainder[hours] <= 3 * len(economy.councils)


def test_an_unknown_norm_is_named_together_with_those_there_are(closing):
    with pytest.raises(KeyError, match="least-change"):
        closing.candidate("most-change")


def test_an_adopted_batch_keeps_the_layout_of_the_proposals(case, closing):
    batch = adopted_batch(case[0], closing.table, closing.batch, closing.candidates[0])
    assert (batch.good == closing.batch.good).all() and (np.sign(batch.quantity) * np.sign(closing.batch.quantity) >= 0).all()
