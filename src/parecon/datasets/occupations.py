"""Occupations, what they are like, and where they work: O*NET 18.1 with the BLS matrix of 84 industries."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from parecon.datasets.bundled_files import BundledFolder
from parecon.datasets.errors import DuplicateLabel, EmptyTable, MissingLabel, NotANumber, NotText, UnknownLabel
from parecon.datasets.occupations_extract import sister_codes
from parecon.datasets.tables import Provenance

__all__ = ["ACTS", "RatingItems", "OccupationTable", "occupation_attribution", "read_occupations", "read_rating_items"]

ACTS = ("lead", "inquire", "teach", "record", "care", "handle", "mixed")
_SCALES = ("empowerment", "command", "desirability")


@dataclass(frozen=True)
class RatingItems:
    """Named O*NET items that make up one measure.

    names: columns of the table. sign: +1 or -1. weight: > 0. low, high: ends of the item's own scale. why: a few words each.
    """

    names: tuple[str, ...]
    sign: np.ndarray
    weight: np.ndarray
    low: np.ndarray
    high: np.ndarray
    why: tuple[str, ...]


@dataclass(frozen=True)
class OccupationTable:
    """794 occupations of the BLS matrix with their O*NET figures.

    codes, titles: (N,). match: (N,) "own", or "sisters" where O*NET has no complete figures and those of the nearest codes stand in.
    job_zone: (N,) 1 to 5. items: (K,) names; figures: (N, K) on each item's own scale. industries, industry_names: (J,).
    thousand_jobs: (J, N). act_shares: (N, 7) share of working time by ACTS, from task statements (core counts 2, supplemental 1).
    examples: per occupation, by act, statements of what is done. licences: (N,) text, "" for none. origin: files and hashes.
    """

    codes: tuple[str, ...]
    titles: tuple[str, ...]
    match: tuple[str, ...]
    job_zone: np.ndarray
    items: tuple[str, ...]
    figures: np.ndarray
    industries: tuple[str, ...]
    industry_names: tuple[str, ...]
    thousand_jobs: np.ndarray
    act_shares: np.ndarray
    examples: tuple[dict[str, tuple[str, ...]], ...]
    licences: tuple[str, ...]
    origin: tuple[Provenance, ...]

    def industry(self, code: str) -> int:
        """Return the row of an industry; raise UnknownLabel with the industries there are."""
        if code not in self.industries:
            raise UnknownLabel("no such industry", file="labour/matrix.csv.gz", found=code, expected="a NAICS code of three digits",
                               way_out="choose from " + ", ".join(f"{c} {n}" for c, n in zip(self.industries, self.industry_names)))
        return self.industries.index(code)

    def columns_of(self, items: RatingItems) -> np.ndarray:
        """Return (N, k) figures of ``items``; raise UnknownLabel for an item that the extract does not hold."""
        for name in items.names:
            if name not in self.items:
                raise UnknownLabel("no such item", file="items", found=name, expected="an item of the extract",
                                   way_out="choose from " + ", ".join(self.items) + "; others come with occupations_extract")
        return self.figures[:, [self.items.index(name) for name in items.names]]


def occupation_attribution() -> str:
    """Return the sentences that must accompany every page made from these data."""
    text = _folder().content("ATTRIBUTION.md").decode("utf-8")
    sentences = text[text.index("This page includes") :].split("\n")[0].strip()
    return f"{sentences} Employment: US Bureau of Labor Statistics, National Employment Matrix 2018 (public domain)."


def read_rating_items(name: str = "empowerment", path: Path | None = None) -> RatingItems:
    """Return the items of a measure ("empowerment", "command", "desirability"), or of a CSV file of one's own.

    The file has the columns item, sign (1 or -1), weight, low, high, why. Raises MissingLabel, NotANumber, DuplicateLabel,
    EmptyTable, NotText, UnknownLabel with file, row, column, both values and the way out.
    """
    if path is None:
        if name not in _SCALES:
            raise UnknownLabel("no such measure", file="labour", found=name, expected=", ".join(_SCALES), way_out="choose one of these")
        file, rows = f"labour/items_{name}.csv", _folder().records(f"items_{name}.csv")
    else:
        file = str(path)
        try:
            rows = list(csv.DictReader(io.StringIO(Path(path).read_bytes().decode("utf-8-sig"))))
        except UnicodeDecodeError as fault:
            raise NotText("not UTF-8", file=file, found=f"byte {fault.start}", expected="UTF-8 text", way_out="save the table as CSV in UTF-8") from fault
    if not rows:
        raise EmptyTable("no items", file=file, found="0 rows", expected="at least one", way_out="write item,sign,weight,low,high,why and one line an item")
    numbers = {key: np.array([_number(row, key, file, n) for n, row in enumerate(rows, 2)]) for key in ("sign", "weight", "low", "high")}
    names = [row.get("item") or "" for row in rows]
    for n, item in enumerate(names, 2):
        if not item or names.count(item) > 1:
            raise DuplicateLabel("an item is named twice or not at all", file=file, row=str(n), column="item", found=repr(item),
                                 expected="each item once", way_out="name each item once")
        row = n - 2
        if numbers["sign"][row] not in (1, -1) or numbers["weight"][row] <= 0 or numbers["high"][row] <= numbers["low"][row]:
            raise NotANumber("sign, weight or scale makes no sense", file=file, row=str(n), found={k: float(v[row]) for k, v in numbers.items()},
                             expected="sign 1 or -1, weight above 0, low below high", way_out="correct the line")
    return RatingItems(tuple(names), why=tuple(row.get("why") or "" for row in rows), **numbers)


def _number(row: dict, key: str, file: str, line: int) -> float:
    if row.get(key) is None:
        raise MissingLabel("a column is missing", file=file, row=str(line), column=key, found=", ".join(k or "(unnamed)" for k in row),
                           expected=key, way_out="write item,sign,weight,low,high,why in the first line")
    try:
        value = float(row[key])
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise NotANumber("a cell is no number", file=file, row=str(line), column=key, found=row[key], expected="a number", way_out="write a number")
    return value


def _folder() -> BundledFolder:
    return BundledFolder("labour", "US Department of Labor (O*NET 18.1); US Bureau of Labor Statistics", "CC BY 4.0 (O*NET); public domain (BLS)")


@cache
def read_occupations() -> OccupationTable:
    """Return the bundled table; raise ChangedFile if a bundled file is not the recorded one."""
    folder = _folder()
    rows = folder.records("occupations.csv")
    codes = tuple(row["code"] for row in rows)
    items = tuple(key for key in rows[0] if key not in ("code", "title", "match", "job_zone"))
    names = {row["industry"]: row["name"] for row in folder.records("industries.csv")}
    industries, at = tuple(sorted(names)), {code: n for n, code in enumerate(codes)}
    jobs = np.zeros((len(industries), len(codes)))
    for row in folder.records("matrix.csv.gz"):
        jobs[industries.index(row["industry"]), at[row["code"]]] += float(row["thousand_jobs"])
    licences = [(row["code_begins"], row["licence"]) for row in folder.records("licences.csv")]
    shares, examples = _read_acts(folder, codes)
    return OccupationTable(
        codes, tuple(row["title"] for row in rows), tuple(row["match"] for row in rows), np.array([float(row["job_zone"]) for row in rows]),
        items, np.array([[float(row[item]) for item in items] for row in rows]), industries, tuple(names[i] for i in industries), jobs,
        shares, examples, tuple(next((name for begins, name in licences if code.startswith(begins)), "") for code in codes), tuple(folder.read),
    )


def _read_acts(folder: BundledFolder, codes) -> tuple[np.ndarray, tuple[dict[str, tuple[str, ...]], ...]]:
    """Sort task statements by the act that their first word names; time goes 2 to core and 1 to other statements."""
    act_of = {row["verb"]: row["act"] for row in folder.records("acts.csv")}
    by_code: dict[str, list[tuple[int, str, str]]] = {}
    for row in folder.records("statements.csv.gz"):
        verb = row["statement"].split()[0].strip(",.;").lower()
        by_code.setdefault(row["code"], []).append((2 if row["core"] == "1" else 1, act_of.get(verb, "mixed"), row["statement"]))
    shares, examples, known = np.zeros((len(codes), len(ACTS))), [], set(by_code)
    for n, code in enumerate(codes):
        said = [line for sister in sister_codes(code, known)[1] for line in by_code[sister]]
        for weight, act, _ in said:
            shares[n, ACTS.index(act)] += weight
        shares[n] /= shares[n].sum()
        ordered = sorted(said, key=lambda line: -line[0])
        examples.append({act: tuple(text for _, a, text in ordered if a == act)[:3] for act in ACTS})
    return shares, tuple(examples)
