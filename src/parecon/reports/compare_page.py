"""The comparison as one HTML page that opens offline: one page of summary, then every measure as a picture with its table."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from parecon.reports.class_indices import PARAGRAPHS
from parecon.reports.compare_plans import plans_section
from parecon.reports.compare_readings import readings_section
from parecon.reports.compare_years import years_table
from parecon.reports.comparison import BETTER, Arm, Comparison, best_arms
from parecon.reports.drawing import NARROW, WIDE, Bar, bar_chart
from parecon.reports.markup import Markup, anchor, element, figure, join, paragraph, section, table
from parecon.reports.page import title_of
from parecon.reports.style import STYLE
from parecon.reports.wording import number, percent

__all__ = ["comparison_text", "write_comparison"]

_SUMMARY = (
    ("How people live. Less is better in every column; the best in bold. Above 100 %: who lacks the most would have to have several times as much.", (
        ("distance to the best plan, own distribution", "everybody could gain"), ("distance to the best plan, equal heads", "short of the best, heads alike"),
        ("needs unmet, survival", "survival needs unmet"), ("wasted", "wasted"), ("emissions beyond permits", "emitted beyond permits"),
        ("minutes a person", "minutes of planning a person"), ("consumption lost when units lie", "lost when units lie"))),
    ("Who decides, owns and gets what. Less is more alike in every column; the most alike in bold.", (
        ("Gini of income", "Gini of income"), ("possession, control", "possession"), ("rule", "rule"), ("privilege, by effort and need", "privilege"),
        ("empowerment monopoly", "held by few: empowering work"), ("self-management gap", "gap of say"))),
)
_TIES_MAX = 3
_BREAK = 3.0
_LEAST_SHARE = 1e-4
_PARTS = (
    ("welfare", "How well do people live?", ("distance to", "money-metric", "output", "collective", "investment")),
    ("needs", "Whose needs are unmet, and what is wasted?", ("needs unmet", "people whose", "asked for", "wasted", "unsold")),
    ("work", "How is work shared, and who is harmed?", ("hours", "spread of hours", "emissions", "footprint")),
    ("inequality", "Who gets how much?", ("Gini",)),
    ("planning", "What does planning cost people?", ("rounds", "messages", "acts", "minutes")),
    ("class", "Who possesses, who rules, who is privileged?", ("possession", "rule", "privilege", "empowerment", "self-management", "coincidence", "unstable", "exploitation", "consumption of able", "dependence")),
    ("years", "Who is still at the top after years?", ("persistence",)),
    ("strain", "What happens when units lie, and after a shock?", ("consumption lost",)),
)
_NOTES = {
    "distance to the best plan, own distribution": "What everybody could still gain alike, with nobody's share of consumption changed. 0: no plan does better for all.",
    "distance to the best plan, equal heads": "How far below the best plan there is, where every head counts alike. What a system does to distribution counts here.",
    "distance to the best plan, last year's incomes": "The same, where neighbourhoods count as last year's incomes stood.",
    "money-metric welfare a person": "What it would cost at last year's prices to be as well off, over what was spent last year. Prices are the same for all systems.",
    "needs unmet, survival": "What people lack of a norm of goods for survival, by kinds of persons.",
    "asked for and served": "Of what people asked for on the terms of the system. Where prices hold people back before they ask, this is high.",
    "wasted": "Taken and not needed: padded inputs, hoards that spoil, what nobody could use.",
    "unsold": "Made for somebody and taken by nobody.",
    "footprint of the highest fifth over the lowest": "Emissions on the way of what people consume, a head: highest fifth of incomes over the lowest. All bear the harm.",
    "minutes a person": "Time that planning asks of people, a year: proposals, ballots, reports, orders, as each procedure counts them.",
    "consumption lost when units lie": "Compared with the same system when all are honest.",
}


def write_comparison(path: str | os.PathLike, comparison: Comparison) -> Path:
    """Write the page of ``comparison`` to ``path``, whole or not at all, and return the path; raises OSError where it cannot be written."""
    path = Path(path)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(comparison_text(comparison), encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def comparison_text(comparison: Comparison) -> str:
    """Return the page as text; the same comparison gives the same text."""
    title = f"{title_of(comparison.economy)}: ways to run it"
    parts = [_summary(comparison), *(_measures(comparison, part) for part in _PARTS), plans_section(comparison), readings_section(comparison), _assumed(comparison)]
    parts = [part for part in parts if part]
    links = [("summary", "In one table"), *((name, words) for name, words, _ in _PARTS), ("plans", "The plans side by side"), ("readings", "As the texts would read it"),
             ("assumed", "What each assumes")]
    inside = join(parts)
    nav = element("nav", element("ul", join(element("li", element("a", words, href=f"#{name}")) for name, words in links if f'id="{name}"' in inside)),
                  aria_label="Parts of this report")
    header = element("header", element("p", "parecon", class_="mark"), element("h1", title),
                     element("p", "The same people, technique and wishes under each system, measured alike.", class_="sub"))
    body = element("body", element("a", "Skip to the report", href="#summary", class_="skip"), header, nav, element("main", inside), element(
        "footer", element("p", "Made by parecon, free software under the AGPL, version 3 or later. This page loads nothing and runs no script.")))
    head = element("head", element("meta", charset="utf-8"), element("meta", name="viewport", content="width=device-width, initial-scale=1"),
                   element("meta", name="color-scheme", content="light dark"), element("title", f"{title} – parecon"), element("style", Markup(STYLE)))
    return "<!DOCTYPE html>\n" + element("html", head, body, lang="en") + "\n"


def say_value(name: str, unit: str, value: float | None) -> str:
    """Return a measure's value in words; a dash where it is not known."""
    if value is None or not np.isfinite(value):
        return "–"
    if unit.startswith("share"):
        return percent(value) if value == 0 or abs(value) >= _LEAST_SHARE else "under 0.01 %"
    if unit.startswith("last year's prices"):
        return percent(value)
    return f"{value:.2f}".replace("-", "−") if unit in ("0 to 1", "ratio") else number(value)


