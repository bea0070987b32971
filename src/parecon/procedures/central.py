"""The central plan: the best plan by convex programming on what the planners know, which every unit obeys (institutions.md 12.1).

Prices at which the best answers of all councils balance are found first (`parecon.procedures.bound`); each unit is then ordered to
work by its best recipe at these prices, and what rounding and a search cut short leave out of balance is cut from consumption by a
linear programme. On true data no procedure can do better, but by the tolerance of the search. On reported data the planners get a plan of what
units say: hidden capacity stays idle, padded inputs are delivered and wasted.
"""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
from scipy import sparse

from parecon.economy import Economy
from parecon.procedures.bound import Bound, find_bound, weights_by_income
from parecon.procedures.events import OnEvent, RoundProgress
from parecon.procedures.flows import assemble_flows, consumer_lines, other_lines
from parecon.procedures.positions import Asset, Decision, Position, make_people, make_say, todays_positions
from parecon.procedures.protocol import Count, Fact, Flows, Outcome
from parecon.procedures.replanning import replan_year
from parecon.responses import CouncilLines, Respondents

__all__ = ["run"]

_LAST_RESORT = 10.0
"""What is promised counts so many times what people have, for it is theirs too, and promised before."""

_ASSUMED = (
    "Planners know {data} of every unit and the tastes of every neighbourhood; shops give people what they would choose within the plan's totals.",
    "Units obey; nobody proposes or revises. What ministries cost to write and carry orders is counted, not subtracted.",
    "Weights of consumption: {weights}.",
)


def run(economy: Economy, charter, respond: Respondents, *, seed: int, on_event: OnEvent) -> Outcome:
    """Return the year of a central plan; refuses where no plan balances. ``central.*`` of the charter says what planners know and want."""
    return replan_year(economy, respond, lambda now: _plan_year(economy, charter, now, (seed, on_event)), weeks=charter["central.replan_weeks"])


def _plan_year(economy: Economy, charter, respond: Respondents, run_of) -> Outcome:
    seed, on_event = run_of
    reported = charter["central.data"] == "reported"
    society = respond.reported_society if reported else respond.society
    known = respond.reported if reported else respond.ground
    on_event(RoundProgress(0, 2, "the best plan is sought"))
    bound, chosen = _choose(economy, society, known, charter)
    on_event(RoundProgress(1, 2, "orders are balanced"))
    plan = _balance(economy, known, bound)
    assumed = tuple(text.format(data="the truth" if not reported else "what is reported", weights=chosen) for text in _ASSUMED)
    common = {"procedure": "central", "variant": f"{charter['central.data']} data, {chosen}", "seed": seed, "rounds": 1, "assumed": assumed,
              "facts": _facts(), "counts": _counts(economy, known, charter), "figures": {"steps": bound.steps, "worst_gap": bound.worst_gap}}
    if plan is None:
        return Outcome(flows=None, people=None, say=None, last_hand={}, refusal="no plan balances: what is promised leaves less than nothing of some good", **common)
    scale, kept, *left = plan
    flows = _flows(economy, respond, known, (bound, scale, kept, *left), padded=reported)
    people = _people(economy, respond, charter, (bound, kept))
    return Outcome(flows=flows, people=people, say=_say(people, society, charter, respond), last_hand={"the planners": 1.0}, prices=bound.prices, activity=scale, **common)


def _choose(economy, society, known, charter) -> tuple[Bound, str]:
    """Return the best plan for the weights that are in force, and their name."""
    names = {"planner": "equal", "utilities": "last_year"}
    steps = charter["central.search_steps"]
    wanted = charter["central.weights"]
    if wanted != "vote":
        return find_bound(economy, society, known, weights_by_income(economy, society, known, names[wanted]), steps_max=steps), wanted
    equal, last = (weights_by_income(economy, society, known, name) for name in ("equal", "last_year"))
    members = economy.councils.members[society.consumers.council]
    winner = "planner" if members[equal > last].sum() * 2 >= members.sum() else "utilities"
    return find_bound(economy, society, known, equal if winner == "planner" else last, steps_max=steps), f"{winner}, by a vote"


