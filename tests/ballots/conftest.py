"""A named cast and ballots held from opening to close."""

from datetime import date, timedelta

import pytest

from parecon.ballots import Accepted, ClosedPoll, cast_vote, close_poll, count_one_each, open_poll, tally_poll
from parecon.charter import default_charter

DAY = date(2026, 5, 1)


@pytest.fixture(scope="session")
def charter():
    return default_charter()


@pytest.fixture
def hold(charter):
    """Return a function that holds a whole ballot and returns the closed ballot and its result."""

    def hold(kind, choices, *, people=None, options=(), subject="", id="ballot 1", weighing=None, opens=DAY, rules=charter, **budget):
        weighing = weighing or count_one_each(people or choices)
        poll = open_poll(id, kind, options, weighing, opens=opens, charter=rules, subject=subject, **budget)
        for place, (voter, choice) in enumerate(choices.items()):
            done = cast_vote(poll, voter, choice, today=opens, phrase=f"green door{place}" if poll.decision.secret else "", token=f"token {place}")
            assert isinstance(done, Accepted), done
            poll = done.poll
        closed = close_poll(poll, poll.closes + timedelta(days=1), "seed of the day")
        assert isinstance(closed, ClosedPoll)
        return closed, tally_poll(closed, closed.options, rules)

    return hold
