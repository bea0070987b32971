"""Story 5, Tyrone's boat and Winona's room: the same work, the same incomes, spent at different times on different things."""

from __future__ import annotations

from dataclasses import dataclass, field

from parecon.economy import Good, GoodKind
from parecon.facilitation import announce_first, close_round, submit
from parecon.feasibility import Infeasible, close_plan
from parecon.lab.stories.assembly import amount_units, open_books, post
from parecon.lab.stories.telling import Story, near
from parecon.lab.stories.town import Neighbourhood, Workshop, build_town, post_by_hand, product
from parecon.ledger import CODE_RULES, Account, Book, LedgerRules, carry_forward, close_book, credit_flow, income_closure
from parecon.proposals import RefusalReason

__all__ = ["tell"]

_INCOME, _BOAT, _SAVED, _YEARS, _SAVING_YEARS = 1000, 1000, 200, 10, 5
_TIMBER_PER_BOAT = 40.0
_ROOM_SHARE = 600


@dataclass
class _Decade:
    """What ten years of books show: credits drawn by person and year, savings at each year's end, and whether every sum was zero."""

    drawn: dict[str, list[int]] = field(default_factory=lambda: {"Tyrone": [], "Winona": []})
    savings: list[int] = field(default_factory=list)
    zero: bool = True
    closed: bool = True


def tell(charter) -> Story:
    """Return the story: two people who earn 1,000 a year for ten years, and a boat for 1,000."""
    decade = _live(charter)
    tyrone, winona = (decade.drawn[name] for name in ("Tyrone", "Winona"))
    early = _plan(charter, saved=0, asks_boat=True)
    timber = [_plan(charter, saved=saved, asks_boat=saved > 0) for saved in (0, _SAVED * _SAVING_YEARS)]
    paid, gift = _interest_and_gift(charter)
    found = (tyrone == [800] * 5 + [2000] + [1000] * 4, sum(tyrone) == sum(winona) == 10_000, winona == [1000] * _YEARS,
             decade.savings == [200, 400, 600, 800, 1000, 0, 0, 0, 0, 0], decade.zero, decade.closed, not paid, not gift.accepted,
             isinstance(early, tuple) and early[0] is RefusalReason.OVER_BUDGET, near(timber[0], (0.0, 1e-6)), near(timber[1], (_TIMBER_PER_BOAT, 1e-6)))
    lines = (
        "Wetzel: people of equal income may want different things; Tyrone saves for a boat, Winona spends on space and a garden.",
        "Both earn 1,000 a year for ten years; the boat is worth 1,000.",
        f"Year 1, Tyrone asks for the boat beside 800 of other goods: refused, {early[0].value}; {early[1]:,.0f} asked, {early[2]:,.0f} his to use.",
        f"Years 1 to 5 he puts off 200 and draws {tyrone[0]}. His savings at each year's end: {', '.join(map(str, decade.savings[:_SAVING_YEARS]))}.",
        f"Year 6 he takes them up: he draws {tyrone[5]:,}, and his savings are {decade.savings[5]}. Years 7 to 10: {tyrone[6]:,} each.",
        f"The plan of a year without his request uses {timber[0]:.0f} of timber for boats; that of year 6 uses {timber[1]:.0f}.",
        f"In ten years Tyrone drew {sum(tyrone[:5]):,} + {tyrone[5]:,} + {sum(tyrone[6:]):,} = {sum(tyrone):,}; Winona, year by year for her room and garden, {sum(winona):,}.",
        f"All balances sum to zero after {'every' if decade.zero else 'NOT every'} posting; what is saved bears no interest.",
        f"Control, interest: of the {len(CODE_RULES)} codes of transfer {len(paid)} let Society pay into his savings during the year.",
        f"Control, Winona gives him 200: {gift.answer}",
    )
    return Story("boat", lines, all(found))


def _accounts() -> tuple[Account, ...]:
    return (Account("Tyrone", "person"), Account("Winona", "person"), Account("his savings", "savings", owner="Tyrone"), Account("workshops", "worker_council"))


