"""What those receive who do not work: one voted table, in shares of the average income from work."""

from __future__ import annotations

from fractions import Fraction
from typing import Mapping

import numpy as np

from parecon.charter import Charter
from parecon.work.refusals import Reason, Refused

__all__ = ["ALLOWANCE_KINDS", "allowance_points", "allowance_table"]

ALLOWANCE_KINDS = ("child", "pension", "student", "unable", "between_jobs", "able_unwilling", "opted_out")


def allowance_table(charter: Charter) -> dict[str, Fraction]:
    """Return each kind's allowance as an exact share of the average income from work.

    >>> from parecon.charter import default_charter
    >>> table = allowance_table(default_charter())
    >>> str(table["child"]), str(table["able_unwilling"])
    ('1/2', '0')
    """
    shares = {
        "child": charter["income.child"],
        "pension": charter["income.pension"],
        "student": charter["income.student"],
        "unable": charter["income.unable"],
        "between_jobs": charter["income.between_jobs"],
        "able_unwilling": charter["income.able_unwilling"],
        "opted_out": charter["income.opted_out"],
    }
    assert tuple(shares) == ALLOWANCE_KINDS
    return {kind: Fraction(str(share)) for kind, share in shares.items()}


def allowance_points(counts: Mapping[str, object], points, earners: int, *, charter: Charter) -> np.ndarray | Refused:
    """Return (N,) int64 points of need: each person's allowance in points of the average earner.

    counts: by kind, (N,) persons of that kind in each council (or 0 and 1 by person). points: points of work of everyone
    (``work_points``). earners: how many persons earned them. Given to ``council_incomes`` they keep A5 exact whatever phi is.
    Refuses unknown kinds, negative counts, and shares of an income that nobody earns.
    Source: allowances by vote, participatoryeconomy.org, how do those who do not work get income; the shares are our design.

    >>> from parecon.charter import default_charter
    >>> allowance_points({"child": [1, 0, 2]}, [100, 300, 200], earners=3, charter=default_charter()).tolist()
    [100, 0, 200]
    """
    table = allowance_table(charter)
    total = int(np.sum(points))
    if earners <= 0:
        return Refused(Reason.NOBODY_EARNS, "average income", earners, "at least one earner", "give the number of earners, or fixed allowances")
    out = np.zeros(np.shape(points), np.int64)
    for kind, count in counts.items():
        if kind not in table:
            return Refused(Reason.UNKNOWN_LABEL, f"allowance {kind!r}", kind, ", ".join(table), "use a kind of the table")
        count = np.asarray(count)
        if count.shape != out.shape:
            return Refused(Reason.LENGTHS_DIFFER, f"persons counted as {kind}", count.shape, out.shape, "give one count for each council")
        if count.dtype.kind not in "iub" or (count.size and count.min() < 0):
            return Refused(Reason.NEGATIVE, f"persons counted as {kind}", count.min(), 0, "give whole numbers of persons")
        per_person = round(table[kind] * total / earners)
        out += per_person * count.astype(np.int64)
    return out
