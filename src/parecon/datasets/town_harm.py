"""What those feel whom a demonstration town's pollutant harms, and how its workplaces can do without it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.datasets.pollution import decisive_harm, with_abatement
from parecon.datasets.society_scatter import bounded_lognormal
from parecon.economy import Affected, Economy, Society, Workers
from parecon.quantities import as_units

__all__ = ["draw_abatement", "draw_affected"]


def draw_affected(economy: Economy, wish: float, tools) -> tuple[Affected, ...]:
    """Return the simulated members of each community, who at last year's price together permit last year's amount and ``wish`` more of it.

    tools: the charter, and the generator from which neighbourhoods' harms are drawn.
    """
    charter, rng = tools
    found = []
    for community in economy.communities:
        at, totals = economy.labels.position(community.pollutant), economy.last_totals
        amount = float(as_units(totals.supply[totals.good == at]).sum())
        felt = bounded_lognormal(rng, charter["society.harm_spread"], len(community.members), charter["society.spread_bound"])
        people = Affected(community.council, at, community.members, amount, felt,
                          charter["society.permits_elasticity"], wish, np.ones(len(felt)))
        found.append(replace(people, harm=felt / decisive_harm(people, community)))
    return tuple(found)


def draw_abatement(economy: Economy, society: Society, tools) -> Workers:
    """Return the workplaces of ``society``, each with an abatement curve of its own for each pollutant that has a community.

    tools: the charter, and the generator from which the curves are drawn.
    """
    charter, rng = tools
    low, high, count = charter["society.abatement_min"], charter["society.abatement_max"], len(society.workers.council)
    curves = {economy.labels.position(c.pollutant): rng.uniform(low, high, count) for c in economy.communities}
    return with_abatement(society.workers, curves, (society.benchmark_prices, society.labour_good, society.capital_good), charter)
