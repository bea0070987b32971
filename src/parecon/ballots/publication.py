"""What is counted and published after the close: result, table, roll, and nothing that gives a secret voter away."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from types import MappingProxyType
from typing import Mapping, Sequence

from parecon.ballots.approval import tally_approval
from parecon.ballots.budget import Allocation, BudgetVote, tally_greedy
from parecon.ballots.decisions import read_equal_shares
from parecon.ballots.equal_shares import tally_equal_shares
from parecon.ballots.motion import tally_motion
from parecon.ballots.poll import ClosedPoll, Row
from parecon.ballots.ranked import tally_instant_runoff, tally_schulze
from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import Result
from parecon.ballots.score import tally_score
from parecon.charter import Charter

__all__ = ["Breakdown", "Participation", "Publication", "break_down", "find_row", "measure_participation", "publish", "show_ratings", "tally_poll"]


def tally_poll(closed: ClosedPoll, tie_break: Sequence[str], charter: Charter) -> Result | Allocation:
    """Count a closed ballot by the rule of its kind; ``tie_break`` orders its options (a motion needs none)."""
    votes = {row.voter or row.tracker: row for row in closed.rows}
    choices = {voter: row.choice for voter, row in votes.items()}
    counting, bar = closed.decision.counting, closed.decision.bar
    known = {"weights": closed.weights} if closed.weights else {"electorate": closed.electorate}
    if counting == "approval":
        return tally_approval(choices, closed.options, tie_break, bar=bar, **known)
    if counting == "schulze":
        return tally_schulze(choices, closed.options, tie_break, bar=bar, **known)
    if counting == "instant_runoff":
        return tally_instant_runoff(choices, closed.options, tie_break, bar=bar, **known)[0]
    if counting == "score":
        scores = {voter: dict(choice) for voter, choice in choices.items()}
        return tally_score(scores, closed.options, tie_break, closed.scale, bar=bar, **known)
    if counting in ("greedy", "equal_shares"):
        voted = {voter: closed.weights[voter] for voter in choices} if closed.weights else None
        vote = BudgetVote.of_approvals(closed.costs, closed.budget, choices, voted)
        return _allocate(vote, tie_break, closed, charter)
    objections = {voter: row.reason for voter, row in votes.items()}
    return tally_motion(choices, counting, bar, objections=objections, **known)


def _allocate(vote: BudgetVote, tie_break: Sequence[str], closed: ClosedPoll, charter: Charter) -> Allocation:
    bar, turnout = closed.decision.bar, vote.cast / closed.electorate
    if turnout < bar.quorum:
        refusal = Refusal(Reason.QUORUM, "the ballot", bar.rule, turnout, bar.quorum)
        return Allocation(closed.decision.counting, (), Fraction(0), Fraction(vote.budget), {}, refusal=refusal)
    if closed.decision.counting == "greedy":
        return tally_greedy(vote, tie_break, per_cost=charter["ballots.greedy.order"] == "support_per_cost")
    return tally_equal_shares(vote, tie_break, read_equal_shares(charter))


@dataclass(frozen=True)
class Publication:
    """What everyone may see of a closed ballot.

    outcome: the winner or the projects chosen, empty if none. result: the figures, None where too few voted in secret.
    rows: the table in which every voter finds theirs, empty where too few voted in secret. warnings: what it gives away all the same.
    """

    poll: str
    outcome: tuple[str, ...]
    result: Result | Allocation | None
    rows: tuple[Row, ...]
    invited: tuple[str, ...]
    voted: tuple[str, ...]
    warnings: tuple[str, ...]


def publish(closed: ClosedPoll, result: Result | Allocation, charter: Charter) -> Publication:
    """Return what is published: no figures and no rows of a secret ballot under the least number of voters, and a
    warning where all secret votes are alike, since the roll then tells how each voted."""
    if isinstance(result, Allocation):
        outcome = result.chosen
    else:
        outcome = () if result.winner is None else (result.winner,)
    least = charter["ballots.secret.voters_min"]
    shown, warnings = True, []
    if closed.decision.secret and len(closed.rows) < least:
        shown = False
        warnings.append(f"{len(closed.rows)} voted in secret; figures are published from {least} voters on (ballots.secret.voters_min)")
    if closed.decision.secret and closed.rows and len({row.choice for row in closed.rows}) == 1:
        warnings.append("all votes are alike: with the roll, the outcome tells how everyone voted")
    return Publication(
        closed.id, outcome, result if shown else None, closed.rows if shown else (), closed.invited, closed.voted, tuple(warnings)
    )


def find_row(published: Publication, tracker: str) -> Row | Refusal:
    """Return the row that a receipt's tracker belongs to; refused where the table has none, which a voter should take to the assembly."""
    for row in published.rows:
        if row.tracker == tracker:
            return row
    return Refusal(Reason.NO_SUCH_ROW, tracker, f"table of {published.poll}", tracker, f"{len(published.rows)} rows")


