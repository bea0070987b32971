"""Syndicates: statistics from factory to federation, lacks met within branches, then shared between them; no prices, and the syndicates have the last word.

Sources: Santillán, After the Revolution (1937; El organismo económico de la revolución, 1936); Mattick's review, that the syndicates have the last word; `docs/rivals.md`.
"""

from __future__ import annotations

import numpy as np

from parecon.economy import Economy
from parecon.procedures.even_needs import even_needs
from parecon.procedures.events import OnEvent, RoundProgress
from parecon.procedures.negotiation import Agreement, Terms, negotiate
from parecon.procedures.positions import Asset, Decision, Position, make_people, make_say, todays_positions
from parecon.procedures.protocol import Count, Fact, Outcome
from parecon.procedures.recipes import made_goods
from parecon.procedures.year_accounts import YearOfWork, balance_year, tell_flows
from parecon.responses import Ground, Respondents

__all__ = ["run"]

_ASSUMED = (
    "Factory councils state what they can make and what they need; the federation sums and publishes, and decides nothing.",
    "People need what people had last year on average, by their own tastes; what lacks is rationed alike by requests.",
    "Units may do more than last year as far as their capacity goes and their syndicate is willing.",
)


def run(economy: Economy, charter, respond: Respondents, *, seed: int, on_event: OnEvent) -> Outcome:
    """Return a year of syndicates; parameters are the rows ``syndicates.*``. Nothing is left to chance, so ``seed`` decides nothing."""
    ground, reported, dial = respond.ground, respond.reported, respond.conduct.self_interest
    on_event(RoundProgress(0, 1, "statistics and negotiation"))
    needs = even_needs(ground, economy.last_prices)
    agreed = negotiate(economy, ground, reported.take, _terms(ground, reported, needs, charter, dial))
    year = balance_year(economy, ground, _sum_year(economy, ground, reported, (agreed, needs)), reported)
    common = {"procedure": "syndicates", "variant": "", "seed": seed, "rounds": agreed.rounds, "assumed": _ASSUMED, "facts": _facts(), "counts": _counts(economy, ground, agreed, charter),
              "reached": 1.0 - np.clip(agreed.lacking, 0.0, 1.0), "figures": _figures(economy, agreed, needs, year)}
    if year.short:
        return Outcome(flows=None, people=None, say=None, last_hand={}, refusal=f"the year does not balance: {year.short}", **common)
    flows, year, hours = tell_flows(economy, ground, year, reported)
    people, say = _people(economy, respond, charter, (year, hours))
    wanted = needs.sum(axis=0)
    return Outcome(flows=flows, people=people, say=say, activity=year.activity, wanted=wanted, served=np.minimum(year.consumed.sum(axis=0), wanted),
                   last_hand=_last_hand(agreed), **common)


def _terms(ground: Ground, reported: Ground, needs: np.ndarray, charter, dial: float) -> Terms:
    """Return what is negotiated: needs of people and bodies, and what units are willing to do, less where each syndicate thinks of itself."""
    willing = charter["syndicates.willing"] * (1.0 - dial * charter["syndicates.refusal_max"])
    most = np.minimum((1.0 + willing * (reported.capacity - 1.0)) * (1.0 - charter["syndicates.kept_back"]), ground.capacity)
    return Terms({"people": needs.sum(axis=0), "collective": ground.collective, "investment": ground.investment, "exports": ground.exports}, (), most,
                 charter["syndicates.rounds"], charter["syndicates.settled"])


def _sum_year(economy: Economy, ground: Ground, reported: Ground, agreed) -> YearOfWork:
    agreement, needs = agreed
    total = needs.sum(axis=0)
    part = np.divide(agreement.served["people"], total, out=np.zeros_like(total), where=total > 0)
    products = made_goods(economy) | (economy.world_price > 0)
    padded = np.where(products, np.maximum(agreement.activity @ (reported.take - ground.take), 0.0), 0.0)
    return YearOfWork(agreement.activity, needs * part, {name: agreement.served[name] for name in ("collective", "investment", "exports")}, unsold=np.zeros_like(total), wasted=padded)


def _figures(economy: Economy, agreed: Agreement, needs: np.ndarray, year: YearOfWork) -> dict[str, object]:
    worth = economy.last_prices
    wanted = needs.sum(axis=0)
    met = np.minimum(year.consumed.sum(axis=0), wanted)
    return {"needs_met": float(met @ worth / max(float(wanted @ worth), 1e-300)), "added_by_first_round": float(agreed.lacking[0]), "added_by_last_round": float(agreed.lacking[-1]),
            "met_within_branches": agreed.within, "shared_between_branches": agreed.between, "sent_up": agreed.upward, "taken_off_to_balance": float(year.drawn)}


