"""Story 9, the injured neighbour: both chambers carry care over into need, and nobody is sent a bill."""

from __future__ import annotations

from parecon.ballots import pass_in_chambers
from parecon.lab.stories.assembly import amount_units, hold_ballot, open_books, post, spread_votes
from parecon.lab.stories.telling import Story
from parecon.ledger import Account
from parecon.work import NeedGood, Refused, adopt_need_mode, charter_modes, effects_of_modes

__all__ = ["tell"]

_PRODUCT, _EARNERS, _HER_CARE, _THEIR_CARE = 1000, 10, 150, 5
_SHE = "the injured neighbour"
_EACH = 25
_SUBJECT = "care by need"
_BEFORE = {"sidewalks": "need", "fire service": "need"}
"""What nobody is billed for already."""


def tell(charter) -> Story:
    """Return the story: a product of 1,000, ten earners, and one who was injured and has no income."""
    modes = charter_modes(charter, _BEFORE, (*_BEFORE, "care"))
    incomes, drawn, asked = _year(charter, _BEFORE)
    voted, said = _vote(charter, workers_for=_EACH - 5)
    incomes_after, drawn_after, debits = _year(charter, voted)
    refused_voted, refusal = _vote(charter, workers_for=5)
    incomes_control, drawn_control, _ = _year(charter, refused_voted)
    found = (set(incomes) == {0, 100}, drawn == 0, not asked, set(incomes_after) == {0, 80}, drawn_after == _HER_CARE, debits == (),
             said == "", refused_voted == _BEFORE, refusal != "", incomes_control == incomes, drawn_control == 0)
    lines = (
        "Wetzel: nobody is asked for credits to walk on a sidewalk or when the fire service comes; how far need extends is for councils to decide.",
        f"How things are had: {', '.join(f'{good} by {mode}' for good, mode in modes.items())}, as the charter has it where nobody voted.",
        f"Product 1,000, ten earners. Incomes: {max(incomes)} each; she earns {min(incomes)}.",
        f"She asks for {_HER_CARE} of care: refused, {drawn} drawn. Her account holds 0 credits.",
        "The community councils and the worker councils vote on care by need: both pass it.",
        f"Incomes are now {max(incomes_after)} each, for 200 of care leave the product before it is shared: {_HER_CARE} for her, {_THEIR_CARE} for each earner.",
        f"She draws {drawn_after} of care. Postings that debit her account: {len(debits)}.",
        f"Control, the worker councils say no: {refusal}",
        f"Then nothing changes: {max(incomes_control)} each, {drawn_control} of care for her.",
    )
    return Story("neighbour", lines, all(found))


def _vote(charter, workers_for: int) -> tuple[dict[str, str], str]:
    """Return what is had how after a ballot of both chambers of 25, and the refusal in words, "" if there was none."""
    chambers = {name: [f"{name} {n + 1}" for n in range(_EACH)] for name in ("community councils", "worker councils")}
    in_favour = {"community councils": _EACH - 3, "worker councils": workers_for}
    ballots = {name: hold_ballot(f"{_SUBJECT}, {name}", "needs_extent", spread_votes(people, in_favour[name]), charter=charter, subject=_SUBJECT)
               for name, people in chambers.items()}
    refusal = pass_in_chambers(_SUBJECT, ballots, chambers)
    agree = {name: result.passed for name, (_, result) in ballots.items()}
    voted = adopt_need_mode(_BEFORE, "care", "need", communities_agree=agree["community councils"], workers_agree=agree["worker councils"])
    assert (refusal is None) != isinstance(voted, Refused), "the two rooms answer alike"
    return (dict(_BEFORE), str(refusal)) if isinstance(voted, Refused) else (voted, "")


def _year(charter, voted) -> tuple[list[int], int, tuple]:
    """Return everyone's income, the care she draws, and the entries that debit her account, all in credits."""
    points = {f"earner {n + 1}": 1 for n in range(_EARNERS)} | {_SHE: 0}
    care = NeedGood("care", {_SHE: {"need": _HER_CARE}} | {f"earner {n + 1}": {"need": _THEIR_CARE, "credits": 20} for n in range(_EARNERS)})
    mode = charter_modes(charter, voted, ["care"])["care"]
    effects = effects_of_modes(care, _PRODUCT, points, (mode,), charter=charter)
    assert not isinstance(effects, Refused), effects
    effect = effects[0]
    book = open_books((*(Account(person, "person") for person in points), Account("neighbourhood", "consumer_council"),
                       Account("needs", "allowance", owner="neighbourhood")), charter)
    for person, credits in effect.incomes.items():
        if credits:
            book = _must(post(book, "income_for_work", ("society", person), amount_units(credits, charter)))
    if effect.drawn[_SHE]:
        book = _must(post(book, "need_fund", ("society", "needs"), amount_units(sum(effect.drawn.values()), charter)))
    own = post(book, "draw_of_goods", (_SHE, "goods"), amount_units(_HER_CARE, charter))
    assert not own.accepted, "she has no credits of her own"
    by_need = post(book, "need_draw", ("needs", "goods"), amount_units(_HER_CARE, charter))
    book = by_need.book
    assert sum(book.balance_units(account.id) for account in book.accounts()) == 0
    debited = tuple(entry for entry in book.entries() if entry.debit == _SHE and entry.act == "posted")
    return list(effect.incomes.values()), _HER_CARE if by_need.accepted else 0, debited


def _must(posting):
    assert posting.accepted, posting.answer
    return posting.book
