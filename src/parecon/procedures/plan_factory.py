"""Castoriadis's plan factory: a computing workplace says what targets imply, people vote on one, and shop at labour prices.

Source: C. Castoriadis, Workers' Councils and the Economics of a Self-Managed Society (1957), sections 7 and 8, as institutions.md
12.3 reports it. See docs/rivals.md.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.economy import Economy
from parecon.procedures.circulation import product_mask
from parecon.procedures.events import OnEvent, RoundProgress
from parecon.procedures.flows import spread_flows
from parecon.procedures.plan_factory_year import FactoryYear, run_factory_year
from parecon.procedures.positions import Asset, Decision, make_people, make_say, todays_positions
from parecon.procedures.protocol import Count, Fact, Outcome
from parecon.procedures.trading import Unsettled
from parecon.quantities import to_fixed
from parecon.responses import Respondents

__all__ = ["run"]

_STAFF = "plan factory"
_ASSUMED = (
    "The factory holds what plants report: last year's coefficients and their capacities; it knows no substitutes.",
    "The ballot has three levels each of hours, investment and public uses; the basket is last year's in its proportions, as large as each leaves it.",
    "The average voter values free time, investment and public uses by what a step of each costs in the basket; opinions differ around that.",
    "An hour is paid alike for everybody; a thing costs the hours in it and in all it is made of, an imported one those of the exports that pay for it.",
    "Work is divided as today: the text asks for rotation and knowledge for all, but gives no rule that would balance jobs.",
)
_FACTS = {
    "on_spec": Fact(False, "Plants make what the voted target implies; the mix of consumer goods is a forecast that the shelves correct."),
    "revenue_becomes_income": Fact(False, "Incomes follow hours alone."),
    "entitlements_transferable": Fact(None, "The text has wages and money as signs; nothing in it stops anyone from passing them on, and nothing can be bought with them but goods."),
    "seller_sets_price": Fact(False, "Prices are hours by computation; on the shelf scarcity raises them for a while."),
    "who_dismisses": Fact(None, "The plant's council; nobody else can."),
    "who_sets_pay": Fact(None, "The vote: one wage for all hours."),
    "pay_follows_sale": Fact(False, "Pay is equal by the hour whatever is sold."),
    "refusal_costs_subsistence": Fact(True, "Who is able and refuses work has no wage."),
    "who_owns_product": Fact(None, "Society; it is on the shelves for wages or goes where the plan says."),
    "wage_labour": Fact(None, "Hours earn a wage, but nobody hires: those who work decide on the plan together."),
    "commodity_production": Fact(None, "Consumers' goods are sold; producers' goods are not."),
    "value": Fact(True, "Products are measured in hours."),
    "profit": Fact(False, "No unit has one."),
    "accumulation": Fact(False, "Investment is voted."),
    "separation": Fact(False, "Plants are run by those who work in them, within the plan."),
    "rule_by_controllers": Fact(None, "The vote is everybody's; Wetzel still calls it central planning, for those who draw up the variants stand at the centre."),
}


def run(economy: Economy, charter, respond: Respondents, *, seed: int, on_event: OnEvent) -> Outcome:
    """Return a year under the plan factory: variants, vote, targets, shelves (rows ``planfactory.*``)."""
    variant = "follows the shelves" if charter["planfactory.follows_shelves"] else "voted basket all year"
    common = {"procedure": "plan_factory", "variant": variant, "seed": seed, "facts": _FACTS, "assumed": _ASSUMED}
    try:
        year = run_factory_year(economy, respond, charter, seed=seed, tell=lambda done, total: on_event(RoundProgress(done, total, "plants deliver")))
    except Unsettled as reason:
        return Outcome(flows=None, people=None, say=None, counts=(Count("plan factory", 0, 0, 0.0),), rounds=0, last_hand={}, refusal=str(reason), **common)
    return _tell(economy, respond, charter, (year, common))


def _tell(economy: Economy, respond: Respondents, charter, told) -> Outcome:
    year, common = told
    ground, known, count = respond.ground, respond.reported, len(year.done)
    mean = lambda name: sum(getattr(d, name) for d in year.done) / count  # noqa: E731
    activity, consumed, worked = mean("activity"), year.consumed.mean(axis=0), mean("hours")
    offered = float(ground.hours.sum())
    hours = ground.hours * (worked / offered if offered > 0 else 0.0)
    finals = {name: mean(name) for name in ("collective", "investment", "exports")}
    wasted = np.maximum(activity @ (known.take - ground.take), 0.0)
    wasted[[i for i in (ground.labour, ground.capital, ground.pollutant) if i >= 0]] = 0.0
    flows = spread_flows(economy, ground, [(known.work, activity)], consumed, hours=hours, finals=finals, wasted=wasted)
    unsold = np.minimum(to_fixed(year.unsold), np.maximum(flows.left(economy), 0))
    flows = replace(flows, unsold=np.where(product_mask(economy), unsold, 0))
    people, say = _people(economy, ground, charter, (year, consumed, hours, respond.conduct.self_interest))
    target, worth = float(year.target.sum(axis=0) @ ground.make @ economy.last_prices), float(activity @ ground.make @ economy.last_prices) * count
    short = min(max(1.0 - worth / max(target, 1e-300), 0.0), 1.0)
    return Outcome(
        flows=flows, people=people, say=say, counts=_counts(ground, charter, year), rounds=count,
        last_hand={"the vote, by the factory's computation": 1.0 - short, "what ran short": short}, activity=activity, wanted=year.wished.mean(axis=0),
        served=consumed.sum(axis=0), prices=year.shelf.mean(axis=0), reached=_reached(year), figures=_figures(year, (economy, unsold, worked, offered)), **common)


def _reached(year: FactoryYear) -> np.ndarray:
    """Return how much of what was asked for at labour prices lay on the shelves, by hours, (p,)."""
    got = np.minimum(year.consumed.sum(axis=1), year.wished)
    return (got @ year.content) / np.maximum(year.wished @ year.content, 1e-300)


def _figures(year: FactoryYear, sums) -> dict[str, object]:
    economy, unsold, worked, offered = sums
    dear = np.divide(year.shelf[-1], year.content, out=np.ones_like(year.content), where=year.content > 0)
    return {"adopted": year.chosen.name, "binding": ", ".join(year.chosen.binding), "variants": len(year.variants),
            "unsold_share": float(unsold @ economy.last_prices) / 1e9 / max(float(year.consumed.mean(axis=0).sum(axis=0) @ economy.last_prices), 1e-300),
            "dearest_over_labour_content": float(dear.max()), "hours_worked_share": worked / offered if offered > 0 else 0.0}


def _counts(ground, charter, year: FactoryYear) -> tuple[Count, ...]:
    plants, periods = int(ground.councils.sum()), len(year.done)
    adults = int(round(float(np.maximum(ground.people - ground.not_working, 0.0).sum())))
    return (Count("plants", plants * (1 + periods), plants * (1 + periods), float(plants * (1 + periods) * charter["acts.office_minutes"])),
            Count("plan factory", len(year.variants) + periods, len(year.variants) + periods, float((len(year.variants) + periods) * charter["acts.office_minutes"])),
            Count("society", adults, adults, float(adults * charter["acts.ballot_minutes"])))


def _people(economy: Economy, ground, charter, told):
    """Return kinds of persons, paid alike, and who has a say: everybody by vote, and by their self-interest those who draft what is voted on."""
    year, consumed, hours, self_interest = told
    office = charter["planfactory.staff_share"]
    classes = [replace(p, share=p.share * (1.0 - office)) for p in todays_positions(charter)]
    staff = replace(classes[0], name=_STAFF, share=office)
    worth = float(year.consumed.mean(axis=0).sum(axis=0) @ year.content)
    people = make_people(economy, ground, charter, (*classes, staff), consumed=consumed, hours=hours, allowance=charter["planfactory.allowance"],
                         credit=worth / float(hours.sum()) if hours.sum() > 0 else 1.0)
    drafted = self_interest * charter["planfactory.drafters_share"]
    vote, everyone = {"all": 1.0 - drafted, _STAFF: drafted}, {"all": 1.0}
    invested, public = (float(part @ year.content) for part in (year.done[-1].investment, year.done[-1].collective))
    drafts, basket, plants = (part * worth for part in charter["planfactory.decision_weights"])
    decisions = (Decision("which variants are on the ballot", drafts, vote, everyone), Decision("hours and the basket", basket, vote, everyone),
                 Decision("investment", invested, vote, everyone), Decision("public uses", public, vote, everyone),
                 Decision("how plants work", plants, everyone, everyone, society_wide=False))
    return people, make_say(people, (Asset("means of production", worth, everyone, {}),), decisions)
