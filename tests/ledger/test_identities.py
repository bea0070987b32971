"""The identities of institutions.md, section 3, on two years of a small society computed by hand."""

import dataclasses

import pytest

from parecon.ledger import (
    Account,
    CreditFlow,
    IncomeClosure,
    Instalment,
    LedgerRules,
    LoanTerms,
    NotClosed,
    PollutionFlow,
    Reason,
    Refusal,
    TransferColumns,
    UnitResult,
    UnknownAccount,
    account_statement,
    begin_book,
    carry_forward,
    close_book,
    credit_flow,
    income_closure,
    movements,
    open_accounts,
    overtime_units,
    pollution_flows,
    post_batch,
    post_transfer,
    repayments_due,
    reverse_entry,
    save_unused,
    settle_pending,
    unit_results,
)
from parecon.charter import default_charter

YEAR = """
delivery          goods      mill       400
charge_labour     mill       society    250
charge_nature     mill       society     50
charge_capital    mill       society     40
charge_emission   mill       society     20  smoke
charge_social     mill       society     10
surplus           mill       society     30
delivery          goods      bakery    1000
input             bakery     goods      400
charge_labour     bakery     society    350
charge_nature     bakery     society     10
charge_capital    bakery     society     60
social_grant      society    bakery      20
surplus           bakery     society    200
investment        society    goods      100
stock_taken_in    society    goods       50
exports           society    goods       80
imports           goods      society     60
income_for_work   society    ada        365
income_for_work   society    ben        365
allowance         society    ben         60
compensation      society    ada         20  smoke
need_fund         society    elm-needs   40
loan              ben-loan   ben         30  A9
saving            ada        ada-saves   50
collective_share  ada        elm         35
collective_share  ben        elm         35
federation_share  elm        county      20
draw_of_goods     ada        goods      300
draw_of_goods     ben        goods      420
need_draw         elm-needs  goods       40
collective_draw   elm        goods       50
collective_draw   county     goods       20
"""


def columns(text, name):
    """Return transfers written one to a line: code, debit, credit, amount, reference."""
    rows = [(line.split() + [""])[:5] for line in text.strip().splitlines()]
    codes, debits, credits, amounts, references = zip(*rows)
    return TransferColumns(
        request=[f"{name}{i}" for i in range(len(rows))], code=codes, debit=debits, credit=credits,
        amount_units=[int(amount) for amount in amounts], reference=references,
    )


def post_all(book, text, name, today):
    """Post transfers of which none may be refused."""
    posting = post_batch(book, columns(text, name), today)
    assert not posting.refusals, list(posting.refusals.values())
    return posting.book


@pytest.fixture
def society(rules):
    """A mill, a bakery, Ada and Ben with a council and a county, nothing posted yet."""
    accounts = [
        Account("society", "society"), Account("goods", "goods"), Account("mill", "worker_council"), Account("bakery", "worker_council"),
        Account("ada", "person"), Account("ben", "person"), Account("ada-saves", "savings", owner="ada"),
        Account("ben-loan", "loan", owner="ben", loan=LoanTerms("A9", 40, (Instalment("2027-11-30", 10), Instalment("2028-11-30", 30)))),
        Account("elm", "consumer_council"), Account("county", "consumer_federation"), Account("elm-needs", "allowance", owner="elm"),
        Account("food", "industry_federation"),
    ]
    return open_accounts(begin_book(rules, "2027-01-01"), accounts, "2027-01-01").book


@pytest.fixture
def year(society):
    """The year posted."""
    return post_all(society, YEAR, "y", "2027-12-01")


def test_units_a_surplus_is_benefit_less_cost(year):
    results = unit_results(year)
    assert results["mill"] == UnitResult(benefit=400, inputs=0, charges=370, surplus=30)
    assert results["bakery"] == UnitResult(benefit=1000, inputs=400, charges=400, surplus=200)
    assert list(results) == ["mill", "bakery"]
    for council, result in results.items():
        assert result.surplus == result.benefit - result.cost
        assert result.gap == year.balance_units(council) == 0


def test_what_a_council_has_not_handed_over_is_its_balance(society):
    book = post_all(society, "delivery goods mill 400\ncharge_labour mill society 150\ndeficit society mill 7", "z", "2027-02-01")
    result = unit_results(book)["mill"]
    assert result == UnitResult(400, 0, 150, -7)
    assert (result.gap, result.cost, result.net_value) == (257, 150, 400)
    assert result.gap == book.balance_units("mill")


