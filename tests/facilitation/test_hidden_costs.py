"""A hidden social cost is filed in words, voted with a number, and enters the next round's price."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parecon.ballots import count_approvals
from parecon.charter import default_charter
from parecon.datasets import read_sweden
from parecon.datasets.society import build_society
from parecon.economy import GoodSheet
from parecon.facilitation.hidden_costs import HiddenCost, HiddenCostReason, charge_hidden_cost, decide_hidden_cost, file_hidden_cost
from parecon.journal.economy_files import economy_hash, read_economy, write_economy
from parecon.procedures import participatory
from parecon.procedures.events import HiddenCostVoted
from parecon.proposals import assess
from parecon.reports.page import report_text

CHARTER = default_charter().adopt({"rounds.worst_gap_to_close": 1e-3, "rounds.count_max": 5}, "x")


@pytest.fixture(scope="module")
def built():
    return build_society(read_sweden(2013), seed=1, charter=CHARTER, size=0.005)


def claim_on(economy, code="C20-21", share=0.2, **more):
    return HiddenCost(code, share * float(economy.last_prices[economy.labels.position(code)]), **({"words": "the river below the works", "filed_by": "ward-1/3", "round": 1} | more))


@pytest.mark.parametrize(("change", "reason"), [
    ({"good": "moon"}, "NO_SUCH_GOOD"), ({"good": "hours"}, "NOT_MADE_HERE"), ({"good": "C20-21.imported"}, "NOT_MADE_HERE"), ({"words": " "}, "NO_WORDS"),
    ({"credits_per_unit": 0.0}, "NO_AMOUNT"), ({"credits_per_unit": float("nan")}, "NO_AMOUNT")])
def test_a_claim_that_cannot_be_voted_is_refused_with_the_way_out(built, change, reason):
    refused = file_hidden_cost(built[0], replace(claim_on(built[0]), **change))
    assert refused.reason is HiddenCostReason[reason] and refused.way_out


def test_what_is_charged_is_what_was_voted_and_nothing_without_a_majority(built):
    claim = claim_on(built[0])
    def vote(*yes):
        return count_approvals(np.array([[name in yes for name in range(3)]] * 9), np.ones(9, dtype=np.int64))
    assert decide_hidden_cost(claim, vote(2), 9, CHARTER).credits_per_unit == claim.credits_per_unit
    assert decide_hidden_cost(claim, vote(1, 2), 9, CHARTER).credits_per_unit == 0.5 * claim.credits_per_unit
    assert not decide_hidden_cost(claim, vote(0), 9, CHARTER).accepted
    assert not decide_hidden_cost(claim, vote(2), 100, CHARTER).accepted, "nine of a hundred are no quorum"


def test_makers_are_charged_by_the_unit_to_the_last_smallest_unit(built):
    economy, society = built
    outcome = participatory.run(economy, society, CHARTER.adopt({"rounds.count_max": 1}, "x"))
    batch, prices = outcome.year.standing, outcome.year.announcement.prices
    decision = decide_hidden_cost(claim_on(economy), count_approvals(np.array([[False, False, True]]), np.array([9])), 9, CHARTER)
    charged = charge_hidden_cost(economy, decision)
    before, after = (assess(batch, e, prices, CHARTER).parts[:, 6] for e in (economy, charged))
    good = economy.labels.position("C20-21")
    made = np.zeros(len(economy.councils), dtype=np.int64)
    lines = (batch.quantity > 0) & (batch.good == good)
    np.add.at(made, np.repeat(batch.council, np.diff(batch.start))[lines], batch.quantity[lines])
    workers = assess(batch, economy, prices, CHARTER).council
    np.testing.assert_array_equal(after - before, np.rint(made[workers] * decision.credits_per_unit).astype(np.int64))


def test_an_accepted_cost_raises_the_next_price_says_so_and_the_accounts_still_close(built):
    economy, society = built
    told, charges = [], []
    def watch(event):
        if isinstance(event, HiddenCostVoted):
            charges.append(event.decision.credits_per_unit)
        told.append(event)
    plain = participatory.run(economy, society, CHARTER.adopt({"rounds.count_max": 3, "rounds.worst_gap_to_close": 1e-9}, "x"))
    charter = CHARTER.adopt({"rounds.count_max": 3, "rounds.worst_gap_to_close": 1e-9}, "x")
    outcome = participatory.run(economy, society, charter, participatory.Setting(claims=(claim_on(economy),)), on_event=watch)
    good = economy.labels.position("C20-21")
    first, second = (record.announcement.prices[good] for record in outcome.year.records[:2])
    assert charges and charges[0] > 0 and second > first * 1.005
    assert second > plain.year.records[-1].announcement.prices[good] * 1.005
    assert any("hidden costs that were voted" in getattr(event, "why", "") for event in told)
    values = outcome.plan.accounts.values
    assert values["net_output"] == sum(values[name] for name in ("labour_charge", "nature_charge", "capital_charge", "emission_charge", "social_charge", "surplus"))
    assert values["social_charge"] > plain.plan.accounts.values["social_charge"]
    text = report_text(outcome)
    assert "the river below the works" in text and "is in the price above" in text


def test_the_rounds_wait_for_a_claim_that_names_a_later_one(built):
    charter = CHARTER.adopt({"rounds.worst_gap_to_close": 0.5}, "x")
    assert participatory.run(*built, charter).year.round == 1
    outcome = participatory.run(*built, charter, participatory.Setting(claims=(claim_on(built[0], round=3),)))
    assert outcome.year.round == 4 and [d.claim.round for d in outcome.year.decisions] == [3]


@pytest.mark.parametrize("change", [{"round": 0}, {"round": CHARTER["rounds.count_max"]}, {"good": "moon"}])
def test_a_claim_that_would_never_be_voted_is_refused_before_the_year_opens(built, change):
    told = []
    with pytest.raises(ValueError, match=str(next(iter(change.values())))):
        participatory.run(*built, CHARTER, participatory.Setting(claims=(replace(claim_on(built[0]), **change),)), on_event=told.append)
    assert not told


def test_a_good_has_one_sheet_with_sources_and_it_travels_with_the_economy(built, tmp_path):
    economy, _ = built
    sheet = GoodSheet("C20-21", "crude oil, salt, natural gas", "shifts, heat, noise", "waste water to the river", "county survey 2013")
    with_sheet = replace(economy, sheets=(sheet,))
    digest = write_economy(tmp_path, with_sheet)
    assert read_economy(tmp_path).sheets == (sheet,) and economy_hash(read_economy(tmp_path)) == digest != economy_hash(economy)
    for wrong in ((replace(sheet, code="moon"),), (replace(sheet, sources=" "),), (sheet, sheet)):
        with pytest.raises(AssertionError):
            replace(economy, sheets=wrong)
