"""What numbers leave out: reasons given with proposals, appeals and how federations decided them, and what industries expected."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from parecon.facilitation.federations import project_industries
from parecon.reports.markup import Markup, join, paragraph, section, table
from parecon.reports.material import Material
from parecon.reports.wording import bare_amount, change, number, percent

__all__ = ["federations_section"]

_APPEALS, _REASONS, _INDUSTRIES = 30, 30, 15
_LETTERS = 400


def federations_section(material: Material) -> Markup:
    """Return the reasons and appeals of worker councils, and their industries' likely final plans beside what was adopted."""
    parts = [part for part in (_appeals(material), _reasons(material), _projection(material)) if part]
    return section("What did workplaces say of it?", "federations", join(parts)) if parts else Markup("")


def _short(words: str) -> str:
    return words if len(words) <= _LETTERS else words[:_LETTERS - 1].rstrip() + "…"


def _appeals(material: Material) -> Markup:
    decided = material.outcome.year.appeals
    if not decided:
        return Markup("")
    granted = sum(d.granted for d in decided)
    rows = [(f"{d.appeal.round}", material.economy.council_name(d.appeal.council), material.economy.rows[material.economy.councils.row[d.appeal.council]].name,
             f"“{_short(d.appeal.words)}”", f"{number(d.appeal.ratio, 3)} of {number(d.appeal.norm, 3)}",
             f"{number(int(d.result.scores['grant']))} to {number(int(d.result.scores['refuse']))}", "granted" if d.granted else "refused")
            for d in decided[:_APPEALS]]
    return join([paragraph(
        f"{number(len(decided), 9)} workplaces whose proposals came back appealed to their federation, with a reason that others could check; {number(granted, 9)} "
        "appeals were granted, and those proposals stood although their benefit over cost was below the norm. The others revised."),
        table("Appeals" + (f", the first {_APPEALS}" if len(decided) > _APPEALS else ""),
              ["Round", "Council", "Industry", "Its reason", "Benefit over cost, and least", "Votes for and against", "Decided"], rows, words=(0, 1, 2, 3, 6))])


def _reasons(material: Material) -> Markup:
    said = material.outcome.year.standing.reasons
    if not said:
        return Markup("")
    rows = [(material.economy.council_name(council), f"“{_short(words)}”") for council, words in said[:_REASONS]]
    return join([paragraph(f"{number(len(said), 9)} councils gave reasons in words with their last proposals. All words of all rounds lie beside the journal, in reasons/."),
                 table("Reasons" + (f", the first {_REASONS}" if len(said) > _REASONS else ""), ["Council", "In its words"], rows, words=(0, 1))])


def _projection(material: Material) -> Markup:
    """Return what industries expected to make when the last round began, beside what the plan asks of them."""
    year = material.outcome.year
    published = project_industries(replace(year, records=year.records[:-1])) if len(year.records) > 1 else None
    if published is None:
        return Markup("")
    count = len(material.economy.rows)
    prices = year.records[-1].announcement.prices
    proposed, likely = (np.bincount(published.row, column * prices[published.good], count) for column in (published.proposed, published.likely))
    adopted = np.asarray(material.supply @ prices).ravel()
    rows = np.flatnonzero(likely > 0)
    order = rows[np.argsort(-np.abs(adopted - proposed)[rows], kind="stable")][:_INDUSTRIES]
    names = Counter(row.name for row in material.economy.rows)
    name = lambda r: material.economy.rows[r].name + (f" ({material.economy.rows[r].code})" if names[material.economy.rows[r].name] > 1 else "")  # noqa: E731
    cells = [(name(r), bare_amount(material.credits(proposed[r]), 4), bare_amount(material.credits(likely[r]), 4), change(float(likely[r] / proposed[r] - 1)) if proposed[r] > 0 else "new",
              bare_amount(material.credits(adopted[r]), 4), change(float(adopted[r] / likely[r] - 1))) for r in order]
    off = float(np.abs(adopted[rows] - likely[rows]).sum() / max(adopted[rows].sum(), 1e-300))
    return join([paragraph(
        f"From round {year.charter['federations.projection_round']} on every industry federation publishes the likely final plan of its industry: what its members proposed, "
        f"moved as the board expects. Before the last round these lay {percent(off)} off what was {'adopted' if material.plan else 'last proposed'}."),
        table("Industries that moved most, in credits at the last prices", ["Industry", "Had proposed", "Likely", "Change", "Adopted" if material.plan else "Last proposed", "Off"], cells)])
