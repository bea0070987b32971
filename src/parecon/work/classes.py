"""Like people taken together: the same programme over far fewer rows, without loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.charter import Charter
from parecon.work.tasks import Workplace

__all__ = ["PeopleClasses", "group_people"]


@dataclass(frozen=True)
class PeopleClasses:
    """index (P,): class of each person. size (C,) persons. hours (C,) hours of one person. allowed (C, T). able (C,). today (C, T) sums. levels (C, T) skill levels to be learnt first. first (C,) a person of the class."""

    index: np.ndarray
    size: np.ndarray
    hours: np.ndarray
    allowed: np.ndarray
    able: np.ndarray
    today: np.ndarray
    levels: np.ndarray
    first: np.ndarray


def group_people(workplace: Workplace, allowed: np.ndarray, levels_missing: np.ndarray, *, charter: Charter) -> PeopleClasses:
    """Group people who may do the same, would have to learn the same for it, work the same hours and do the same today.

    Where that leaves more than ``jobs.classes_max`` classes, today's work is left out of the comparison: spread and its bound are
    unaffected (they do not look at today), only the least change is then sought class by class.
    For like people the best plan may be taken equal, since the objective is convex: the bound is exact for all of them.
    """
    able = np.array([p.able for p in workplace.people])
    places = {place: k for k, place in enumerate(sorted({p.place for p in workplace.people}))}
    levels = np.where(allowed, levels_missing, 0).astype(np.int8)
    key = np.column_stack([np.packbits(allowed, axis=1), levels, able, [places[p.place] for p in workplace.people], np.round(workplace.worked * 1e6)]).astype(np.int64)
    full = np.column_stack([key, np.round(workplace.today * 1e6).astype(np.int64)])
    _, first, index = np.unique(full, axis=0, return_index=True, return_inverse=True)
    if first.size > charter["jobs.classes_max"]:
        _, first, index = np.unique(key, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    first, index = first[order], rank[index.ravel()]
    today = np.zeros((first.size, len(workplace.tasks)))
    np.add.at(today, index, workplace.today)
    return PeopleClasses(index, np.bincount(index, minlength=first.size), workplace.worked[first], allowed[first], able[first], today, levels[first], first)
