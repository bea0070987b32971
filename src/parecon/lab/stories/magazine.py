"""Story 4, the magazine nobody likes: 600 readers, 9,400 against, and at no step a rule by which the many could starve the few."""

from __future__ import annotations

from dataclasses import replace
from typing import Mapping

import numpy as np

from parecon.ballots import (
    MemberFacts, Prohibitions, Reason, Refusal, UnitFacts, admit_unit, cast_vote, change_prohibitions, check_wish, count_one_each, hash_prohibitions,
    open_poll, read_decision, tally_approval, tally_motion,
)
from parecon.economy import Economy, Good, GoodKind
from parecon.facilitation import PlanningYear, announce_first, close_round, submit
from parecon.feasibility import Closing, Infeasible, adopted_lines, close_plan
from parecon.lab.stories.assembly import DAY, hold_ballot, spread_votes
from parecon.lab.stories.on_a_market import sell_magazine
from parecon.lab.stories.telling import Story, near
from parecon.lab.stories.town import Neighbourhood, Workshop, build_town, post_by_hand, product
from parecon.plans import PlanRule, adopt, check_plan, plan_options, tie_break
from parecon.proposals import Assessment, assess

__all__ = ["tell"]

_PEOPLE, _READERS = 10_000, 600
_FIXED, _PER_COPY, _WORTH = 10_000.0, 10.0, 30.0
_AVERAGE = 1.05
_ALL_COST = 1_000_000.0
"""What all worker councils use together; any amount does, so that the average is that of the text."""
_NEIGHBOURHOOD = 100
_NEWSPAPER_REAMS, _MAGAZINE_REAMS, _PAPER = 1.0, 12.0, 15_000.0
_POINT = 0.01
_EXACT = {"approval.tolerance_average": 0.0}
_AT_ONE = {"approval.norm": "one"}
_WISH = "reading the magazine"


def tell(charter) -> Story:
    """Return the story: the magazine's ratio with 600, 500 and 400 readers, and six attempts to stop it."""
    exact, one = charter.adopt(_EXACT, "this story"), charter.adopt(_AT_ONE, "this story")
    ratio = {readers: _ratio(readers, charter) for readers in (600, 500, 400)}
    back = {readers: (_ratio(readers, charter)[1], _ratio(readers, exact)[1], _ratio(readers, one)[1]) for readers in ratio}
    stops, stopped = _attempts(charter)
    against = tally_motion(spread_votes([f"person {n}" for n in range(_PEOPLE)], _READERS), "majority", read_decision(charter, "council_proposal").bar, electorate=_PEOPLE)
    copies = _READERS if against.passed else 0
    market = {readers: sell_magazine(charter, readers, (_FIXED, _PER_COPY, _WORTH)) for readers in (600, 400)}
    printed = {readers: sorted(name for name, (_, yes) in by_class.items() if yes) for readers, by_class in market.items()}
    found = (near(market[600]["average"][0], (1.125, 1e-9)), printed == {600: ["average", "between", "coordinators"], 400: ["coordinators"]}, near(ratio[600][0], (1.125, 1e-9)), near(ratio[500][0], (1.0, 1e-9)), near(ratio[400][0], (0.857, 0.0005)), near(ratio[600][2], (_AVERAGE, 1e-9)),
             back == {600: (False, False, False), 500: (False, True, False), 400: (True, True, True)}, *stopped, copies == 0, against.scores["against"] == 9400)
    lines = (
        f"Wetzel: private wishes cannot be vetoed by the collectivity. {_READERS} read it, {_PEOPLE - _READERS:,} of {_PEOPLE:,} are against it.",
        f"A copy is worth {_WORTH:.0f}; the issue uses 10,000 and 10 a copy. Ratio with 600 readers {ratio[600][0]:.3f}, average {ratio[600][2]:.3f}: printed.",
        f"500 readers: {ratio[500][0]:.3f} against {ratio[500][2]:.3f}: returned where the norm is the average itself; passes at norm one, and at the average less"
        f" {charter['approval.tolerance_average']:.0%} that the charter allows by default.",
        f"400 readers: {ratio[400][0]:.3f}: returned under every norm, by its ratio; no vote is taken.",
        *stops,
        f"On a market 600 readers of average means bring {market[600]['average'][0]:.3f} of what the issue costs: printed. 600 workers bring"
        f" {market[600]['workers'][0]:.3f}: none, though they wish for it as much; 400 coordinators {market[400]['coordinators'][0]:.3f}: printed.",
        f"Control, a majority decides: {int(against.scores['for'])} for, {int(against.scores['against']):,} against: {copies} copies.",
    )
    return Story("magazine", lines, all(found))


