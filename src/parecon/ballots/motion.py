"""One proposal, for or against: majority, two thirds, consensus, consent."""

from __future__ import annotations

from fractions import Fraction
from numbers import Rational
from typing import Mapping

from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import Bar, Result, exact_weights, find_electorate, sum_weights

__all__ = ["MOTION_RULES", "VOICES", "tally_motion"]

VOICES = ("for", "against", "abstain", "object")
MOTION_RULES = ("majority", "threshold", "consensus", "consent", "consensus_else_majority")


def tally_motion(
    votes: Mapping[str, str],
    rule: str,
    bar: Bar,
    *,
    objections: Mapping[str, str] | None = None,
    weights: Mapping[str, Rational] | None = None,
    electorate: Rational | None = None,
) -> Result:
    """Decide one proposal.

    votes: "for", "against", "abstain" or "object" for each voter. An objection counts against; it stops consent only with
    a reason in ``objections``. bar: quorum of the electorate, and the share of for and against (abstentions left out)
    that ``majority``, ``threshold`` and the second step of ``consensus_else_majority`` ask for.
    ``consensus``: nobody against. ``consent``: nobody with a reasoned objection, and somebody for.
    The winner is "for", or None with the reason and both numbers.
    Sources: majority and two thirds, Albert, zcomm.org/qawhatissm-2; consensus sought, then majority, Shalom's primary
    councils; consent, G. Endenburg, Sociocracy: The Organization of Decision-Making (1998).

    >>> half = Bar(Fraction(0), Fraction(1, 2), True, "ballots.majority")
    >>> tally_motion({"a": "for", "b": "for", "c": "against", "d": "abstain"}, "majority", half).winner
    'for'
    """
    if rule not in MOTION_RULES:
        raise ValueError(f"a motion is decided by {', '.join(MOTION_RULES)}, got {rule!r}; choose one of these")
    exact = None if weights is None else exact_weights(weights)
    electorate = find_electorate(exact, electorate)
    for voter, voice in votes.items():
        if voice not in VOICES or exact is not None and voter not in exact:
            raise ValueError(f"{voter!r} votes {voice!r}; a vote on a motion is {', '.join(VOICES)}, from someone with a weight, cast it through the ballot box")
    said = {voice: sum_weights((v for v, one in votes.items() if one == voice), exact) for voice in VOICES}
    scores = {"for": said["for"], "against": said["against"] + said["object"], "abstain": said["abstain"]}
    cast = sum(scores.values(), Fraction(0))
    reasoned = [v for v, voice in votes.items() if voice == "object" and (objections or {}).get(v, "").strip()]
    turnout = None if not electorate else cast / electorate
    refusal = _find_absence(rule, len(votes), cast, (electorate, turnout), bar)
    if refusal is None:
        rule, refusal = _judge(rule, scores, reasoned, bar)
    decided = scores["for"] + scores["against"]
    return Result(
        rule=rule,
        winner=None if refusal else "for",
        scores=scores,
        ranking=("for", "against") if scores["for"] > scores["against"] else ("against", "for"),
        turnout=turnout,
        voters=len(votes),
        cast=cast,
        margin=abs(scores["for"] - scores["against"]) / decided if decided else Fraction(0),
        refusal=refusal,
    )


def _find_absence(rule, voters, cast, presence, bar) -> Refusal | None:
    electorate, turnout = presence
    if electorate == 0 or voters and cast == 0:
        return Refusal(Reason.WEIGHTS_SUM_TO_ZERO, "the ballot", rule, Fraction(0), "more than 0")
    if voters == 0:
        return Refusal(Reason.NOBODY_VOTED, "the ballot", rule, 0, "at least 1")
    if turnout is None and bar.quorum > 0:
        raise ValueError(f"a quorum of {bar.quorum} needs the electorate, got none; say who may vote")
    if turnout is not None and turnout < bar.quorum:
        return Refusal(Reason.QUORUM, "the ballot", bar.rule, turnout, bar.quorum)
    return None


def _judge(rule: str, scores: Mapping[str, Fraction], reasoned: list[str], bar: Bar) -> tuple[str, Refusal | None]:
    """Return the rule that decided and the refusal, if the proposal fails by it."""
    if scores["for"] == 0:
        return rule, Refusal(Reason.NOTHING_APPROVED, "the proposal", rule, scores["for"], "more than 0")
    if rule == "consent":
        return rule, Refusal(Reason.OBJECTION, "the proposal", rule, len(reasoned), 0) if reasoned else None
    if rule == "consensus" or rule == "consensus_else_majority" and scores["against"] == 0:
        return "consensus", Refusal(Reason.OPPOSED, "the proposal", rule, scores["against"], 0) if scores["against"] else None
    share = scores["for"] / (scores["for"] + scores["against"])
    if share < bar.threshold or bar.strict and share == bar.threshold:
        return rule, Refusal(Reason.THRESHOLD, "the proposal", bar.rule, share, bar.threshold)
    return "majority" if rule == "consensus_else_majority" else rule, None
