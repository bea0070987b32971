"""The adopted plan: frozen, hashed, every council's entitlement on its lines."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Mapping

import numpy as np

from parecon.ballots import Result
from parecon.economy import Economy
from parecon.feasibility import Balance, Candidate, Closing, adopted_batch, council_groups
from parecon.plans.accounts import PlanAccounts, close_plan_accounts
from parecon.plans.table import line_kinds
from parecon.proposals import ProposalBatch

__all__ = ["AdoptedPlan", "adopt", "plan_hash"]

_COLUMNS = ("council", "start", "good", "proposal", "quantity", "kind", "capacity", "group", "council_class", "request_kind", "prices",
            "scale", "ration", "other")
_BALANCE = ("supply", "use", "bought", "spent", "remainder")
_ACCOUNTS = ("income", "cost", "saving")
_VERSION = "parecon plan 1"


@dataclass(frozen=True)
class AdoptedPlan:
    """A plan that was voted, to the last unit; every array is read-only.

    Lines are CSR by council: council (b,) int32, start (b+1,), good (l,) int32, proposal
    and quantity (l,) int64 fixed point (supply positive), kind (l,) uint8 of LineKind.
    capacity: (b,) float32 as filed; group, council_class: (b,) where a council's shares
    stand: scale (k,) for classes of worker councils, ration (4, n) for requests, other
    (4, n) for other supply, all int64 parts of SHARE_ONE, so that every line is its
    proposal times one share. request_kind: (4, n). prices: (n,) of the last round.
    balance, accounts: integers. changed, objective, duals, slack_up: as in the
    candidate. votes: weight behind each option, as text of exact fractions. hash:
    SHA-256 of all of this.
    """

    economy: str
    year: int
    round: int
    norm: str
    council: np.ndarray
    start: np.ndarray
    good: np.ndarray
    proposal: np.ndarray
    quantity: np.ndarray
    kind: np.ndarray
    capacity: np.ndarray
    group: np.ndarray
    council_class: np.ndarray
    request_kind: np.ndarray
    prices: np.ndarray
    scale: np.ndarray
    ration: np.ndarray
    other: np.ndarray
    balance: Balance
    accounts: PlanAccounts
    changed: Mapping[str, int]
    objective: float
    duals: np.ndarray
    slack_up: float
    votes: Mapping[str, str] = field(default_factory=dict)
    hash: str = ""

    def __post_init__(self) -> None:
        for name in ("changed", "votes"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        for name in (*_COLUMNS, "duals"):
            getattr(self, name).setflags(write=False)

    def __len__(self) -> int:
        return len(self.council)

    def lines_of(self, council: int) -> list[tuple[int, int, int]]:
        """Return (good, proposed, adopted) of each line of one council, fixed point; raise KeyError where it has no plan."""
        i = int(np.searchsorted(self.council, council))
        if i == len(self.council) or self.council[i] != council:
            raise KeyError(f"council {council} has no lines in this plan; it holds {len(self.council)} councils")
        lines = slice(int(self.start[i]), int(self.start[i + 1]))
        return list(zip(self.good[lines].tolist(), self.proposal[lines].tolist(), self.quantity[lines].tolist()))

    def columns(self) -> dict[str, np.ndarray]:
        """Return every column that the hash covers, by name, in canonical order."""
        parts = [(self, _COLUMNS), (self.balance, _BALANCE), (self.accounts, _ACCOUNTS)]
        return {name: getattr(part, name) for part, names in parts for name in names}


def plan_hash(plan: AdoptedPlan) -> str:
    """Return the SHA-256 of the plan's canonical columns and figures, as hexadecimal text; it depends on no file format."""
    head = {"economy": plan.economy, "year": plan.year, "round": plan.round, "norm": plan.norm, "changed": dict(plan.changed),
            "accounts": dict(plan.accounts.values), "income_factor": plan.accounts.income_factor, "objective": plan.objective,
            "slack_up": plan.slack_up, "votes": dict(plan.votes)}
    digest = hashlib.sha256(_VERSION.encode() + json.dumps(head, sort_keys=True, separators=(",", ":")).encode())
    for name, column in plan.columns().items():
        little = np.ascontiguousarray(column, dtype=column.dtype.newbyteorder("<"))
        digest.update(f"{name} {column.dtype.kind}{column.dtype.itemsize} {column.shape} ".encode())
        digest.update(little.data)
    return digest.hexdigest()


def adopt(economy: Economy, closing: Closing, ballot: Result, charter) -> AdoptedPlan:
    """Return the plan that ``ballot`` chose: every council's lines, the accounts closed again, frozen and hashed.

    The ballot's options are norms of ``closing``; one that passed nothing adopts nothing,
    which is asserted. Prices stay those of the last round (institutions.md 2.9, 5).
    """
    assert ballot.passed, f"a ballot that passed nothing adopts nothing: {ballot.refusal}"
    table, batch, candidate = closing.table, closing.batch, closing.candidate(ballot.winner)
    adopted = adopted_batch(economy, table, batch, candidate)
    accounts = close_plan_accounts(economy, adopted, candidate.balance, (table.prices, charter))
    votes = {name: str(score) for name, score in ballot.scores.items()}
    plan = _lay_out(economy, closing, candidate, (adopted, accounts, charter["closing.slack_up"], votes))
    object.__setattr__(plan, "hash", plan_hash(plan))
    return plan


def _lay_out(economy: Economy, closing: Closing, candidate: Candidate, parts) -> AdoptedPlan:
    adopted, accounts, slack_up, votes = parts
    batch: ProposalBatch = closing.batch
    return AdoptedPlan(
        economy=economy.name, year=economy.year, round=batch.round, norm=candidate.norm, council=batch.council, start=batch.start,
        good=batch.good, proposal=batch.quantity, quantity=adopted.quantity, kind=line_kinds(economy, batch), capacity=batch.capacity,
        group=council_groups(economy, batch), council_class=closing.table.council_class, request_kind=closing.table.request_kind,
        prices=closing.table.prices, scale=candidate.scale, ration=candidate.ration, other=candidate.other, balance=candidate.balance,
        accounts=accounts, changed=candidate.changed, objective=candidate.objective, duals=candidate.duals, slack_up=slack_up, votes=votes)
