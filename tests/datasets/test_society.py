"""From Sweden's table to councils: every line sums to the table, and the councils differ."""

from dataclasses import replace

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets import read_sweden, sweden_coming_year
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.society import build_society
from parecon.economy import CouncilKind, GoodKind, average_allowance

SIZE = 0.05


@pytest.fixture(scope="module")
def charter():
    return default_charter()


@pytest.fixture(scope="module")
def tables():
    return read_sweden(2013)


@pytest.fixture(scope="module")
def built(tables, charter):
    return build_society(tables, seed=7, charter=charter, size=SIZE)


def rows_of(economy, society):
    """Return the row of every worker council's input line and output line."""
    w = society.workers
    row = economy.councils.row[w.council]
    return np.repeat(row, np.diff(w.in_start)), np.repeat(row, np.diff(w.out_start))


def test_every_cell_of_the_table_is_the_sum_of_its_councils_lines(tables, built):
    economy, society = built
    w, (in_row, out_row) = society.workers, rows_of(economy, society)
    n = len(economy.goods)
    used = np.bincount(in_row * n + w.in_good, w.in_quantity, len(economy.rows) * n).reshape(-1, n)
    made = np.bincount(out_row * n + w.out_good, w.out_quantity, len(economy.rows) * n).reshape(-1, n)
    for g, code in enumerate(tables.products):
        for label, table in ((code, tables.use_domestic[g]), (f"{code}.imported", tables.use_imported[g])):
            if table.any():
                np.testing.assert_allclose(used[:len(tables.industries), economy.labels.position(label)], table, rtol=1e-12)
        if tables.make[:, g].any():
            np.testing.assert_allclose(made[:len(tables.industries), economy.labels.position(code)], tables.make[:, g], rtol=1e-12)
    np.testing.assert_allclose(used[:len(tables.industries), economy.labels.position("CO2")], tables.emissions["CO2"], rtol=1e-12)
    industry = economy.councils.row[w.council]
    np.testing.assert_allclose(np.bincount(industry, w.capital), tables.capital_charge, rtol=1e-12)
    assert w.labour.sum() == pytest.approx(tables.hours.sum(), rel=1e-12)


def test_households_lines_sum_to_their_column(tables, built):
    economy, society = built
    used = np.bincount(society.consumers.good, society.consumers.quantity, len(economy.goods))
    for g, code in enumerate(tables.products):
        for label, column in ((code, tables.final_domestic), (f"{code}.imported", tables.final_imported)):
            if column["households"][g] > 0:
                assert used[economy.labels.position(label)] == pytest.approx(column["households"][g], rel=1e-12)
    emitted = society.consumers.emission @ society.consumers.quantity
    assert emitted == pytest.approx(tables.household_emissions["CO2"], rel=1e-12)


def test_standard_hours_sum_to_clock_hours_and_convert_back(tables, built):
    economy, society = built
    industry = economy.councils.row[society.workers.council]
    standard = np.bincount(industry, society.workers.labour)
    np.testing.assert_allclose(standard * economy.clock_hours[:len(standard)], tables.hours, rtol=1e-12)
    paid = society.workers.labour * society.benchmark_prices[society.labour_good]
    price = society.benchmark_prices[economy.labels.position("A01")]
    np.testing.assert_allclose(np.bincount(industry, paid), tables.labour_cost * price, rtol=1e-8)


def test_an_average_hour_at_average_effort_earns_one_credit(tables, built, charter):
    economy, society = built
    people = economy.councils.kind == CouncilKind.CONSUMER
    working = (economy.councils.members - economy.not_working)[people].sum()
    counted = (economy.hours * economy.effort).sum()
    weights = counted * (1 + average_allowance(charter) * economy.not_working.sum() / working)
    collective = (tables.final_domestic["government"].sum() + tables.final_imported["government"].sum()) * economy.last_prices[0]
    compensation = tables.emissions["CO2"].sum() + tables.household_emissions["CO2"]
    compensation *= economy.last_prices[economy.labels.position("CO2")]
    assert weights == pytest.approx(society.benchmark_budgets.sum() + collective - compensation, rel=1e-12)
    assert counted == pytest.approx(economy.hours.sum(), rel=1e-8)
    assert working == pytest.approx(tables.persons.sum(), rel=1e-9)
    assert economy.councils.members[people].sum() == tables.population


