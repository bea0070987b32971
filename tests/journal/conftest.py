"""A village with a bakery and two neighbourhoods, planned and written down."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.economy import CouncilKind, Councils, Economy, Federation, Good, GoodKind, Row, RowTotals
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.journal import YearRecorder, write_manifest
from parecon.proposals import make_batch
from parecon.quantities import to_fixed

BREAD, HOURS = 0, 1


def _village() -> Economy:
    kinds = np.array([CouncilKind.WORKER, CouncilKind.WORKER, CouncilKind.CONSUMER, CouncilKind.CONSUMER], dtype=np.uint8)
    zeros = np.zeros(2)
    return Economy(
        name="village", year=2014,
        goods=(Good("bread", "Bröd", GoodKind.PRODUCT, "loaves"), Good("hours", "Hours of work", GoodKind.LABOUR, "hours")),
        federations=(Federation("bakers", "Bakers", CouncilKind.WORKER), Federation("wards", "Wards", CouncilKind.CONSUMER)),
        rows=(Row("bakers", "Bakers", CouncilKind.WORKER), Row("households", "Households", CouncilKind.CONSUMER)),
        councils=Councils(kinds, np.array([0, 0, 1, 1], np.int32), np.array([0, 0, 1, 1], np.int32), np.array([10, 12, 30, 40], np.int32),
                          np.array([0, 1, 0, 1], np.int32)),
        endowment=np.zeros(2, np.int64), claim=np.zeros(2, np.int64), world_price=zeros, last_prices=np.array([0.5, 1.0]),
        last_totals=RowTotals(np.array([0, 0, 1, 1], np.int32), np.array([0, 1, 0, 1], np.int32), to_fixed([200.0, 0, 0, 100.0]),
                              to_fixed([0, 100.0, 200.0, 0])),
        hours=np.array([0, 0, 40.0, 60.0]), effort=np.array([0, 0, 1.0, 1.0]), not_working=np.array([0, 0, 10.0, 10.0]),
        social_rate=zeros, clock_hours=np.ones(2), last_elasticity=zeros - 1, source={"made": "for tests"},
    )


def village_batch(year, rng, councils=(0, 1, 2, 3)):
    """Return what the chosen councils of the village propose at the announced prices."""
    said = year.announcement
    lines = {0: {BREAD: 90.0, HOURS: -50.0}, 1: {BREAD: 80.0 + rng.integers(0, 20), HOURS: -45.0}}
    for council, hours in ((2, 41.0), (3, 59.5)):
        lines[council] = {BREAD: -0.99 * said.budgets[council] / 1e9 / said.prices[BREAD], HOURS: hours}
    chosen = [lines[council] for council in councils]
    return make_batch(said.round, {
        "council": np.array(councils), "start": np.arange(0, 2 * len(councils) + 1, 2), "good": np.concatenate([list(c) for c in chosen]),
        "quantity": to_fixed(np.concatenate([list(c.values()) for c in chosen])), "flexibility": np.zeros(2 * len(councils)),
        "capacity": np.zeros(len(councils)), "marks": np.zeros(len(councils)),
    })


def plan_village(folder: Path, *, rounds: int = 3, rule: str = "power", seed: int = 5, start_prices=None, stop_after: int = 0, actuals=None) -> YearRecorder:
    """Plan the village into ``folder``; in round 2 the second neighbourhood is silent, and in round 1 where it has actuals.

    stop_after: leave the year unfinished.
    """
    economy, charter = _village(), default_charter().adopt({"prices.rule": rule, "rounds.count_max": rounds}, "the village")
    rng = np.random.Generator(np.random.PCG64(seed))
    folder.mkdir(parents=True, exist_ok=True)
    recorder = YearRecorder(folder)
    facts = {"rule": rule, "start": "last-year" if start_prices is None else "ones", "start_prices": start_prices}
    recorder.open_year(economy, charter, seed, facts, actuals=actuals)
    year = announce_first(economy, charter, start_prices, actuals=actuals)
    for number in range(1, rounds + 1):
        recorder.announce(year.announcement, year.step.why)
        year, refusals = submit(year, village_batch(year, rng, (0, 1, 2) if number == 2 or number == 1 and actuals is not None else (0, 1, 2, 3)))
        assert not refusals
        year = close_round(year)
        recorder.close_round(year.records[-1], year.batches)
        if number == stop_after:
            return recorder
        if number < rounds:
            year = follow(year)
            recorder.step_prices(year.step, charter["rounds.price_digits"])
    recorder.finish({"rounds": rounds})
    write_manifest(folder, recorder.journal, {"seed": seed})
    return recorder


@pytest.fixture(scope="session")
def village() -> Economy:
    return _village()


@pytest.fixture(scope="session")
def plan_the_village():
    return plan_village


@pytest.fixture(scope="session")
def _recorded_once(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("recorded") / "year"
    plan_village(folder)
    return folder


@pytest.fixture
def recorded(_recorded_once: Path, tmp_path: Path) -> Path:
    """A finished record of the village's year, a copy for each test."""
    import shutil
    return Path(shutil.copytree(_recorded_once, tmp_path / "year"))
