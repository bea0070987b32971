"""The accounts of the plan, identity by identity, in words and figures."""

from __future__ import annotations

import numpy as np

from parecon.reports.markup import Markup, details, element, join, paragraph, section, table
from parecon.reports.material import Material
from parecon.reports.wording import bare_amount, number

__all__ = ["accounts_section"]


def accounts_section(material: Material) -> Markup:
    """Return identities A1 to A7 of institutions.md 3 with the plan's figures, and the rounds' named lines."""
    parts = [_balance(material), *_values(material)] if material.plan else []
    return section("Do the accounts add up?", "accounts",
                   paragraph("Everything that is made, used, earned and charged must add up. These are the identities, with the figures of this plan. "
                             "They hold in whole numbers, without a rest." if material.plan else "There is no plan, so only the accounts of the rounds can be shown."),
                   join(parts), _round_accounts(material))


def _balance(material: Material) -> Markup:
    economy, balance = material.economy, material.plan.balance
    rest = economy.endowment + balance.supply + balance.bought - balance.use - economy.claim - balance.spent - balance.remainder
    short = int((balance.remainder < 0).sum())
    verdict = "Every good balances: the difference is 0 smallest units for each of them." if not rest.any() and not short else \
        f"{int((rest != 0).sum())} goods do not balance and {short} are short: this plan must not stand."
    return join([element("h3", "Goods"), paragraph(
        f"What there was at the start, what is made and what is imported equals what is used, claimed and kept, for all {number(len(economy.goods), 9)} goods. {verdict}")])


def _values(material: Material) -> list[Markup]:
    v = material.plan.accounts.values
    lines = (
        ("Net output: what industries make, less what they use of each other and from abroad",
         (("output", v["output"]), ("goods used", -v["input"])), ("net output", v["net_output"])),
        ("Where net output goes: charges on what work takes, and what is left", (
            ("work", v["labour_charge"]), ("nature", v["nature_charge"]), ("means of production", v["capital_charge"]), ("emissions", v["emission_charge"]),
            ("social charges", v["social_charge"]), ("left over", v["surplus"])), ("net output", v["net_output"])),
        ("The fund: what people can use, together and privately", (
            ("net output", v["net_output"]), ("investment", -v["investment"]), ("taken from stocks, less what is added", -v["stock_building"]), ("exports less imports", -v["net_exports"])),
         ("fund", v["fund"])),
        ("What the fund buys", (("private use", v["private"]), ("collective use", v["collective"])), ("fund", v["fund"])),
        ("Incomes: the fund, and what households pay for their own emissions, which returns to them", (
            ("fund", v["fund"]), ("households’ own emissions", v["own_emissions"])), ("incomes", v["incomes"])),
        ("Who receives incomes", (("for work", v["work_incomes"]), ("allowances", v["allowances"]), ("compensation for harm", v["compensation"])), ("incomes", v["incomes"])),
        ("Credits issued and used", (("issued", v["issued"]), ("used and gone", -v["destroyed"]), ("saved", -v["saved"]), ("drawn or lent", v["drawn_or_lent"])), ("rest", 0)),
        ("Charges for emissions", (("from industries", v["emission_charge"]), ("from households", v["own_emissions"]), ("paid to those affected", -v["compensation"])),
         ("kept for incomes", v["emission_kept"])),
    )
    parts = [element("h3", "Values")]
    for caption, terms, (name, total) in lines:
        named = [(word, _credits(material, value)) for word, value in terms if value]
        difference = sum(value for _, value in terms) - total
        rows = [*named, (f"= {name}", _credits(material, total))]
        rows += [("difference", f"{difference} smallest units")] if difference else []
        parts.append(table(caption, ["", "Credits"], rows))
    return [element("div", join(parts), class_="accounts")]


def _credits(material: Material, value: int) -> str:
    return bare_amount(material.credits(value / 1e9), 6)


def _round_accounts(material: Material) -> Markup:
    keys = ("net_output", "investment", "net_exports", "private", "collective", "announced", "fund")
    names = ("net output", "investment", "exports less imports", "private", "collective", "fund the board announced", "fund that came out")
    rows = []
    for name, key in zip(names, keys):
        rows.append((name, *(bare_amount(material.credits(r.accounts.get(key, 0) / 1e9), 5) for r in material.records)))
    rows.append(("announced less came out", *(bare_amount(material.credits((r.accounts.get("announced", 0) - r.accounts["fund"]) / 1e9), 3) for r in material.records)))
    assert all(np.isfinite(list(r.accounts.values())).all() for r in material.records)
    return details("The accounts of each round", table(
        "Accounts by round, credits. Before the closing the announced fund and the fund that came out differ by the value of the gaps and the board’s error.",
        ["", *(f"Round {r.round}" for r in material.records)], rows))
