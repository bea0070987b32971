"""Deliveries, uses, draws and what is set aside: what is recorded, and every no with its numbers."""

from dataclasses import replace

import pytest
from lived_years import CHARTER, council_called, line_of, live_quarter, opened_town, same_lines

from parecon.execution import Act, Draw, ExecutionReason, close_year, collect, deliver, draw_goods, give_back, reserve_goods, sell_outside, stock_gaps, use_goods
from parecon.ledger import UnsuitableDay

DAY = "2026-03-01"
R = ExecutionReason


@pytest.fixture(scope="module")
def spring():
    """The town after one quarter, in which nobody drew anything: goods lie in stock."""
    year = opened_town()
    return live_quarter(year, 0, skip=lambda council, good: year.council_kind(council).name == "CONSUMER")


def test_a_delivery_lies_in_stock_and_is_worth_its_price(spring):
    bread = spring.economy.labels.position("bread")
    year, refusal = deliver(spring, Act("d", DAY, 0, "bread", 100))
    assert refusal is None and year.stock[bread] - spring.stock[bread] == 100 * 10**9
    gained = year.book.balance_units(year.account_of(0)) - spring.book.balance_units(year.account_of(0))
    assert gained == pytest.approx(100_000 * float(year.prices[bread]), abs=1)
    assert (stock_gaps(year) == 0).all()


def test_asking_twice_does_it_once_and_an_id_stands_for_one_act(spring):
    year, _ = deliver(spring, Act("d", DAY, 0, "bread", 100))
    again, refusal = deliver(year, Act("d", DAY, 0, "bread", 100))
    assert again is year and refusal is None
    again, refusal = deliver(year, Act("d", DAY, 0, "bread", 101))
    assert again is year and refusal.reason is R.REQUEST_REUSED


REFUSED = [
    (lambda y: deliver(y, Act("", DAY, 0, "bread", 1)), R.REQUEST_MISSING), (lambda y: deliver(y, Act("a", "2026-01-02", 0, "bread", 1)), R.DAY_IN_THE_PAST),
    (lambda y: deliver(y, Act("a", DAY, 99, "bread", 1)), R.UNKNOWN_COUNCIL), (lambda y: deliver(y, Act("a", DAY, -1, "bread", 1)), R.UNKNOWN_COUNCIL),
    (lambda y: deliver(y, Act("a", DAY, 0, "gold", 1)), R.UNKNOWN_GOOD), (lambda y: deliver(y, Act("a", DAY, 0, "bread", 0)), R.AMOUNT_NOT_ABOVE_ZERO),
    (lambda y: deliver(y, Act("a", DAY, 0, "bread", -5)), R.AMOUNT_NOT_ABOVE_ZERO), (lambda y: deliver(y, Act("a", DAY, 0, "milk", 5)), R.NOT_IN_THE_PLAN),
    (lambda y: deliver(y, Act("a", DAY, 12, "hours", 5)), R.WRONG_KIND), (lambda y: deliver(y, Act("a", DAY, 0, "bread", 13_000)), R.BEYOND_THE_PLAN),
    (lambda y: use_goods(y, Act("a", DAY, 12, "bread", 5)), R.WRONG_KIND), (lambda y: use_goods(y, Act("a", DAY, 0, "cheese", 5)), R.NOT_IN_THE_PLAN),
    (lambda y: use_goods(y, Act("a", DAY, 0, "flour", 9_500)), R.BEYOND_THE_PLAN),
    (lambda y: use_goods(y, Act("a", DAY, 10, "electricity", 2_000)), None), (lambda y: use_goods(y, Act("a", DAY, council_called(y, "canteen"), "bread", 1_400)), R.NOT_IN_STOCK),
    (lambda y: draw_goods(y, Draw("a", DAY, "nobody", "bread", 1)), R.UNKNOWN_HOLDER), (lambda y: draw_goods(y, Draw("a", DAY, "orchard/1", "visits", 1)), R.NOT_IN_THE_PLAN),
    (lambda y: draw_goods(y, Draw("a", DAY, "orchard/1", "bread", 5_000)), R.BEYOND_THE_PLAN), (lambda y: draw_goods(y, Draw("a", DAY, "orchard/1", "gold", 1)), R.UNKNOWN_GOOD),
    (lambda y: reserve_goods(y, Draw("a", DAY, "orchard/1", "co2", 1, "2026-03-02")), R.WRONG_KIND),
    (lambda y: sell_outside(y, Act("a", DAY, 0, "bread", 1), 1), R.WRONG_KIND), (lambda y: sell_outside(y, Act("a", DAY, len(y.economy.councils) - 1, "bread", 1), 0), R.AMOUNT_NOT_ABOVE_ZERO),
    (lambda y: collect(y, "nothing", request="a", day=DAY), R.NOT_RESERVED), (lambda y: give_back(y, "nothing", request="a", day=DAY), R.NOT_RESERVED),
]


