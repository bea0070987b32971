"""What free access says of itself: who decides what, what it costs in acts, and how it answers the questions put to every system."""

from __future__ import annotations

from parecon.economy import Economy
from parecon.procedures.free_access_season import Season
from parecon.procedures.free_access_world import World
from parecon.procedures.positions import Asset, Decision, Position, make_people, make_say, todays_positions
from parecon.procedures.protocol import Count, Fact, People, Say
from parecon.responses import Respondents

__all__ = ["count_acts", "tell_facts", "tell_people"]


def tell_people(economy: Economy, respond: Respondents, charter, lived) -> tuple[People, Say]:
    """Return people by position, and who has say; lived: the balanced year and hours (g,).

    Delegates carry out mandates; with self-interest they keep a share of say for themselves. Nobody's taking depends on work.
    """
    year, hours = lived
    ground, dial = respond.ground, respond.conduct.self_interest
    worth = max(float(year.consumed.sum(axis=0) @ economy.last_prices), 1e-300)
    delegates = charter["access.delegates_share"]
    positions = tuple(Position(p.name, p.share * (1.0 - delegates), empowering=p.empowering, tedium=p.tedium, danger=p.danger) for p in todays_positions(charter))
    positions += (Position("delegates", delegates, empowering=charter["division.empowering_coordinators"], tedium=charter["division.tedium_coordinators"],
                           danger=charter["division.danger_coordinators"]),)
    people = make_people(economy, ground, charter, positions, consumed=year.consumed, hours=hours, by_income=False, allowance=1.0)
    kept = dial * charter["access.discretion_max"]
    everyone, given = {"all": 1.0}, {"all": 1.0 - kept, "delegates": kept}
    taken, work, stocks, allotted, rules = charter["access.decision_weights"]
    decisions = (
        Decision("what is taken", taken, everyone, everyone, society_wide=False), Decision("how work is done, at each place", work, everyone, everyone, society_wide=False),
        Decision("stocks and orders of localities", stocks, everyone, everyone, society_wide=False),
        Decision("what regions and the world level allot in shortage", allotted, given, everyone), Decision("points and rules, by vote", rules, everyone, everyone))
    say = make_say(people, (Asset("means of production, held in common", worth, given, {}),), decisions)
    return people, say


def count_acts(world: World, season: Season, charter) -> tuple[Count, ...]:
    """Return orders as messages, reviews of committees as acts, and minutes of their members, by level."""
    reviews = -(-world.weeks // charter["access.review_weeks"])
    members, minutes = charter["access.committee_members"], charter["access.minutes_per_review"]
    places = (("locality", len(world.heads), reviews), ("workplaces of an industry", world.rows, reviews), ("region", int(world.region.max()) + 1, reviews),
              ("world", 1, reviews + len(season.allotments)))
    return tuple(Count(name, int(season.levels.lines[level]), count * each * members, float(count * each * members * minutes)) for level, (name, count, each) in enumerate(places))


def tell_facts(charter) -> dict[str, Fact]:
    """Return the answers of free access, each with its reason."""
    return {
        "on_spec": Fact(False, "Nothing is made for sale; stocks are filled up to what was taken before, which is an estimate of need and can be wrong."),
        "revenue_becomes_income": Fact(False, "There is neither revenue nor income."),
        "entitlements_transferable": Fact(False, "There is no entitlement to pass on: whoever needs takes."),
        "seller_sets_price": Fact(False, "Nothing is sold." + (" What is scarce is shown as prices of factors, at which nobody buys." if charter["access.signal"] == "prices" else "")),
        "who_dismisses": Fact(None, "Nobody can be dismissed from a living; a workplace may ask someone to leave it."),
        "who_sets_pay": Fact(None, "Nobody: there is no pay."),
        "pay_follows_sale": Fact(False, "There is neither pay nor sale."),
        "refusal_costs_subsistence": Fact(False, "Taking does not depend on work."),
        "who_owns_product": Fact(None, "Nobody: what is made goes to stores from which all take."),
        "wage_labour": Fact(False, "Work is voluntary and unpaid."),
        "commodity_production": Fact(False, "Things are made because they are taken, not to be sold."),
        "value": Fact(False, "Quantities are counted in kind; points compare schemes of a listed decision and are nobody's."),
        "profit": Fact(False, "There is nothing in which a profit could be counted."),
        "accumulation": Fact(False, "No place of work has to grow."),
        "separation": Fact(False, "Means of production are held in common; units take freely what their role needs."),
        "rule_by_controllers": Fact(False, "Committees carry out mandates; nobody has means of coercion over others' living."),
    }
