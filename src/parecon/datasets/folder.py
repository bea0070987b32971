"""A folder of CSV tables with a tables.toml, as docs/folder-format.md describes it: any country, shape and size."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np

from parecon.charter import Charter, default_charter
from parecon.datasets.draft import Draft, finish
from parecon.datasets.errors import DoesNotBalance, MissingLabel, NotATablesFolder, TableTooLarge, UnknownLabel
from parecon.datasets.folder_manifest import HOUR_UNITS, MANIFEST, PERSON_UNITS, Manifest, read_manifest
from parecon.datasets.labelled_csv import LabelledTable, read_labelled, read_listing
from parecon.datasets.tables import TIERS, NationalTables, Provenance, Treatment

__all__ = ["read_folder"]

BYTES_PER_CELL_MAX = 40


class _Files:
    """The CSV files of one folder; remembers what was read."""

    def __init__(self, folder: Path, manifest: Manifest, cells_max: int) -> None:
        self.folder, self.manifest, self.cells_max = folder, manifest, cells_max
        self.read: list[Provenance] = []

    def _checked(self, name: str) -> Path:
        path = self.folder / name
        if not path.is_file():
            raise MissingLabel("a file is missing", file=name, found=", ".join(sorted(p.name for p in self.folder.iterdir())), expected=name,
                               way_out=f"add it, or change shape and imports in {MANIFEST}")
        if not os.access(path, os.R_OK):
            raise NotATablesFolder("a file may not be read", file=name, found="no permission", expected="permission to read",
                                   way_out="change the permissions of the file")
        if path.stat().st_size > BYTES_PER_CELL_MAX * self.cells_max:
            raise TableTooLarge("the file is too large", file=name, found=f"{path.stat().st_size:,} bytes",
                                expected=f"at most {self.cells_max:,} cells", way_out="aggregate the table, or have datasets.cells_per_file_max of the charter changed")
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        self.read.append(Provenance(self.manifest.publisher, self.manifest.licence, name, digest))
        return path

    def table(self, name: str) -> LabelledTable:
        """Return a table of numbers."""
        with self._checked(name).open("rb") as stream:
            return read_labelled(stream, name, self.cells_max)

    def listing(self, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
        """Return a list of codes with their properties; codes are unique."""
        with self._checked(name).open("rb") as stream:
            return read_listing(stream, name, columns)


def read_folder(path: str | Path, charter: Charter | None = None) -> NationalTables:
    """Read a folder of tables into the normal form.

    Raises a TableError that names file, row, column, both values and the way out, whatever is wrong with the folder.
    The format is described in docs/folder-format.md; `write_example_folder` writes a filled example.
    """
    charter = charter or default_charter()
    folder = Path(path)
    manifest = read_manifest(folder)
    files = _Files(folder, manifest, charter["datasets.cells_per_file_max"])
    return finish(_draft(files, manifest), charter)


def _draft(files: _Files, manifest: Manifest) -> Draft:
    listing = files.listing("products.csv", ("code", "name", "tier"))
    for record in listing:
        if record["tier"] not in TIERS:
            raise UnknownLabel("a tier is unknown", file="products.csv", row=record["code"], column="tier", found=repr(record["tier"]),
                               expected="one of " + ", ".join(TIERS), way_out="choose one of these")
    goods = [record["code"] for record in listing]
    branches = files.listing("industries.csv", ("code", "name"))
    industries = [record["code"] for record in branches]
    for code in (*manifest.imported_only, *filter(None, (manifest.purchases_abroad,))):
        if code not in goods:
            raise UnknownLabel("a product is not listed", file=MANIFEST, row=code, found="nothing", expected="a line in products.csv",
                               way_out="add it to products.csv or correct the code")
    made = [code for code in goods if code not in manifest.imported_only]
    accounts = files.table("industry_accounts.csv").picked_columns(industries)
    added = {key: _summed(accounts, manifest.accounts[key]) for key in ("labour_cost", "capital_charge", "social_charge")}
    use, final = _uses(files, manifest, (goods, made, industries))
    hours, persons, origin = _labour(manifest, accounts)
    emissions, household_emissions = _emissions(files, manifest, industries)
    abroad = manifest.purchases_abroad
    households = [column for column, role in manifest.final.items() if role == "households"]
    return Draft(
        **manifest.texts, year=manifest.year, products=goods, product_names={r["code"]: r["name"] for r in listing},
        industries=industries, industry_names={r["code"]: r["name"] for r in branches},
        make=_make(files, manifest, (goods, made, industries), use, added), use_domestic=use["domestic"], use_imported=use["imported"],
        final_domestic=final["domestic"], final_imported=final["imported"], role_of=dict(manifest.final), **added,
        tiers={r["code"]: r["tier"] for r in listing}, hours=hours, persons=persons, labour_origin=[origin] * len(industries),
        fixed_capital=_summed(accounts, manifest.accounts["fixed_capital"]) if manifest.accounts["fixed_capital"] else None,
        emissions=emissions, household_emissions=household_emissions, emission_unit=dict(manifest.emissions),
        purchases_abroad=float(sum(final["imported"][column][goods.index(abroad)] for column in households)) if abroad else 0.0,
        population=manifest.population, final_taxes=dict(manifest.final_taxes), origin=files.read, rounding_unit=manifest.rounding_unit,
        treatments=_allocation_notes(manifest, goods, use["imported"], final["imported"]))


def _summed(accounts: LabelledTable, rows: tuple[str, ...]) -> np.ndarray:
    return accounts.picked(rows, accounts.columns).sum(axis=0)


def _uses(files: _Files, manifest: Manifest, codes: tuple[list[str], list[str], list[str]]):
    """Return intermediate use and final columns, each domestic and imported, in the order of the products."""
    goods, made, industries = codes
    columns = list(manifest.final)
    use, final = {}, {}
    if manifest.imports == "together":
        total = _placed(files.table("use.csv").exactly(goods, industries), goods, goods)
        finals = _placed(files.table("final.csv").exactly(goods, columns), goods, goods)
        imports = files.table("imports.csv").exactly(goods, ["imports"])[:, 0]
        share = _allocate_imports(goods, imports, (total, finals, [manifest.final[c] == "exports" for c in columns]))
        use["imported"], imported_final = share
        use["domestic"], domestic_final = total - use["imported"], finals - imported_final
    else:
        from_abroad = goods if manifest.imports == "apart" else list(manifest.imported_only)
        use["domestic"] = _placed(files.table("use_domestic.csv").exactly(made, industries), made, goods)
        use["imported"] = _placed(files.table("use_imported.csv").exactly(from_abroad, industries), from_abroad, goods)
        domestic_final = _placed(files.table("final_domestic.csv").exactly(made, columns), made, goods)
        imported_final = _placed(files.table("final_imported.csv").exactly(from_abroad, columns), from_abroad, goods)
    for kind, matrix in (("domestic", domestic_final), ("imported", imported_final)):
        final[kind] = {column: matrix[:, c].copy() for c, column in enumerate(columns)}
    return use, final


def _placed(values: np.ndarray, rows: list[str], goods: list[str]) -> np.ndarray:
    whole = np.zeros((len(goods), values.shape[1]))
    place = {code: g for g, code in enumerate(goods)}
    whole[[place[code] for code in rows]] = values
    return whole


def _allocate_imports(goods: list[str], imports: np.ndarray, uses: tuple[np.ndarray, np.ndarray, list[bool]]) -> tuple[np.ndarray, np.ndarray]:
    """Give every home use of a product the same share of imports; what exceeds home use was exported again."""
    total, finals, is_export = uses
    home = np.maximum(finals, 0.0)
    home[:, is_export] = 0.0
    abroad = np.maximum(finals, 0.0) - home
    demand = np.maximum(total, 0.0).sum(axis=1) + home.sum(axis=1)
    for g in np.flatnonzero((imports < 0) | (imports > demand + abroad.sum(axis=1))):
        raise DoesNotBalance("imports are negative or exceed every use", file="imports.csv", row=goods[g], column="imports", found=imports[g],
                             expected=f"0 to {demand[g] + abroad[g].sum():.10g}", way_out="correct the imports or the uses of this product")
    share = np.divide(np.minimum(imports, demand), demand, out=np.zeros(len(goods)), where=demand > 0)[:, None]
    rest = np.maximum(imports - demand, 0.0)
    again = np.divide(rest, abroad.sum(axis=1), out=np.zeros(len(goods)), where=rest > 0)[:, None]
    return share * np.maximum(total, 0.0), share * home + again * abroad


def _allocation_notes(manifest: Manifest, goods: list[str], use: np.ndarray, final: dict[str, np.ndarray]) -> list:
    if manifest.imports != "together":
        return []
    total = use.sum(axis=1) + sum(final.values())
    return [Treatment("imports shared out in proportion", goods[g], "imports", float(total[g]), float(total[g]),
                      "the table does not say who uses imports: every home use of a product gets the same share")
            for g in np.flatnonzero(total)]


def _make(files: _Files, manifest: Manifest, codes: tuple[list[str], list[str], list[str]], use: dict, added: dict) -> np.ndarray:
    goods, made, industries = codes
    if manifest.shape == "supply-use":
        return _placed(files.table("supply.csv").exactly(made, industries), made, goods).T.copy()
    if made != industries:
        first = sorted(set(made) ^ set(industries))
        raise NotATablesFolder("in a square table every product has the industry of the same code", file="industries.csv",
                               row=first[0] if first else "", found=f"{len(industries)} industries", expected=f"the {len(made)} products that are made, in their order",
                               way_out='list the same codes in the same order, or use shape = "supply-use"')
    output = use["domestic"].sum(axis=0) + use["imported"].sum(axis=0) + sum(added.values())
    return _placed(np.diag(output), made, goods).T.copy()


def _labour(manifest: Manifest, accounts: LabelledTable) -> tuple[np.ndarray | None, np.ndarray | None, str]:
    hours = persons = None
    if manifest.persons:
        persons = accounts.row(manifest.persons.row) * PERSON_UNITS[manifest.persons.unit]
    if manifest.hours:
        return accounts.row(manifest.hours.row) * HOUR_UNITS[manifest.hours.unit], persons, "table"
    if persons is not None and manifest.hours_per_person_year:
        return persons * manifest.hours_per_person_year / 1e6, persons, f"{manifest.persons.unit} × {manifest.hours_per_person_year:g} hours"
    if persons is not None and manifest.hours_per_person_year is None:
        raise MissingLabel("people are given and no hours", file=MANIFEST, row="labour.hours_per_person_year", found="nothing",
                           expected="hours of a person or full-time equivalent in a year", way_out="add the entry (0 if nobody knows), or a row with hours")
    return hours, persons, "none"


def _emissions(files: _Files, manifest: Manifest, industries: list[str]) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    if not manifest.emissions:
        return {}, {}
    pollutants = list(manifest.emissions)
    table = files.table("emissions.csv").exactly(pollutants, [*industries, "households"])
    return dict(zip(pollutants, table[:, :-1])), dict(zip(pollutants, map(float, table[:, -1])))
