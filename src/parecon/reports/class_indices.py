"""Who possesses, who rules, who is privileged, who holds the empowering work: indices of class (our design; institutions.md 13).

Control counts, not title. Every index is 0 where all are alike and near 1 where a few hold everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from parecon.procedures.protocol import Outcome, People, Say
from parecon.reports.figures import gini

__all__ = [
    "LEAST_INDEX", "PARAGRAPHS", "ClassIndices", "class_indices", "class_measures", "coincidence", "empowerment_monopoly", "persistence", "privilege",
    "self_management_gap", "top_holders", "trait_tops",
]

_CHANCE_SHARE = 0.1
LEAST_INDEX = 0.05
"""An index up to this tells nobody apart."""

PARAGRAPHS = {
    "possession, control": "Who can decide what happens to workplaces, land and machines? 0: everybody as much as everybody else. "
                           "0.9: a tenth of the people hold all of it. A title without any say counts nothing.",
    "possession, benefit": "Who receives what the means of production yield, beyond pay for effort and beyond need? 0: nobody, or everybody alike.",
    "rule": "Who decides what binds all: rules, the plan, prices, sanctions, appointments? 0: all alike. 0.99: a board of one person in a hundred decides everything.",
    "privilege": "How much of what people consume would have to change hands before everybody had what a norm gives them? Counted under three norms, "
                 "because people disagree about the norm: by effort and need; by need first and the rest alike; alike for every head.",
    "empowerment monopoly": "Are the hours in which one learns, plans, and decides shared out like all hours? 0: every hour holds as much of such work for "
                            "everybody. 0.8: a fifth of the hours hold all of it.",
    "self-management gap": "Has everybody a say in proportion to how much a decision affects them? 0: yes, in every decision. 1: those affected have no say.",
    "coincidence": "Are possessors, rulers and the privileged the same people? 1: the smallest of the three groups lies wholly within the others. Beside it stands "
                   "what chance alone would give. Printed only where each of the three indices is above 0.05.",
    "persistence": "Of those who held the most of it in the first year, how many still do in the last? 1: the same people. Beside it stands what "
                   "chance alone would give: where all hold alike, or offices go round, nothing persists beyond it.",
    "unstable": "Possession and rule both lie in few hands, but in different ones: whoever rules does not possess. Such states of affairs do not last.",
}
"""Each index in a paragraph that a citizen understands."""


@dataclass(frozen=True)
class ClassIndices:
    """All indices of one outcome. privilege: under (effort and need; need, then equal; equal heads). traits: (name, holders' share of people).

    coincidence: K over P, R, V and its value by chance, None where an index does not exceed 0.05; with_empowerment: the same with M as fourth trait.
    """

    control: float
    benefit: float
    rule: float
    privilege: tuple[float, float, float]
    empowerment: float
    self_management: float
    coincidence: tuple[float, float] | None
    with_empowerment: tuple[float, float] | None
    unstable: bool
    traits: tuple[tuple[str, float], ...]
    exploitation: float
    idle_consumption: float
    dependence: float


def class_indices(people: People, say: Say, prices: np.ndarray, *, dependence: float = 0.0) -> ClassIndices:
    """Return the indices of kinds of persons; prices (n,): common reference prices; dependence: share of income that refusal costs.

    >>> import numpy as np
    >>> gini(np.array([0.0, 1.0]), np.array([90.0, 10.0]))   # a tenth holds all: possession 0.90
    0.9
    """
    count = people.count
    kappa, gain, rho = holdings(people, say)
    eaten = people.consumed @ prices
    norms = privilege_norms(people)
    control, benefit, rule = (gini(values, count) for values in (kappa, gain, rho))
    worst = tuple(privilege(eaten, norm) for norm in norms)
    monopoly = empowerment_monopoly(people.empowering * count, people.hours * count)
    tops = trait_tops(people, say, prices)
    levels = {"possession": max(control, benefit), "rule": rule, "privilege": worst[0], "empowerment": monopoly}
    three, four = ("possession", "rule", "privilege"), ("possession", "rule", "privilege", "empowerment")
    pair = {names: coincidence([tops[n] for n in names], count) if min(levels[n] for n in names) > LEAST_INDEX else None for names in (three, four)}
    both = np.minimum(tops["possession"], tops["rule"]).sum() / max(min(tops["possession"].sum(), tops["rule"].sum()), 1e-300)
    unstable = levels["possession"] > 0.5 and rule > 0.5 and both < 0.2
    traits = tuple((name, float(top.sum() / count.sum())) for name, top in tops.items())
    share = exploitation_of(people, eaten, say)
    return ClassIndices(control, benefit, rule, worst, monopoly, self_management_gap(say), pair[three], pair[four], bool(unstable), traits, *share, dependence)


def trait_tops(people: People, say: Say, prices: np.ndarray) -> dict[str, np.ndarray]:
    """Return, for each of the four traits, how many persons of each kind hold the most of it, (k,): possession, rule, privilege by effort and need, empowerment."""
    count = people.count
    a_head = lambda values: np.divide(values, count, out=np.zeros(len(count)), where=count > 0)  # noqa: E731
    kappa, gain, rho = holdings(people, say)
    eaten, norm = people.consumed @ prices, privilege_norms(people)[0]
    excess = np.maximum(a_head(eaten) - a_head(norm) * eaten.sum() / max(float(norm.sum()), 1e-300), 0.0)
    over = np.maximum(people.empowering * count / max(float(people.empowering @ count), 1e-300) - people.hours * count / max(float(people.hours @ count), 1e-300), 0)
    values = {"possession": kappa if gini(kappa, count) >= gini(gain, count) else gain, "rule": rho, "privilege": excess, "empowerment": a_head(over)}
    return {name: top_holders(value, count) for name, value in values.items()}


def holdings(people: People, say: Say) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what a person of each kind holds of control over assets, of what assets yield, and of rule, (k,) each."""
    a_person = lambda share: np.divide(share, people.count, out=np.zeros(len(share)), where=people.count > 0)  # noqa: E731
    value = say.asset_value / max(float(say.asset_value.sum()), 1e-300)
    wide = say.weight * say.society_wide
    return a_person(say.control @ value), a_person(say.benefit @ value), a_person(say.say @ (wide / max(float(wide.sum()), 1e-300)))


def privilege_norms(people: People) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what each kind would have (k,), up to scale, by effort and need; by need, then equal shares of the rest; by heads."""
    worked = people.hours * people.effort * people.count
    average = worked.sum() / max(float(people.count[people.hours > 0].sum()), 1e-300)
    by_need = people.need * average * people.count
    rest = max(float(worked.sum()), 0.0)
    return worked + by_need, by_need + rest * people.count / max(float(people.count.sum()), 1e-300), people.count.astype(float)


def privilege(consumed: np.ndarray, norm: np.ndarray) -> float:
    """Return V = 0.5 sum |x_i / X - n_i / sum n|: the share of consumption that lies with others than the norm (k,) says.

    >>> privilege(np.array([2.0, 2.0]), np.array([5.0, 5.0])), privilege(np.array([1.0, 0.0]), np.array([0.5, 0.5]))
    (0.0, 0.5)
    """
    return float(0.5 * np.abs(consumed / max(float(consumed.sum()), 1e-300) - norm / max(float(norm.sum()), 1e-300)).sum())


def empowerment_monopoly(empowering: np.ndarray, hours: np.ndarray) -> float:
    """Return M = 0.5 sum |w_i / W - h_i / H| of hours by kind (k,): 0 where empowering work is spread like all hours.

    >>> round(empowerment_monopoly(np.array([20.0, 0.0]), np.array([20.0, 80.0])), 12)
    0.8
    """
    return privilege(empowering, hours) if empowering.sum() > 0 else 0.0


def self_management_gap(say: Say) -> float:
    """Return sum_d o_d 0.5 sum_i |s_id - e_id|: how far say lies from being affected."""
    return float(say.weight @ (0.5 * np.abs(say.say - say.affected).sum(axis=0)))


def top_holders(value: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Return how many persons of each kind are among those with the most of a trait, (k,): holders of any, at most the top tenth.

    A board of one in a hundred that holds all rule is one per cent, not nine tenths of people without any; where all
    have the same, nobody stands out and all are taken in part.
    """
    found, room = np.zeros(len(value)), _CHANCE_SHARE * float(count.sum())
    positive = value > 1e-12 * max(float(value.max(initial=0.0)), 1e-300)
    for level in sorted(set(np.round(value[positive], 15).tolist()), reverse=True):
        mine = positive & (np.round(value, 15) == level)
        part = min(1.0, room / max(float(count[mine].sum()), 1e-300))
        found[mine] = count[mine] * part
        room -= float(found[mine].sum())
        if room <= 1e-9:
            break
    return found


def coincidence(tops: list[np.ndarray], count: np.ndarray) -> tuple[float, float]:
    """Return K = |all of them| / smallest, and its value by chance: the product of the shares of the others.

    Within a kind that is taken in part, who is taken is the same for all traits: one person is as good as another of the kind.

    >>> coincidence([np.array([1.0, 0.0]), np.array([1.0, 0.0])], np.array([1.0, 99.0]))
    (1.0, 0.01)
    """
    sizes = sorted(float(top.sum()) for top in tops)
    common = np.minimum.reduce(tops).sum()
    chance = float(np.prod([size / max(float(count.sum()), 1e-300) for size in sizes[1:]]))
    return float(common / max(sizes[0], 1e-300)), chance


def persistence(first: np.ndarray, later: np.ndarray) -> float:
    """Return which share of the top tenth of persons (i,) is still among it later (five years); by chance 0.1.

    >>> persistence(np.arange(100), np.arange(100)), persistence(np.arange(100), -np.arange(100))
    (1.0, 0.0)
    """
    top = max(int(len(first) * _CHANCE_SHARE), 1)
    return len(set(np.argsort(-first, kind="stable")[:top]) & set(np.argsort(-later, kind="stable")[:top])) / top


def exploitation_of(people: People, eaten: np.ndarray, say: Say) -> tuple[float, float]:
    """Return E: the share of the net product that some dispose of beyond their own part of heads, by benefit from assets; and what able people consume without working."""
    value = say.asset_value / max(float(say.asset_value.sum()), 1e-300)
    gain = say.benefit @ value
    heads = people.count / max(float(people.count.sum()), 1e-300)
    idle = people.able & (people.hours <= 1e-9)
    return float(np.maximum(gain - heads * gain.sum(), 0.0).sum()), float(eaten[idle].sum() / max(float(eaten.sum()), 1e-300))


def class_measures(outcome: Outcome, yardstick) -> Iterator:
    """Yield the indices as measures."""
    from parecon.reports.measures import Measure

    refusal = outcome.facts.get("refusal_costs_subsistence")
    dependence = outcome.figures.get("dependence", 1.0 if refusal is not None and refusal.holds else 0.0)
    found = class_indices(outcome.people, outcome.say, yardstick.prices, dependence=float(dependence))
    unit = "0 to 1"
    yield from (Measure("possession, control", unit, found.control), Measure("possession, benefit", unit, found.benefit), Measure("rule", unit, found.rule))
    for name, value in zip(("effort and need", "need, then alike", "equal heads"), found.privilege):
        yield Measure(f"privilege, by {name}", unit, value)
    yield Measure("empowerment monopoly", unit, found.empowerment)
    yield Measure("self-management gap", unit, found.self_management)
    for name, pair in (("coincidence", found.coincidence), ("coincidence with empowerment", found.with_empowerment)):
        yield Measure(name, "0 to 1", None if pair is None else pair[0])
        yield Measure(f"{name}, by chance", "0 to 1", None if pair is None else pair[1])
    yield Measure("unstable", "0 or 1", float(found.unstable))
    yield Measure("exploitation", "share of what assets yield", found.exploitation)
    yield Measure("consumption of able people without work", "share of consumption", found.idle_consumption)
    yield Measure("dependence", "share of subsistence at stake in a refusal", found.dependence)
