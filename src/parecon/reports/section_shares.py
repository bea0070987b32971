"""Who gets what: budgets, and consumption by need and income."""

from __future__ import annotations

import numpy as np

from parecon.economy import CouncilKind
from parecon.feasibility import KINDS_OF_REQUESTS, keep_share
from parecon.reports.drawing import NARROW, WIDE, Bar, Mark, bar_chart, histogram
from parecon.reports.figures import Figures, budgets_a_person
from parecon.reports.markup import Markup, figure, join, paragraph, section, table
from parecon.reports.material import Material
from parecon.reports.wording import bare_amount, number, percent

__all__ = ["shares_section"]

_COLUMNS = 40
_SAME = 1e-9
_TIERS = 3
_TIER_WORDS = ("for survival", "for comfort", "luxuries")


def shares_section(material: Material, figures: Figures) -> Markup:
    """Return how budgets and consumption are spread."""
    budgets, members = budgets_a_person(material)
    if not len(budgets):
        return Markup("")
    values = material.plan.accounts.values
    collective = material.credits(values["collective"] / 1e9) / max(material.people, 1)
    mean = float(budgets @ members / members.sum())
    fixed = "Budgets are given in this economy." if material.economy.fixed_incomes else (
        "Income follows hours and effort, not what one’s workplace earns. Those who do not work get an allowance. "
        f"Before budgets are handed out, everybody pays the same for what is shared: {number(collective)} credits a person.")
    told = paragraph(f"A person has {number(mean)} credits for private use on average. {fixed}")
    if len(budgets) > 1 and np.ptp(budgets) <= _SAME * mean:
        told = join([told, paragraph("Everybody’s budget is the same.")])
    parts = [told, _budget_figure(budgets, members, float(figures["gini"]))] if np.ptp(budgets) > _SAME * mean else [told]
    return section("Who gets what", "shares", join(parts), _tier_figure(material), _collective_table(material))


def _budget_figure(budgets: np.ndarray, members: np.ndarray, spread: float) -> Markup:
    order = np.argsort(budgets, kind="stable")
    reached = np.cumsum(members[order]) / members.sum()
    tenth, middle, ninth = (float(budgets[order][min(int(np.searchsorted(reached, s)), len(order) - 1)]) for s in (0.1, 0.5, 0.9))
    low, high = float(budgets.min()), float(budgets.max())
    edges = np.linspace(low, high, _COLUMNS + 1) if high > low else np.array([low - 0.5, low + 0.5])
    counts = np.histogram(budgets, bins=edges, weights=members)[0]
    marks = [Mark(tenth, f"a tenth has less than {number(tenth)}"), Mark(middle, f"the middle: {number(middle)}"), Mark(ninth, f"a tenth has more than {number(ninth)}")]
    draw = lambda width: histogram(edges.tolist(), counts.tolist(), width, "Budgets a person", say=lambda v: number(v), marks=marks)  # noqa: E731
    rows = [("lowest neighbourhood", number(low)), ("a tenth of people has less than", number(tenth)), ("half has less than", number(middle)),
            ("a tenth has more than", number(ninth)), ("highest neighbourhood", number(high)), ("ninth tenth over first", number(ninth / tenth if tenth > 0 else 0.0)),
            ("Gini coefficient", f"{spread:.3f}")]
    note = (f"Credits a person for private use, by neighbourhood; the columns count people. The Gini coefficient is {spread:.3f} (0: all the same; 1: one has all). "
            "Within neighbourhoods budgets differ further; nobody outside sees that.")
    return figure("Budgets a person", (draw(WIDE), draw(NARROW)), note, table("Budgets a person", ["Who", "Credits"], rows))


def tier_values(material: Material) -> tuple[np.ndarray, np.ndarray]:
    """Return private consumption by income group and tier, (groups, 3) credits, and people by group (groups,)."""
    table_, plan = material.closing.table, material.plan
    kept = keep_share(table_.private_by_income, plan.ration[0][None, :]) * material.prices / 1e9
    values = np.stack([kept[:, table_.request_kind[0] == tier].sum(axis=1) for tier in range(_TIERS)], axis=1) * material.credit
    group = table_.income_group
    members = material.economy.councils.members[material.closing.batch.council]
    people = np.bincount(group[group >= 0], members[group >= 0], minlength=len(values))
    return values, people


def _tier_figure(material: Material) -> Markup:
    values, people = tier_values(material)
    there = np.flatnonzero(people > 0)
    each = values[there] / people[there][:, None]
    if not each.sum():
        return Markup("")
    names = ["all"] if len(there) == 1 else [f"{i + 1}. {'(lowest budgets)' if i == 0 else '(highest budgets)' if i == len(there) - 1 else ''}".strip() for i in range(len(there))]
    bars = [Bar(name, tuple(row.tolist()), number(float(row.sum()))) for name, row in zip(names, each)]
    total = values.sum(axis=0) / values.sum()
    draw = lambda width: bar_chart(bars, width, "Private use a person by income group", legend=_TIER_WORDS)  # noqa: E731
    note = (f"Credits a person, by groups of {'equally many' if len(there) > 1 else 'all'} people from low to high budgets. Of all private use {percent(total[0])} is for survival, "
            f"{percent(total[1])} for comfort, {percent(total[2])} luxuries; which good counts as what is a rule that people can change.")
    rows = [(name, number(int(people[g]), 9), *(number(float(v)) for v in row), number(float(row.sum()))) for name, g, row in zip(names, there, each)]
    return figure("What people use privately", (draw(WIDE), draw(NARROW)), note,
                  table("Private use a person, credits", ["Group", "People", *(w.capitalize() for w in _TIER_WORDS), "All"], rows))


def _collective_table(material: Material) -> Markup:
    used = material.used_by(CouncilKind.COLLECTIVE)
    worth = used * material.prices * material.credit
    order = [int(g) for g in np.argsort(-worth, kind="stable") if worth[g] > 0]
    if not order:
        return Markup("")
    people = max(material.people, 1)
    rows = [(material.names[g], bare_amount(float(worth[g])), number(float(worth[g]) / people)) for g in order[:10]]
    rest = float(worth[order[10:]].sum())
    rows += [(f"{len(order) - 10} others", bare_amount(rest), number(rest / people))] if rest else []
    return table("What all share: collective consumption", ["Good", "Credits", "Credits a person"], rows)


assert KINDS_OF_REQUESTS[:_TIERS] == ("survival", "comfort", "luxury")
