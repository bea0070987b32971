"""Random input-output economies are balanced national tables, whatever their size and seed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from parecon.charter import default_charter
from parecon.datasets.generate_tables import DENSE_GOODS_MAX, generate_input_output
from parecon.datasets.society import build_society
from parecon.datasets.tables import check_tables


@settings(max_examples=25, deadline=None)
@given(goods=st.integers(10, 80), seed=st.integers(0, 10**6), inputs=st.integers(1, 20), share=st.floats(0, 0.9))
def test_every_generated_table_obeys_the_laws_of_national_tables(goods, seed, inputs, share):
    tables = generate_input_output(goods, seed, inputs=inputs, import_share=share)
    check_tables(tables)
    assert (tables.output > 0).all() and (tables.final_domestic["households"] > 0).all()


def test_one_seed_gives_one_economy():
    one, again, other = (generate_input_output(30, seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one.use_domestic, again.use_domestic)
    assert (one.use_domestic != other.use_domestic).any()


def test_large_economies_are_sparse_and_balanced_and_build():
    goods = DENSE_GOODS_MAX + 200
    tables = generate_input_output(goods, seed=2, councils_per_industry=1)
    assert sparse.issparse(tables.make) and tables.make.shape == (goods, goods)
    use = tables.use_domestic.sum(axis=1) + sum(tables.final_domestic.values())
    np.testing.assert_allclose(tables.supply, use, rtol=1e-12)
    _, society = build_society(tables, seed=1, charter=default_charter())
    assert len(np.unique(society.workers.out_good)) == goods


def test_a_dense_and_a_sparse_table_build_the_same_society():
    tables = generate_input_output(40, seed=9)
    thin = replace(tables, **{name: sparse.csr_array(getattr(tables, name)) for name in ("make", "use_domestic", "use_imported")})
    one, other = (build_society(t, seed=1, charter=default_charter())[1] for t in (tables, thin))
    np.testing.assert_array_equal(one.workers.in_good, other.workers.in_good)
    np.testing.assert_allclose(one.workers.in_quantity, other.workers.in_quantity, rtol=1e-12)


def test_an_economy_without_pollutants_has_no_permits():
    economy, society = build_society(generate_input_output(15, seed=3, pollutants=False), seed=1, charter=default_charter())
    assert "CO2" not in economy.labels and not len(society.consumers.pollutant) and not society.affected


@pytest.mark.parametrize("unsuitable", [{"goods": 9}, {"inputs": 0}, {"import_share": 1.0}, {"import_share": float("nan")}, {"councils_per_industry": 0}])
def test_unsuitable_sizes_are_refused(unsuitable):
    with pytest.raises(ValueError, match="give at least 10 goods"):
        generate_input_output(**({"goods": 20, "seed": 1} | unsuitable))
