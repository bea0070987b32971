"""The limits of Looking Forward on revisions, by hand (institutions.md 2.7)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_rounds import bread_and_cloth, record_of

from parecon.charter import default_charter
from parecon.facilitation.rules_limits import keep_limits
from parecon.proposals.batch import make_batch
from parecon.quantities import to_fixed

CHARTER, ECONOMY = default_charter(), bread_and_cloth()


def proposals(number, bakers, weavers, bread, cloth, capacity=2.0):
    """Return one batch: what bakers and weavers make, and what the ten people of the town ask for."""
    return make_batch(number, {
        "council": np.arange(3), "start": np.array([0, 1, 2, 4]), "good": np.array([0, 1, 0, 1]),
        "quantity": to_fixed(np.array([bakers, weavers, -bread, -cloth], dtype=np.float64)), "flexibility": np.zeros(4),
        "capacity": np.array([capacity, capacity, 0.0]), "marks": np.zeros(3)})


def revise(number, before, wanted, prices=(1.0, 1.0)):
    """Return (4,) units after the limits of round ``number``, for (bakers, weavers, bread, cloth) before and wanted."""
    last = record_of(number - 1, prices, before[:2], before[2:])
    said = record_of(number, prices, before[:2], before[2:]).announcement
    batch = keep_limits(proposals(number, *wanted), last, proposals(number - 1, *before), economy=ECONOMY, charter=CHARTER, said=said)
    return np.abs(batch.quantity) / 1e9, batch


def test_the_first_two_rounds_are_free():
    assert revise(2, (100, 100, 140, 60), (1, 900, 10, 500))[0].tolist() == [1, 900, 10, 500]


def test_consumers_cut_half_and_add_a_quarter_of_the_average_excess_from_round_three():
    # Bread: an excess demand of 40, cloth: an excess supply of 40.
    assert revise(3, (100, 100, 140, 60), (1, 900, 10, 500))[0].tolist() == [1, 900, 120, 80]
    assert revise(3, (100, 100, 140, 60), (1, 900, 500, 10))[0].tolist() == [1, 900, 150, 50]
    assert revise(3, (100, 100, 140, 60), (1, 900, 139, 61))[0].tolist() == [1, 900, 139, 61]


def test_worker_councils_change_an_item_by_half_or_a_quarter_from_round_four():
    # More bread and less cloth close their gaps, by half at most; less bread and more cloth widen them, by a quarter.
    assert revise(4, (100, 100, 140, 60), (500, 1, 140, 60))[0].tolist() == [150, 50, 140, 60]
    assert revise(4, (100, 100, 140, 60), (1, 500, 140, 60))[0].tolist() == [75, 125, 140, 60]


def test_a_limited_output_keeps_the_capacity_that_was_filed():
    _, batch = revise(4, (100, 100, 140, 60), (500, 1, 140, 60))
    assert batch.capacity[0] * 150 == pytest.approx(2.0 * 500)
    assert batch.capacity[1] >= 1.0, "what is proposed is within capacity"


def test_only_budgets_bind():
    # At 20 credits a loaf 120 loaves cost more than the 1000 credits of the town: all requests are cut by one factor.
    units, batch = revise(3, (100, 100, 140, 60), (100, 100, 10, 500), prices=(20.0, 1.0))
    assert units[2] * 20 + units[3] <= 1000.0
    assert units[2] / units[3] == pytest.approx(120 / 80, rel=1e-6)


def test_proposals_with_other_lines_cannot_be_compared():
    last = record_of(2, [1.0, 1.0], [100, 100], [140, 60])
    one = proposals(3, 1, 1, 1, 1)
    with pytest.raises(AssertionError, match="same lines"):
        keep_limits(one, last, make_batch(2, {**one.columns(), "good": one.good[::-1]}), economy=ECONOMY, charter=CHARTER, said=last.announcement)


AMOUNT = st.floats(0.0, 400.0).map(lambda x: round(x, 3))


@given(st.tuples(AMOUNT, AMOUNT, AMOUNT, AMOUNT), st.tuples(AMOUNT, AMOUNT, AMOUNT, AMOUNT))
def test_a_limited_revision_lies_between_before_and_wanted_and_within_the_budget(before, wanted):
    units, batch = revise(5, before, wanted)
    low, high = np.minimum(before, wanted), np.maximum(before, wanted)
    within = (units >= low - 1e-9) & (units <= high + 1e-9)
    spent = units[2:].sum()
    assert within[:2].all() and spent <= 1000.0