def test_value_added_of_a_council_is_what_its_net_output_leaves_after_inputs(built):
    economy, society = built
    w, price = society.workers, society.benchmark_prices
    made = np.add.reduceat(w.out_quantity * price[w.out_good], w.out_start[:-1]) * (1 - w.social_rate)
    owner = np.repeat(np.arange(len(w.council)), np.diff(w.in_start))
    used = np.bincount(owner, w.in_quantity * price[w.in_good], len(w.council))
    np.testing.assert_allclose(w.own_value, made - used, rtol=1e-9)
    industry = economy.councils.row[w.council]
    share = np.bincount(industry, w.own_value) / np.bincount(industry, made)
    assert (w.own_value >= 0.5 * share[industry] * made * (1 - 1e-9)).all()


def test_worker_councils_use_some_and_not_all_inputs_of_their_industry(built):
    _, society = built
    lines = np.diff(society.workers.in_start)
    assert 30 <= lines.mean() <= 36 and lines.std() > 2
    assert 40 <= np.diff(society.consumers.start).mean() <= 46


def test_varieties_of_a_product_stand_side_by_side_in_one_nest(built):
    economy, society = built
    for nest, start, good in ((society.workers.in_nest, society.workers.in_start, society.workers.in_good),
                              (society.consumers.nest, society.consumers.start, society.consumers.good),
                              (society.requests.nest, society.requests.start, society.requests.good)):
        owner = np.repeat(np.arange(len(start) - 1), np.diff(start))
        assert (np.diff(owner * 10_000 + nest) >= 0).all()
        pair = np.flatnonzero((np.diff(owner) == 0) & (np.diff(nest) == 0))
        assert len(pair)
        for j in pair[:500]:
            home, abroad = economy.goods[good[j]], economy.goods[good[j + 1]]
            assert (home.kind, abroad.kind) == (GoodKind.PRODUCT, GoodKind.IMPORT) and abroad.variety_of == home.code


def test_imputed_rents_are_one_council_of_fixed_size(built):
    economy, society = built
    row = next(r for r, row in enumerate(economy.rows) if row.code == "L68A")
    mine = np.flatnonzero(economy.councils.row[society.workers.council] == row)
    assert len(mine) == 1 and society.workers.size_elasticity[mine[0]] == 0 == society.workers.labour[mine[0]]


def test_councils_differ_in_substitution_and_capacity(built):
    _, society = built
    w, c = society.workers, society.consumers
    assert np.mean(w.sigma_inputs == 0.05) == pytest.approx(1 / 3, abs=0.04)
    assert np.mean(w.capacity == 1) == pytest.approx(0.3, abs=0.04)
    assert w.capacity[w.capacity > 1].min() >= 1.05
    owner = np.repeat(np.arange(len(c.council)), np.diff(c.start))
    assert np.mean(np.bincount(owner, c.subsistence) > 0) == pytest.approx(0.35, abs=0.05)


def test_the_same_seed_gives_the_same_society_and_another_seed_another(tables, charter, built):
    again, other = (build_society(tables, seed=seed, charter=charter, size=SIZE)[1] for seed in (7, 8))
    np.testing.assert_array_equal(again.workers.in_quantity, built[1].workers.in_quantity)
    np.testing.assert_array_equal(again.consumers.quantity, built[1].consumers.quantity)
    assert len(other.workers.in_quantity) != len(again.workers.in_quantity) or (other.workers.in_quantity != again.workers.in_quantity).any()


def test_every_council_belongs_to_a_leaf_of_its_own_kind_and_places_to_their_own_federation(built):
    economy, _ = built
    parents = {f.parent for f in economy.federations}
    places = dict(zip(economy.collective.council.tolist(), economy.collective.level.tolist()))
    for i, f in enumerate(economy.councils.federation):
        federation, kind = economy.federations[f], economy.rows[economy.councils.row[i]].kind
        assert kind == economy.councils.kind[i]
        if i in places:
            level = economy.collective.levels[places[i]]
            assert federation.kind is CouncilKind.CONSUMER and federation.level == ("ward" if level == "neighbourhood" else level)
        else:
            assert federation.code not in parents and federation.kind is kind
    names = [economy.council_name(i) for i in range(len(economy.councils))]
    assert len(set(names)) == len(names)


