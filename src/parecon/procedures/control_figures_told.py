"""What the process of control figures says of itself: who holds what, who commands, what it costs in commands and functionaries."""

from __future__ import annotations

from dataclasses import replace

from parecon.economy import Economy
from parecon.procedures.positions import Asset, Decision, Position, make_people, make_say, todays_positions
from parecon.procedures.protocol import Count, Fact, People, Say
from parecon.procedures.recipes import made_goods
from parecon.responses import Ground, Respondents

__all__ = ["count_commands", "figures_positions", "tell_facts", "tell_people"]


def figures_positions(charter, dial: float = 0.0) -> tuple[Position, ...]:
    """Return the board, the other holders of the means of production (the board among them or outside), and today's division of labour below them.

    Pay and perks are those of the charter; perks grow with self-interest.
    """
    board, holders = charter["figures.board_share"], charter["figures.holders_share"]
    outside = charter["figures.board_outside"]
    others = holders if outside else max(holders - board, 0.0)
    perks = charter["figures.perks"] + dial * (charter["figures.perks_max"] - charter["figures.perks"])
    today = todays_positions(charter)
    top = next(p for p in today if p.name == "coordinators")
    left = 1.0 - board - others
    # who commands was a coordinator before: they come out of these first
    coordinators = max(top.share - board - others, 0.0)
    rest = (left - coordinators) / (1.0 - top.share)
    below = tuple(replace(p, share=coordinators if p.name == "coordinators" else p.share * rest) for p in today)
    return (replace(top, name="board", share=board, pay=charter["figures.pay_board"], perks=0.0 if outside else perks),
            replace(top, name="holders", share=others, pay=charter["figures.pay_holders"], perks=perks), *(p for p in below if p.share > 0))


def tell_people(economy: Economy, respond: Respondents, charter, lived) -> tuple[People, Say]:
    """Return people by position, and who has say; lived: the balanced year and hours by group (g,).

    The board decides rules, plans, prices and appointments; those who hold the means of production control them and what they yield.
    """
    year, hours = lived
    dial, ground = respond.conduct.self_interest, respond.ground
    positions = figures_positions(charter, dial)
    average = float(hours.sum()) / max(float((ground.people - ground.not_working).sum()), 1e-300)
    people = make_people(economy, ground, charter, tuple(replace(p, perks=p.perks * average) for p in positions), consumed=year.consumed, hours=hours)
    value = max(float((year.activity @ ground.make) @ economy.last_prices), 1e-300)
    held = _holders(positions)
    # the surplus beyond pay goes to growth and to those who dispose of it; what it yields them are the perks
    asset = Asset("means of production, the state's", value, held, held)
    board, everyone = {"board": 1.0}, {"all": 1.0}
    directives, rules, persons, grants, work = charter["figures.decision_weights"]
    decisions = (
        Decision("directives and control figures", directives, board, everyone), Decision("prices, pay and rules", rules, board, everyone),
        Decision("appointments and sanctions", persons, board, everyone), Decision("grants and targets of enterprises", grants, board, everyone),
        Decision("how a target is met, at each enterprise", work, {"holders": 1.0} if any(p.name == "holders" and p.share > 0 for p in positions) else board, everyone, society_wide=False))
    return people, make_say(people, (asset,), decisions)


def _holders(positions) -> dict[str, float]:
    """Return control by position: alike among the holders, the board among them unless it stands outside."""
    named = {p.name: p.share for p in positions}
    inside = {name: named[name] for name in ("board", "holders") if named[name] > 0 and not (name == "board" and _outside(positions))}
    total = sum(inside.values())
    return {name: share / total for name, share in inside.items()}


def _outside(positions) -> bool:
    """Tell whether the board has no part in privileges, which is how it stands outside."""
    board = next(p for p in positions if p.name == "board")
    holders = next(p for p in positions if p.name == "holders")
    return board.perks == 0.0 and holders.perks > 0.0


def count_commands(economy: Economy, ground: Ground, charter) -> tuple[Count, ...]:
    """Return commands by level: balances of goods each round, targets and grants of each enterprise each quarter, reports upward; and their minutes."""
    quarters, rounds, minutes = charter["figures.quarters"], charter["figures.rounds"], charter["figures.minutes_per_command"]
    goods = int(made_goods(economy).sum())
    enterprises = int(ground.councils.sum())
    lines = len(ground.work.good)
    balances = goods * (rounds + 1) * quarters
    targets = enterprises * 2 * quarters
    messages = (("centre: balances", balances), ("ministries: targets and requests", targets), ("enterprises: grants of inputs", lines * quarters))
    return tuple(Count(level, count, count, count * minutes / (1 if place == 0 else 10)) for place, (level, count) in enumerate(messages))


def tell_facts() -> dict[str, Fact]:
    """Return the answers of control figures, each with its reason."""
    return {
        "on_spec": Fact(False, "Output is made to target and granted to uses, not for an expected sale."),
        "revenue_becomes_income": Fact(False, "An enterprise keeps no revenue of its own; directors' bonuses follow targets met."),
        "entitlements_transferable": Fact(True, "Wages are paid in money that buys consumer goods from anyone; means of production cannot be bought with it."),
        "seller_sets_price": Fact(False, "Prices are fixed by the centre for years."),
        "who_dismisses": Fact(None, "The director, who is appointed and dismissed from above."),
        "who_sets_pay": Fact(None, "The centre, by grades; bonuses by the plan."),
        "pay_follows_sale": Fact(False, "Pay follows grade and target, not sale."),
        "refusal_costs_subsistence": Fact(True, "Who is able and does not work has no wage, and is punished."),
        "who_owns_product": Fact(None, "The state by title; those who dispose of it are its functionaries."),
        "wage_labour": Fact(True, "Labour power is exchanged for a money wage at enterprises others direct."),
        "commodity_production": Fact(None, "Consumer goods are sold for wages at fixed prices; means of production are allocated."),
        "value": Fact(None, "Money prices are kept as accounts; they do not decide what is made."),
        "profit": Fact(False, "Profit is an accounting figure, taken by the budget."),
        "accumulation": Fact(True, "Growth is directed, from the level achieved, investment before consumption."),
        "separation": Fact(True, "Producers have neither control over the means of production nor access to them but by a wage."),
        "rule_by_controllers": Fact(True, "Those who dispose of the means of production govern, and appoint each other."),
    }
