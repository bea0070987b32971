"""Story 3, coal: is it a market? Dearer coal sends people elsewhere, as in a market; four things that make a market are absent."""

from __future__ import annotations

import numpy as np

from parecon.facilitation import PlanningYear
from parecon.feasibility import Balance, Infeasible, close_plan
from parecon.lab.stories.on_a_market import sell_coal
from parecon.lab.stories.telling import Story, near
from parecon.lab.stories.town import Neighbourhood, Workshop, build_town, hold_rounds, product
from parecon.ledger import Account, LedgerRules, Posting, Transfer, begin_book, open_accounts, post_transfer

__all__ = ["market_flags", "tell"]

_UNTIL = 1e-6
_ROUNDS = 60
_ANSWER = 250.0
_SUBSTITUTION = 2.0
_DAY = "2027-01-01"
_DUST = 1e-5
FLAGS = ("on spec", "revenue becomes income", "transferable entitlement", "seller sets price")


def tell(charter) -> Story:
    """Return the story: 240 credits between coal, of which there are 100, and an alternative."""
    (year, plan), (control, plenty) = (_play(most, charter) for most in (100.0, 120.0))
    (coal, instead), (coal_of_plenty, instead_of_plenty) = (plan.use / 1e9, plenty.use / 1e9)
    first = year.records[0]
    price, other = (float(p) for p in year.announcement.prices)
    flags = market_flags(year, plan, charter)
    market = sell_coal(charter, 100.0, _SUBSTITUTION)
    found = (near(first.demand[0] / 1e9, (120.0, 1e-3)), near(price, (1.128, 0.0005)), near(coal, (100.0, 0.05)), near(instead, (127.2, 0.05)),
             near(other, (1.0, 0.001)), near(float(control.announcement.prices[0]), (1.0, 0.0005)), near(coal_of_plenty, (120.0, 0.05)),
             near(instead_of_plenty, (120.0, 0.05)), not any(flags.values()), all(market.flags.values()),
             near(market.coal, (100.0, 0.05)), near(market.price / market.other, (np.sqrt(market.instead / market.coal), 0.002)))
    lines = (
        "SPGB: if people find the price of coal too high they will ask for less of it, and for more of something else. Is that not a market?",
        f"Round 1, price 1.000: {first.demand[0] / 1e9:.1f} of coal requested, {first.supply[0] / 1e9:.1f} can be dug; {first.demand[1] / 1e9:.1f} of the alternative.",
        f"At the end: coal costs {price:.3f}, {coal:.1f} are used; {instead:.1f} of the alternative at {other:.3f}. The description holds.",
        f"Control, 120 can be dug: price {control.announcement.prices[0]:.3f}, {coal_of_plenty:.1f} and {instead_of_plenty:.1f}. It was scarcity that moved them.",
        "Wetzel: a market is something else. Four flags, read off this plan:",
        f"  {_tell_flags(flags)}.",
        f"The same on a market, run for a year week by week: coal {market.coal:.1f} at {market.price:.3f}, the alternative {market.instead:.1f} at {market.other:.3f}.",
        "The same four, read off that run:",
        f"  {_tell_flags(market.flags)}.",
        "People moved alike in both. But here makers and users agree before anything is made, which is the reverse.",
    )
    return Story("coal", lines, all(found))


def _tell_flags(flags: dict[str, bool]) -> str:
    return ", ".join(f"{name}: {'YES' if flags[name] else 'no'}" for name in FLAGS)


def _play(most: float, charter) -> tuple[PlanningYear, Balance]:
    """Return the year and the balance of its closed plan, where ``most`` of coal can be dug at any price."""
    goods = (product("coal", "tonnes", "survival"), product("alternative", "tonnes", "survival"))
    economy, society = build_town(
        goods, {"coal": 1.0, "alternative": 1.0},
        (Workshop("mine", "coal", most), Workshop("alternative works", "alternative", 120.0, elasticity=_ANSWER),
         Neighbourhood("town", 100, {"coal": 120.0, "alternative": 120.0}, sigma=_SUBSTITUTION)))
    # The works make nearly any amount at a cost of one, and people substitute readily: the board may learn the one and knows the other.
    rules = charter.adopt({"prices.learnt_most": 2 * _ANSWER, "prices.learning_margin": 1e-6, "prices.substitution_wishes": _SUBSTITUTION,
                           "prices.last_year_trust": 10.0}, "this story")
    year = hold_rounds(economy, society, rules, until=_UNTIL, rule="calibrated-share", most=_ROUNDS)
    closing = close_plan(economy, year.records[-1], year.standing, charter)
    assert not isinstance(closing, Infeasible), closing
    return year, closing.candidates[0].balance


def market_flags(year: PlanningYear, plan: Balance, charter) -> dict[str, bool]:
    """Return Wetzel's four flags for a year: whether goods are made on spec, revenue becomes income, credits can be given away, sellers set prices."""
    book = _open_book(charter)
    asked = np.minimum(plan.use, year.records[-1].demand)
    return {
        "on spec": bool((plan.supply - asked > _DUST * asked).any()),
        "revenue becomes income": _pay(book, "income_for_work", "mine", "ada").accepted,
        "transferable entitlement": any(_pay(book, code, "ada", "ben").accepted for code in ("income_for_work", "saving", "draw_of_goods")),
        "seller sets price": any("price" in column for column in year.standing.columns()),
    }


def _open_book(charter):
    """Return a book in which Ada has worked and the mine has delivered."""
    posting = open_accounts(begin_book(LedgerRules.of_charter(charter), _DAY), (
        Account("society", "society"), Account("goods", "goods"), Account("ada", "person"), Account("ben", "person"), Account("mine", "worker_council")), _DAY)
    assert not posting.refusals
    book = posting.book
    for code, debit, credit in (("income_for_work", "society", "ada"), ("delivery", "goods", "mine")):
        posting = _pay(book, code, debit, credit)
        assert posting.accepted, posting.refusal
        book = posting.book
    return book


def _pay(book, code: str, debit: str, credit: str) -> Posting:
    return post_transfer(book, Transfer(request=f"{code} {debit} {credit}", code=code, debit=debit, credit=credit, amount_units=1000), _DAY)
