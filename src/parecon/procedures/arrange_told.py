"""What private arrangement says of itself: who holds what after the bargains, who decides, and its answers to the common questions."""

from __future__ import annotations

import numpy as np

from parecon.economy import Economy
from parecon.procedures.positions import Asset, Decision, Position, make_people, make_say, todays_positions
from parecon.procedures.protocol import Fact, People, Say
from parecon.responses import Respondents

__all__ = ["tell_facts", "tell_people"]

_NAMES = ("members of weak federations", "members of middling federations", "members of strong federations")


def tell_people(economy: Economy, respond: Respondents, charter, lived) -> tuple[People, Say]:
    """Return members of weak, middling and strong federations, by what theirs hold a head after the bargains; lived: year, hours (g,), rest, holdings.

    Basics and what is given away are the same for all; jobs rotate, so empowering work is spread over all hours.
    """
    year, hours, rest, holdings = lived
    own = holdings @ economy.last_prices[rest.goods] / rest.members
    order = np.argsort(own, kind="stable")
    reached = np.cumsum(rest.members[order]) / rest.members.sum()
    third = np.zeros(len(own), dtype=int)
    third[order] = np.minimum((reached - 0.5 * rest.members[order] / rest.members.sum()) * 3, 2).astype(int)
    alike = rest.basics + rest.gift
    part = np.array([rest.members[third == t].sum() for t in range(3)]) / rest.members.sum()
    each = np.array([alike + float(own[third == t] @ rest.members[third == t]) / max(float(rest.members[third == t].sum()), 1e-300) for t in range(3)])
    mean = max(float(part @ each), 1e-300)
    today = todays_positions(charter)
    mix = {name: sum(p.share * getattr(p, name) for p in today) for name in ("empowering", "tedium", "danger")}
    positions = tuple(Position(name, float(p), pay=float(e) / mean, **mix) for name, p, e in zip(_NAMES, part, each) if p > 0)
    people = make_people(economy, respond.ground, charter, positions, consumed=year.consumed, hours=hours, allowance=alike / mean)
    value = max(float((year.activity @ respond.ground.make) @ economy.last_prices), 1e-300)
    members = {p.name: p.share for p in positions}
    gains = {p.name: p.share * max(p.pay - alike / mean, 0.0) for p in positions}
    total = sum(gains.values())
    benefit = {name: gain / total for name, gain in gains.items()} if total > 0 else {}
    everyone = {"all": 1.0}
    made, basic, bargains, refused = charter["arrange.decision_weights"]
    decisions = (Decision("what a federation makes", made, members, everyone), Decision("what counts as basic", basic, everyone, everyone),
                 Decision("private bargains", bargains, members, everyone, society_wide=False), Decision("who is refused", refused, everyone, everyone, society_wide=False))
    return people, make_say(people, (Asset("means of production, each federation's own", value, members, benefit),), decisions)


def tell_facts(market: bool) -> dict[str, Fact]:
    """Return the answers of private arrangement; ``market``: whether its bargains became a market in this run."""
    became = "in this run they became common to all, so it is the going ratio at which one sells" if market else "in this run they stayed apart"
    return {
        "on_spec": Fact(True, "Federations make the rest without being asked, for whoever may want it."),
        "revenue_becomes_income": Fact(True, "What members get for what they made is what they have beyond basics and gifts."),
        "entitlements_transferable": Fact(True, "What one holds one may give to anyone for anything."),
        "seller_sets_price": Fact(market, f"Each pair agrees on a ratio of its own; {became}."),
        "who_dismisses": Fact(None, "The workplace's members."),
        "who_sets_pay": Fact(None, "Nobody; members divide what is theirs."),
        "pay_follows_sale": Fact(True, "Beyond basics, one has what one's product fetches."),
        "refusal_costs_subsistence": Fact(False, "Basics are free; the greedy are refused more than they need, not what they need."),
        "who_owns_product": Fact(None, "The federation that makes it, but for basics and what it gives away."),
        "wage_labour": Fact(False, "Nobody hires anybody."),
        "commodity_production": Fact(market, "Part of the rest is made to be exchanged."),
        "value": Fact(market, f"Ratios of exchange are agreed in private; {became}."),
        "profit": Fact(False, "There is no capital that could earn one."),
        "accumulation": Fact(None, "Federations invest as they see fit; nothing forces them but what others offer."),
        "separation": Fact(None, "Each federation holds its own means of production; others have no access to them."),
        "rule_by_controllers": Fact(None, "Each federation rules itself, and by what it makes a part of others' lives."),
    }
