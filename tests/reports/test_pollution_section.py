"""The report says who pays for harm, who is harmed and who is paid."""

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets import read_sweden
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.society import build_society
from parecon.plans import pollutant_accounts
from parecon.procedures import participatory
from parecon.reports import report_text
from parecon.reports.collective import forms_used, reduction_spent
from parecon.reports.material import look_at
from parecon.reports.pollution import places_of, pollution_figures
from parecon.reports.section_pollution import _sum_rest, own_charges, pollution_section
from parecon.reports.wording import bare_amount


@pytest.fixture(scope="module", params=[True, False], ids=["community", "cap alone"])
def outcome(request):
    charter = default_charter().adopt({"pollution.communities": request.param, "society.federation_sizes": (4, 2, 1)}, "test")
    economy, society = build_society(generate_input_output(15, seed=2), seed=1, charter=charter, permits={"CO2": -0.03})
    return participatory.run(economy, society, charter)


def test_the_section_names_the_form_that_was_used(outcome):
    text = pollution_section(look_at(outcome))
    assert ("Form used: compensation of those affected" in text) == bool(outcome.year.economy.communities)
    assert ("stay in the fund" in text) == (not outcome.year.economy.communities)
    assert text in report_text(outcome)


def test_where_people_pay_together_for_less_pollution_both_forms_are_named_with_what_it_costs():
    charter = default_charter()
    economy, society = build_society(read_sweden(2013), seed=2, charter=charter, size=0.005)
    outcome = participatory.run(economy, society, charter)
    material = look_at(outcome)
    text, spent = pollution_section(material), reduction_spent(economy, material.prices)
    assert spent > 0 and forms_used(economy) == ["pollution reduction as a collective good", "compensation of those affected"]
    assert "Forms used: compensation of those affected, and less pollution as a collective good" in text and "the other form would be" not in text
    assert f"people pay together {bare_amount(material.credits(spent))} credits" in text


def test_what_is_charged_by_row_and_to_households_is_what_is_charged(outcome):
    economy = outcome.year.economy
    (account,) = pollutant_accounts(economy, outcome.plan)
    assert account.charged.sum() == account.charges == own_charges(look_at(outcome), account).sum()


def test_however_many_places_there_are_everybody_is_in_the_table():
    names, sums = [f"place {i}" for i in range(100)], [np.arange(100.0), np.ones(100)]
    shown, totals = _sum_rest(names, sums)
    assert len(shown) == len(totals[0]) < 50 and shown[-1].endswith(" others") and [c.sum() for c in totals] == [c.sum() for c in sums]
    assert _sum_rest(names[:5], [c[:5] for c in sums])[0] == names[:5]


def test_every_person_lives_in_one_place(outcome):
    economy = outcome.year.economy
    places = places_of(economy)
    consumers = economy.councils.kind == 1
    assert len(places.names) > 1 and (places.place[consumers] >= 0).all() and (places.place[~consumers] == -1).all()
    assert np.bincount(places.place[consumers]).all()


def test_figures_keep_charges_equal_to_what_is_paid_and_kept(outcome):
    for told in pollution_figures(outcome).values():
        assert told["charges"] == told["compensation"] + told["kept"]
        assert told["emitted"] <= told["permitted"]
