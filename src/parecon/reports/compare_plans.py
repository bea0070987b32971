"""The plans of a comparison side by side: by good, by group of people, and who changed what last."""

from __future__ import annotations

import numpy as np

from parecon.economy import CouncilKind
from parecon.quantities import as_units
from parecon.reports.comparison import Arm, Comparison
from parecon.reports.drawing import NARROW, WIDE, Bar, bar_chart
from parecon.reports.markup import Markup, details, element, figure, section, table
from parecon.reports.wording import number, percent

__all__ = ["plans_section"]


def plans_section(comparison: Comparison) -> Markup:
    """Return what every system makes, who consumes it, and whose hand was last on it; nothing where no system has a plan."""
    arms = [arm for arm in comparison.arms if arm.outcome.flows is not None]
    if not arms:
        return Markup("")
    return section("The plans side by side", "plans", _by_group(comparison, arms), _by_position(comparison, arms), _last_hands(arms), _by_good(comparison, arms))


def _made(comparison: Comparison, arm: Arm) -> np.ndarray:
    flows, economy = arm.outcome.flows, comparison.economy
    kind = np.repeat(economy.councils.kind[flows.council], np.diff(flows.start))
    mine = (kind == CouncilKind.WORKER) & (flows.quantity > 0)
    return as_units(np.bincount(flows.good[mine], flows.quantity[mine].astype(float), minlength=len(economy.goods)))


def _by_good(comparison: Comparison, arms) -> Markup:
    made = [_made(comparison, arm) for arm in arms]
    eaten = [arm.outcome.people.consumed.sum(axis=0) for arm in arms]
    last = comparison.ground.make.sum(axis=0)
    wanted = comparison.ground.wanted.sum(axis=0)
    goods = comparison.economy.goods
    order = np.argsort(-last * comparison.prices, kind="stable")
    rows = [(f"{goods[g].code} {goods[g].name}", *(percent(m[g] / last[g]) for m in made)) for g in order if last[g] > 0]
    uses = [(f"{goods[g].code} {goods[g].name}", *(percent(e[g] / wanted[g]) for e in eaten)) for g in np.argsort(-wanted * comparison.prices, kind="stable") if wanted[g] > 0]
    head = ("good", *(arm.title for arm in arms))
    return element("div", details("What is made, good by good", table("Made, as a share of last year's recipe at this year's size, largest first", head, rows)),
                   details("What people consume, good by good", table("Consumed by people, as a share of last year's wishes, largest first", head, uses)))


def _by_group(comparison: Comparison, arms) -> Markup:
    ground = comparison.ground
    groups = len(ground.people)
    eaten = [np.bincount(arm.outcome.people.group, arm.outcome.people.consumed @ comparison.prices, minlength=groups) / np.maximum(ground.people, 1e-300) for arm in arms]
    average = float((ground.wanted @ comparison.prices).sum() / max(float(ground.people.sum()), 1e-300))
    names = [f"group {g + 1}" + (" (lowest hours and effort last year)" if g == 0 else "") for g in range(groups)]
    rows = [(names[g], *(percent(e[g] / average) for e in eaten)) for g in range(groups)]
    spread = [Bar(arm.title, (float(e.min() / average), float((e.max() - e.min()) / average)), f"{percent(e.min() / average)} to {percent(e.max() / average)}") for arm, e in zip(arms, eaten)]
    drawings = [bar_chart(spread, width, "consumption by group of neighbourhoods", legend=("lowest group", "up to the highest")) for width in (WIDE, NARROW)]
    return figure("Consumption a head, by group of neighbourhoods", drawings, "At last year's prices, as a share of last year's average. Groups are neighbourhoods of like hours and effort last year.",
                  table("Consumption a head, share of last year's average", ("group", *(arm.title for arm in arms)), rows))


def _by_position(comparison: Comparison, arms) -> Markup:
    """Return pay and consumption of every position in every system, beside effort, tedium and danger."""
    rows = []
    for arm in arms:
        people = arm.outcome.people
        mean = float(people.count @ people.income / max(float(people.count.sum()), 1e-300))
        eaten = people.consumed @ comparison.prices
        for name in dict.fromkeys(people.name):
            mine = np.array([own == name for own in people.name])
            count = people.count[mine]
            total = max(float(count.sum()), 1e-300)
            average = lambda values: float(count @ values[mine] / total)  # noqa: E731
            others = [("–" if values is None else percent(average(values))) for values in (people.tedium, people.danger)]
            share = average(people.empowering) / max(average(people.hours), 1e-300) if average(people.hours) > 0 else 0.0
            rows.append((f"{arm.title}: {name}", percent(total / float(people.count.sum())), percent(average(people.income) / mean if mean else 0.0),
                         percent(float(eaten[mine].sum()) / total / max(float(eaten.sum() / people.count.sum()), 1e-300)),
                         number(average(people.effort)), percent(share), *others))
    return details("Pay against effort, danger and tedium, position by position",
                   table("Income and consumption over the average, and what the work is like", ("system: position", "of people", "income", "consumption", "effort", "empowering hours", "tedium", "danger"), rows))


def _last_hands(arms) -> Markup:
    rows = [(f"{arm.title}: {who}", percent(share)) for arm in arms for who, share in arm.outcome.last_hand.items()]
    return details("Who changed each quantity last", table("Share of the value of output by whose decision came last", ("system: whose", "share of output"), rows))
