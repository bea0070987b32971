"""Collective goods are settled from the highest level down, and then voted as one package."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parecon.ballots import count_approvals, tally_approval
from parecon.charter import default_charter
from parecon.datasets import load_coming_year, read_sweden
from parecon.datasets.society import build_society
from parecon.facilitation import announce_first
from parecon.facilitation.settlement import (
    Alternative, CollectiveReason, add_approvals, close_level, close_package, cost_per_head, file_alternative, file_wishes, level_options,
    moved_levels, open_settlement, refile, settled_economy,
)
from parecon.facilitation.wishes import LevelWishes, aggregate_wishes, voters_of
from parecon.procedures.participatory import run, worst_gap
from parecon.procedures.participatory_collective import settle_package
from parecon.responses.collective import request_package, wish_collective

CHARTER = default_charter()


@pytest.fixture(scope="module")
def built():
    return build_society(read_sweden(2013), seed=3, charter=CHARTER, size=0.01, coming=load_coming_year("sweden-2014"))


@pytest.fixture(scope="module")
def opened(built):
    economy, society = built
    said = announce_first(economy, CHARTER).announcement
    settlement = open_settlement(economy, CHARTER, said.prices)
    settlement, refused = file_wishes(settlement, voters_of(economy), wish_collective(economy, society, said))
    assert refused is None and settlement.silent == 0
    return settlement


def rule(name: str, **more):
    return CHARTER.adopt({"collective.aggregation": name, **{f"collective.{k}": v for k, v in more.items()}}, "x")


def one_place(wishes, members=None, last=100):
    """Return the wishes of councils for one good of one place; amounts a member, and what the place has."""
    wishes = np.array(wishes, dtype=np.int64).reshape(len(wishes), -1)
    members = np.ones(len(wishes), dtype=np.int64) if members is None else np.array(members)
    count = np.array([members.sum()])
    goods = wishes.shape[1]
    return LevelWishes(np.zeros(len(wishes), dtype=np.int64), members, wishes, np.full((1, goods), last), count, np.ones(goods))


def test_the_mean_counts_every_member_and_the_median_only_the_middle():
    wishes = one_place([10, 20, 90])
    assert aggregate_wishes(wishes, rule("mean"))[0, 0] == 120
    assert aggregate_wishes(wishes, rule("median"))[0, 0] == 60
    assert aggregate_wishes(one_place([10, 20, 90], [1, 1, 3]), rule("median"))[0, 0] == 90 * 5


def test_exaggeration_moves_the_mean_without_end_the_median_not_and_the_quadratic_within_its_voice():
    honest, louder = one_place([90, 100, 120]), one_place([90, 100, 12_000])
    moved = {name: aggregate_wishes(louder, rule(name))[0, 0] - aggregate_wishes(honest, rule(name))[0, 0] for name in ("mean", "median", "quadratic")}
    assert moved["mean"] == 11_880 and moved["median"] == 0
    assert 0 <= moved["quadratic"] < 0.1 * 100


def test_quadratic_voice_spent_on_one_good_is_missing_for_another():
    charter = rule("quadratic", voice=0.02)
    alone = aggregate_wishes(one_place([[2_000_000, 1_000_000]], last=1_000_000), charter)[0]
    both = aggregate_wishes(one_place([[2_000_000, 2_000_000]], last=1_000_000), charter)[0]
    # Two goods, voice 2 x 0.02: alone the move is sqrt(0.04), together each is sqrt(0.02).
    assert np.log(alone[0] / 1e6) == pytest.approx(0.2, abs=1e-5) and alone[1] == 1_000_000
    assert np.log(both / 1e6) == pytest.approx(np.full(2, 0.02**0.5), abs=1e-5)


def test_projects_are_chosen_within_what_the_mean_of_wishes_would_cost():
    charter = rule("projects", project_floor=0.8, project_share=0.1, project_count=5)
    found = aggregate_wishes(one_place([1_000, 1_000, 1_000, 1_000], last=4_000), charter)[0, 0]
    assert found == 4_000
    split = aggregate_wishes(one_place([[1_300, 800], [1_300, 800], [800, 1_300], [800, 1_300]], last=4_000), charter)[0]
    # 2,000 are left above the floors, five projects of 400: two for each half, and the last one goes to one of them.
    assert sorted(split.tolist()) == [4_000, 4_400]


@pytest.mark.parametrize("name", ["mean", "median", "quadratic", "projects"])
def test_amounts_do_not_depend_on_the_order_of_councils(opened, name):
    from parecon.facilitation.wishes import level_wishes

    wishes, _ = level_wishes(opened.economy, opened.wishes, 3, (opened.standing, opened.prices))
    order = np.random.default_rng(0).permutation(len(wishes.place))
    mixed = replace(wishes, place=wishes.place[order], members=wishes.members[order], wish=wishes.wish[order])
    np.testing.assert_array_equal(aggregate_wishes(wishes, rule(name)), aggregate_wishes(mixed, rule(name)))


def test_councils_that_say_nothing_count_with_what_stands(built):
    economy, _ = built
    settlement = open_settlement(economy, CHARTER, economy.last_prices)
    assert settlement.silent == len(voters_of(economy))
    _, amounts, _ = level_options(settlement)
    np.testing.assert_allclose(amounts[0], amounts[1], rtol=1e-5)


def test_levels_are_voted_from_the_highest_down_and_the_package_last(opened):
    settlement, order = opened, []
    _, refused = close_package(settlement, count_approvals(np.ones((1, 2), dtype=bool), np.array([1])))
    assert refused.reason is CollectiveReason.LEVELS_LEFT
    while settlement.levels:
        order.append(opened.economy.collective.levels[settlement.levels[0]])
        names, _, _ = level_options(settlement)
        settlement, refused = close_level(settlement, *add_approvals(settlement, np.ones((len(settlement.wishes), len(names)), dtype=bool)))
        assert refused is None
    assert order == ["nation", "region", "town", "ward", "neighbourhood"]
    assert close_level(settlement, np.zeros((1, 2)), np.zeros(1))[1].reason is CollectiveReason.NOTHING_LEFT


def test_each_place_chooses_as_an_approval_ballot_would(opened):
    names, amounts, _ = level_options(opened)
    rng = np.random.default_rng(5)
    settlement = opened
    for _ in range(3):
        names, amounts, offered = level_options(settlement)
        approves = rng.random((len(opened.wishes), len(names))) < 0.55
        counts, cast = add_approvals(settlement, approves)
        level = settlement.levels[0]
        settlement, _ = close_level(settlement, counts, cast)
        places = np.flatnonzero(opened.economy.collective.level == level)
        from parecon.ballots import read_decision

        bar = read_decision(CHARTER, "collective_good").bar
        at = opened.economy.collective.membership[level][voters_of(opened.economy)] - places[0]
        for p in range(len(places)):
            mine = at == p
            weights = opened.economy.councils.members[voters_of(opened.economy)][mine].astype(np.int64)
            order = (names[1], names[0], *names[2:])
            result = tally_approval(count_approvals(approves[mine], weights), names, order, electorate=int(weights.sum()), bar=bar)
            assert names[settlement.votes[-1].chosen[p]] == (result.winner or names[1])


def test_anyone_may_file_an_alternative_and_it_can_win_in_its_place_alone(opened):
    held = opened.economy.collective
    good = int(held.good[held.start[0]])
    mine = Alternative(0, {good: 5}, "ward-1/3", "five are enough")
    settlement, refused = file_alternative(opened, mine)
    assert refused is None
    names, amounts, offered = level_options(settlement)
    assert names[2] == "alternative 1" and amounts[2, 0, 0] == 5 and offered[2].tolist() == [True]
    approves = np.zeros((len(opened.wishes), 3), dtype=bool)
    approves[:, 2] = True
    settlement, _ = close_level(settlement, *add_approvals(settlement, approves))
    assert settlement.amount[held.start[0]] == 5 and settlement.votes[0].chosen.tolist() == [2]


def test_however_many_alternatives_stand_the_one_with_most_approvals_wins(opened):
    good, settlement, count = int(opened.economy.collective.good[opened.economy.collective.start[0]]), opened, 200
    for i in range(count):
        settlement, refused = file_alternative(settlement, Alternative(0, {good: 1_000 + i}, "anyone", "another amount"))
        assert refused is None
    approves = np.zeros((len(opened.wishes), 2 + count), dtype=bool)
    approves[:, -1] = True
    settlement, refused = close_level(settlement, *add_approvals(settlement, approves))
    assert refused is None and settlement.votes[0].chosen.tolist() == [1 + count] and settlement.amount[opened.economy.collective.start[0]] == 999 + count


def test_whoever_wishes_again_says_something_else_and_is_counted_once(built):
    economy, _ = built
    settlement, everyone = open_settlement(economy, CHARTER, economy.last_prices), voters_of(economy)
    first = np.full((3, settlement.wishes.shape[1]), 7)
    settlement, _ = file_wishes(settlement, everyone[:3], first)
    settlement, _ = file_wishes(settlement, everyone[2:4], first[:2] + 1)
    assert settlement.silent == len(everyone) - 4 and settlement.wishes[:4, 0].tolist() == [7, 7, 8, 8]


def test_where_federations_file_in_every_round_it_takes_no_more_than_one_round_more():
    rounds = {}
    for settled in ("before", "every round"):
        charter = CHARTER.adopt({"collective.settled": settled}, "x")
        economy, society = build_society(read_sweden(2013), seed=1, charter=charter, size=0.004, coming=load_coming_year("sweden-2014"))
        outcome = run(economy, society, charter)
        rounds[settled] = outcome.year.round
        assert outcome.plan is not None and worst_gap(outcome.year.records[-1], economy) <= charter["rounds.worst_gap_to_close"]
    assert rounds["every round"] <= rounds["before"] + 1


def test_wishes_told_before_charges_do_not_fall_where_more_was_charged_and_as_much_is_left(built):
    economy, society = built
    said = announce_first(economy, CHARTER).announcement
    voters, members = voters_of(economy), economy.councils.members
    budgets = said.budgets.copy()
    budgets[voters] -= np.rint(0.1 * said.collective_charge * members[voters] * 1e9).astype(np.int64)
    dearer = replace(said, budgets=budgets, collective_charge=1.1 * said.collective_charge)
    plain, told = ([wish_collective(economy, society, a, before_charges=before) for a in (said, dearer)] for before in (False, True))
    assert (plain[1] <= plain[0]).all() and plain[1].sum() < 0.999 * plain[0].sum()
    np.testing.assert_allclose(told[0], told[1], rtol=1e-6, atol=2)


@pytest.mark.parametrize(("place", "amounts", "reason"), [
    (-1, {0: 1}, "NO_SUCH_PLACE"), (10**6, {0: 1}, "NO_SUCH_PLACE"), (0, {99: 1}, "OTHER_LEVEL"), (0, {0: -1}, "NEGATIVE")])
def test_an_impossible_alternative_is_refused_with_the_way_out(opened, place, amounts, reason):
    same, refused = file_alternative(opened, Alternative(place, amounts, "anyone", "because"))
    assert same is opened and refused.reason is CollectiveReason[reason] and refused.way_out


@pytest.mark.parametrize(("councils", "wish", "reason"), [([0], 1, "NO_VOTER"), ([10**6], 1, "NO_VOTER"), (None, -1, "NEGATIVE")])
def test_impossible_wishes_are_refused(opened, councils, wish, reason):
    councils = voters_of(opened.economy)[:1] if councils is None else np.array(councils)
    same, refused = file_wishes(opened, councils, np.full((1, opened.wishes.shape[1]), wish))
    assert same is opened and refused.reason is CollectiveReason[reason]
    assert file_wishes(opened, voters_of(opened.economy)[:1], np.ones((1, 2)))[1].reason is CollectiveReason.SHAPE


def test_where_no_majority_is_for_it_last_years_amounts_stand(opened):
    settlement = opened
    while settlement.levels:
        names, _, _ = level_options(settlement)
        settlement, _ = close_level(settlement, *add_approvals(settlement, np.arange(len(names)) * np.ones((len(settlement.wishes), 1)) == 0))
    assert (settlement.amount != settlement.standing).any()
    members = opened.economy.councils.members[voters_of(opened.economy)].astype(np.int64)
    against, _ = close_package(settlement, count_approvals(np.tile([False, True], (len(members), 1)), members))
    np.testing.assert_array_equal(against.amount, settlement.standing)
    split = np.zeros((len(members), 2), dtype=bool)
    split[: len(members) // 3, 0] = True
    few, _ = close_package(settlement, count_approvals(split, members))
    assert not few.package.passed
    np.testing.assert_array_equal(few.amount, settlement.standing)
    won, _ = close_package(settlement, count_approvals(np.tile([True, False], (len(members), 1)), members))
    np.testing.assert_array_equal(won.amount, settlement.amount)


def test_simulated_councils_settle_a_package_that_the_federations_then_request(built):
    economy, society = built
    said = announce_first(economy, CHARTER).announcement
    settlement = settle_package(economy, society, CHARTER, said)
    assert settlement.package.passed and len(settlement.votes) == 5 and settlement.alternatives
    now = settled_economy(settlement)
    asked, before = request_package(society, now).requests, society.requests
    held = now.collective
    from parecon.facilitation.collective import package_units

    owner = np.repeat(asked.council, np.diff(asked.start))
    places = np.isin(owner, held.council)
    assert (asked.quantity[~places] == before.quantity[~places]).all()
    wanted = package_units(held, len(economy.goods), held.amount)
    assert asked.quantity[places].sum() == pytest.approx(wanted.sum(), rel=1e-9)


def test_a_level_votes_once_more_only_where_its_cost_per_head_moved_by_more_than_a_twentieth(built):
    economy, _ = built
    prices = economy.last_prices
    assert moved_levels(economy, prices, prices * 1.04, CHARTER) == ()
    assert moved_levels(economy, prices, prices * 1.06, CHARTER) == (0, 1, 2, 3, 4)
    assert cost_per_head(economy, prices * 2).sum() == pytest.approx(2 * cost_per_head(economy, prices).sum())


def test_federations_that_file_in_every_round_follow_prices(built):
    economy, society = built
    said = announce_first(economy, CHARTER).announcement
    dear = replace(said, prices=said.prices * 1.3)
    cheap, less = (refile(economy, CHARTER, s.prices, wish_collective(economy, society, s)).collective.amount.sum() for s in (said, dear))
    assert less < cheap
