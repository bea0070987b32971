"""The plans on the ballot: what each cuts, who bears it, how the vote went, and how far adopted lines lie from wishes."""

from __future__ import annotations

import numpy as np

from parecon.plans import LineKind, PlanOption
from parecon.reports.drawing import NARROW, WIDE, Bar, bar_chart
from parecon.reports.figures import lines_apart
from parecon.reports.markup import Markup, details, element, figure, join, paragraph, section, table
from parecon.reports.material import Material
from parecon.reports.wording import bare_amount, change, number, percent, plan_words

__all__ = ["vote_section"]

_CHANGED = {"lowered": "makers make less", "raised": "makers make more", "survival": "private: survival", "comfort": "private: comfort", "luxury": "private: luxuries",
            "collective": "collective", "investment": "investment", "exports": "exports"}
_ROWS_SHOWN = 10
_STEPS = (0.0001, 0.001, 0.01, 0.02, 0.1)


def vote_section(material: Material) -> Markup:
    """Return the candidates, the ballot and the winner."""
    ballot, closing = material.outcome.ballot, material.closing
    options = material.options
    rule = paragraph(
        "A plan with gaps is no plan. So the last proposals are changed as little as needed until every good fits to the last unit. There are several fair ways to "
        f"do that, and each gives another plan; {'all adults' if ballot is not None else 'adults'} vote on them. One approves every plan one can live with. "
        "Prices stay those of the last round.")
    also = [paragraph(f"These ways come to the same plan: {', '.join(map(plan_words, group))}.") for group in closing.coincide]
    also += [paragraph(f"The way “{plan_words(norm)}” gave no plan: {why}.") for norm, why in closing.left_out]
    tie = "If two plans have equally many approvals, the one that changes less wins." + (" That decided here." if ballot is not None and ballot.tied else "")
    return section("The plans on the ballot", "vote", rule, join(also), _ballot_figure(material), paragraph(tie, _simulated(material)),
                   _cut_figure(material), _bearers(material), join(_candidate(material, option) for option in options), _distance_of_lines(material))


def _simulated(material: Material) -> str:
    share = material.charter["ballots.simulated_tolerance"]
    return f" The simulated councils here approve every plan that cuts their own requests by at most {percent(share)} more than the plan that is best for them."


def _ballot_figure(material: Material) -> Markup:
    ballot = material.outcome.ballot
    if ballot is None or not ballot.cast:
        return Markup("")
    share = {norm: float(score / ballot.cast) for norm, score in ballot.scores.items()}
    bars = [Bar(plan_words(norm) + (" (adopted)" if norm == ballot.winner else ""), (share[norm],), percent(share[norm], 3)) for norm in ballot.ranking]
    draw = lambda width: bar_chart(bars, width, "Approvals", most=1.0)  # noqa: E731
    rows = [(plan_words(norm), bare_amount(float(ballot.scores[norm]), 5), percent(share[norm], 4)) for norm in ballot.ranking]
    note = f"Share of votes that approve each plan; {bare_amount(float(ballot.cast))} people in {number(ballot.voters, 9)} {'council' if ballot.voters == 1 else 'councils'} voted."
    return figure("The ballot", (draw(WIDE), draw(NARROW)), note, table("The ballot", ["Plan", "Approvals", "Share of votes"], rows))


def _cut_figure(material: Material) -> Markup:
    closing = material.closing
    kinds = [k for k in _CHANGED if any(c.changed.get(k) for c in closing.candidates)]
    if not kinds:
        return paragraph("No plan changes anything: the proposals already fitted.")
    credits = lambda v: material.credits(v / 1e9)  # noqa: E731
    bars = [Bar(plan_words(c.norm), tuple(credits(c.changed.get(k, 0)) for k in kinds), f"{percent(c.objective)}") for c in closing.candidates]
    draw = lambda width: bar_chart(bars, width, "What each plan changes", legend=[_CHANGED[k] for k in kinds])  # noqa: E731
    rows = [(plan_words(c.norm), *(bare_amount(credits(c.changed.get(k, 0))) for k in kinds), percent(c.objective, 3)) for c in closing.candidates]
    return figure("What each plan changes", (draw(WIDE), draw(NARROW)), "Value by which proposals are altered. At the end of each bar: its share of everything that was proposed.",
                  table("What each plan changes, credits", ["Plan", *(_CHANGED[k].capitalize() for k in kinds), "Share of all"], rows))


