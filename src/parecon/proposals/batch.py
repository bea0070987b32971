"""Announcements, proposals and batches of proposals."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import numpy as np

from parecon.economy import Actuals
from parecon.quantities import Labels, to_fixed

__all__ = ["Announcement", "Proposal", "ProposalBatch", "batch_hash", "batch_of_actuals", "batch_of_one", "make_batch",
           "reasons_hash", "reasons_text"]

_COLUMNS = ("council", "start", "good", "quantity", "flexibility", "capacity", "marks")


@dataclass(frozen=True)
class Announcement:
    """What the board announces before a round.

    prices: (n,) credits per unit, 9 significant digits; budgets: (c,) int64, what each
    consumer council may request, in smallest units of value; fund: int, the private and
    collective consumption that the board expects, in smallest units; income_factor:
    credits per standard hour at average effort (phi, institutions.md 3);
    collective_charge: credits a person for collective consumption; returned: (c,) bool,
    proposals of the last round that came back below the norm of approval, with ratio
    (c,) and norm; compensation: (c,) int64, what of its budget each council is due for the
    harm of pollution, in smallest units of value (None: nothing).
    """

    round: int
    prices: np.ndarray
    budgets: np.ndarray
    fund: int
    income_factor: float
    collective_charge: float
    returned: np.ndarray
    ratio: np.ndarray
    norm: float
    compensation: np.ndarray | None = None


@dataclass(frozen=True)
class Proposal:
    """One council's proposal, as a form or a file gives it.

    lines: good code -> units; outputs, hours offered are positive, uses and requests
    negative. flexibility: for each output line, the relative change of this amount if
    its price rose by 10 %. capacity: the largest multiple of these outputs it could make
    (0 where none was filed). reasons: human effects and working conditions, in words.
    """

    council: int
    round: int
    lines: dict[str, float]
    flexibility: dict[str, float]
    capacity: float = 0.0
    reasons: str = ""


@dataclass(frozen=True)
class ProposalBatch:
    """Many proposals as columns; one person's proposal is a batch of one.

    round: int; council: (b,) int32, ascending; start: (b+1,) int64; good: (l,) int32;
    quantity: (l,) int64 fixed point, supply positive, use negative; flexibility: (l,)
    float32, 0 where none was filed; capacity: (b,) float32, 0 where none was filed;
    marks: (b,) uint8, 1 = silent, entered by the standing rule, 2 = last proposal was
    returned, 4 = answered by autopilot, 8 = entered for one that its federation refused.
    reasons: (council, words) of those that gave any, ascending; most give none.
    """

    round: int
    council: np.ndarray
    start: np.ndarray
    good: np.ndarray
    quantity: np.ndarray
    flexibility: np.ndarray
    capacity: np.ndarray
    marks: np.ndarray
    reasons: tuple[tuple[int, str], ...] = ()

    def __post_init__(self) -> None:
        for name in _COLUMNS:
            getattr(self, name).setflags(write=False)

    def __len__(self) -> int:
        return len(self.council)

    def columns(self) -> dict[str, np.ndarray]:
        """Return the columns by name, in canonical order."""
        return {name: getattr(self, name) for name in _COLUMNS}


_TYPES = dict(zip(_COLUMNS, (np.int32, np.int64, np.int32, np.int64, np.float32, np.float32, np.uint8)))


def make_batch(round: int, columns: dict[str, np.ndarray], reasons: tuple[tuple[int, str], ...] = ()) -> ProposalBatch:
    """Return a batch with every column in its canonical type, contiguous, and the words that councils gave with their proposals."""
    return ProposalBatch(round, **{n: np.ascontiguousarray(columns[n], dtype=t) for n, t in _TYPES.items()}, reasons=tuple(sorted(reasons)))


def batch_of_one(proposal: Proposal, labels: Labels) -> ProposalBatch:
    """Return one proposal as a batch; raise LabelMismatch for an unknown good, UnsuitableQuantity for what is no number."""
    codes = sorted(proposal.lines, key=labels.position)
    return make_batch(proposal.round, {
        "council": np.array([proposal.council]),
        "start": np.array([0, len(codes)]),
        "good": labels.positions(codes),
        "quantity": to_fixed([proposal.lines[c] for c in codes], "proposal"),
        "flexibility": np.array([proposal.flexibility.get(c, 0.0) for c in codes]),
        "capacity": np.array([proposal.capacity]),
        "marks": np.zeros(1),
    }, reasons=((proposal.council, proposal.reasons),) if proposal.reasons.strip() else ())


def batch_of_actuals(actuals: Actuals, round: int = 1) -> ProposalBatch:
    """Return last year's actuals in the form of proposals, as they stand in for councils that are silent (institutions.md 2.8)."""
    b = len(actuals)
    return make_batch(round, {"council": actuals.council, "start": actuals.start, "good": actuals.good, "quantity": actuals.quantity,
                              "flexibility": np.zeros(len(actuals.good)), "capacity": np.zeros(b), "marks": np.zeros(b)})


def batch_hash(batch: ProposalBatch) -> str:
    """Return the SHA-256 of the canonical columns, as hexadecimal text; it depends on no file format.

    Each column enters as its name, its type and its little-endian bytes.
    """
    digest = hashlib.sha256(f"parecon batch 1 round {batch.round}".encode())
    for name, column in batch.columns().items():
        little = column.astype(column.dtype.newbyteorder("<"), copy=False)
        digest.update(f"{name} {column.dtype.kind}{column.dtype.itemsize} {len(column)} ".encode())
        digest.update(little.tobytes() if not little.flags.c_contiguous else little.data)
    return digest.hexdigest()


def reasons_text(reasons: tuple[tuple[int, str], ...]) -> str:
    """Return reasons as one canonical text: JSON, a council and its words each, ascending."""
    return json.dumps([list(each) for each in reasons], ensure_ascii=False, separators=(",", ":"))


def reasons_hash(batch: ProposalBatch) -> str:
    """Return the SHA-256 of the reasons that came with a batch, as hexadecimal text; "" where none came.

    Words stand beside the columns, so that numbers can be recounted where words are withheld.
    """
    return hashlib.sha256(reasons_text(batch.reasons).encode()).hexdigest() if batch.reasons else ""
