"""The lines of a plan as plain columns."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from parecon.economy import CouncilKind, Economy
from parecon.proposals import ProposalBatch

__all__ = ["LineKind", "line_kinds", "plan_table"]


class LineKind(IntEnum):
    """What a line of the plan is to the council that proposed it."""

    MADE = 0
    USED = 1
    HOURS = 2
    PRIVATE = 3
    COLLECTIVE = 4
    INVESTMENT = 5
    EXPORT = 6
    OTHER_SUPPLY = 7
    PERMITTED = 8


_USE = {CouncilKind.WORKER: LineKind.USED, CouncilKind.CONSUMER: LineKind.PRIVATE, CouncilKind.COLLECTIVE: LineKind.COLLECTIVE,
        CouncilKind.INVESTMENT: LineKind.INVESTMENT, CouncilKind.TRADE: LineKind.EXPORT, CouncilKind.COMMUNITY: LineKind.COLLECTIVE}
_SUPPLY = {CouncilKind.WORKER: LineKind.MADE, CouncilKind.CONSUMER: LineKind.HOURS, CouncilKind.COMMUNITY: LineKind.PERMITTED}


def line_kinds(economy: Economy, batch: ProposalBatch) -> np.ndarray:
    """Return the kind of each line of ``batch``, (l,) uint8 of LineKind."""
    kinds = np.array([[_USE[k], _SUPPLY.get(k, LineKind.OTHER_SUPPLY)] for k in CouncilKind], dtype=np.uint8)
    owner = np.repeat(economy.councils.kind[batch.council], np.diff(batch.start))
    return kinds[owner, (batch.quantity > 0).astype(np.int64)]


def plan_table(plan) -> dict[str, np.ndarray]:
    """Return an adopted plan as columns of equal length (l,), one entry a line.

    council: int32; good: int32; quantity, proposal: int64 fixed point, supply positive;
    kind: uint8 of LineKind. Writing them to a file is the journal's business.
    """
    return {
        "council": np.repeat(plan.council, np.diff(plan.start)), "good": plan.good, "quantity": plan.quantity,
        "proposal": plan.proposal, "kind": plan.kind,
    }
