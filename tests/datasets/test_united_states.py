"""The US tables, read into the normal form."""

import csv
import gzip
from functools import cache
from importlib.resources import files

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets import US_SUMMARY_YEARS, balance_report, read_us_detail_2017, read_us_summary
from parecon.datasets.errors import DoesNotBalance, UnknownEconomy

US = files("parecon.datasets") / "bundled" / "united_states"


def published(name):
    """The cells of a bundled file, read here by other means than the reader's."""
    lines = csv.reader(gzip.decompress((US / f"{name}.csv.gz").read_bytes()).decode().splitlines())
    header = next(lines)[1:]
    return {line[0]: dict(zip(header, map(float, line[1:]))) for line in lines}


@cache
def economy(name):
    return read_us_detail_2017() if name == "detail" else read_us_summary(int(name))


EVERY = [*map(str, US_SUMMARY_YEARS), "detail"]


def use_file(name):
    return published("Detail_Use_2017_PRO_BeforeRedef_17sch" if name == "detail" else f"Summary_Use_{name}_PRO_BeforeRedef_17sch")


@pytest.mark.parametrize("name", EVERY)
def test_value_added_is_the_published_one_and_what_industries_pay_for_scrap(name):
    tables = economy(name)
    use = use_file(name)
    codes = [code for code in use if code.startswith("V00")]
    added = sum(use[code][industry] for code in codes for industry in use[code] if industry in (*tables.industries, "4200ID"))
    scrap = sum(t.before for t in tables.treatments if t.rule == "scrap and used goods become a social charge")
    assert balance_report(tables).figure("gdp_income") == pytest.approx(added + scrap, rel=2e-5)


@pytest.mark.parametrize("name", EVERY)
def test_compensation_is_untouched(name):
    tables, use = economy(name), use_file(name)
    paid = use["V00100" if name == "detail" else "V001"]
    expected = [paid[code] + (paid["4200ID"] if code == "424A00" else 0) for code in tables.industries]
    assert np.array_equal(tables.labour_cost, expected)


@pytest.mark.parametrize("name", EVERY)
def test_imports_are_the_published_ones_to_rounding(name):
    tables = economy(name)
    allocation = published("Detail_Import_2017_BeforeRedef_17sch" if name == "detail" else f"Summary_Import_{name}_BeforeRedef_17sch")
    column = "F05000" if name == "detail" else "F050"
    expected = [-allocation[code][column] if code in allocation else 0.0 for code in tables.products]
    assert np.allclose(tables.imports, expected, atol=60)
    exact = [code for code in tables.products if code not in ("Other", "S00300")]
    places = [tables.products.index(code) for code in exact]
    assert np.allclose(tables.imports[places], np.array(expected)[places], rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("name", EVERY)
def test_scrap_used_goods_and_the_world_adjustment_are_no_products(name):
    products = economy(name).products
    assert not {"Used", "S00401", "S00402", "S00900"} & set(products)


@pytest.mark.parametrize("name", EVERY)
def test_noncomparable_imports_are_made_by_nobody_at_home(name):
    tables = economy(name)
    other = tables.products.index("S00300" if name == "detail" else "Other")
    assert tables.make[:, other].sum() == tables.use_domestic[other].sum() == 0
    assert sum(values[other] for values in tables.final_domestic.values()) == 0
    assert tables.purchases_abroad == tables.final_imported["households"][other] > 0


def test_visitors_bought_what_the_detail_table_says():
    moved = sum(t.before - t.after for t in economy("detail").treatments if t.rule == "visitors' purchases become exports")
    use, allocation = use_file("detail"), published("Detail_Import_2017_BeforeRedef_17sch")
    assert moved == pytest.approx(allocation["S00900"]["F01000"] - use["S00900"]["F01000"], rel=1e-9)


@pytest.mark.parametrize("year", US_SUMMARY_YEARS)
def test_people_sum_to_the_payroll_count(year):
    with (US / "facts.csv").open() as lines:
        payroll = {int(r["year"]): float(r["nonfarm_employment_thousand"]) for r in csv.DictReader(lines)}
    tables = economy(str(year))
    assert tables.persons.sum() == pytest.approx(1000 * payroll[year])
    assert tables.hours.sum() * 1e6 / tables.persons.sum() == pytest.approx(default_charter()["datasets.us_hours_per_person_year"])


def test_the_origin_of_labour_says_where_the_crosswalk_is_not_unique():
    tables = economy("2018")
    origin = dict(zip(tables.industries, tables.labour_origin))
    assert {origin[code] for code in ("GFGD", "GSLG", "3361MV", "3364OT", "HS", "ORE", "5411", "5415", "61")} == {"compensation"}
    assert {origin[code] for code in ("622", "324", "81", "4A0")} == {"BLS matrix"}


def test_detail_industries_share_the_people_of_their_summary_industry():
    detail, summary = economy("detail"), economy("2017")
    with (US / "detail_to_summary.csv").open() as lines:
        parent = {r["detail"]: r["summary"] for r in csv.DictReader(lines)}
    for code, persons in zip(summary.industries, summary.persons):
        children = [p for p, child in zip(detail.persons, detail.industries) if parent[child] == code]
        assert sum(children) == pytest.approx(persons, rel=1e-3)


def test_nobody_works_in_the_homes_that_owners_live_in():
    tables = economy("detail")
    assert tables.hours[tables.industries.index("531HSO")] == 0


def test_biological_products_are_re_exported_as_the_import_table_exceeds_home_use():
    tables = economy("detail")
    vaccines = tables.products.index("325414")
    fitted = [t for t in tables.treatments if t.rule == "imports fitted into the use" and t.row == "325414"]
    assert {t.column for t in fitted} >= {"325411", "325412", "325414", "541700", "550000", "621300"}
    assert (tables.use_domestic[vaccines] >= 0).all()


def test_a_stricter_charter_refuses_the_import_table_of_2012():
    strict = default_charter().adopt({"datasets.import_allocation_share_max": 0.0001}, adopter="test")
    with pytest.raises(DoesNotBalance, match="row 211"):
        read_us_summary(2012, strict)


def test_a_year_without_a_table_is_refused():
    with pytest.raises(UnknownEconomy, match="2012 to 2022"):
        read_us_summary(2023)
