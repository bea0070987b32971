"""The United States: make, use and import tables of the Bureau of Economic Analysis, summary 2012–2022 and detail 2017."""

from __future__ import annotations

import numpy as np

from parecon.charter import Charter, default_charter
from parecon.datasets.bundled_files import BundledFolder
from parecon.datasets.draft import Draft, finish
from parecon.datasets.errors import UnknownEconomy
from parecon.datasets.tables import NationalTables
from parecon.datasets.united_states_labour import detail_persons, summary_persons
from parecon.datasets.united_states_rules import BeaCodes, BeaTables, apply_bea_rules

__all__ = ["US_SUMMARY_YEARS", "read_us_detail_2017", "read_us_summary"]

US_SUMMARY_YEARS = tuple(range(2012, 2023))
PUBLISHER, LICENCE = "US Bureau of Economic Analysis; US Bureau of Labor Statistics; US EPA", "public domain"

SUMMARY = BeaCodes("F010", "F030", "F040", "F050", ("Used",), "Other", "Other", ("HS",), "GFGN")
DETAIL = BeaCodes("F01000", "F03000", "F04000", "F05000", ("S00401", "S00402"), "S00300", "S00900", ("531HSO", "531HST"),
                  "S00600", "4200ID", "424A00")
TOTALS = {
    "Summary": {"make": (("Total Commodity Output",), ("Total Industry Output",)),
                "use": (("Total Intermediate", "Total Value Added", "Total Industry Output"),
                        ("Total Intermediate", "Total Final Uses (GDP)", "Total Commodity Output")),
                "import": ((), ("T001", "T004"))},
    "Detail": {"make": (("T007",), ("T008",)), "use": (("T005", "T006", "T008"), ("T001", "NA", "NA.1")), "import": ((), ("T001", "T004"))},
}
VALUE_ADDED = {"Summary": ("V001", "V002", "V003"), "Detail": ("V00100", "V00200", "V00300")}


def read_us_summary(year: int, charter: Charter | None = None) -> NationalTables:
    """Return the US summary tables of a year from 2012 to 2022 in the normal form.

    72 products by 71 industries, million USD at producer prices; persons from the National Employment Matrix where its
    industries match, else from compensation; no emissions. Raises UnknownEconomy for another year.
    Source: US Bureau of Economic Analysis, Input-Output Accounts, before redefinitions (public domain).

    >>> tables = read_us_summary(2017)
    >>> len(tables.products), len(tables.industries)
    (72, 71)
    """
    if year not in US_SUMMARY_YEARS:
        raise UnknownEconomy("there is no table of this year", file="us-summary", found=year, expected="a year from 2012 to 2022",
                             way_out="choose one of these years")
    return _read("Summary", year, charter or default_charter())


def read_us_detail_2017(charter: Charter | None = None) -> NationalTables:
    """Return the US benchmark tables of 2017 in about 400 products by 401 industries; as `read_us_summary` otherwise."""
    return _read("Detail", 2017, charter or default_charter())


def _read(level: str, year: int, charter: Charter) -> NationalTables:
    folder = BundledFolder("united_states", PUBLISHER, LICENCE)
    codes = SUMMARY if level == "Summary" else DETAIL
    names = {kind: {r[f"BEA_2017_{level}_{kind}_Code"]: r[f"BEA_2017_{level}_{kind}_Name"] for r in folder.records(f"{level}_{kind}CodeName_2017.csv")}
             for kind in ("Commodity", "Industry")}
    tables = _published(folder, level, year, charter["datasets.cells_per_file_max"], names)
    apply_bea_rules(tables, charter["datasets.import_allocation_share_max"], charter["datasets.rounding_units_per_cell"])
    tiers = {r["code_prefix"]: r["tier"] for r in folder.records("tiers.csv")}
    compensation = dict(zip(tables.industries, map(float, tables.compensation)))
    if level == "Summary":
        persons, origin = summary_persons(folder, compensation, year, charter)
    else:
        persons, origin = detail_persons(folder, compensation, charter)
    people = np.array([persons[code] for code in tables.industries])
    population = {int(r["year"]): int(r["population"]) for r in folder.records("facts.csv")}[year]
    draft = Draft(
        name=f"us-{level.lower()}-{year}", year=year, place="United States", currency_unit="million USD", price_basis="producer prices",
        products=tables.goods, product_names=names["Commodity"], product_classification=f"BEA {level.lower()} commodities 2017",
        industries=tables.industries, industry_names=names["Industry"], industry_classification=f"BEA {level.lower()} industries 2017",
        make=tables.make, use_domestic=tables.use, use_imported=tables.imported,
        final_domestic=tables.final, final_imported=tables.final_imported, role_of={column: _role(column) for column in tables.final},
        labour_cost=tables.compensation, capital_charge=tables.surplus, social_charge=tables.taxes,
        tiers={code: _tier(code, tiers) for code in tables.goods}, persons=people,
        hours=people * charter["datasets.us_hours_per_person_year"] / 1e6, labour_origin=[origin[code] for code in tables.industries],
        purchases_abroad=float(tables.final_imported[codes.households][tables.good(codes.noncomparable)]), population=population,
        origin=list(dict.fromkeys(folder.read)), treatments=tables.treatments, rounding_unit=1.0)
    return finish(draft, charter)


def _published(folder: BundledFolder, level: str, year: int, cells_max: int, names: dict[str, dict[str, str]]) -> BeaTables:
    goods, industries = list(names["Commodity"]), list(names["Industry"])
    files = {"make": f"{level}_Make_{year}_BeforeRedef_17sch.csv.gz", "use": f"{level}_Use_{year}_PRO_BeforeRedef_17sch.csv.gz",
             "import": f"{level}_Import_{year}_BeforeRedef_17sch.csv.gz"}
    read = {part: folder.labelled(name, cells_max) for part, name in files.items()}
    totals, added = TOTALS[level], VALUE_ADDED[level]
    finals = [code for code in read["import"].columns if code not in industries and code not in totals["import"][1]]
    wanted = {"make": (industries, goods), "use": ([*goods, *added], [*industries, *finals]),
              "import": ([code for code in goods if code in read["import"].rows], [*industries, *finals])}
    for part, table in read.items():
        table.exactly([*wanted[part][0], *totals[part][0]], [*wanted[part][1], *totals[part][1]])
    use, bought = read["use"], read["import"]
    return BeaTables(
        file=files["import"], codes=SUMMARY if level == "Summary" else DETAIL, goods=goods, industries=industries,
        make=read["make"].picked(industries, goods).copy(), use=use.picked(goods, industries).copy(),
        final={column: use.picked(goods, (column,))[:, 0].copy() for column in finals}, imported=bought.picked(goods, industries).copy(),
        final_imported={column: bought.picked(goods, (column,))[:, 0].copy() for column in finals},
        compensation=use.picked((added[0],), industries)[0].copy(), taxes=use.picked((added[1],), industries)[0].copy(),
        surplus=use.picked((added[2],), industries)[0].copy())


def _role(column: str) -> str:
    """Return the role of a final use column: F01 households, F02 and F03 investment, F04 exports, F06 to F10 government."""
    if column.startswith(("F06", "F07", "F10")):
        return "government" if column[3] == "C" else "investment"
    return {"F01": "households", "F02": "investment", "F03": "investment", "F04": "exports"}[column[:3]]


def _tier(code: str, tiers: dict[str, str]) -> str:
    return tiers[max((prefix for prefix in tiers if code.startswith(prefix)), key=len)]
