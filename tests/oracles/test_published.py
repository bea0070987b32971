"""The published simulation, recomputed: the published rule on the published councils gives the published prices."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets.generate_published import CLASSES, PublishedModel, respond_published
from parecon.facilitation import relative_gaps
from parecon.facilitation.rules import published_step

FIRST_PRICE = 700.0
PRICE_COLUMN = {"private": "private-good-prices", "intermediate": "intermediate-good-prices", "nature": "nature-prices", "labour": "labor-prices",
                "public": "public-good-prices"}


@pytest.fixture(scope="module")
def folder() -> Path:
    given = os.environ.get("PARECON_PUBLISHED")
    shared = Path(os.environ.get("PARECON_SHARED_DATA") or Path(__file__).resolve().parents[2].parent / "shared" / "data")
    path = (Path(given) if given else shared / "published") / "convex_01"
    if not path.is_dir():
        pytest.skip(f"shared data absent: {path} is no folder; set PARECON_PUBLISHED to the folder of published runs")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def model(folder: Path) -> PublishedModel:
    names = tuple(f"{kind}_{i + 1}" for kind in CLASSES for i in range(10))
    at = {name: i for i, name in enumerate(names)}
    workers, inputs, consumers = (rows(folder / f"{part}.csv") for part in ("workers", "worker_inputs", "consumers"))
    number = {row["council"]: i for i, row in enumerate(workers)}
    owner = np.array([number[row["council"]] for row in inputs])
    assert (np.diff(owner) >= 0).all()
    endowment = np.zeros(50)
    endowment[20:40] = 1000.0

    def wishes(kind: str) -> np.ndarray:
        return np.array([[float(row[f"{kind}_{i + 1}"]) for i in range(10)] for row in consumers])

    return PublishedModel(
        goods=names, output=np.array([at[row["output"]] for row in workers]),
        **{key: np.array([float(row[key]) for row in workers]) for key in ("a", "c", "k", "s")},
        start=np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(workers)))]),
        good=np.array([at[row["input"]] for row in inputs]), exponent=np.array([float(row["exponent"]) for row in inputs]),
        income=np.array([float(row["income"]) for row in consumers]), private=wishes("private"), public=wishes("public"), endowment=endowment)


@pytest.fixture(scope="module")
def path_of_prices(model) -> tuple[np.ndarray, np.ndarray]:
    """Return prices after each round (t, n) and the worst gap of each round (t,)."""
    charter = default_charter()
    prices, lagged = np.full(50, FIRST_PRICE), np.full(50, charter["prices.published_first"])
    announced, worst = [], []
    for _ in range(19):
        answer = respond_published(model, prices)
        gap = relative_gaps(answer.supply, answer.demand)
        prices = prices * (1.0 + np.sign(gap) * published_step(np.abs(gap), lagged, charter))
        lagged = np.minimum(charter["prices.published_first"], np.abs(gap))
        announced.append(prices)
        worst.append(np.abs(gap).max())
    return np.array(announced), np.array(worst)


def test_the_published_rule_reaches_20_10_5_and_3_percent_in_5_7_11_and_19_rounds(path_of_prices):
    _, worst = path_of_prices
    assert [int(np.argmax(worst < gap)) + 1 for gap in (0.20, 0.10, 0.05, 0.03)] == [5, 7, 11, 19]


def test_every_price_of_the_first_year_is_the_published_one(path_of_prices, folder):
    announced, _ = path_of_prices
    published = [row for row in rows(folder / "prices.csv") if row["planning_year"] == "1"]
    assert len(published) == len(announced)
    for row, prices in zip(published, announced):
        expected = [float(row[f"{PRICE_COLUMN[kind]}-{i + 1}"]) for kind in CLASSES for i in range(10)]
        np.testing.assert_allclose(prices, expected, rtol=1e-12)