def _summary(comparison: Comparison) -> Markup:
    planned = [arm for arm in comparison.arms if arm.outcome.refusal is None]
    refused = [arm for arm in comparison.arms if arm.outcome.refusal is not None]
    notes = [element("ul", join(element("li", f"{arm.title}: no plan. {arm.outcome.refusal}") for arm in refused))] if refused else []
    return section("In one table", "summary", *(paragraph(text) for text in comparison.told),
                   *(_summary_table(comparison, planned, half) for half in _SUMMARY), *notes, _wins(comparison))


def _summary_table(comparison: Comparison, planned, half) -> Markup:
    caption, columns = half
    units = dict(comparison.measures())
    shown = [(name, words) for name, words in columns if name in units]
    rows = []
    for arm in planned:
        cells = [say_value(name, units[name], arm.value(name)) for name, _ in shown]
        best = [arm.title in best_arms(comparison, name) for name, _ in shown]
        rows.append((arm.title, *(element("b", cell) if top else cell for cell, top in zip(cells, best))))
    return element("div", table(caption, ("system", *(words for _, words in shown)), rows), class_="summary")


def _wins(comparison: Comparison) -> Markup:
    """Return where each system is best, among measures of which less or more is better whatever one's views."""
    found: dict[str, list[str]] = {}
    for name in BETTER:
        best = best_arms(comparison, name)
        for title in best if len(best) <= _TIES_MAX else ():
            found.setdefault(title, []).append(name)
    if not found:
        return Markup("")
    rows = [(arm.title, "; ".join(found.get(arm.title, [])) or "nowhere") for arm in comparison.arms if arm.outcome.refusal is None]
    return table(f"Where each is best, alone or with {_TIES_MAX - 1} others at most", ("system", "best at"), rows, words=(0, 1))


