"""A planning year on its way into a journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

import numpy as np

from parecon.ballots import Result
from parecon.charter import Charter
from parecon.economy import Economy
from parecon.facilitation import PriceStep, RoundRecord
from parecon.facilitation.federations import AppealDecision, Projection
from parecon.facilitation.hidden_costs import HiddenCostDecision
from parecon.facilitation.pollution import PermitVote
from parecon.facilitation.settlement import Settlement
from parecon.feasibility import Closing, Infeasible
from parecon.journal.batches import is_stand_in, read_batch, write_batch
from parecon.journal.chain import Entry, JournalWriter, read_entries, repair_tail
from parecon.journal.collective_files import settlement_body, write_settlement
from parecon.journal.closing_entries import adopt_body, close_body
from parecon.journal.economy_files import economy_hash, write_economy
from parecon.journal.errors import OtherYear
from parecon.journal.federation_entries import appeals_body, permits_body, projection_body, write_permits
from parecon.journal.manifest import used_versions
from parecon.journal.plain import as_plain
from parecon.journal.plan_files import write_plan
from parecon.journal.reason_files import add_reasons, write_reasons
from parecon.journal.verify import canonical_text
from parecon.plans import AdoptedPlan
from parecon.proposals import Announcement, ProposalBatch, batch_hash
from parecon.quantities import round_significant

__all__ = ["FORMAT", "YearRecorder", "announce_body", "charter_body", "first_difference", "step_body", "totals_body"]

FORMAT = "parecon journal 4"
GOODS_MAX = 1_000_000
"""Prices and totals stand in the journal in full up to this many goods; sums by row up to ROW_CELLS_MAX cells."""
ROW_CELLS_MAX = 200_000


class YearRecorder:
    """Writes a planning year into a folder: journal.jsonl, the economy and the batches.

    Where the folder holds the beginning of the same year (an interrupted run), what comes again is
    compared with what is there and not written twice; raises OtherYear at the first difference.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / "journal.jsonl"
        self._known: list[Entry] = []
        if path.exists():
            repair_tail(path)
            self._known = list(read_entries(path))
        last = self._known[-1] if self._known else None
        self.journal = JournalWriter(path, len(self._known), last.hash) if last else JournalWriter(path)
        self._next, self._digits = 0, 0

    def count_rounds(self) -> int:
        """Return how many closed rounds stand in the journal on the disk."""
        return sum(entry.kind == "totals" for entry in read_entries(self.journal.path)) if self.journal.path.exists() else 0

    def heard(self) -> Iterator[tuple[ProposalBatch, ...]]:
        """Yield, for each closed round that an interrupted run left, the batches that councils sent (not those that stood in)."""
        for entry in self._known:
            if entry.kind == "totals":
                named = zip(entry.body["batches"], entry.body["reasons"] or [""] * len(entry.body["batches"]))
                batches = (add_reasons(self.folder, read_batch(self.folder, digest), words) for digest, words in named)
                yield tuple(batch for batch in batches if not is_stand_in(batch))

    def _write(self, kind: str, body: dict) -> None:
        if self._next >= len(self._known):
            self.journal.append(kind, body)
        else:
            old = self._known[self._next]
            if (old.kind, canonical_text(old.body)) != (kind, canonical_text(body)):
                where, found, expected = first_difference(old.body, body) if old.kind == kind else ("kind", old.kind, kind)
                raise OtherYear(f"the interrupted run went another way: {where}", file=self.journal.path, line=self._next + 1,
                                found=found, expected=expected, way_out="start anew without --resume, or resume with the options of that run")
        self._next += 1

    def open_year(self, economy: Economy, charter: Charter, seed: int, facts: Mapping[str, object], *, actuals: ProposalBatch | None = None) -> None:
        """Record the beginning: the public economy, the rules in force, the seed, and other ``facts`` (rule, start, data, …).

        actuals: what stands in for councils that are silent in round 1, where the year was announced with it.
        """
        self._digits = charter["federations.projection_digits"]
        digest = economy_hash(economy) if self._known else write_economy(self.folder, economy)
        sizes = {"goods": len(economy.goods), "rows": len(economy.rows), "councils": len(economy.councils)}
        body = {"format": FORMAT, "economy": {"name": economy.name, "year": economy.year, "hash": digest, **sizes},
                "charter": charter_body(charter), "seed": int(seed), "versions": used_versions(), **as_plain(facts)}
        if actuals is not None:
            body["actuals"] = batch_hash(actuals)
            write_batch(self.folder, actuals, body["actuals"])
        self._write("open", body)

    def announce(self, announcement: Announcement, why: str) -> None:
        """Record what the board announces."""
        self._write("announce", {**announce_body(announcement), "why": why})

    def settle_collective(self, settlement: Settlement, round: int) -> None:
        """Record how places settled their collective goods; wishes and votes are on the disk before the entry that names them."""
        write_settlement(self.folder, settlement)
        self._write("collective", settlement_body(settlement, round))

    def vote_hidden_cost(self, decision: HiddenCostDecision) -> None:
        """Record a vote on a hidden social cost: the claim in words, the ballot, and what is charged from the next round on."""
        self._write("hidden-cost", as_plain(decision))

    def project_industries(self, round: int, projection: Projection) -> None:
        """Record the likely final plans that industry federations publish with the announcement of ``round``."""
        self._write("projection", projection_body(round, projection, self._digits))

    def vote_permits(self, round: int, votes: tuple[PermitVote, ...]) -> None:
        """Record how those affected by each pollutant voted; the votes are on the disk before the entry that names them."""
        write_permits(self.folder, votes)
        self._write("permits", permits_body(round, votes))

    def decide_appeals(self, round: int, decisions: tuple[AppealDecision, ...]) -> None:
        """Record the appeals of a closed round: words, votes and what federations decided."""
        self._write("appeals", appeals_body(round, decisions))

    def close_round(self, record: RoundRecord, batches: tuple[ProposalBatch, ...]) -> None:
        """Record a closed round; its batches are on the disk before the totals that name them."""
        assert len(batches) == len(record.batches), "a round names each batch that it heard"
        for digest, batch in zip(record.batches, batches):
            write_batch(self.folder, batch, digest)
            write_reasons(self.folder, batch)
        self._write("totals", totals_body(record))

    def step_prices(self, step: PriceStep, digits: int) -> None:
        """Record what the rule proposed, rounded as prices are announced."""
        self._write("price-step", step_body(step, digits))

    def close(self, closing: Closing | Infeasible) -> None:
        """Record the candidate plans, or the certificate that there is none."""
        self._write("close", close_body(closing))

    def vote(self, options: tuple[str, ...], result: Result) -> None:
        """Record the ballot on the candidates."""
        self._write("ballot", {"options": list(options), "result": as_plain(result)})

    def adopt(self, economy: Economy, plan: AdoptedPlan) -> None:
        """Record the adopted plan, and write it into plan.parquet and plan.csv."""
        write_plan(self.folder, economy, plan)
        self._write("adopt", adopt_body(plan))

    def finish(self, figures: Mapping[str, object]) -> None:
        """Record the end of the year."""
        self._write("done", as_plain(figures))


