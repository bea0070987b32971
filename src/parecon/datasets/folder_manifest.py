"""The file tables.toml of a folder of tables: what it may say, read and checked."""

from __future__ import annotations

import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from parecon.datasets.errors import DuplicateLabel, MissingLabel, NotANumber, NotATablesFolder, NotText, UnknownLabel, WrongUnit
from parecon.datasets.tables import ROLES

__all__ = ["EMISSION_UNITS", "FORMAT", "HOUR_UNITS", "MANIFEST", "PERSON_UNITS", "LabourRow", "Manifest", "read_manifest"]

MANIFEST = "tables.toml"
FORMAT = "parecon tables 1"
SHAPES = ("supply-use", "industry-by-industry", "product-by-product")
IMPORTS = ("apart", "together", "one row")
HOUR_UNITS = {"hours": 1e-6, "thousand hours": 1e-3, "million hours": 1.0}
PERSON_UNITS = {"persons": 1.0, "thousand persons": 1e3, "full-time equivalents": 1.0, "thousand full-time equivalents": 1e3}
EMISSION_UNITS = ("gram", "kilogram", "tonne", "kilotonne", "megatonne", "cubic metre", "square metre", "hectare", "terajoule", "becquerel")
TEXTS = ("name", "place", "currency_unit", "price_basis", "product_classification", "industry_classification")
VALUE_ADDED = ("labour_cost", "capital_charge", "social_charge")
REQUIRED = object()


@dataclass(frozen=True)
class LabourRow:
    """Which row of industry_accounts.csv holds hours or people, and in which unit."""

    row: str
    unit: str


@dataclass(frozen=True)
class Manifest:
    """What tables.toml says; see docs/folder-format.md for the meaning of each entry."""

    texts: Mapping[str, str]
    year: int
    shape: str
    imports: str
    population: int | None
    rounding_unit: float
    imported_only: tuple[str, ...]
    purchases_abroad: str
    final: Mapping[str, str]
    accounts: Mapping[str, tuple[str, ...]]
    hours: LabourRow | None
    persons: LabourRow | None
    hours_per_person_year: float | None
    emissions: Mapping[str, str]
    final_taxes: Mapping[str, float]
    publisher: str
    licence: str


