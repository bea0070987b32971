"""P9, the calibrated share: a model of all rows, fitted to the proposals just received.

Every row is written as a nested CES around what it just proposed at the announced prices
(calibrated share form: Rutherford 1995), with elasticities from what councils filed and
priors from the charter. Where councils of one industry use different inputs, each of them
is a row (`parecon.facilitation.groups`). Only published numbers enter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation.groups import Groups, whole_rows
from parecon.facilitation.pollution import Permits, fit_permits
from parecon.facilitation.record import RoundRecord
from parecon.quantities import as_units

__all__ = ["Fixed", "Knowledge", "Model", "filed_elasticities", "fit_model"]

_DUST = 1.0
"""Cells of at most this many smallest units are left out of the model."""


@dataclass(frozen=True)
class Model:
    """The fitted model, as columns.

    prices: (n,) it was fitted at; own: (k,) goods with a price of their own; column: (n,)
    which of them each good's price follows; kind: (r,) of each row. Uses (e,): row, good,
    quantity (units) and nest; nests: row and elasticity within; own_elasticity: (e,) of
    uses outside all nests (exports, households' own emissions), 0 for the others.
    row_sigma: (r,) between nests; row_elasticity: (r,) of output to its margin; deepening:
    (e,) of each use beyond its row's output, to the margin (returns that fall); outputs:
    row, good, quantity, one elasticity of transformation. hours_*: what is offered and how
    it answers; budget, income_factor, weights: of the announcement; endowment, claim: (n,)
    units; exchange: position of foreign exchange or -1; shift: (r,) log change of size
    that is known of the coming year; abatement: (e,) slope at which an emission of a
    worker row falls as its price rises, 0 for all other uses; permits: of communities.
    """

    economy: Economy
    prices: np.ndarray
    own: np.ndarray
    column: np.ndarray
    kind: np.ndarray
    use_row: np.ndarray
    use_good: np.ndarray
    use_quantity: np.ndarray
    use_nest: np.ndarray
    nest_row: np.ndarray
    nest_sigma: np.ndarray
    row_sigma: np.ndarray
    row_elasticity: np.ndarray
    deepening: np.ndarray
    own_elasticity: np.ndarray
    out_row: np.ndarray
    out_good: np.ndarray
    out_quantity: np.ndarray
    transform: float
    hours_good: int
    hours_quantity: float
    hours_elasticity: float
    budget: float
    income_factor: float
    weights: float
    endowment: np.ndarray
    claim: np.ndarray
    exchange: int
    shift: np.ndarray
    abatement: np.ndarray
    permits: Permits

    @cached_property
    def fixed(self) -> Fixed:
        """What no price changes, found once for all the prices at which the model is asked."""
        return _fix(self)


@dataclass(frozen=True)
class Fixed:
    """What of a model no price changes.

    use_within, nest_within, out_within: value shares of uses in their nest, nests in their row, outputs in their row, at
    the prices of the fit; worker, consumer: (r,) whether a row is of that kind; by use (e,): outward: exports; wanted:
    requests of households within nests; outside: uses outside all nests, own_emissions: those of them by households; income, collective:
    signed weights in incomes and in collective consumption. abating: positions of uses that abatement lowers; fund: (n,)
    units of each good whose value belongs to incomes whatever is used.
    """

    use_within: np.ndarray
    nest_within: np.ndarray
    out_within: np.ndarray
    worker: np.ndarray
    consumer: np.ndarray
    outward: np.ndarray
    wanted: np.ndarray
    outside: np.ndarray
    own_emissions: np.ndarray
    abating: np.ndarray
    income: np.ndarray
    collective: np.ndarray
    fund: np.ndarray


def _fix(m: Model) -> Fixed:
    nests, rows = len(m.nest_row), len(m.kind)
    outside, outward = m.own_elasticity > 0, (m.kind[m.use_row] == CouncilKind.TRADE) & (m.exchange >= 0)
    worth, made = m.prices[m.use_good] * m.use_quantity, m.prices[m.out_good] * m.out_quantity
    counted = np.bincount(m.use_nest, np.where(outside, 0.0, worth), nests)
    kind = m.kind[m.use_row]
    household = kind == CouncilKind.CONSUMER
    product = np.zeros(len(m.prices), dtype=bool)
    for good_kind in (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE):
        product[m.economy.kinds(good_kind)] = True
    income = np.where((kind == CouncilKind.WORKER) & product[m.use_good], -1.0, 0.0) - (kind == CouncilKind.INVESTMENT)
    left = m.endowment - m.claim
    fund = np.where(product, left, 0.0)
    if m.exchange >= 0:
        fund[m.exchange] += left[m.exchange]
    return Fixed(
        _shares(worth, m.use_nest, nests), _shares(counted, m.nest_row, rows), _shares(made, m.out_row, rows), m.kind == CouncilKind.WORKER,
        m.kind == CouncilKind.CONSUMER, outward, household & ~outside, outside, household & outside,
        np.flatnonzero((m.abatement > 0) & ~outside & ~outward), income + (household & outside), (kind == CouncilKind.COLLECTIVE).astype(np.float64), fund)


def _shares(worth: np.ndarray, group: np.ndarray, count: int) -> np.ndarray:
    return worth / np.maximum(np.bincount(group, worth, count), 1e-300)[group]


@dataclass(frozen=True)
class Knowledge:
    """What the board knows besides one round's totals.

    weights: sum of income weights (standard hours); supply: (r,) elasticity of each row's
    output; inputs: (r,) elasticity of
    substitution between a row's composites; value: (r,) between its hours and capital; deepening, deepening_value: (r,) how much more
    than its output a row's goods, and its hours and capital, answer its margin; wishes:
    elasticity of substitution between what households request; varieties: (n,) elasticity
    of substitution between the varieties of a good; exports: (n,) elasticity of each
    good's demand abroad; abatement: (r,) how many times as much as it filed a row abates as an emission's price rises; noisy: rounds whose gaps were no larger than answers scatter.
    """

    weights: float
    supply: np.ndarray
    inputs: np.ndarray
    value: np.ndarray
    deepening: np.ndarray
    deepening_value: np.ndarray
    wishes: float
    varieties: np.ndarray
    exports: np.ndarray
    abatement: np.ndarray
    noisy: int = 0


def fit_model(record: RoundRecord, economy: Economy, charter, known: Knowledge) -> Model:
    """Fit the model to one closed round: at the announced prices it gives exactly what was proposed."""
    groups, said = record.groups, record.announcement
    rows = groups.totals
    kind = economy.row_kind[groups.row]
    made = (rows.supply > _DUST) & (kind[rows.row] == CouncilKind.WORKER)
    uses = _fit_uses(groups, economy, charter, known)
    column = np.full(len(economy.goods), -1)
    column[economy.priced] = np.arange(len(economy.priced))
    return Model(
        economy=economy, prices=said.prices, own=economy.priced, column=column[economy.follows], kind=kind, **uses,
        row_sigma=np.select([kind == CouncilKind.WORKER, kind == CouncilKind.CONSUMER], [known.inputs[groups.row], known.wishes], 0.0),
        row_elasticity=_supply_of_groups(record, economy, charter, known),
        out_row=rows.row[made], out_good=rows.good[made], out_quantity=as_units(rows.supply[made]), transform=charter["prices.transformation"],
        hours_good=_first_of(economy, GoodKind.LABOUR), hours_quantity=float(as_units(record.hours.sum())),
        hours_elasticity=charter["prices.hours_elasticity"], budget=float(as_units(said.budgets.sum())), income_factor=said.income_factor,
        weights=known.weights, endowment=as_units(economy.endowment), claim=as_units(economy.claim),
        exchange=_first_of(economy, GoodKind.FOREIGN_EXCHANGE), shift=np.zeros(len(groups.row)),
        abatement=_abatement(groups, economy, charter, (uses["use_row"], uses["use_good"])) * known.abatement[groups.row[uses["use_row"]]], permits=fit_permits(record, economy),
    )


def _supply_of_groups(record: RoundRecord, economy: Economy, charter, known: Knowledge) -> np.ndarray:
    """Return (g,) elasticities of supply: what is known of the row, shared among its councils as they filed it."""
    groups, prices = record.groups, record.announcement.prices
    of_row = known.supply[groups.row]
    if not groups.single:
        return of_row
    filed, mean = (filed_elasticities(g, prices, economy, charter) for g in (groups, whole_rows(record.rows, record.filings)))
    thought = np.maximum(mean[groups.row], charter["prices.learnt_least"])
    return np.where(groups.council >= 0, np.minimum(filed * of_row / thought, charter["prices.learnt_most"]), of_row)


def filed_elasticities(groups: Groups, prices: np.ndarray, economy: Economy, charter) -> np.ndarray:
    """Return (g,) elasticities of supply from what councils filed, else priors.

    Councils at capacity count as 0. Where capacity cuts the filed flexibility off, it says
    only "at least this much"; there, and where nothing is filed, the prior is the charter's
    elasticity of a council's size over the share of hours and capital in what it makes: the
    smaller that share, the more a price moves what is left for it.
    """
    rows, filings = groups.totals, groups.filings
    factor = np.isin(np.arange(len(economy.goods)), np.concatenate([economy.kinds(GoodKind.LABOUR), economy.kinds(GoodKind.CAPITAL)]))
    count = len(groups.row)
    made = np.bincount(rows.row, prices[rows.good] * rows.supply, count)
    own = np.bincount(rows.row, prices[rows.good] * rows.use * factor[rows.good], count)
    share = np.where((made > 0) & (own > 0), own / np.maximum(made, 1e-300), 0.0)
    structural = np.where(share > 0, charter["prices.size_elasticity"] / np.maximum(share, 1e-9), charter["prices.supply_elasticity"])
    structural = np.minimum(structural, charter["prices.learnt_most"])
    known = filings.elasticity >= 0
    free = 1.0 - filings.capped - filings.hidden
    supply = np.where(known, free * np.maximum(filings.elasticity, 0.0), free * structural) + filings.hidden * structural
    return supply


def _first_of(economy: Economy, kind: GoodKind) -> int:
    at = economy.kinds(kind)
    return int(at[0]) if len(at) else -1


def _abatement(groups: Groups, economy: Economy, charter, uses) -> np.ndarray:
    """Return the slope of each use (e,) that is an emission of worker councils: what they filed, else the charter's prior."""
    row, good = uses
    pollutants = economy.kinds(GoodKind.POLLUTANT)
    worker = (economy.row_kind == CouncilKind.WORKER)[groups.row]
    place = np.full(len(economy.goods), -1)
    place[pollutants] = np.arange(len(pollutants))
    mine = (place[good] >= 0) & worker[row]
    slope = np.where(mine, charter["prices.abatement"], 0.0)
    if groups.filings.abatement is not None and mine.any():
        filed = groups.filings.abatement[row[mine], place[good[mine]]]
        slope[mine] = np.where(filed >= 0, filed, slope[mine])
    return slope


def _fit_uses(groups: Groups, economy: Economy, charter, known: Knowledge) -> dict[str, np.ndarray]:
    """Return the columns of all uses, sorted by nest, and of their nests."""
    rows = groups.totals
    used = np.flatnonzero(rows.use > _DUST)
    key = _nest_keys(economy, rows)[used]
    order = np.argsort(key, kind="stable")
    at = used[order]
    key = key[order]
    begins = np.flatnonzero(np.diff(key, prepend=key[0] - 1 if len(key) else 0))
    nest = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(key)))
    first = at[begins]
    factor = np.isin(np.arange(len(economy.goods)), np.concatenate([economy.kinds(GoodKind.LABOUR), economy.kinds(GoodKind.CAPITAL)]))
    of_row = groups.row[rows.row[at]]
    row_kind = economy.row_kind[of_row]
    good = rows.good[at]
    own_emissions = (row_kind == CouncilKind.CONSUMER) & np.isin(good, economy.kinds(GoodKind.POLLUTANT))
    own = np.select([row_kind == CouncilKind.TRADE, own_emissions], [known.exports[good], charter["prices.emission_elasticity"]], 0.0)
    sigma = np.where(factor[rows.good[first]], known.value[groups.row[rows.row[first]]], known.varieties[rows.good[first]])
    deepening = np.where(factor[good], known.deepening_value[of_row], known.deepening[of_row])
    return {"use_row": rows.row[at], "use_good": good, "use_quantity": as_units(rows.use[at]), "use_nest": nest,
            "nest_row": rows.row[first], "nest_sigma": sigma, "own_elasticity": own,
            "deepening": np.where(row_kind == CouncilKind.WORKER, deepening, 0.0)}


def _nest_keys(economy: Economy, rows) -> np.ndarray:
    """Return for each cell a key naming its nest: varieties of one product together, hours and capital together."""
    composite = economy.composite
    return rows.row.astype(np.int64) * (int(composite.max(initial=0)) + 2) + composite[rows.good]
