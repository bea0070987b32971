"""How the bundled extract of O*NET and of the BLS matrix is made from the published files."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
from pathlib import Path

__all__ = ["extract_occupations", "record_hashes", "sister_codes"]

_HERE = Path(__file__).parent / "bundled" / "labour"
_SOURCES = (
    "onet/onet_occupation_attributes_wide.csv", "onet/Occupation_Data.txt", "onet/Task_Statements.txt", "onet/Job_Zones.txt",
    "labour/nem_naics3_by_soc.csv",
)


def extract_occupations(source: Path, target: Path = _HERE) -> None:
    """Write occupations.csv, matrix.csv.gz, statements.csv.gz and SOURCES.sha256 to ``target``.

    source: folder with the files of _SOURCES. Items are those named in the two item tables of ``target``.
    An occupation of the matrix takes the plain mean of its O*NET occupations; one without any takes the mean of its nearest
    sisters (longest common beginning of the code), marked "sisters".
    """
    items = [row["item"] for name in ("items_empowerment.csv", "items_command.csv", "items_desirability.csv")
             for row in _records(_HERE / name)]
    matrix = _records(source / "labour/nem_naics3_by_soc.csv")
    codes = sorted({row["SOCCode"] for row in matrix})
    wide = _records(source / "onet/onet_occupation_attributes_wide.csv")
    for name, text in (
        ("occupations.csv", _occupations(codes, list(dict.fromkeys(items)), wide, source)),
        ("matrix.csv.gz", _matrix(matrix)),
        ("statements.csv.gz", _statements(codes, source)),
        ("SOURCES.sha256", "".join(f"{hashlib.sha256((source / path).read_bytes()).hexdigest()}  {path}\n" for path in _SOURCES)),
    ):
        data = text.encode()
        (target / name).write_bytes(gzip.compress(data, 9, mtime=0) if name.endswith(".gz") else data)


def sister_codes(code: str, known: set[str]) -> tuple[str, list[str]]:
    """Return how a code is matched and the known codes it takes its figures from."""
    if code in known:
        return "own", [code]
    for length in (6, 5, 4, 2):
        sisters = sorted(k for k in known if k[:length] == code[:length])
        if sisters:
            return "sisters", sisters
    return "none", []


def _occupations(codes, items, wide, source) -> str:
    titles = {row["O*NET-SOC Code"]: row["Title"] for row in _tab(source / "onet/Occupation_Data.txt")}
    zones: dict[str, list[float]] = {}
    for row in _tab(source / "onet/Job_Zones.txt"):
        zones.setdefault(row["O*NET-SOC Code"][:7], []).append(float(row["Job Zone"]))
    figures: dict[str, list[list[float]]] = {}
    for row in wide:
        if all(row[item] for item in items):
            figures.setdefault(row["onetsoc"][:7], []).append([float(row[item]) for item in items])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["code", "title", "match", "job_zone", *items])
    for code in codes:
        match, sisters = sister_codes(code, set(figures))
        means = [sum(column) / len(column) for column in zip(*[_mean_rows(figures[s]) for s in sisters])]
        own_zones = [z for s in sister_codes(code, set(zones))[1] for z in zones[s]]
        writer.writerow([code, _title(code, titles, sisters), match, f"{sum(own_zones) / len(own_zones):.2f}", *(f"{m:.3f}" for m in means)])
    return out.getvalue()


def _mean_rows(rows: list[list[float]]) -> list[float]:
    return [sum(column) / len(rows) for column in zip(*rows)]


def _title(code: str, titles: dict[str, str], sisters: list[str]) -> str:
    if f"{code}.00" in titles:
        return titles[f"{code}.00"]
    own = [title for key, title in sorted(titles.items()) if key.startswith(code)]
    return own[0] if own else f"{titles.get(sisters[0] + '.00', sisters[0])} and like work"


def _matrix(matrix) -> str:
    rows = sorted((row["industry_code"], row["SOCCode"], float(row["Employment"])) for row in matrix)
    return "industry,code,thousand_jobs\n" + "".join(f"{i},{c},{e:.1f}\n" for i, c, e in rows)


def _statements(codes, source) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["code", "core", "statement"])
    by_code: dict[str, set[tuple[str, str]]] = {}
    for row in _tab(source / "onet/Task_Statements.txt"):
        said = ("1" if row["Task Type"] == "Core" else "0", re.sub(r"\s+", " ", row["Task"]).strip())
        by_code.setdefault(row["O*NET-SOC Code"][:7], set()).add(said)
    for code in sorted(set(codes) & set(by_code)):
        writer.writerows((code, *said) for said in sorted(by_code[code]))
    return out.getvalue()


def _records(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def _tab(path: Path) -> list[dict[str, str]]:
    return _records(path, "\t")


def record_hashes(target: Path = _HERE) -> None:
    """Write SHA256SUMS over the folder, so that a changed file is noticed when it is read."""
    names = sorted(path.name for path in target.iterdir() if path.name != "SHA256SUMS")
    lines = (f"{hashlib.sha256((target / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (target / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
