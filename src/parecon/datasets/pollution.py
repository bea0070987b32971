"""Who is harmed by each pollutant of a table, what they permit, and how industries abate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from parecon.ballots import read_limits, tally_amount
from parecon.datasets.society_ground import Ground
from parecon.datasets.society_scatter import bounded_lognormal
from parecon.datasets.tables import NationalTables
from parecon.economy import NO_CAP, Affected, Community, Federation, Workers
from parecon.quantities import to_fixed

__all__ = ["Harm", "Harmed", "abate_by_industry", "build_communities", "decisive_harm", "find_harms", "place_harm", "with_abatement"]

_POINTS_PER_PERSON = 1000
_DRAWS_OF_HARM, _DRAWS_OF_ABATEMENT = 5, 6
"""Numbers beside the seed, so that what is drawn here leaves every other draw of a society as it was."""


@dataclass(frozen=True)
class Harm:
    """Whom a pollutant harms, and what they would have.

    places: code of a consumer federation -> exposure of those who live there, by which
    compensation is divided (empty: everybody alike); the innermost federation that is
    named counts, an exposure of 0 is no harm. wish: by what share those affected would
    permit more (less, if negative) than last year at last year's price. told: what they
    say of their harm over what they feel, 1 for the truth.
    """

    places: Mapping[str, float] = field(default_factory=dict)
    wish: float = 0.0
    told: float = 1.0


@dataclass(frozen=True)
class Harmed:
    """The neighbourhoods (k,) that each pollutant with a community harms: points of compensation and credits last year."""

    points: Mapping[str, np.ndarray]
    compensation: np.ndarray


def find_harms(tables: NationalTables, charter, given: Mapping[str, Harm] | None) -> dict[str, Harm]:
    """Return the harm of each pollutant that has a community; raise ValueError for one that ``tables`` does not have."""
    for name in given or {}:
        if name not in tables.emissions:
            raise ValueError(f"harms.{name}: {tables.name} has no such pollutant; it has {', '.join(tables.emissions) or 'none'}")
    if not charter["pollution.communities"]:
        return {}
    return {name: (given or {}).get(name, Harm()) for name in tables.emissions}


def place_harm(ground: Ground, harms: Mapping[str, Harm], members: np.ndarray, place) -> Harmed:
    """Return who is harmed; ``place``: all federations, and the leaf of each neighbourhood (k,).

    Raises ValueError for a place that is no federation of consumer councils, or where nobody lives.
    """
    federations, leaf = place
    points, compensation = {}, np.zeros(len(members))
    for name, at in ground.pollutants.items():
        if name not in harms:
            continue
        exposure = _exposures(name, harms[name], federations)[leaf]
        points[name] = members.astype(np.int64) * np.rint(exposure * _POINTS_PER_PERSON).astype(np.int64)
        if not points[name].any():
            raise ValueError(f"harms.{name}: nobody lives where it harms ({', '.join(harms[name].places)}); name a place with neighbourhoods")
        compensation += ground.emitted[name] * ground.price[at] * points[name] / points[name].sum()
    return Harmed(points, compensation)


def _exposures(name: str, harm: Harm, federations: tuple[Federation, ...]) -> np.ndarray:
    """Return the exposure at each federation, (f,): that of the innermost federation around it that is named."""
    if not harm.places:
        return np.ones(len(federations))
    known = {federation.code: federation for federation in federations}
    for code, exposure in harm.places.items():
        if code not in known or not (np.isfinite(exposure) and exposure >= 0):
            raise ValueError(f"harms.{name}: {code!r} with an exposure of {exposure}; name a federation, such as "
                             f"{next(f.code for f in reversed(federations))!r}, with an exposure of 0 or more")
    found = np.zeros(len(federations))
    for i, federation in enumerate(federations):
        at = federation
        while at.code not in harm.places and at.parent:
            at = known[at.parent]
        found[i] = harm.places.get(at.code, 0.0)
    return found


def build_communities(ground: Ground, harms: Mapping[str, Harm], harmed: Harmed, given) -> tuple[tuple[Community, ...], tuple[Affected, ...]]:
    """Return the communities, and what their simulated members feel.

    given: charter, seed, permits (relative change of each hard cap), first neighbourhood,
    first community (the last councils of all), and the region (k,) of each neighbourhood.
    """
    charter, rng = given["charter"], np.random.Generator(np.random.PCG64([given["seed"], _DRAWS_OF_HARM]))
    low, high = (float(limit) for limit in read_limits(charter))
    alike = charter["ballots.pollution_permit.weights"] == "one_each"
    communities, affected = [], []
    for i, (name, points) in enumerate(harmed.points.items()):
        member = np.flatnonzero(points)
        people = given["members"][member].astype(np.float64)
        per_head = points[member] / people
        weight = np.ones(len(member)) if alike else np.clip(per_head / (per_head @ people / people.sum()), low, high)
        share, voice = np.zeros((2, given["community"] + len(harmed.points)), dtype=np.int64)
        share[given["first"] + member] = points[member]
        voice[given["first"] + member] = np.maximum(np.rint(people * weight * _POINTS_PER_PERSON), 1).astype(np.int64)
        amount, change = ground.emitted[name], given["permits"].get(name)
        cap = NO_CAP if change is None else int(to_fixed(np.array([amount * (1.0 + change)]), "permits")[0])
        council = given["community"] + i
        communities.append(Community(name, f"community of those affected by {name}", council, share, voice,
                                     charter["ballots.pollution_permit.threshold"], cap))
        spread, bound, region = charter["society.harm_spread"], charter["society.spread_bound"], given["region"][member]
        felt = bounded_lognormal(rng, spread, len(member), bound) * bounded_lognormal(rng, spread, int(given["region"].max()) + 1, bound)[region]
        told = np.full(len(member), harms[name].told)
        people = Affected(council, ground.pollutants[name], given["first"] + member, amount, felt, charter["society.permits_elasticity"], harms[name].wish, told)
        affected.append(replace(people, harm=felt / decisive_harm(people, communities[-1])))
    return tuple(communities), tuple(affected)


def decisive_harm(affected: Affected, community: Community) -> float:
    """Return the harm of whoever decides the vote, so that at last year's price a community that tells the truth permits last year's emissions."""
    order = np.argsort(affected.harm, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))[::-1]
    decided = tally_amount(rank, community.voice[affected.member], community.threshold).amount
    return float(affected.harm[order[len(order) - 1 - decided]])


def abate_by_industry(workers: Workers, ground: Ground, industry: np.ndarray, given) -> Workers:
    """Return ``workers`` with an abatement curve on every emission line, one curve an industry and pollutant; given: charter, seed."""
    charter, seed = given
    rng = np.random.Generator(np.random.PCG64([seed, _DRAWS_OF_ABATEMENT]))
    curve = rng.uniform(charter["society.abatement_min"], charter["society.abatement_max"], (len(ground.pollutants), len(ground.industries)))
    return with_abatement(workers, dict(zip(ground.pollutants.values(), curve[:, industry])), (ground.price, ground.labour, ground.capital), charter)


def with_abatement(workers: Workers, curves: Mapping[int, np.ndarray], market, charter) -> Workers:
    """Return ``workers`` whose emissions of each pollutant, by position, answer its price by the slopes of ``curves``, (w,) each.

    market: prices (n,) last year, and the positions of labour and capital, -1 where there is none. A slope is no steeper
    than hours and capital allow, in which abating is paid (``society.abatement_cost_max``).
    """
    price, labour, capital = market
    owner = np.repeat(np.arange(len(workers.council)), np.diff(workers.in_start))
    abatement = np.zeros(len(workers.in_good))
    for at, slope in curves.items():
        lines = np.flatnonzero(workers.in_good == at)
        mine = owner[lines]
        factors = workers.labour[mine] * (price[labour] if labour >= 0 else 0.0)
        factors += workers.capital[mine] * (price[capital] if capital >= 0 else 0.0)
        charge = workers.in_quantity[lines] * price[at]
        # Half the curve's answer of the charge is spent on abatement already; there must be hours and capital besides, for all pollutants together.
        most = 2.0 * charter["society.abatement_cost_max"] * factors / np.maximum(charge * len(curves), 1e-300)
        abatement[lines] = np.minimum(slope[mine], most)
    return replace(workers, abatement=abatement)
