"""A plan is adopted as it was voted, frozen and hashed."""

import numpy as np
import pytest

from parecon.feasibility import SHARE_ONE, close_plan, keep_share
from parecon.plans import LineKind, adopt, plan_hash, plan_options, plan_table, tie_break


@pytest.fixture(scope="module")
def case(made):
    return made.make_economy(4, 30, 12, seed=5, gap=0.05, community=True)


@pytest.fixture(scope="module")
def closing(case, charter):
    return close_plan(*case, charter)


@pytest.fixture(scope="module")
def options(case, closing, charter):
    return plan_options(case[0], closing, charter)


@pytest.fixture(scope="module")
def plan(case, closing, options, charter, made):
    return adopt(case[0], closing, made.elect(charter["closing.norms"], "least-change"), charter)


def test_plans_that_coincide_stand_on_the_ballot_once(made, charter):
    economy, record, batch = made.make_press(paper=2000.0)
    closing = close_plan(economy, record, batch, charter)
    options = plan_options(economy, closing, charter)
    assert len(options) == 1 and len(options[0].also) == len(charter["closing.norms"]) - 1


def test_every_option_says_its_norm_in_a_sentence(options):
    assert all(o.sentence.endswith(".") and len(o.sentence) > 30 for o in options)


def test_a_tie_goes_to_the_plan_that_changes_least(options):
    order = tie_break(options)
    objectives = {o.name: o.candidate.objective for o in options}
    assert [objectives[name] for name in order] == sorted(objectives.values())


@pytest.mark.parametrize("norm", ["least-change", "equal-percentage", "needs-first"])
def test_the_option_that_won_is_adopted_with_its_votes(case, closing, made, charter, norm):
    result = made.elect([c.norm for c in closing.candidates], norm)
    plan = adopt(case[0], closing, result, charter)
    assert plan.norm == norm and plan.votes[norm] == "60"
    assert (plan.scale == closing.candidate(norm).scale).all()


def test_a_ballot_that_passed_nothing_adopts_nothing(case, closing, charter):
    from parecon.ballots import tally_approval
    with pytest.raises(AssertionError, match="passed nothing"):
        adopt(case[0], closing, tally_approval({}, ["least-change"], ["least-change"]), charter)


def test_every_line_can_be_derived_from_its_proposal_and_one_share(case, plan):
    economy = case[0]
    for i in (0, 3, 29, 35, 42, 43, 44):
        for good, proposed, adopted in plan.lines_of(i):
            group = plan.group[i]
            share = plan.scale[plan.council_class[i]] if group == 4 else (plan.ration if proposed < 0 else plan.other)[group, good]
            assert adopted == keep_share(np.array([proposed]), np.array([share]))[0], economy.council_name(i)


def test_a_council_without_lines_is_named(plan):
    with pytest.raises(KeyError, match="council 9999"):
        plan.lines_of(9999)


def test_the_same_plan_has_the_same_hash_and_another_vote_another(case, closing, made, charter, plan):
    again = adopt(case[0], closing, made.elect(charter["closing.norms"], "least-change"), charter)
    voted = adopt(case[0], closing, made.elect(["least-change"], "least-change"), charter)
    assert again.hash == plan.hash == plan_hash(plan) != voted.hash


def test_nothing_in_an_adopted_plan_can_be_changed(plan):
    for column in plan.columns().values():
        if column.size:
            with pytest.raises(ValueError):
                column.flat[0] = 0
    with pytest.raises(AttributeError):
        plan.norm = "another"


def test_the_table_has_one_entry_a_line(plan):
    table = plan_table(plan)
    assert {len(column) for column in table.values()} == {len(plan.good)}
    assert (np.diff(table["council"]) >= 0).all()
    assert set(table["kind"].tolist()) == {int(k) for k in LineKind}


def test_what_consumers_get_is_what_worker_councils_nature_and_trade_can_give(case, plan):
    economy = case[0]
    table = plan_table(plan)
    for good in range(len(economy.goods)):
        lines = table["good"] == good
        sums = int(table["quantity"][lines].sum())
        assert int(economy.endowment[good] - economy.claim[good]) + sums + int(plan.balance.bought[good] - plan.balance.spent[good]) \
            == int(plan.balance.remainder[good]) >= 0


def test_shares_of_requests_never_pass_a_whole(plan):
    assert plan.ration.max() <= SHARE_ONE and plan.other.max() <= SHARE_ONE
