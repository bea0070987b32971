"""Who stands where in a market: owners, coordinators, those between, workers, and those who find no work."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.economy import Economy
from parecon.procedures.circulation import Accounts
from parecon.procedures.positions import Asset, Decision, Position, make_people, make_say, todays_positions
from parecon.procedures.protocol import People, Say
from parecon.responses import Ground

__all__ = ["market_people", "market_say", "pay_positions"]

_OWNERS, _IDLE = "owners", "unemployed"


def market_people(economy: Economy, ground: Ground, charter, year) -> People:
    """Return kinds of persons with wages by bargaining position (or alike, in the textbook) and with what their assets yield.

    year: (accounts, rates, consumed (g, n), hours worked by group (g,), share of hours offered that found no work, textbook or not).
    """
    accounts, rates, consumed, hours, idle, textbook = year
    positions = pay_positions(charter, idle, textbook)
    persons = float(np.maximum(ground.people - ground.not_working, 0.0).sum())
    hour = float(hours.sum()) / max(persons, 1e-300)
    wage = accounts.wages / max(float(hours.sum()), 1e-300)
    return make_people(economy, ground, charter, _with_assets(positions, charter, (accounts, rates, persons, wage, hour)), consumed=consumed, hours=hours,
                       allowance=charter["market.allowance"], credit=wage * (1.0 - rates.tax) if wage > 0 else 1.0)


def pay_positions(charter, idle: float = 0.0, textbook: bool = False) -> list[Position]:
    """Return owners, who do not work, the three classes of those who do, paid as they can bargain, and the unemployed, who are never coordinators."""
    owners = charter["market.owners_share"]
    pay = {"coordinators": charter["market.pay_coordinators"], "between": charter["market.pay_between"], "workers": 1.0}
    classes = [p if textbook else replace(p, pay=pay[p.name]) for p in todays_positions(charter, owners)]
    exposed = sum(p.share for p in classes if p.name != "coordinators")
    without = min(idle * (1.0 - owners), exposed)
    classes = [p if p.name == "coordinators" or exposed <= 0 else replace(p, share=p.share * (1.0 - without / exposed)) for p in classes]
    mean = sum(p.share * p.pay for p in classes) / max(sum(p.share for p in classes), 1e-300)
    perks = 0.0 if textbook else charter["market.perks_coordinators"]
    classes = [replace(p, pay=p.pay / mean, perks=perks * p.pay / mean if p.name == "coordinators" else 0.0) for p in classes]
    unemployed = [Position(_IDLE, without, hours=0.0)] if without > 0 else []
    return [Position(_OWNERS, owners, hours=0.0, tedium=0.0, danger=0.0), *classes,
            *(replace(p, tedium=0.0, danger=0.0) for p in unemployed)]


def _holdings(charter) -> dict[str, float]:
    held = {_OWNERS: charter["market.assets_owners"], "coordinators": charter["market.assets_coordinators"], "between": charter["market.assets_between"]}
    scale = max(sum(held.values()), 1.0)
    held = {name: share / scale for name, share in held.items()}
    return held | {"workers": max(1.0 - sum(held.values()), 0.0)}


def _with_assets(positions, charter, sums) -> list[Position]:
    """Return positions with what they draw from assets, in hours of average pay, and the share of income that they spend."""
    accounts, rates, persons, wage, hour = sums
    drawn = max(accounts.surplus - accounts.investment, 0.0)
    found = []
    for p in positions:
        share = _holdings(charter).get(p.name, 0.0)
        income = drawn * share / max(persons * p.share * wage, 1e-300) if p.share > 0 and wage > 0 else 0.0
        income += charter["market.allowance"] * hour if p.name == _IDLE else 0.0
        earned = hour * p.hours * p.pay + income
        saved = rates.saved * drawn * share / max(persons * p.share * wage, 1e-300) / earned if earned > 0 and share and p.share > 0 and wage > 0 else 0.0
        found.append(replace(p, income=income, consuming=1.0 - min(saved, 1.0), perks=p.perks * hour))
    return found


def market_say(people: People, charter, accounts: Accounts) -> Say:
    """Return who has a say: owners and the managers they appoint over enterprises, one vote a head over laws, through representatives."""
    managers, drift = charter["market.managers_control"], charter["market.mandate_drift"]
    control, everyone = {_OWNERS: 1.0 - managers, "coordinators": managers}, {"all": 1.0}
    prices = charter["market.prices_weight"]
    made = max(accounts.private + accounts.net_exports, 0.0)
    decisions = (
        Decision("what enterprises make and whom they employ", (1.0 - prices) * made, control, everyone, society_wide=False),
        Decision("prices", prices * made, {"coordinators": 1.0}, everyone),
        Decision("investment", max(accounts.investment, 0.0), control, everyone),
        Decision("laws, taxes and public goods", max(accounts.collective, 0.0), {"all": 1.0 - drift, "coordinators": drift}, everyone),
    )
    held = {name: share for name, share in _holdings(charter).items() if share > 0 and name in people.name}
    whole = sum(held.values())
    asset = Asset("enterprises and land", max(accounts.surplus, 0.0), control, {name: share / whole for name, share in held.items()})
    return make_say(people, (asset,), decisions)
