"""How each text would read an outcome: the same facts, judged once by SPGB's standards and once by Wetzel's.

Nothing here is stated by name of a procedure: every reading follows from what the outcome states and from its indices.
"""

from __future__ import annotations

from dataclasses import dataclass

from parecon.procedures.protocol import FEATURES, FLAGS, HIRE_TEST, Outcome

__all__ = ["FEATURE_WORDS", "FLAG_WORDS", "HIRE_WORDS", "NAMES", "Reading", "hire_test", "is_market", "name_run", "read_features"]

_MUCH, _SOME = 0.5, 0.05

FEATURE_WORDS = {
    "wage_labour": "wage labour", "commodity_production": "production of commodities", "value": "value", "profit": "profit",
    "accumulation": "accumulation of capital", "separation": "separation of producers from the means of production",
    "rule_by_controllers": "rule by those who control them",
}
FLAG_WORDS = {
    "on_spec": "made on expectation of sale", "revenue_becomes_income": "revenue becomes income", "entitlements_transferable": "entitlements pass from hand to hand",
    "seller_sets_price": "sellers set prices",
}
HIRE_WORDS = {
    "who_dismisses": "who dismisses?", "who_sets_pay": "who sets pay?", "pay_follows_sale": "does pay follow sale?",
    "refusal_costs_subsistence": "does refusal cost subsistence?", "who_owns_product": "who owns the product?",
}
NAMES = {
    "state capitalism": "wage labour under those who accumulate",
    "degenerated workers' state": "nobody owns by title, yet a few rule and are privileged",
    "bureaucratic collectivism": "the same few control the means of production and rule, without a market",
    "managerial society": "control goes with the office that organises production",
    "coordinatorism": "those with the empowering work rule",
}
"""The five names of a Soviet run that the second text reports, each with the feature on which it turns."""


@dataclass(frozen=True)
class Reading:
    """One feature: as SPGB and as Wetzel would judge it (None: the text gives no answer), and the reason."""

    feature: str
    spgb: bool | None
    wetzel: bool | None
    reason: str


def read_features(outcome: Outcome, indices: dict[str, float | None]) -> tuple[Reading, ...]:
    """Return SPGB's seven features of capitalism in both readings; indices: measures by name, as `parecon.reports.class_indices` gives them.

    SPGB holds that where people must earn what they consume, and all goods have one measure, wages, commodities and value
    are there whatever they are called. Wetzel asks who decides and who owns: remuneration for effort, set by workmates, buys no labour.
    """
    priced = outcome.prices is not None
    must_earn = bool(outcome.facts["refusal_costs_subsistence"].holds)
    control, benefit, rule = (float(indices.get(name) or 0.0) for name in ("possession, control", "possession, benefit", "rule"))
    stated = {name: outcome.facts[name] for name in FEATURES}
    spgb = {
        "wage_labour": stated["wage_labour"].holds or (priced and must_earn),
        "commodity_production": stated["commodity_production"].holds or (priced and must_earn and bool(outcome.facts["revenue_becomes_income"].holds)),
        "value": bool(stated["value"].holds) or priced,
        "profit": bool(stated["profit"].holds) or benefit > _SOME,
        "separation": control > _MUCH or bool(stated["separation"].holds),
        "rule_by_controllers": rule > _MUCH and control > _MUCH,
    }
    wetzel = {
        "wage_labour": stated["wage_labour"].holds, "commodity_production": is_market(outcome) >= 2, "value": bool(outcome.facts["seller_sets_price"].holds),
        "profit": benefit > _SOME, "separation": control > _MUCH, "rule_by_controllers": rule > _MUCH and control > _MUCH,
    }
    return tuple(Reading(name, _maybe(spgb.get(name, stated[name].holds)), _maybe(wetzel.get(name, stated[name].holds)), stated[name].reason) for name in FEATURES)


def _maybe(value) -> bool | None:
    return None if value is None else bool(value)


def is_market(outcome: Outcome) -> int:
    """Return how many of Wetzel's four flags an outcome raises: none is no market, all four are one."""
    return sum(bool(outcome.facts[name].holds) for name in FLAGS)


def name_run(outcome: Outcome, indices: dict[str, float | None]) -> dict[str, bool]:
    """Return which of the five names fit an outcome, each by the feature on which it turns."""
    control, benefit, rule, monopoly = (float(indices.get(name) or 0.0) for name in ("possession, control", "possession, benefit", "rule", "empowerment monopoly"))
    privilege = float(indices.get("privilege, by effort and need") or 0.0)
    wages, growth = bool(outcome.facts["wage_labour"].holds), bool(outcome.facts["accumulation"].holds)
    fits = (wages and growth and control > _MUCH, benefit <= _SOME and rule > _MUCH and privilege > _SOME, control > _MUCH and rule > _MUCH and is_market(outcome) == 0,
            control > _MUCH and monopoly > _SOME, monopoly > _SOME and rule > _MUCH)
    return dict(zip(NAMES, fits))


def hire_test(outcome: Outcome) -> dict[str, str]:
    """Return the five answers of the hire test."""
    return {HIRE_WORDS[name]: outcome.facts[name].reason for name in HIRE_TEST}
