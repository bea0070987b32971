"""The top of the report: what this is, and the year in six numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind, GoodKind
from parecon.reports.figures import Figures
from parecon.reports.markup import Markup, element, join, paragraph, section
from parecon.reports.material import Material, printed
from parecon.reports.wording import amount, bare_amount, change, currency_word, number, percent, plan_words, read_unit

__all__ = ["year_section"]


_CARDS = 6
_COUNTS = ("no", "one", "two", "three", "four", "five", "six")


@dataclass(frozen=True)
class Card:
    """One number of the year: the number, what it counts, and a word on it."""

    value: str
    what: str
    note: str


def year_section(material: Material, figures: Figures) -> Markup:
    """Return what this report is, and six numbers."""
    economy, councils = material.economy, material.economy.councils
    workers = int((councils.kind == CouncilKind.WORKER).sum())
    neighbourhoods = int((councils.kind == CouncilKind.CONSUMER).sum())
    last = "This is the plan that won." if material.plan else "This time no plan was possible; the page says what is missing."
    about = paragraph(
        f"{bare_amount(workers)} worker councils said what they want to make and what they need for it. {bare_amount(neighbourhoods)} neighbourhood "
        f"{'council' if neighbourhoods == 1 else 'councils'} said what they want to use and how long they want to work. Everybody saw the prices that "
        f"followed, and proposed again, until it fitted. {last}", class_="lead")
    honest = paragraph("The councils in this year are ", element("strong", "simulated"), ": no real person was asked. Their habits follow the tables named under ",
                       element("a", "what was assumed", href="#assumed"), ".", class_="notice")
    count, cards = _cards(material, figures)
    return section(f"The year in {_COUNTS[count]} numbers", "year", about, honest, cards, _credit_words(material))


def _cards(material: Material, figures: Figures) -> tuple[int, Markup]:
    chosen = [card for card in (_people(material), *_consumption(material, figures), *_hours(material, figures), *_emissions(material, figures),
                                _rounds(material, figures), *_vote(material), *_kept(material, figures)) if card][:_CARDS]
    return len(chosen), element("ul", join(element("li", element("strong", c.value), element("b", c.what), element("span", c.note)) for c in chosen), class_="cards")


def _people(material: Material) -> Card:
    count = len(material.economy.councils)
    return Card(bare_amount(material.people), "people", f"in {number(count, 9)} councils and boards")


def _consumption(material: Material, figures: Figures) -> list[Card]:
    if not material.plan or not material.people:
        return []
    currency, rate = currency_word(material.economy), figures["consumption_last_year_prices_a_person"]
    worth = f"worth {amount(rate, currency)} at last year’s prices; " if rate and currency else ""
    return [Card(f"{bare_amount(figures['consumption_credits_a_person'])} credits", "for each person’s use in the year",
                 f"{worth}{percent(figures['collective_share'])} of it is shared")]


def _hours(material: Material, figures: Figures) -> list[Card]:
    if not figures["hours"] or not material.people:
        return []
    return [Card(f"{number(figures['hours_a_week_a_person'], 3)} hours", "of work a week for each inhabitant, by the clock",
                 f"children and the old counted in; {change(figures['hours_change'])} on last year")]


def _emissions(material: Material, figures: Figures) -> list[Card]:
    pollutants = material.economy.kinds(GoodKind.POLLUTANT)
    if not len(pollutants) or not material.people:
        return []
    good = material.economy.goods[pollutants[0]]
    unit = read_unit(good.unit)
    used = float(np.asarray(material.use[:, [pollutants[0]]].sum())) * unit.size / material.people
    return [Card(f"{number(used, 3)} {unit.word}", f"of {printed(good.code)} for each person", f"{change(figures['emissions_change'])} on last year")]


def _rounds(material: Material, figures: Figures) -> Card:
    n = int(figures["rounds"])
    return Card(f"{n} {'round' if n == 1 else 'rounds'}", "of proposals until it nearly fitted",
                f"{percent(figures['value_gap'])} of all value was still out of balance; "
                + ("the closing brought it to zero" if material.plan else "and it could not be closed"))


def _vote(material: Material) -> list[Card]:
    ballot = material.outcome.ballot
    if ballot is None or ballot.winner is None or not ballot.cast:
        return []
    return [Card(percent(float(ballot.scores[ballot.winner] / ballot.cast), 3), f"of votes approved the plan “{plan_words(ballot.winner)}”",
                 f"one of {len(material.closing.candidates)} plans on the ballot")]


def _kept(material: Material, figures: Figures) -> list[Card]:
    if not material.plan:
        return []
    return [Card(percent(figures["lines_kept"]), "of all lines stand as they were proposed", f"the others had to give way; {percent(figures['changed'])} of all value was changed")]


def _credit_words(material: Material) -> Markup:
    currency = currency_word(material.economy)
    rate = material.economy.source.get("million credits per unit of currency")
    if not currency or not rate:
        return paragraph("Credits say what a person may use. They are not money: they cannot be given away, and they vanish when they are used.")
    worth = 1 / float(rate)
    return paragraph(
        f"Prices are in credits. One average hour of work earns one credit. What cost {number(worth, 3)} {currency} last year cost one credit then. "
        "Credits are not money: they cannot be given away or lent out for gain, and they vanish when they are used.")