def _balance(economy, known, bound: Bound):
    """Return shares of best answers that are kept: of each unit's work (u,), of each group's use of each good (g, n), of bodies' and of exports (n,) each; or None.

    The programme cuts as little as it can of consumption, by value; what bodies and exports were promised only where that cannot be made, as after a
    shock; imports are free within foreign exchange.
    """
    answers, n, (u, g) = bound.answers, len(economy.goods), (len(known.row), len(known.people))
    net = replace(known.work, quantity=answers.work).sum_by(known.unit, (u, n))
    used = -replace(known.wishes, quantity=answers.wishes).sum_by(known.group, (g, n))
    imports = np.flatnonzero(economy.world_price > 0)
    given = known.endowment - known.claim - known.exports
    if answers.requests is not None:
        given = given + _requested(known, answers, n)
    if known.labour >= 0:
        given[known.labour] += answers.hours.sum()
    if known.exchange >= 0:
        given[known.exchange] += known.earned_abroad(known.exports)
    cells = np.argwhere(used > 0)
    amount = used[cells[:, 0], cells[:, 1]]
    use = sparse.csr_array((amount, (cells[:, 1], np.arange(len(cells)))), shape=(n, len(cells)))
    if known.pollutant >= 0:
        emitted = amount * known.emits[cells[:, 1]]
        use = (use + sparse.csr_array((emitted, (np.full(len(cells), known.pollutant), np.arange(len(cells)))), shape=use.shape)).tocsr()
    bring = sparse.lil_array((n, len(imports)))
    bring[imports, np.arange(len(imports))] = 1.0
    for j, i in enumerate(imports):
        bring[economy.follows[i], j] -= economy.world_price[i]
    promised, back = _promised(known, answers, n)
    # Columns: cut of each unit's work, cut of each cell of consumption, of what was promised, imports.
    matrix = sparse.hstack([-net.T, use, back, bring]).tocsr()
    limit = -(given + net.sum(axis=0) - np.asarray(use.sum(axis=1)).ravel())
    worth = np.abs(net) @ bound.prices
    cost = np.concatenate([1e-3 * worth, amount * bound.prices[cells[:, 1]], _LAST_RESORT * np.concatenate(promised) * np.tile(bound.prices, 2), np.zeros(len(imports))])
    upper = np.concatenate([np.ones(u + len(cells) + 2 * n), np.full(len(imports), np.inf)])
    solution = _solve(matrix, limit, cost, upper)
    if solution is None:
        return None
    kept = np.zeros((g, n))
    kept[cells[:, 0], cells[:, 1]] = 1.0 - solution[u:u + len(cells)]
    left = 1.0 - solution[u + len(cells):u + len(cells) + 2 * n].reshape(2, n)
    return 1.0 - solution[:u], kept, left[0], left[1]


def _promised(known, answers, n: int) -> tuple[tuple[np.ndarray, np.ndarray], sparse.csr_array]:
    """Return what bodies and exports were promised of each good (n,), and what cutting either gives back (n, 2 n): exports that are cut earn nothing."""
    bodies = -_requested(known, answers, n) if answers.requests is not None else known.collective + known.investment
    back = sparse.hstack([sparse.diags_array(bodies), sparse.diags_array(known.exports)]).tolil()
    whole = float(known.export_earning @ known.exports)
    if known.exchange >= 0 and whole > 0:
        rate = known.earned_abroad(known.exports) / whole
        back[known.exchange, n:] = back[[known.exchange], n:].toarray().ravel() - rate * known.export_earning * known.exports
    return (bodies, known.exports), back.tocsr()


def _requested(known, answers, n: int) -> np.ndarray:
    count = len(answers.requests)
    return np.bincount(known.other.good[:count], answers.requests, minlength=n)


def _solve(matrix, limit, cost, upper) -> np.ndarray | None:
    """Return the cheapest x in [0, upper] with matrix x >= limit, or None."""
    scale = np.maximum(np.abs(matrix).max(axis=1).toarray().ravel(), 1e-12)
    rows = (sparse.diags_array(1.0 / scale) @ matrix).tocsc()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = rows.shape[1], rows.shape[0]
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost / max(float(cost.max(initial=0.0)), 1e-300), np.zeros(len(cost)), upper
    lp.row_lower_, lp.row_upper_ = limit / scale, np.full(len(limit), np.inf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("primal_feasibility_tolerance", 1e-9)):
        solver.setOptionValue(option, value)
    assert solver.passModel(lp) != highspy.HighsStatus.kError, "the programme of orders was not accepted"
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.clip(np.array(solver.getSolution().col_value), 0.0, upper)


def _flows(economy, respond, known, plan, *, padded: bool) -> Flows:
    """Return what every council makes and uses by the plan: its best answer, cut as its unit's or its group's is."""
    bound, scale, kept, bodies, sold = plan
    answers, n = bound.answers, len(economy.goods)
    work = replace(known.work, quantity=answers.work * scale[known.unit[known.work.owner]])
    owner = known.wishes.owner
    lines = [(owner, known.wishes.good, answers.wishes * kept[known.group[owner], known.wishes.good])]
    consumers = consumer_lines(economy, known, lines, hours=answers.hours)
    others = other_lines(economy, known, {"collective": known.collective, "investment": known.investment, "exports": known.exports * sold})
    count = len(answers.requests)
    filled = others.quantity.copy()
    filled[:count] = (_as_packed(others, known.other, answers.requests) * bodies[others.good])[:count]
    wasted = np.zeros(n)
    padding = 1.0 + respond.conduct.self_interest * respond.charter["conduct.inputs_padded_max"] if padded else 1.0
    if padding > 1.0:
        used = np.bincount(work.good, np.where(work.quantity < 0, -work.quantity, 0.0), minlength=n)
        wasted = np.where(np.isin(np.arange(n), (known.labour, known.capital)), 0.0, used * (1.0 - 1.0 / padding))
    return assemble_flows(economy, (work, consumers, replace(others, quantity=filled)), wasted=wasted)


