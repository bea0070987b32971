"""Who pays for each pollutant, whom it harms and who is compensated, as figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import NO_CAP, CouncilKind, Economy
from parecon.plans import PollutantAccount, pollutant_accounts

__all__ = ["Places", "places_of", "pollution_figures"]

_SMALLEST = 1e9


def pollution_figures(outcome) -> dict[str, dict[str, object]]:
    """Return for each pollutant of an adopted plan what was charged, paid in compensation, emitted and permitted; nothing without a plan.

    charges, compensation, kept: units of value; emitted, permitted, cap: units of the
    pollutant; price: value a unit; harmed: people who are compensated; form: in words.
    """
    if outcome.plan is None:
        return {}
    economy = outcome.year.economy
    return {economy.goods[a.good].code: _figures(economy, a) for a in pollutant_accounts(economy, outcome.plan)}


def _figures(economy: Economy, account: PollutantAccount) -> dict[str, object]:
    return {
        "form": account.form, "unit": economy.goods[account.good].unit, "price": account.price, "emitted": account.emitted / _SMALLEST,
        "permitted": account.permitted / _SMALLEST, "cap": None if account.cap == NO_CAP else account.cap / _SMALLEST,
        "charges": account.charges / _SMALLEST, "compensation": account.compensation / _SMALLEST, "kept": account.kept / _SMALLEST,
        "harmed": int(economy.councils.members[account.due > 0].sum()),
    }


@dataclass(frozen=True)
class Places:
    """Consumer councils by place: names of the federations just below the root, (p,), and the place of each council (c,), -1 elsewhere."""

    names: tuple[str, ...]
    place: np.ndarray


def places_of(economy: Economy) -> Places:
    """Return the largest places that consumer councils live in, in the order of the federations."""
    position = {f.code: i for i, f in enumerate(economy.federations)}
    top = np.arange(len(economy.federations))
    for i, federation in enumerate(economy.federations):
        at = federation
        while at.parent and economy.federations[position[at.parent]].parent:
            at = economy.federations[position[at.parent]]
        top[i] = position[at.code]
    consumers = economy.councils.kind == CouncilKind.CONSUMER
    found = np.unique(top[economy.councils.federation[consumers]])
    place = np.where(consumers, np.searchsorted(found, top[economy.councils.federation]), -1)
    return Places(tuple(economy.federations[i].name for i in found), place)
