"""Who is still at the top after years: class indices year by year, and the persistence of those who hold the most of each trait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from parecon.procedures.positions import NOT_WORKING
from parecon.procedures.protocol import Outcome, People
from parecon.reports.class_indices import LEAST_INDEX, class_indices, trait_tops

__all__ = ["class_years", "expected_persistence", "stay_matrix"]

_TRAITS = {"possession": "possessors", "rule": "rulers", "privilege": "the privileged", "empowerment": "those with empowering work"}


def stay_matrix(people: People, charter) -> np.ndarray:
    """Return (k, k) the chance that a person of the row's kind is of the column's kind a year later.

    A position is left after ``positions.stay_*`` years on average; who leaves one draws a new one of their group by lot, as places are. People
    stay in their neighbourhoods and neither come to work nor cease to.
    """
    k = len(people.name)
    found = np.eye(k)
    for i in range(k):
        if people.name[i] == NOT_WORKING or people.count[i] <= 0:
            continue
        key = f"positions.stay_{people.name[i].split(',')[0].replace(' ', '_')}"
        leave = min(1.0, 1.0 / charter[key if key in charter.rules else "positions.stay_others"])
        same = np.array([people.group[j] == people.group[i] and people.name[j] != NOT_WORKING for j in range(k)])
        places = np.where(same, people.count, 0.0)
        found[i] *= 1.0 - leave
        found[i] += leave * places / places.sum()
    return found


def expected_persistence(first: np.ndarray, later: np.ndarray, count: np.ndarray, stay: np.ndarray) -> tuple[float, float]:
    """Return which share of those at the top, ``first`` persons of each kind (k,), is at the top ``later`` (k,) too, and what chance alone would give.

    count (k,): persons; stay (k, k): chances over all the years. Who of a kind is at the top where not all of it is, is by lot in either year.

    >>> one, none = np.array([10.0, 0.0]), np.eye(2)
    >>> expected_persistence(one, one, np.array([10.0, 90.0]), none)
    (1.0, 0.1)
    >>> expected_persistence(one, one, np.array([10.0, 90.0]), np.array([[0.1, 0.9], [0.1, 0.9]]))
    (0.1, 0.1)
    """
    part = np.divide(later, count, out=np.zeros(len(count)), where=count > 0)
    return float(first @ stay @ part / max(float(first.sum()), 1e-300)), float(later.sum() / max(float(count.sum()), 1e-300))


def class_years(outcomes: Sequence[Outcome], prices: Sequence[np.ndarray], charter) -> Iterator:
    """Yield the indices of every year after the first, and the persistence of each trait over all of them, as measures.

    A trait of which nobody has much more than others, its index at most 0.05, has no top. Source: institutions.md 13: the share of a top tenth still there years later.
    """
    from parecon.reports.measures import Measure

    unit, tops, levels = "0 to 1", [], {}
    for number, (outcome, price) in enumerate(zip(outcomes, prices), 1):
        found = class_indices(outcome.people, outcome.say, price)
        tops.append(trait_tops(outcome.people, outcome.say, price))
        levels = {"possession": max(found.control, found.benefit), "rule": found.rule, "privilege": found.privilege[0], "empowerment": found.empowerment} if number == 1 else levels
        if number > 1:
            for name, value in (("possession, control", found.control), ("rule", found.rule), ("privilege, by effort and need", found.privilege[0]), ("empowerment monopoly", found.empowerment)):
                yield Measure(f"year {number}: {name}", unit, value)
            yield Measure(f"year {number}: coincidence", unit, None if found.coincidence is None else found.coincidence[0])
    if len(outcomes) < 2:
        return
    people = outcomes[0].people
    same = len(people.name) == len(outcomes[-1].people.name)
    stay = np.linalg.matrix_power(stay_matrix(people, charter), len(outcomes) - 1)
    for trait, words in _TRAITS.items():
        pair = expected_persistence(tops[0][trait], tops[-1][trait], people.count, stay) if same and levels[trait] > LEAST_INDEX else (None, None)
        yield Measure(f"persistence of {words}", unit, pair[0])
        yield Measure(f"persistence of {words}, by chance", unit, pair[1])
