"""The accounts of an adopted plan: identities A2 to A7 in integers, without a residual."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Mapping

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation import income_weights, split_fund
from parecon.facilitation.collective import Charges, charge_places, share_collective
from parecon.feasibility import Balance
from parecon.proposals import ProposalBatch, assess, request_costs
from parecon.plans.pollution import charges_by_pollutant, compensate_exactly
from parecon.quantities import to_fixed
from parecon.work import divide_exactly

__all__ = ["PlanAccounts", "close_plan_accounts", "plan_charges", "stock_values"]

_PRODUCED = (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE)


@dataclass(frozen=True)
class PlanAccounts:
    """Values of an adopted plan in smallest units; every line counts at its own rounded value.

    values: by name, the terms of institutions.md 3. income, cost, saving: (b,) int64 of
    each council of the plan, 0 unless it is a consumer council; saving = income - cost,
    negative where the council draws on savings or borrows; income_factor: credits a
    standard hour at average effort (phi).
    """

    values: Mapping[str, int]
    income: np.ndarray
    cost: np.ndarray
    saving: np.ndarray
    income_factor: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))
        for name in ("income", "cost", "saving"):
            getattr(self, name).setflags(write=False)


def close_plan_accounts(economy: Economy, adopted: ProposalBatch, balance: Balance, prices_and_charter) -> PlanAccounts:
    """Return the accounts of the proposals as adopted.

    Net output is shared out as A3 says; the fund is what private and collective
    consumption are worth (A4); incomes are closed again with one factor on all of them
    (A5), after those whom pollution harms have been paid what was charged for it (A7);
    and what a council's plan costs more or less than its income is a loan or a
    saving, which sum to zero over all councils.
    """
    prices, charter = prices_and_charter
    parts = assess(adopted, economy, prices, charter).parts.sum(axis=0)
    names = ("output", "input", "labour_charge", "nature_charge", "capital_charge", "emission_charge", "social_charge")
    values = {name: int(v) for name, v in zip(names, parts)}
    values["surplus"] = values["output"] - sum(values[name] for name in names[1:])
    values["net_output"] = values["output"] - values["input"]
    values |= _final_values(economy, adopted, prices)
    values["imports"] = int(np.rint(balance.bought * prices).astype(np.int64).sum())
    values["net_exports"] = values["exports"] - values["imports"]
    values["stock_building"] = int(stock_values(economy, adopted, balance, prices).sum())
    values["fund"] = values["net_output"] - values["investment"] - values["stock_building"] - values["net_exports"]
    due = compensate_exactly(economy, charges_by_pollutant(economy, adopted, prices))
    values["compensation"] = int(due.sum())
    values["emission_kept"] = values["emission_charge"] + values["own_emissions"] - values["compensation"]
    return _share_incomes(economy, (adopted, due), values, (prices, charter))


def _final_values(economy, adopted, prices) -> dict[str, int]:
    """Return the value of final uses of what is produced or imported, and of what households emit."""
    kind = np.repeat(economy.councils.kind[adopted.council], np.diff(adopted.start))
    value = np.rint(np.abs(adopted.quantity) * prices[adopted.good]).astype(np.int64)
    produced = _produced(economy)[adopted.good]
    use = adopted.quantity < 0

    def total(council_kind, mask) -> int:
        return int(value[(kind == council_kind) & use & mask].sum())

    return {
        "private": total(CouncilKind.CONSUMER, produced), "own_emissions": total(CouncilKind.CONSUMER, ~produced),
        "collective": total(CouncilKind.COLLECTIVE, produced), "investment": total(CouncilKind.INVESTMENT, produced),
        "exports": total(CouncilKind.TRADE, produced),
    }


def _produced(economy) -> np.ndarray:
    return np.isin(np.arange(len(economy.goods)), np.concatenate([economy.kinds(k) for k in _PRODUCED]))


def stock_values(economy: Economy, adopted: ProposalBatch, balance: Balance, prices: np.ndarray) -> np.ndarray:
    """Return what is added to the stock of each good, (n,) int64 in smallest units: the sum of all its lines at their values.

    It differs from price times quantity by at most half a smallest unit a line.
    """
    value = np.rint(np.abs(adopted.quantity) * prices[adopted.good]).astype(np.int64) * np.sign(adopted.quantity)
    total = np.rint(balance.bought * prices).astype(np.int64)
    np.add.at(total, adopted.good, value)
    return np.where(_produced(economy), total, 0)


def _share_incomes(economy, plan, values, prices_and_charter) -> PlanAccounts:
    adopted, due = plan
    prices, charter = prices_and_charter
    consumers = economy.councils.kind[adopted.council] == CouncilKind.CONSUMER
    cost = np.where(consumers, request_costs(adopted, prices), 0)
    hours = _planned_hours(economy, adopted)
    incomes = values["fund"] + values["own_emissions"]
    charges = plan_charges(economy, adopted, prices)
    charged = share_collective(economy, values["collective"], prices) if charges is None else charges.total
    earned = incomes - values["compensation"]
    income = np.where(consumers, split_fund(economy, earned, charged - due, hours, charter=charter)[adopted.council], 0)
    weights = income_weights(economy, hours, charter)
    work = float((hours * economy.effort).sum())
    earned = incomes - values["compensation"]
    parts = divide_exactly(earned, to_fixed([work, max(float(weights.sum()) - work, 0.0)])) if weights.sum() > 0 else (0, 0)
    saving = income - cost
    values |= {
        "incomes": incomes, "work_incomes": int(parts[0]), "allowances": int(parts[1]), "collective_charge": values["collective"],
        "saved": int(saving[saving > 0].sum()), "drawn_or_lent": int(-saving[saving < 0].sum()),
        "issued": int(income.sum()), "destroyed": int(cost.sum()),
    }
    if charges is not None:
        values |= {f"collective_{level}": int(part.sum()) for level, part in zip(economy.collective.levels, charges.by_level)}
        values["collective_fees"] = int(charges.fees.sum())
    factor = 1.0 if economy.fixed_incomes or weights.sum() <= 0 else earned / 1e9 / float(weights.sum())
    return PlanAccounts(values, income, cost, saving, factor)


def plan_charges(economy: Economy, adopted: ProposalBatch, prices: np.ndarray) -> Charges | None:
    """Return who is charged for what each place uses by the plan, level by level; None where no places decide."""
    if economy.collective is None:
        return None
    value = np.rint(np.abs(adopted.quantity) * prices[adopted.good]).astype(np.int64) * (_produced(economy)[adopted.good] & (adopted.quantity < 0))
    owner = np.repeat(adopted.council, np.diff(adopted.start))
    costs = np.zeros(len(economy.councils), dtype=np.int64)
    np.add.at(costs, owner, value)
    return charge_places(economy, costs[economy.collective.council], prices)


def _planned_hours(economy, adopted) -> np.ndarray:
    """Return the hours that each consumer council works by the plan, (c,) units."""
    owner = np.repeat(adopted.council, np.diff(adopted.start))
    labour = np.isin(adopted.good, economy.kinds(GoodKind.LABOUR))
    mine = labour & (adopted.quantity > 0) & (economy.councils.kind[owner] == CouncilKind.CONSUMER)
    return np.bincount(owner[mine], adopted.quantity[mine] / 1e9, minlength=len(economy.councils))
