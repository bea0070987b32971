"""Work and carbon: hours by the clock and emissions, by industry."""

from __future__ import annotations

import numpy as np

from parecon.economy import CouncilKind, GoodKind
from parecon.plans import pollutant_accounts
from parecon.reports.contents import Contents
from parecon.reports.drawing import NARROW, WIDE, Bar, Series, bar_chart, line_chart
from parecon.reports.figures import Figures
from parecon.reports.markup import Markup, element, figure, join, paragraph, section, table
from parecon.reports.material import Material, printed
from parecon.reports.wording import amount, bare_amount, change, currency_word, number, percent, price_words, read_unit

__all__ = ["work_section"]

_BARS = 12
_ROWS_MAX = 600


def work_section(material: Material, contents: Contents, figures: Figures) -> Markup:
    """Return hours by the clock, and every pollutant: who emits it, and what a permit costs."""
    pollutants = material.economy.kinds(GoodKind.POLLUTANT)
    parts = [_hours(material, contents, figures)] if len(material.economy.kinds(GoodKind.LABOUR)) else []
    parts += [_pollutant(material, contents, int(g)) for g in pollutants]
    return section("Work and harm" if len(pollutants) else "Work", "work", join(parts)) if parts else Markup("")


def _hours(material: Material, contents: Contents, figures: Figures) -> Markup:
    labour = int(material.economy.kinds(GoodKind.LABOUR)[0])
    size = read_unit(material.economy.goods[labour].unit).size
    now = contents.clock_hours * size
    rows = material.worker_rows
    before = np.asarray(material.last_use[rows][:, material.economy.kinds(GoodKind.LABOUR)].sum(axis=1)).ravel() * material.economy.clock_hours[rows] * size
    told = paragraph(
        f"The plan needs {bare_amount(float(now.sum()))} hours by the clock, {change(figures['hours_change'])} on last year. A standard hour is the amount of "
        "work that earns a fixed income: an hour in one industry can count for more standard hours than in another, as its hours were paid last year. "
        "Hours here are those of the clock.")
    return join([told, _bars(material, now, before, ("Hours of work by industry", "Hours by the clock in the year, the largest industries.", "hours"))])


def _bars(material: Material, now: np.ndarray, before: np.ndarray, words: tuple[str, str, str]) -> Markup:
    title, note, unit = words
    economy, rows = material.economy, material.worker_rows
    order = [int(i) for i in np.argsort(-now, kind="stable") if now[i] > 0]
    bars = [Bar(economy.rows[rows[i]].name, (float(now[i]),), f"{bare_amount(float(now[i]))}") for i in order[:_BARS]]
    if len(order) > _BARS:
        rest = float(now[order[_BARS:]].sum())
        note += f" The {len(order) - _BARS} others together: {bare_amount(rest)} {unit}."
    lines = [(economy.rows[rows[i]].name, bare_amount(float(now[i])), percent(now[i] / now.sum()), change(now[i] / before[i] - 1) if before[i] > 0 else "new")
             for i in order[:_ROWS_MAX]]
    draw = lambda width: bar_chart(bars, width, title)  # noqa: E731
    return figure(title, (draw(WIDE), draw(NARROW)), note, table(title, ["Industry", unit.capitalize(), "Share", "On last year"], lines)) if bars else Markup("")


def _pollutant(material: Material, contents: Contents, good: int) -> Markup:
    economy, prices = material.economy, material.prices
    unit, rows = read_unit(economy.goods[good].unit), material.worker_rows
    code = printed(economy.goods[good].code)
    now = contents.emitted(good) * unit.size
    before = material.last_use[rows][:, [good]].toarray().ravel() * unit.size
    own, own_before = (float(np.asarray(table[material.rows_of(CouncilKind.CONSUMER)][:, [good]].sum())) * unit.size for table in (material.use, material.last_use))
    permits = next(account.permitted for account in pollutant_accounts(economy, material.plan) if account.good == good) / 1e9 * unit.size
    all_before = float(before.sum()) + own_before
    told = paragraph(
        f"There are permits for {bare_amount(permits)} {unit.word} of {code}" + (f", {change(permits / all_before - 1)} on what was emitted last year" if all_before else "")
        + f". Industries use {bare_amount(float(now.sum()))}, households {bare_amount(own)} themselves, with what they burn and drive"
        + (f" ({change(own / own_before - 1)})" if own_before > 0 else "") + ".")
    cost, words = price_words(float(prices[good]), economy.goods[good].unit, material.credit)
    last = float(economy.last_prices[good]) * (cost / float(prices[good]) if prices[good] > 0 else 0.0)
    price = paragraph(f"A permit costs {number(cost)} {words}, after {number(last)} last year ({change(cost / last - 1) if last else 'new'})", _in_currency(material, good),
                      ". Who pays for permits, and who is paid, stands below.")
    if last and all_before:
        price = join([price, element("p", "Last year’s price of permits is an assumption of the tables’ treatment, not a price that was paid; see what was assumed.", class_="small")])
    bars = _bars(material, now, before, (f"{code} by industry", "Tonnes in the year, the industries that emit most." if "tonne" in unit.word else f"In {unit.word}.", unit.word))
    return join([element("h3", material.names[good].capitalize() if not material.names[good].startswith("permits") else f"Permits for {code}"),
                 told, price, _price_path(material, good), bars])


def _in_currency(material: Material, good: int) -> str:
    rate, unit = material.economy.source.get("million credits per unit of currency"), read_unit(material.economy.goods[good].unit)
    if not rate:
        return ""
    return f", which is about {amount(float(material.prices[good]) * material.credit / unit.size / float(rate), currency_word(material.economy), 2)} at last year’s value of a credit"


def _price_path(material: Material, good: int) -> Markup:
    economy = material.economy
    steps = [("last year", float(economy.last_prices[good])), *((f"round {r.round}", float(r.announcement.prices[good])) for r in material.records)]
    cost, words = price_words(steps[-1][1], economy.goods[good].unit, material.credit)
    said = [p * cost / max(steps[-1][1], 1e-300) for _, p in steps]
    if len(said) < 2:
        return Markup("")
    series = [Series("price", tuple(enumerate(said)))]
    draw = lambda width: line_chart(series, width, "Price of a permit", say=lambda v: number(v, 2),  # noqa: E731
                                    x_names={i: name for i, (name, _) in enumerate(steps)}, height=200)
    return figure("The price of a permit", (draw(WIDE), draw(NARROW)), f"In {words}.",
                  table("Price of a permit", ["When", words.capitalize()], [(name, number(v, 4)) for (name, _), v in zip(steps, said)]))