def _as_packed(packed: CouncilLines, lines: CouncilLines, quantity: np.ndarray) -> np.ndarray:
    """Return ``quantity`` (of the first lines of ``lines``) in the order of ``packed``, whose goods ascend within a council."""
    key = packed.owner.astype(np.int64) * (2**32) + packed.good
    mine = lines.owner[:len(quantity)].astype(np.int64) * (2**32) + lines.good[:len(quantity)]
    found = packed.quantity.copy()
    np.put(found, np.searchsorted(key, np.unique(mine)), np.bincount(np.unique(mine, return_inverse=True)[1], quantity))
    return found


def _people(economy, respond, charter, plan):
    bound, kept = plan
    known = respond.ground
    consumed = -replace(known.wishes, quantity=bound.answers.wishes).sum_by(known.group, kept.shape) * kept
    hours = np.bincount(known.group, bound.answers.hours, minlength=len(known.people))
    planners = charter["central.planners_share"]
    rest = todays_positions(charter)
    average = float(hours.sum()) / max(float((known.people - known.not_working).sum()), 1e-300)
    perks = respond.conduct.self_interest * charter["central.perks_max"] * average
    positions = (Position("planners", planners, empowering=1.0, perks=perks, tedium=0.0, danger=0.0),
                 *(replace(p, share=p.share * (1.0 - planners)) for p in rest))
    people = make_people(economy, known, charter, positions, consumed=consumed, hours=hours, by_income=perks > 0,
                         credit=float(bound.prices[known.labour]) if known.labour >= 0 else 1.0)
    # What people are entitled to is what the plan gives them, whatever they worked; perks stand beside it.
    given = np.divide(people.consumed @ bound.prices, people.count, out=np.zeros(len(people.count)), where=people.count > 0)
    return replace(people, income=np.maximum(given - people.perks, 0.0))


def _say(people, society, charter, respond):
    value = float(society.workers.own_value.sum())
    planners, everyone = {"planners": 1.0}, {"all": 1.0}
    own, directors = respond.conduct.self_interest, charter["central.directors_say"]
    rules, plan, prices, persons, work, shops = charter["central.decision_weights"]
    return make_say(people, (Asset("means of production, held by the plan", value, planners, {"planners": 1.0} if own > 0 else {}),), (
        Decision("rules", rules, planners, everyone), Decision("adoption of the plan", plan, planners, everyone),
        Decision("prices and weights", prices, planners, everyone), Decision("appointments and sanctions", persons, planners, everyone),
        Decision("how work is done in a unit", work, {"planners": 1.0 - directors, "coordinators": directors}, everyone, society_wide=False),
        Decision("what people take from the shops", shops, everyone, everyone, society_wide=False)))


def _counts(economy, known, charter) -> tuple[Count, ...]:
    units, goods, office = len(known.work.council), len(economy.goods), charter["acts.office_minutes"]
    return (Count("units: reports and orders", 2 * units, 2 * units, 2.0 * units * office), Count("planners", goods, goods, goods * office))


def _facts() -> dict[str, Fact]:
    return {
        "on_spec": Fact(False, "Units make what they are ordered to."),
        "revenue_becomes_income": Fact(False, "Pay is set by the plan, not by what is sold."),
        "entitlements_transferable": Fact(False, "Rations and pay are personal."),
        "seller_sets_price": Fact(False, "Prices come out of the programme."),
        "who_dismisses": Fact(None, "The unit's director, appointed from above."),
        "who_sets_pay": Fact(None, "The planners."),
        "pay_follows_sale": Fact(False, "Pay follows hours."),
        "refusal_costs_subsistence": Fact(True, "Who is able and refuses the assigned work is not paid."),
        "who_owns_product": Fact(None, "The state, whose planners dispose of it."),
        "wage_labour": Fact(True, "Work is done for pay under orders of those who hold the means of production."),
        "commodity_production": Fact(False, "Products are assigned, not exchanged between owners."),
        "value": Fact(True, "The programme measures all goods in one unit."),
        "profit": Fact(False, "A surplus of a unit is nobody's income; the planners dispose of the whole."),
        "accumulation": Fact(None, "Investment is what planners decide; nothing forces it on a unit."),
        "separation": Fact(True, "Those who work control the means of production neither singly nor together: the planners do."),
        "rule_by_controllers": Fact(True, "Those who control the means of production make the rules."),
    }