def _bearers(material: Material) -> Markup:
    options = material.options
    there = np.unique(material.closing.table.income_group[material.closing.table.income_group >= 0])
    if not options or len(there) < 2:
        return Markup("")
    rows = [(f"{i + 1}." + (" (lowest budgets)" if i == 0 else " (highest budgets)" if i == len(there) - 1 else ""),
             *(percent(1 - float(o.effects.kept_by_income[g]), 2) for o in options)) for i, g in enumerate(there)]
    return table("Who bears it: share of private requests that each income group loses under each plan", ["Income group", *(plan_words(o.name) for o in options)], rows)


def _candidate(material: Material, option: PlanOption) -> Markup:
    economy, effects = material.economy, option.effects
    names = {row.code: row.name for row in economy.rows}
    goods = {good.code: good.name for good in economy.goods}
    credits = lambda millions: bare_amount(material.credits(millions))  # noqa: E731
    moved = [c for c in effects.row_changes(economy) if abs(c[1]) > 1e-6]
    losing, gaining = [c for c in moved if c[1] < 0][:_ROWS_SHOWN], [c for c in moved if c[1] > 0][::-1][:_ROWS_SHOWN]
    line = lambda c, name: (name, change(c[1] / 100), credits(c[2]))  # noqa: E731
    before, after = effects.average_ratio
    parts = [paragraph(option.sentence, f" All work together: benefit over cost {after:.4f}, proposed {before:.4f}.")]
    if losing or gaining:
        parts.append(table("Who makes or gets less or more than proposed, the largest changes", ["Row", "Change", "Credits"],
                           [line(c, names[c[0]]) for c in (*losing, *gaining)]))
    cuts = effects.good_cuts(economy)[:_ROWS_SHOWN]
    if cuts:
        parts.append(table("Goods of which final requests are cut most", ["Good", "Cut", "Credits"], [(goods[c], percent(share / 100), credits(worth)) for c, share, worth in cuts]))
    adopted = material.plan is not None and option.name == material.plan.norm
    return details(element("span", "The plan “", plan_words(option.name), "”", " (adopted)" if adopted else ""), *parts)


def _distance_of_lines(material: Material) -> Markup:
    plan = material.plan
    if plan is None or not len(plan.good):
        return Markup("")
    apart, same = lines_apart(plan), material.charter["closing.coincide_below"]
    hours = plan.kind == LineKind.HOURS
    worth = np.abs(plan.proposal) * plan.prices[plan.good] / 1e9
    rows, steps = [], (same, *(step for step in _STEPS if step > same))
    for low, high in zip((-1.0, *steps), (*steps, np.inf)):
        inside = (apart > low) & (apart <= high) & ~hours
        name = "as proposed" if high == same else f"more than {percent(low)}" if high == np.inf else f"up to {percent(high)}"
        rows.append((name, number(int(inside.sum()), 9), percent(float(worth[inside].sum() / max(worth[~hours].sum(), 1e-300)), 3)))
    return join([element("h3", "How far the plan lies from what people proposed"),
                 paragraph("Every line of the plan is its author’s proposal times one share that anybody can look up; "
                           "nobody’s private request for a good is cut by another share than everybody else’s."),
                 table("Lines of the adopted plan by how far they lie from the proposal (hours offered aside: only as many are called on as are needed)",
                       ["Distance", "Lines", "Share of value"], rows)])
