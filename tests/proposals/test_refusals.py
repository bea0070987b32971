"""Every rule a proposal can break, with the council, the good and both numbers."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.charter import default_charter
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.society import build_society
from parecon.datasets.toy import toy_economy
from parecon.facilitation import announce_first
from parecon.proposals import RefusalReason, find_refusals, make_batch, request_costs
from parecon.proposals.kernels import check_lines
from parecon.responses import respond

CONCRETE, HOUSE, TUBE, HOURS = 0, 1, 5, 6
NEIGHBOURHOOD = 3
LONGEST = default_charter()["rounds.reasons_length_max"]


@pytest.fixture(scope="module")
def town():
    """Return (economy, announcement, a batch that keeps every rule)."""
    economy, society = toy_economy()
    said = announce_first(economy, default_charter()).announcement
    return economy, said, respond(economy, society, said)


def changed(batch, **columns):
    """Return ``batch`` with some columns replaced."""
    return make_batch(columns.pop("round", batch.round), {**batch.columns(), **columns})


def line_of(batch, council, good):
    """Return the line of one council's good."""
    i = int(np.searchsorted(batch.council, council))
    lines = np.arange(batch.start[i], batch.start[i + 1])
    return int(lines[batch.good[lines] == good][0])


def with_line(batch, line, **values):
    """Return ``batch`` with some columns of one line replaced."""
    columns = {name: getattr(batch, name).copy() for name in values}
    for name, value in values.items():
        columns[name][line] = value
    return changed(batch, **columns)


def dear(town):
    economy, said, batch = town
    line = line_of(batch, NEIGHBOURHOOD, HOUSE)
    return with_line(batch, line, quantity=2 * batch.quantity[line])


BROKEN = {
    RefusalReason.STALE_ROUND: lambda town: changed(town[2], round=town[1].round - 1),
    RefusalReason.UNKNOWN_COUNCIL: lambda town: changed(town[2], council=np.append(town[2].council[:-1], 77)),
    RefusalReason.COUNCIL_TWICE: lambda town: changed(town[2], council=np.array([0, 1, 2, 2, 4])),
    RefusalReason.UNKNOWN_GOOD: lambda town: with_line(town[2], 0, good=7),
    RefusalReason.GOOD_TWICE: lambda town: with_line(town[2], line_of(town[2], NEIGHBOURHOOD, HOUSE), good=CONCRETE),
    RefusalReason.NOT_ITS_TO_SUPPLY: lambda town: with_line(town[2], line_of(town[2], NEIGHBOURHOOD, HOUSE), quantity=10**9),
    RefusalReason.OVER_BUDGET: dear,
    RefusalReason.OVER_CAPACITY: lambda town: changed(town[2], capacity=np.array([0, 0.5, 0, 0, 0])),
    RefusalReason.TOO_MANY_WORDS: lambda town: replace(town[2], reasons=((NEIGHBOURHOOD, "x" * (LONGEST + 1)),)),
}
COUNCIL = {RefusalReason.STALE_ROUND: -1, RefusalReason.UNKNOWN_COUNCIL: 77, RefusalReason.COUNCIL_TWICE: 2, RefusalReason.UNKNOWN_GOOD: 0,
           RefusalReason.OVER_CAPACITY: 1}


def test_a_batch_that_keeps_every_rule_is_refused_nothing(town):
    economy, said, batch = town
    assert find_refusals(batch, economy, said, default_charter()) == []


@pytest.mark.parametrize("reason", BROKEN, ids=lambda reason: reason.name)
def test_every_rule_that_is_broken_is_named_with_its_council_and_a_way_out(town, reason):
    economy, said, _ = town
    (refusal,) = find_refusals(BROKEN[reason](town), economy, said, default_charter())
    assert refusal.reason is reason
    assert refusal.council == COUNCIL.get(reason, NEIGHBOURHOOD)
    assert refusal.given != refusal.limit and refusal.way_out


def test_every_rule_is_broken_in_a_test():
    assert {*BROKEN, *PERMITS} == set(RefusalReason)


@pytest.fixture(scope="module")
def river():
    """Return (economy, announcement, a batch that keeps every rule) of a generated economy whose CO2 is permitted by those it harms, up to a cap."""
    economy, society = build_society(generate_input_output(12, seed=1), seed=1, charter=default_charter(), permits={"CO2": -0.05})
    said = announce_first(economy, default_charter()).announcement
    return economy, said, respond(economy, society, said)


def permits_line(river):
    economy, _, batch = river
    return line_of(batch, economy.communities[0].council, economy.labels.position("CO2"))


def of_a_worker(river):
    economy, _, batch = river
    return with_line(batch, line_of(batch, 0, economy.labels.position("CO2")), quantity=10**9)


PERMITS = {
    RefusalReason.NOT_ITS_TO_PERMIT: of_a_worker,
    RefusalReason.OVER_CAP: lambda river: with_line(river[2], permits_line(river), quantity=river[0].communities[0].cap + 1),
}


@pytest.mark.parametrize("reason", PERMITS, ids=lambda reason: reason.name)
def test_nobody_permits_what_is_not_theirs_or_more_than_the_cap(river, reason):
    economy, said, batch = river
    assert find_refusals(batch, economy, said, default_charter()) == []
    (refusal,) = find_refusals(PERMITS[reason](river), economy, said, default_charter())
    assert refusal.reason is reason and refusal.good == "CO2" and refusal.given > refusal.limit and refusal.way_out


