"""What the report and the manifest say of collective goods."""

from __future__ import annotations

import pytest

from parecon.charter import default_charter
from parecon.datasets import load_coming_year, read_sweden
from parecon.datasets.society import build_society
from parecon.procedures import participatory
from parecon.reports.collective import collective_figures, level_figures, place_members
from parecon.reports.page import report_text


@pytest.fixture(scope="module")
def outcome():
    charter = default_charter()
    economy, society = build_society(read_sweden(2013), seed=2, charter=charter, size=0.01, coming=load_coming_year("sweden-2014"))
    return participatory.run(economy, society, charter)


def test_the_levels_costs_are_what_members_pay_and_sum_to_the_plans_collective_consumption(outcome):
    values = outcome.plan.accounts.values
    figures, charges = level_figures(outcome.year.economy, outcome.plan)
    assert int(charges.total.sum()) == values["collective"] == values["collective_charge"]
    assert sum(values[f"collective_{f.level}"] for f in figures) + values["collective_fees"] == values["collective"]
    assert sum(f.cost for f in figures) == pytest.approx(values["collective"] / 1e9, rel=1e-3)
    assert [f.level for f in figures] == ["nation", "region", "town", "ward", "neighbourhood"]
    assert all(0 < f.least <= f.each * 1.5 and f.least <= f.most for f in figures)


def test_the_manifest_gives_ballots_shares_and_forms(outcome):
    found = collective_figures(outcome)
    assert found["settlements"][0]["package"]["the package"] > 0.5 and found["settlements"][0]["silent"] == 0
    assert sum(found["equal_shares"].values()) + found["fees"] == outcome.plan.accounts.values["collective"]
    assert "pollution reduction as a collective good" in found["forms"]


def test_the_report_shows_who_pays_level_by_level(outcome):
    text = report_text(outcome)
    part = text[text.index('id="collective"'):]
    part = part[:part.index("</section>")]
    for words in ("What each level costs", "What was settled", "Who pays", "Alternatives that were filed", "schools", "neighbourhood", "approved by"):
        assert words in part, words
    assert place_members(outcome.year.economy).min() >= 0


def test_what_users_alone_pay_for_still_says_what_it_costs():
    charter = default_charter().adopt({"collective.fees": ("administration=1", "universities=1")}, "x")
    economy, society = build_society(read_sweden(2013), seed=2, charter=charter, size=0.005, coming=load_coming_year("sweden-2014"))
    outcome = participatory.run(economy, society, charter)
    figures, charges = level_figures(economy, outcome.plan)
    assert charges.by_level[0].sum() < 100 and figures[0].fees == pytest.approx(1.0) and figures[0].cost > 0
    assert sum(f.cost for f in figures) == pytest.approx(outcome.plan.accounts.values["collective"] / 1e9, rel=0.02)


def test_an_economy_without_places_says_nothing_of_them():
    from parecon.datasets.toy import toy_economy

    economy, society = toy_economy()
    outcome = participatory.run(economy, society, default_charter())
    assert 'id="collective"' not in report_text(outcome) and collective_figures(outcome) is None
