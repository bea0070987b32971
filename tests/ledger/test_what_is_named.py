"""A refusal names the account it is about, the first of the book like any other; movements begin where they are asked to."""

import pytest

from parecon.ledger import Act, Reason, movements, post_transfer

TODAY = "2027-01-02"


@pytest.mark.parametrize("known", ["society", "goods", "ada"])
def test_an_unknown_account_is_named_on_either_side_of_any_known_one(paid, ask, known):
    for transfer in (ask("income_for_work", known, "nobody", 5), ask("income_for_work", "nobody", known, 5)):
        refusal = post_transfer(paid, transfer, TODAY).answer
        assert (refusal.reason, refusal.asked) == (Reason.UNKNOWN_ACCOUNT, "nobody")


def test_movements_begin_at_the_entry_asked_for_and_hold_no_opening(paid):
    every = list(movements(paid))
    assert every and all(entry.act is Act.POSTED for entry in every)
    first = every[0].sequence
    assert list(movements(paid, first)) == every
    assert list(movements(paid, first + 1)) == every[1:]
