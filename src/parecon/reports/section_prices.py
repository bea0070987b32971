"""For every price a why: what it was, what was wanted and offered, the rule, and what it contains."""

from __future__ import annotations

import numpy as np

from parecon.economy import GoodKind
from parecon.facilitation.own_gap import explain_own_gaps
from parecon.reports.contents import Contents
from parecon.reports.markup import Anchors, Markup, details, element, join, paragraph, section, table
from parecon.reports.material import Material, printed
from parecon.reports.section_rounds import RULE_IN_SHORT, RULE_WORDS
from parecon.reports.wording import amount, change, number, percent, price_words, read_unit

__all__ = ["prices_section"]

_LINES_MAX, _LINES_EACH = 9000, 16
_SHORT_MAX = 4000
_SCARCE = 1e-12


def prices_section(material: Material, contents: Contents, anchors: Anchors) -> Markup:
    """Return the explanation of every price; goods of little value in large economies get one line each."""
    goods = material.economy.goods
    charter = material.charter
    told = paragraph("A price says what it costs society to make one more unit: the work, materials, means of production and harm in it. Nobody sells at it and nobody "
                     "earns from it. Open a price to see where it comes from. ",
                     RULE_WORDS.get(charter["prices.rule"], f"The rule is “{charter['prices.rule']}”."))
    home = [g for g in range(len(goods)) if goods[g].kind in (GoodKind.PRODUCT, GoodKind.COLLECTIVE)]
    scarce = [g for g in range(len(goods)) if goods[g].kind not in (GoodKind.PRODUCT, GoodKind.COLLECTIVE, GoodKind.IMPORT)]
    imports = [g for g in range(len(goods)) if goods[g].kind is GoodKind.IMPORT]
    worth = np.maximum(material.records[-1].demand, material.records[-1].supply) / 1e9 * material.prices
    most = _LINES_MAX // (_LINES_EACH + len(material.records))
    full = set(scarce) | set(sorted(home, key=lambda g: -worth[g])[:most])
    why = _Why(material, contents, anchors)
    parts = [element("h3", "Work, means of production, nature, exchange"), join(why.full(g) for g in scarce)] if scarce else []
    parts += [element("h3", "Goods that are made"), join(why.full(g) for g in home if g in full)]
    rest = [g for g in home if g not in full]
    if rest:
        parts.append(why.short(rest[:_SHORT_MAX], "Goods of smaller value, in one line each" + (f" (the first {_SHORT_MAX})" if len(rest) > _SHORT_MAX else "")))
    if imports:
        parts += [element("h3", "Goods from abroad"), paragraph(
            "An imported good costs what it costs abroad, times the price of foreign exchange. Prices abroad are taken as last year’s. So all these prices move "
            "together, with the price of exchange, which balances what is bought abroad with what is sold there."), why.short(imports[:_SHORT_MAX], "Imported goods")]
    return section("Why this price?", "prices", told, *why.against_in_all(), *parts)


