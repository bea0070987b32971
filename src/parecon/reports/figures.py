"""The measures of a year, by name: for the manifest, the terminal and the top of the report."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation import value_gap
from parecon.reports.material import Material, look_at

__all__ = ["Figures", "figures", "gini", "measure"]

Figures = Mapping[str, float | int | str]
_WEEKS = 365.25 / 7


def figures(outcome, economy: Economy | None = None) -> dict[str, float | int | str]:
    """Return the measures of ``outcome`` by name; ``economy`` is the outcome's own unless given.

    rounds, councils, people, returned; worst_gap, value_gap: shares after the last round;
    hours: by the clock, units of account, hours_change, emissions, emissions_change: on
    last year; with a plan also adopted, approval, candidates, changed: share of the value
    proposed; consumption_credits_a_person, collective_share, gini (of budgets a person
    between neighbourhoods), lines_kept: share of lines that stand as proposed, up to the charter’s ``closing.coincide_below``.
    """
    assert economy is None or economy is outcome.year.economy, "an outcome is measured in its own economy"
    return measure(look_at(outcome))


def measure(material: Material) -> dict[str, float | int | str]:
    """Return the measures of `figures` for material that is at hand."""
    economy, record, own = material.economy, material.records[-1], material.own
    found: dict[str, float | int | str] = {
        "rounds": len(material.records), "councils": len(economy.councils), "people": material.people, "returned": record.returned,
        "worst_gap": float(np.abs(record.gaps[own]).max(initial=0.0)),
        "value_gap": value_gap(record.announcement.prices[own], record.supply[own], record.demand[own]),
        **_hours(material), **_emissions(material),
    }
    return found | (_of_plan(material) if material.plan is not None else {})


def _hours(material: Material) -> dict[str, float]:
    labour = material.economy.kinds(GoodKind.LABOUR)
    clock = material.economy.clock_hours
    now, before = (float(np.asarray(table[:, labour].sum(axis=1)).ravel() @ clock) for table in (material.use, material.last_use))
    size = 1e6 if len(labour) and material.economy.goods[labour[0]].unit.startswith("million") else 1.0
    return {"hours": now, "hours_change": now / before - 1 if before else 0.0,
            "hours_a_week_a_person": now * size / material.people / _WEEKS if material.people else 0.0}


def _emissions(material: Material) -> dict[str, float]:
    pollutants = material.economy.kinds(GoodKind.POLLUTANT)
    if not len(pollutants):
        return {}
    now, before = (float(table[:, pollutants[:1]].sum()) for table in (material.use, material.last_use))
    return {"emissions": now, "emissions_change": now / before - 1 if before else 0.0}


def _of_plan(material: Material) -> dict[str, float | int | str]:
    plan, ballot, values = material.plan, material.outcome.ballot, material.plan.accounts.values
    consumed = (values["private"] + values["collective"]) / 1e9
    people = max(material.people, 1)
    rate = material.economy.source.get("million credits per unit of currency")
    last_prices = sum(float(material.used_by(kind) @ np.where(_consumed(material), material.economy.last_prices, 0.0))
                      for kind in (CouncilKind.CONSUMER, CouncilKind.COLLECTIVE))
    budgets, members = budgets_a_person(material)
    return {
        "adopted": plan.norm, "approval": float(ballot.scores[plan.norm] / ballot.cast) if ballot is not None and ballot.cast else 0.0,
        "candidates": len(material.closing.candidates), "changed": float(plan.objective),
        "consumption_credits_a_person": material.credits(consumed) / people,
        "consumption_last_year_prices_a_person": material.credits(last_prices) / people / float(rate) if rate else 0.0,
        "collective_share": values["collective"] / 1e9 / consumed if consumed else 0.0,
        "gini": gini(budgets, members), "lines_kept": float((lines_apart(plan) <= material.charter["closing.coincide_below"]).mean()) if len(plan.good) else 1.0,
    }


def lines_apart(plan) -> np.ndarray:
    """Return how far each line of a plan lies from its proposal, relative to it, (l,)."""
    asked = np.abs(plan.proposal).astype(float)
    return np.where(asked > 0, np.abs(plan.quantity - plan.proposal) / np.where(asked > 0, asked, 1.0), 0.0)


def _consumed(material: Material) -> np.ndarray:
    return np.array([g.kind in (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE) for g in material.economy.goods])


def budgets_a_person(material: Material) -> tuple[np.ndarray, np.ndarray]:
    """Return credits a person and members of each consumer council with members, (k,) each."""
    plan, councils = material.plan, material.economy.councils
    members = councils.members[plan.council].astype(float)
    consumers = (councils.kind[plan.council] == CouncilKind.CONSUMER) & (members > 0)
    return plan.accounts.income[consumers] / 1e9 * material.credit / members[consumers], members[consumers]


def gini(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the Gini coefficient of ``values`` (k,) held by ``weights`` (k,) people each: 0 where all have the same.

    Twice the area between the Lorenz curve and equality, by trapezoids between the points of the curve.

    >>> gini(np.array([1.0, 1.0]), np.array([5.0, 9.0])), gini(np.array([0.0, 1.0]), np.array([1.0, 1.0]))
    (0.0, 0.5)
    """
    order = np.argsort(values, kind="stable")
    held, people = (values * weights)[order], weights[order]
    if held.sum() <= 0:
        return 0.0
    below = np.concatenate([[0.0], np.cumsum(held)]) / held.sum()
    area = float(((below[1:] + below[:-1]) / 2 * people).sum() / people.sum())
    return max(1.0 - 2.0 * area, 0.0)
