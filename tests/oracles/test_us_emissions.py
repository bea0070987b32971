"""Greenhouse gases of the United States: direct intensities from supply-chain factors, planned with the consent of those affected."""

import csv

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets import load_tables
from parecon.datasets.direct_emissions import recover_direct, with_pollutant
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.pollution import Harm
from parecon.datasets.society import build_society
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.plans import pollutant_accounts
from parecon.procedures.participatory import Setting, finish, worst_gap
from parecon.responses import lay_out, respond


def test_factors_made_from_known_intensities_give_them_back():
    tables = generate_input_output(40, seed=5)
    rng = np.random.default_rng(1)
    known = rng.lognormal(-3.0, 1.0, 40) * (tables.make.sum(axis=0) > 0)
    made = np.where(tables.make.sum(axis=0) > 0, tables.make.sum(axis=0), 1.0)
    taken = ((tables.use_domestic + tables.use_imported) / tables.output) @ (tables.make / made)
    total = known @ np.linalg.inv(np.eye(40) - taken)
    found = recover_direct(tables, dict(zip(tables.products, total)))
    np.testing.assert_allclose(found.intensity, known, rtol=1e-9, atol=1e-12)
    assert found.negative < 1e-9 and not found.unknown
    np.testing.assert_allclose(found.industry.sum(), known @ tables.make.sum(axis=0), rtol=1e-9)


def test_a_product_without_a_factor_emits_nothing_itself():
    tables = generate_input_output(40, seed=5)
    found = recover_direct(tables, {product: 1.0 for product in tables.products[:-1]})
    assert found.intensity[-1] == 0.0 and found.unknown == tables.products[-1:]


def test_factors_of_other_products_are_refused():
    with pytest.raises(ValueError, match="none of the 40 products"):
        recover_direct(generate_input_output(40, seed=5), {"cement": 1.0})


@pytest.fixture(scope="module")
def us():
    """Return the detailed tables of 2017."""
    return load_tables("us-detail-2017")


def read_factors(shared_data):
    """Return supply-chain factors by BEA code, in kilogram a dollar at the factory gate: means over the commodities of a code."""
    found: dict[str, list[float]] = {}
    path = shared_data / "emissions" / "SupplyChainGHGEmissionFactors_v1.2_NAICS_CO2e_USD2021.csv"
    if not path.is_file():
        pytest.skip(f"shared data absent: {path}")
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["Reference USEEIO Code"], []).append(float(row["Supply Chain Emission Factors without Margins"]))
    return {code: float(np.mean(values)) for code, values in found.items()}


def test_the_us_emit_directly_about_what_the_inventory_says_and_factors_taken_as_direct_count_twice(us, shared_data):
    factors = read_factors(shared_data)
    found = recover_direct(us, factors)
    direct = found.industry.sum() / 1e3
    naive = sum(factors.get(product, 0.0) * made for product, made in zip(us.products, us.make.sum(axis=0))) / 1e3
    # US EPA, Inventory of US Greenhouse Gas Emissions and Sinks 1990-2021: 6,340 million tonnes CO2e in 2021. Homes and private cars,
    # which are not here, emit less than half of it; the factors' dollars are of 2021, when a dollar bought less than in the tables' 2017.
    assert 0.5 * 6_340 < direct < 6_340
    assert naive > 1.5 * direct
    assert found.negative < 0.05


@pytest.mark.long
def test_two_pollutants_on_the_us_tables_are_planned_with_consent(us, shared_data):
    """Greenhouse gases harm everybody, dust (made up: half of mining's and utilities' gases) one region."""
    found = recover_direct(us, read_factors(shared_data))
    dust = np.where([code.startswith(("21", "22")) for code in us.industries], 0.5 * found.industry, 0.0)
    tables = with_pollutant(with_pollutant(us, "GHG", found.industry, "kilotonne"), "dust", dust, "tonne")
    charter = default_charter()
    harms = {"GHG": Harm(wish=-0.1), "dust": Harm({"region-1": 1.0}, wish=-0.2)}
    economy, society = build_society(tables, seed=1, charter=charter, size=0.003, harms=harms)
    assert [community.pollutant for community in economy.communities] == ["GHG", "dust"]
    year = _hold(economy, society, charter, 3)
    assert worst_gap(year.records[-1], economy) <= charter["rounds.worst_gap_to_close"], "three rounds suffice, though nobody knew that wishes had changed"
    outcome = finish(year, Setting(), lambda event: None)
    for account in pollutant_accounts(economy, outcome.plan):
        assert account.charges == account.compensation > 0 and account.emitted <= account.permitted
    dust = next(a for a in pollutant_accounts(economy, outcome.plan) if economy.goods[a.good].code == "dust")
    region = {i for i, f in enumerate(economy.federations) if f.code == "region-1"}
    assert region and 0 < (dust.due > 0).sum() < (economy.councils.kind == 1).sum()


def _hold(economy, society, charter, rounds):
    year, layout = announce_first(economy, charter), lay_out(society)
    for k in range(rounds):
        year, refusals = submit(year, respond(economy, society, year.announcement, layout))
        assert not refusals
        year = close_round(year)
        if worst_gap(year.records[-1], economy) <= charter["rounds.worst_gap_to_close"]:
            return year
        year = follow(year) if k < rounds - 1 else year
    return year