def _counts(economy: Economy, ground: Ground, agreed: Agreement, charter) -> tuple[Count, ...]:
    """Return messages by level: every factory council reports each round; branches, localities, regions and the federation pass sums on."""
    minutes = charter["syndicates.minutes_per_report"]
    levels = [f.level for f in economy.federations]
    factories, rows = int(ground.councils.sum()), len(np.unique(ground.row))
    places = (("factory councils", factories), ("branch councils", rows), ("local councils", max(levels.count("town"), 1)), ("regional councils", max(levels.count("region"), 1)),
              ("federal council", 1))
    talks = {"branch councils": agreed.within + agreed.between, "federal council": agreed.upward}
    return tuple(Count(name, count * agreed.rounds + talks.get(name, 0), count * agreed.rounds + talks.get(name, 0), float((count * agreed.rounds + talks.get(name, 0)) * minutes))
                 for name, count in places)


def _last_hand(agreed: Agreement) -> dict[str, float]:
    total = max(agreed.within + agreed.between + agreed.upward, 1)
    kept = {"the branch that makes it": agreed.within / total, "branches between them, by requests": agreed.between / total}
    return kept | {"the federation, sharing what no branch makes": 1.0 - sum(kept.values())}


def _people(economy: Economy, respond: Respondents, charter, lived):
    """Return people and say: members of syndicates decide on their branch; with self-interest they keep for themselves what affects others."""
    year, hours = lived
    dial = respond.conduct.self_interest
    delegates = charter["syndicates.delegates_share"]
    today = todays_positions(charter)
    top = next(p for p in today if p.name == "coordinators")
    positions = (*(Position(p.name, p.share * (1.0 - delegates), empowering=p.empowering, tedium=p.tedium, danger=p.danger) for p in today),
                 Position("delegates", delegates, empowering=top.empowering, tedium=top.tedium, danger=top.danger))
    people = make_people(economy, respond.ground, charter, positions, consumed=year.consumed, hours=hours, by_income=False, allowance=1.0)
    value = max(float((year.activity @ respond.ground.make) @ economy.last_prices), 1e-300)
    drift = dial * charter["conduct.delegate_drift_max"]
    everyone, members = {"all": 1.0}, {p.name: p.share for p in positions}
    mandate = {name: share * (1.0 - drift) for name, share in members.items()}
    mandate["delegates"] += drift
    made, lacks, told, rations = charter["syndicates.decision_weights"]
    decisions = (Decision("what a branch makes", made, mandate, everyone, society_wide=False), Decision("how lacks are shared", lacks, mandate, everyone),
                 Decision("statistics, published", told, everyone, everyone), Decision("rationing of what is short, by localities", rations, everyone, everyone))
    return people, make_say(people, (Asset("means of production, held by syndicates", value, members, {}),), decisions)


def _facts() -> dict[str, Fact]:
    return {
        "on_spec": Fact(False, "Branches make what was requested in the statistics of the federation."),
        "revenue_becomes_income": Fact(False, "There is no revenue: products go to those who asked for them."),
        "entitlements_transferable": Fact(False, "Rations of what is short are personal."),
        "seller_sets_price": Fact(False, "There are no prices."),
        "who_dismisses": Fact(None, "The factory council, in which all who work there sit."),
        "who_sets_pay": Fact(None, "Nobody: who works shares in what there is."),
        "pay_follows_sale": Fact(False, "There is no sale."),
        "refusal_costs_subsistence": Fact(True, "Who is able and refuses work has no card of the producer and no ration (Santillán)."),
        "who_owns_product": Fact(None, "The community, by way of the syndicate that makes it; a branch has the last word on how much (Mattick)."),
        "wage_labour": Fact(False, "Nobody hires anybody."),
        "commodity_production": Fact(False, "Products are distributed by statistics, not exchanged."),
        "value": Fact(False, "Everything is counted in kind."),
        "profit": Fact(False, "There is nothing in which it could be counted."),
        "accumulation": Fact(False, "What is set aside for works is agreed on."),
        "separation": Fact(None, "Means of production are in the hands of those who work with them, branch by branch: those of other branches have no say."),
        "rule_by_controllers": Fact(None, "Each branch rules itself; together the syndicates are all there is of government."),
    }