def show_ratings(closed: ClosedPoll, person: str, charter: Charter) -> tuple[tuple[tuple[Rational, int], ...], tuple[str, ...]] | Refusal:
    """Return what a rated person may see of a score ballot: how many gave which points, and the written reasons in no order of votes.

    It names nobody, so ratings can be appealed without opening the ballot. Refused for somebody who was not rated, and where
    fewer rated than figures are published for.
    """
    if person not in closed.options or closed.decision.counting != "score":
        return Refusal(Reason.UNKNOWN_OPTION, person, f"options of {closed.id}", person, closed.options)
    points = [dict(row.choice)[person] for row in closed.rows if person in dict(row.choice)]
    least = charter["ballots.secret.voters_min"]
    if len(points) < least:
        return Refusal(Reason.TOO_FEW_TO_SHOW, person, "ballots.secret.voters_min", len(points), least)
    reasons = {row.reason for row in closed.rows if row.reason and person in dict(row.choice)}
    return tuple(sorted(Counter(points).items())), tuple(sorted(reasons))


@dataclass(frozen=True)
class Breakdown:
    """Figures by group, where every group shown has enough voters; ``merged`` names the groups shown together as one."""

    figures: Mapping[str, Mapping[str, int]]
    voters: Mapping[str, int]
    merged: tuple[str, ...]
    warnings: tuple[str, ...]


def break_down(counts: Mapping[str, Mapping[str, int]], voters: Mapping[str, int], charter: Charter) -> Breakdown:
    """Break figures down by group, merging groups with too few voters until none can be told, not even by subtraction.

    counts: group → option → votes. voters: group → how many voted. Where all of a group voted alike, a warning says so.
    """
    if set(counts) != set(voters):
        raise ValueError(f"counts are given for {sorted(counts)}, voters for {sorted(voters)}; give both for the same groups")
    if "together" in voters:
        raise ValueError("a group is called 'together', as the merged groups are; give it another name")
    least = charter["ballots.secret.voters_min"]
    by_size = sorted(voters, key=lambda group: (voters[group], group))
    merged: list[str] = []
    while by_size and (voters[by_size[0]] < least or merged and sum(voters[g] for g in merged) < least):
        merged.append(by_size.pop(0))
    if sum(voters[group] for group in merged) < least:
        assert not by_size or not merged, "small groups are merged until they are large enough or all are merged"
        shown = {group: counts[group] for group in by_size}
    else:
        options = sorted({option for group in merged for option in counts[group]})
        together = {option: sum(counts[group].get(option, 0) for group in merged) for option in options}
        shown = {**{group: counts[group] for group in by_size}, "together": together}
    size = {group: voters[group] if group in voters else sum(voters[g] for g in merged) for group in shown}
    alike = [group for group in sorted(shown) if size[group] in shown[group].values()]
    warnings = tuple(f"all {size[group]} voters of {group} voted alike: the figures tell how each voted" for group in alike)
    figures = {group: MappingProxyType(dict(shown[group])) for group in sorted(shown)}
    return Breakdown(MappingProxyType(figures), MappingProxyType(size), tuple(sorted(merged)), warnings)


@dataclass(frozen=True)
class Participation:
    """Who takes part: share of invitations answered, by person, and the share of all votes cast by the busiest tenth."""

    polls: int
    share: Fraction
    by_person: Mapping[str, Fraction]
    never: tuple[str, ...]
    busiest_tenth: Fraction


def measure_participation(closed: Sequence[ClosedPoll]) -> Participation:
    """Measure participation over closed ballots from their public rolls alone."""
    invited: dict[str, int] = {}
    voted: dict[str, int] = {}
    for poll in closed:
        for person in poll.invited:
            invited[person] = invited.get(person, 0) + 1
        for person in poll.voted:
            voted[person] = voted.get(person, 0) + 1
    total = sum(voted.values())
    tenth = sorted(voted.values(), reverse=True)[: max(1, len(invited) // 10)]
    return Participation(
        polls=len(closed),
        share=Fraction(total, sum(invited.values())) if invited else Fraction(0),
        by_person=MappingProxyType({person: Fraction(voted.get(person, 0), asked) for person, asked in sorted(invited.items())}),
        never=tuple(sorted(set(invited) - set(voted))),
        busiest_tenth=Fraction(sum(tenth), total) if total else Fraction(0),
    )
