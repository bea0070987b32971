"""Story 10, the Defense Council: two unions fill it, their assemblies instruct it, and no office stands above."""

from __future__ import annotations

from datetime import timedelta

from parecon.ballots import (
    Body, BodyAct, Congress, Council, CouncilTree, Delegate, Reason, Refusal, Result, cast_as_delegate, convene_congress, decide_in_body, enforce_act,
    give_mandate, holds_seat, overturn_act, recall_delegate,
)
from parecon.lab.stories.assembly import DAY, hold_ballot, spread_votes
from parecon.lab.stories.telling import Story

__all__ = ["tell"]

_MEMBERS = {"first union": 45, "second union": 30}
"""Adults in each of a union's five assemblies: 225 and 150 members, 60 to 40."""
_SEATS = 5
_DECISION = "join the militias of both unions"
_CONGRESS = "the congress of all"


def tell(charter) -> Story:
    """Return the story: ten seats, five of each union, one act under two charters."""
    tree, delegates = _seat()
    trace, mandates = _assemblies(tree, charter)
    head = "second union, delegate 1"
    body = Body("Defense Council", dict.fromkeys(_MEMBERS, _SEATS), {union: _SEATS * n for union, n in _MEMBERS.items()}, "national_congress", head)
    act = _decide(body, delegates, mandates, (trace, charter, {}))
    blocked = _decide(body, delegates, mandates, (trace, charter.adopt({"ballots.bodies.rule": "head_veto"}, "control arm"), {}))
    assert isinstance(act, BodyAct) and isinstance(blocked, Refusal)
    share = act.result.scores["for"] / act.result.cast
    deviator = "first union, delegate 5"
    without = _decide(body, delegates, mandates, (trace, charter, {deviator: "against"}))
    recalled, late = _recall(tree, delegates[deviator], charter)
    ended = _end(tree, delegates, act, charter)
    bare = enforce_act(_decide(body, delegates, mandates, ({**trace, "first union": ()}, charter, {})))
    found = (share * 100 == 60, act.result.passed, enforce_act(act) is None, blocked.reason is Reason.HEAD_VETO, without.deviating == (deviator,),
             not without.result.passed, recalled.recalled == DAY, not holds_seat(recalled, DAY), late.reason is Reason.NO_SEAT,
             bare is not None and bare.reason is Reason.NO_ASSEMBLY, all(len(act.trace[union]) == _SEATS for union in act.carried_by), ended[0].passed, ended[1] is not None)
    lines = (
        "Wetzel, after the CNT programme of 1936: a Defense Council of both unions, answerable to a congress, and no state above the people.",
        f"Ten seats, five of each union; behind them {body.members['first union']} and {body.members['second union']} members, 60 to 40. Ten assemblies vote first.",
        f"All five assemblies of the first union are for it, all five of the second against: {_DECISION}.",
        f"Charter with a head's veto: {blocked}",
        f"Charter with a congress: {float(share):.0%} of members are behind the votes for it. It passes; nobody can veto it.",
        f"The act names the {len(act.trace['first union'])} assemblies behind it, from “{act.trace['first union'][0]}” to “{act.trace['first union'][-1]}”.",
        f"One delegate leaves the mandate: {', '.join(without.deviating)}. The vote then fails with {float(without.result.scores['for'] / without.result.cast):.0%}.",
        f"The assembly recalls that delegate the same day. Voting once more: {late}",
        f"An act with no assembly behind it: {bare}",
        f"{_CONGRESS.capitalize()} ends the act by {int(ended[0].scores['for'])} votes of {ended[0].voters}: {ended[1]}",
    )
    return Story("defense", lines, all(found))


def _seat() -> tuple[CouncilTree, dict[str, Delegate]]:
    """Return the assemblies of both unions as a tree, and the delegate of each assembly by name."""
    councils, delegates = {_CONGRESS: Council(_CONGRESS, None)}, {}
    for union, adults in _MEMBERS.items():
        councils[union] = Council(union, _CONGRESS)
        for seat in range(1, _SEATS + 1):
            id, person = f"{union}, assembly {seat}", f"{union}, delegate {seat}"
            councils[id] = Council(id, union, (person, *(f"{id}, member {n}" for n in range(2, adults + 1))))
            delegates[person] = Delegate(person, id, DAY - timedelta(days=30), DAY + timedelta(days=335))
    return CouncilTree(councils), delegates


def _assemblies(tree: CouncilTree, charter) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the ballots of each union's assemblies, and the voice they ask of their delegates."""
    trace: dict[str, tuple[str, ...]] = {}
    mandates = {}
    for union in _MEMBERS:
        passed = []
        for council in tree.children(union):
            people = tree.councils[council].members
            votes = spread_votes(people, round(len(people) * (0.8 if union == "first union" else 0.3)))
            closed, result = hold_ballot(f"ballot of {council}", "council_proposal", votes, charter=charter, subject=_DECISION)
            trace[union] = (*trace.get(union, ()), closed.id)
            passed.append(result.passed)
        assert len(set(passed)) == 1, "in this story the assemblies of a union agree"
        mandates[union] = "for" if passed[0] else "against"
    return trace, mandates


def _decide(body: Body, delegates, mandates, how) -> BodyAct | Refusal:
    """Return the act, or the refusal, when every delegate votes as mandated but for ``how``'s exceptions; how: (trace, charter, exceptions)."""
    trace, charter, exceptions = how
    unions = {person: person.partition(",")[0] for person in delegates}
    votes = {person: mandates[union] for person, union in unions.items()} | exceptions
    return decide_in_body(body, _DECISION, votes, unions, mandates=mandates, trace=trace, charter=charter)


def _recall(tree: CouncilTree, delegate: Delegate, charter) -> tuple[Delegate, Refusal]:
    """Return the delegate whom the assembly recalled, and the refusal of the next vote."""
    people = tree.councils[delegate.council].members
    ballot = hold_ballot(f"recall by {delegate.council}", "recall", spread_votes(people, len(people) - 5), charter=charter, subject=delegate.person)
    recalled = recall_delegate(tree, delegate, *ballot, today=DAY)
    assert isinstance(recalled, Delegate), recalled
    mandate = give_mandate(delegate.council, _DECISION, charter, kind="guided", allowed=("for",))
    late = cast_as_delegate(recalled, _DECISION, "against", mandate=mandate, today=DAY)
    assert isinstance(late, Refusal)
    return recalled, late


def _end(tree: CouncilTree, delegates, act: BodyAct, charter) -> tuple[Result, Refusal | None]:
    """Return the count of the congress that ends the act, seven of its ten delegates being for that, and why the act is not enforced any more."""
    congress = convene_congress(tree, _CONGRESS, delegates.values(), DAY)
    assert isinstance(congress, Congress) and not congress.vacant, congress
    people = [delegate.person for delegate in congress.delegates]
    closed, result = hold_ballot("ballot of the congress", "charter_change", spread_votes(people, 7), charter=charter, subject=act.decision)
    ended = overturn_act(act, closed, result, congress=people)
    assert isinstance(ended, BodyAct), ended
    return result, enforce_act(ended)
