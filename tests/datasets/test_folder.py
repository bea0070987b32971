"""Folders of tables: what is written is read again, and every shape gets the same treatment."""

import csv

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parecon.charter import default_charter
from parecon.datasets import balance_report, list_economies, load_tables, read_folder, write_example_folder
from parecon.datasets.draft import Draft, finish
from parecon.datasets.errors import PathTaken
from parecon.datasets.tables import ROLES

ARRAYS = ("make", "use_domestic", "use_imported", "stock_release_domestic", "stock_release_imported", "labour_cost", "capital_charge",
          "social_charge", "hours", "persons", "fixed_capital")
FACTS = ("name", "year", "place", "currency_unit", "price_basis", "products", "product_names", "industries", "industry_names", "population",
         "purchases_abroad", "trade_surplus", "tiers", "final_taxes", "emission_unit", "household_emissions")


def assert_same(one, other):
    for name in ARRAYS:
        a, b = getattr(one, name), getattr(other, name)
        assert (a is None) == (b is None) and (a is None or np.array_equal(a, b)), name
    for name in ("final_domestic", "final_imported", "emissions"):
        assert set(getattr(one, name)) == set(getattr(other, name))
        assert all(np.array_equal(getattr(one, name)[key], getattr(other, name)[key]) for key in getattr(one, name)), name
    for name in FACTS:
        assert getattr(one, name) == getattr(other, name), name


@pytest.mark.parametrize("name", [entry.name for entry in list_economies()])
def test_a_bundled_table_survives_a_folder(name, tmp_path):
    tables = load_tables(name)
    assert_same(read_folder(write_example_folder(tmp_path / "folder", tables)), tables)


codes = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=6).filter(lambda t: t == t.strip())


@st.composite
def small_tables(draw):
    """A random balanced economy with codes of every alphabet, re-exports, stock releases and negative social charges."""
    goods, industries = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    make = random.integers(0, 3, (industries, goods)) * random.random((industries, goods)) * 1000
    make[:, 0] += 1.0
    total = make.sum(axis=0)
    share = random.random((goods, industries + 4)) + 1e-3
    share *= (total / share.sum(axis=1))[:, None]
    imported = random.random((goods, industries + 5)) * random.integers(0, 2, (goods, industries + 5)) * 10
    release = random.random(goods) * random.integers(0, 2, goods)
    final = dict(zip(ROLES, share[:, industries:].T.copy()))
    final["exports"] = final["exports"] + release * (total > 0)
    labour = random.random(industries) * 10
    cost = share[:, :industries].sum(axis=0) + imported[:, :industries].sum(axis=0) + labour
    capital = random.random(industries)
    pick = draw(st.lists(codes, min_size=goods + industries, max_size=goods + industries, unique=True))
    products, branches = pick[:goods], pick[goods:]
    draft = Draft(
        name=draw(codes), year=draw(st.integers(1700, 2200)), place=draw(codes), currency_unit="credit", price_basis="basic", products=products,
        product_names={code: draw(codes) for code in products}, product_classification="ours", industries=branches,
        industry_names={code: draw(codes) for code in branches}, industry_classification="ours", make=make,
        use_domestic=share[:, :industries].copy(), use_imported=imported[:, :industries].copy(),
        final_domestic={**final, "stocks": -release * (total > 0)},
        final_imported={**dict(zip(ROLES, imported[:, industries:-1].T.copy())), "stocks": -imported[:, -1]},
        role_of={**{role: role for role in ROLES}, "stocks": "investment"}, labour_cost=labour, capital_charge=capital,
        social_charge=make.sum(axis=1) - cost - capital, tiers=dict.fromkeys(products, draw(st.sampled_from(("survival", "luxury")))),
        hours=random.random(industries) if draw(st.booleans()) else None, persons=random.random(industries) * 1e6 if draw(st.booleans()) else None,
        labour_origin=["table"] * industries, emissions={"CO2": random.random(industries)}, emission_unit={"CO2": "tonne"},
        household_emissions={"CO2": float(random.random())}, population=draw(st.none() | st.integers(1, 10**9)))
    return finish(draft, default_charter())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=small_tables())
