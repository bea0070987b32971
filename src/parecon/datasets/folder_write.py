"""Writing a table as a folder: the filled example from which a user starts."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from parecon.datasets.errors import PathTaken
from parecon.datasets.folder_manifest import FORMAT, MANIFEST
from parecon.datasets.tables import ROLES, NationalTables

__all__ = ["write_example_folder"]

STOCK_RELEASE = "stock_release"


def write_example_folder(path: str | Path, like: NationalTables) -> Path:
    """Write ``like`` as a folder of tables, whole or not at all, and return its path.

    Reading the folder gives equal arrays. Raises PathTaken if the path exists.
    """
    folder = Path(path)
    if folder.exists():
        raise PathTaken("the path is taken", file=str(folder), found="a folder" if folder.is_dir() else "a file", expected="nothing",
                        way_out="choose another path or remove this one")
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write(unfinished, like)
        unfinished.chmod(0o755)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return folder


def _write(folder: Path, tables: NationalTables) -> None:
    goods, industries = tables.products, tables.industries
    imported_only = _imported_only(tables)
    made = [g for g, code in enumerate(goods) if code not in imported_only]
    made_codes = [goods[g] for g in made]
    columns = [*ROLES, STOCK_RELEASE]
    (folder / MANIFEST).write_text(_manifest(tables, imported_only), encoding="utf-8")
    _listing(folder / "products.csv", ("code", "name", "tier"), zip(goods, tables.product_names, (tables.tiers[code] for code in goods)))
    _listing(folder / "industries.csv", ("code", "name"), zip(industries, tables.industry_names))
    _table(folder / "supply.csv", made_codes, industries, tables.make.T[made])
    _table(folder / "use_domestic.csv", made_codes, industries, tables.use_domestic[made])
    _table(folder / "use_imported.csv", goods, industries, tables.use_imported)
    for kind, rows in (("domestic", made), ("imported", list(range(len(goods))))):
        final, release = getattr(tables, f"final_{kind}"), getattr(tables, f"stock_release_{kind}")
        values = np.column_stack([*(final[role] for role in ROLES), 0.0 - release])
        _table(folder / f"final_{kind}.csv", [goods[g] for g in rows], columns, values[rows])
    accounts = {name: getattr(tables, name) for name in ("labour_cost", "capital_charge", "social_charge", "fixed_capital", "hours", "persons")}
    accounts = {name: values for name, values in accounts.items() if values is not None}
    _table(folder / "industry_accounts.csv", list(accounts), industries, np.vstack(list(accounts.values())))
    if tables.emissions:
        amounts = [[*values, tables.household_emissions.get(pollutant, 0.0)] for pollutant, values in tables.emissions.items()]
        _table(folder / "emissions.csv", list(tables.emissions), [*industries, "households"], np.array(amounts))


def _imported_only(tables: NationalTables) -> tuple[str, ...]:
    at_home = tables.make.sum(axis=0) + tables.stock_release_domestic + tables.use_domestic.sum(axis=1) + sum(tables.final_domestic.values())
    return tuple(code for code, amount in zip(tables.products, at_home) if amount == 0)


def _manifest(tables: NationalTables, imported_only: tuple[str, ...]) -> str:
    lines = ["# What these tables are. docs/folder-format.md explains every entry.", f"format = {_text(FORMAT)}"]
    for key in ("name", "place", "currency_unit", "price_basis", "product_classification", "industry_classification"):
        lines.append(f"{key} = {_text(getattr(tables, key))}")
    lines += [f"year = {tables.year}", 'shape = "supply-use"', 'imports = "apart"', "rounding_unit = 0"]
    if tables.population is not None:
        lines.append(f"population = {tables.population}")
    lines.append(f"imported_only = [{', '.join(map(_text, imported_only))}]")
    abroad = [code for code, bought in zip(tables.products, tables.final_imported["households"])
              if code in imported_only and bought == tables.purchases_abroad > 0]
    if abroad:
        lines.append(f"purchases_abroad = {_text(abroad[0])}")
    lines += ["", "[final]", *(f"{role} = [{_text(role)}]" for role in ROLES if role != "investment"),
              f'investment = ["investment", {_text(STOCK_RELEASE)}]', "", "[accounts]"]
    names = ["labour_cost", "capital_charge", "social_charge", *(["fixed_capital"] if tables.fixed_capital is not None else [])]
    lines += [f"{name} = [{_text(name)}]" for name in names] + ["", "[labour]"]
    if tables.hours is not None:
        lines.append('hours = { row = "hours", unit = "million hours" }')
    if tables.persons is not None:
        lines.append('persons = { row = "persons", unit = "persons" }')
        if tables.hours is None:
            lines.append("hours_per_person_year = 0")
    lines += ["", "[emissions]", *(f"{_text(pollutant)} = {_text(tables.emission_unit[pollutant])}" for pollutant in tables.emissions)]
    lines += ["", "[final_taxes]", *(f"{role} = {float(amount)!r}" for role, amount in tables.final_taxes.items())]
    publishers = "; ".join(dict.fromkeys(name for p in tables.origin for name in p.publisher.split("; "))) or "unknown"
    licences = "; ".join(dict.fromkeys(name for p in tables.origin for name in p.licence.split("; "))) or "unknown"
    lines += ["", "[origin]", f"publisher = {_text(publishers)}", f"licence = {_text(licences)}", ""]
    return "\n".join(lines)


def _text(value: str) -> str:
    # JSON strings are TOML basic strings but for the delete character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listing(path: Path, columns: Sequence[str], records: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(records)


def _table(path: Path, rows: Sequence[str], columns: Sequence[str], values: np.ndarray) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["code", *columns])
        for code, line in zip(rows, values):
            writer.writerow([code, *(_number(value) for value in line)])


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))