def test_value_net_output_is_all_charges_and_surpluses(year):
    turnover = year.turnover_units()
    paid_to_society = sum(turnover[code] for code in turnover if code.startswith("charge_")) + turnover["surplus"] - turnover["social_grant"]
    assert paid_to_society == 1000 == sum(result.net_value for result in unit_results(year).values())


def test_fund_is_what_consumers_draw(year):
    turnover, net_value = year.turnover_units(), 1000
    fund = net_value - turnover["investment"] - turnover["stock_taken_in"] - (turnover["exports"] - turnover["imports"])
    assert fund == 830 == income_closure(year).drawn


def test_incomes_close_to_the_fund(year):
    closure = income_closure(year)
    assert closure == IncomeClosure(
        work=730, allowances=100, compensation=20, saving=50, repayments=0, new_loans=30, drawn_savings=0, lapsed=0, drawn=830, unused=0
    )
    assert closure.fund == 730 + 100 + 20 - 50 - 0 + 30 + 0 == 830
    assert closure.gap == 0


def test_credits_issued_less_destroyed_is_savings_less_loans(year):
    flow = credit_flow(year)
    assert flow == CreditFlow(issued=850, destroyed=830, held=50, owed=30, held_brought_forward=0, owed_brought_forward=0)
    assert flow.gap == 0 and flow.issued - flow.destroyed == 50 - 30


def test_an_identity_that_is_missed_says_by_how_much():
    assert CreditFlow(100, 60, 50, 20, 3, 1).gap == 100 - 60 - ((50 - 3) - (20 - 1))
    assert IncomeClosure(1000, 200, 100, 50, 20, 10, 5, 2, 900, 300).gap == 1000 + 200 + 100 - 50 - 20 + 10 + 5 - 2 - 900 - 300
    assert UnitResult(100, 20, 30, 10).gap == 40


def test_pollution_is_paid_to_those_harmed(year):
    assert pollution_flows(year) == {"smoke": PollutionFlow(20, 20)}
    book = post_all(year, "charge_emission mill society 9 soot\ncompensation society ben 1 acid", "z", "2027-12-02")
    flows = pollution_flows(book)
    assert flows == {"acid": PollutionFlow(0, 1), "smoke": PollutionFlow(20, 20), "soot": PollutionFlow(9, 0)}
    assert [flow.kept for flow in flows.values()] == [-1, 0, 9]


def test_goods_all_drawn_and_society_owes_what_is_saved_less_lent(year):
    assert year.balance_units("goods") == 0
    assert year.balance_units("society") == -(50 - 30)
    assert sum(year.balance_units(account.id) for account in year.accounts()) == 0


def test_reversals_leave_every_identity_as_if_nothing_had_been_posted(year, society):
    book = year
    for entry in reversed(list(movements(year))):
        posting = reverse_entry(book, entry.sequence, "2027-12-02", request=f"r{entry.sequence}")
        assert posting.accepted, posting.answer
        book = posting.book
        assert credit_flow(book).gap == income_closure(book).gap == 0
        for council, result in unit_results(book).items():
            assert result.gap == book.balance_units(council)
    assert credit_flow(book) == credit_flow(society)
    assert income_closure(book) == income_closure(society)
    assert unit_results(book) == unit_results(society)
    assert pollution_flows(book) == {"smoke": PollutionFlow(0, 0)}


def test_a_settled_charge_counts_under_its_pollutant(society, ask):
    book = post_transfer(society, ask("charge_emission", "mill", "society", 8, reference="smoke", expires="2027-01-02"), "2027-01-01").book
    assert pollution_flows(book) == {}
    book = settle_pending(book, book.length - 1, "2027-01-01", request="s", amount_units=5).book
    assert pollution_flows(book) == {"smoke": PollutionFlow(5, 0)}
    assert unit_results(book)["mill"] == UnitResult(0, 0, 5, 0)
    book = reverse_entry(book, book.length - 1, "2027-01-01", request="r", reference="measured wrongly").book
    assert pollution_flows(book) == {"smoke": PollutionFlow(0, 0)}


