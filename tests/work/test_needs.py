"""Need decided inside the council, and how far it extends."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from parecon.work import NeedGood, NeedRequest, Reason, adopt_need_mode, charter_modes, decide_needs, effects_of_modes, share_product


def requests(*rows):
    return [NeedRequest(person, good, amount, "a reason nobody outside reads") for person, good, amount in rows]


def test_a_council_grants_what_it_decides_and_the_rest_waits():
    needs = decide_needs("Elm Street", requests(("Ana", "care", 100), ("Bo", "care", 50)), {("Ana", "care"): 80})
    assert needs.allowance_of("Ana") == 80 and needs.allowance_of("Bo") == 0


def test_nothing_personal_leaves_the_council(charter):
    rows = [(f"member {k}", "care", 10) for k in range(6)] + [("Ana", "ramp", 500)] + [(f"member {k}", "glasses", 3) for k in range(5)]
    needs = decide_needs("Elm Street", requests(*rows), {(p, g): a for p, g, a in rows})
    shown = needs.redacted(charter)
    assert shown["ramp"] is None and shown["all goods"] == 575
    text = repr(shown)
    assert not any(person in text for person in ("Ana", "member")) and "reason" not in text


def test_a_single_hidden_sum_cannot_be_had_by_subtraction(charter):
    rows = [(f"member {k}", "care", 10) for k in range(6)] + [("Ana", "ramp", 500)]
    shown = decide_needs("Elm Street", requests(*rows), {(p, g): a for p, g, a in rows}).redacted(charter)
    assert shown == {"care": None, "ramp": None, "all goods": 560}


@pytest.mark.parametrize(
    ("rows", "granted", "reason"),
    [
        ([("Ana", "care", 1), ("Ana", "care", 1)], {}, Reason.LABEL_TWICE),
        ([("Ana", "care", -1)], {}, Reason.NEGATIVE),
        ([("Ana", "care", float("nan"))], {}, Reason.NOT_WHOLE),
        ([("Ana", "care", 2)], {("Ana", "care"): 1.5}, Reason.NOT_WHOLE),
        ([("Ana", "care", 1)], {("Ana", "care"): -1}, Reason.NEGATIVE),
        ([("Ana", "care", 1)], {("Ana", "care"): 2}, Reason.FUND_TOO_SMALL),
        ([("Ana", "care", 1)], {("Eve", "care"): 1}, Reason.UNKNOWN_LABEL),
    ],
)
def test_grants_that_make_no_sense_are_refused(rows, granted, reason):
    assert decide_needs("Elm Street", requests(*rows), granted).reason is reason


EARNERS = {f"earner {k}": 1 for k in range(10)}
PEOPLE = EARNERS | {"the injured neighbour": 0}
CARE = NeedGood("care", {"the injured neighbour": {"need": 150}} | {e: {"need": 5, "credits": 20} for e in EARNERS}, Fraction(1, 10))


def test_the_injured_neighbour_draws_care_once_both_chambers_extend_need(charter):
    before, after = effects_of_modes(CARE, 1000, PEOPLE, ("credits", "need"), charter=charter)
    assert set(before.incomes[e] for e in EARNERS) == {100} and before.incomes["the injured neighbour"] == 0
    assert before.drawn["the injured neighbour"] == 0
    assert set(after.incomes[e] for e in EARNERS) == {80}
    assert after.drawn["the injured neighbour"] == 150 and after.fees["the injured neighbour"] == 0


def test_every_mode_spends_the_product_to_the_unit(charter):
    for effect in effects_of_modes(CARE, 1000, PEOPLE, charter=charter):
        assert sum(effect.incomes.values()) + sum(effect.drawn.values()) - sum(effect.fees.values()) == 1000
        assert effect.good in effect.as_text() and effect.mode in effect.as_text()


def test_what_is_asked_beyond_what_would_be_bought_costs_hours(charter):
    greedy = NeedGood("bread", {"Ana": {"credits": 10, "need": 30}}, Fraction(1, 2))
    credits, need = effects_of_modes(greedy, 100, {"Ana": 1}, ("credits", "need"), charter=charter)
    assert credits.hours_change == 0 and need.hours_change == 10


def test_where_the_ballot_names_no_share_the_fee_is_the_charters(charter):
    bread = NeedGood("bread", {"Ana": {"credits": 20, "fee": 20}, "Bo": {"credits": 10, "fee": 10}})
    (half,) = effects_of_modes(bread, 100, {"Ana": 1, "Bo": 1}, ("fee",), charter=charter)
    (tenth,) = effects_of_modes(bread, 100, {"Ana": 1, "Bo": 1}, ("fee",), charter=charter.adopt({"needs.fee_share": 0.1}, "this test"))
    (named,) = effects_of_modes(replace(bread, fee_share=Fraction(1, 5)), 100, {"Ana": 1, "Bo": 1}, ("fee",), charter=charter)
    assert [dict(effect.fees) for effect in (half, tenth, named)] == [{"Ana": 10, "Bo": 5}, {"Ana": 2, "Bo": 1}, {"Ana": 4, "Bo": 2}]


def test_by_head_everyone_has_an_equal_part(charter):
    (effect,) = effects_of_modes(CARE, 1000, PEOPLE, ("head",), charter=charter)
    assert max(effect.drawn.values()) - min(effect.drawn.values()) <= 1 and sum(effect.drawn.values()) == 200


def test_one_chamber_cannot_change_how_a_good_is_had(charter):
    voted = adopt_need_mode({}, "care", "need", communities_agree=True, workers_agree=True)
    assert voted == {"care": "need"}
    refused = adopt_need_mode(voted, "bread", "need", communities_agree=True, workers_agree=False)
    assert refused.reason is Reason.NOT_DECIDED_BY_BOTH and "worker councils" in str(refused)
    assert adopt_need_mode({}, "care", "lottery", communities_agree=True, workers_agree=True).reason is Reason.UNKNOWN_LABEL
    assert charter_modes(charter, voted, ["care", "bread"]) == {"care": "need", "bread": "credits"}


@pytest.mark.parametrize(
    ("good", "product", "modes", "reason"),
    [
        (CARE, 1000, ("lottery",), Reason.UNKNOWN_LABEL),
        (NeedGood("care", {"Eve": {"need": 1}}), 1000, ("need",), Reason.STRANGER),
        (NeedGood("care", {"earner 1": {"need": 0.5}}), 1000, ("need",), Reason.NOT_WHOLE),
        (NeedGood("care", {"earner 1": {"need": -1}}), 1000, ("need",), Reason.NEGATIVE),
        (CARE, 100, ("need",), Reason.FUND_TOO_SMALL),
    ],
)
def test_effects_that_make_no_sense_are_refused(good, product, modes, reason, charter):
    assert effects_of_modes(good, product, PEOPLE, modes, charter=charter).reason is reason


def test_a_product_that_nobody_earns_is_refused():
    assert share_product(10, 0, {"Ana": 0}).reason is Reason.NOBODY_EARNS
    assert share_product(10.5, 0, {"Ana": 1}).reason is Reason.NOT_WHOLE
    assert share_product(10, 11, {"Ana": 1}).reason is Reason.FUND_TOO_SMALL