def _ratio(readers: int, charter) -> tuple[float, bool, float]:
    """Return the press’s ratio, whether its proposal comes back, and the average of all."""
    year = _review(readers, charter)
    seen = _assess(year, charter)
    return float(seen.ratio[0]), bool(seen.returned[0]), seen.norm if charter["approval.norm"] == "average" else float(seen.benefit.sum() / seen.cost.sum())


def _assess(year: PlanningYear, charter) -> Assessment:
    return assess(year.standing, year.economy, year.announcement.prices, charter)


def _review(readers: int, charter) -> PlanningYear:
    """Return the round in which the press proposes a copy for each reader, beside everybody else’s work."""
    goods = (product("magazine", "copies"), product("bread", "loaves"), Good("means", "hours and paper", GoodKind.NATURE, "credits"))
    used = _FIXED + _PER_COPY * readers
    others = _ALL_COST - used
    bread = _AVERAGE * _ALL_COST - _WORTH * readers
    home = {"bread": bread, "magazine": float(readers)}
    economy, _ = build_town(goods, {"magazine": _WORTH, "bread": 1.0, "means": 1.0}, (
        Workshop("press", "magazine", float(readers)), Workshop("all others", "bread", bread), Neighbourhood("everybody", _PEOPLE, home)), endowment={"means": _ALL_COST})
    year = announce_first(economy, charter, economy.last_prices)
    year, refusals = submit(year, post_by_hand(economy, (
        {"magazine": float(readers), "means": -used}, {"bread": bread, "means": -others}, {good: -units for good, units in home.items()})))
    assert not refusals, refusals[0]
    return close_round(year)


