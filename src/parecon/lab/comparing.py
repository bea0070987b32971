"""Run all procedures on the same economy, with the same people, seeds, lies and shock; side by side in several processes where there is room."""

from __future__ import annotations

import copyreg
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Mapping

from parecon.charter import Charter
from parecon.economy import Economy, Society
from parecon.lab.living_on import live_on
from parecon.procedures.protocol import Outcome
from parecon.procedures.registry import PROCEDURES, run_procedure
from parecon.reports.comparison import Arm, Comparison, Run
from parecon.reports.measures import Measure, Yardstick, lay_yardstick, measure_outcome
from parecon.reports.persistence import class_years
from parecon.responses import Conduct, Respondents, Shock

__all__ = ["Plan", "compare_procedures", "processes_for"]

AT = 0.5
"""The share of the year that has passed when the shock comes."""
_GAIN = "distance to the best plan, equal heads"
_BYTES_EACH, _BYTES_A_COUNCIL = 4e8, 1.2e4


def _protect(held: dict) -> MappingProxyType:
    """Return what cannot be changed through it."""
    return MappingProxyType(held)


# Outcomes and charters travel between processes; the language does not know how to send a mapping that is only to be read.
copyreg.pickle(MappingProxyType, lambda mapping: (_protect, (dict(mapping),)))


@dataclass(frozen=True)
class Plan:
    """What to compare: procedures by name; seeds; self_interest: the dial in the second run of each (0: no second run); shock, wishes: factors on the
    capacity of rows and on what people want of goods, by code; years: how long each goes on after the first, for the persistence of classes;
    noted: sentences that the report begins with."""

    procedures: Sequence[str]
    seeds: Sequence[int] = (0,)
    self_interest: float = 0.5
    shock: Mapping[str, float] | None = None
    wishes: Mapping[str, float] | None = None
    years: int = 1
    noted: Sequence[str] = ()

    @property
    def struck(self) -> Shock | None:
        """The shock in mid-year, None where there is none."""
        return Shock(AT, dict(self.shock or {}), dict(self.wishes or {})) if self.shock or self.wishes else None


@dataclass(frozen=True)
class _Task:
    """One arm with one seed, and all it takes to run it anywhere."""

    open_society: Callable[[int], tuple[Economy, Society]]
    charter: Charter
    plan: Plan
    name: str
    seed: int


def compare_procedures(open_society: Callable[[int], tuple[Economy, Society]], charter: Charter, plan: Plan, *, processes: int = 1,
                       show: Callable[[str, int, int], None] = lambda step, done, total: None) -> Comparison:
    """Return the comparison; ``open_society`` gives economy and society for a seed; ``show`` hears (step, done, total).

    What happens when units lie is the gain that the honest run has over one with the dial turned; what a shock in mid-year
    costs is the distance to the best plan of a year that knew of it, less the distance in the calm year: how much worse the procedure answers.
    processes: so many arms run at a time, each in a process of its own (``open_society`` has to be a function or object that can be sent there); the
    result is the same.
    """
    tasks = [_Task(open_society, charter, plan, name, seed) for seed in plan.seeds for name in plan.procedures]
    show("the best plan is sought, the yardstick of all", 0, len(tasks))
    found: dict[tuple[str, int], tuple[Outcome, tuple[Measure, ...], float]] = {}
    for task, result in _in_one(tasks, show) if processes <= 1 else _in_several(tasks, processes):
        found[task.name, task.seed] = result
        show(PROCEDURES[task.name].title, len(found), len(tasks))
    first = plan.seeds[0]
    arms = tuple(Arm(name, PROCEDURES[name].title, found[name, first][0], tuple(Run(seed, found[name, seed][1]) for seed in plan.seeds), found[name, first][2]) for name in plan.procedures)
    economy, society = open_society(first)
    return Comparison(economy, Respondents(economy, society, charter).ground, society.benchmark_prices, arms, _told(plan, economy))


def processes_for(councils: int, wanted: int | None = None) -> int:
    """Return how many arms of an economy of so many councils run at a time: as many as there are processors, and as memory that is free allows.

    >>> processes_for(100, wanted=1)
    1
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    room = _free_bytes() / (_BYTES_EACH + _BYTES_A_COUNCIL * councils)
    return max(1, min(cores if wanted is None else wanted, int(room)))


def _free_bytes() -> float:
    """Return the memory that is free, infinite where the system does not tell."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            return next(float(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        return float("inf")


def _in_one(tasks: list[_Task], show) -> Iterator:
    for number, task in enumerate(tasks):
        show(PROCEDURES[task.name].title, number, len(tasks))
        yield task, _run_task(task)


