"""Story 1, concrete: what is over-demanded gets dearer, and its makers file more."""

from __future__ import annotations


from parecon.datasets.toy import concrete_economy
from parecon.facilitation import announce_first, close_round, follow, rule_called, submit
from parecon.feasibility import Infeasible, close_plan
from parecon.lab.stories.telling import Story, near
from parecon.lab.stories.town import first_batch, hold_rounds

__all__ = ["tell"]

_UNTIL = 1e-7
_ROUNDS = 400


def tell(charter) -> Story:
    """Return the story: requests for 130 at a price of 1, where 100 are offered."""
    requested, supplied, after = _first_round(charter)
    ends = {answering: _end(answering, charter) for answering in (True, False)}
    found = (*(near(after[rule], expected) for rule, expected in (("power", (1.040, 0.0005)), ("published", (1.054, 0.0005)))),
             near(requested, (130.0, 1e-6)), near(supplied, (100.0, 1e-6)), near(ends[True][0], (1.140, 0.0005)), near(ends[True][1], (114.0, 0.05)),
             near(ends[False][0], (1.300, 0.0005)), near(ends[False][1], (100.0, 0.05)))
    lines = (
        "Wetzel: more is asked of concrete than there is; its price rises, and those who make it plan to make more.",
        f"Round 1, price 1.000: the neighbourhood requests {requested:.1f} units, the works offer {supplied:.1f}.",
        f"Next price: {after['power']:.3f} by the power rule, {after['published']:.3f} by the published rule. Both rise.",
        f"Works that can answer: price {ends[True][0]:.3f}, {ends[True][1]:.1f} units, after {ends[True][2]} rounds of the power rule.",
        f"Control, works that cannot: price {ends[False][0]:.3f}, {ends[False][1]:.1f} units, after {ends[False][2]} rounds.",
        "So the dearer concrete called forth 14 units; without that answer it only shut people out.",
    )
    return Story("concrete", lines, all(found))


def _first_round(charter) -> tuple[float, float, dict[str, float]]:
    """Return what round 1 requests and offers, and the price each rule announces next."""
    economy, society = concrete_economy()
    year = announce_first(economy, charter, economy.last_prices)
    year, refusals = submit(year, first_batch(year, society))
    assert not refusals
    year = close_round(year)
    record = year.records[-1]
    after = {name: float(follow(year, rule_called(name)).announcement.prices[0]) for name in ("power", "published")}
    return record.demand[0] / 1e9, record.supply[0] / 1e9, after


def _end(answering: bool, charter) -> tuple[float, float, int]:
    """Return the last price, the units of the closed plan, and the rounds it took."""
    economy, society = concrete_economy(answering)
    year = hold_rounds(economy, society, charter, until=_UNTIL, rule="power", most=_ROUNDS)
    closing = close_plan(economy, year.records[-1], year.standing, charter)
    assert not isinstance(closing, Infeasible), closing
    return float(year.announcement.prices[0]), float(closing.candidates[0].balance.use[0]) / 1e9, len(year.records)


