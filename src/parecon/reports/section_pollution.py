"""Pollution: who pays, who is harmed, who is compensated, and by which form it is held down."""

from __future__ import annotations

import numpy as np

from parecon.economy import NO_CAP, CouncilKind
from parecon.plans import PollutantAccount, pollutant_accounts
from parecon.plans.pollution import COMPENSATION
from parecon.reports.collective import reduction_spent
from parecon.reports.markup import Markup, element, join, paragraph, section, table
from parecon.reports.material import Material, printed
from parecon.reports.pollution import places_of
from parecon.reports.wording import bare_amount, change, number, percent, read_unit

__all__ = ["pollution_section"]

_PAYERS = 12
_PLACES = 40


def pollution_section(material: Material) -> Markup:
    """Return for every pollutant the form used, the vote and the price of each round, who pays and who is compensated."""
    accounts = pollutant_accounts(material.economy, material.plan)
    if not accounts:
        return Markup("")
    return section("Who pays for harm, and who is paid for it?", "pollution", join(_pollutant(material, account) for account in accounts))


def _pollutant(material: Material, account: PollutantAccount) -> Markup:
    good = material.economy.goods[account.good]
    parts = [element("h3", printed(good.code)), paragraph(_told(material, account)), _rounds_table(material, account), _votes_table(material, account), _payers_table(material, account)]
    if account.form == COMPENSATION:
        parts += [_harmed_table(material, account, *of) for of in (_by_place(material), _by_income(material)) if len(of[0]) > 1]
    return join(part for part in parts if part)


def _told(material: Material, account: PollutantAccount) -> str:
    unit = read_unit(material.economy.goods[account.good].unit)
    say = lambda units: f"{bare_amount(units / 1e9 * unit.size, 5)} {unit.word}"  # noqa: E731
    charges = bare_amount(material.credits(account.charges / 1e9), 5)
    if account.form != COMPENSATION:
        return (f"A long-term plan caps it at {say(account.cap)}; {say(account.emitted)} are emitted. It has no community of affected parties, so the charges, "
                f"{charges} credits, stay in the fund and return to everybody’s incomes.")
    economy = material.economy
    community = next(c for c in economy.communities if economy.labels.position(c.pollutant) == account.good)
    people, capped = int(economy.councils.members[account.due > 0].sum()), account.cap != NO_CAP and account.permitted >= account.cap
    voted = f"The {printed(community.name)}, {number(people, 9)} people in {number(len(community.members), 9)} neighbourhoods, voted at every price how much it permits"
    held = " A long-term plan caps it: the vote would allow more, and the cap holds." if capped else \
        f" A long-term plan would allow {say(account.cap)}; those affected permit less." if account.cap != NO_CAP else ""
    return (f"{voted}: {say(account.permitted)} at the plan’s price, of which {say(account.emitted)} are emitted.{held} Those who emit are charged {charges} credits, price times "
            f"quantity, and exactly that is paid to those affected, once: {number(material.credits(account.compensation / 1e9) / max(people, 1))} credits a person. "
            f"{_forms(material)}")


def _forms(material: Material) -> str:
    """Return which of the two forms of holding harm down were used, and what the collective one costs and does."""
    economy = material.economy
    spent = reduction_spent(economy, material.prices)
    if not spent:
        return "Form used: compensation of those affected; the other form would be less pollution as a collective good, for which people pay together."
    return (f"Forms used: compensation of those affected, and less pollution as a collective good, for which people pay together {bare_amount(material.credits(spent))} credits. "
            "What that money lowers is not known from the tables, so the emissions here are those that price and permits bring about.")


def _rounds_table(material: Material, account: PollutantAccount) -> Markup:
    good, rows = account.good, []
    unit = read_unit(material.economy.goods[good].unit)
    last = float(material.economy.last_prices[good])
    for record in material.records:
        supply, demand = float(record.supply[good]) / 1e9 * unit.size, float(record.demand[good]) / 1e9 * unit.size
        rows.append((f"round {record.round}", change(float(record.announcement.prices[good]) / last - 1) if last else "new", bare_amount(supply, 4), bare_amount(demand, 4)))
    rows.append(("the plan", change(account.price / last - 1) if last else "new", bare_amount(account.permitted / 1e9 * unit.size, 4), bare_amount(account.emitted / 1e9 * unit.size, 4)))
    return table(f"What was permitted and what was to be emitted, {unit.word}", ["When", "Price on last year", "Permitted", "Emitted"], rows)


