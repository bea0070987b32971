"""How the rounds went: gaps, prices, who was heard."""

from __future__ import annotations

import numpy as np

from parecon.economy import GoodKind
from parecon.facilitation import value_gap
from parecon.reports.drawing import NARROW, WIDE, Mark, Series, line_chart
from parecon.reports.markup import Markup, figure, paragraph, section, table
from parecon.reports.material import Material
from parecon.reports.wording import change, number, percent

__all__ = ["RULE_IN_SHORT", "RULE_WORDS", "rounds_section"]

RULE_WORDS = {
    "calibrated-share": "The board fits a model of all industries and households to what was just proposed. It announces the prices at which this "
                        "model balances everywhere at once. A price may therefore move because something needed for the good got dearer, "
                        "even where there is enough of the good itself.",
    "power": "Each price is multiplied by what is wanted over what is offered, to a small power: short goods get dearer, abundant ones cheaper.",
    "published": "The price of a good that is short rises, that of an abundant good falls, by a step that grows with the gap and with the gap before it.",
    "slides-2020": "The price of a good that is short rises, that of an abundant good falls, by a step that grows with the gap, up to a limit.",
    "paper-2023": "The price of a good that is short rises, that of an abundant good falls, by a step that grows with the gap and with the step before it.",
    "constant-step": "The price of a good that is short rises, that of an abundant good falls, always by the same percentage.",
    "anderson": "The board looks at how prices and gaps moved together in the last rounds, and goes on from there to where the gaps would close.",
    "newton": "Councils say by how much their amounts would move if a price moved. From this the board computes the step that would close the gaps.",
    "looking-forward": "The price of a good that is short rises, that of an abundant good falls, and councils may change their proposals by limited percentages only.",
}
"""Price rules in plain words."""

RULE_IN_SHORT = {
    "calibrated-share": "the price at which the board’s model of all proposals balances",
    "power": "the last price times wanted over offered, to a small power",
    "published": "the last price and a step that grows with the gap",
    "slides-2020": "the last price and a step that grows with the gap",
    "paper-2023": "the last price and a step that grows with the gap and the last step",
    "constant-step": "the last price and a fixed step towards closing the gap",
    "anderson": "where prices and gaps of the last rounds, drawn further, would meet",
    "newton": "the step that filed flexibilities say would close the gap",
    "looking-forward": "the last price and a step that grows with the gap",
}
"""Price rules in a few words."""

_MOVED_MOST = 7
_SMALLEST = 1e-6
_COUNTS = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine", 10: "Ten"}


def rounds_section(material: Material) -> Markup:
    """Return how gaps and prices moved from round to round."""
    records, charter = material.records, material.charter
    aim = charter["rounds.worst_gap_to_close"]
    n = len(records)
    first, last = (value_gap(r.announcement.prices[material.own], r.supply[material.own], r.demand[material.own]) for r in (records[0], records[-1]))
    told = (f"{_COUNTS.get(n, n)} rounds were held." if n > 1 else "One round was held.") + (
        f" After the first, {percent(first)} of all value was out of balance; after the last, {percent(last)}." if n > 1 else
        f" After it, {percent(last)} of all value was out of balance.")
    rule = RULE_WORDS.get(charter["prices.rule"], f"Prices follow the rule “{charter['prices.rule']}”.")
    return section("How the rounds went", "rounds", paragraph(told, f" Rounds end when no good is out of balance by more than {percent(aim)}."),
                   paragraph("How the board finds the next prices: ", rule), _gap_figure(material, aim), _price_figure(material), _round_table(material))


