"""How many people work in each US industry: the tables carry compensation, not labour, so a second source is joined."""

from __future__ import annotations

import numpy as np

from parecon.charter import Charter
from parecon.datasets.bundled_files import BundledFolder

__all__ = ["FROM_COMPENSATION", "FROM_MATRIX", "detail_persons", "summary_persons"]

FROM_MATRIX, FROM_COMPENSATION = "BLS matrix", "compensation"
MATRIX_YEAR = 2018


def summary_persons(folder: BundledFolder, compensation: dict[str, float], year: int, charter: Charter) -> tuple[dict[str, float], dict[str, str]]:
    """Return persons and the origin of the figure for each summary industry in ``year``.

    In 2018 the National Employment Matrix counts the people of an industry where its NAICS-3 industries belong to it
    alone; a NAICS-3 industry that several share is divided by compensation; elsewhere (government, farms, schools,
    funds) people are compensation divided by the mean pay of the industries counted. Other years move with
    compensation at 2018's pay. In every year all figures are scaled by one factor, so that they sum to the payroll
    count of the Bureau of Labor Statistics, since the matrix leaves out small cells.
    """
    paid = folder.labelled(f"Summary_Use_{MATRIX_YEAR}_PRO_BeforeRedef_17sch.csv.gz", charter["datasets.cells_per_file_max"])
    paid_then = {code: paid.picked(("V001",), (code,))[0, 0] for code in compensation}
    counted, origin = _matrix_persons(folder, paid_then)
    mean_pay = sum(paid_then[code] for code in counted) / sum(counted.values())
    then = {code: counted.get(code, paid_then[code] / mean_pay) for code in compensation}
    facts = {int(r["year"]): float(r["nonfarm_employment_thousand"]) for r in folder.records("facts.csv")}
    now = {code: then[code] * amount / paid_then[code] if paid_then[code] else 0.0 for code, amount in compensation.items()}
    scale = 1000 * facts[year] / sum(now.values())
    return {code: persons * scale for code, persons in now.items()}, {code: origin.get(code, FROM_COMPENSATION) for code in compensation}


def _matrix_persons(folder: BundledFolder, paid: dict[str, float]) -> tuple[dict[str, float], dict[str, str]]:
    persons: dict[str, float] = {}
    origin: dict[str, str] = {}
    for record in folder.records("employment_naics3.csv"):
        codes = record["bea_summary"].split()
        pay = sum(paid[code] for code in codes)
        for code in codes:
            persons[code] = persons.get(code, 0.0) + 1000 * float(record["persons_thousand"]) * paid[code] / pay
            alone = len(codes) == 1 and origin.get(code, FROM_MATRIX) == FROM_MATRIX
            origin[code] = FROM_MATRIX if alone else FROM_COMPENSATION
    return persons, origin


def detail_persons(folder: BundledFolder, compensation: dict[str, float], charter: Charter) -> tuple[dict[str, float], dict[str, str]]:
    """Return persons and origin for each detail industry of 2017: those of its summary industry, shared by compensation."""
    parent = {r["detail"]: r["summary"] for r in folder.records("detail_to_summary.csv")}
    children: dict[str, list[str]] = {}
    for code in compensation:
        children.setdefault(parent[code], []).append(code)
    paid = {summary: float(np.sum([compensation[code] for code in codes])) for summary, codes in children.items()}
    persons, origin = summary_persons(folder, paid, 2017, charter)
    shares = {code: persons[parent[code]] * compensation[code] / paid[parent[code]] for code in compensation}
    return shares, {code: origin[parent[code]] if len(children[parent[code]]) == 1 else FROM_COMPENSATION for code in compensation}
