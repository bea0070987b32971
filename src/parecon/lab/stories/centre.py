"""Story 11, the local distribution centre: stocks that last until the next delivery, services that stay where they are, and no price anywhere."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from parecon.lab.stories.telling import Story, near
from parecon.procedures.free_access_allotment import Allotment
from parecon.procedures.free_access_choice import choose_wear
from parecon.procedures.free_access_season import Season, Setting, run_season
from parecon.procedures.free_access_stock import Need, StockRule, fill_rate, make_rule, simulate_centre
from parecon.procedures.free_access_world import World

__all__ = ["tell"]

_NEED, _LEAD = Need(100.0, 20.0), 2
_GOODS = ("food", "drink", "clothes", "household goods")
_SERVICES = ("hairdressing", "nursery", "repairs", "laundry", "library", "café", "sports hall", "home care")
_LOCALITIES, _WEEKS, _CENTRES = 3, 300, 300
_SPARE = 1.25
"""Workplaces can make a fourth more than is needed; by hand, hoarders who take twice their need break it when they are a fourth, if not before."""
_MET = 0.99
_JACKETS = np.array([10.0, 2.0])
_WORDS_OF_TRADE = ("price", "credit", "account", "income", "budget", "cost")


def tell(charter) -> Story:
    """Return the story: three localities, four goods of which each takes N(100, 20) a week, eight local services."""
    levels = {level: (fill_rate(StockRule(level, level, _LEAD), _NEED), _simulate(level)) for level in (324.0, 352.0)}
    forgotten = _NEED.mean_per_week * _LEAD + 2.0 * _NEED.deviation_per_week * _LEAD**0.5
    whole = make_rule(_NEED, 2.0, _LEAD).order_up_to
    season = _play(charter, 0.0)
    local = _local_share(season)
    left = float(season.levels.asked[:, len(_GOODS):len(_GOODS) + len(_SERVICES)].sum())
    written = _written_down(season)
    threshold = _threshold(charter)
    hours = {seen: float(choose_wear(_JACKETS, 100, signal=seen) @ _JACKETS) for seen in (False, True)}
    found = (*(near(part, (share, 0.003)) for (theory, simulated), share in zip(levels.values(), (0.95, 0.99)) for part in (theory, simulated)), left == 0.0,
             not any(word in name for name in written for word in _WORDS_OF_TRADE), local > 0.5, 0.1 < threshold <= _SPARE - 1.0, hours == {False: 600.0, True: 200.0},
             _simulate(forgotten) < 0.9 < 0.98 < _simulate(whole))
    lines = (
        "SPGB: people take freely, and stock control does the rest: what goes is noted, and ordered again when a point is reached.",
        f"{_LOCALITIES} localities; each takes 100 a week of {', '.join(_GOODS)}, give or take 20; deliveries after {_LEAD} weeks, stocks looked at every week.",
        *(f"Ordering up to {level:.0f}: {simulated:.1%} of what is wanted is there at once; theory says {theory:.1%}." for level, (theory, simulated) in levels.items()),
        f"Eight local services: {left:.0f} units of them were asked of another place. {local:.0%} of all decisions were made in localities.",
        f"What the season wrote down: {', '.join(written)}. No price, no account.",
        f"Hoarders take twice their need. Needs are met to {_MET:.0%} until {threshold:.0%} of people hoard; it cannot be more than 25%, for a fourth more can be made.",
        f"Jackets of 10 and of 2 hours, 100 responsible wearers: {hours[False]:.0f} hours where they see nothing,",
        f"  {hours[True]:.0f} where they see the work in each.",
        f"Control, stocks that last the time of delivery alone ({forgotten:.0f} units): {_simulate(forgotten):.1%} instead of {_simulate(whole):.1%}.",
    )
    return Story("centre", lines, all(found))


def _simulate(level: float) -> float:
    return simulate_centre(StockRule(level, level, _LEAD), _NEED, _WEEKS, seed=11, centres=_CENTRES).fill_rate


def _town() -> tuple[World, Setting]:
    """Return three localities whose goods are made elsewhere and whose services are made on the spot, each by a workplace of its own, out of hours alone."""
    made, n = len(_GOODS) + len(_SERVICES), len(_GOODS) + len(_SERVICES) + 1
    product, stored, hours = np.arange(n) < made, np.arange(n) < len(_GOODS), np.arange(n) == made
    wants = np.where(product, _NEED.mean_per_week, 0.0) * np.ones((_LOCALITIES, 1))
    make = np.eye(made, n) * wants.sum(axis=0)
    take = np.where(hours, make.sum(axis=1)[:, None], 0.0)
    zero = np.zeros(n)
    world = World(
        stored=stored, local=product & ~stored, made=product, bought=np.zeros(n, dtype=bool), tier=np.zeros(n, dtype=int), wants=wants, share=np.ones((1, _LOCALITIES, n)),
        heads=np.full(_LOCALITIES, 1000.0), region=np.zeros(_LOCALITIES, dtype=int), fixed=zero, row=np.arange(made), make=make, take=take, largest=np.full(made, _SPARE),
        volume=make.sum(axis=1), nature=zero, flow=np.where(hours, 10.0 * make.sum(), np.inf), limits=hours, cost=zero, pollutant=-1, weeks=26)
    return world, Setting(earning=zero, exported=zero, claim=0.0, emits=zero, labour=made, exchange=-1, pollutant=-1)


def _play(charter, hoarding: float) -> Season:
    world, setting = _town()
    values = {field.name: getattr(setting, field.name) for field in fields(setting)} | {"hoarding": hoarding}
    return run_season(world, Setting(**values), 11, charter.adopt({"access.lead_weeks_local": _LEAD, "access.patience": 1.0, "access.signal": "none"}, "this story"))


def _local_share(season: Season) -> float:
    """Return the share of decisions made in localities: their orders, those of their workplaces, and each week's services."""
    lines = season.levels.lines
    local = int(lines[0] + lines[1]) + len(season.series["wanted"]) * len(_SERVICES) * _LOCALITIES
    return local / (local + int(lines[2] + lines[3]) + len(season.allotments))


def _written_down(season: Season) -> list[str]:
    """Return the names of all that a season and its allotments hold."""
    return sorted({*season.series, *(field.name for kind in (Season, Allotment) for field in fields(kind))} - {"series"})


def _met(charter, hoarding: float) -> float:
    """Return the share of needs for stored goods that were met: what hoarders took beyond need met none."""
    season = _play(charter, hoarding)
    taken, needed = (np.array(season.series[name])[:, :len(_GOODS)].sum() for name in ("taken", "needed"))
    return float(taken / season.hoard / needed)


def _threshold(charter) -> float:
    """Return the largest share of hoarders, in hundredths, at which needs are still met, by halving."""
    low, high = 0, 32
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _met(charter, middle / 100) >= _MET else (low, middle)
    return low / 100
