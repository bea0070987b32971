"""The Defense Council acts on the word of assemblies, and nobody in it stands above them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from parecon.ballots import Body, BodyAct, Reason, Refusal, enforce_act, holds_seat
from parecon.charter import default_charter
from parecon.lab.stories import defense
from parecon.lab.stories.assembly import DAY

HEAD = "second union, delegate 1"


@pytest.fixture(scope="module")
def charter():
    """The default charter."""
    return default_charter()


@pytest.fixture(scope="module")
def seated():
    """The tree of assemblies and their delegates."""
    return defense._seat()


@pytest.fixture(scope="module")
def decide(charter, seated):
    """A function that holds the vote of the ten, under changed rules and with exceptions."""
    tree, delegates = seated
    trace, mandates = defense._assemblies(tree, charter)
    body = Body("Defense Council", {"first union": 5, "second union": 5}, {"first union": 225, "second union": 150}, "national_congress", HEAD)

    def hold(changes=None, exceptions=None, bare=()):
        rules = charter.adopt(changes or {}, "test")
        return defense._decide(body, delegates, mandates, ({**trace, **dict.fromkeys(bare, ())}, rules, exceptions or {}))
    return hold


def test_sixty_in_a_hundred_carry_the_act(decide):
    act = decide()
    assert isinstance(act, BodyAct) and act.result.passed
    assert act.result.scores["for"] / act.result.cast == Fraction(60, 100)
    assert enforce_act(act) is None


def test_one_head_blocks_it_where_a_charter_gives_the_head_a_veto(decide):
    blocked = decide({"ballots.bodies.rule": "head_veto"})
    assert isinstance(blocked, Refusal)
    assert (blocked.reason, blocked.subject) == (Reason.HEAD_VETO, HEAD)


def test_a_head_in_favour_blocks_nothing(decide):
    act = decide({"ballots.bodies.rule": "head_veto"}, {HEAD: "for"})
    assert act.result.passed and act.deviating == (HEAD,)


def test_a_delegate_who_leaves_the_mandate_is_named_and_recalled_the_same_day(decide, seated, charter):
    deviator = "first union, delegate 5"
    act = decide(exceptions={deviator: "against"})
    assert act.deviating == (deviator,)
    assert act.result.scores["for"] / act.result.cast == Fraction(48, 100)
    recalled, late = defense._recall(seated[0], seated[1][deviator], charter)
    assert recalled.recalled == DAY and not holds_seat(recalled, DAY)
    assert late.reason is Reason.NO_SEAT


def test_every_act_traces_to_assemblies_and_none_is_enforced_without_one(decide):
    assert decide().trace["first union"] == tuple(f"ballot of first union, assembly {n}" for n in range(1, 6))
    bare = enforce_act(decide(bare=("first union",)))
    assert bare.reason is Reason.NO_ASSEMBLY
    assert enforce_act(decide(bare=("second union",))) is None, "the second union did not carry it"


def test_the_congress_ends_an_act_and_then_nobody_enforces_it(decide, seated, charter):
    result, refusal = defense._end(*seated, decide(), charter)
    assert result.scores["for"] == 7
    assert (refusal.reason, refusal.given) == (Reason.NOT_PASSED, "overturned")


def test_the_story_does_not_pass_where_an_act_needs_two_thirds(charter):
    assert not defense.tell(charter.adopt({"ballots.bodies.threshold": "2/3"}, "test")).passed
