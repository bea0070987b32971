"""Who stands where under market socialism: members of richer and poorer enterprises, their staff, and those whom nobody takes in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.economy import Economy
from parecon.procedures.positions import Asset, Decision, Position, make_people, make_say, todays_positions
from parecon.procedures.protocol import Fact, People, Say
from parecon.responses import Ground

__all__ = ["FACTS", "self_managed_people", "self_managed_say"]

_FIFTHS = ("lowest", "second", "third", "fourth", "highest")
_STAFF, _IDLE = "director and staff", "unemployed"

FACTS = {
    "on_spec": Fact(True, "Enterprises make what their members can make and then look for buyers."),
    "revenue_becomes_income": Fact(True, "Members share what sales leave after materials, the charge and taxes."),
    "entitlements_transferable": Fact(True, "What is earned can be given and saved; shares in enterprises and other people's hours cannot be bought."),
    "seller_sets_price": Fact(True, "Each enterprise sells at what its orders will bear."),
    "who_dismisses": Fact(None, "The assembly of members, where the rules allow it."),
    "who_sets_pay": Fact(None, "The enterprise's sales; members share what is left by hours."),
    "pay_follows_sale": Fact(True, "An hour of equal effort earns more where prices or machines are better."),
    "refusal_costs_subsistence": Fact(True, "Who is taken in nowhere has an allowance at most."),
    "who_owns_product": Fact(None, "The enterprise, that is its members together, until it is sold."),
    "wage_labour": Fact(None, "Nobody hires; but members live from what the market pays for their product."),
    "commodity_production": Fact(True, "All is made for sale."),
    "value": Fact(True, "All products are measured in one unit, by the prices at which they are sold."),
    "profit": Fact(True, "What is left per member is what enterprises are run for."),
    "accumulation": Fact(None, "Society's bank invests out of the charge; members out of their own income hardly do."),
    "separation": Fact(False, "Society owns the means of production and whoever is a member works with them; those outside do not."),
    "rule_by_controllers": Fact(None, "Members vote; how far director and staff decide in fact is a row of the charter."),
}


def self_managed_people(economy: Economy, ground: Ground, charter, told) -> People:
    """Return kinds of persons: members by fifths of what an hour earns in their enterprise, staff, unemployed.

    told: (year, consumed (g, n), hours by group (g,), weight of the staff).
    """
    year, consumed, hours, staff = told
    terms = year.terms
    weight, hourly = year.members.mean(axis=0) * terms.labour, year.income.mean(axis=0)
    classes = {p.name: p for p in todays_positions(charter)}
    office = classes["coordinators"].share
    idle = min(max(1.0 - float(weight.sum()) / terms.hours, 0.0), 1.0) if terms.hours > 0 else 0.0
    pay = fifths_of(hourly, weight) if weight.sum() > 0 else np.ones(len(_FIFTHS))
    extra = 1.0 + staff * (charter["selfmanaged.staff_pay"] - 1.0)
    mean = (1.0 - office) * float(pay.mean()) + office * extra
    others = [classes["between"], classes["workers"]]
    mix = {name: sum(p.share * getattr(p, name) for p in others) / max(sum(p.share for p in others), 1e-300) for name in ("empowering", "tedium", "danger")}
    at_work = 1.0 - idle
    positions = [Position(f"members, {name} fifth", at_work * (1.0 - office) / len(_FIFTHS), pay=float(rate) / mean, **mix) for name, rate in zip(_FIFTHS, pay)]
    positions.append(replace(classes["coordinators"], name=_STAFF, share=at_work * office, pay=extra / mean))
    if idle > 0:
        persons = max(float(np.maximum(ground.people - ground.not_working, 0.0).sum()), 1e-300)
        dole = charter["selfmanaged.allowance"] * float(hours.sum()) / persons
        positions.append(Position(_IDLE, idle, hours=0.0, income=dole, tedium=0.0, danger=0.0))
    income = sum(year.incomes) / len(year.incomes)
    return make_people(economy, ground, charter, positions, consumed=consumed, hours=hours, allowance=charter["selfmanaged.allowance"],
                       credit=(1.0 - terms.tax) * income / float(hours.sum()) if hours.sum() > 0 else 1.0)


def fifths_of(value: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the mean of ``value`` in each fifth of ``weight``, lowest first, (5,).

    >>> fifths_of(np.array([1.0, 2.0]), np.array([3.0, 2.0])).tolist()
    [1.0, 1.0, 1.0, 2.0, 2.0]
    """
    order = np.argsort(value, kind="stable")
    reached = np.concatenate([[0.0], np.cumsum(weight[order])])
    summed = np.concatenate([[0.0], np.cumsum((weight * value)[order])])
    cuts = np.linspace(0.0, reached[-1], len(_FIFTHS) + 1)
    return np.diff(np.interp(cuts, reached, summed)) / np.diff(cuts)


def self_managed_say(people: People, charter, told) -> Say:
    """Return who has a say: members over their own enterprise, by ``staff`` their director and staff; everybody over charge, taxes and the bank."""
    year, finals, staff = told
    drift = charter["selfmanaged.mandate_drift"]
    prices = year.prices.mean(axis=0)
    working = {name: float(people.count[[n == name for n in people.name]].sum()) for name in dict.fromkeys(people.name) if name.startswith("members") or name == _STAFF}
    whole = sum(working.values())
    members = {name: (1.0 - staff) * share / whole + (staff if name == _STAFF else 0.0) for name, share in working.items()}
    officials, everyone = {"all": 1.0 - drift, _STAFF: drift}, {"all": 1.0}
    # What an enterprise's capital yields beyond its charge goes to those whose hours earn more than others'.
    mean_pay = {name: float((people.income * people.count)[[n == name for n in people.name]].sum()) / count for name, count in working.items()}
    average = sum(mean_pay[name] * count for name, count in working.items()) / whole
    above = {name: max(mean_pay[name] - average, 0.0) * count for name, count in working.items()}
    benefit = {name: value / sum(above.values()) for name, value in above.items()} if sum(above.values()) > 1e-9 * average * whole else {}
    private, on_prices = float(year.asked.mean(axis=0) @ prices), charter["selfmanaged.prices_weight"]
    decisions = (
        Decision("what enterprises make and whom they take in", (1.0 - on_prices) * private, members, everyone, society_wide=False),
        Decision("prices", on_prices * private, members, everyone),
        Decision("charge, credit and investment", float(finals["investment"] @ prices), officials, everyone),
        Decision("laws, taxes and public goods", float(finals["collective"] @ prices), officials, everyone),
    )
    return make_say(people, (Asset("social property in use", sum(year.incomes) / len(year.incomes), members, benefit),), decisions)