class _Section:
    """One table of the TOML file; remembers what was taken so that the rest can be refused."""

    def __init__(self, content: Mapping, name: str, file: str) -> None:
        self.content, self.name, self.file, self.taken = content, name, file, set()

    def take(self, key: str, kind: type | tuple[type, ...], default: object = REQUIRED) -> object:
        self.taken.add(key)
        if key not in self.content:
            if default is REQUIRED:
                raise MissingLabel("an entry is missing", file=self.file, row=self._place(key), found="nothing", expected="this entry",
                                   way_out="add it as docs/folder-format.md says")
            return default
        value = self.content[key]
        if isinstance(value, bool) or not isinstance(value, kind):
            kinds = " or ".join(k.__name__ for k in (kind if isinstance(kind, tuple) else (kind,)))
            raise NotATablesFolder("an entry is of the wrong kind", file=self.file, row=self._place(key), found=repr(value),
                                   expected=kinds, way_out="correct it as docs/folder-format.md says")
        if isinstance(value, float) and not math.isfinite(value):
            raise NotANumber("an entry is no number", file=self.file, row=self._place(key), found=value, expected="a finite number",
                             way_out="write the number")
        return value

    def section(self, key: str, default: object = REQUIRED) -> _Section:
        return _Section(self.take(key, dict, default), self._place(key), self.file)

    def choose(self, key: str, choices) -> str:
        value = self.take(key, str)
        if value not in choices:
            raise WrongUnit("an entry is none of the known ones", file=self.file, row=self._place(key), found=repr(value),
                            expected="one of " + ", ".join(choices), way_out="choose one of these, converting the numbers if need be")
        return value

    def texts(self, key: str, default: object = REQUIRED) -> tuple[str, ...]:
        value = self.take(key, (str, list), default)
        items = (value,) if isinstance(value, str) else tuple(value)
        for item in items:
            if not isinstance(item, str):
                raise NotATablesFolder("an entry is of the wrong kind", file=self.file, row=self._place(key), found=repr(item),
                                       expected="text", way_out="write a list of labels in quotation marks")
        return items

    def refuse_the_rest(self) -> None:
        for key in self.content:
            if key not in self.taken:
                raise UnknownLabel("an entry is unknown", file=self.file, row=self._place(key), found="an entry of this name",
                                   expected="one of " + ", ".join(sorted(self.taken)), way_out="correct the name or remove the entry")

    def _place(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key


def read_manifest(folder: Path) -> Manifest:
    """Read and check tables.toml; raise NotATablesFolder, NotText, MissingLabel, UnknownLabel, WrongUnit or NotANumber."""
    whole = _Section(_toml(folder), "", MANIFEST)
    if (found := whole.take("format", str, "")) != FORMAT:
        raise NotATablesFolder("the folder is not in this format", file=MANIFEST, row="format", found=repr(found), expected=repr(FORMAT),
                               way_out="write a filled example with `parecon data new FOLDER` and fill in your numbers")
    texts = {key: whole.take(key, str) for key in TEXTS}
    origin = whole.section("origin")
    labour = whole.section("labour", {})
    manifest = Manifest(
        texts=texts, year=whole.take("year", int), shape=whole.choose("shape", SHAPES), imports=whole.choose("imports", IMPORTS),
        population=whole.take("population", int, None), rounding_unit=float(whole.take("rounding_unit", (int, float), 0.0)),
        imported_only=whole.texts("imported_only", []), purchases_abroad=whole.take("purchases_abroad", str, ""),
        final=_roles(whole.section("final")), accounts=_accounts(whole.section("accounts")),
        hours=_labour_row(labour, "hours", HOUR_UNITS), persons=_labour_row(labour, "persons", PERSON_UNITS),
        hours_per_person_year=labour.take("hours_per_person_year", (int, float), None), emissions=_emissions(whole.section("emissions", {})),
        final_taxes=_final_taxes(whole.section("final_taxes", {})), publisher=origin.take("publisher", str), licence=origin.take("licence", str))
    for section in (whole, origin, labour):
        section.refuse_the_rest()
    return manifest


def _toml(folder: Path) -> dict:
    path = folder / MANIFEST
    if not folder.is_dir() or not path.is_file():
        raise NotATablesFolder("there is no folder of tables here", file=str(folder), found="a folder without " + MANIFEST if folder.is_dir() else
                               "a file" if folder.exists() else "nothing", expected="a folder with " + MANIFEST,
                               way_out="check the path, or write a filled example with `parecon data new FOLDER`")
    if not os.access(path, os.R_OK):
        raise NotATablesFolder("a file may not be read", file=MANIFEST, found="no permission", expected="permission to read",
                               way_out="change the permissions of the file")
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotText("the file is not UTF-8", file=MANIFEST, found=f"byte 0x{error.object[error.start]:02x} at {error.start}",
                      expected="UTF-8 text", way_out="save the file in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise NotATablesFolder("the file is no TOML", file=MANIFEST, found=str(error), expected="TOML", way_out="correct this line") from None


def _roles(section: _Section) -> dict[str, str]:
    roles: dict[str, str] = {}
    for role in ROLES:
        for column in section.texts(role):
            if column in roles:
                raise DuplicateLabel("a column of final use has two roles", file=MANIFEST, row=f"final.{role}", column=column,
                                     found=f"{roles[column]} and {role}", expected="one role", way_out="name the column once")
            roles[column] = role
    section.refuse_the_rest()
    return roles


def _accounts(section: _Section) -> dict[str, tuple[str, ...]]:
    accounts = {key: section.texts(key) for key in VALUE_ADDED}
    accounts["fixed_capital"] = section.texts("fixed_capital", [])
    section.refuse_the_rest()
    return accounts


def _labour_row(labour: _Section, key: str, units: Mapping[str, float]) -> LabourRow | None:
    section = labour.section(key, {})
    if not section.content:
        return None
    row = LabourRow(section.take("row", str), section.choose("unit", tuple(units)))
    section.refuse_the_rest()
    return row


def _emissions(section: _Section) -> dict[str, str]:
    return {pollutant: section.choose(pollutant, EMISSION_UNITS) for pollutant in section.content}


def _final_taxes(section: _Section) -> dict[str, float]:
    taxes = {role: float(section.take(role, (int, float))) for role in ROLES if role in section.content}
    section.refuse_the_rest()
    return taxes
