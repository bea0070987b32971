"""The least-change closing against the same programme written out plainly for another solver interface."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from parecon.charter import default_charter
from parecon.economy import GoodKind
from parecon.feasibility import close_plan

MADE = Path(__file__).parents[1] / "feasibility" / "made_economy.py"


def load_made():
    spec = importlib.util.spec_from_file_location("made_economy", MADE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def solve_plainly(economy, table, charter) -> float:
    """Return the least change in value, as a share of all value: activities s and rations r as they are, absolute changes as two columns each."""
    n, classes = len(economy.goods), len(table.row)
    net = (table.supply - table.use).toarray() / 1e9
    requests, prices = table.requests / 1e9, table.prices
    imports = economy.kinds(GoodKind.IMPORT)
    given = (economy.endowment - economy.claim + table.offers + table.other_supply) / 1e9
    width = classes + 4 * n + len(imports) + 2 * classes
    edges = np.cumsum([0, classes, 4 * n, len(imports), classes, classes])
    s, r, bought, up, down = (slice(a, b) for a, b in zip(edges[:-1], edges[1:]))
    balance = np.zeros((n, width))
    balance[:, s] = -net.T
    for group in range(4):
        for good in range(n):
            balance[good, r.start + group * n + good] += requests[group, good]
            if group == 3 and table.exchange >= 0:
                balance[table.exchange, r.start + group * n + good] -= table.earned[good] / 1e9
    for i, good in enumerate(imports):
        balance[good, bought.start + i] = -1.0
        balance[table.exchange, bought.start + i] += economy.world_price[good]
    moved = np.zeros((classes, width))
    moved[:, s], moved[:, up], moved[:, down] = np.eye(classes), -np.eye(classes), np.eye(classes)
    value, asked = table.supply @ prices / 1e9, requests * prices
    cost = np.zeros(width)
    cost[up] = cost[down] = value
    cost[r] = -asked.ravel()
    floors = np.array([charter[f"closing.floor_{tier}"] for tier in ("survival", "comfort", "luxury")] + [0.0] * 3)[table.request_kind]
    least = np.maximum(floors, 1 - charter["closing.cut_most"])
    pollutants = economy.kinds(GoodKind.POLLUTANT)
    least[0, pollutants] = 1.0
    bounds = [(1 - charter["closing.slack_down"], b) for b in table.bound] + [(v, 1.0) for v in least.ravel()]
    bounds += [(0, None)] * (len(imports) + 2 * classes)
    solved = linprog(cost, A_ub=balance, b_ub=given, A_eq=moved, b_eq=np.ones(classes), bounds=bounds, method="highs-ipm")
    assert solved.status == 0, solved.message
    return (solved.fun + asked.sum()) / (value.sum() + asked.sum())


@pytest.mark.parametrize("seed", [3, 8, 21, 34])
def test_least_change_is_the_least_there_is(seed):
    economy, record, batch = load_made().make_economy(4, 30, 10, seed=seed, gap=0.02)
    charter = default_charter()
    closing = close_plan(economy, record, batch, charter)
    expected = solve_plainly(economy, closing.table, charter)
    assert expected > 1e-5
    assert closing.candidate("least-change").objective == pytest.approx(expected, rel=1e-4, abs=1e-8)
