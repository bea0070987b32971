"""Free access: people take what they need, centres keep stocks, needs are passed on, and work is voluntary.

As the Socialist Party of Great Britain would run it, and with its known failures switched on by rows of the charter: hoarding, people who
do not work, a unit that withholds, needs that are not passed on, nothing to see beside the shelf. Sources: SPGB, Managers,
Bureaucrats and the Coordinator Class; Cox, The "Economic Calculation" Controversy (2005); `docs/rivals.md`.
"""

from __future__ import annotations

import numpy as np

from parecon.economy import Economy
from parecon.procedures.events import OnEvent, RoundProgress
from parecon.procedures.free_access_season import Season, Setting, run_season
from parecon.procedures.free_access_tiers import TIERS
from parecon.procedures.free_access_told import count_acts, tell_facts, tell_people
from parecon.procedures.free_access_world import World, lay_world
from parecon.procedures.protocol import Outcome
from parecon.procedures.year_accounts import YearOfWork, balance_year, tell_flows
from parecon.responses import Ground, Respondents

__all__ = ["run", "set_season"]

_ASSUMED = (
    "People want what people had last year on average, by their own tastes and not by last year's income; what they take is limited by that.",
    "Recipes are last year's; a work unit can do nothing without any of the things in its recipe (the law of the minimum).",
    "Stores begin the year as full as a usual week leaves them; what is drawn from them over the year is not counted as this year's.",
    "Foreign trade goes on as with any other system: imports are paid for by exports.",
)


def run(economy: Economy, charter, respond: Respondents, *, seed: int, on_event: OnEvent) -> Outcome:
    """Return a season of free access in weekly steps; parameters are the rows ``access.*`` of the charter."""
    ground, reported = respond.ground, respond.reported
    world, setting = lay_world(economy, ground, reported, charter), set_season(ground, respond, charter)
    season = run_season(world, setting, seed, charter, tell=lambda week: on_event(RoundProgress(week, world.weeks, "weeks of free access")))
    year = balance_year(economy, ground, _sum_year(world, ground, reported, season, setting), reported)
    figures = _figures(economy, world, season, year)
    common = {"procedure": "free_access", "variant": charter["access.signal"], "seed": seed, "rounds": world.weeks, "facts": tell_facts(charter), "assumed": _ASSUMED,
              "counts": count_acts(world, season, charter), "figures": figures}
    if year.short:
        return Outcome(flows=None, people=None, say=None, last_hand={}, refusal=f"the year does not balance: {year.short}", **common)
    flows, year, hours = tell_flows(economy, ground, year, reported)
    people, say = tell_people(economy, respond, charter, (year, hours))
    needed = np.array(season.series["needed"]).sum(axis=0)
    return Outcome(flows=flows, people=people, say=say, activity=year.activity, wanted=needed, served=np.minimum(year.consumed.sum(axis=0) / season.hoard, needed),
                   last_hand={"the workplace itself, by what was ordered": 1.0}, **common)


def set_season(ground: Ground, respond: Respondents, charter) -> Setting:
    """Return how people and the world outside behave: the dial of self-interest adds hoarding and takes away work."""
    dial, shock, weeks = respond.conduct.self_interest, respond.conduct.shock, charter["access.season_weeks"]
    bodies = ground.collective + ground.investment + ground.exports
    offered = charter["access.work_offered"] * (1.0 - charter["access.work_by_approval"] * (1.0 - charter["access.work_approval"]))
    claim = float(ground.claim[ground.exchange] - ground.endowment[ground.exchange]) / weeks if ground.exchange >= 0 else 0.0
    known = {}
    if shock is not None:
        codes = [respond.economy.rows[r].code for r in ground.row]
        goods = [good.code for good in respond.economy.goods]
        known = {"shock_week": min(int(shock.at * weeks), weeks - 1), "capacity": np.array([shock.capacity.get(code, 1.0) for code in codes]),
                 "wishes": np.array([shock.wishes.get(code, 1.0) for code in goods])}
    return Setting(
        earning=ground.export_earning, exported=np.divide(ground.exports, bodies, out=np.zeros_like(bodies), where=bodies > 0), claim=claim, emits=ground.emits,
        labour=ground.labour, exchange=ground.exchange, pollutant=ground.pollutant,
        hoarding=min(1.0, charter["access.hoarding_share"] + dial * charter["access.hoarding_share_max"]), offered=offered * (1.0 - dial * charter["access.work_lost_max"]), **known)