def _in_several(tasks: list[_Task], processes: int) -> Iterator:
    """Yield each task with its result as it is done; processes are started afresh, with one thread each, so that none waits for another's."""
    before = os.environ.get("NUMBA_NUM_THREADS")
    pool = ProcessPoolExecutor(min(processes, len(tasks)), mp_context=multiprocessing.get_context("spawn"))
    try:
        os.environ["NUMBA_NUM_THREADS"] = "1"
        waiting = {pool.submit(_run_task, task): task for task in tasks}
        os.environ.pop("NUMBA_NUM_THREADS") if before is None else os.environ.update(NUMBA_NUM_THREADS=before)
        for future in as_completed(waiting):
            yield waiting[future], future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _run_task(task: _Task) -> tuple[Outcome, tuple[Measure, ...], float]:
    yardstick, shocked = _yardsticks(task)
    began = time.perf_counter()
    outcome, measures = _run(task.name, yardstick, Conduct(), task.seed)
    seconds = time.perf_counter() - began
    return outcome, (*measures, *_under_strain(task, measures, (yardstick, shocked)), *_over_years(task, yardstick, outcome)), seconds


_KEPT: list = []


def _yardsticks(task: _Task) -> tuple[Yardstick, Yardstick | None]:
    """Return the yardsticks of a calm year and of one that knew the shock; the last are kept, for all arms are held against the same."""
    key = (task.open_society, task.charter.hash(), task.seed, task.plan.struck)
    if not _KEPT or _KEPT[0] != key:
        yardstick = lay_yardstick(Respondents(*task.open_society(task.seed), task.charter))
        _KEPT[:] = [key, (yardstick, _shocked(yardstick, task.plan.struck) if task.plan.struck else None)]
    return _KEPT[1]


def _run(name: str, yardstick: Yardstick, conduct: Conduct, seed: int) -> tuple[Outcome, tuple[Measure, ...]]:
    respond = replace(yardstick.respond, conduct=conduct)
    outcome = run_procedure(name, respond.economy, respond.charter, respond, seed=seed)
    return outcome, measure_outcome(outcome, replace(yardstick, respond=respond))


def _under_strain(task: _Task, measures, yardsticks) -> Iterator[Measure]:
    (yardstick, shocked), plan = yardsticks, task.plan
    honest = _gain(measures)
    if plan.self_interest > 0:
        _, lying = _run(task.name, yardstick, Conduct(self_interest=plan.self_interest), task.seed)
        yield Measure("consumption lost when units lie", "share of consumption", _lost(honest, _gain(lying)))
        rule = {m.name: m.value for m in lying}
        for index in ("rule", "privilege, by effort and need", "coincidence"):
            yield Measure(f"{index}, when all are self-interested", "0 to 1", rule.get(index))
    if shocked is not None:
        respond = replace(yardstick.respond, conduct=Conduct(shock=plan.struck))
        hit = measure_outcome(run_procedure(task.name, respond.economy, respond.charter, respond, seed=task.seed), shocked)
        yield Measure("consumption lost to the shock", "share of consumption, beyond what a plan loses that knew of it", _lost(honest, _gain(hit)))


def _over_years(task: _Task, yardstick: Yardstick, outcome: Outcome) -> Iterator[Measure]:
    """Yield the class indices of each further year, and who of the top was there at first."""
    if task.plan.years > 1 and outcome.flows is not None:
        years = live_on(task.name, yardstick.respond, (outcome, task.seed), task.plan.years)
        yield from class_years([each.outcome for each in years], [each.prices for each in years], task.charter)


def _gain(measures) -> float | None:
    return next((m.value for m in measures if m.name == _GAIN), None)


def _lost(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def _shocked(yardstick: Yardstick, shock: Shock) -> Yardstick:
    """Return the yardstick of a year that knew the shock beforehand: capacities and wishes as they are on average over the year."""
    respond = yardstick.respond
    average = Shock(shock.at, *({code: shock.at + (1.0 - shock.at) * factor for code, factor in changed.items()} for changed in (shock.capacity, shock.wishes)))
    return lay_yardstick(replace(respond, society=respond.society_after(average)), near=yardstick)


def _told(plan: Plan, economy: Economy) -> tuple[str, ...]:
    told = [f"{len(plan.procedures)} arms on {economy.name}, seeds {', '.join(map(str, plan.seeds))}: the same technique, tastes, endowments and people in each."]
    if plan.self_interest > 0:
        told.append(f"Each arm runs a second time with the dial of self-interest at {plan.self_interest:g}: units hide capacity and pad requests, and each system's own failures are switched on as far.")
    if plan.struck:
        changes = [*(f"the capacity of {code} times {by:g}" for code, by in plan.struck.capacity.items()), *(f"wishes for {code} times {by:g}" for code, by in plan.struck.wishes.items())]
        told.append(f"And once more with a shock in mid-year that nobody foresaw: {', '.join(changes)}.")
    if plan.years > 1:
        told.append(f"And each goes on for {plan.years} years in all, every year from what the one before came to, to see whose class position lasts.")
    return (*told, *plan.noted)
