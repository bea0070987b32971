"""The central planner beside the rounds: a linear programme over every recipe that councils filed, solved by two methods."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from parecon.charter import default_charter
from parecon.datasets.coming_year import ComingYear
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.society import build_society
from parecon.economy import CouncilKind, Economy
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.procedures.participatory import worst_gap
from parecon.proposals import ProposalBatch
from parecon.responses import lay_out, respond

__all__ = ["CENTRAL_GOODS", "CentralProgramme", "build_programme", "main", "measure_central", "stated_year", "solve_programme"]

CENTRAL_GOODS = (400, 1_000, 4_000, 10_000)
METHODS = ("ipm", "pdlp")
_ENOUGH, _ROUNDS_MAX = 0.01, 10
_SECONDS_MAX = 600.0
_PRICES_OFF = 0.1


@dataclass(frozen=True)
class CentralProgramme:
    """Maximise the last column subject to matrix (n, w + i + 1) @ x <= limit (n,), 0 <= x <= upper: activities, imports, and one scale of all consumption."""

    matrix: sparse.csc_array
    limit: np.ndarray
    upper: np.ndarray


def build_programme(economy: Economy, batch: ProposalBatch) -> CentralProgramme:
    """Return the programme of a planner who knows what the last round filed: recipes and capacities of worker councils, everybody's requests.

    Worker councils work at any scale up to the capacity they filed, in the proportions they filed;
    all private requests are raised by one factor; other requests, hours offered, endowments and
    claims stay; imports are bought with foreign exchange. The factor less one is how much more
    everyone could still have: the distance of the proposals to this optimum.
    """
    n = len(economy.goods)
    kind = economy.councils.kind[batch.council]
    owner = np.repeat(np.arange(len(batch)), np.diff(batch.start))
    amount = batch.quantity / 1e9
    workers = np.flatnonzero(kind == CouncilKind.WORKER)
    column = np.full(len(batch), -1)
    column[workers] = np.arange(len(workers))
    mine = kind[owner] == CouncilKind.WORKER
    made = sparse.csc_array((-amount[mine], (batch.good[mine], column[owner[mine]])), shape=(n, len(workers)))
    private = (kind[owner] == CouncilKind.CONSUMER) & (amount < 0)
    wanted = np.bincount(batch.good[private], -amount[private], n)
    others = ~mine & ~private
    limit = (economy.endowment - economy.claim) / 1e9 + np.bincount(batch.good[others], amount[others], n)
    imports = np.flatnonzero(economy.follows != np.arange(n))
    place = np.arange(len(imports))
    bought = sparse.csc_array((np.concatenate([np.full(len(imports), -1.0), economy.world_price[imports]]),
                               (np.concatenate([imports, economy.follows[imports]]), np.concatenate([place, place]))), shape=(n, len(imports)))
    matrix = sparse.hstack([made, bought, sparse.csc_array(wanted[:, None])], format="csc")
    room = np.maximum(batch.capacity[workers].astype(np.float64), 1.0)
    return CentralProgramme(matrix, limit, np.concatenate([room, np.full(len(imports) + 1, np.inf)]))


def solve_programme(programme: CentralProgramme, method: str) -> dict:
    """Return seconds, the factor reached, the largest relative breach of a balance, and what the solver (HiGHS) says of its end."""
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("solver", method), ("run_crossover", "off"), ("time_limit", _SECONDS_MAX)):
        solver.setOptionValue(option, value)
    matrix, columns = programme.matrix, programme.matrix.shape[1]
    scale = np.maximum(np.asarray(abs(matrix).max(axis=1).todense()).ravel(), 1e-12)
    scaled = (sparse.diags_array(1.0 / scale) @ matrix).tocsc()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, matrix.shape[0]
    model.col_cost_ = np.concatenate([np.zeros(columns - 1), [-1.0]])
    model.col_lower_, model.col_upper_ = np.zeros(columns), np.minimum(programme.upper, highspy.kHighsInf)
    model.row_lower_, model.row_upper_ = np.full(matrix.shape[0], -highspy.kHighsInf), programme.limit / scale
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = scaled.indptr, scaled.indices, scaled.data
    began = time.perf_counter()
    solver.passModel(model)
    solver.run()
    seconds = time.perf_counter() - began
    found = np.array(solver.getSolution().col_value)
    breach = np.max((scaled @ found - programme.limit / scale) / np.maximum(abs(scaled) @ np.abs(found), 1e-12)) if len(found) else np.nan
    return {"method": method, "seconds": round(seconds, 2), "factor": float(found[-1]) if len(found) else None, "breach": float(breach),
            "status": solver.modelStatusToString(solver.getModelStatus())}


def stated_year(industries: int, seed: int) -> ComingYear:
    """Return the coming year that is planned where tables know none: 2 % fewer hours, each industry's capital off by a lognormal factor of 3 %."""
    drift = np.random.Generator(np.random.PCG64(seed)).normal(0.0, 0.03, industries)
    return ComingYear(1, 0.98, 0.98, np.exp(drift), 1.0, "a stated year: 2 % fewer hours, capital drifting by 3 %")


def _plan(goods: int, seed: int) -> tuple[Economy, ProposalBatch, dict]:
    charter = default_charter()
    economy, society = build_society(generate_input_output(goods, seed=seed), seed=seed, charter=charter, size=0.62, coming=stated_year(goods, seed))
    factor = np.random.Generator(np.random.PCG64(seed)).normal(0.0, _PRICES_OFF, len(economy.goods))
    layout, began = lay_out(society), time.perf_counter()
    year = announce_first(economy, charter, economy.last_prices * np.exp(factor))
    while True:
        year, refusals = submit(year, respond(economy, society, year.announcement, layout))
        assert not refusals, refusals[0]
        year = close_round(year)
        if worst_gap(year.records[-1], economy) <= _ENOUGH or year.round >= _ROUNDS_MAX:
            return economy, year.standing, {"rounds": year.round, "seconds": round(time.perf_counter() - began, 2), "councils": len(economy.councils)}
        year = follow(year)


def measure_central(goods: int, method: str, seed: int = 1) -> dict:
    """Return what the rounds took on a random economy of ``goods``, and what the planner's programme took by ``method``."""
    economy, batch, rounds = _plan(goods, seed)
    programme = build_programme(economy, batch)
    return {"goods": goods, "rounds": rounds, "non_zeros": int(programme.matrix.nnz), "planner": solve_programme(programme, method)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one measurement as JSON: goods, method."""
    goods, method = sys.argv[1:] if arguments is None else arguments
    print(json.dumps(measure_central(int(goods), method)), flush=True)
    return 0


def run_apart(goods: int, method: str) -> dict:
    """Return `measure_central` of a process of its own, or the reason for which it did not end."""
    command = [sys.executable, "-W", "ignore", "-m", "parecon.lab.bench_central", str(goods), method]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS_MAX + 120, check=False)
    except subprocess.TimeoutExpired:
        return {"goods": goods, "failed": f"not ended within {_SECONDS_MAX + 120:.0f} s"}
    if done.returncode:
        return {"goods": goods, "failed": (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]}
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
