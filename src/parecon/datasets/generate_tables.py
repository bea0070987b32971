"""Random input-output economies of any size, in the normal form of national tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from parecon.datasets.tables import TIERS, NationalTables, Provenance

__all__ = ["DENSE_GOODS_MAX", "generate_input_output"]

DENSE_GOODS_MAX = 1000
"""Up to this many goods the matrices are numpy arrays, above it scipy sparse arrays of the same shape."""

_COUNCILS_PER_INDUSTRY = 5
_PERSONS_PER_COUNCIL = 100


@dataclass(frozen=True)
class _Recipes:
    """Sparse coefficients: domestic, imported (G, J) per unit of output; share (J, G) of each product's output by industry."""

    domestic: sparse.csr_array
    imported: sparse.csr_array
    share: sparse.csr_array


def generate_input_output(goods: int, seed: int, *, inputs: int = 10, import_share: float = 0.3,
                          councils_per_industry: float = _COUNCILS_PER_INDUSTRY, pollutants: bool = True) -> NationalTables:
    """Return a random balanced economy of ``goods`` products (at least 10) and as many industries, from one seed.

    Every industry has a main product and about ``inputs`` intermediate inputs, drawn by
    popularity; one in ten makes a joint product, one in three products has an imported
    variety, in which ``import_share`` of its use is imported. There are hours, persons
    (about 100 a council and ``councils_per_industry`` of them), CO2 and some releases
    from stocks. Rows and columns balance to the last bit but for rounding: final use of
    households and social charges are what is left. Raises ValueError for fewer than 10
    goods or shares outside their range.

    >>> tables = generate_input_output(20, seed=1)
    >>> from parecon.datasets.tables import check_tables
    >>> check_tables(tables)
    >>> len(tables.products), bool(abs(tables.trade_surplus) < 0.1 * tables.output.sum())
    (20, True)
    """
    if goods < 10 or inputs < 1 or not 0 <= import_share < 1 or not councils_per_industry > 0:
        raise ValueError(f"goods is {goods}, inputs {inputs}, import_share {import_share}, councils_per_industry {councils_per_industry}; "
                         "give at least 10 goods, 1 input, a share from 0 to below 1 and more than 0 councils")
    rng = np.random.Generator(np.random.PCG64(seed))
    recipes = _draw_recipes(rng, goods, inputs, import_share)
    final = rng.lognormal(5.0, 1.0, goods) * 10.0
    supply = _solve(recipes, final)
    output = recipes.share @ supply
    columns = _matrices(recipes, supply, output)
    columns |= _final_use(rng, columns, supply)
    columns |= _value_added(rng, columns, output)
    persons = _PERSONS_PER_COUNCIL * councils_per_industry * np.exp(0.5 * rng.standard_normal(goods))
    persons[columns["labour_cost"] == 0] = 0.0
    hours = persons * rng.uniform(1300.0, 1800.0, goods) / 1e6
    emitted = output * np.where(rng.random(goods) < 0.3, rng.lognormal(-4.0, 1.0, goods), 0.0)
    emitted[0] = output[0] * 0.1
    codes = tuple(f"G{g + 1:05d}" for g in range(goods))
    industries = tuple(f"I{j + 1:05d}" for j in range(goods))
    tiers = dict(zip(codes, (TIERS[i] for i in rng.integers(0, len(TIERS), goods))))
    matrices = {name: _dense(columns.pop(name), goods) for name in ("make", "use_domestic", "use_imported")}
    trade = float(columns["final_domestic"]["exports"].sum() - columns.pop("imports"))
    return NationalTables(
        name=f"generated-{goods}-{seed}", year=1, place="a generated economy", currency_unit="million units of currency", price_basis="basic prices",
        products=codes, product_names=tuple(f"product {g + 1}" for g in range(goods)), product_classification="generated",
        industries=industries, industry_names=tuple(f"industry {j + 1}" for j in range(goods)), industry_classification="generated",
        hours=hours, persons=persons, labour_origin=("generated",) * goods, fixed_capital=columns["capital_charge"] * 10.0,
        emissions={"CO2": emitted} if pollutants else {}, household_emissions={"CO2": float(0.1 * emitted.sum())} if pollutants else {},
        emission_unit={"CO2": "kilotonne"} if pollutants else {}, purchases_abroad=0.0, trade_surplus=trade,
        population=int(round(2.0 * persons.sum())), tiers=tiers, treatments=(),
        origin=(Provenance("this program", "AGPL-3.0-or-later", f"seed {seed}", ""),),
        **matrices, **columns)


