"""Replay: recompute everything that a journal says was computed, from what it says was proposed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from parecon.charter import Charter, Rule, default_charter
from parecon.facilitation import PlanningYear, RoundState, announce_first, close_round, follow, submit
from parecon.journal.batches import is_stand_in, read_batch
from parecon.journal.chain import Entry, journal_path, read_entries
from parecon.journal.collective_files import recount_settlement
from parecon.journal.economy_files import economy_hash, read_economy
from parecon.journal.errors import BrokenJournal, entries_in_form
from parecon.journal.federation_entries import replay_appeals, replay_permits, replay_projection, uncounted_permits
from parecon.journal.reason_files import add_reasons
from parecon.journal.replay_hidden_costs import replay_hidden_cost
from parecon.journal.recorder import FORMAT, announce_body, first_difference, totals_body
from parecon.journal.replay_plan import replay_closing

__all__ = ["FirstDifference", "Identical", "charter_of", "replay", "rounds_of"]


@dataclass(frozen=True)
class Identical:
    """Everything recomputed equals what is recorded.

    rounds: rounds recomputed; numbers: prices and totals compared; head: hash of the journal's last entry;
    candidates: candidate plans recomputed; plan: hash of the adopted plan, or "" where none was adopted.
    """

    rounds: int
    numbers: int
    head: str
    candidates: int = 0
    plan: str = ""

    def __str__(self) -> str:
        plan = f"{self.candidates} candidate plans; plan {self.plan[:16]}… balances" if self.plan else "no plan was adopted"
        return f"identical: {self.rounds} rounds, {self.numbers:,} prices and totals, {plan}"


@dataclass(frozen=True)
class FirstDifference:
    """The first place where the recorded and the recomputed differ."""

    where: str
    recorded: object
    recomputed: object

    def __str__(self) -> str:
        return f"first difference: {self.where}; recorded {_short(self.recorded)}, recomputed {_short(self.recomputed)}"


def _short(value: object) -> str:
    text = repr(value) if not isinstance(value, str) else value
    return text if len(text) <= 80 else text[:77] + "…"


def replay(journal: str | Path, on_round: Callable[[int], None] | None = None) -> Identical | FirstDifference:
    """Recompute a recorded year from the public economy, the charter and the proposals.

    Every announcement (prices, fund, budgets), every total, account and price step is computed again by
    the program's own rounds and compared with what is recorded; then the adopted plan is checked
    (balances, hash, objective). Raises NotAJournal or BrokenJournal where the record cannot be read.
    """
    path = journal_path(journal)
    entries = list(read_entries(path))
    with entries_in_form(path):
        return _replay(path, entries, on_round)


def _replay(path: Path, entries: list[Entry], on_round: Callable[[int], None] | None) -> Identical | FirstDifference:
    opening = _opening(path, entries)
    economy = read_economy(path.parent)
    found = economy_hash(economy)
    if found != opening["economy"]["hash"]:
        return FirstDifference("the economy's hash", opening["economy"]["hash"], found)
    charter = charter_of(opening)
    if charter is None:
        return FirstDifference("the charter's hash", opening["charter"]["hash"], "the hash of the rows that are recorded differs")
    start = opening.get("start_prices")
    start = None if start is None else np.array(start, dtype=np.float64)
    actuals = read_batch(path.parent, opening["actuals"]) if "actuals" in opening else None
    year = announce_first(economy, charter, start, actuals=actuals)
    year, numbers, difference = _replay_rounds((path, start), entries, year, on_round)
    if difference:
        return difference
    plan, candidates, found = replay_closing(path.parent, entries, year)
    if found:
        return FirstDifference(*found)
    return Identical(rounds_of(entries), numbers, entries[-1].hash, candidates, plan)


def _opening(path: Path, entries: list[Entry]) -> dict:
    first = entries[0] if entries else None
    if first is None or first.kind != "open" or first.body.get("format") != FORMAT:
        found = "no entry" if first is None else first.body.get("format", first.kind) if isinstance(first.body, dict) else first.kind
        raise BrokenJournal("the journal does not begin as a planning year", file=path, line=1, found=found, expected=FORMAT,
                            way_out="replay it with the version of parecon that wrote it, which its first entry names under versions")
    return first.body


def rounds_of(entries: list[Entry]) -> int:
    """Return how many rounds were closed."""
    return sum(entry.kind == "totals" for entry in entries)


def charter_of(opening: dict) -> Charter | None:
    """Return the charter that the year was planned under, or None where its rows do not give its hash.

    Rules that this program has and the journal lacks keep their defaults.
    """
    recorded = opening["charter"]
    rules, adopted, adopters = dict(default_charter().rules), {}, {}
    for row in recorded["rows"]:
        known = rules.get(row["key"])
        default, value = _as_rule_value(row["default"]), _as_rule_value(row["value"])
        if known is not None and isinstance(known.value, float):
            default, value = float(default), float(value)
        rules[row["key"]] = Rule(row["key"], default, row["unit"], known.meaning if known else "", known.source if known else "")
        if row["adopter"] != "default":
            adopted[row["key"]], adopters[row["key"]] = value, row["adopter"]
    own = {row["key"]: rules[row["key"]] for row in recorded["rows"]}
    if Charter(own, adopted, adopters).hash() != recorded["hash"]:
        return None
    return Charter(rules, adopted, adopters, recorded["version"])


def _as_rule_value(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _replay_rounds(given: tuple, entries: list[Entry], year: PlanningYear, on_round) -> tuple[PlanningYear, int, FirstDifference | None]:
    """Walk the entries of the rounds; return the year after the last closed round, numbers compared, and the first difference."""
    (path, start), numbers, voted = given, 0, None
    for entry in entries[1:]:
        if entry.kind == "announce":
            difference = _compare(f"announcement of round {year.round}", {k: v for k, v in entry.body.items() if k != "why"}, announce_body(year.announcement))
            numbers += len(year.announcement.prices)
        elif entry.kind == "totals":
            year, difference = _replay_totals(path.parent, entry, year)
            found = uncounted_permits(voted, year) if voted and not difference else None
            difference, voted = FirstDifference(*found) if found else difference, None
            numbers += 2 * len(year.economy.goods)
            if on_round is not None:
                on_round(year.round)
        elif entry.kind == "collective":
            year, difference = _replay_settlement(path.parent, entry, year, start)
        elif entry.kind == "hidden-cost":
            year, difference = replay_hidden_cost(entry.body, year)
            difference = difference and FirstDifference(*difference)
        elif entry.kind == "projection":
            difference = _compare(f"likely final plans in round {year.round}", entry.body, replay_projection(year) or {})
        elif entry.kind == "permits":
            voted = replay_permits(path.parent, entry.body, year)
            difference = _compare(f"votes on permits in round {year.round}", entry.body, voted)
        elif entry.kind == "appeals":
            year, body = replay_appeals(entry.body, year)
            difference = _compare(f"appeals after round {year.round}", entry.body, body)
        elif entry.kind == "price-step":
            year = follow(year)
            # The sentence names what is left of the model's own gaps, noise of this machine; the prices are compared as announced.
            difference = _compare(f"price step after round {year.round - 1}", {"rule": entry.body["rule"]}, {"rule": year.step.rule})
        else:
            break
        if difference:
            return year, numbers, difference
    return year, numbers, None


def _compare(where: str, recorded: dict, recomputed: dict) -> FirstDifference | None:
    found = first_difference(recorded, recomputed)
    return FirstDifference(f"{where}: {found[0]}", found[1], found[2]) if found else None


def _replay_settlement(folder: Path, entry: Entry, year: PlanningYear, start) -> tuple[PlanningYear, FirstDifference | None]:
    """Count wishes and votes on collective goods again: before the first announcement, after a closed round, or in an open one."""
    if year.economy.collective is None:
        return year, FirstDifference("collective goods", entry.body["act"], "an economy in which no places decide any")
    first = entry.body["act"] == "settled"
    said = announce_first(year.economy, year.charter) if first else follow(year) if year.state is RoundState.CLOSED else year
    economy, body = recount_settlement(folder, entry.body, year.economy, (year.charter, said.announcement.prices))
    difference = _compare(f"collective goods before round {entry.body['round']}", entry.body, body)
    if first:
        return announce_first(economy, year.charter, start, actuals=year.standing), difference
    return replace(year, economy=economy), difference


def _replay_totals(folder: Path, entry: Entry, year: PlanningYear) -> tuple[PlanningYear, FirstDifference | None]:
    for digest, words in zip(entry.body["batches"], entry.body["reasons"] or [""] * len(entry.body["batches"])):
        batch = add_reasons(folder, read_batch(folder, digest), words)
        # What the board entered for silent councils is recomputed, not taken over.
        if is_stand_in(batch):
            continue
        year, refusals = submit(year, batch)
        if refusals:
            first = refusals[0]
            return year, FirstDifference(f"round {year.round}, batch {digest}", "heard", f"refused: {first.reason.value} (council {first.council})")
    year = close_round(year)
    return year, _compare(f"totals of round {year.round}", entry.body, totals_body(year.records[-1]))
