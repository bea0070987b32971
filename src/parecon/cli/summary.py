"""Ten lines at the end of a run: what came out, and what to type next."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from parecon.cli.drawing import signed_percent, worst_goods
from parecon.economy import Economy, GoodKind
from parecon.facilitation import value_gap
from parecon.feasibility import Infeasible
from parecon.plans import pollutant_accounts

__all__ = ["summary_lines"]


def summary_lines(economy: Economy, outcome, distance, *, place: Path, seconds: float) -> list[str]:
    """Return the summary of a year, ten lines or fewer; ``distance`` to an optimum, or None where there is no plan."""
    record = outcome.year.records[-1]
    near = os.path.relpath(place)
    place = near if not near.startswith("..") else str(place)
    worst = worst_goods(record.gaps, 1)
    gaps = f"worst {signed_percent(float(record.gaps[worst[0]]))} ({economy.goods[worst[0]].name}), by value " if worst else "by value "
    lines = [f"{economy.name}: {len(outcome.year.records)} rounds, {len(economy.councils):,} councils, {seconds:.1f} s",
             f"  gaps       {gaps}{100 * value_gap(record.announcement.prices, record.supply, record.demand):.2f} % after the last round"]
    lines += _no_plan_lines(outcome.closing) if isinstance(outcome.closing, Infeasible) else _plan_lines(economy, outcome)
    lines += [] if distance is None else [_distance_line(distance)]
    hashed = f", plan {outcome.plan.hash[:16]}…" if outcome.plan is not None else ""
    return [*lines, f"  written    {place}/{hashed}", f"next: open {place}/report.html  (or plan.csv, the plan by row and good)",
            f"      parecon replay {place}    recompute every number from what was proposed"]


def _no_plan_lines(closing: Infeasible) -> list[str]:
    short = "; ".join(f"{amount:,.6g} {unit} of {good}" for good, amount, unit in list(zip(closing.goods, closing.amounts, closing.units))[:3])
    return ["  NO PLAN    keeps the floors of the charter; missing at least: " + (short or "less than rounding"), f"  way out    {closing.way_out}"]


def _plan_lines(economy: Economy, outcome) -> list[str]:
    plan, ballot = outcome.plan, outcome.ballot
    share = f", approved by {100 * float(ballot.scores[ballot.winner] / ballot.cast):.0f} % of the votes" if ballot is not None and ballot.cast else ""
    values = plan.accounts.values
    others, credits = len(outcome.closing.candidates), _unit_of_value(economy)
    lines = [f"  plan       {plan.norm}, of {others} candidates{share}; every balance holds to the last unit",
             f"  consumed   {values['fund'] / 1e9:,.0f} {credits}: {values['private'] / 1e9:,.0f} private, {values['collective'] / 1e9:,.0f} collective"]
    last = _last_use(economy)
    for kind, word in ((GoodKind.LABOUR, "hours"), (GoodKind.POLLUTANT, "emissions")):
        for g in economy.kinds(kind)[:1]:
            good = economy.goods[g]
            used, before = int(plan.balance.use[g]), int(last[g])
            change = f" ({signed_percent(used / before - 1)} on last year)" if before else ""
            what = good.unit if kind is GoodKind.LABOUR else f"{good.unit} of {good.name}"
            lines.append(f"  {word:<10} {used / 1e9:,.0f} {what}{change}" + (_compensation(economy, plan, credits) if kind is GoodKind.POLLUTANT else ""))
    return lines


def _compensation(economy: Economy, plan, credits: str) -> str:
    """Return what is charged for the first pollutant and where it goes."""
    account = pollutant_accounts(economy, plan)[0]
    whom = "paid to those affected" if account.compensation else "kept in the fund"
    return f"; {account.charges / 1e9:,.1f} {credits} charged, all {whom}"


def _unit_of_value(economy: Economy) -> str:
    """An average hour earns a credit, so value is counted in as many credits as labour is counted in hours (institutions.md 3)."""
    labour = economy.kinds(GoodKind.LABOUR)
    return "million credits" if len(labour) and economy.goods[labour[0]].unit.startswith("million") else "credits"


def _distance_line(distance) -> str:
    least = f"{100 * distance.gain:.2f}"
    found = f"{least} to {100 * distance.gain_at_most:.2f} %" if np.isfinite(distance.gain_at_most) else f"at least {least} %"
    return f"  optimum    {found} more consumption is what a computer that knew all tastes could still find"


def _last_use(economy: Economy) -> np.ndarray:
    use = np.zeros(len(economy.goods), dtype=np.int64)
    np.add.at(use, economy.last_totals.good, economy.last_totals.use)
    return use