def test_any_table_survives_a_folder(tables, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables") / "folder"
    assert_same(read_folder(write_example_folder(folder, tables)), tables)


def test_a_path_that_is_taken_is_left_alone(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine.txt").write_text("keep")
    with pytest.raises(PathTaken, match="choose another path"):
        write_example_folder(tmp_path / "folder", load_tables("sweden-2014"))
    assert [p.name for p in (tmp_path / "folder").iterdir()] == ["mine.txt"]


def test_a_folder_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    import parecon.datasets.folder_write as writer
    monkeypatch.setattr(writer, "_listing", lambda *_: (_ for _ in ()).throw(OSError("No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_example_folder(tmp_path / "folder", load_tables("sweden-2014"))
    assert list(tmp_path.iterdir()) == []


# --- shapes -------------------------------------------------------------------------------------------------------

ISLAND = """format = "parecon tables 1"
name = "island"
place = "Island"
year = 2020
currency_unit = "shells"
price_basis = "basic prices"
product_classification = "ours"
industry_classification = "ours"
shape = "{shape}"
imports = "{imports}"
imported_only = {imported_only}
[final]
households = ["private"]
government = []
investment = ["capital", "stocks"]
exports = ["exports"]
[accounts]
labour_cost = ["wages"]
capital_charge = ["surplus"]
social_charge = ["taxes"]
[labour]
{labour}
[origin]
publisher = "Island Office"
licence = "CC0"
"""

FISH_AND_NETS = {
    "products.csv": "code,name,tier\nfish,Fish,survival\nnets,Nets,comfort\n",
    "industries.csv": "code,name\nfish,Fishing\nnets,Net making\n",
    "industry_accounts.csv": ",fish,nets\nwages,50,20\nsurplus,20,6\ntaxes,5,-1\nworkers,40,15\n",
}


def island(path, manifest, files):
    path.mkdir()
    settings_ = {"shape": "supply-use", "imports": "apart", "imported_only": "[]", "labour": 'persons = { row = "workers", unit = "persons" }\n'
                 "hours_per_person_year = 2000", **manifest}
    (path / "tables.toml").write_text(ISLAND.format(**settings_))
    for name, text in {**FISH_AND_NETS, **files}.items():
        (path / name).write_text(text)
    return path


APART = {
    "use_domestic.csv": ",fish,nets\nfish,10,5\nnets,15,0\n", "use_imported.csv": ",fish,nets\nfish,0,0\nnets,0,5\n",
    "final_domestic.csv": ",private,capital,stocks,exports\nfish,70,0,-5,20\nnets,10,10,0,0\n",
    "final_imported.csv": ",private,capital,stocks,exports\nfish,3,0,0,0\nnets,0,2,0,0\n",
}


def test_an_industry_by_industry_table_makes_one_product_an_industry(tmp_path):
    tables = read_folder(island(tmp_path / "i", {"shape": "industry-by-industry"}, APART))
    assert np.array_equal(tables.make, [[100, 0], [0, 35]])
    assert tables.stock_release_domestic.tolist() == [5, 0]
    assert tables.hours.tolist() == [0.08, 0.03] and tables.labour_origin == ("persons × 2000 hours",) * 2
    assert balance_report(tables).balances


def test_a_product_by_product_table_is_read_alike(tmp_path):
    one = read_folder(island(tmp_path / "i", {"shape": "industry-by-industry"}, APART))
    two = read_folder(island(tmp_path / "p", {"shape": "product-by-product"}, APART))
    assert_same(one, two)


def test_a_supply_and_use_table_keeps_joint_products_joint(tmp_path):
    supply = {"supply.csv": ",nets,fish\nnets,25,10\nfish,10,90\n"}
    tables = read_folder(island(tmp_path / "s", {}, {**APART, **supply}))
    assert np.array_equal(tables.make, [[90, 10], [10, 25]])
    assert balance_report(tables).balances


def test_imports_together_are_shared_out_in_proportion_and_never_to_exports(tmp_path):
    together = {
        "supply.csv": ",fish,nets\nfish,100,0\nnets,0,35\n", "imports.csv": ",imports\nfish,3\nnets,7\n",
        "use.csv": ",fish,nets\nfish,10,5\nnets,15,5\n", "final.csv": ",private,capital,stocks,exports\nfish,73,0,-5,20\nnets,10,12,0,0\n",
    }
    tables = read_folder(island(tmp_path / "t", {"imports": "together"}, together))
    assert tables.imports == pytest.approx([3, 7])
    share = tables.use_imported[1] / (tables.use_imported[1] + tables.use_domestic[1])
    assert share == pytest.approx([7 / 42, 7 / 42])
    assert tables.final_imported["exports"].tolist() == [0, 0]
    assert balance_report(tables).balances
    assert {t.rule for t in tables.treatments} >= {"imports shared out in proportion"}


def test_imports_beyond_home_use_are_re_exports(tmp_path):
    together = {
        "supply.csv": ",fish,nets\nfish,100,0\nnets,0,35\n", "imports.csv": ",imports\nfish,90\nnets,7\n",
        "use.csv": ",fish,nets\nfish,10,5\nnets,15,5\n", "final.csv": ",private,capital,stocks,exports\nfish,60,0,0,115\nnets,10,12,0,0\n",
    }
    tables = read_folder(island(tmp_path / "t", {"imports": "together"}, together))
    assert tables.final_imported["exports"].tolist() == [15, 0]
    assert tables.final_domestic["exports"].tolist() == [100, 0]
    assert balance_report(tables).balances


def test_imports_in_one_row_are_a_product_nobody_makes(tmp_path):
    one_row = {
        "products.csv": FISH_AND_NETS["products.csv"] + "m,Imports,comfort\n", "supply.csv": ",fish,nets\nfish,100,0\nnets,0,35\n",
        "use_domestic.csv": APART["use_domestic.csv"], "final_domestic.csv": APART["final_domestic.csv"],
        "use_imported.csv": ",fish,nets\nm,0,5\n", "final_imported.csv": ",private,capital,stocks,exports\nm,3,2,0,0\n",
    }
    tables = read_folder(island(tmp_path / "r", {"imports": "one row", "imported_only": '["m"]'}, one_row))
    assert tables.imports.tolist() == [0, 0, 10]
    assert balance_report(tables).balances


@pytest.mark.parametrize(("labour", "hours"), [
    ('hours = { row = "workers", unit = "hours" }', [40e-6, 15e-6]),
    ('hours = { row = "workers", unit = "thousand hours" }', [40e-3, 15e-3]),
    ('persons = { row = "workers", unit = "thousand full-time equivalents" }\nhours_per_person_year = 1600', [64, 24]),
    ('persons = { row = "workers", unit = "persons" }\nhours_per_person_year = 0', None),
    ("", None),
])
def test_labour_is_understood_in_persons_hours_or_full_time_equivalents(tmp_path, labour, hours):
    tables = read_folder(island(tmp_path / "l", {"shape": "industry-by-industry", "labour": labour}, APART))
    assert (tables.hours is None) if hours is None else tables.hours == pytest.approx(hours)


def test_rows_and_columns_may_stand_in_any_order(tmp_path):
    tables = load_tables("sweden-2014")
    folder = write_example_folder(tmp_path / "folder", tables)
    random = np.random.default_rng(7)
    for path in folder.glob("*_*.csv"):
        with path.open(newline="") as stream:
            lines = list(csv.reader(stream))
        columns = [0, *(1 + random.permutation(len(lines[0]) - 1))]
        rows = [0, *(1 + random.permutation(len(lines) - 1))]
        with path.open("w", newline="") as stream:
            csv.writer(stream).writerows([[lines[r][c] for c in columns] for r in rows])
    assert_same(read_folder(folder), tables)