def charter_body(charter: Charter) -> dict:
    """Return the rules in force as the journal holds them."""
    rows = [{key: row[key] for key in ("key", "value", "default", "unit", "adopter")} for row in charter.as_rows()]
    return {"hash": charter.hash(), "version": charter.version, "rows": as_plain(rows)}


def announce_body(announcement: Announcement) -> dict:
    """Return an announcement as the journal holds it: prices in full, what each council is told as hashes."""
    body = {item.name: getattr(announcement, item.name) for item in fields(Announcement)}
    sizes = dict.fromkeys(("budgets", "returned", "ratio", "compensation"), -1)
    return {name: as_plain(value, sizes.get(name, GOODS_MAX)) for name, value in body.items()}


def totals_body(record: RoundRecord) -> dict:
    """Return a closed round as the journal holds it: totals by good and row in full, hours and lines of councils as hashes."""
    body = {item.name: getattr(record, item.name) for item in fields(RoundRecord) if item.name != "announcement"}
    sizes = {"hours": -1, "grouped": -1, "rows": ROW_CELLS_MAX}
    return {"round": record.round, **{name: as_plain(value, sizes.get(name, GOODS_MAX)) for name, value in body.items()}}


def step_body(step: PriceStep, digits: int) -> dict:
    """Return a price step as the journal holds it; the prices themselves stand in the next announcement."""
    body = {"rule": step.rule, "why": step.why, "incomes": float(round_significant(np.array([step.incomes]), digits)[0])}
    for name in ("predicted_supply", "predicted_demand"):
        value = getattr(step, name)
        body[name] = None if value is None else as_plain(round_significant(value, digits), GOODS_MAX)
    return body


def first_difference(recorded: object, recomputed: object, where: str = "") -> tuple[str, object, object] | None:
    """Return the place of the first difference of two plain values and both values there, or None.

    >>> first_difference({"a": [1, 2]}, {"a": [1, 3]})
    ('a[1]', 2, 3)
    """
    if isinstance(recorded, dict) and isinstance(recomputed, dict):
        for key in sorted({*recorded, *recomputed}):
            if key not in recorded or key not in recomputed:
                return f"{where}.{key}".lstrip("."), recorded.get(key, "nothing"), recomputed.get(key, "nothing")
            if found := first_difference(recorded[key], recomputed[key], f"{where}.{key}".lstrip(".")):
                return found
        return None
    if isinstance(recorded, list) and isinstance(recomputed, list):
        for i, pair in enumerate(zip(recorded, recomputed)):
            if found := first_difference(*pair, f"{where}[{i}]"):
                return found
        return None if len(recorded) == len(recomputed) else (f"the length of {where}", len(recorded), len(recomputed))
    return None if recorded == recomputed and type(recorded) is type(recomputed) else (where, recorded, recomputed)
