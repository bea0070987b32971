"""The participatory year as the comparison reads it: the same run, told as an `Outcome` of the common protocol."""

from __future__ import annotations

import numpy as np

from parecon.economy import CouncilKind, Economy
from parecon.procedures import participatory
from parecon.procedures.events import OnEvent
from parecon.procedures.positions import Asset, Decision, Position, make_people, make_say, todays_positions
from parecon.procedures.protocol import Count, Fact, Flows, Outcome
from parecon.procedures.replanning import replan_year
from parecon.responses import Respondents

__all__ = ["run"]

_ASSUMED = (
    "Councils are simulated: they answer prices by their techniques and tastes and file what they would do.",
    "Jobs are balanced, so every hour holds as much empowering work as every other.",
    "Incomes follow hours and effort; who cannot work receives the voted allowance.",
)


def run(economy: Economy, charter, respond: Respondents, *, seed: int, on_event: OnEvent) -> Outcome:
    """Return a participatory year: rounds, closing, ballot; variants are charters (``prices.rule``, ``rounds.*``)."""
    return replan_year(economy, respond, lambda now: _plan_year(economy, charter, now, (seed, on_event)), weeks=charter["participatory.replan_weeks"])


def _plan_year(economy: Economy, charter, respond: Respondents, run_of) -> Outcome:
    seed, on_event = run_of
    setting = participatory.Setting(seed=seed)
    year = participatory.run(economy, respond.reported_society, charter, setting, on_event=on_event)
    variant = f"{charter['prices.rule']}"
    common = {"procedure": "participatory", "variant": variant, "seed": seed, "rounds": year.year.round, "assumed": _ASSUMED, "facts": _facts(),
              "counts": _counts(economy, year, charter), "reached": np.array([1 - participatory.worst_gap(r, economy) for r in year.year.records]),
              "figures": dict(year.figures)}
    if year.plan is None:
        return Outcome(flows=None, people=None, say=None, last_hand={}, refusal=_why_none(year.closing), **common)
    plan, ground = year.plan, respond.ground
    flows = _flows(economy, respond, plan)
    consumed, hours = _by_group(economy, ground, plan)
    drift = respond.conduct.self_interest * charter["conduct.delegate_drift_max"]
    positions = _positions(charter)
    people = make_people(economy, ground, charter, positions, consumed=consumed, hours=hours, credit=plan.accounts.income_factor)
    asked = plan.proposal[(plan.kind == 3)], plan.quantity[plan.kind == 3], plan.good[plan.kind == 3]
    wanted, served = (np.bincount(asked[2], -part / 1e9, minlength=len(economy.goods)) for part in asked[:2])
    return Outcome(flows=flows, people=people, say=_say(charter, people, year, drift), last_hand=_last_hand(economy, plan, charter), prices=plan.prices,
                   wanted=wanted, served=served, **common)


def _why_none(closing) -> str:
    short = ", ".join(f"{amount:.6g} {unit} of {good}" for good, amount, unit in zip(closing.goods, closing.amounts, closing.units))
    return f"no plan balances: {short} are missing; {closing.way_out}"


def _flows(economy, respond, plan) -> Flows:
    zero = np.zeros(len(economy.goods), dtype=np.int64)
    wasted = zero.copy()
    padding = 1.0 + respond.conduct.self_interest * respond.charter["conduct.inputs_padded_max"]
    if padding > 1.0:
        owner = np.repeat(economy.councils.kind[plan.council], np.diff(plan.start))
        mine = (owner == CouncilKind.WORKER) & (plan.quantity < 0)
        used = np.bincount(plan.good[mine], -plan.quantity[mine].astype(float), minlength=len(zero))
        counted = np.isin(np.arange(len(zero)), (respond.society.capital_good, respond.society.labour_good))
        wasted = np.where(counted, 0, used * (1.0 - 1.0 / padding)).astype(np.int64)
    return Flows(plan.council, plan.start, plan.good, plan.quantity, plan.balance.bought, wasted, zero)


def _by_group(economy, ground, plan):
    """Return consumption (g, n) in units and hours (g,) of the income groups by the plan."""
    place = np.full(len(economy.councils), -1)
    place[ground.wishes.council] = ground.group
    owner = place[np.repeat(plan.council, np.diff(plan.start))]
    n, g = len(economy.goods), len(ground.people)
    primary = np.isin(plan.good, [i for i in (ground.labour, ground.pollutant) if i >= 0])
    eats = (owner >= 0) & (plan.quantity < 0) & ~primary
    consumed = np.bincount(owner[eats] * n + plan.good[eats], -plan.quantity[eats] / 1e9, minlength=g * n).reshape(g, n)
    works = (owner >= 0) & (plan.quantity > 0) & (plan.good == ground.labour)
    return consumed, np.bincount(owner[works], plan.quantity[works] / 1e9, minlength=g).astype(float)


