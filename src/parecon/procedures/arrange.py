"""The other anarchist proposal: federations of producers decide alone, basics are free, jobs rotate, the greedy are refused, the rest is arranged privately.

Does a market re-emerge? The run asks it of its own bargains. Sources: the proposal as Wetzel, Debating Economic Vision for a Society
without Classes (2004), reports it; `docs/rivals.md`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.economy import Economy
from parecon.procedures.arrange_barter import exchange_in_pairs
from parecon.procedures.arrange_rest import arrange_rest, tell_rest
from parecon.procedures.arrange_told import tell_facts, tell_people
from parecon.procedures.even_needs import even_needs
from parecon.procedures.events import OnEvent, RoundProgress
from parecon.procedures.negotiation import Agreement, Terms, negotiate
from parecon.procedures.protocol import Count, Outcome
from parecon.procedures.recipes import made_goods
from parecon.procedures.year_accounts import YearOfWork, balance_year, tell_flows
from parecon.responses import CouncilLines, Ground, Respondents

__all__ = ["run"]

_ASSUMED = (
    "Goods for survival and collective services are free; people take what people had of them last year on average, by their own tastes.",
    "Federations make the rest as last year, as far as inputs reach; what they do not give away belongs to those who made it.",
    "Jobs rotate: everybody does every kind of work, with a loss of skill that the charter states.",
    "Whoever meets exchanges what both would rather have; nobody announces a ratio.",
)


def run(economy: Economy, charter, respond: Respondents, *, seed: int, on_event: OnEvent) -> Outcome:
    """Return a year of private arrangement; parameters are the rows ``arrange.*``; meetings are drawn from ``seed``."""
    ground, reported, dial = respond.ground, respond.reported, respond.conduct.self_interest
    rotating = _rotate(reported, charter)
    basic = np.array([good.tier == "survival" for good in economy.goods])
    needs = even_needs(ground, economy.last_prices)
    greed = _greed(charter, dial)
    on_event(RoundProgress(0, 2, "basics and statistics"))
    agreed = negotiate(economy, ground, rotating.take, _terms(ground, reported, (needs, basic, greed), charter))
    year = balance_year(economy, ground, _sum_year(economy, ground, rotating, (agreed, needs, greed)), rotating)
    on_event(RoundProgress(1, 2, "meetings and bargains"))
    common = {"procedure": "arrange", "variant": "", "seed": seed, "rounds": agreed.rounds, "assumed": _ASSUMED}
    if year.short:
        return Outcome(flows=None, people=None, say=None, last_hand={}, refusal=f"the year does not balance: {year.short}", facts=tell_facts(False), counts=_counts(ground, agreed, 0, charter), **common)
    flows, year, hours = tell_flows(economy, ground, year, rotating)
    rest = arrange_rest(economy, ground, year, (basic, charter))
    bargains = exchange_in_pairs(rest.holdings, rest.tastes, charter["arrange.meetings"], seed, worth_while=charter["arrange.worth_while"])
    figures = tell_rest(economy, rest, bargains, charter) | _figures(economy, (needs, basic, greed), year)
    people, say = tell_people(economy, respond, charter, (year, hours, rest, bargains.holdings))
    own = float(figures["exchanged_share_of_the_rest"])
    return Outcome(flows=flows, people=people, say=say, activity=year.activity, wanted=needs.sum(axis=0), facts=tell_facts(bool(figures["market_re_emerges"])),
                   served=np.minimum(year.consumed.sum(axis=0) / np.where(basic, 1.0 + greed, 1.0), needs.sum(axis=0)), counts=_counts(ground, agreed, bargains.bargains, charter),
                   last_hand={"the federation that makes it": 1.0 - own, "a pair in private": own}, figures=figures, **common)


def _greed(charter, dial: float) -> float:
    """Return what the greedy take of basics beyond need, over need: those who are known are refused."""
    greedy = min(1.0, charter["arrange.greedy_share"] + dial * charter["arrange.greedy_share_max"])
    return greedy * charter["arrange.greedy_extra"] * (1.0 - charter["arrange.known_share"])


def _rotate(reported: Ground, charter) -> Ground:
    """Return units whose hours grow by what rotation costs in skill."""
    if reported.labour < 0:
        return reported
    more = 1.0 + charter["arrange.rotation_loss"]
    take = reported.take.copy()
    take[:, reported.labour] *= more
    lines = reported.work
    quantity = np.where(lines.good == reported.labour, lines.quantity * more, lines.quantity)
    return replace(reported, take=take, work=CouncilLines(lines.council, lines.start, lines.good, quantity))


def _terms(ground: Ground, reported: Ground, asked, charter) -> Terms:
    """Return needs: basics, collective services, what work uses and what pays for imports first; federations do more than last year as far as they will, which is for basics."""
    needs, basic, greed = asked
    total = needs.sum(axis=0)
    most = np.minimum(1.0 + charter["arrange.willing"] * (reported.capacity - 1.0), ground.capacity)
    wanted = {"people basics": np.where(basic, total * (1.0 + greed), 0.0), "people rest": np.where(basic, 0.0, total), "collective": ground.collective,
              "investment": ground.investment, "exports": ground.exports}
    return Terms(wanted, ("people basics", "collective"), most, charter["syndicates.rounds"], charter["syndicates.settled"])


def _sum_year(economy: Economy, ground: Ground, rotating: Ground, agreed) -> YearOfWork:
    agreement, needs, greed = agreed
    total, served = needs.sum(axis=0), agreement.served["people basics"] + agreement.served["people rest"]
    part = np.divide(served, total, out=np.zeros_like(total), where=total > 0)
    products = made_goods(economy) | (economy.world_price > 0)
    padded = np.where(products, np.maximum(agreement.activity @ (rotating.take - ground.take), 0.0), 0.0)
    taken = agreement.served["people basics"] * greed / (1.0 + greed)
    return YearOfWork(agreement.activity, needs * part, {name: agreement.served[name] for name in ("collective", "investment", "exports")}, unsold=np.zeros_like(total), wasted=padded + taken)


def _figures(economy: Economy, asked, year: YearOfWork) -> dict[str, object]:
    needs, basic, greed = asked
    worth, had, total = economy.last_prices, year.consumed.sum(axis=0), needs.sum(axis=0)
    met = np.minimum(np.where(basic, had / (1.0 + greed), had), total)
    part = lambda mine: float((met * mine) @ worth / max(float((total * mine) @ worth), 1e-300))  # noqa: E731
    return {"needs_met": part(np.ones(len(worth))), "basics_met": part(basic), "rest_met": part(~basic), "taken_by_the_greedy": greed, "taken_off_to_balance": float(year.drawn)}


def _counts(ground: Ground, agreed: Agreement, bargains: int, charter) -> tuple[Count, ...]:
    minutes, factories = charter["syndicates.minutes_per_report"], int(ground.councils.sum())
    people = max(int(ground.people.sum()), 1)
    # each holder of the run stands for the members of an industry, who bargain for themselves
    private = bargains * people // max(len(np.unique(ground.row)), 1)
    return (Count("federations of producers", factories * agreed.rounds, factories * agreed.rounds, factories * agreed.rounds * minutes),
            Count("pairs in private", private, private, private * charter["arrange.minutes_per_bargain"]))
