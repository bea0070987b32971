"""Story 2, carpenters, bicycles and wheelchairs: the same hours and the same steel serve once."""

from __future__ import annotations

from typing import Mapping

import numpy as np

from parecon.economy import Economy, Good, GoodKind
from parecon.facilitation import announce_first, close_round, submit
from parecon.feasibility import Candidate, Infeasible, close_plan, find_effects
from parecon.lab.stories.telling import Story, near
from parecon.lab.stories.town import Neighbourhood, Workshop, build_town, hold_rounds, post_by_hand, product

__all__ = ["tell"]

_UNTIL = 1e-7
_PEOPLE, _SHARE, _MOVED_SHARE = 100, 0.6, 0.4
_TUBE = 1000.0
_OWN = 0.2
_ANSWER = 10.0


def tell(charter) -> Story:
    """Return the story: what 2,000 hours of carpenters and 1,000 kilograms of tube can become."""
    whole = charter.adopt({"closing.floor_survival": 1.0, "closing.floor_comfort": 1.0}, "this story: nobody’s request gives way")
    ratio, hours, told_hours = _carpenters(charter, whole)
    bicycles, wheelchairs = _plan(charter, moved=0)
    short, told = _factory_alone(whole)
    lost = _who_would_lose(charter)
    changed = _plan(charter, moved=1)
    found = (near(ratio, (4.0, 1e-6)), near(hours, (1600.0, 0.01)), near(bicycles, (60.0, 0.005)), near(wheelchairs, (20.0, 0.005)),
             near(short, (200.0, 0.01)), near(lost, (10.0, 0.01)), near(changed[0], (59.8, 0.05)), near(changed[1], (20.1, 0.05)), changed[0] < bicycles)
    lines = (
        "Wetzel: carpenters who build a clinic cannot build houses in the same hours; what one uses, another goes without.",
        f"A house takes 400 hours and a clinic 1,600. Prices at which both are worth their cost: a clinic costs {ratio:.3f} houses.",
        f"One clinic and five houses out of 2,000 hours: refused. {told_hours}",
        f"1,000 kg of tube, a bicycle takes 10 and a wheelchair 20; 100 people spend 60 % on bicycles. Plan: {bicycles:.1f} bicycles, {wheelchairs:.1f} wheelchairs.",
        f"The factory posts 80 bicycles by itself: refused. {told}",
        f"Had it been allowed, {lost:.1f} of the 20 wheelchairs could not be made.",
        f"Control: one person far away moves their share from 60 % to 40 %: {changed[0]:.1f} bicycles and {changed[1]:.1f} wheelchairs. No vote, no order, no seller.",
    )
    return Story("carpenters", lines, all(found))


def _carpenters(charter, whole) -> tuple[float, float, str]:
    """Return the price ratio the rounds find from equal prices, the hours missing for five houses and a clinic, and the certificate in words."""
    goods = (product("house", "houses", "survival"), product("clinic", "clinics", "survival"), Good("hours", "carpenters’ hours", GoodKind.NATURE, "hours"))
    prices = {"house": 440.0, "clinic": 1760.0, "hours": 1.0}
    shops = (Workshop("house builders", "house", 1.0, {"hours": 400.0}, own_share=1 / 11, elasticity=1.0),
             Workshop("clinic builders", "clinic", 1.0, {"hours": 1600.0}, own_share=1 / 11, elasticity=1.0))
    economy, society = build_town(goods, prices, (*shops, Neighbourhood("town", _PEOPLE, {"house": 1.0, "clinic": 1.0})), endowment={"hours": 2000.0})
    year = hold_rounds(economy, society, charter, until=_UNTIL, rule="calibrated-share", start=np.array([1000.0, 1000.0, 1.0]))
    said = year.announcement.prices
    twice = build_town(goods, prices, (*shops, Neighbourhood("town", _PEOPLE, {"house": 5.0, "clinic": 1.0})), endowment={"hours": 2000.0})[0]
    missing = _close_by_hand(twice, whole, ({"house": 5.0, "hours": -2000.0}, {"clinic": 1.0, "hours": -1600.0}, {"house": -5.0, "clinic": -1.0}))
    assert isinstance(missing, Infeasible)
    return float(said[1] / said[0]), _missing(missing, "hours"), _words(missing)


