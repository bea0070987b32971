"""Collective goods: what was wished, filed and voted, what each level costs a member, and who pays."""

from __future__ import annotations

import numpy as np

from parecon.economy import CouncilKind
from parecon.facilitation.collective import unit_costs
from parecon.reports.collective import forms_used, level_figures, place_members
from parecon.reports.markup import Markup, details, element, join, paragraph, section, table
from parecon.reports.material import Material
from parecon.reports.wording import bare_amount, change, number, percent

__all__ = ["collective_section"]

_REASONS = 8


def collective_section(material: Material) -> Markup:
    """Return the settlement in words, cost by level, amounts by good, who pays by income group, and alternatives with their reasons."""
    economy = material.economy
    if economy.collective is None:
        return Markup("")
    parts = [paragraph(_told(material)), *_votes(material)]
    if material.plan is not None:
        figures, charges = level_figures(economy, material.plan)
        parts += [_by_level(material, figures), _by_good(material), _by_income(material, charges)]
    return section("What do people have together, and who pays?", "collective", join(part for part in parts if part), _alternatives(material))


def _told(material: Material) -> str:
    settlements = material.outcome.year.settlements
    if not settlements:
        return "Collective goods were not voted before the rounds; their places request what their members wish at the prices of each round."
    first, package = settlements[0], settlements[0].package
    share = package.scores["the package"] / package.cast if package is not None and package.cast else 0
    decided = f"The package was approved by {percent(float(share))} of the votes cast and stands." if package is not None and package.winner == "the package" else \
        f"The package had {percent(float(share))} of the votes cast, not enough; last year’s amounts stand."
    again = "".join(f" {', '.join(v.level for v in s.votes)} voted once more, because the cost a head had moved." for s in settlements[1:])
    form = forms_used(material.economy)
    return (f"Before the first round every neighbourhood said what it wishes; each place, from the nation down, put its members’ wishes "
            f"({material.charter['collective.aggregation']}), last year’s amounts and {number(len(first.alternatives), 9)} alternatives that somebody filed to a vote. {decided}{again} "
            "Every member of a place pays the same for what it has together, whatever other places have; of goods with a fee, users pay a part by use. "
            f"Harm is held down by: {'; '.join(form) if form else 'neither a collective good nor compensation'}.")


def _votes(material: Material) -> list[Markup]:
    found = []
    for s in material.outcome.year.settlements:
        rows = [(v.level, number(len(v.chosen), 9), *(number(int((v.chosen == o).sum()), 9) for o in (0, 1)), number(int((v.chosen > 1).sum()), 9),
                 percent(float(v.counts[np.arange(len(v.chosen)), v.chosen].sum() / max(v.cast.sum(), 1)))) for v in s.votes]
        title = "What places chose before the rounds" if s.act == "settled" else "What places chose when they voted once more"
        found.append(table(title, ["Level", "Places", "As wished", "As it stood", "An alternative", "Votes for what was chosen"], rows))
    return found


def _by_level(material: Material, figures) -> Markup:
    say = lambda value: number(material.credits(value))  # noqa: E731
    rows = [(f.level, number(f.places, 9), bare_amount(material.credits(f.cost)), say(f.each), f"{say(f.least)} – {say(f.most)}", percent(f.fees) if f.fees else "none") for f in figures]
    total = sum(f.cost for f in figures)
    rows.append(("together", "", bare_amount(material.credits(total)), say(sum(f.each for f in figures)), "", ""))
    return table("What each level costs", ["Level", "Places", "Credits", "A member", "Between places", "Paid as fees"], rows)


def _by_good(material: Material) -> Markup:
    held, members = material.economy.collective, place_members(material.economy)
    cost, rows = unit_costs(held, material.prices), []
    for q, good in enumerate(held.goods):
        mine = (held.good == q) & (members[held.line_place] > 0)
        amount, last = float(held.amount[mine].sum()) / 1e9, float(held.last_amount[mine].sum()) / 1e9
        each = held.amount[mine] / 1e9 / members[held.line_place[mine]] * cost[q]
        spread = f"{number(material.credits(np.quantile(each, 0.1)))} – {number(material.credits(np.quantile(each, 0.9)))}" if mine.sum() > 9 else ""
        rows.append((good.name, good.level, bare_amount(material.credits(amount * cost[q])), change(amount / last - 1) if last else "new", spread,
                     percent(good.fee_share) if good.fee_share else "none"))
    return table("What was settled", ["Good", "Decided by the", "Credits", "Amount on last year", "A member, most places", "Paid by users"], rows, words=(0, 1))


def _by_income(material: Material, charges) -> Markup:
    if material.closing is None:
        return Markup("")
    councils = material.economy.councils
    group = np.full(len(councils), -1)
    group[material.closing.batch.council] = material.closing.table.income_group
    mine = (group >= 0) & (councils.kind == CouncilKind.CONSUMER)
    people = np.maximum(np.bincount(group[mine], councils.members[mine]), 1)
    columns = [np.bincount(group[mine], column[mine] / 1e9) / people for column in (*charges.by_level, charges.fees, charges.total)]
    income = np.zeros(len(councils))
    income[material.plan.council] = material.plan.accounts.income
    before = np.bincount(group[mine], (income[mine] + charges.total[mine]) / 1e9) / people
    rows = [(f"{g + 1}", *(number(material.credits(column[g])) for column in columns), percent(columns[-1][g] / before[g]) if before[g] else "") for g in range(len(people))]
    return table("Who pays, credits a person, by income group from the lowest",
                 ["Group", *(f"{level.capitalize()}" for level in material.economy.collective.levels), "Fees", "Together", "Of income"], rows)


def _alternatives(material: Material) -> Markup:
    filed = [a for s in material.outcome.year.settlements for a in s.alternatives]
    if not filed:
        return Markup("")
    economy = material.economy
    rows = [(a.filed_by, economy.council_name(int(economy.collective.council[a.place])).removesuffix(" together"), a.reason) for a in filed[:_REASONS]]
    more = paragraph(f"{number(len(filed) - _REASONS, 9)} more stand in the journal.") if len(filed) > _REASONS else Markup("")
    return details("Alternatives that were filed", table("Alternatives, with their reasons", ["Filed by", "For", "Reason"], rows, words=(0, 1, 2)), element("div", more))
