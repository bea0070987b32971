"""Every registered procedure conforms; and a procedure that cheats is found out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets.toy import concrete_economy, toy_economy
from parecon.procedures.conformance import check_outcome, check_procedure
from parecon.procedures.registry import list_procedures, run_procedure
from parecon.responses import Respondents


@pytest.mark.parametrize("name", list_procedures())
def test_a_registered_procedure_conforms_on_the_toy(name):
    assert check_procedure(name) == []


@pytest.fixture(scope="module")
def honest():
    economy, society = toy_economy()
    respond = Respondents(economy, society, default_charter())
    return economy, respond, run_procedure("participatory", economy, default_charter(), respond, seed=1)


def test_using_what_was_not_made_is_found(honest):
    economy, respond, outcome = honest
    quantity = outcome.flows.quantity.copy()
    quantity[np.argmin(quantity)] *= 3
    found = check_outcome(economy, respond, replace(outcome, flows=replace(outcome.flows, quantity=quantity)))
    assert any("more are used than were made" in text for text in found)


def test_a_statement_left_out_is_found(honest):
    economy, respond, outcome = honest
    facts = {key: fact for key, fact in outcome.facts.items() if key != "who_owns_product"}
    assert check_outcome(economy, respond, replace(outcome, facts=facts)) == ["facts['who_owns_product'] is not stated"]


def test_chance_that_was_not_given_is_found(honest):
    def careless(economy, charter, respond, *, seed, on_event):
        return replace(honest[2], figures={"luck": float(np.random.random())})  # noqa: NPY002

    found = check_procedure(careless)
    assert any("gave two outcomes" in text for text in found)


def test_an_exception_where_a_refusal_is_due_is_found(honest):
    def brittle(economy, charter, respond, *, seed, on_event):
        if economy.claim.any():
            raise ValueError("this cannot be")
        return honest[2]

    assert any("raises ValueError (this cannot be) instead of an outcome" in text for text in check_procedure(brittle))


def test_where_nobody_works_all_share_alike():
    economy, society = concrete_economy()
    for name in ("market", "market_textbook", "market_socialism", "plan_factory", "continuous_bidding"):
        assert check_procedure(name, economy, society, default_charter()) == []