def _votes_table(material: Material, account: PollutantAccount) -> Markup:
    """Return how far those affected lay apart in the vote of each round."""
    unit, rows = read_unit(material.economy.goods[account.good].unit), []
    say = lambda units: bare_amount(units / 1e9 * unit.size, 4)  # noqa: E731
    for round, votes in material.outcome.year.permit_votes:
        for vote in (v for v in votes if v.pollutant == material.economy.goods[account.good].code):
            found = vote.result
            rows.append((f"round {round}", number(len(vote.council), 9), say(found.lowest), say(found.middle), say(found.highest), percent(float(found.nothing / found.cast)),
                         say(found.amount)))
    return table(f"How those affected voted, {unit.word}: a tenth, half and nine tenths of the votes permit no more than", [
        "When", "Votes", "A tenth", "Half", "Nine tenths", "Permit nothing", "Passed"], rows) if rows else Markup("")


def _payers_table(material: Material, account: PollutantAccount) -> Markup:
    economy, total = material.economy, max(account.charges, 1)
    order = [int(r) for r in np.argsort(-account.charged, kind="stable") if account.charged[r] > 0]
    rows = [(_payer(economy, r), bare_amount(material.credits(account.charged[r] / 1e9)), percent(account.charged[r] / total)) for r in order[:_PAYERS]]
    rest = int(account.charged[order[_PAYERS:]].sum())
    rows += [(f"{len(order) - _PAYERS} others", bare_amount(material.credits(rest / 1e9)), percent(rest / total))] if rest else []
    return table("Who pays", ["Industry", "Credits", "Share"], rows) if rows else Markup("")


def _payer(economy, r: int) -> str:
    return "households, for what they burn themselves" if economy.rows[r].kind is CouncilKind.CONSUMER else economy.rows[r].name


def _by_place(material: Material) -> tuple[list[str], np.ndarray, str]:
    places = places_of(material.economy)
    return list(places.names), places.place, "place"


def _by_income(material: Material) -> tuple[list[str], np.ndarray, str]:
    found = np.full(len(material.economy.councils), -1)
    found[material.closing.batch.council] = material.closing.table.income_group
    count = int(found.max()) + 1
    names = [f"{g + 1}.{' (lowest incomes)' if g == 0 else ' (highest incomes)' if g == count - 1 else ''}" for g in range(count)]
    return names, found, "income group"


def _harmed_table(material: Material, account: PollutantAccount, names: list[str], place: np.ndarray, word: str) -> Markup:
    """Return who lives where, who is harmed, what they are paid and what they pay themselves, by ``place`` (c,)."""
    councils = material.economy.councils
    mine = place >= 0
    sums = [np.bincount(place[mine], column[mine], len(names)) for column in (
        councils.members, np.where(account.due > 0, councils.members, 0), account.due / 1e9, own_charges(material, account) / 1e9)]
    names, sums = _sum_rest(names, sums)
    rows = [(names[i], number(int(people), 9), number(int(harmed), 9), bare_amount(material.credits(due)), number(material.credits(due) / people if people else 0.0),
             bare_amount(material.credits(own))) for i, (people, harmed, due, own) in enumerate(zip(*sums)) if people]
    return table(f"Who is harmed and compensated, by {word}", [word.capitalize(), "People", "Harmed", "Compensation, credits", "A person", "Own emissions, credits"], rows)


def _sum_rest(names: list[str], sums: list[np.ndarray]) -> tuple[list[str], list[np.ndarray]]:
    """Return the first places, and all others as one."""
    if len(names) <= _PLACES + 1:
        return names, sums
    return [*names[:_PLACES], f"{len(names) - _PLACES} others"], [np.append(column[:_PLACES], column[_PLACES:].sum()) for column in sums]


def own_charges(material: Material, account: PollutantAccount) -> np.ndarray:
    """Return what each council is charged for what it emits itself, (c,) int64 smallest units."""
    plan = material.plan
    owner = np.repeat(plan.council, np.diff(plan.start))
    lines = np.flatnonzero((plan.good == account.good) & (plan.quantity < 0))
    charged = np.zeros(len(material.economy.councils), dtype=np.int64)
    np.add.at(charged, owner[lines], np.rint(-plan.quantity[lines] * plan.prices[account.good]).astype(np.int64))
    return charged
