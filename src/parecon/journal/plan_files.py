"""The adopted plan beside the journal: every line in plan.parquet, sums by row and good in plan.csv."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parecon.economy import Economy
from parecon.journal.errors import BrokenJournal
from parecon.plans import LineKind, plan_table
from parecon.quantities import FIXED_PER_UNIT

__all__ = ["exact_units", "read_plan_table", "write_plan"]

_COLUMNS = ("council", "good", "quantity", "proposal", "kind")


def write_plan(folder: Path, economy: Economy, plan) -> None:
    """Write an adopted plan: plan.parquet with all its lines in fixed point, plan.csv for people."""
    table = plan_table(plan)
    meta = {"parecon": "plan 1", "plan": plan.hash, "units": f"quantities in 1/{FIXED_PER_UNIT} of the good's unit, supply positive, use negative"}
    part = folder / "plan.parquet.part"
    pq.write_table(pa.table({name: pa.array(table[name]) for name in _COLUMNS}).replace_schema_metadata(meta), part, compression="zstd",
                   compression_level=1, use_dictionary=["good", "kind"],
                   column_encoding={"council": "DELTA_BINARY_PACKED", "quantity": "BYTE_STREAM_SPLIT", "proposal": "BYTE_STREAM_SPLIT"})
    part.replace(folder / "plan.parquet")
    _write_csv(folder / "plan.csv", economy, table)


def read_plan_table(folder: Path) -> dict[str, np.ndarray]:
    """Return the lines of plan.parquet as columns; raise BrokenJournal where they cannot be read."""
    place = folder / "plan.parquet"
    try:
        table = pq.read_table(place)
        return {name: table.column(name).to_numpy() for name in _COLUMNS}
    except (OSError, pa.ArrowException, KeyError, ValueError) as error:
        raise BrokenJournal("the plan cannot be read", file=place, found=f"{type(error).__name__}: {str(error)[:160]}",
                            expected="the lines of the adopted plan", way_out="take an unchanged copy of the folder") from None


def exact_units(fixed: int) -> str:
    """Return a fixed-point amount as a decimal number without any rounding.

    >>> exact_units(1_500_000_000), exact_units(-7), exact_units(3_000_000_000)
    ('1.5', '-0.000000007', '3')
    """
    whole, rest = divmod(abs(int(fixed)), FIXED_PER_UNIT)
    digits = f"{rest:0{len(str(FIXED_PER_UNIT)) - 1}d}".rstrip("0")
    return f"{'-' if fixed < 0 else ''}{whole}{'.' + digits if digits else ''}"


def _write_csv(place: Path, economy: Economy, table: dict[str, np.ndarray]) -> None:
    """Write supply and use of each row and good, as planned and as proposed; sums are exact."""
    row = economy.councils.row[table["council"]].astype(np.int64)
    key = (row * len(economy.goods) + table["good"]) * len(LineKind) + table["kind"]
    keys, cell = np.unique(key, return_inverse=True)
    sums = np.zeros((2, len(keys)), dtype=np.int64)
    for total, name in zip(sums, ("quantity", "proposal")):
        np.add.at(total, cell, table[name])
    part = place.with_suffix(".csv.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["row", "row_name", "good", "good_name", "unit", "kind", "planned", "proposed"])
        asked = np.flatnonzero(sums.any(axis=0))
        for at, planned, proposed in zip(keys[asked].tolist(), *sums[:, asked].tolist()):
            where, kind = divmod(at, len(LineKind))
            who, good = economy.rows[where // len(economy.goods)], economy.goods[where % len(economy.goods)]
            writer.writerow([who.code, who.name, good.code, good.name, good.unit, LineKind(kind).name.lower(), exact_units(planned), exact_units(proposed)])
    part.replace(place)