def _live(charter) -> _Decade:
    """Return ten years, each with a book of its own, carried forward."""
    decade, book = _Decade(), open_books(_accounts(), charter)
    for year in range(1, _YEARS + 1):
        for code, between, credits in _acts(year):
            posting = post(book, code, between, amount_units(credits, charter))
            assert posting.accepted, posting.answer
            book = posting.book
            decade.zero &= sum(book.balance_units(account.id) for account in book.accounts()) == 0
            if code == "draw_of_goods":
                decade.drawn[between[0]].append(credits)
        saved = book.balance_units("his savings") // amount_units(1, charter)
        decade.savings.append(saved)
        # Once goods and workshops stand at zero, Society owes just what is saved.
        decade.closed &= credit_flow(book).gap == 0 and income_closure(book).gap == 0 and book.balance_units("society") == -amount_units(saved, charter)
        book = carry_forward(close_book(book, book.day, request=f"end of year {year}").book, LedgerRules.of_charter(charter), f"{2027 + year}-01-01")
        assert book.balance_units("his savings") == amount_units(saved, charter), "savings are carried forward as they are"
    return decade


def _acts(year: int):
    """Yield the transfers of one year: incomes, saving, what is drawn, and what the workshops deliver for it."""
    put_off = _SAVED if year <= _SAVING_YEARS else 0
    taken_up = _SAVED * _SAVING_YEARS if year == _SAVING_YEARS + 1 else 0
    spent = {"Tyrone": _INCOME - put_off + taken_up, "Winona": _INCOME}
    for person in spent:
        yield "income_for_work", ("society", person), _INCOME
    if put_off:
        yield "saving", ("Tyrone", "his savings"), put_off
    if taken_up:
        yield "use_of_savings", ("his savings", "Tyrone"), taken_up
    made = sum(spent.values())
    yield "delivery", ("goods", "workshops"), made
    for person, credits in spent.items():
        yield "draw_of_goods", (person, "goods"), credits
    yield "charge_labour", ("workshops", "society"), made


def _plan(charter, saved: int, asks_boat: bool) -> float | tuple[RefusalReason, float, float]:
    """Return the timber that the closed plan of one year uses, or (reason, asked, allowed) where Tyrone's request is refused.

    saved: credits put off that he takes up; without any he puts off 200 more.
    """
    usable = _INCOME + saved if saved else _INCOME - _SAVED
    bread = usable - _BOAT * (saved > 0)
    goods = (product("bread", "loaves"), product("boat", "boats"), product("room", "rooms and gardens"), Good("timber", "timber", GoodKind.NATURE, "cubic metres"))
    prices = {"bread": 1.0, "boat": float(_BOAT), "room": 1.0, "timber": _BOAT / _TIMBER_PER_BOAT}
    his = {"bread": float(bread)} | ({"boat": 1.0} if saved else {})
    hers = {"bread": float(_INCOME - _ROOM_SHARE), "room": float(_ROOM_SHARE)}
    boats = 1.0 if asks_boat else 0.0
    economy, _ = build_town(goods, prices, (
        Workshop("bakery", "bread", bread + hers["bread"]), Workshop("boatyard", "boat", 1.0, {"timber": _TIMBER_PER_BOAT}), Workshop("builders", "room", float(_ROOM_SHARE)),
        Neighbourhood("Tyrone", 1, his), Neighbourhood("Winona", 1, hers)), endowment={"timber": 100.0})
    year = announce_first(economy, charter, economy.last_prices)
    asked = {"bread": -float(bread)} | ({"boat": -boats} if asks_boat else {})
    yard = {"boat": boats, "timber": -boats * _TIMBER_PER_BOAT} if asks_boat else {}
    year, refusals = submit(year, post_by_hand(economy, (
        {"bread": bread + hers["bread"]}, yard, {"room": float(_ROOM_SHARE)}, asked, {good: -units for good, units in hers.items()})))
    if refusals:
        return refusals[0].reason, refusals[0].given, refusals[0].limit
    year = close_round(year)
    closing = close_plan(economy, year.records[-1], year.standing, charter)
    assert not isinstance(closing, Infeasible), closing
    return float(closing.candidates[0].balance.use[economy.labels.position("timber")]) / 1e9


def _interest_and_gift(charter) -> tuple[list[str], object]:
    """Return the codes by which Society could pay into savings during a year, and the answer to a gift."""
    book: Book = open_books(_accounts(), charter)
    for person in ("Tyrone", "Winona"):
        book = post(book, "income_for_work", ("society", person), amount_units(_INCOME, charter)).book
    book = post(book, "saving", ("Tyrone", "his savings"), amount_units(_SAVED, charter)).book
    paid = [code for code in CODE_RULES if post(book, code, ("society", "his savings"), amount_units(10, charter), reference="interest").accepted]
    return paid, post(book, "draw_of_goods", ("Winona", "Tyrone"), amount_units(_SAVED, charter))
