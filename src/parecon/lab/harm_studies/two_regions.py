"""Two regions: mills upstream foul a river, and those who live downstream suffer; who should decide how much?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from parecon.datasets.generate_regions import DOWNSTREAM, EFFLUENT, build_river
from parecon.datasets.pollution import Harm
from parecon.economy import CouncilKind, Economy, Society
from parecon.lab.harm_studies.welfare import welfare_of
from parecon.plans import pollutant_accounts
from parecon.procedures import participatory
from parecon.reports.pollution import places_of

__all__ = ["River", "open_river", "tell"]

_RULES = {
    "society.pollutant_charge_share": 0.005, "society.permits_elasticity": 1.0, "rounds.worst_gap_to_close": 5e-4, "rounds.count_max": 30,
}
"""Harm large enough to see, votes that can reach zero, and rounds until nothing moves, so that arms differ by what they decide alone."""

_WISH = -0.3
"""At last year's price those downstream would permit that much less than last year."""

_UNHARMED = 1e-9
_PEOPLE = 1e6
"""Generated economies count credits by the million."""


@dataclass(frozen=True)
class River:
    """The two regions as they truly are, and the place of every council: 0 upstream, 1 downstream, -1 elsewhere."""

    charter: object
    economy: Economy
    society: Society
    place: np.ndarray

    @property
    def effluent(self) -> int:
        """Position of the effluent among the pollutants' communities."""
        return [c.pollutant for c in self.economy.communities].index(EFFLUENT)

    def change(self, community: dict, affected: dict) -> tuple[Economy, Society]:
        """Return the economy and society with another community of the effluent, or with members who say other things."""
        communities, feeling, i = list(self.economy.communities), list(self.society.affected), self.effluent
        communities[i], feeling[i] = replace(communities[i], **community), replace(feeling[i], **affected)
        return replace(self.economy, communities=tuple(communities)), replace(self.society, affected=tuple(feeling))

    def a_person(self, column: np.ndarray, place: int | None = None) -> float:
        """Return the sum of ``column`` (c,) in credits a person of one place, or of all."""
        mine = self.place >= 0 if place is None else self.place == place
        return float(column[mine].sum()) * _PEOPLE / int(self.economy.councils.members[mine].sum())


def open_river(charter, goods: int = 20, seed: int = 1) -> River:
    """Return the two regions under the rules of the study."""
    charter = charter.adopt(_RULES, "two regions")
    economy, society = build_river(goods, seed=seed, charter=charter, harms={EFFLUENT: Harm({DOWNSTREAM: 1.0}, wish=_WISH)})
    return River(charter, economy, society, places_of(economy).place)


def _everybody(river: River) -> tuple[dict, dict]:
    """Return the changes by which both regions vote and are paid alike, though those upstream feel nothing."""
    economy, feeling = river.economy, river.society.affected[river.effluent]
    members = np.where(economy.councils.kind == CouncilKind.CONSUMER, economy.councils.members, 0).astype(np.int64)
    all_members = np.flatnonzero(members)
    felt = np.full(len(all_members), _UNHARMED)
    felt[np.searchsorted(all_members, feeling.member)] = feeling.harm
    return {"share": members, "voice": members}, {"member": all_members, "harm": felt, "told": np.ones(len(all_members))}


def _last_year(river: River) -> tuple[dict, dict]:
    community, affected = _everybody(river)
    return community | {"cap": int(river.society.affected[river.effluent].benchmark * 1e9)}, affected | {"wish": 1e6}


ARMS: dict[str, tuple[str, Callable[[River], tuple[dict, dict]]]] = {
    "nobody decides": ("permits stay as last year, and what is paid for them goes to everybody alike", _last_year),
    "everybody votes": ("both regions vote and are paid alike, though those upstream feel nothing", _everybody),
    "those harmed vote": ("those downstream vote and are compensated", lambda river: ({}, {})),
    "a plan caps it": ("the same, but a long-term plan halves it whatever they permit",
                       lambda river: ({"cap": int(river.society.affected[river.effluent].benchmark * 0.5e9)}, {})),
    "they permit none": ("those downstream permit nothing at any price", lambda river: ({}, {"wish": -1e6})),
}


def tell(charter) -> list[str]:
    """Return the lines of the study: one an arm, with the same harm counted in all."""
    river = open_river(charter)
    heads = ("rounds", "effluent", "price", "charged", "paid up", "paid down", "harm down", "use up", "use down", "all")
    lines, prices = ["".join([f"{'':<18}", *(f"{head:>10}" for head in heads)])], None
    for name, (_, change) in ARMS.items():
        economy, society = river.change(*change(river))
        outcome = participatory.run(economy, society, river.charter)
        if outcome.plan is None:
            lines.append(f"{name:<18} no plan: {outcome.closing.way_out}")
            continue
        prices = outcome.plan.prices if prices is None else prices
        lines.append(f"{name:<18}" + "".join(f"{value:>10}" for value in _figures(river, outcome, prices)))
    return [*lines, "", *(f"{name}: {says}." for name, (says, _) in ARMS.items()), "",
            "effluent: change on last year; price: over last year's. The others in credits a person of all, of those upstream or downstream: charged for the",
            "effluent, paid to them for it, what it does to them, what they use privately (at the prices of the first arm). all: use less harm less hours."]


def _figures(river: River, outcome, prices: np.ndarray) -> tuple[str, ...]:
    economy = river.economy
    account = next(a for a in pollutant_accounts(outcome.year.economy, outcome.plan) if economy.goods[a.good].code == EFFLUENT)
    felt, last = welfare_of(economy, river.society, outcome, prices), economy.last_totals
    before = int(last.use[last.good == account.good].sum())
    return (str(outcome.figures["rounds"]), f"{100 * (account.emitted / before - 1):+.1f} %", f"{account.price / economy.last_prices[account.good]:.2f}",
            f"{account.charges / 1e9 * _PEOPLE / river.economy.councils.members[river.place >= 0].sum():.2f}",
            *(f"{river.a_person(account.due / 1e9, place):.2f}" for place in (0, 1)), f"{river.a_person(felt.harm, 1):.2f}",
            *(f"{river.a_person(felt.use, place):.1f}" for place in (0, 1)), f"{river.a_person(felt.whole):.2f}")
