"""How simulated worker councils appeal when their proposals come back, and how their federations vote."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parecon.ballots import ApprovalCounts, count_approvals
from parecon.economy import Economy, Society
from parecon.facilitation import PlanningYear
from parecon.facilitation.federations import Appeal, electorate_of, file_appeal

__all__ = ["appeals_of", "approve_appeal"]

_GOLDEN = 0.6180339887498949
"""Multiples of it spread evenly between 0 and 1, whatever their order."""


def appeals_of(year: PlanningYear, society: Society) -> Iterator[Appeal]:
    """Yield the appeals of simulated councils whose proposals came back and who have a case that others can check, once a year each.

    A case is something that moved by more than the charter's margin (``society.appeal_margin``) against last year: the means of
    their industry are fewer; more of what they make is asked for than is offered; or what they use most of has become dearer than
    what they make. The others revise without a word.
    """
    heard = {decision.appeal.council for decision in year.appeals}
    for i in np.flatnonzero(year.assessment.returned).tolist():
        council = int(year.assessment.council[i])
        at = int(np.searchsorted(society.workers.council, council))
        if council in heard or at >= len(society.workers.council) or society.workers.council[at] != council:
            continue
        words = _case_of(year, society, at)
        if words:
            appeal = file_appeal(year, council, words)
            assert isinstance(appeal, Appeal), appeal
            yield appeal


def _case_of(year: PlanningYear, society: Society, at: int) -> str:
    """Return in words what the council at ``at`` can show, "" where it has nothing to show."""
    workers, goods, margin, last = society.workers, year.economy.goods, year.charter["society.appeal_margin"], year.records[-1]
    if workers.size[at] < 1.0 - margin:
        return f"our industry has {1.0 - workers.size[at]:.0%} fewer means than last year"
    made = slice(workers.out_start[at], workers.out_start[at + 1])
    main = int(workers.out_good[made][np.argmax(society.benchmark_prices[workers.out_good[made]] * workers.out_quantity[made])])
    missing = float(last.gaps[main])
    if missing > margin:
        return f"more {goods[main].name} is asked for than is offered, by {missing:.0%}"
    used = slice(workers.in_start[at], workers.in_start[at + 1])
    if used.start == used.stop:
        return ""
    first = int(workers.in_good[used][np.argmax(society.benchmark_prices[workers.in_good[used]] * workers.in_quantity[used])])
    moved = [float(last.announcement.prices[g] / society.benchmark_prices[g]) for g in (first, main)]
    if moved[0] > moved[1] * (1.0 + margin):
        return f"{goods[first].name} costs {moved[0]:.3g} times what it did last year, and {goods[main].name}, which we make, {moved[1]:.3g} times"
    return ""


def approve_appeal(economy: Economy, appeal: Appeal, charter) -> ApprovalCounts:
    """Return the votes of those who decide an appeal, one each, for granting and for refusing.

    How far below the norm a simulated council would let another stand lies evenly between nothing and the charter's share
    (``society.appeal_patience``).
    """
    peers = electorate_of(economy, appeal.council)
    patience = charter["society.appeal_patience"] * np.mod((peers + 1) * _GOLDEN, 1.0)
    grants = patience >= (appeal.norm - appeal.ratio) / appeal.norm
    return count_approvals(np.stack([grants, ~grants], axis=1), np.ones(len(peers), dtype=np.int64))
