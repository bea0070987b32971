"""The one table of account kinds, transfer codes and refusals: documented as it is coded."""

import doctest
from pathlib import Path

import pytest

from parecon.ledger import (
    CODE_RULES,
    KIND_RULES,
    REFUSAL_RULES,
    AccountKind,
    Act,
    BelowZero,
    Condition,
    Effect,
    Reason,
    TransferCode,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "ledger.md"
HELD = {AccountKind.PERSON, AccountKind.SAVINGS, AccountKind.CONSUMER_COUNCIL, AccountKind.CONSUMER_FEDERATION, AccountKind.ALLOWANCE}
K = AccountKind


def table(heading):
    """Return the rows of the table under a heading of the page, backticks off."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [tuple(cell.strip().replace("`", "") for cell in row.strip("|").split("|")) for row in rows[2:]]


def test_the_page_lists_the_kinds_as_they_are_coded():
    assert table("Account kinds") == [
        (rule.kind, " or ".join(rule.owned_by) or "–", rule.below_zero, rule.meaning) for rule in KIND_RULES.values()
    ]


def test_the_page_lists_the_codes_as_they_are_coded():
    assert table("Transfer codes") == [
        (rule.code, " or ".join(rule.debits), " or ".join(rule.credits), rule.effect, ", ".join(rule.conditions) or "–", rule.meaning)
        for rule in CODE_RULES.values()
    ]


def test_the_page_lists_the_refusals_as_they_are_coded():
    assert table("Refusals") == list(REFUSAL_RULES.items())


def test_the_page_lists_every_act():
    assert [row[0] for row in table("What an entry does")] == list(Act)


def test_the_example_of_the_page_runs():
    result = doctest.testfile(str(PAGE), module_relative=False)
    assert result.attempted > 5 and result.failed == 0


@pytest.mark.parametrize(
    ("rules", "names"), [(KIND_RULES, AccountKind), (CODE_RULES, TransferCode), (REFUSAL_RULES, Reason)], ids=("kinds", "codes", "refusals")
)
def test_every_name_has_its_row(rules, names):
    assert list(rules) == list(names)
    with pytest.raises(TypeError):
        rules["other"] = None


def test_the_society_account_is_the_only_payer_of_incomes():
    for rule in CODE_RULES.values():
        if HELD & set(rule.credits) and not HELD & set(rule.debits):
            assert rule.debits in ((K.SOCIETY,), (K.LOAN,)), rule.code


def test_no_code_goes_from_a_person_to_another():
    for rule in CODE_RULES.values():
        assert not (K.PERSON in rule.debits and K.PERSON in rule.credits), rule.code
        if {K.SAVINGS, K.LOAN} & set(rule.debits) and K.PERSON in rule.credits or K.PERSON in rule.debits and {K.SAVINGS, K.LOAN} & set(rule.credits):
            assert Condition.SAME_OWNER in rule.conditions, rule.code


def test_a_council_never_pays_a_person():
    for rule in CODE_RULES.values():
        payers = {K.CONSUMER_COUNCIL, K.CONSUMER_FEDERATION, K.WORKER_COUNCIL, K.INDUSTRY_FEDERATION, K.ALLOWANCE, K.GOODS}
        assert not (K.PERSON in rule.credits and payers & set(rule.debits)), rule.code


def side(kind):
    """Return on which side of identity A6 a kind stands."""
    return "held" if kind in HELD else "loan" if kind is K.LOAN else "outside"


def test_what_a_code_is_said_to_do_follows_from_its_kinds():
    effects = {
        ("outside", "held"): Effect.ISSUES, ("outside", "loan"): Effect.ISSUES, ("held", "outside"): Effect.DESTROYS,
        ("loan", "outside"): Effect.DESTROYS, ("outside", "outside"): Effect.OUTSIDE,
    }
    for rule in CODE_RULES.values():
        if rule.effect is Effect.OPENS:
            assert Condition.OPENING in rule.conditions
            continue
        for debit in rule.debits:
            for credit in rule.credits:
                assert rule.effect is effects.get((side(debit), side(credit)), Effect.KEEPS), (rule.code, debit, credit)


def test_what_may_be_brought_forward_is_what_may_stand_there():
    brought, debts = CODE_RULES[TransferCode.BROUGHT_FORWARD], CODE_RULES[TransferCode.DEBT_BROUGHT_FORWARD]
    assert set(brought.credits) == set(K) - {K.SOCIETY, K.LOAN}
    assert set(debts.debits) == {kind for kind, rule in KIND_RULES.items() if rule.below_zero is not BelowZero.NEVER} - {K.SOCIETY}


def test_every_rule_is_a_sentence():
    for text in (*REFUSAL_RULES.values(), *(rule.meaning for rule in (*CODE_RULES.values(), *KIND_RULES.values()))):
        assert text[0].isupper() and text.endswith(".")