def test_lapsed_credits_are_destroyed_whether_saved_or_not(year):
    book = post_all(year, "income_for_work society ada 10\ncredits_lapsed ada society 4 death\ncredits_lapsed ada-saves society 50 death",
                    "z", "2027-12-02")
    closure = income_closure(book)
    assert (closure.lapsed, closure.unused, closure.gap) == (4, 6, 0)
    assert credit_flow(book) == CreditFlow(860, 884, 6, 30, 0, 0) and credit_flow(book).gap == 0
    back = reverse_entry(book, book.length - 2, "2027-12-02", request="alive").book
    assert (income_closure(back).lapsed, income_closure(back).gap) == (0, 0)


def test_a_forgiven_debt_keeps_both_identities(year):
    book = post_all(year, "loan_forgiven society ben-loan 30 assembly", "z", "2027-12-02")
    assert credit_flow(book) == CreditFlow(880, 830, 50, 0, 0, 0)
    assert credit_flow(book).gap == income_closure(book).gap == 0


def test_what_a_need_or_an_industry_does_not_use_goes_back(society):
    book = post_all(society, "need_fund society elm-needs 40\nneed_draw elm-needs goods 15\nneed_returned elm-needs society 25\n"
                    "industry_allotment society food 90\nindustry_draw food goods 60\nindustry_returned food society 30\n"
                    "stock_released goods society 5", "z", "2027-12-02")
    assert book.balance_units("elm-needs") == book.balance_units("food") == 0
    assert income_closure(book).allowances == 15 and income_closure(book).gap == 0
    assert credit_flow(book) == CreditFlow(40, 40, 0, 0, 0, 0)


def test_a_year_is_carried_into_the_next(year):
    book = post_all(year, "income_for_work society ben 7\ncharge_labour mill society 3", "z", "2027-12-02")
    with pytest.raises(NotClosed, match="is open with .* lines; close it before it is carried forward"):
        carry_forward(book, book.rules, "2028-01-01")
    closed = close_book(book, "2027-12-31", request="c").book
    new = carry_forward(closed, closed.rules, "2028-01-01", "hash of 2027")
    assert new.entry(0).reference == "hash of 2027" and new.day == "2028-01-01" and not new.closed
    for account in closed.accounts():
        assert new.balance_units(account.id) == closed.balance_units(account.id)
    assert new.balance_units("mill") == -3 and new.balance_units("ben-loan") == -30
    assert credit_flow(new) == CreditFlow(0, 0, 57, 30, 57, 30)
    assert income_closure(new).unused == income_closure(new).gap == 0
    assert new.account("ben-loan").loan == LoanTerms("A9", 40, (Instalment("2028-01-01", 10), Instalment("2028-11-30", 30)))
    new = post_all(new, "use_of_savings ada-saves ada 50\nrepayment ben ben-loan 7\ndraw_of_goods ada goods 50", "n", "2028-03-01")
    assert credit_flow(new) == CreditFlow(0, 50, 0, 23, 57, 30) and credit_flow(new).gap == 0
    assert (income_closure(new).unused, income_closure(new).fund) == (-7, 43) and income_closure(new).gap == 0
    assert repayments_due(new, "2028-01-01") == {"ben-loan": 3}


def test_a_loan_partly_repaid_is_carried_with_what_is_left(year):
    book = post_all(year, "income_for_work society ben 25\nrepayment ben ben-loan 25", "z", "2027-12-02")
    closed = close_book(book, "2027-12-31", request="c").book
    new = carry_forward(closed, closed.rules, "2028-01-01")
    assert new.account("ben-loan").loan == LoanTerms("A9", 15, (Instalment("2028-11-30", 15),))
    assert (new.balance_units("ben-loan"), new.available_units("ben-loan")) == (-5, 10)


def test_a_loan_wholly_repaid_is_not_carried(year):
    book = post_all(year, "loan ben-loan ben 10 A9\nincome_for_work society ben 30\nrepayment ben ben-loan 40", "z", "2027-12-02")
    closed = close_book(book, "2027-12-31", request="c").book
    with pytest.raises(UnknownAccount):
        carry_forward(closed, closed.rules, "2028-01-01").account("ben-loan")


def test_new_rules_that_do_not_allow_what_stands_are_named(year):
    closed = close_book(year, "2027-12-31", request="c").book
    strict = dataclasses.replace(closed.rules, loan_person_units_max=39)
    with pytest.raises(ValueError, match=r"owes too much \(ben\): 40 asked, 39 allowed\. .* Change the rules or settle the account first"):
        carry_forward(closed, strict, "2028-01-01")