def test_wards_lie_in_towns_and_towns_in_regions(built):
    economy, _ = built
    level = {f.code: f.level for f in economy.federations}
    ways = {(f.level, level.get(f.parent, "")) for f in economy.federations if f.kind is CouncilKind.CONSUMER}
    assert ways == {("nation", ""), ("region", "nation"), ("town", "region"), ("ward", "town")}


def test_the_coming_year_changes_size_hours_capital_and_permits_and_nothing_else(tables, charter, built):
    coming = sweden_coming_year(2014)
    economy, society = build_society(tables, seed=7, charter=charter, size=SIZE, coming=coming, permits={"CO2": -0.05})
    before, was = built
    assert economy.year == 2014 and economy.name == "sweden-2014"
    np.testing.assert_array_equal(society.workers.in_quantity, was.workers.in_quantity)
    np.testing.assert_allclose(society.consumers.hours, was.consumers.hours * coming.hours_factor, rtol=1e-15)
    permits, capital = (economy.labels.position(code) for code in ("CO2", "capital"))
    assert economy.endowment[permits] == pytest.approx(0.95 * before.endowment[permits], rel=1e-12)
    assert economy.endowment[capital] == pytest.approx(1e9 * tables.capital_charge @ coming.capital_factor, rel=1e-12)
    np.testing.assert_array_equal(economy.last_totals.use, before.last_totals.use)
    rents = society.workers.size[economy.councils.row[society.workers.council] == list(tables.industries).index("L68A")]
    assert rents == pytest.approx(coming.capital_factor[list(tables.industries).index("L68A")])
    assert (was.workers.size == 1).all()


@pytest.mark.parametrize("size", [1e-9, 0.0005, 0.004])
def test_a_handful_of_councils_still_adds_value_everywhere(tables, charter, size):
    economy, society = build_society(tables, seed=3, charter=charter, size=size)
    assert (society.workers.own_value > 0).all() and (society.consumers.hours > 0).all()
    assert set(economy.councils.row.tolist()) == set(range(len(economy.rows)))


def test_no_council_is_smaller_than_one_person(charter):
    tables = generate_input_output(12, seed=1, councils_per_industry=0.05)
    economy, society = build_society(tables, seed=1, charter=charter, size=1000)
    members = economy.councils.members
    assert (economy.councils.kind == CouncilKind.CONSUMER).sum() == tables.population == members[society.consumers.council].sum()
    assert len(society.workers.council) <= tables.persons.sum() + len(tables.industries)


def test_a_coming_year_of_other_industries_is_refused(tables, charter):
    coming = replace(sweden_coming_year(2014), capital_factor=np.ones(3))
    with pytest.raises(ValueError, match="3 capital factors for the 59 industries"):
        build_society(tables, seed=1, charter=charter, size=0.01, coming=coming)


def test_unsuitable_sizes_and_permits_are_refused_with_the_way_out(tables, charter):
    for size in (0, -1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="give a positive number"):
            build_society(tables, seed=1, charter=charter, size=size)
    with pytest.raises(ValueError, match="it has CO2"):
        build_society(tables, seed=1, charter=charter, size=0.01, permits={"CO": -0.1})
    for change in (-1.1, float("nan")):
        with pytest.raises(ValueError, match="no less than -1"):
            build_society(tables, seed=1, charter=charter, size=0.01, permits={"CO2": change})


def test_of_many_products_each_belongs_whole_to_one_level_and_every_level_gets_its_share(charter):
    tables = generate_input_output(600, seed=1)
    finely, coarsely = (build_society(tables, seed=1, charter=charter.adopt({"society.collective_split_max": most}, "test"), size=SIZE)[0].collective
                        for most in (1000, 0))
    assert len(coarsely.recipe_good) < len(finely.recipe_good) / 2
    assert len(np.unique(coarsely.recipe_good)) == len(coarsely.recipe_good)
    fine, coarse = (np.bincount(c.good, c.amount, len(c.goods)) for c in (finely, coarsely))
    assert coarse.sum() == pytest.approx(fine.sum(), rel=1e-6)
    assert coarse / coarse.sum() == pytest.approx(fine / fine.sum(), abs=0.02)