def test_a_community_supplies_nothing_but_permits_and_uses_nothing(river):
    economy, said, batch = river
    for values in ({"good": CONCRETE}, {"quantity": -(10**9)}):
        (refusal,) = find_refusals(with_line(batch, permits_line(river), **values), economy, said, default_charter())
        assert refusal.reason is RefusalReason.NOT_ITS_TO_PERMIT and refusal.council == economy.communities[0].council


def test_a_community_may_permit_up_to_the_cap_and_nothing_at_all(river):
    economy, said, batch = river
    for amount in (0, 1, economy.communities[0].cap):
        assert find_refusals(with_line(batch, permits_line(river), quantity=amount), economy, said, default_charter()) == []


def test_a_request_over_budget_names_both_sums(town):
    economy, said, _ = town
    batch = dear(town)
    (refusal,) = find_refusals(batch, economy, said, default_charter())
    assert refusal.limit == said.budgets[NEIGHBOURHOOD] / 1e9
    assert refusal.given == pytest.approx(refusal.limit + said.prices[HOUSE] * -town[2].quantity[line_of(batch, NEIGHBOURHOOD, HOUSE)] / 1e9)


def test_a_negative_good_is_unknown_rather_than_counted_from_the_end(town):
    economy, said, batch = town
    (refusal,) = find_refusals(with_line(batch, 0, good=-1), economy, said, default_charter())
    assert refusal.reason is RefusalReason.UNKNOWN_GOOD and refusal.given == -1


def test_an_empty_line_names_no_good_twice(town):
    economy, said, batch = town
    line = line_of(batch, NEIGHBOURHOOD, HOUSE)
    assert find_refusals(with_line(batch, line, good=CONCRETE, quantity=0), economy, said, default_charter()) == []


def test_the_same_good_made_and_used_is_no_good_twice(town):
    economy, said, batch = town
    line = line_of(batch, 2, TUBE)
    both = with_line(batch, line, good=batch.good[batch.start[2]])
    assert RefusalReason.GOOD_TWICE not in {refusal.reason for refusal in find_refusals(both, economy, said, default_charter())}


def test_refusals_come_in_order_of_councils(town):
    economy, said, _ = town
    batch = changed(dear(town), capacity=np.array([0, 0.5, 0.2, 0, 0]))
    assert [refusal.council for refusal in find_refusals(batch, economy, said, default_charter())] == [1, 2, NEIGHBOURHOOD]


def test_an_empty_batch_is_refused_nothing(town):
    economy, said, batch = town
    nobody = make_batch(said.round, {name: column[:1 if name == "start" else 0] for name, column in batch.columns().items()})
    assert find_refusals(nobody, economy, said, default_charter()) == []


@pytest.mark.parametrize("columns", [{"start": np.array([0, 3])}, {"start": np.array([0, 3, 2, 5, 6, 99])}, {"quantity": np.ones(3)},
                                     {"capacity": np.ones(2)}], ids=["few starts", "starts that run back", "few quantities", "few capacities"])
def test_columns_that_do_not_fit_together_are_a_bug(town, columns):
    economy, said, batch = town
    with pytest.raises(AssertionError):
        find_refusals(changed(batch, **columns), economy, said, default_charter())


def test_a_budget_is_held_to_the_rounding_of_its_lines(town):
    economy, said, batch = town
    goods = batch.good[batch.start[NEIGHBOURHOOD]:batch.start[NEIGHBOURHOOD + 1]]
    half_units = math.ceil(sum(0.5 + 0.5 * price for price in said.prices[goods].tolist()))
    cost = request_costs(batch, said.prices)[NEIGHBOURHOOD]
    for room, refused in ((half_units, False), (half_units + 1, True)):
        budgets = said.budgets.copy()
        budgets[NEIGHBOURHOOD] = cost - room
        found = find_refusals(batch, economy, replace(said, budgets=budgets), default_charter())
        assert bool(found) is refused


LINES = st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(-2, 2)), max_size=6), min_size=1, max_size=5)


@given(LINES)
def test_the_first_good_named_twice_is_found_as_by_hand(councils):
    start = np.concatenate([[0], np.cumsum([len(lines) for lines in councils])])
    flat = [pair for lines in councils for pair in lines]
    good = np.array([good for good, _ in flat], dtype=np.int32)
    quantity = np.array([amount for _, amount in flat], dtype=np.int64)
    expected, line = -1, 0
    for lines in councils:
        seen = set()
        for pair in lines:
            name = (pair[0], pair[1] > 0)
            if pair[1] and name in seen and expected < 0:
                expected = line
            if pair[1]:
                seen.add(name)
            line += 1
    for array in (start, good, quantity):
        array.setflags(write=False)
    may = (np.ones(len(councils), dtype=bool), np.ones(4, dtype=bool))
    assert check_lines(start, good, quantity, may, np.zeros((4, 2), np.int64))[0] == expected


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(-(10**15), 10**15)), max_size=20))
def test_what_a_proposal_uses_is_summed_line_by_line_in_integers(lines):
    prices = np.array([0.5, 1.25, 3e-7, 12.0, 1 / 3, 900.1, 1.0])
    batch = make_batch(1, {
        "council": np.array([0]), "start": np.array([0, len(lines)]), "good": np.array([g for g, _ in lines]), "quantity": np.array([q for _, q in lines]),
        "flexibility": np.zeros(len(lines)), "capacity": np.zeros(1), "marks": np.zeros(1)})
    assert request_costs(batch, prices).tolist() == [sum(round(-q * prices[g]) for g, q in lines if q < 0)]