def _gap_figure(material: Material, aim: float) -> Markup:
    records, own = material.records, material.own
    if len(records) < 2:
        return Markup("")
    worst = tuple((r.round, max(float(np.abs(r.gaps[own]).max(initial=0.0)), _SMALLEST)) for r in records)
    value = tuple((r.round, max(value_gap(r.announcement.prices[own], r.supply[own], r.demand[own]), _SMALLEST)) for r in records)
    say = lambda v: percent(v, 1)  # noqa: E731
    draw = lambda width: line_chart([Series("worst good", worst), Series("all, by value", value)], width, "Gaps by round", say=say, log=True,  # noqa: E731
                                    x_names={r.round: f"round {r.round}" for r in records}, marks=[Mark(aim, "small enough to close")] if aim > 0 else [], height=280)
    rows = [(f"round {k}", percent(w, 3), percent(v, 3)) for (k, w), (_, v) in zip(worst, value)]
    return figure("How far wishes and possibilities lay apart", (draw(WIDE), draw(NARROW)),
                  "Gap between what is wanted and what is offered, round by round. Each step down the axis is ten times less.",
                  table("Gaps by round", ["Round", "Worst good", "All goods, by value"], rows))


def _price_figure(material: Material) -> Markup:
    economy, records = material.economy, material.records
    chosen = _moved_most(material)
    if not len(chosen):
        return Markup("")
    paths = {g: [1.0, *(float(r.announcement.prices[g] / economy.last_prices[g]) for r in records)] for g in chosen}
    names = {0: "last year", **{r.round: f"round {r.round}" for r in records}}
    series = [Series(_short(material.names[g]), tuple((x, 100 * v) for x, v in zip(names, path))) for g, path in paths.items()]
    draw = lambda width: line_chart(series, width, "Prices that moved most", say=lambda v: number(v, 4), x_names=names, height=330)  # noqa: E731
    left_out = [material.names[g] for g in economy.kinds(GoodKind.POLLUTANT)]
    rows = [(material.names[g], *(number(100 * v, 5) for v in path)) for g, path in paths.items()]
    return figure("The prices that moved most", (draw(WIDE), draw(NARROW)), "Last year is 100." + (
        f" The price of {' and '.join(left_out)} moved by itself; it stands under “Work and harm”." if left_out else ""),
        table("Prices that moved most, last year 100", ["Good", *names.values()], rows))


def _moved_most(material: Material) -> np.ndarray:
    """Return the goods with a price of their own, permits aside, whose price moved most in any round."""
    economy = material.economy
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.array([np.log(r.announcement.prices / economy.last_prices) for r in material.records])
    moved = np.where(material.own & (economy.last_prices > 0), np.abs(np.nan_to_num(logs, posinf=0.0, neginf=0.0)).max(axis=0), 0.0)
    moved[economy.kinds(GoodKind.POLLUTANT)] = 0.0
    order = np.argsort(-moved, kind="stable")[:_MOVED_MOST]
    return order[moved[order] > 1e-9]


def _short(name: str) -> str:
    return name if len(name) <= 34 else name[:33].rstrip() + "…"


def _round_table(material: Material) -> Markup:
    rows, before = [], material.economy.last_prices
    for record in material.records:
        prices = record.announcement.prices
        own = np.flatnonzero(material.own)
        worst = own[np.argmax(np.abs(record.gaps[own]))]
        step = np.where(before > 0, prices / np.where(before > 0, before, 1.0) - 1.0, 0.0)
        moved = own[np.argmax(np.abs(step[own]))]
        rows.append((f"{record.round}", number(record.heard, 9), number(record.silent, 9), number(record.returned, 9),
                     f"{material.names[worst]}: {change(float(record.gaps[worst]))}",
                     f"{material.names[moved]}: {change(float(step[moved]))}", percent(_against(material, record, step))))
        before = prices
    return table("The rounds. A gap with + means that more was wanted than offered. The last column: share of value whose price moved against its own gap in the round before.",
                 ["Round", "Councils heard", "Silent", "Sent back", "Worst gap", "Largest price change", "Against own gap"], rows, words=(0, 4, 5))


def _against(material: Material, record, step: np.ndarray) -> float:
    earlier = [r for r in material.records if r.round == record.round - 1]
    if not earlier:
        return 0.0
    worth = np.where(material.own, earlier[0].supply / 1e9 * earlier[0].announcement.prices, 0.0)
    other_way = np.sign(step) * np.sign(earlier[0].demand - earlier[0].supply) < 0
    return float(worth[other_way].sum() / worth.sum()) if worth.sum() > 0 else 0.0
