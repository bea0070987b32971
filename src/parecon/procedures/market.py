"""The market: as it is, in periods of production on expectation; and as the textbook has it, in competitive equilibrium.

Sources: Wetzel 2004 on owners, coordinators and workers; Kalecki, Theory of Economic Dynamics (1954), on mark-ups and on
spending that makes sales; Blanchflower and Oswald, The Wage Curve (1994); for the twin, Arrow and Debreu, Existence of an
Equilibrium for a Competitive Economy, Econometrica 22 (1954) 265-290. See docs/rivals.md.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.economy import Economy
from parecon.procedures.circulation import Accounts, account_for, product_mask
from parecon.procedures.events import OnEvent, RoundProgress
from parecon.procedures.flows import spread_flows
from parecon.procedures.market_competitive import after_shock, find_equilibrium, read_rates, settle_equilibrium
from parecon.procedures.market_facts import AS_IT_IS, MARKET_FACTS, TEXTBOOK, TEXTBOOK_FACTS
from parecon.procedures.market_people import market_people, market_say
from parecon.procedures.market_year import MarketYear, run_market_year
from parecon.procedures.protocol import Count, Outcome
from parecon.procedures.trading import Unsettled, check_claims
from parecon.quantities import to_fixed
from parecon.responses import Respondents

__all__ = ["run"]


def run(economy: Economy, charter, respond: Respondents, *, seed: int, on_event: OnEvent) -> Outcome:
    """Return a year of the market, or of its textbook twin (``market.arm``), with pollution free, taxed or traded (``market.pollution``)."""
    textbook = charter["market.arm"] == "textbook"
    variant = f"{charter['market.arm']}, emissions {charter['market.pollution']}"
    common = {"procedure": "market", "variant": variant, "seed": seed, "facts": TEXTBOOK_FACTS if textbook else MARKET_FACTS,
              "assumed": TEXTBOOK if textbook else AS_IT_IS}
    try:
        if textbook:
            return _run_textbook(economy, respond, charter, (common, on_event))
        tell = lambda done, total: on_event(RoundProgress(done, total, "enterprises sell"))  # noqa: E731
        year = run_market_year(economy, respond, charter, seed=seed, tell=tell)
    except Unsettled as reason:
        return Outcome(flows=None, people=None, say=None, counts=(Count("enterprises", 0, 0, 0.0),), rounds=0, last_hand={}, refusal=str(reason), **common)
    return _tell_year(economy, respond, charter, (year, common))


def _tell_year(economy: Economy, respond: Respondents, charter, told) -> Outcome:
    """Return the outcome of a year in periods: flows are means of its periods."""
    year, common = told
    ground, count = respond.ground, len(year.done)
    mean = lambda name: sum(getattr(d, name) for d in year.done) / count  # noqa: E731
    activity, consumed, worked = mean("activity"), mean("consumed"), mean("hours")
    offered = year.standing.hours
    hours = ground.hours * (worked / offered if offered > 0 else 0.0)
    finals = {name: mean(name) for name in ("collective", "investment", "exports")}
    flows = spread_flows(economy, ground, activity, consumed, hours=hours, finals=finals, endless=_endless(ground, charter))
    unsold = np.minimum(to_fixed(year.end.stock + year.spoilt), np.maximum(flows.left(economy), 0))
    flows = replace(flows, unsold=np.where(product_mask(economy), unsold, 0))
    accounts = _mean_accounts(year)
    idle = 1.0 - worked / offered if offered > 0 else 0.0
    people = market_people(economy, ground, charter, (accounts, year.standing.rates, consumed, hours, idle, False))
    planned = sum(float(p @ year.standing.worth) for p in year.planned)
    cut = 1.0 - sum(float(d.activity @ year.standing.worth) for d in year.done) / max(planned, 1e-300)
    prices = year.prices.mean(axis=0)
    return Outcome(
        flows=flows, people=people, say=market_say(people, charter, accounts), counts=_counts(ground, charter), rounds=count,
        last_hand={"managers of the enterprise": 1.0 - cut, "what ran short, hours or goods": cut}, activity=activity, wanted=year.asked.mean(axis=0),
        served=consumed.sum(axis=0), prices=prices, reached=_sold_shares(year), figures=_figures(year, (accounts, idle, flows.unsold)), **common)


def _endless(ground, charter) -> tuple[int, ...]:
    return (ground.pollutant,) if ground.pollutant >= 0 and charter["market.pollution"] != "traded" else ()


def _mean_accounts(year: MarketYear) -> Accounts:
    count = len(year.accounts)
    return Accounts(*(sum(values) / count for values in zip(*(vars(a).values() for a in year.accounts))))


def _sold_shares(year: MarketYear) -> np.ndarray:
    """Return the share of each period's offers that was sold, by value, (p,)."""
    value = year.standing.prices * product_mask(year.standing.economy)
    return np.array([1.0 - float(d.left @ value) / max(float(d.offered @ value), 1e-300) for d in year.done])