@pytest.mark.parametrize(("act", "reason"), REFUSED, ids=[f"{i}-{r.name if r else 'accepted'}" for i, (_, r) in enumerate(REFUSED)])
def test_a_no_names_the_rule_and_both_numbers_and_changes_nothing(spring, act, reason):
    year, refusal = act(spring)
    if reason is None:
        assert refusal is None and year is not spring
        return
    assert refusal.reason is reason and year is spring, refusal
    assert str(refusal.given) != "" and str(refusal.limit) != "" and "Way out: " in str(refusal) and refusal.reason.value in str(refusal)


def test_a_day_that_is_no_day_raises(spring):
    with pytest.raises(UnsuitableDay, match="year-month-day"):
        deliver(spring, Act("a", "tomorrow", 0, "bread", 1))


def test_a_delivery_may_go_over_the_plan_by_what_the_charter_allows(spring):
    planned = spring.lines.planned[line_of(spring, 0, "bread", True)] / 1e9
    done = spring.lines.actual[line_of(spring, 0, "bread", True)] / 1e9
    year, refusal = deliver(spring, Act("a", DAY, 0, "bread", 1.0999 * planned - done))
    assert refusal is None
    _, refusal = deliver(year, Act("b", DAY, 0, "bread", 0.001 * planned))
    assert refusal.reason is R.BEYOND_THE_PLAN and refusal.limit == pytest.approx(1.1 * planned) and refusal.given == pytest.approx(1.1009 * planned)


def test_a_draw_takes_goods_and_credits_and_both_are_gone(spring):
    bread = spring.economy.labels.position("bread")
    year, refusal = draw_goods(spring, Draw("a", DAY, "orchard/1", "bread", 20))
    assert refusal is None and spring.stock[bread] - year.stock[bread] == 20 * 10**9
    assert spring.book.balance_units("orchard/1") - year.book.balance_units("orchard/1") == pytest.approx(20_000 * float(year.prices[bread]), abs=1)


def test_nobody_draws_more_than_their_credits(spring):
    # Everything of the wish but one line, then a second holder's worth of the rest.
    poor, taken = spring, 0
    for line in range(len(spring.lines)):
        council, good = int(spring.lines.council[line]), int(spring.lines.good[line])
        if spring.economy.council_name(council) != "orchard/1" or spring.lines.made[line] or not spring.is_stocked(good):
            continue
        free = min(int(poor.stock[good] - poor.reserved[good]), int(spring.lines.wanted[line]))
        if free > 0:
            poor, refusal = draw_goods(poor, Draw(f"all:{good}", DAY, "orchard/1", spring.economy.goods[good].code, free / 1e9))
            taken += refusal is None
    assert taken > 5 and poor.book.available_units("orchard/1") >= 0
    # With no credits left even a wish of the plan is refused, by the ledger, with both amounts.
    line = line_of(poor, council_called(poor, "orchard"), "devices", False)
    lines = poor.lines.change("wanted", line, 10**6 * 10**9)
    year, refusal = draw_goods(replace(poor, lines=lines), Draw("b", DAY, "orchard/1", "devices", 400))
    assert refusal.reason is R.NOT_ENOUGH_CREDITS and refusal.given > refusal.limit >= 0


def test_what_is_bought_outside_is_bought_when_it_is_needed_and_paid_in_its_currency(spring):
    economy = spring.economy
    groceries, exchange = economy.labels.position("groceries"), economy.labels.position("exchange")
    assert spring.stock[groceries] == 0
    year, refusal = draw_goods(spring, Draw("a", DAY, "orchard/1", "groceries", 10))
    assert refusal is None and year.stock[groceries] == 0
    assert spring.stock[exchange] - year.stock[exchange] == 10 * 5 * 10**9 == year.bought[exchange] - spring.bought[exchange]
    assert (stock_gaps(year) == 0).all()


