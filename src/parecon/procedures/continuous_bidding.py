"""Continuous bidding: the institutions of a participatory economy without its annual plan; a control arm.

Source: PE forum t/302, as institutions.md 12.8 reports it: no annual plan; units bid for resources at any time and are
scored yearly by social benefit over social cost. See docs/rivals.md.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.economy import Economy
from parecon.procedures.circulation import product_mask
from parecon.procedures.continuous_bidding_year import BiddingYear, run_bidding_year
from parecon.procedures.events import OnEvent, RoundProgress
from parecon.procedures.flows import spread_flows
from parecon.procedures.positions import Asset, Decision, Position, make_people, make_say, todays_positions
from parecon.procedures.protocol import Count, Fact, Outcome
from parecon.procedures.trading import Unsettled
from parecon.quantities import to_fixed
from parecon.responses import Respondents

__all__ = ["run"]

_ASSUMED = (
    "Everything is as in a participatory economy (balanced jobs, pay by effort and need, one board that posts prices), but nobody proposes a year.",
    "Who holds resources keeps them until the next bid; what is free is granted to those who bid, first come first served.",
    "The board moves posted prices with bids over what is there; units bid as far as benefit over cost at these prices suggests.",
    "Public uses and investment are last year's.",
)
_FACTS = {
    "on_spec": Fact(True, "Units make what they think worth its cost at posted prices; nobody has asked for it before."),
    "revenue_becomes_income": Fact(False, "Incomes follow effort and need; the yearly score decides on resources, not on pay."),
    "entitlements_transferable": Fact(False, "Credits vanish when used and pass to nobody."),
    "seller_sets_price": Fact(False, "The board posts prices by rule."),
    "who_dismisses": Fact(None, "The council, by its constitution and with appeal."),
    "who_sets_pay": Fact(None, "Workmates rate effort."),
    "pay_follows_sale": Fact(False, "Pay does not depend on what was taken of the product."),
    "refusal_costs_subsistence": Fact(True, "Who is able and refuses all work receives nothing from work."),
    "who_owns_product": Fact(None, "Nobody; who bid first is served first."),
    "wage_labour": Fact(False, "Labour is bought by nobody."),
    "commodity_production": Fact(None, "Nothing is sold, but things are made for whoever will turn up."),
    "value": Fact(True, "All products are measured in one unit, the posted prices."),
    "profit": Fact(False, "Benefit over cost is a score, nobody's income."),
    "accumulation": Fact(None, "A unit that scores well keeps its resources, so that units have a reason to grow."),
    "separation": Fact(False, "Whoever is licensed may bid."),
    "rule_by_controllers": Fact(None, "Assemblies decide on rules; over resources those decide who hold them and came first."),
}


def run(economy: Economy, charter, respond: Respondents, *, seed: int, on_event: OnEvent) -> Outcome:
    """Return a year of continuous bidding (rows ``bidding.*``)."""
    common = {"procedure": "continuous_bidding", "variant": f"{charter['bidding.bids_per_year']:g} bids a year", "seed": seed, "facts": _FACTS, "assumed": _ASSUMED}
    try:
        year = run_bidding_year(economy, respond, charter, seed=seed, tell=lambda done, total: on_event(RoundProgress(done, total, "units bid")))
    except Unsettled as reason:
        return Outcome(flows=None, people=None, say=None, counts=(Count("councils", 0, 0, 0.0),), rounds=0, last_hand={}, refusal=str(reason), **common)
    return _tell(economy, respond, charter, (year, common))


def _tell(economy: Economy, respond: Respondents, charter, told) -> Outcome:
    year, common = told
    ground, count = respond.ground, len(year.done)
    mean = lambda name: sum(getattr(d, name) for d in year.done) / count  # noqa: E731
    activity, consumed, offered = mean("activity"), mean("consumed"), float(ground.hours.sum())
    hours = ground.hours * (mean("hours") / offered if offered > 0 else 0.0)
    finals = {name: mean(name) for name in ("collective", "investment", "exports")}
    flows = spread_flows(economy, ground, activity, consumed, hours=hours, finals=finals)
    unsold = np.minimum(to_fixed(year.stock + year.spoilt), np.maximum(flows.left(economy), 0))
    flows = replace(flows, unsold=np.where(product_mask(economy), unsold, 0))
    today = todays_positions(charter)
    mix = {name: sum(p.share * getattr(p, name) for p in today) for name in ("empowering", "tedium", "danger")}
    prices = year.prices.mean(axis=0)
    worth = float(consumed.sum(axis=0) @ prices)
    people = make_people(economy, ground, charter, (Position("members", 1.0, **mix),), consumed=consumed, hours=hours,
                         credit=worth / float(hours.sum()) if hours.sum() > 0 else 1.0)
    everyone = {"all": 1.0}
    rules, bids = charter["bidding.decision_weights"]
    decisions = (Decision("rules of the charter and of prices", rules, everyone, everyone), Decision("what units bid for", bids, everyone, everyone, society_wide=False))
    say = make_say(people, (Asset("means of production, held until the next bid", worth, everyone, {}),), decisions)
    return Outcome(
        flows=flows, people=people, say=say, counts=_counts(ground, charter, year), rounds=count,
        last_hand={"the unit itself, by its bid": 1.0 - year.held_back, "who had come before, or what ran short": year.held_back}, activity=activity,
        wanted=year.asked.mean(axis=0), served=consumed.sum(axis=0), prices=prices, reached=_taken(economy, year), figures=_figures(economy, charter, (year, unsold, activity, ground)),
        **common)


def _taken(economy: Economy, year: BiddingYear) -> np.ndarray:
    """Return the share of each period's products that somebody took, by value, (p,)."""
    value = economy.last_prices * product_mask(economy)
    return np.array([1.0 - float(d.left @ value) / max(float(d.offered @ value), 1e-300) for d in year.done])


def _figures(economy: Economy, charter, sums) -> dict[str, object]:
    year, unsold, activity, ground = sums
    made = activity * (ground.make @ economy.last_prices)
    average = float(made @ year.ratio) / max(float(made.sum()), 1e-300)
    below = year.ratio < average * (1.0 - charter["approval.tolerance_average"])
    return {"bids": year.bids, "bids_cut_share": year.refused / max(year.bids, 1), "score_average": average,
            "output_of_units_below_norm": float(made[below].sum()) / max(float(made.sum()), 1e-300),
            "unsold_share": float(unsold @ economy.last_prices) / 1e9 / max(float(made.sum()), 1e-300)}


def _counts(ground, charter, year: BiddingYear) -> tuple[Count, ...]:
    councils = int(ground.councils.sum())
    bids = int(round(councils * charter["bidding.bids_per_year"]))
    acts = int(round(float(ground.members.sum()) * charter["bidding.bids_per_year"]))
    return (Count("councils", bids, acts, float(acts * charter["acts.proposal_minutes"])),
            Count("facilitation board", len(year.done), len(year.done), float(len(year.done) * charter["acts.office_minutes"])))
