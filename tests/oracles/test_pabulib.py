"""Real participatory budgets: our winners equal pabutools' and those that three towns announced."""

import json
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import pytest

from parecon.ballots import EqualSharesRule, read_pabulib, tally_equal_shares, tally_greedy

FACTS = json.loads((Path(__file__).parent / "pabulib_winners.json").read_text())["facts"]
TOWNS = ["Netherlands_Assen_2024.pb", "Poland_Swiecie_2023.pb", "Poland_Wieliczka_2023_Green_Budget.pb"]


@lru_cache
def read_town(path):
    return read_pabulib(path.read_bytes().decode("utf-8"))


def find_town(shared_data, file):
    path = shared_data / "pabulib" / file
    if not path.is_file():
        pytest.skip(f"shared data absent: {path}")
    return read_town(path)


@pytest.mark.parametrize("fact", FACTS, ids=lambda f: f"{f['file'].split('.')[0]}-{f['satisfaction']}-{f['rule']}")
def test_our_winners_are_those_of_pabutools(shared_data, fact):
    vote = find_town(shared_data, fact["file"]).as_budget_vote()
    utility = "cost" if fact["satisfaction"] == "cost" else "points"
    order = sorted(vote.costs)
    if fact["rule"] == "greedy":
        found = tally_greedy(vote, order, per_cost=utility == "points")
    else:
        completion = {"mes": "none", "add1": "add"}[fact["rule"]]
        found = tally_equal_shares(vote, order, EqualSharesRule(utility, completion, Fraction(1), "full", 10_000, compare=False))
    assert list(found.chosen) == fact["winners"]
    assert found.spent == sum(vote.costs[p] for p in found.chosen) <= vote.budget


@pytest.mark.parametrize("file", TOWNS)
def test_our_winners_are_those_that_the_town_announced(shared_data, file):
    # The column "selected" is the town's own outcome, by equal shares with shares raised by one until overspent.
    town = find_town(shared_data, file)
    vote = town.as_budget_vote()
    announced = {project for project, row in town.projects.items() if row["selected"] == "1"}
    compare = "comparison" in town.meta["rule"]
    found = tally_equal_shares(vote, sorted(vote.costs), EqualSharesRule("cost", "add", Fraction(1), "overspent", 10_000, compare))
    assert set(found.chosen) == announced


def test_the_votes_that_each_file_states_for_its_projects_are_those_we_count(shared_data):
    for path in sorted((shared_data / "pabulib").glob("*.pb")):
        town = read_town(path)
        named = dict.fromkeys(town.costs, 0)
        for projects in town.votes.values():
            for project in projects:
                named[project] += 1
        assert named == {project: int(row["votes"]) for project, row in town.projects.items()}, path.name


def test_every_real_file_survives_being_written_and_read(shared_data):
    from parecon.ballots import write_pabulib

    for path in sorted((shared_data / "pabulib").glob("*.pb")):
        assert read_pabulib(write_pabulib(read_town(path))) == read_town(path), path.name
