"""Story 6, Jones mows lawns: what one may buy for oneself, and what nobody may buy: the work of others."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from parecon.ballots import Licence, MemberFacts, Norm, UnitFacts, admit_unit
from parecon.economy import Good, GoodKind
from parecon.facilitation import announce_first, close_round, submit
from parecon.feasibility import Infeasible, close_plan
from parecon.lab.stories.assembly import DAY, amount_units, open_books, post
from parecon.lab.stories.telling import Story, near
from parecon.lab.stories.town import Neighbourhood, Workshop, build_town, post_by_hand, product
from parecon.ledger import CODE_RULES, Account, AccountKind, Effect
from parecon.proposals import assess
from parecon.work import BalancedJobs, Person, Refused, Task, Workplace, balance_jobs, divide_exactly, job_scores, make_workplace, member_incomes

__all__ = ["tell"]

_HANDS = tuple(f"hand {n}" for n in range(1, 5))
_ALL = ("Jones", *_HANDS)
_MOWER, _PETROL = "333112", "324110"
_WEEK, _WEEKS = 40, 40
_PRICE = {_MOWER: 300.0, _PETROL: 1.0, "lawns": 10.0, "hours": 1.0, "ores": 1.0}
_MOWERS, _LITRES, _LAWNS = 50.0, 5000.0, 3000.0


def tell(charter) -> Story:
    """Return the story: one mower for oneself, then fifty mowers, petrol and four hands."""
    one, paid, hired = _book(charter)
    payers = {kind for rule in CODE_RULES.values() if rule.effect is Effect.ISSUES and AccountKind.PERSON in rule.credits for kind in rule.debits}
    place = _lawn_work(charter)
    owner, equal = _licence(place, place.today, True, charter), _balanced(place, charter)
    council = _licence(place, equal.hours, False, charter)
    broken = [norm for norm in Norm if any(finding.norm is norm and not finding.met for finding in owner.findings)]
    shown = _open_jobs(charter)
    without, supplied = _supply(owner, charter), _supply(council, charter)
    found = (one.accepted, not paid[1], not hired.accepted, payers == {AccountKind.SOCIETY}, not owner.granted, broken == list(Norm), council.granted,
             without[:2] == (0.0, 0.0), near(supplied[0], (_MOWERS, 1e-6)), near(supplied[1], (_LITRES, 1e-3)), supplied[2] == 0,
             set(shown) == set(_HANDS), max(abs(score - shown["hand 1"]) for score in shown.values()) <= 0.95, min(shown.values()) > 3)
    worst = {norm: next(finding for finding in owner.findings if finding.norm is norm and not finding.met) for norm in broken}
    lines = (
        "Wetzel: Jones may mow lawns with a mower of his own; what he cannot have is resources to put others to work for him.",
        f"He puts off 300 and draws one mower for himself: {'yes' if one.accepted else 'refused'}, it is his share.",
        f"A neighbour pays him for mowing: {paid[0]} None of {len(CODE_RULES)} codes lets credits pass.",
        f"He pays four hands: {hired.answer}",
        f"Whoever issues credits to persons: {', '.join(sorted(payers))} alone.",
        f"He asks for {_MOWERS:.0f} mowers ({_MOWER}) and petrol ({_PETROL}): no licence, so {without[0]:.0f} mowers and {without[1]:.0f} litres. The norms: "
        + "; ".join(f"{norm.value} ({f.measure} {float(f.given):,.2f}, limit {float(f.limit):.2f})" for norm, f in worst.items()) + ".",
        f"Each hand is shown an open place with the parks: empowerment {min(shown.values()):.1f} to {max(shown.values()):.1f}, not 3.0; hours and pay like everyone’s.",
        f"Control, the same five as equals with balanced jobs, each {equal.after.scores.mean():.1f}: {'licensed' if council.granted else 'refused'}.",
        f"Its proposal meets the norm of approval; the plan gives it {supplied[0]:.0f} mowers and {supplied[1]:,.0f} litres of petrol.",
    )
    return Story("lawns", lines, all(found))


def _book(charter):
    """Return the answer to Jones's own mower, (refusal, codes that would let a neighbour pay him), and the answer to his paying a hand."""
    people = ("Jones", "neighbour", *_HANDS)
    book = open_books((*(Account(person, "person") for person in people), Account("his savings", "savings", owner="Jones")), charter)
    units = amount_units(300, charter)
    acts = [("income_for_work", ("society", person), amount_units(1000, charter)) for person in people]
    acts += [("saving", ("Jones", "his savings"), units), ("use_of_savings", ("his savings", "Jones"), units)]
    for code, between, amount in acts:
        posting = post(book, code, between, amount)
        assert posting.accepted, posting.answer
        book = posting.book
    mower = post(book, "draw_of_goods", ("Jones", "goods"), units)
    book = mower.book
    passing = [code for code in CODE_RULES if post(book, code, ("neighbour", "Jones"), 1000, reference="lawn").accepted]
    answer = post(book, "draw_of_goods", ("neighbour", "Jones"), 1000).answer
    return mower, (answer, passing), post(book, "income_for_work", ("Jones", "hand 1"), 1000)


