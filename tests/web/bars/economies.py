"""R18: stored economies give what they gave, two solvers agree, plans balance, prices on another scale plan the same, and what cannot be made is named."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from parecon.charter import default_charter
from parecon.datasets.town import build_town
from parecon.feasibility import Infeasible, close_plan
from parecon.plans.check import check_plan
from parecon.procedures.participatory import run

from web.bars.figure import Figure

STORED = Path(__file__).with_name("economies.json")
PRECISION = 1e-6
_TESTS = Path(__file__).parents[2]


def _load(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def town_figures(seed: int) -> dict[str, float]:
    """Return what a demonstration town's plan comes to: rounds, the objective of its adopted norm, the value of what people use."""
    economy, society = build_town(default_charter(), seed)
    outcome = run(economy, society, default_charter())
    violations = check_plan(outcome.year.economy, outcome.plan, default_charter())
    rescaled = run(replace(economy, last_prices=economy.last_prices * 7.0), society, default_charter())
    return {"rounds": float(len(outcome.year.records)), "objective": float(outcome.closing.candidate(outcome.plan.norm).objective), "made": float(np.maximum(outcome.plan.quantity, 0).sum()) / 1e9,
            "violations": float(len(violations)), "rescaled": float(np.maximum(rescaled.plan.quantity, 0).sum()) / 1e9}


def measure_economies(count: int) -> Figure:
    """R18 over so many towns and made-up economies."""
    stored = json.loads(STORED.read_text())
    apart, violations, scale = 0.0, 0, 0.0
    for seed in range(1, count + 1):
        found, kept = town_figures(seed), stored[str(seed)]
        apart = max(apart, *(abs(found[name] - kept[name]) / max(abs(kept[name]), 1e-9) for name in ("rounds", "objective", "made")))
        violations += int(found["violations"])
        scale = max(scale, abs(found["rescaled"] - found["made"]) / found["made"])
    made, oracle = _load(_TESTS / "feasibility" / "made_economy.py"), _load(_TESTS / "oracles" / "test_closing_programme.py")
    solvers, named, charter = 0.0, 0, default_charter()
    for seed in range(1, count + 1):
        economy, record, batch = made.make_economy(4, 30, 10, seed=seed, gap=0.02)
        closing = close_plan(economy, record, batch, charter)
        expected = oracle.solve_plainly(economy, closing.table, charter)
        solvers = max(solvers, abs(closing.candidate("least-change").objective - expected) / max(abs(expected), 1e-9))
        permits = economy.labels.position("CO2")
        short = close_plan(replace(economy, endowment=np.where(np.arange(len(economy.goods)) == permits, 0, economy.endowment)), record, batch, charter)
        named += isinstance(short, Infeasible) and "CO2" in short.goods
    text = (f"{count} towns: at most {apart:.1e} from what is stored, {violations} violations of balances or hashes, {scale:.1e} from the plan at prices seven times as high; {count} made-up economies: two solvers "
            f"at most {solvers:.1e} apart, the pollutant without permits named in {named} (bar {PRECISION:.0e}, all)")
    return Figure("R18", text, apart <= PRECISION and not violations and scale <= PRECISION and solvers <= PRECISION and named == count)


if __name__ == "__main__":
    STORED.write_text(json.dumps({str(seed): {name: value for name, value in town_figures(seed).items() if name in ("rounds", "objective", "made")} for seed in range(1, 21)}, indent=1) + "\n")