def test_a_book_without_society_is_carried_empty(rules):
    closed = close_book(begin_book(rules, "2027-01-01"), "2027-12-31", request="c").book
    assert carry_forward(closed, rules, "2028-01-01").length == 1


def test_balances_are_brought_forward_before_anything_else(society, ask):
    book = post_transfer(society, ask("brought_forward", "society", "ada", 9), "2027-01-01").book
    book = post_transfer(book, ask("debt_brought_forward", "ben-loan", "society", 5), "2027-01-01").book
    assert credit_flow(book) == CreditFlow(0, 0, 9, 5, 9, 5) and income_closure(book).gap == 0
    book = post_transfer(book, ask("allowance", "society", "ada", 1), "2027-01-01").book
    refusal = post_transfer(book, ask("brought_forward", "society", "ada", 2), "2027-01-01").answer
    assert refusal == Refusal(Reason.OPENING_IS_OVER, "before entry 15", "entry 16")
    assert credit_flow(book).gap == income_closure(book).gap == 0
    back = reverse_entry(book, 13, "2027-01-01", request="r").book
    assert credit_flow(back) == CreditFlow(1, 0, 1, 5, 0, 5) and income_closure(back).gap == 0


def test_even_a_pending_transfer_ends_the_opening(society, ask):
    book = post_transfer(society, ask("allowance", "society", "ada", 1, expires="2027-01-01"), "2027-01-01").book
    assert post_transfer(book, ask("brought_forward", "society", "ada", 2), "2027-01-01").answer.reason is Reason.OPENING_IS_OVER


def test_unused_credits_are_saved_by_those_who_have_an_account_for_it(year, ask):
    book = post_all(year, "income_for_work society ada 7\nincome_for_work society ben 8", "z", "2027-12-02")
    book = post_transfer(book, ask("draw_of_goods", "ada", "goods", 2, expires="2027-12-31"), "2027-12-02").book
    saved = post_batch(book, save_unused(book, "end"), "2027-12-31")
    assert saved.sequences.tolist() == [book.length]
    assert saved.book.balance_units("ada-saves") == 55 and saved.book.balance_units("ben") == 8
    assert saved.book.entry(book.length).request == "end:ada"
    assert len(save_unused(saved.book, "again")) == 0


def test_overtime_is_credited_at_the_normal_rate_and_may_be_changed_by_the_charter():
    normal = LedgerRules.of_charter(default_charter())
    more = LedgerRules.of_charter(default_charter().adopt({"ledger.overtime_percent": 150}, "congress"))
    assert overtime_units(60, 1000, normal) == 1000
    assert overtime_units(1, 1000, normal) == 17 and overtime_units(1, 30, normal) == 1 and overtime_units(1, 29, normal) == 0
    assert overtime_units(60, 1000, more) == 1500


def test_rules_come_from_the_charter_and_are_whole():
    charter = default_charter().adopt({"ledger.units_per_credit": 7, "ledger.loan_person_credits_max": 3,
                                       "ledger.loan_council_credits_max": 4, "ledger.loan_federation_credits_max": 5,
                                       "ledger.debit_council_credits_max": 6, "ledger.debit_federation_credits_max": 8}, "congress")
    rules = LedgerRules.of_charter(charter)
    assert dataclasses.astuple(rules) == (7, 21, 28, 35, 120, 3653, 42, 56, 92, 100)
    for value in (-1, 1.0, True, "3"):
        with pytest.raises(ValueError, match="pending_days_max is a whole number from 0"):
            dataclasses.replace(rules, pending_days_max=value)
    assert dataclasses.replace(rules, pending_days_max=0).pending_days_max == 0


def test_a_statement_tells_each_movement_and_what_was_left(year):
    lines = account_statement(year, "ada")
    assert [(line.entry.code, line.change_units, line.balance_units) for line in lines] == [
        ("income_for_work", 365, 365), ("compensation", 20, 385), ("saving", -50, 335), ("collective_share", -35, 300), ("draw_of_goods", -300, 0),
    ]
    back = reverse_entry(year, lines[-1].entry.sequence, "2027-12-02", request="r").book
    assert account_statement(back, "ada")[-1].change_units == 300
    assert account_statement(back, "food") == ()
    with pytest.raises(UnknownAccount, match="'eve'; open it first"):
        account_statement(year, "eve")