class _Why:
    """Writes the reasons of single prices."""

    def __init__(self, material: Material, contents: Contents, anchors: Anchors) -> None:
        self.material, self.contents, self.anchors = material, contents, anchors
        economy = material.economy
        self.hours = contents.good_content(contents.clock_hours)
        self.emitted = {int(g): contents.good_content(contents.emitted(int(g))) for g in economy.kinds(GoodKind.POLLUTANT)}
        self.labour = economy.kinds(GoodKind.LABOUR)
        announced = [r.announcement.prices for r in material.records[1:]]
        self.own_gaps = [(r, explain_own_gaps(r, prices, economy), prices) for r, prices in zip(material.records, announced)]

    def full(self, good: int) -> Markup:
        """Return all there is to say of one price."""
        economy, material = self.material.economy, self.material
        name = material.names[good]
        now, unit = price_words(float(material.prices[good]), economy.goods[good].unit, material.credit)
        before = float(economy.last_prices[good]) * (now / float(material.prices[good]) if material.prices[good] > 0 else 0.0)
        moved = change(now / before - 1) if before > 0 else "new"
        head = element("span", element("b", name), f" {number(now, 4)} {unit}, {moved}")
        parts = [paragraph(self._story(good, (before, now, unit, moved))), *self._in_words(good), self._rounds(good, now)]
        if material.made[good] and self.contents.maker_mix(good).any():
            parts += [self._parts(good), self._embodied(good)]
        return details(head, *parts, id=self.anchors[economy.goods[good].code], class_="why")

    def _story(self, good: int, words) -> str:
        before, now, unit, moved = words
        economy, record = self.material.economy, self.material.records[-1]
        gap = (int(record.demand[good]) - int(record.supply[good])) / 1e9
        last = f"In the last round wishes lay {amount(abs(gap), economy.goods[good].unit)} {'above' if gap > 0 else 'below'} what was offered"
        told = f"Last year it was {number(before, 4)} {unit}; now it is {number(now, 4)}" + (f" ({moved})." if moved != "new" else ".")
        told += f" {last} ({percent(abs(float(record.gaps[good])))})." if gap else " In the last round exactly as much was offered as wanted."
        rule = self.material.charter["prices.rule"]
        told += f" The rule: {RULE_IN_SHORT.get(rule, rule)}."
        duals = self.material.plan.duals if self.material.plan else None
        if duals is not None and abs(duals[good]) > _SCARCE and abs(record.gaps[good]) > self.material.charter["closing.coincide_below"]:
            told += " In the closing this good was one of those that stood in the way: more of it would have spared changes elsewhere."
        return told

    def _in_words(self, good: int) -> list[Markup]:
        """Return what numbers do not say: hidden costs that were filed and how they were voted, and the good's sheet."""
        economy, code = self.material.economy, self.material.economy.goods[good].code
        told, price = [], float(economy.last_prices[good])
        for d in (d for d in self.material.outcome.year.decisions if d.claim.good == code):
            claimed = percent(d.claim.credits_per_unit / price) if price > 0 else number(d.claim.credits_per_unit)
            voted = f"It was voted that its makers pay {percent(d.credits_per_unit / price) if price > 0 else number(d.credits_per_unit)} of last year’s price for it, " \
                "which is in the price above." if d.accepted else "The vote charged nothing for it."
            said = f"A hidden cost was filed against it by {d.claim.filed_by}: “{d.claim.words}”, {claimed} of last year’s price"
            told.append(paragraph(f"{said}{f' (source: {d.claim.source})' if d.claim.source else ''}. {voted}", class_="note"))
        for sheet in (s for s in economy.sheets if s.code == code):
            lines = (("Made of", sheet.made_of), ("The work", sheet.work), ("The land", sheet.land), ("Sources", sheet.sources))
            told.append(table("What the price does not say", ["", "In words"], [line for line in lines if line[1]], words=(0, 1)))
        return told

    def _rounds(self, good: int, now: float) -> Markup:
        economy, material = self.material.economy, self.material
        factor = now / float(material.prices[good]) if material.prices[good] > 0 else 0.0
        unit = economy.goods[good].unit
        read = read_unit(unit)
        rows = [(f"{r.round}", number(float(r.announcement.prices[good]) * factor, 5), *(_units(v / 1e9, read) for v in (r.supply[good], r.demand[good])),
                 _units((int(r.demand[good]) - int(r.supply[good])) / 1e9, read)) for r in material.records]
        return join((table(f"Price and amounts by round, in {read.word}", ["Round", "Price", "Offered", "Wanted", "Wanted less offered"], rows), *self._against(good)))

    def against_in_all(self) -> list[Markup]:
        """Return what share of wishes, by value, is of goods whose next price moved against their own gap, round by round."""
        shares = [f"{percent(found.value_share)} after round {record.round}" for record, found, _prices in self.own_gaps if found.against.any()]
        return [paragraph("All prices are solved together, so some move against the gap of their own good; each says why below. Such goods are, of all wishes by value, "
                          f"{', '.join(shares)}.")] if shares else []

    def _against(self, good: int) -> list[Markup]:
        """Return where its price moved against its own gap, and why."""
        told = []
        for record, found, prices in self.own_gaps:
            if not found.against[good]:
                continue
            fell = prices[good] < record.announcement.prices[good]
            why = f"what its makers use costs {percent(abs(float(found.inputs[good])))} {'less' if fell else 'more'} at the new prices" if found.by_inputs[good] else \
                f"all prices are solved together, and at the others and the incomes that come with them {'less of it is wished, or more offered' if fell else 'more of it is wished, or less offered'}"
            told.append(paragraph(f"After round {record.round} it {'fell' if fell else 'rose'} though {'more was wished than offered' if fell else 'more was offered than wished'}: {why}.", class_="note"))
        return told

    def _parts(self, good: int) -> Markup:
        rows = [(p.name, f"{100 * p.share:.1f}".replace("-", "−"), change(p.own_change) if p.own_change else "–", f"{100 * p.moved:+.2f}".replace("-", "−"))
                for p in self.contents.parts_of(good)]
        return table("What 100 credits of it contain, how the price of each part changed since last year, and by how many per cent that moved this price. "
                     "“Left over” is what benefit exceeds cost by, and what changed in recipes.", ["Part", "Of 100", "Its price", "Moved it by"], rows)

    def _embodied(self, good: int) -> Markup:
        economy, material = self.material.economy, self.material
        unit = economy.goods[good].unit
        read = read_unit(unit)
        _, words = price_words(float(material.prices[good]), unit, material.credit)
        times = float(price_words(float(material.prices[good]), unit, material.credit)[0]) / (float(material.prices[good]) * material.credit / read.size)
        told = []
        if len(self.labour) and self.hours[good] > 0:
            size = read_unit(economy.goods[self.labour[0]].unit).size
            told.append(f"{number(self.hours[good] * size / read.size * times, 2)} hours of work by the clock")
        for pollutant, content in self.emitted.items():
            if content[good] > 0:
                tonnes = read_unit(economy.goods[pollutant].unit)
                kilos = content[good] * tonnes.size / read.size * times
                said = f"{number(1000 * kilos, 2)} kilograms" if tonnes.word.startswith("tonnes") else f"{number(kilos, 2)} {tonnes.word}"
                told.append(f"{said} of {printed(economy.goods[pollutant].code)}")
        if not told:
            return Markup("")
        return paragraph(f"Making {words.removeprefix('credits per ')} of it takes {' and '.join(told)}, through all stages here. What was done abroad for imported parts is not counted.")

    def short(self, goods, caption: str) -> Markup:
        """Return one line each for ``goods``."""
        economy, material, record = self.material.economy, self.material, self.material.records[-1]
        lines = []
        for g in goods:
            now, unit = price_words(float(material.prices[g]), economy.goods[g].unit, material.credit)
            before = float(economy.last_prices[g])
            gap = (int(record.demand[g]) - int(record.supply[g])) / 1e9
            lines.append((element("span", material.names[g], id=self.anchors[economy.goods[g].code]), number(now, 4), unit.removeprefix("credits "),
                          change(float(material.prices[g]) / before - 1) if before > 0 else "new", _units(gap, read_unit(economy.goods[g].unit))))
        return details(caption, table(caption, ["Good", "Credits", "per", "On last year", "Wanted less offered"], lines))


def _units(value: float, unit) -> str:
    return amount(value, type(unit)(unit.size, "")).strip() if value else "0"
