"""Sweden 2012 to 2015: products by industries, domestic and imported apart (Statistics Sweden, CC0)."""

from __future__ import annotations

import numpy as np

from parecon.charter import Charter, default_charter
from parecon.datasets.bundled_files import BundledFolder
from parecon.datasets.draft import Draft, finish
from parecon.datasets.errors import UnknownEconomy
from parecon.datasets.labelled_csv import LabelledTable
from parecon.datasets.tables import NationalTables

__all__ = ["SWEDEN_YEARS", "read_sweden", "sweden_facts"]

SWEDEN_YEARS = (2012, 2013, 2014, 2015)
ABROAD = "ABROAD"
IMPUTED_RENTS = "L68A"
ROLE_OF = {
    "households": "households", "npish": "government", "government": "government", "gfcf_business": "investment",
    "gfcf_government": "investment", "inventories": "investment", "valuables": "investment", "exports": "exports",
}
FINAL_TAXES = ("customs_duty", "product_taxes", "product_subsidies", "vat")
INDUSTRY_TAXES = (*FINAL_TAXES, "other_production_taxes", "other_production_subsidies")


def read_sweden(year: int, charter: Charter | None = None) -> NationalTables:
    """Return Sweden's tables of 2012, 2013, 2014 or 2015 in the normal form.

    59 products and "purchases abroad" (imported only) by 59 industries, million SEK at basic prices, hours in
    millions, CO2 in kilotonnes. Raises UnknownEconomy for another year, ChangedFile for altered data.
    Source: Statistics Sweden, supply and use tables and environmental accounts (CC0).

    >>> tables = read_sweden(2013)
    >>> len(tables.products), len(tables.industries), round(tables.hours.sum())
    (60, 59, 7517)
    """
    if year not in SWEDEN_YEARS:
        raise UnknownEconomy("there is no table of this year", file="sweden", found=year, expected=f"one of {SWEDEN_YEARS}",
                             way_out="choose one of these years, or put the table into a folder (parecon data new)")
    charter = charter or default_charter()
    folder = _folder()
    draft = _draft(folder, year, charter["datasets.cells_per_file_max"])
    draft.origin = folder.read
    return finish(draft, charter)


def sweden_facts(folder: BundledFolder | None = None) -> dict[int, dict[str, float]]:
    """Return year -> population on 31 December and the growth of the GDP deflator over the year before (per cent)."""
    records = (folder or _folder()).records("facts.csv")
    return {int(r["year"]): {"population": int(r["population"]), "gdp_deflator_growth_percent": float(r["gdp_deflator_growth_percent"])}
            for r in records}


def _folder() -> BundledFolder:
    return BundledFolder("sweden", "Statistics Sweden", "CC0", {"facts.csv": ("Statistics Sweden; World Bank", "CC0; CC BY 4.0")})


def _draft(folder: BundledFolder, year: int, cells_max: int) -> Draft:
    def table(part: str) -> LabelledTable:
        return folder.labelled(f"{year}_{part}.csv", cells_max)

    listing = folder.records("products.csv")
    goods = [r["code"] for r in listing if r["code"] != ABROAD]
    accounts, final_accounts = table("industry_accounts"), table("final_accounts")
    account = {name: accounts.picked((name,), goods)[0] for name in accounts.rows}
    abroad = account["residents_purchases_abroad"]
    columns = tuple(ROLE_OF)
    names = {r["code"]: r["name"] for r in listing}
    final = {part: dict(zip(columns, np.vstack([table(f"final_{part}").exactly(goods, columns), np.zeros(len(columns))]).T.copy()))
             for part in ("domestic", "imported")}
    final["imported"]["households"][-1] = final_accounts.row("residents_purchases_abroad")[0]
    draft = Draft(
        name=f"sweden-{year}", year=year, place="Sweden", currency_unit="million SEK", price_basis="basic prices",
        products=[*goods, ABROAD], product_names=names, product_classification="CPA 2008",
        industries=goods, industry_names=names, industry_classification="NACE Rev. 2 (SNI 2007)",
        make=np.hstack([table("supply").exactly(goods, goods).T, np.zeros((len(goods), 1))]),
        use_domestic=np.vstack([table("use_domestic").exactly(goods, goods), np.zeros(len(goods))]),
        use_imported=np.vstack([table("use_imported").exactly(goods, goods), abroad]),
        final_domestic=final["domestic"], final_imported=final["imported"], role_of=ROLE_OF,
        labour_cost=account["wages"] + account["employers_social_contributions"],
        capital_charge=account["consumption_of_fixed_capital"] + account["net_operating_surplus_mixed_income"],
        social_charge=sum(account[name] for name in INDUSTRY_TAXES),
        tiers={r["code"]: r["tier"] for r in listing},
        hours=account["hours_worked_10k"] / 100, persons=account["persons_employed"], labour_origin=["table"] * len(goods),
        fixed_capital=account["consumption_of_fixed_capital"], emissions={"CO2": account["co2_kt"]},
        household_emissions={"CO2": float(final_accounts.picked(("co2_kt",), ("households",))[0, 0])}, emission_unit={"CO2": "kilotonne"},
        purchases_abroad=float(final["imported"]["households"][-1]), population=int(sweden_facts(folder)[year]["population"]))
    for buyer, amount in (("households", draft.purchases_abroad), *zip(goods, abroad)):
        if amount:
            draft.note("purchases abroad become an imported product", (ABROAD, buyer), (0.0, amount),
                       "the product tables hold what is bought at home; the accounts add one figure for purchases abroad")
    _move_nonresidents(draft, final_accounts)
    return draft


def _move_nonresidents(draft: Draft, final_accounts: LabelledTable) -> None:
    """Move what non-residents bought in shops from households to exports: one share of every product and tax, but no imputed rents."""
    taxes = {column: float(final_accounts.picked(FINAL_TAXES, (column,)).sum()) for column in ROLE_OF}
    spent = float(final_accounts.picked(("nonresidents_purchases",), ("exports",))[0, 0])
    movable = np.array([code not in (ABROAD, IMPUTED_RENTS) for code in draft.products])
    finals = {"domestic": draft.final_domestic, "imported": draft.final_imported}
    share = spent / (sum(columns["households"][movable].sum() for columns in finals.values()) + taxes["households"])
    for kind, columns in finals.items():
        moved = np.where(movable, share * columns["households"], 0.0)
        for g in np.flatnonzero(moved):
            draft.note(f"non-residents' {kind} purchases become exports", (draft.products[g], "households"),
                       (columns["households"][g], columns["households"][g] - moved[g]),
                       f"{share:.4%} of the household column at purchasers' prices was bought by non-residents")
        columns["households"] -= moved
        columns["exports"] += moved
    moved_tax = float(share * taxes["households"])
    taxes["exports"] += moved_tax
    taxes["households"] -= moved_tax
    for column, amount in taxes.items():
        role = draft.role_of[column]
        draft.final_taxes[role] = draft.final_taxes.get(role, 0.0) + amount