def _sum_year(world: World, ground: Ground, reported: Ground, season: Season, setting: Setting) -> YearOfWork:
    """Return the season in units and groups: what hoarders took beyond need is taken, and wasted."""
    consumed = np.einsum("gln,ln->gn", world.share, season.taken)
    bodies = ground.collective + ground.investment
    part = np.divide(season.fixed_taken - season.exported, bodies, out=np.zeros_like(bodies), where=bodies > 0)
    hoarded = consumed.sum(axis=0) * (1.0 - 1.0 / season.hoard)
    padded = np.where(world.made | world.bought, season.activity @ (reported.take - ground.take), 0.0)
    return YearOfWork(season.activity, consumed, {"collective": ground.collective * part, "investment": ground.investment * part, "exports": season.exported},
                      unsold=np.zeros_like(bodies), wasted=hoarded + np.maximum(padded, 0.0))


def _figures(economy: Economy, world: World, season: Season, year: YearOfWork) -> dict[str, object]:
    """Return what a reader asks of free access, as plain numbers by name; goods count by last year's prices where they have to be added up."""
    worth = economy.last_prices
    needed, wanted, at_once, taken, ordered = (np.array(season.series[name]) for name in ("needed", "wanted", "at_once", "taken", "ordered"))
    found: dict[str, object] = {"needs_met": _part(np.minimum(year.consumed.sum(axis=0) / season.hoard, needed.sum(axis=0)) @ worth, needed.sum(axis=0) @ worth), "fill_rate": _part(at_once.sum(axis=0) @ worth, wanted.sum(axis=0) @ worth)}
    for number, tier in enumerate(TIERS):
        mine = (world.tier == number) * worth
        if wanted.sum(axis=0) @ mine > 0:
            found[f"fill_rate_{tier}"] = _part(at_once.sum(axis=0) @ mine, wanted.sum(axis=0) @ mine)
    local = _part(at_once.sum(axis=0) @ worth, wanted.sum(axis=0) @ worth)
    region, beyond = (_part(season.levels.sent[level] @ worth, season.levels.asked[level] @ worth) for level in (0, 1))
    found |= {"met_by_locality": local, "met_by_region": (1 - local) * region, "met_by_world": (1 - local) * (1 - region) * beyond}
    found["worst_week_fill_rate"] = float(min(_part(a @ worth, w @ worth) for a, w in zip(at_once, wanted)))
    found["order_amplification"] = _amplify(ordered, taken, world)
    found["hoarded_share"] = 1.0 - 1.0 / season.hoard
    found["bodies_served"] = _part(season.fixed_taken @ worth, world.fixed @ worth * world.weeks)
    found["drawn_from_stocks"] = year.drawn
    found["stock_end_over_start"] = _part(season.levels.held() @ worth, season.levels.opening @ worth)
    total = max(int(season.held_back.sum()), 1)
    found |= {f"row_weeks_held_back_by_{name}": season.held_back[place] / total for place, name in ((1, "capacity"), (2, "stocks"), (3, "limits"))}
    tiers = np.mean([each.tiers for each in season.allotments], axis=0)
    found |= {f"allotted_{tier}": float(share) for tier, share in zip(TIERS, tiers)}
    found["scarcest_needed_over_there"] = float(max(each.scarcity.max(initial=0.0) for each in season.allotments))
    lines = season.levels.lines
    decided = (int(lines[0] + lines[1]) + world.weeks * int(world.local.sum()) * len(world.heads), int(lines[2]), int(lines[3]) + len(season.allotments))
    found |= {f"decisions_{name}": count for name, count in zip(("local", "regional", "world"), decided)}
    found["decisions_local_share"] = decided[0] / max(sum(decided), 1)
    return {name: value if isinstance(value, int) else float(value) for name, value in found.items()}


def _part(some: float, whole: float) -> float:
    return float(some / whole) if whole > 0 else 1.0


def _amplify(ordered: np.ndarray, taken: np.ndarray, world: World) -> float:
    """Return how much more orders to work swing than what people take: the median over stored goods of the variances' ratio, once stocks have settled.

    Source: Lee, Padmanabhan and Whang, Management Science 43 (1997).
    """
    settled = len(taken) // 4
    mine = np.flatnonzero(world.stored & (taken.mean(axis=0) > 0) & (ordered.mean(axis=0) > 0))
    if not mine.size or len(taken) < 8:
        return 1.0
    swing = [series[settled:, mine].var(axis=0) for series in (ordered, taken)]
    known = swing[1] > 0
    return float(np.median(swing[0][known] / swing[1][known])) if known.any() else 1.0
