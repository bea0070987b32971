"""Replay of the closing: every candidate and the adopted plan derived again from the last proposals and the recorded shares."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np

from parecon.ballots import Result
from parecon.facilitation import PlanningYear
from parecon.feasibility import KINDS_OF_REQUESTS, Candidate, ClassTable, Closing, adopted_lines, balance_lines, class_table
from parecon.feasibility.programme import ClosingProgramme
from parecon.journal.chain import Entry
from parecon.journal.closing_entries import adopt_body, candidate_body
from parecon.journal.plan_files import read_plan_table
from parecon.journal.recorder import first_difference
from parecon.plans import AdoptedPlan, adopt, check_plan, plan_table

__all__ = ["replay_closing"]

Difference = tuple[str, object, object]


def replay_closing(folder: Path, entries: list[Entry], year: PlanningYear) -> tuple[str, int, Difference | None]:
    """Return the hash of the adopted plan ("" where none was adopted), candidates compared, and the first difference.

    The shares of every candidate are taken from the record (finding them is a programme whose optimum need
    not be unique); what follows from them is computed again: every line, balance, objective and account.
    """
    bodies = {entry.kind: entry.body for entry in entries}
    recorded = bodies.get("close", {}).get("candidates", [])
    if not recorded:
        return "", 0, None
    economy, record, batch = year.economy, year.records[-1], year.standing
    table = class_table(economy, batch, record.announcement.prices, year.charter)
    worth = ClosingProgramme(economy, table, year.charter).worth
    candidates = []
    for body in recorded:
        found = _check_shares(body, table, len(economy.goods))
        if found is None:
            candidate = _candidate(body, year, table, worth)
            found = first_difference(body, candidate_body(candidate)) or _shortage(candidate, economy)
        if found:
            return "", len(candidates), (f"candidate {body.get('norm')}: {found[0]}", found[1], found[2])
        candidates.append(candidate)
    if "adopt" not in bodies or "ballot" not in bodies:
        return "", len(candidates), None
    plan, difference = _replay_adoption(folder, bodies, year, (table, tuple(candidates)))
    return plan, len(candidates), difference


def _check_shares(body: dict, table: ClassTable, goods: int) -> Difference | None:
    """Return the first share table that has another shape than the classes and goods ask for."""
    for name, shape in (("scale", (len(table.row),)), ("ration", (4, goods)), ("other", (4, goods))):
        found = np.shape(body.get(name, []))
        if found != shape:
            return f"the shape of {name}", found, shape
    return None


def _candidate(body: dict, year: PlanningYear, table: ClassTable, worth: float) -> Candidate:
    shares = tuple(np.array(body[name], dtype=np.int64) for name in ("scale", "ration", "other"))
    _, supply, use, changed = adopted_lines(year.economy, table, year.standing, shares)
    values = dict(zip(("raised", "lowered", *KINDS_OF_REQUESTS), (int(v) for v in changed)))
    return Candidate(body["norm"], *shares, balance_lines(year.economy, supply, use), values, sum(values.values()) / (worth * 1e9),
                     np.zeros(len(year.economy.goods)))


def _shortage(candidate: Candidate, economy) -> Difference | None:
    short = np.flatnonzero(candidate.balance.remainder < 0)
    return (f"balance of {economy.goods[short[0]].code}", "nothing short", int(candidate.balance.remainder[short[0]])) if len(short) else None


def _replay_adoption(folder: Path, bodies: Mapping[str, dict], year: PlanningYear, closed) -> tuple[str, Difference | None]:
    table, candidates = closed
    recorded = bodies["adopt"]
    closing = Closing(table, candidates, (), (), 0.0, year.standing)
    chosen = next((c for c in candidates if c.norm == recorded["norm"]), None)
    if chosen is None:
        return "", ("adopted norm", recorded["norm"], f"one of {', '.join(c.norm for c in candidates)}")
    ballot = _result(bodies["ballot"]["result"])
    if ballot.winner != chosen.norm:
        return "", ("adopted norm", chosen.norm, f"the ballot's winner {ballot.winner}")
    most = max(ballot.scores, key=lambda name: (ballot.scores[name], name == ballot.winner))
    if most != ballot.winner:
        return "", ("winner of the ballot", ballot.winner, f"{most}, which has more approvals: {ballot.scores[most]}")
    plan = adopt(year.economy, closing, ballot, year.charter)
    difference = first_difference(recorded, adopt_body(plan))
    if difference:
        return "", (f"adopted plan: {difference[0]}", difference[1], difference[2])
    return plan.hash, _check_file(folder, plan) or _check_rules(plan, year)


def _result(body: dict) -> Result:
    exact = {name: Fraction(body[name]) for name in ("cast", "margin")}
    scores = {name: Fraction(score) for name, score in body["scores"].items()}
    turnout = None if body["turnout"] is None else Fraction(body["turnout"])
    return Result(body["rule"], body["winner"], scores, tuple(body["ranking"]), turnout, body["voters"], exact["cast"], exact["margin"], tuple(body["tied"]))


def _check_file(folder: Path, plan: AdoptedPlan) -> Difference | None:
    """Return the first line of plan.parquet that differs from the plan."""
    stored = read_plan_table(folder)
    for name, column in plan_table(plan).items():
        if len(stored[name]) != len(column):
            return f"plan.parquet: lines in {name}", len(stored[name]), len(column)
        wrong = np.flatnonzero(stored[name] != column)
        if len(wrong):
            return f"plan.parquet: {name} of line {wrong[0] + 1}", stored[name][wrong[0]].item(), column[wrong[0]].item()
    return None


def _check_rules(plan: AdoptedPlan, year: PlanningYear) -> Difference | None:
    broken = check_plan(year.economy, plan, year.charter)
    return (f"adopted plan, {broken[0].where}: {broken[0].rule.value}", broken[0].given, broken[0].expected) if broken else None