def _lawn_work(charter) -> Workplace:
    """Return the work of five: Jones finds and plans, four hands mow."""
    tasks = [Task("plan the rounds", _WEEK, 18, 15), Task("mow", 4 * _WEEK, 3, 6)]
    people = [Person(name, _WEEK, today={"plan the rounds" if name == "Jones" else "mow": _WEEK}) for name in _ALL]
    place = make_workplace(tasks, people, charter=charter)
    assert not isinstance(place, Refused), place
    return place


def _balanced(place: Workplace, charter) -> BalancedJobs:
    jobs = balance_jobs(place, charter=charter)
    assert not isinstance(jobs, Refused), jobs
    return jobs


def _licence(place: Workplace, hours: np.ndarray, owned: bool, charter) -> Licence:
    """Return the licence of five who work ``hours`` a week: owned by Jones, who alone decides and keeps what is left, or equal members."""
    one, product_units = amount_units(1, charter), amount_units(5000, charter)
    if owned:
        incomes = [0] + [int(part) for part in divide_exactly(product_units // 2, [1] * 4)]
    else:
        incomes = member_incomes([product_units], [0] * 5, [_WEEK * _WEEKS] * 5, [charter["effort.rating_norm"]] * 5, charter=charter).tolist()
    scores, kinds = job_scores(hours, place.empowerment), place.kinds
    exact = [[Fraction(round(float(hours[i, kinds == kind].sum()) * _WEEKS * 1000), 1000) for kind in (1, 2)] for i in range(5)]
    people = tuple(
        MemberFacts(name, not owned or name == "Jones", True, _WEEK * _WEEKS, exact[i][0], exact[i][1], Fraction(round(float(scores[i]) * 1000), 1000),
                    0 if owned and name == "Jones" else _WEEK * _WEEKS, Fraction(incomes[i], one), Fraction(product_units - sum(incomes), one) if name == "Jones" else 0)
        for i, name in enumerate(_ALL))
    return admit_unit(UnitFacts("lawn mowing", people, 10, 0 if owned else 10, "first year’s plan of work"), DAY, charter)


def _open_jobs(charter) -> dict[str, float]:
    """Return the empowerment of the open job with the parks that each hand is shown."""
    tasks = [Task("lay out parks", 2 * _WEEK, 16, 16), Task("plant and prune", 4 * _WEEK, 9, 12), Task("mow", 4 * _WEEK, 3, 6)]
    people = [Person(name, _WEEK) for name in (*(f"member {n}" for n in range(1, 7)), *_HANDS)]
    place = make_workplace(tasks, people, charter=charter)
    assert not isinstance(place, Refused), place
    jobs = _balanced(place, charter)
    assert jobs.finding.passed, jobs.finding
    return {person.name: float(score) for person, score in zip(people, jobs.after.scores) if person.name in _HANDS}


def _supply(licence: Licence, charter) -> tuple[float, float, int]:
    """Return the mowers and litres that the closed plan gives to the lawn mowers, and how many proposals came back; without a licence there is no proposal."""
    goods = (product(_MOWER, "mowers"), product(_PETROL, "litres"), product("lawns", "lawns"), Good("hours", "hours", GoodKind.NATURE, "hours"),
             Good("ores", "ore and oil", GoodKind.NATURE, "tonnes"))
    lawns = _LAWNS if licence.granted else 0.0
    use = {_MOWER: -_MOWERS, _PETROL: -_LITRES, "hours": -5.0 * _WEEK * _WEEKS} if licence.granted else {}
    home = 100.0
    mowers, litres = home + _MOWERS * licence.granted, home + _LITRES * licence.granted
    economy, _ = build_town(goods, _PRICE, (
        Workshop("mower works", _MOWER, mowers), Workshop("refinery", _PETROL, litres), Workshop("lawn mowing", "lawns", _LAWNS),
        Neighbourhood("town", 1000, {"lawns": _LAWNS, _MOWER: home, _PETROL: home})), endowment={"hours": 1e5, "ores": 1e6})
    year = announce_first(economy, charter, economy.last_prices)
    year, refusals = submit(year, post_by_hand(economy, (
        {_MOWER: mowers, "ores": -mowers * _PRICE[_MOWER]}, {_PETROL: litres, "ores": -litres}, {"lawns": lawns, **use} if licence.granted else {},
        {_MOWER: -home, _PETROL: -home} | ({"lawns": -lawns} if licence.granted else {}))))
    assert not refusals, refusals[0]
    year = close_round(year)
    returned = int(assess(year.standing, economy, year.announcement.prices, charter).returned.sum())
    closing = close_plan(economy, year.records[-1], year.standing, charter)
    assert not isinstance(closing, Infeasible), closing
    balance = closing.candidates[0].balance
    mine = [float(balance.use[economy.labels.position(good)]) / 1e9 - home for good in (_MOWER, _PETROL)]
    return round(abs(mine[0]), 6), round(abs(mine[1]), 6), returned