def test_set_aside_goods_are_kept_for_their_holder_and_collected_once(spring):
    bread = spring.economy.labels.position("bread")
    year, refusal = reserve_goods(spring, Draw("r", DAY, "orchard/1", "bread", 30, "2026-03-10"))
    assert refusal is None and year.reserved[bread] == 30 * 10**9 and year.stock[bread] == spring.stock[bread]
    free = (year.stock[bread] - year.reserved[bread]) / 1e9
    _, refusal = use_goods(year, Act("u", DAY, council_called(year, "canteen"), "bread", free + 1))
    assert refusal.reason is R.NOT_IN_STOCK and refusal.limit == pytest.approx(free)
    held = spring.book.available_units("orchard/1") - year.book.available_units("orchard/1")
    assert held == pytest.approx(30_000 * float(year.prices[bread]), abs=1) and year.book.balance_units("orchard/1") == spring.book.balance_units("orchard/1")
    year, refusal = collect(year, "r", request="c", day="2026-03-05")
    assert refusal is None and spring.stock[bread] - year.stock[bread] == 30 * 10**9 and not year.waiting
    assert spring.book.balance_units("orchard/1") - year.book.balance_units("orchard/1") == held
    _, refusal = collect(year, "r", request="c2", day="2026-03-05")
    assert refusal.reason is R.NOT_RESERVED and (stock_gaps(year) == 0).all()


@pytest.mark.parametrize("late", [False, True], ids=["given back", "expired"])
def test_what_is_not_collected_is_free_again(spring, late):
    year, _ = reserve_goods(spring, Draw("r", DAY, "orchard/1", "bread", 30, "2026-03-10"))
    if late:
        year, refusal = collect(year, "r", request="c", day="2026-03-11")
        assert refusal.reason is R.NOT_RESERVED
        year, refusal = close_year(year, "close", "2026-03-11")
    else:
        year, refusal = give_back(year, "r", request="g", day="2026-03-05")
        assert same_lines(year, spring) and year.book.available_units("orchard/1") == spring.book.available_units("orchard/1")
    assert refusal is None and not year.waiting and not year.lines.reserved.any()


def test_a_year_is_not_closed_while_somebody_has_goods_to_collect(spring):
    year, _ = reserve_goods(spring, Draw("r", DAY, "orchard/1", "bread", 30, "2026-03-10"))
    same, refusal = close_year(year, "close", "2026-03-05")
    assert same is year and refusal.reason is R.STILL_RESERVED and (refusal.given, refusal.limit) == (1, 0)


def test_hours_land_and_permits_are_used_up_to_what_there_is(spring):
    economy = spring.economy
    power = council_called(spring, "power")
    line = line_of(spring, power, "co2", False)
    lines = spring.lines.change("wanted", line, 10**6 * 10**9)
    _, refusal = use_goods(replace(spring, lines=lines), Act("a", DAY, power, "co2", 60_000))
    assert refusal.reason is R.BEYOND_WHAT_IS_GIVEN and refusal.limit == economy.endowment[economy.labels.position("co2")] / 1e9


def test_a_board_that_has_nothing_left_draws_nothing_for_everybody(spring):
    services = council_called(spring, "services")
    line = line_of(spring, services, "lessons", False)
    rich = replace(spring, lines=spring.lines.change("wanted", line, 10**9 * 10**9))
    stock = rich.stock.copy()
    stock[spring.economy.labels.position("lessons")] = 10**8 * 10**9
    _, refusal = use_goods(replace(rich, stock=stock), Act("a", DAY, services, "lessons", 10**7))
    assert refusal.reason is R.NOT_ENOUGH_CREDITS and refusal.given > refusal.limit


def test_rules_of_the_year_are_rows_of_the_charter():
    strict = opened_town(charter=CHARTER.adopt({"execution.delivery_over_plan_max": 0.0}, "test"))
    planned = strict.lines.planned[line_of(strict, 0, "bread", True)] / 1e9
    _, refusal = deliver(strict, Act("a", DAY, 0, "bread", planned + 1))
    assert refusal.limit == pytest.approx(planned)