def _attempts(charter) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Return one line for each attempt to starve the magazine, and whether each was stopped."""
    licence = admit_unit(_press(), DAY, charter)
    wish, table = _stop_at_council(charter)
    year = _review(_READERS, charter)
    returned = bool(_assess(year, charter).returned[0])
    economy, closing = _close_short_of_paper(charter)
    apart, average = _cuts(economy, closing)
    unknown = _stop_at_ballot(economy, closing, charter)
    rules = _stop_at_delivery(economy, closing, charter)
    lines = (
        f"Entry, “nobody likes it”: licensed, for {len(licence.findings)} measures of {', '.join(dict.fromkeys(f.norm.value for f in licence.findings))} are all it is held against.",
        f"Council, the neighbours vote it down: {'refused' if wish else 'the wish stands'}, for it is not on the table of prohibited activities. Only the congress changes the table: {table}",
        f"Review: {'returned' if returned else 'approved'} on social benefit over social cost; opinions are no line of either.",
        f"Closing, {_PAPER:,.0f} of 16,600 reams: newspaper and magazine both lose {average:.1%} by each of {len(closing.candidates)} norms, at most {apart:.2%} apart.",
        f"Plan ballot, “without the magazine”: {unknown}",
        f"Delivery, the copies struck from the adopted plan: {'; '.join(rule.value for rule in rules)}. The plan does not stand.",
    )
    stopped = (licence.granted, wish is None, table.reason is Reason.OTHER_BALLOT, not returned, apart <= _POINT, near(average, (1600 / 16_600, 1e-6)),
               unknown.reason is Reason.UNKNOWN_OPTION, PlanRule.SHARE in rules, PlanRule.HASH in rules)
    return lines, stopped


def _press() -> UnitFacts:
    """Return what is on record about the press: four equal members."""
    return UnitFacts("press", tuple(MemberFacts(f"printer {n}", True, True, 1600, 400, 800, 10, 1600, 1600, 0) for n in range(1, 5)), 10, 10, "plan of work of the press")


def _stop_at_council(charter) -> tuple[Refusal | None, Refusal]:
    """Return the refusal of a reader’s wish, if there were any, and that of putting it on the table by a vote of the neighbours."""
    neighbours = [f"neighbour {n}" for n in range(1, 51)]
    added = {_WISH: "nobody likes it"}
    closed, result = hold_ballot("vote of the neighbours", "council_proposal", spread_votes(neighbours, 47), charter=charter, subject=hash_prohibitions(added, ()))
    assert result.passed
    table = Prohibitions({})
    changed = change_prohibitions(table, added, (), closed=closed, result=result, roll=neighbours)
    assert isinstance(changed, Refusal)
    return check_wish(table, "neighbour 50", _WISH), changed


def _close_short_of_paper(charter) -> tuple[Economy, Closing]:
    """Return the town in which paper is short, and its closing: newspaper readers ask one ream each, magazine readers twelve."""
    goods = (product("paper", "reams"), Good("pulp", "pulp", GoodKind.NATURE, "reams"))
    kinds = [_NEWSPAPER_REAMS] * ((_PEOPLE - _READERS) // _NEIGHBOURHOOD) + [_MAGAZINE_REAMS] * (_READERS // _NEIGHBOURHOOD)
    homes: list[Mapping[str, float]] = [{"paper": reams * _NEIGHBOURHOOD} for reams in kinds]
    economy, _ = build_town(goods, {"paper": 1.0, "pulp": 1.0}, (
        Workshop("mill", "paper", _PAPER, {"pulp": _PAPER}), *(Neighbourhood(f"neighbourhood {n}", _NEIGHBOURHOOD, home) for n, home in enumerate(homes, 1))),
        endowment={"pulp": _PAPER})
    year = announce_first(economy, charter, economy.last_prices)
    year, refusals = submit(year, post_by_hand(economy, ({"paper": _PAPER, "pulp": -_PAPER}, *({"paper": -home["paper"]} for home in homes))))
    assert not refusals, refusals[0]
    year = close_round(year)
    closing = close_plan(economy, year.records[-1], year.standing, charter)
    assert not isinstance(closing, Infeasible), closing
    return economy, closing


def _cuts(economy: Economy, closing: Closing) -> tuple[float, float]:
    """Return how much more than the average any neighbourhood loses of its paper under any norm, and that average under the first."""
    batch, worst, averages = closing.batch, 0.0, []
    wish = (np.repeat(batch.council, np.diff(batch.start)) > 0) & (batch.good == economy.labels.position("paper"))
    for candidate in closing.candidates:
        kept = -adopted_lines(economy, closing.table, batch, (candidate.scale, candidate.ration, candidate.other))[0][wish]
        asked = -batch.quantity[wish]
        averages.append(float(1 - kept.sum() / asked.sum()))
        worst = max(worst, float((1 - kept / asked).max()) - averages[-1])
    return max(worst, 0.0), averages[0]


def _stop_at_ballot(economy: Economy, closing: Closing, charter) -> Refusal:
    """Return the refusal of a vote for a plan without the magazine, which no norm closes and so no ballot holds."""
    options = [option.name for option in plan_options(economy, closing, charter)]
    poll = open_poll("plan", "plan_adoption", options, count_one_each([f"person {n}" for n in range(_PEOPLE)]), opens=DAY, charter=charter)
    answer = cast_vote(poll, "person 1", ["without the magazine"], today=DAY)
    assert isinstance(answer, Refusal)
    return answer


def _stop_at_delivery(economy: Economy, closing: Closing, charter) -> tuple[PlanRule, ...]:
    """Return the rules that break where the magazine readers’ paper is struck out of the plan after its adoption."""
    options = plan_options(economy, closing, charter)
    names = [option.name for option in options]
    plan = adopt(economy, closing, tally_approval({"everybody": names}, names, tie_break(options)), charter)
    assert not check_plan(economy, plan, charter), check_plan(economy, plan, charter)[0]
    owner = np.repeat(plan.council, np.diff(plan.start))
    readers = owner > len(economy.councils) - 1 - _READERS // _NEIGHBOURHOOD
    struck = replace(plan, quantity=np.where(readers, 0, plan.quantity))
    return tuple(dict.fromkeys(violation.rule for violation in check_plan(economy, struck, charter)))
