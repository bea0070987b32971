"""Amounts of a Pabulib text are exact up to thirty powers of ten either way, and refused beyond."""

from fractions import Fraction

import pytest

from parecon.ballots import BrokenPabulib, read_pabulib

TEXT = """META
key;value
num_projects;1
num_votes;1
budget;{budget}
vote_type;approval

PROJECTS
project_id;cost
lamp;{cost}

VOTES
voter_id;vote
1;lamp
"""


def test_the_largest_and_the_smallest_amounts_are_read_exactly():
    town = read_pabulib(TEXT.format(budget="9e30", cost="1e-30"))
    assert town.budget == 9 * 10**30 and town.costs == {"lamp": Fraction(1, 10**30)}


@pytest.mark.parametrize("cell", ["1e31", "9e-31", "1e999999999"])
def test_amounts_beyond_them_are_refused_with_their_cell(cell):
    with pytest.raises(BrokenPabulib, match=cell):
        read_pabulib(TEXT.format(budget="5", cost=cell))
