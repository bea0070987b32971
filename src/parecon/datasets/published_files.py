"""A published simulation from its tables, which may not ship with this project: read where somebody has them."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np

from parecon.datasets.generate_published import CLASSES, PublishedModel

__all__ = ["find_published", "read_published"]

_PER_CLASS = 10
_ENDOWMENT = 1000.0


def find_published(name: str = "convex_01") -> Path:
    """Return the folder of a published run: in the folder PARECON_PUBLISHED, else in the shared data; raise FileNotFoundError with the way out."""
    given = os.environ.get("PARECON_PUBLISHED")
    shared = Path(os.environ.get("PARECON_SHARED_DATA") or Path.cwd().parent / "shared" / "data")
    folder = (Path(given) if given else shared / "published") / name
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder; set PARECON_PUBLISHED to the folder of published runs")
    return folder


def read_published(folder: Path) -> PublishedModel:
    """Return the model whose parameters stand in ``folder``: workers.csv, worker_inputs.csv, consumers.csv; nature and labour are 1,000 each."""
    def rows(part: str) -> list[dict[str, str]]:
        with open(folder / f"{part}.csv", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    names = tuple(f"{kind}_{i + 1}" for kind in CLASSES for i in range(_PER_CLASS))
    at = {name: i for i, name in enumerate(names)}
    workers, inputs, consumers = (rows(part) for part in ("workers", "worker_inputs", "consumers"))
    number = {row["council"]: i for i, row in enumerate(workers)}
    owner = np.array([number[row["council"]] for row in inputs])
    endowment = np.zeros(len(names))
    endowment[2 * _PER_CLASS:4 * _PER_CLASS] = _ENDOWMENT
    wishes = {kind: np.array([[float(row[f"{kind}_{i + 1}"]) for i in range(_PER_CLASS)] for row in consumers]) for kind in ("private", "public")}
    return PublishedModel(
        goods=names, output=np.array([at[row["output"]] for row in workers]),
        **{key: np.array([float(row[key]) for row in workers]) for key in ("a", "c", "k", "s")},
        start=np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(workers)))]), good=np.array([at[row["input"]] for row in inputs]),
        exponent=np.array([float(row["exponent"]) for row in inputs]), income=np.array([float(row["income"]) for row in consumers]),
        endowment=endowment, **wishes)
