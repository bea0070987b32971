"""People in kinds of persons, and who has a say: from classes of people with a share each, in every income group alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Sequence

import numpy as np

from parecon.economy import Economy, average_allowance
from parecon.procedures.protocol import People, Say
from parecon.responses import Ground

__all__ = ["NOT_WORKING", "Asset", "Decision", "Position", "make_people", "make_say", "todays_positions"]

NOT_WORKING = "not working"
"""The name of the kind of persons who do not work, in every procedure."""


@dataclass(frozen=True)
class Position:
    """A class of people who work: share of them; pay for an hour and hours of an average person's; share of own hours that is empowering.

    income: what comes to it besides pay, in hours of average pay a person a year (profit, dividends, bonuses); perks: the same, in kind or by
    priority; consuming: share of what its income would buy that it consumes (owners save). able: False only where it could not work.
    """

    name: str
    share: float
    pay: float = 1.0
    hours: float = 1.0
    empowering: float = 0.0
    effort: float = 1.0
    income: float = 0.0
    perks: float = 0.0
    consuming: float = 1.0
    able: bool = True
    tedium: float | None = None
    danger: float | None = None


def todays_positions(charter, owners: float = 0.0) -> tuple[Position, ...]:
    """Return today's division of labour: coordinators, those between, and workers, with ``owners`` (share of people) taken out before.

    Source: class sizes of Wetzel 2004 for the United States, see `parecon jobs classes`; all are paid alike here, replace ``pay`` where a system differs.
    """
    coordinators, between = charter["division.coordinators_share"], charter["division.between_share"]
    sizes = (("coordinators", coordinators), ("between", between), ("workers", 1.0 - owners - coordinators - between))
    return tuple(Position(name, size, empowering=charter[f"division.empowering_{name}"], tedium=charter[f"division.tedium_{name}"],
                          danger=charter[f"division.danger_{name}"]) for name, size in sizes)


def make_people(economy: Economy, ground: Ground, charter, positions: Sequence[Position], *, consumed: np.ndarray, hours: np.ndarray,
                allowance: float | None = None, credit: float = 1.0, by_income: bool = True) -> People:
    """Return kinds of persons: every position and those who do not work, in each income group of ``ground``.

    consumed: (g, n) units by group, shared within a group by income times ``consuming`` plus perks (equally where
    ``by_income`` is False); hours: (g,) standard hours worked by group; allowance: of
    one who does not work, in average incomes from work (the charter's table where None); credit: credits for an
    average hour. Shares of positions sum to 1; hours by the clock are standard hours here.
    """
    total = sum(p.share for p in positions)
    assert abs(total - 1.0) < 1e-9, f"positions hold {total} of all who work, not 1"
    allowance = average_allowance(charter) if allowance is None else allowance
    rows = [(p, g) for g in range(len(ground.people)) for p in (*positions, None)]
    working = np.maximum(ground.people - ground.not_working, 0.0)
    hour = float(np.sum(hours)) / max(float(working.sum()), 1e-300)
    scale = sum(p.share * p.hours for p in positions)
    own = hours / np.maximum(working, 1e-300)
    count = np.array([working[g] * p.share if p else ground.not_working[g] for p, g in rows])
    worked = np.array([own[g] * p.hours / scale if p else 0.0 for p, g in rows])
    pay = np.array([own[g] * p.hours / scale * p.pay * p.effort + p.income if p else allowance * hour for p, g in rows])
    perks = np.array([p.perks if p else 0.0 for p, _ in rows])
    spent = np.array([p.consuming if p else 1.0 for p, _ in rows]) * pay + perks
    group = np.array([g for _, g in rows])
    weight = count * (spent if by_income else 1.0)
    of_group = np.bincount(group, weight, minlength=len(ground.people))
    # Where no income is known, as in an economy without hours, all share alike.
    weight = np.where(of_group[group] > 0, weight, count)
    of_group = np.bincount(group, weight, minlength=len(ground.people))
    share = np.divide(weight, of_group[group], out=np.zeros(len(rows)), where=of_group[group] > 0)
    some = lambda name: None if any(p and getattr(p, name) is None for p, _ in rows) else np.array([getattr(p, name) if p else 0.0 for p, _ in rows])  # noqa: E731
    return People(
        name=tuple(p.name if p else NOT_WORKING for p, _ in rows), count=count, group=group, consumed=np.asarray(consumed)[group] * share[:, None],
        income=pay * credit, perks=perks * credit, hours=worked, empowering=worked * np.array([p.empowering if p else 0.0 for p, _ in rows]),
        effort=np.array([p.effort if p else 0.0 for p, _ in rows]), able=np.array([p.able if p else False for p, _ in rows]),
        need=np.array([0.0 if p else allowance for p, _ in rows]), tedium=some("tedium"), danger=some("danger"))


@dataclass(frozen=True)
class Asset:
    """Something that produces: value at reference prices; shares of control and of benefit by position name ("all": everybody alike; {}: nobody)."""

    name: str
    value: float
    control: Mapping[str, float]
    benefit: Mapping[str, float]


@dataclass(frozen=True)
class Decision:
    """Something decided: weight in resources moved; shares of say and of being affected by position name ("all": everybody alike)."""

    name: str
    weight: float
    say: Mapping[str, float]
    affected: Mapping[str, float]
    society_wide: bool = True


def make_say(people: People, assets: Sequence[Asset], decisions: Sequence[Decision]) -> Say:
    """Return who has which say: what a position holds is shared among its persons alike; weights are scaled to 1."""
    weight = np.array([d.weight for d in decisions], float)
    column = lambda items: np.array([_hold(people, item) for item in items]).T.reshape(len(people.name), len(items))  # noqa: E731
    return Say(tuple(a.name for a in assets), np.array([a.value for a in assets], float), column([a.control for a in assets]),
               column([a.benefit for a in assets]), tuple(d.name for d in decisions), weight / max(weight.sum(), 1e-300),
               column([d.say for d in decisions]), column([d.affected for d in decisions]), np.array([d.society_wide for d in decisions]))


def _hold(people: People, shares: Mapping[str, float]) -> np.ndarray:
    found = np.zeros(len(people.name))
    for name, share in shares.items():
        mine = people.count * np.array([name in ("all", own) for own in people.name])
        assert mine.sum() > 0 or share == 0, f"{share} is held by {name!r}, of whom there are none; positions: {', '.join(sorted(set(people.name)))}"
        found += share * mine / max(mine.sum(), 1e-300)
    return found
