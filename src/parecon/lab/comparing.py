"""Run all procedures on the same economy, with the same people, seeds, lies and shock."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Mapping

from parecon.charter import Charter
from parecon.economy import Economy, Society
from parecon.procedures.protocol import Outcome
from parecon.procedures.registry import PROCEDURES, run_procedure
from parecon.reports.comparison import Arm, Comparison, Run
from parecon.reports.measures import Measure, Yardstick, lay_yardstick, measure_outcome
from parecon.responses import Conduct, Respondents, Shock

__all__ = ["Plan", "compare_procedures"]

AT = 0.5
"""The share of the year that has passed when the shock comes."""
_GAIN = "distance to the best plan, equal heads"


@dataclass(frozen=True)
class Plan:
    """What to compare: procedures by name; seeds; self_interest: the dial in the second run of each (0: no second run); shock: factor on the capacity of rows, by code."""

    procedures: Sequence[str]
    seeds: Sequence[int] = (0,)
    self_interest: float = 0.5
    shock: Mapping[str, float] | None = None


def compare_procedures(open_society: Callable[[int], tuple[Economy, Society]], charter: Charter, plan: Plan, *,
                       show: Callable[[str, int, int], None] = lambda step, done, total: None) -> Comparison:
    """Return the comparison; ``open_society`` gives economy and society for a seed; ``show`` hears (step, done, total).

    What happens when units lie is the gain that the honest run has over one with the dial turned; what a shock in mid-year
    costs is the distance to the best plan of a year that knew of it, less the distance in the calm year: how much worse the procedure answers.
    """
    runs: dict[str, list[Run]] = {name: [] for name in plan.procedures}
    outcomes: dict[str, tuple[Outcome, float]] = {}
    first: tuple[Economy, Yardstick] | None = None
    total = len(plan.seeds) * len(plan.procedures)
    for s, seed in enumerate(plan.seeds):
        show("the best plan is sought, the yardstick of all", s * len(plan.procedures), total)
        economy, society = open_society(seed)
        yardstick = lay_yardstick(Respondents(economy, society, charter))
        shocked = _shocked(yardstick, plan.shock) if plan.shock else None
        first = first or (economy, yardstick)
        for p, name in enumerate(plan.procedures):
            show(f"{PROCEDURES[name].title}", s * len(plan.procedures) + p, total)
            began = time.perf_counter()
            outcome, measures = _run(name, yardstick, Conduct(), seed)
            outcomes.setdefault(name, (outcome, time.perf_counter() - began))
            runs[name].append(Run(seed, (*measures, *_under_strain(name, measures, (yardstick, shocked), (plan, seed)))))
    arms = tuple(Arm(name, PROCEDURES[name].title, *_of(outcomes[name], runs[name])) for name in plan.procedures)
    return Comparison(first[0], first[1].respond.ground, first[1].prices, arms, _told(plan, first[0]))


def _of(outcome: tuple[Outcome, float], runs: list[Run]) -> tuple[Outcome, tuple[Run, ...], float]:
    return outcome[0], tuple(runs), outcome[1]


def _run(name: str, yardstick: Yardstick, conduct: Conduct, seed: int) -> tuple[Outcome, tuple[Measure, ...]]:
    respond = replace(yardstick.respond, conduct=conduct)
    outcome = run_procedure(name, respond.economy, respond.charter, respond, seed=seed)
    return outcome, measure_outcome(outcome, replace(yardstick, respond=respond))


def _under_strain(name: str, measures, yardsticks, plan_and_seed) -> tuple[Measure, ...]:
    (yardstick, shocked), (plan, seed) = yardsticks, plan_and_seed
    honest = _gain(measures)
    found = []
    if plan.self_interest > 0:
        _, lying = _run(name, yardstick, Conduct(self_interest=plan.self_interest), seed)
        found.append(Measure("consumption lost when units lie", "share of consumption", _lost(honest, _gain(lying))))
        rule = {m.name: m.value for m in lying}
        found += [Measure(f"{index}, when all are self-interested", "0 to 1", rule.get(index))
                  for index in ("rule", "privilege, by effort and need", "coincidence")]
    if shocked is not None:
        respond = replace(yardstick.respond, conduct=Conduct(shock=Shock(AT, plan.shock)))
        hit = measure_outcome(run_procedure(name, respond.economy, respond.charter, respond, seed=seed), shocked)
        found.append(Measure("consumption lost to the shock", "share of consumption, beyond what a plan loses that knew of it", _lost(honest, _gain(hit))))
    return tuple(found)


def _gain(measures) -> float | None:
    return next((m.value for m in measures if m.name == _GAIN), None)


def _lost(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def _shocked(yardstick: Yardstick, shock: Mapping[str, float]) -> Yardstick:
    """Return the yardstick of a year that knew the shock beforehand: capacity as it is on average over the year."""
    respond = yardstick.respond
    average = {code: AT + (1.0 - AT) * factor for code, factor in shock.items()}
    return lay_yardstick(replace(respond, society=respond.society_after(Shock(AT, average))))


def _told(plan: Plan, economy: Economy) -> tuple[str, ...]:
    told = [f"{len(plan.procedures)} arms on {economy.name}, seeds {', '.join(map(str, plan.seeds))}: the same technique, tastes, endowments and people in each."]
    if plan.self_interest > 0:
        told.append(f"Each arm runs a second time with the dial of self-interest at {plan.self_interest:g}: units hide capacity and pad requests, and each system's own failures are switched on as far.")
    if plan.shock:
        told.append("And once more with a shock in mid-year that nobody foresaw, to the capacity of " + ", ".join(f"{code} times {by:g}" for code, by in plan.shock.items()) + ".")
    return tuple(told)
