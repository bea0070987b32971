"""P9, the calibrated share: a model of all rows, fitted to the proposals just received.

Every row is written as a nested CES around what it just proposed at the announced prices
(calibrated share form: Rutherford 1995), with elasticities from what councils filed and
priors from the charter. Only published numbers enter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation.record import RoundRecord
from parecon.quantities import as_units

__all__ = ["Knowledge", "Model", "fit_model"]

_DUST = 1.0
"""Cells of at most this many smallest units are left out of the model."""


@dataclass(frozen=True)
class Model:
    """The fitted model, as columns.

    prices: (n,) it was fitted at; own: (k,) goods with a price of their own; column: (n,)
    which of them each good's price follows; kind: (r,) of each row. Uses (e,): row, good,
    quantity (units) and nest; nests: row and elasticity within; own_elasticity: (e,) of
    uses outside all nests (exports, households' own emissions), 0 for the others.
    row_sigma: (r,) between nests; row_elasticity: (r,) of output to its margin; outputs:
    row, good, quantity, one elasticity of transformation. hours_*: what is offered and how
    it answers; budget, income_factor, weights: of the announcement; endowment, claim: (n,)
    units; exchange: position of foreign exchange or -1; shift: (r,) log change of size
    that is known of the coming year.
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


@dataclass(frozen=True)
class Knowledge:
    """What the board knows besides one round's totals.

    weights: sum of income weights (standard hours); supply: (r,) elasticity of each row's
    output; varieties: (n,) elasticity of substitution between the varieties of a good;
    exports: (n,) elasticity of each good's demand abroad.
    """

    weights: float
    supply: np.ndarray
    varieties: np.ndarray
    exports: np.ndarray


def fit_model(record: RoundRecord, economy: Economy, charter, known: Knowledge) -> Model:
    """Fit the model to one closed round: at the announced prices it gives exactly what was proposed."""
    rows, said = record.rows, record.announcement
    row_kind = np.array([r.kind for r in economy.rows])
    made = (rows.supply > _DUST) & (row_kind[rows.row] == CouncilKind.WORKER)
    uses = _fit_uses(rows, economy, charter, known)
    column = np.full(len(economy.goods), -1)
    column[economy.priced] = np.arange(len(economy.priced))
    return Model(
        economy=economy, prices=said.prices, own=economy.priced, column=column[economy.follows], kind=row_kind, **uses,
        row_sigma=np.select([row_kind == CouncilKind.WORKER, row_kind == CouncilKind.CONSUMER],
                            [charter["prices.substitution_inputs"], charter["prices.substitution_wishes"]], 0.0),
        row_elasticity=known.supply,
        out_row=rows.row[made], out_good=rows.good[made], out_quantity=as_units(rows.supply[made]), transform=charter["prices.transformation"],
        hours_good=_first_of(economy, GoodKind.LABOUR), hours_quantity=float(as_units(record.hours.sum())),
        hours_elasticity=charter["prices.hours_elasticity"], budget=float(as_units(said.budgets.sum())), income_factor=said.income_factor,
        weights=known.weights, endowment=as_units(economy.endowment), claim=as_units(economy.claim),
        exchange=_first_of(economy, GoodKind.FOREIGN_EXCHANGE), shift=np.zeros(len(economy.rows)),
    )


def _first_of(economy: Economy, kind: GoodKind) -> int:
    at = economy.kinds(kind)
    return int(at[0]) if len(at) else -1


def _fit_uses(rows, economy: Economy, charter, known: Knowledge) -> dict[str, np.ndarray]:
    """Return the columns of all uses, sorted by nest, and of their nests."""
    used = np.flatnonzero(rows.use > _DUST)
    key = _nest_keys(economy, rows)[used]
    order = np.argsort(key, kind="stable")
    at = used[order]
    nests, nest = np.unique(key[order], return_inverse=True)
    first = at[np.searchsorted(nest, np.arange(len(nests)))]
    factors = np.concatenate([economy.kinds(GoodKind.LABOUR), economy.kinds(GoodKind.CAPITAL)])
    row_kind = np.array([r.kind for r in economy.rows])[rows.row[at]]
    good = rows.good[at]
    own_emissions = (row_kind == CouncilKind.CONSUMER) & np.isin(good, economy.kinds(GoodKind.POLLUTANT))
    own = np.select([row_kind == CouncilKind.TRADE, own_emissions], [known.exports[good], charter["prices.emission_elasticity"]], 0.0)
    sigma = np.where(np.isin(rows.good[first], factors), charter["prices.substitution_value"], known.varieties[rows.good[first]])
    return {"use_row": rows.row[at], "use_good": good, "use_quantity": as_units(rows.use[at]), "use_nest": nest,
            "nest_row": rows.row[first], "nest_sigma": sigma, "own_elasticity": own}


def _nest_keys(economy: Economy, rows) -> np.ndarray:
    """Return for each cell a key naming its nest: varieties of one product together, hours and capital together."""
    composite: dict[str, int] = {}
    number = np.empty(len(economy.goods), dtype=np.int64)
    for g, good in enumerate(economy.goods):
        name = "value added" if good.kind in (GoodKind.LABOUR, GoodKind.CAPITAL) else good.variety_of or good.code
        number[g] = composite.setdefault(name, len(composite))
    return rows.row.astype(np.int64) * (len(composite) + 1) + number[rows.good]