def _positions(charter) -> tuple[Position, ...]:
    """Return balanced jobs: everybody who works has the average mix of today's tasks; facilitators are ordinary workers with an office."""
    today = todays_positions(charter)
    mean = {name: sum(p.share * getattr(p, name) for p in today) for name in ("empowering", "tedium", "danger")}
    office = charter["participatory.facilitators_share"]
    return Position("members", 1.0 - office, **mean), Position("facilitators", office, **mean)


def _say(charter, people, year, drift: float):
    """Return who has a say: assemblies over rules and plans; facilitators by how far they drift from their mandate."""
    values = year.plan.accounts.values
    total = max(values["net_output"], 1) / 1e9
    given, everyone = {"all": 1.0 - drift, "facilitators": drift}, {"all": 1.0}
    rules, ballot, prices, own = charter["participatory.decision_weights"]
    decisions = (
        Decision("rules of the charter", rules, everyone, everyone), Decision("ballot on the plan", ballot, everyone, everyone),
        Decision("prices, by an algorithm whose rules the ballot sets", prices, given, everyone),
        Decision("what councils make and use", own, everyone, everyone, society_wide=False))
    return make_say(people, (Asset("means of production, user rights by plan", total, everyone, {}),), decisions)


def _last_hand(economy, plan, charter) -> dict[str, float]:
    value = np.abs(plan.quantity) * plan.prices[plan.good]
    owner = np.repeat(economy.councils.kind[plan.council], np.diff(plan.start))
    mine = (owner == CouncilKind.WORKER) & (plan.quantity > 0)
    kept = np.abs(plan.quantity - plan.proposal) <= charter["closing.coincide_below"] * np.abs(plan.proposal)
    total = max(float(value[mine].sum()), 1e-300)
    own = float(value[mine & kept].sum()) / total
    return {"the council itself, in its last proposal": own, "the closing that the ballot chose": 1.0 - own}


def _counts(economy, year, charter) -> tuple[Count, ...]:
    councils = economy.councils
    proposing = int(np.isin(councils.kind, (CouncilKind.WORKER, CouncilKind.CONSUMER)).sum())
    members, rounds = int(councils.members.sum()), year.year.round
    adults = int(councils.members[councils.kind == CouncilKind.CONSUMER].sum())
    office = charter["acts.office_minutes"]
    counts = [Count("councils", proposing * rounds, members * rounds, float(members * rounds * charter["acts.proposal_minutes"])),
              Count("facilitation board", rounds, rounds, float(rounds * office))]
    if year.ballot is not None:
        counts.append(Count("society", adults, adults, float(adults * charter["acts.ballot_minutes"])))
    return tuple(counts)


def _facts() -> dict[str, Fact]:
    return {
        "on_spec": Fact(False, "What is made was asked for in the rounds before it is made."),
        "revenue_becomes_income": Fact(False, "Incomes follow hours and effort; what a council's product is worth goes to the Society account."),
        "entitlements_transferable": Fact(False, "Credits vanish when used and pass to nobody."),
        "seller_sets_price": Fact(False, "Prices are announced by rule from all proposals; nobody sells at them."),
        "who_dismisses": Fact(None, "The council, by its constitution and with appeal; no owner or manager can."),
        "who_sets_pay": Fact(None, "Workmates rate effort; one factor for all turns it into credits."),
        "pay_follows_sale": Fact(False, "Pay does not depend on what the product is worth (method 2)."),
        "refusal_costs_subsistence": Fact(True, "Who is able and refuses all work receives nothing from work; need and the voted allowances remain."),
        "who_owns_product": Fact(None, "Nobody: products go to those whose requests were adopted."),
        "wage_labour": Fact(False, "Work is remunerated in consumption rights, by effort; labour is bought by nobody."),
        "commodity_production": Fact(False, "Nothing is made for sale; prices are for planning."),
        "value": Fact(True, "All products are measured in one unit: indicative prices of opportunity cost."),
        "profit": Fact(False, "A surplus of benefit over cost is nobody's income."),
        "accumulation": Fact(False, "Investment is voted; no unit must grow to survive."),
        "separation": Fact(False, "Councils hold user rights by plan; no group can shut the others out."),
        "rule_by_controllers": Fact(False, "Assemblies decide, weighted by who is affected."),
    }
