"""The public economy beside the journal: economy.json, and councils.parquet for what every council has a value of."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parecon.economy import Collective, CollectiveGood, Community, CouncilKind, Councils, Economy, Federation, Good, GoodKind, GoodSheet, Row, RowTotals
from parecon.journal.errors import BrokenJournal
from parecon.journal.plain import as_plain, columns_hash
from parecon.journal.verify import canonical_text

__all__ = ["economy_hash", "read_economy", "write_economy"]

_FORMAT = "parecon economy 1"
_RECORDS = {"goods": (Good, {"kind": GoodKind}), "federations": (Federation, {"kind": CouncilKind}), "rows": (Row, {"kind": CouncilKind}),
            "sheets": (GoodSheet, {})}


_COMMUNITY = ("pollutant", "name", "council", "threshold", "cap")


def _split(economy: Economy) -> tuple[dict, dict[str, np.ndarray]]:
    """Return what the JSON file holds, and the columns with one value a council."""
    size = len(economy.councils)
    columns = {f"councils.{item.name}": getattr(economy.councils, item.name) for item in fields(Councils)}
    plain: dict[str, object] = {"format": _FORMAT, "councils": size}
    for item in fields(Economy):
        if not item.init or item.name == "councils":
            continue
        value = getattr(economy, item.name)
        if isinstance(value, Collective):
            plain[item.name], by_council = _split_collective(value)
            columns |= by_council
        elif isinstance(value, np.ndarray) and item.name in _council_fields(economy):
            columns[item.name] = value
        elif isinstance(value, np.ndarray):
            plain[item.name] = _typed(value)
        elif item.name in _RECORDS:
            plain[item.name] = _as_table(value, _RECORDS[item.name][0])
        elif item.name == "communities":
            plain[item.name] = [{name: getattr(c, name) for name in _COMMUNITY} for c in value]
            columns |= {f"communities.{i}.{name}": getattr(c, name) for i, c in enumerate(value) for name in ("share", "voice")}
        elif isinstance(value, RowTotals):
            plain[item.name] = {name: _typed(array) for name, array in vars(value).items()}
        else:
            plain[item.name] = as_plain(value)
    return plain, columns


_BY_COUNCIL = ("membership", "use")
"""Tables of the collective goods with a column for every council."""


def _split_collective(value: Collective) -> tuple[dict, dict[str, np.ndarray]]:
    """Return what the JSON file holds of the collective goods, and what has one value a council."""
    plain = {"goods": _as_table(value.goods, CollectiveGood), "levels": list(value.levels)}
    plain |= {name: _typed(array) for name, array in vars(value).items() if isinstance(array, np.ndarray) and name not in _BY_COUNCIL}
    columns = {f"collective.{name}.{i}": row for name in _BY_COUNCIL for i, row in enumerate(getattr(value, name))}
    return plain, columns


def _restored_collective(plain: dict, columns: dict[str, np.ndarray]) -> Collective:
    """Return the collective goods; takes their columns out of ``columns``."""
    tables = {name: [] for name in _BY_COUNCIL}
    for key in [key for key in columns if key.startswith("collective.")]:
        tables[key.split(".")[1]].append(columns.pop(key))
    goods = plain.pop("goods")
    listed = tuple(CollectiveGood(**{name: entries[i] for name, entries in goods.items()}) for i in range(len(goods["code"])))
    return Collective(goods=listed, levels=tuple(plain.pop("levels")), **{name: np.stack(rows) for name, rows in tables.items()},
                      **{name: _array(entry) for name, entry in plain.items()})


def _council_fields(economy: Economy) -> tuple[str, ...]:
    names = ("hours", "effort", "not_working", "income")
    return tuple(name for name in names if getattr(economy, name) is not None and getattr(economy, name).shape == (len(economy.councils),))


def _typed(array: np.ndarray) -> dict:
    return {"type": array.dtype.newbyteorder("<").str, "values": array.tolist()}


def _as_table(records: tuple, kind: type) -> dict:
    return {item.name: [as_plain(getattr(record, item.name)) for record in records] for item in fields(kind)}


def economy_hash(economy: Economy) -> str:
    """Return the SHA-256 of the economy's canonical text and columns; it depends on no file format."""
    plain, columns = _split(economy)
    return columns_hash(canonical_text(plain), columns)


def write_economy(folder: Path, economy: Economy) -> str:
    """Write economy.json and councils.parquet into ``folder`` and return the economy's hash."""
    plain, columns = _split(economy)
    text = canonical_text(plain)
    (folder / "economy.json").write_text(text + "\n", encoding="utf-8")
    pq.write_table(pa.table({name: pa.array(column) for name, column in columns.items()}), folder / "councils.parquet", compression="zstd")
    return columns_hash(text, columns)


def read_economy(folder: Path) -> Economy:
    """Return the economy that `write_economy` wrote, equal to the last bit; raise BrokenJournal where a file is damaged."""
    try:
        plain = json.loads((folder / "economy.json").read_text(encoding="utf-8"))
        assert plain.pop("format") == _FORMAT, "another format"
        table = pq.read_table(folder / "councils.parquet")
        columns = {name: table.column(name).to_numpy() for name in table.column_names}
        size = plain.pop("councils")
        assert table.num_rows == size, f"{table.num_rows} councils where {size} are named"
        councils = Councils(**{name.split(".")[1]: columns.pop(name) for name in list(columns) if name.startswith("councils.")})
        if plain["collective"] is not None:
            plain["collective"] = _restored_collective(plain["collective"], columns)
        named = plain.pop("communities", [])
        shares = [{name: columns.pop(f"communities.{i}.{name}") for name in ("share", "voice")} for i in range(len(named))]
        plain["communities"] = tuple(Community(**one, **two) for one, two in zip(named, shares))
        return Economy(councils=councils, **columns, **{name: _restored(name, value) for name, value in plain.items()})
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError, AttributeError, AssertionError, RecursionError) as error:
        raise BrokenJournal("the economy cannot be read", file=folder / "economy.json", found=f"{type(error).__name__}: {str(error)[:160]}",
                            expected="economy.json and councils.parquet as they were written",
                            way_out="take an unchanged copy of the folder") from None


def _restored(name: str, value: object) -> object:
    if name in _RECORDS:
        kind, enums = _RECORDS[name]
        size = len(value["code"])
        return tuple(kind(**{field: enums[field][entries[i]] if field in enums else entries[i] for field, entries in value.items()})
                     for i in range(size))
    if name == "last_totals":
        return RowTotals(**{field: _array(entry) for field, entry in value.items()})
    return _array(value) if isinstance(value, dict) and value.keys() == {"type", "values"} else value


def _array(entry: dict) -> np.ndarray:
    return np.array(entry["values"], dtype=np.dtype(entry["type"]))
