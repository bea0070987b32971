"""People change their minds; stocks ring before they are empty; nobody is left short by another's change."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lived_years import CHARTER, council_called, line_of, live_quarter, live_year, opened_town, same_lines

from parecon.economy import CouncilKind
from parecon.execution import (
    Act, Band, Draw, ExecutionReason, WishChange, change_wishes, close_year, deliver, draw_goods, find_alarms, spare_amounts, stock_gaps, stock_levels, year_figures,
)

R = ExecutionReason
DAY = "2026-07-01"


@pytest.fixture(scope="module")
def half():
    """The town after two quarters as planned."""
    year = opened_town()
    for quarter in range(2):
        year = live_quarter(year, quarter)
    return year


def orchard(year):
    return council_called(year, "orchard")


def test_less_of_one_thing_and_more_of_what_there_is(half):
    at = orchard(half)
    spare = spare_amounts(half)[half.economy.labels.position("electricity")] / 1e9
    assert spare > 100
    year, refusal = change_wishes(half, WishChange("w", DAY, at, less={"meals": 200}, more={"electricity": 100}))
    assert refusal is None
    assert half.lines.wanted[line_of(half, at, "meals", False)] - year.lines.wanted[line_of(year, at, "meals", False)] == 200 * 10**9
    assert year.lines.planned.tolist() == half.lines.planned.tolist()
    year, refusal = draw_goods(year, Draw("d", DAY, "orchard/1", "electricity", 50))
    assert refusal is None


def test_what_another_does_not_want_any_more_can_be_had(half):
    bread, meadow = half.economy.labels.position("bread"), council_called(half, "meadow")
    want = WishChange("w1", DAY, meadow, less={"trips": 60}, more={"bread": 20})
    _, refusal = change_wishes(half, want)
    assert refusal.reason is R.CANNOT_BE_SERVED and refusal.given == 20 and refusal.limit == pytest.approx(max(int(spare_amounts(half)[bread]), 0) / 1e9)
    year, refusal = change_wishes(half, WishChange("w0", DAY, orchard(half), less={"bread": 30}))
    assert refusal is None
    year, refusal = change_wishes(year, want)
    assert refusal is None


def test_a_council_changes_its_wishes_once_a_year(half):
    year, _ = change_wishes(half, WishChange("w1", DAY, orchard(half), less={"bread": 1}))
    same, refusal = change_wishes(year, WishChange("w2", DAY, orchard(half), less={"bread": 1}))
    assert same is year and refusal.reason is R.CHANGES_USED_UP and (refusal.given, refusal.limit) == (2, 1)
    often = opened_town(charter=CHARTER.adopt({"execution.wish_changes_max": 2}, "test"))
    for i in range(2):
        often, refusal = change_wishes(often, WishChange(f"w{i}", DAY, orchard(often), less={"bread": 1}))
        assert refusal is None


@pytest.mark.parametrize(("less", "more", "reason"), [
    ({"bread": 10_000}, {}, R.WISH_ALREADY_DRAWN), ({}, {"bread": 10}, R.CANNOT_BE_SERVED), ({}, {"electricity": 150}, R.NOT_ENOUGH_CREDITS),
    ({}, {"lessons": 1}, R.WRONG_KIND), ({"gold": 1}, {}, R.UNKNOWN_GOOD), ({"bread": 0}, {}, R.AMOUNT_NOT_ABOVE_ZERO), ({}, {"bread": -2}, R.AMOUNT_NOT_ABOVE_ZERO),
])
def test_a_change_that_cannot_be_is_refused_with_both_numbers(half, less, more, reason):
    same, refusal = change_wishes(half, WishChange("w", DAY, orchard(half), less, more))
    assert same is half and refusal.reason is reason, refusal


def test_a_workplace_has_other_ways_to_change(half):
    _, refusal = change_wishes(half, WishChange("w", DAY, 0, less={"flour": 1}))
    assert refusal.reason is R.WRONG_KIND
    _, refusal = change_wishes(half, WishChange("w", DAY, 77, less={"bread": 1}))
    assert refusal.reason is R.UNKNOWN_COUNCIL


def test_unused_credits_are_saved(half):
    year, _ = change_wishes(half, WishChange("w", DAY, orchard(half), less={"meals": 200}))
    freed = 200_000 * float(year.prices[year.economy.labels.position("meals")])
    for quarter in range(2, 4):
        year = live_quarter(year, quarter, skip=lambda council, good: council == orchard(half) and year.economy.goods[good].code == "meals")
    meals = line_of(year, orchard(year), "meals", False)
    left = int(year.lines.wanted[meals] - year.lines.actual[meals])
    year, refusal = draw_goods(year, Draw("rest", "2026-12-20", "orchard/1", "meals", left / 1e9))
    assert refusal is None
    before = year.book.balance_units("orchard/1")
    assert before >= freed - 5
    year, refusal = close_year(year, "close", "2026-12-31")
    assert refusal is None and year.book.balance_units("savings:orchard/1") == before and year.book.balance_units("orchard/1") == 0
    assert year_figures(year)["saved_credits"] >= before / 1000


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_a_change_that_was_accepted_leaves_nobody_short(half, data):
    """Checklist 92: whatever people change, what everybody then wants is delivered, drawn and paid without a deficit."""
    year = half
    people = [h.council for h in year.holders]
    for i in range(data.draw(st.integers(1, 4), label="changes")):
        council = data.draw(st.sampled_from(people), label="council")
        mine = [int(j) for j in np.flatnonzero((year.lines.council == council) & ~year.lines.made) if year.is_stocked(int(year.lines.good[j]))]
        pick = st.lists(st.sampled_from(mine), max_size=3, unique=True)
        less = {year.economy.goods[int(year.lines.good[j])].code: data.draw(st.floats(0.01, 1.0)) * (year.lines.wanted[j] - year.lines.actual[j]) / 1e9 for j in data.draw(pick)}
        more = {year.economy.goods[int(year.lines.good[j])].code: data.draw(st.floats(0.01, 0.5)) * year.lines.wanted[j] / 1e9 for j in data.draw(pick)}
        change = WishChange(f"w{i}", DAY, council, {k: v for k, v in less.items() if v > 1e-6 and k not in more}, more)
        was_short = spare_amounts(year) < 0
        year, refusal = change_wishes(year, change)
        assert not ((spare_amounts(year) < 0) & ~was_short).any() or refusal
    _finish_as_wanted(year)


def _finish_as_wanted(year):
    """Deliver and use all that is still wanted at once; every act must be accepted."""
    day = "2026-12-01"
    order = {CouncilKind.WORKER: 0, CouncilKind.TRADE: 1, CouncilKind.COLLECTIVE: 2, CouncilKind.INVESTMENT: 2, CouncilKind.CONSUMER: 3, CouncilKind.COMMUNITY: 4}
    lines = year.lines
    for j in sorted(range(len(lines)), key=lambda j: (order[year.council_kind(int(lines.council[j]))], not lines.made[j])):
        council, good = int(lines.council[j]), int(lines.good[j])
        kind, units = year.council_kind(council), int(lines.wanted[j] - lines.actual[j]) / 1e9
        if units <= 0 or kind in (CouncilKind.TRADE, CouncilKind.COLLECTIVE, CouncilKind.INVESTMENT) or (kind is CouncilKind.CONSUMER and lines.made[j]):
            continue
        if kind is CouncilKind.WORKER and not lines.made[j]:
            continue
        code = year.economy.goods[good].code
        if kind is CouncilKind.WORKER:
            year, refusal = deliver(year, Act(f"end:{j}", day, council, code, units))
        else:
            year, refusal = draw_goods(year, Draw(f"end:{j}", day, year.economy.council_name(council), code, units))
        assert refusal is None, refusal
    assert (stock_gaps(year) == 0).all() and all(year.book.available_units(h.id) >= 0 for h in year.holders)


def test_on_the_first_day_shelves_are_empty_and_after_a_month_some_goods_ring():
    year = opened_town()
    first = {level.good: level for level in stock_levels(year)}
    assert first["bread"].band is Band.EMPTY and "flour" not in {level.good for level in find_alarms(year)}
    stocked = replace(year, stock=year.stock + np.where([year.is_stocked(g) for g in range(len(year.stock))], 400 * 10**9, 0))
    level = next(level for level in stock_levels(stocked) if level.good == "bread")
    assert level.on_hand == 400 and level.cover_weeks == pytest.approx(400 / level.use_per_week)


def test_levels_follow_the_formula_of_the_sources():
    year = opened_town()
    level = next(level for level in stock_levels(year) if level.good == "bread")
    mean = year.lines.wanted[(year.lines.good == 0) & ~year.lines.made].sum() / 1e9 / 52
    assert level.use_per_week == pytest.approx(mean)
    sigma = 0.2 * mean
    assert level.safety == pytest.approx(1.65 * sigma * 2**0.5)
    assert level.order_at == pytest.approx(2 * mean + 1.65 * sigma * 2**0.5) and level.order_up_to == pytest.approx(level.order_at + mean)
    for amount, band in ((0.0, Band.EMPTY), (0.9 * level.safety, Band.LOW), (0.9 * level.order_at, Band.ORDER), (1.1 * level.order_at, Band.WITHIN), (4.1 * level.order_up_to, Band.HIGH)):
        stock = year.stock.copy()
        stock[0] = round(amount * 1e9)
        assert next(x for x in stock_levels(replace(year, stock=stock)) if x.good == "bread").band is band


def test_a_years_counted_weeks_replace_the_assumed_spread(half):
    level = next(level for level in stock_levels(half) if level.good == "bread")
    counted = half.taken[:half.week, half.economy.labels.position("bread")] / 1e9
    assert half.week > 8 and level.safety == pytest.approx(1.65 * np.std(counted, ddof=1) * 2**0.5)


def test_refused_changes_change_no_line(half):
    year, refusal = change_wishes(half, WishChange("w", DAY, orchard(half), less={"meals": 10}, more={"bread": 10**6}))
    assert refusal is not None and same_lines(year, half)


def test_the_spare_amounts_of_the_last_day_are_what_lies_there():
    year = live_year(opened_town())
    for good in range(len(year.economy.goods)):
        if year.is_stocked(good) and year.kind_of(good).value != "import":
            assert spare_amounts(year)[good] == year.stock[good]
