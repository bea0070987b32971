"""Sweeps: parameters times seeds, each cell written as soon as it is done, so that an interrupted sweep goes on where it stopped."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from parecon.reports.measures import Measure

__all__ = ["Interval", "Sweep", "bootstrap_mean", "run_sweep", "write_tidy"]

_DRAWS = 2000


@dataclass(frozen=True)
class Sweep:
    """What to run: parameters by name -> values (all combinations), seeds."""

    parameters: Mapping[str, Sequence[object]]
    seeds: Sequence[int] = (0,)

    def cells(self) -> list[tuple[dict[str, object], int]]:
        """Return every (parameters, seed), in order.

        >>> Sweep({"a": (1, 2)}, (0, 1)).cells()
        [({'a': 1}, 0), ({'a': 1}, 1), ({'a': 2}, 0), ({'a': 2}, 1)]
        """
        names = list(self.parameters)
        return [(dict(zip(names, values)), seed) for values in itertools.product(*self.parameters.values()) for seed in self.seeds]


def run_sweep(sweep: Sweep, run: Callable[[Mapping[str, object], int], Sequence[Measure]], journal: Path, *,
              show: Callable[[int, int], None] = lambda done, total: None) -> list[dict]:
    """Return one row a cell and measure (parameters, seed, measure, unit, value); cells that ``journal`` holds already are not run again.

    ``run`` gives the measures of one cell. The journal is one line of JSON a cell, added when the cell is done; a line that was cut short by an
    interruption is dropped. Raises ValueError where the journal is of another sweep.
    """
    done = _read(journal)
    cells = sweep.cells()
    names = list(sweep.parameters)
    strange = next((cell for cell in done.values() if sorted(cell["parameters"]) != sorted(names)), None)
    if strange is not None:
        raise ValueError(f"{journal} holds another sweep: its parameters are {', '.join(sorted(strange['parameters']))}, not {', '.join(sorted(names))}; "
                         "give another file, or remove it")
    for i, (parameters, seed) in enumerate(cells):
        show(i, len(cells))
        if _key(parameters, seed) not in done:
            cell = {"parameters": parameters, "seed": seed, "measures": [[m.name, m.unit, m.value] for m in run(parameters, seed)]}
            with journal.open("a", encoding="utf-8") as file:
                file.write(json.dumps(cell) + "\n")
            done[_key(parameters, seed)] = cell
    return [{**parameters, "seed": seed, "measure": name, "unit": unit, "value": value}
            for parameters, seed in cells for name, unit, value in done[_key(parameters, seed)]["measures"]]


def _key(parameters: Mapping[str, object], seed: int) -> str:
    return json.dumps([sorted(parameters.items()), seed])


def _read(journal: Path) -> dict[str, dict]:
    """Return the cells of a journal; a last line without its end is cut off the file."""
    if not journal.exists():
        return {}
    text = journal.read_text(encoding="utf-8")
    whole = text[:text.rfind("\n") + 1]
    if whole != text:
        journal.write_text(whole, encoding="utf-8")
    cells = [json.loads(line) for line in whole.splitlines()]
    return {_key(cell["parameters"], cell["seed"]): cell for cell in cells}


@dataclass(frozen=True)
class Interval:
    """A mean over seeds, with the bounds between which it lies in 95 of 100 draws."""

    mean: float
    low: float
    high: float


def bootstrap_mean(values: Sequence[float], seed: int = 0) -> Interval:
    """Return the mean of ``values`` (k,) and its percentile interval by bootstrap; of one value the interval is the value.

    Source: Efron, Bootstrap Methods: Another Look at the Jackknife, Annals of Statistics 7 (1979).

    >>> bootstrap_mean([2.0, 2.0])
    Interval(mean=2.0, low=2.0, high=2.0)
    """
    given = np.asarray(values, dtype=float)
    draws = given[np.random.default_rng(seed).integers(0, len(given), (_DRAWS, len(given)))].mean(axis=1)
    return Interval(float(given.mean()), float(np.percentile(draws, 2.5)), float(np.percentile(draws, 97.5)))


def write_tidy(rows: Sequence[dict], path: Path) -> Path:
    """Write the rows of a sweep as one tidy Parquet table and return the path."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    part = path.with_name(f".{path.name}.part")
    pq.write_table(pa.Table.from_pylist(list(rows)), part)
    part.replace(path)
    return path
