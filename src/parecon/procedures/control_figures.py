"""Control figures: the Soviet process of directives, requests, balances, grants and priorities.

Sources: Montias, Planning with Material Balances (1959); Berliner, Factory and Manager in the USSR (1957); Nove, The Soviet Economic System (1977);
Kornai, Economics of Shortage (1980); `docs/rivals.md`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.economy import Economy
from parecon.procedures.control_figures_enterprise import five_year_target
from parecon.procedures.control_figures_plan import set_directives
from parecon.procedures.control_figures_told import count_commands, tell_facts, tell_people
from parecon.procedures.control_figures_year import FiguresYear, run_quarters
from parecon.procedures.events import OnEvent, RoundProgress
from parecon.procedures.protocol import Outcome
from parecon.procedures.recipes import made_goods
from parecon.procedures.year_accounts import YearOfWork, balance_year, tell_flows
from parecon.responses import CouncilLines, Ground, Respondents

__all__ = ["run"]

_ASSUMED = (
    "The centre knows last year's outputs, and recipes and capacities as units report them.",
    "Supply organs serve all uses perfectly within the targets, by priority; nobody is late, so every shortage is the plan's own.",
    "Retail prices stay as they are; what is short is queued for, and holders of office are served first.",
)


def run(economy: Economy, charter, respond: Respondents, *, seed: int, on_event: OnEvent) -> Outcome:
    """Return a year of control figures; parameters are the rows ``figures.*`` of the charter. Nothing is left to chance, so ``seed`` decides nothing."""
    ground, reported, dial = respond.ground, respond.reported, respond.conduct.self_interest
    on_event(RoundProgress(0, 1, "balances and targets"))
    directives = set_directives(economy, ground, charter)
    lived = run_quarters(economy, (ground, reported), directives, charter, pad=dial * charter["conduct.inputs_padded_max"], shock=respond.conduct.shock)
    drawn = _drawn(ground, reported, charter)
    year = balance_year(economy, ground, _sum_year(economy, ground, lived, drawn), drawn)
    figures = _figures(economy, reported, lived, charter)
    common = {"procedure": "control_figures", "variant": "military claim" if charter["figures.military_share"] else "no military claim", "seed": seed, "assumed": _ASSUMED,
              "rounds": charter["figures.rounds"] * charter["figures.quarters"], "facts": tell_facts(), "counts": count_commands(economy, ground, charter), "figures": figures}
    if year.short:
        return Outcome(flows=None, people=None, say=None, last_hand={}, refusal=f"the year does not balance: {year.short}", **common)
    flows, year, hours = tell_flows(economy, ground, year, drawn)
    people, say = tell_people(economy, respond, charter, (year, hours))
    return Outcome(flows=flows, people=people, say=say, activity=year.activity, wanted=lived.wanted["households"], prices=np.array(economy.last_prices),
                   served=np.minimum(year.consumed.sum(axis=0), lived.wanted["households"]), last_hand={"the planning board and ministries": 1.0}, **common)


def _drawn(ground: Ground, reported: Ground, charter) -> Ground:
    """Return units with the inputs they draw: what they asked for, pared, and never less than they need."""
    if reported is ground:
        return ground
    kept = 1.0 - charter["figures.pare"]
    asked, needed = reported.work.quantity, ground.work.quantity
    lines = CouncilLines(ground.work.council, ground.work.start, ground.work.good, np.where(needed < 0, np.minimum(kept * asked, needed), needed))
    return replace(ground, take=np.maximum(kept * reported.take, ground.take), work=lines)


def _sum_year(economy: Economy, ground: Ground, lived: FiguresYear, drawn: Ground) -> YearOfWork:
    """Return the year in units and groups: households are served alike by their wishes, good by good; what units drew and did not need is wasted."""
    wished = ground.wanted.sum(axis=0)
    part = np.divide(lived.served["households"], wished, out=np.zeros_like(wished), where=wished > 0)
    finals = {"collective": lived.served["collective"], "investment": lived.served["investment"] + lived.served["military"], "exports": lived.served["exports"]}
    products = made_goods(economy) | (economy.world_price > 0)
    wasted = np.where(products, np.maximum(lived.activity @ (drawn.take - ground.take), 0.0), 0.0)
    return YearOfWork(lived.activity, ground.wanted * part, finals, unsold=np.zeros_like(wished), wasted=wasted)


def _figures(economy: Economy, reported: Ground, lived: FiguresYear, charter) -> dict[str, object]:
    """Return what a reader asks of the process: shortage by use, what balances left open, horizons, commands."""
    worth = economy.last_prices
    found: dict[str, object] = {f"served_{name}": _part(lived.served[name] @ worth, amount @ worth) for name, amount in lived.wanted.items() if amount.any()}
    first, last = lived.quarters[0].plan, lived.quarters[-1].plan
    made = max(float(reported.make.sum(axis=0) @ worth), 1e-300)
    found |= {"uncovered_first_quarter": float(np.abs(first.uncovered) @ worth) / made, "uncovered_last_quarter": float(np.abs(last.uncovered) @ worth) / made}
    found["served_households_first_quarter"] = _part(lived.quarters[0].served["households"] @ worth, lived.wanted["households"] @ worth)
    found["goods_short"] = int(((lived.wanted["households"] - lived.served["households"]) > charter["figures.short_from"] * lived.wanted["households"]).sum())
    growth = charter["figures.growth"]
    found |= {"target_quarter": (1.0 + growth) ** (1.0 / 4.0), "target_year": 1.0 + growth, "target_five_years": five_year_target(1.0, growth), "target_long_term": five_year_target(1.0, growth, 15)}
    counts = count_commands(economy, reported, charter)
    found["commands"] = sum(c.messages for c in counts)
    year_minutes = charter["society.hours_per_person_year"] * 60.0
    found["functionaries"] = sum(c.minutes for c in counts) / year_minutes
    found["queue_hours_per_person"] = charter["figures.queue_hours"] * (1.0 - float(found.get("served_households", 1.0)))
    return found


def _part(some: float, whole: float) -> float:
    return float(some / whole) if whole > 0 else 1.0