def _draw_recipes(rng: np.random.Generator, goods: int, inputs: int, import_share: float) -> _Recipes:
    popular = rng.permutation(1.0 / np.arange(1, goods + 1) ** 0.7)
    popular /= popular.sum()
    count = np.clip(rng.poisson(inputs, goods), 1, goods)
    industry = np.repeat(np.arange(goods), count)
    product = rng.choice(goods, count.sum(), p=popular)
    weight = rng.lognormal(0.0, 1.0, count.sum())
    whole = rng.uniform(0.25, 0.6, goods)
    weight *= (whole / np.bincount(industry, weight, goods))[industry]
    abroad = np.where(rng.random(goods) < 1 / 3, import_share * rng.uniform(0.5, 1.5, goods), 0.0).clip(0.0, 0.95)

    def matrix(values: np.ndarray) -> sparse.csr_array:
        found = sparse.csr_array((values, (product, industry)), shape=(goods, goods))
        found.eliminate_zeros()
        return found

    joint = np.flatnonzero(rng.random(goods) < 0.1)
    second = (joint + rng.integers(1, goods, len(joint))) % goods
    part = rng.uniform(0.02, 0.2, len(joint))
    kept = np.unique(second, return_index=True)[1]
    joint, second, part = joint[kept], second[kept], part[kept]
    main = np.ones(goods)
    main[second] -= part
    share = sparse.csr_array((np.append(main, part), (np.append(np.arange(goods), joint), np.append(np.arange(goods), second))), shape=(goods, goods))
    return _Recipes(matrix(weight * (1 - abroad[product])), matrix(weight * abroad[product]), share)


def _solve(recipes: _Recipes, final: np.ndarray) -> np.ndarray:
    """Return the supply of each product that meets ``final`` and all intermediate use: supply = domestic (share supply) + final."""
    supply = final.copy()
    for _ in range(200):
        after = recipes.domestic @ (recipes.share @ supply) + final
        if np.abs(after - supply).max() <= 1e-13 * after.max():
            break
        supply = after
    return after


def _matrices(recipes: _Recipes, supply: np.ndarray, output: np.ndarray) -> dict[str, object]:
    return {"make": (recipes.share * supply[None, :]).tocsr(), "use_domestic": (recipes.domestic * output[None, :]).tocsr(),
            "use_imported": (recipes.imported * output[None, :]).tocsr()}


def _final_use(rng: np.random.Generator, columns: dict, supply: np.ndarray) -> dict[str, object]:
    """Return final use and releases from stocks; households use what is left of every product."""
    goods = len(supply)
    release = np.where(rng.random(goods) < 0.05, rng.uniform(0.001, 0.01, goods), 0.0) * supply
    made = columns["make"].sum(axis=0)
    left = made + release - columns["use_domestic"].sum(axis=1)
    part = {role: np.where(rng.random(goods) < chance, rng.uniform(0.1, 0.5, goods), 0.0)
            for role, chance in (("government", 0.15), ("investment", 0.2), ("exports", 0.5))}
    imported_variety = columns["use_imported"].sum(axis=1) > 0
    bought = np.where(imported_variety, 0.2 * left, 0.0)
    imports = float(columns["use_imported"].sum() + bought.sum())
    # Exports of each product are scaled so that trade is about balanced, never to more than households leave.
    exports = part["exports"] * np.maximum(left, 0.0)
    part["exports"] *= min(imports / exports.sum(), 1.9) if exports.sum() > 0 else 0.0
    whole = sum(part.values())
    scale = np.minimum(1.0, 0.9 / np.where(whole > 0, whole, 1.0))
    domestic = {role: left * share * scale for role, share in part.items()}
    domestic["households"] = left - sum(domestic.values())
    nothing = np.zeros(goods)
    return {"final_domestic": domestic, "final_imported": {"households": bought, "government": nothing, "investment": nothing, "exports": nothing},
            "stock_release_domestic": release, "stock_release_imported": nothing, "imports": imports}


def _value_added(rng: np.random.Generator, columns: dict, output: np.ndarray) -> dict[str, np.ndarray]:
    """Return labour cost, capital and social charges: what each industry's output leaves after its inputs."""
    goods = len(output)
    output = columns["make"].sum(axis=1)
    added = output - columns["use_domestic"].sum(axis=0) - columns["use_imported"].sum(axis=0)
    social = output * rng.uniform(-0.02, 0.06, goods)
    share = rng.uniform(0.4, 0.85, goods)
    share[goods - 1] = 0.0
    labour = share * (added - social)
    capital = added - social - labour
    return {"labour_cost": labour, "capital_charge": capital, "social_charge": added - labour - capital}


def _dense(matrix, goods: int):
    return matrix.toarray() if goods <= DENSE_GOODS_MAX else matrix