def _cycle_town(bicycle_tier: str = "comfort") -> tuple:
    """Return the town of the cycle works: two workshops, 99 people here and one far away."""
    goods = (product("bicycle", "bicycles", bicycle_tier), product("wheelchair", "wheelchairs", "survival"), Good("tube", "steel tube", GoodKind.NATURE, "kilograms"))
    return goods, {"bicycle": 10.0 / (1 - _OWN), "wheelchair": 20.0 / (1 - _OWN), "tube": 1.0}


def _plan(charter, moved: int) -> tuple[float, float]:
    """Return bicycles and wheelchairs of the closed plan when ``moved`` people far away have moved their share."""
    goods, prices = _cycle_town()
    spent = _TUBE / (1 - _OWN) / _PEOPLE
    basket = lambda share: {"bicycle": share * spent / prices["bicycle"], "wheelchair": (1 - share) * spent / prices["wheelchair"]}  # noqa: E731
    here = {code: (_PEOPLE - 1) * units for code, units in basket(_SHARE).items()}
    economy, society = build_town(goods, prices, (
        Workshop("bicycle works", "bicycle", 60.0, {"tube": 600.0}, own_share=_OWN, elasticity=_ANSWER),
        Workshop("wheelchair works", "wheelchair", 20.0, {"tube": 400.0}, own_share=_OWN, elasticity=_ANSWER),
        Neighbourhood("here", _PEOPLE - 1, here), Neighbourhood("far away", 1, basket(_MOVED_SHARE if moved else _SHARE))), endowment={"tube": _TUBE})
    year = hold_rounds(economy, society, charter, until=_UNTIL, rule="calibrated-share")
    closing = close_plan(economy, year.records[-1], year.standing, charter)
    assert not isinstance(closing, Infeasible), closing
    made = closing.candidates[0].balance.supply / 1e9
    return float(made[0]), float(made[1])


_EIGHTY: tuple[Mapping[str, float], ...] = (
    {"bicycle": 80.0, "tube": -800.0}, {"wheelchair": 20.0, "tube": -400.0}, {"bicycle": -80.0, "wheelchair": -20.0})


def _small_cycle_town(bicycle_tier: str) -> Economy:
    goods, prices = _cycle_town(bicycle_tier)
    return build_town(goods, prices, (Workshop("bicycle works", "bicycle", 80.0, {"tube": 800.0}), Workshop("wheelchair works", "wheelchair", 20.0, {"tube": 400.0}),
                                      Neighbourhood("town", _PEOPLE, {"bicycle": 80.0, "wheelchair": 20.0})), endowment={"tube": _TUBE})[0]


def _factory_alone(whole) -> tuple[float, str]:
    """Return the tube missing for 80 bicycles beside the 20 wheelchairs, and the certificate in words."""
    missing = _close_by_hand(_small_cycle_town("comfort"), whole, _EIGHTY)
    assert isinstance(missing, Infeasible)
    return _missing(missing, "tube"), _words(missing)


def _who_would_lose(charter) -> float:
    """Return the wheelchairs that a closing would take away if the 80 bicycles had to stand."""
    rules = charter.adopt({"closing.floor_survival": 0.0, "closing.floor_comfort": 1.0, "closing.norms": ("least-change",)}, "this story: bicycles stand")
    economy = _small_cycle_town("comfort")
    closing = _close_by_hand(economy, rules, _EIGHTY)
    assert not isinstance(closing, Infeasible)
    candidate: Candidate = closing.candidates[0]
    cut = find_effects(economy, closing, candidate, rules).cut_share[0][economy.labels.position("wheelchair")]
    return float(cut) * float(closing.table.requests[0][economy.labels.position("wheelchair")]) / 1e9


def _close_by_hand(economy: Economy, charter, lines):
    """Return the closing of one round in which every council posts ``lines``."""
    year = announce_first(economy, charter, economy.last_prices)
    year, refusals = submit(year, post_by_hand(economy, lines))
    assert not refusals, refusals[0]
    year = close_round(year)
    return close_plan(economy, year.records[-1], year.standing, charter)


def _missing(certificate: Infeasible, good: str) -> float:
    return dict(zip(certificate.goods, certificate.amounts)).get(good, 0.0)


def _words(certificate: Infeasible) -> str:
    named = ", ".join(f"{amount:,.0f} {unit}" + ("" if unit == good else f" of {good}")
                      for good, amount, unit in zip(certificate.goods, certificate.amounts, certificate.units))
    return f"The certificate names what is missing: {named}."
