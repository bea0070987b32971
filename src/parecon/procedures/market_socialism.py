"""Market socialism of the Yugoslav kind: enterprises under their members, capital for a charge, sale on markets, incomes from what is left.

Sources: B. Ward, The Firm in Illyria, American Economic Review 48 (1958) 566-589; J. Vanek, The General Theory of
Labor-Managed Market Economies (1970); E. Furubotn and S. Pejovich (1970). See docs/rivals.md.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.economy import Economy
from parecon.procedures.circulation import product_mask
from parecon.procedures.events import OnEvent, RoundProgress
from parecon.procedures.flows import spread_flows
from parecon.procedures.market_socialism_people import FACTS, self_managed_people, self_managed_say
from parecon.procedures.market_socialism_year import SelfManagedYear, run_self_managed_year
from parecon.procedures.protocol import Count, Outcome
from parecon.procedures.trading import Unsettled
from parecon.quantities import to_fixed
from parecon.responses import CouncilLines, Respondents

__all__ = ["run"]

_ASSUMED = (
    "Enterprises are the worker councils of the same economy; they choose how many members to take in, and what they make follows.",
    "Hours and capital are substitutes as the councils themselves know it; materials follow the recipe.",
    "Society owns capital and nature and asks a charge that follows the level of prices; out of it come investment and public goods.",
    "Members wish for the membership that makes income per member largest; how far they go in a year is a row of the charter.",
    "Director and staff hold today's empowering work; what weight they win in decisions is a row of the charter.",
)


def run(economy: Economy, charter, respond: Respondents, *, seed: int, on_event: OnEvent) -> Outcome:
    """Return a year of market socialism; its short run as Ward described it is a charter (``selfmanaged.*``). Chance has no part in it."""
    common = {"procedure": "market_socialism", "variant": _variant(charter), "seed": seed, "facts": FACTS, "assumed": _ASSUMED}
    try:
        year = run_self_managed_year(economy, respond, charter, tell=lambda done, total: on_event(RoundProgress(done, total, "enterprises sell")))
    except Unsettled as reason:
        return Outcome(flows=None, people=None, say=None, counts=(Count("enterprises", 0, 0, 0.0),), rounds=0, last_hand={}, refusal=str(reason), **common)
    return _tell(economy, respond, charter, (year, common))


def _variant(charter) -> str:
    expulsion = "members may be voted out" if charter["selfmanaged.expulsion"] else "nobody is voted out"
    entry = "a bank founds enterprises" if charter["selfmanaged.entry"] else "no entry"
    return f"{expulsion}, {entry}"


def _tell(economy: Economy, respond: Respondents, charter, told) -> Outcome:
    year, common = told
    ground, terms, count = respond.ground, year.terms, len(year.done)
    mean = lambda name: sum(getattr(d, name) for d in year.done) / count  # noqa: E731
    activity, consumed = mean("activity"), mean("consumed")
    worked = np.array([d.activity / np.maximum(p, 1e-12) for d, p in zip(year.done, year.planned)])
    members, capital = (worked * year.members).mean(axis=0), (worked * year.capital).mean(axis=0)
    hours = ground.hours * (float(members @ terms.labour) / terms.hours if terms.hours > 0 else 0.0)
    endless = (ground.pollutant,) if ground.pollutant >= 0 and charter["selfmanaged.pollution"] != "traded" else ()
    finals = {name: mean(name) for name in ("collective", "investment", "exports")}
    flows = spread_flows(economy, ground, _recipes(ground, (activity, members, capital)), consumed, hours=hours, finals=finals, endless=endless)
    unsold = np.minimum(to_fixed(year.end.stock + year.spoilt), np.maximum(flows.left(economy), 0))
    flows = replace(flows, unsold=np.where(product_mask(economy), unsold, 0))
    staff = min(charter["selfmanaged.staff_weight"] + respond.conduct.self_interest * charter["selfmanaged.staff_self_interest"], 1.0)
    people = self_managed_people(economy, ground, charter, (year, consumed, hours, staff))
    planned, done = float(year.planned.sum(axis=0) @ _worth(terms)), float(activity @ _worth(terms)) * count
    cut = 1.0 - done / max(planned, 1e-300)
    return Outcome(
        flows=flows, people=people, say=self_managed_say(people, charter, (year, finals, staff)), counts=_counts(ground, charter), rounds=count,
        last_hand={"the enterprise's assembly": (1.0 - staff) * (1.0 - cut), "its director and staff": staff * (1.0 - cut), "what ran short": cut},
        activity=activity, wanted=year.asked.mean(axis=0), served=consumed.sum(axis=0), prices=year.prices.mean(axis=0), reached=_sold(year),
        figures=_figures(year, flows.unsold), **common)


def _recipes(ground, amounts) -> list[tuple[CouncilLines, np.ndarray]]:
    """Return the recipe in three parts, for hours and capital no longer follow what is made."""
    activity, members, capital = amounts
    work = ground.work
    part = lambda mine: CouncilLines(work.council, work.start, work.good, np.where(mine, work.quantity, 0.0))  # noqa: E731
    of_hours, of_capital = work.good == ground.labour, work.good == ground.capital
    return [(part(~of_hours & ~of_capital), activity), (part(of_hours), members), (part(of_capital), capital)]


def _worth(terms) -> np.ndarray:
    return terms.ground.make @ terms.prices


def _sold(year: SelfManagedYear) -> np.ndarray:
    """Return the share of each period's offers that was sold, by value, (p,)."""
    value = year.terms.prices * product_mask(year.terms.economy)
    return np.array([1.0 - float(d.left @ value) / max(float(d.offered @ value), 1e-300) for d in year.done])


def _figures(year: SelfManagedYear, unsold: np.ndarray) -> dict[str, object]:
    terms = year.terms
    output = sum(float(d.activity @ _worth(terms)) for d in year.done) / len(year.done)
    weight, hourly = year.members.mean(axis=0) * terms.labour, year.income.mean(axis=0)
    order = np.argsort(hourly, kind="stable")
    reached = np.cumsum(weight[order])
    at = lambda share: float(hourly[order][min(int(np.searchsorted(reached, share * reached[-1])), len(order) - 1)])  # noqa: E731
    last = float(_worth(terms) @ (np.ones(len(terms.share)) if terms.economy.coming_size is None else 1.0 / terms.economy.coming_size[terms.ground.row]))
    return {
        "output_over_last_year": output / max(last, 1e-300), "unemployed_share": 1.0 - float(weight.sum()) / terms.hours if terms.hours > 0 else 0.0,
        "unsold_share": float(unsold @ terms.prices) / 1e9 / max(output, 1e-300), "founded_share": year.founded, "tax_rate": terms.tax,
        "income_of_an_hour_lowest_tenth": at(0.1), "income_of_an_hour_highest_tenth": at(0.9),
        "members_last_period": float(year.members[-1] @ terms.labour) / max(terms.hours, 1e-300)}


def _counts(ground, charter) -> tuple[Count, ...]:
    """Return what it takes: assemblies that decide on members each period, orders to suppliers, and offices for the charge and the tax."""
    enterprises, periods = int(ground.councils.sum()), charter["selfmanaged.periods"]
    members = float(ground.members.sum())
    return (Count("enterprises", len(ground.work.good) * periods, int(members) * periods, members * periods * charter["acts.ballot_minutes"]),
            Count("bank and tax office", enterprises, enterprises, float(enterprises * charter["acts.office_minutes"])))