def _measures(comparison: Comparison, part) -> Markup:
    name, title, beginnings = part
    chosen = [(measure, unit) for measure, unit in comparison.measures() if measure.startswith(beginnings) and "by chance" not in measure]
    if name == "planning":
        chosen = [pair for pair in chosen if not pair[0].startswith("rounds of")]
    figures = [drawn for measure, unit in chosen if (drawn := _picture(comparison, measure, unit))]
    also = [years_table(comparison)] if name == "years" and figures else []
    return section(title, name, *figures, *also) if figures else Markup("")


def _picture(comparison: Comparison, measure: str, unit: str) -> Markup | None:
    known = [(arm, arm.value(measure)) for arm in comparison.arms]
    known = [(arm, value) for arm, value in known if value is not None and np.isfinite(value)]
    if not known or all(value == 0 for _, value in known) and measure not in _NOTES:
        return None
    most = _longest([value for _, value in known])
    bars = [Bar(arm.title, (min(max(value, 0.0), most),), _with_range(arm, measure, unit, value) + (" (bar cut short)" if value > most else "")) for arm, value in known]
    drawings = [bar_chart(bars, width, measure, most=most) for width in (WIDE, NARROW)]
    chance = {arm.name: arm.value(f"{measure}, by chance") for arm, _ in known}
    rows = [(arm.title, say_value(measure, unit, value), *([say_value(measure, unit, chance[arm.name])] if any(v is not None for v in chance.values()) else []))
            for arm, value in known]
    head = ("system", unit, *(["by chance"] if any(v is not None for v in chance.values()) else []))
    missing = [arm.title for arm in comparison.arms if arm.value(measure) is None and arm.outcome.refusal is None]
    note = _NOTES.get(measure) or _paragraph(measure) or f"In {unit}."
    note += f" Not known of: {', '.join(missing)}." if missing else ""
    return element("div", figure(measure[0].upper() + measure[1:], drawings, note, table(f"{measure}, {unit}", head, rows)), id=anchor("measure", measure))


def _longest(values: list[float]) -> float:
    """Return the longest bar: the largest value, or a few times the second largest where one dwarfs all others."""
    ordered = sorted(max(value, 0.0) for value in values)
    second = ordered[-2] if len(ordered) > 1 else ordered[-1]
    return max(ordered[-1] if second <= 0 else min(ordered[-1], _BREAK * second), 1e-12)


def _paragraph(measure: str) -> str:
    return next((text for key, text in PARAGRAPHS.items() if measure.startswith(key) and "when all" not in measure), "")


def _with_range(arm: Arm, measure: str, unit: str, value: float) -> str:
    values = [m.value for run in arm.runs for m in run.measures if m.name == measure and m.value is not None]
    words = say_value(measure, unit, value)
    return words if len(values) < 2 else f"{words} ({say_value(measure, unit, min(values))} to {say_value(measure, unit, max(values))})"


def _assumed(comparison: Comparison) -> Markup:
    parts = []
    for arm in comparison.arms:
        counted = [(c.level, number(c.messages), number(c.acts), number(c.minutes)) for c in arm.outcome.counts]
        parts += [element("h3", arm.title), element("ul", join(element("li", text) for text in arm.outcome.assumed)),
                  table("What planning took, by level", ("level", "messages", "acts", "minutes"), counted)]
    common = ("Welfare is that of neighbourhoods by their own tastes; classes that live in one neighbourhood are mixed in it, and stand apart in the class indices alone.",
              "The best plan keeps last year's exports; collective consumption and investment of other volumes count at last year's prices.",
              "What communities permit of a pollutant at last year's price is given to every system; who emits more is charged for it by the price in the best plan.")
    return section("What each assumes", "assumed", paragraph("For all alike:"), element("ul", join(element("li", text) for text in common)), *parts)
