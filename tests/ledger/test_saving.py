"""Saving is consumption put off: Tyrone's boat and Winona's garden over ten years, each drawing 10,000 credits in all."""

from parecon.ledger import Account, begin_book, credit_flow, income_closure, open_accounts, post_transfer

CREDIT = 1000


def test_tyrone_saves_five_years_for_a_boat_and_ends_as_winona_does(rules, ask):
    accounts = [Account("society", "society"), Account("goods", "goods"), Account("tyrone", "person"), Account("winona", "person"),
                Account("tyrone-saves", "savings", owner="tyrone")]
    book = open_accounts(begin_book(rules, "2027-01-01"), accounts, "2027-01-01").book
    saved = []
    for year in range(1, 11):
        steps = [("income_for_work", "society", "tyrone", 1000), ("income_for_work", "society", "winona", 1000),
                 ("draw_of_goods", "winona", "goods", 1000)]
        if year <= 5:
            steps += [("saving", "tyrone", "tyrone-saves", 200), ("draw_of_goods", "tyrone", "goods", 800)]
        elif year == 6:
            steps += [("use_of_savings", "tyrone-saves", "tyrone", 1000), ("draw_of_goods", "tyrone", "goods", 2000)]
        else:
            steps += [("draw_of_goods", "tyrone", "goods", 1000)]
        for code, debit, credit, credits in steps:
            posting = post_transfer(book, ask(code, debit, credit, credits * CREDIT, request=f"{year} {code} {debit} {credit}"), f"{2026 + year}-12-01")
            assert posting.accepted, posting.answer
            book = posting.book
            assert sum(book.balance_units(account.id) for account in book.accounts()) == 0
            assert credit_flow(book).gap == income_closure(book).gap == 0
        saved.append(book.balance_units("tyrone-saves") // CREDIT)
    assert saved == [200, 400, 600, 800, 1000, 0, 0, 0, 0, 0]
    drawn = {person: sum(entry.amount_units for entry in book.entries() if entry.code == "draw_of_goods" and entry.debit == person)
             for person in ("tyrone", "winona")}
    assert drawn == {"tyrone": 10_000 * CREDIT, "winona": 10_000 * CREDIT}


def test_savings_cannot_be_used_twice_or_with_interest(paid, ask):
    book = post_transfer(paid, ask("saving", "ada", "ada-saves", 100), "2027-01-01").book
    refusal = post_transfer(book, ask("use_of_savings", "ada-saves", "ada", 101), "2037-01-01").answer
    assert (refusal.allowed, refusal.asked) == (100, 101)