def _figures(year: MarketYear, sums) -> dict[str, object]:
    accounts, idle, unsold = sums
    standing = year.standing
    basket = standing.ground.wanted.sum(axis=0)
    levels = year.prices[[0, -1]] @ basket
    emitted = None
    ground = standing.ground
    if ground.pollutant >= 0:
        emitted = sum(float(d.activity @ ground.take[:, ground.pollutant] + d.consumed.sum(axis=0) @ ground.emits) for d in year.done) / len(year.done)
    income = accounts.wages + accounts.surplus + accounts.charges
    output = sum(float(d.activity @ standing.worth) for d in year.done) / len(year.done)
    found = {
        "unemployed_share": idle, "unsold_share": float(unsold @ standing.prices) / 1e9 / max(output, 1e-300), "wage_share": accounts.wages / max(income, 1e-300),
        "output_over_last_year": output / max(standing.sales, 1e-300), "price_rise": float(levels[1] / levels[0] - 1.0) if levels[0] > 0 else 0.0,
        "tax_rate": standing.rates.tax, "saved_by_owners": standing.rates.saved, "markup_last_year": float(1.0 / np.median(standing.cost_share) - 1.0)}
    return found if emitted is None else found | {"emitted": emitted}


def _counts(ground, charter) -> tuple[Count, ...]:
    """Return what it takes: enterprises price and order in every period; everybody who works fills in a tax return."""
    enterprises, periods = int(ground.councils.sum()), charter["market.periods"]
    lines = int(len(ground.work.good))
    adults = int(round(float(np.maximum(ground.people - ground.not_working, 0.0).sum())))
    acts = 2 * enterprises * periods
    return (Count("enterprises", lines * periods, acts, float(acts * charter["acts.office_minutes"])),
            Count("tax office", adults, adults, float(adults * charter["market.tax_return_minutes"])))


def _run_textbook(economy: Economy, respond: Respondents, charter, told) -> Outcome:
    """Return the outcome of the competitive twin; after a shock in mid-year it is at once in another equilibrium."""
    common, on_event = told
    tell = lambda done, total: on_event(RoundProgress(done, total, "prices are sought"))  # noqa: E731
    ground, shock, parts = respond.ground, respond.conduct.shock, []
    check_claims(economy, ground)
    rates = read_rates(economy, respond)
    for share, people in ([(1.0, respond)] if shock is None else [(shock.at, respond), (1.0 - shock.at, after_shock(respond, shock))]):
        if share > 0:
            found = find_equilibrium(economy, people, charter, rates=rates, tell=tell)
            parts.append((share, found, *settle_equilibrium(economy, ground, found, charter)))
    total = lambda pick: sum(part[0] * pick(part) for part in parts)  # noqa: E731
    consumed, offered = total(lambda p: p[2].consumed), total(lambda p: p[4])
    worked = total(lambda p: p[2].hours)
    hours = offered * (worked / offered.sum() if offered.sum() > 0 else 0.0)
    finals = {name: total(lambda p, name=name: getattr(p[2], name)) for name in ("collective", "investment", "exports")}
    flows = spread_flows(economy, ground, [(part[3], part[0] * part[2].activity) for part in parts], consumed, hours=hours, finals=finals,
                         endless=_endless(ground, charter))
    _, found, done, _, _, orders = parts[-1]
    accounts = account_for(economy, ground, done, found.prices)
    people = market_people(economy, ground, charter, (accounts, found.rates, consumed, hours, 0.0, True))
    figures = {"largest_gap": min(found.gaps), "steps": len(found.gaps), "tax_rate": found.rates.tax, "saved_by_owners": found.rates.saved,
               "wage_share": accounts.wages / max(accounts.wages + accounts.surplus + accounts.charges, 1e-300)}
    return Outcome(
        flows=flows, people=people, say=market_say(people, charter, accounts), counts=_counts(ground, charter), rounds=len(found.gaps),
        last_hand={"nobody: all take prices as given": 1.0}, wanted=orders.consumed.sum(axis=0), served=consumed.sum(axis=0), prices=found.prices,
        reached=1.0 - np.array(found.gaps), figures=figures, **common)
