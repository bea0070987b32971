"""How many messages, decisions and minutes planning takes, by level: an answer to "too many meetings"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind
from parecon.reports.markup import Markup, paragraph, section, table
from parecon.reports.material import Material, look_at
from parecon.reports.wording import number

__all__ = ["LevelActs", "count_acts", "meeting_figures", "meetings_section"]


@dataclass(frozen=True)
class LevelActs:
    """One level: bodies that met, messages sent (proposals, wishes, alternatives), decisions taken, and minutes of all people together."""

    level: str
    bodies: int
    messages: int
    decisions: int
    minutes: float


def count_acts(material: Material) -> list[LevelActs]:
    """Return acts and estimated minutes of persons, workplaces, neighbourhoods, federations by level, and the ballots of all.

    Acts are counted from the year's record; minutes are the charter's estimates (rows ``meetings.*``) times those who take part.
    """
    economy, charter, rounds = material.economy, material.charter, len(material.records)
    kind, members = economy.councils.kind, economy.councils.members.astype(np.int64)
    homes, works = kind == CouncilKind.CONSUMER, kind == CouncilKind.WORKER
    people, workers, present = int(members[homes].sum()), int(members[works].sum()), charter["meetings.attendance"]
    each = lambda name: charter[f"meetings.{name}_minutes"] + (rounds - 1) * charter[f"meetings.{name}_again_minutes"]  # noqa: E731
    found = [LevelActs("person", people, people * rounds, people, people * each("request")),
             LevelActs("workplace", int(works.sum()), int(works.sum()) * rounds, int(works.sum()) * rounds, workers * present * each("workplace")),
             LevelActs("neighbourhood", int(homes.sum()), int(homes.sum()) * rounds, int(homes.sum()) * rounds, people * present * each("neighbourhood"))]
    for level, sent in sorted(_delegates(economy).items()):
        votes, filed = _collective_acts(material, level)
        found.append(LevelActs(level, len(sent), sum(sent) * rounds + filed, len(sent) * rounds + votes, sum(sent) * each("federation")))
    found += [*_affected(material, members), *_appeals(material)]
    year = material.outcome.year
    ballots = (material.plan is not None) + len(year.decisions) + sum(len(s.votes) + (s.package is not None) for s in year.settlements)
    return [*found, LevelActs("everyone's ballots", 1, people * ballots, ballots, people * ballots * charter["meetings.ballot_minutes"])]


def _affected(material: Material, members: np.ndarray) -> list[LevelActs]:
    """Return the votes of those affected by pollutants: one for each pollutant and round, taken in the neighbourhoods' meetings."""
    votes = [vote for _, told in material.outcome.year.permit_votes for vote in told]
    if not votes:
        return []
    charter, bodies = material.charter, len({vote.pollutant for vote in votes})
    people = sum(int(members[vote.council].sum()) for vote in votes) * charter["meetings.attendance"]
    return [LevelActs("communities of those affected", bodies, sum(len(vote.council) for vote in votes), len(votes), people * charter["meetings.ballot_minutes"])]


def _appeals(material: Material) -> list[LevelActs]:
    """Return the appeals that federations heard, each before the delegates who voted on it."""
    decided = material.outcome.year.appeals
    if not decided:
        return []
    bodies = len({int(material.economy.councils.row[d.appeal.council]) for d in decided})
    heard = sum(d.result.voters for d in decided)
    return [LevelActs("federations hearing appeals", bodies, len(decided), len(decided), heard * material.charter["meetings.appeal_minutes"])]


def _delegates(economy) -> dict[str, list[int]]:
    """Return for each level of federations how many members each of them has: councils, or federations below it."""
    position = {f.code: i for i, f in enumerate(economy.federations)}
    sent = np.bincount(economy.councils.federation[np.isin(economy.councils.kind, (CouncilKind.WORKER, CouncilKind.CONSUMER))], minlength=len(position))
    for f in economy.federations:
        if f.parent in position:
            sent[position[f.parent]] += 1
    found: dict[str, list[int]] = {}
    for f, count in zip(economy.federations, sent.tolist()):
        if count and f.kind in (CouncilKind.WORKER, CouncilKind.CONSUMER):
            name = f"federations, {f.level}" + (" of industries" if f.kind is CouncilKind.WORKER and f.level != "industry" else "")
            found.setdefault(name, []).append(count)
    return found


def _collective_acts(material: Material, level: str) -> tuple[int, int]:
    """Return ballots on collective goods and alternatives filed on one level."""
    held, votes, filed = material.economy.collective, 0, 0
    for s in material.outcome.year.settlements:
        votes += sum(len(v.chosen) for v in s.votes if level == f"federations, {v.level}")
        filed += sum(level == f"federations, {held.levels[held.level[a.place]]}" for a in s.alternatives)
    return votes, filed


def meeting_figures(outcome) -> dict[str, object]:
    """Return acts and estimated minutes a person and year, together and by level, for the manifest."""
    material = look_at(outcome)
    acts, people = count_acts(material), max(material.people, 1)
    return {
        "acts_a_person": sum(a.messages + a.decisions for a in acts) / people, "minutes_a_person": sum(a.minutes for a in acts) / people,
        "by_level": {a.level: {"bodies": a.bodies, "messages": a.messages, "decisions": a.decisions, "minutes_a_person": a.minutes / people} for a in acts},
    }


def meetings_section(material: Material) -> Markup:
    """Return the section that answers how much time planning takes."""
    acts, people = count_acts(material), max(material.people, 1)
    whole = sum(a.minutes for a in acts) / people
    rows = [(a.level, number(a.bodies, 9), number(a.messages, 9), number(a.decisions, 9), number(a.minutes / people)) for a in acts]
    rows.append(("together", "", number(sum(a.messages for a in acts), 12), number(sum(a.decisions for a in acts), 12), number(whole)))
    return section("How much time does it take?", "meetings", paragraph(
        f"Planning this year took about {number(whole)} minutes a person, {number(whole / 60)} hours, children and the old included, in "
        f"{number(len(material.records))} rounds. Messages and decisions are counted; minutes are estimates of the charter (rows meetings.*), "
        "which a society would replace by what it measures. What workplaces and federations of industries spend is work time."),
        table("Acts by level", ["Level", "Bodies", "Messages", "Decisions", "Minutes a person and year"], rows))
