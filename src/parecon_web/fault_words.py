"""What the engine says is wrong with a cell of a town's tables, in the reader's language: problem, both values and the way out."""

from __future__ import annotations

import re

from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_noop

from parecon_web.engine_words import patterns_of

__all__ = ["say_fault"]

PHRASES = (
    # numbers and choices
    gettext_noop("the cell is no number"),
    gettext_noop("the number is out of its range"),
    gettext_noop("write the decimal point as a point, and no sign between thousands"),
    gettext_noop("write %(number)s and at most %(most)s, in a larger unit if need be"),
    gettext_noop("write %(number)s and at most %(most)s"),
    gettext_noop("%(number)s and at most %(most)s"),
    gettext_noop("write a whole number above %(least)s here"),
    gettext_noop("write a whole number of %(least)s or more here"),
    gettext_noop("write a number above %(least)s here"),
    gettext_noop("write a number of %(least)s or more here"),
    gettext_noop("write a whole number above %(least)s"),
    gettext_noop("write a whole number of %(least)s or more"),
    gettext_noop("write a number above %(least)s"),
    gettext_noop("write a number of %(least)s or more"),
    gettext_noop("a whole number above %(least)s"),
    gettext_noop("a whole number of %(least)s or more"),
    gettext_noop("a number above %(least)s"),
    gettext_noop("a number of %(least)s or more"),
    gettext_noop("an empty cell"),
    gettext_noop("the cell is none of the choices"),
    gettext_noop("one of none, for there is none"),
    gettext_noop("one of %(choices)s"),
    gettext_noop("write %(near)s, if that is meant"),
    gettext_noop("choose one of these, or add the workplace first"),
    gettext_noop("choose one of these, or add the neighbourhood first"),
    gettext_noop("choose one of these, or add the council first"),
    gettext_noop("choose one of these, or add the federation first"),
    gettext_noop("choose one of these, or add the good first"),
    gettext_noop("choose one of these, or add the shared good first"),
    gettext_noop("choose one of these, or add the rule first"),
    gettext_noop("choose one of these"),
    gettext_noop("there is no such workplace"),
    gettext_noop("there is no such neighbourhood"),
    gettext_noop("there is no such council"),
    gettext_noop("there is no such federation"),
    gettext_noop("there is no such good"),
    gettext_noop("there is no such shared good"),
    gettext_noop("there is no such rule"),
    # the town, its goods and councils
    gettext_noop("a town has one line here"),
    gettext_noop("1 line"),
    gettext_noop("%(count)s lines"),
    gettext_noop("remove this line"),
    gettext_noop("the town has no name"),
    gettext_noop("a name"),
    gettext_noop("write the town's name"),
    gettext_noop("the good has no unit"),
    gettext_noop("a unit that people know"),
    gettext_noop("write one, such as kilograms, trips or hours"),
    gettext_noop("the price of what is bought outside follows from its price outside"),
    gettext_noop("leave it empty; the town's price is price_outside times the price of the currency"),
    gettext_noop("a town counts one kind of work"),
    gettext_noop("a town counts one kind of currency"),
    gettext_noop("put the lines together into one"),
    gettext_noop("no good is work"),
    gettext_noop("one good of the kind labour"),
    gettext_noop("none"),
    gettext_noop("add a line such as work,labour,hours"),
    gettext_noop("nothing is made"),
    gettext_noop("at least one good of the kind product"),
    gettext_noop("add what the workplaces make"),
    gettext_noop("goods are bought outside, and no good is the currency that pays for them"),
    gettext_noop("one good of the kind foreign exchange"),
    gettext_noop("add a line for the currency outside, with its price in credits"),
    gettext_noop("the good has no name"),
    gettext_noop("the council has no name"),
    gettext_noop("the federation has no name"),
    gettext_noop("write how people call it"),
    gettext_noop("two goods have one name"),
    gettext_noop("two councils have one name"),
    gettext_noop("two federations have one name"),
    gettext_noop("a name of its own"),
    gettext_noop("call one of them otherwise, or put the two lines together"),
    gettext_noop("the federation is part of itself"),
    gettext_noop("one above it"),
    gettext_noop("break the circle"),
    gettext_noop("a council and a federation have one name"),
    gettext_noop("call one of them otherwise"),
    gettext_noop("there is no workplace"),
    gettext_noop("there is no neighbourhood"),
    gettext_noop("at least one workplace"),
    gettext_noop("at least one neighbourhood"),
    gettext_noop("add a line for each workplace"),
    gettext_noop("add a line for each neighbourhood"),
    gettext_noop("a %(kind)s requests for itself"),
    gettext_noop("leave it empty; only a collective council is for others"),
    gettext_noop("a name with letters or figures"),
    gettext_noop("only workplaces and neighbourhoods have members"),
    gettext_noop("leave it empty"),
    gettext_noop("more people work than live there"),
    gettext_noop("at most %(most)s"),
    gettext_noop("correct at_work or members"),
    gettext_noop("this council is no workplace"),
    gettext_noop("this council is no neighbourhood"),
    gettext_noop("a workplace"),
    gettext_noop("a neighbourhood"),
    gettext_noop("choose a workplace"),
    gettext_noop("choose a neighbourhood"),
    # shared goods and places
    gettext_noop("there is no such federation or neighbourhood"),
    gettext_noop("everybody, a federation or a neighbourhood"),
    gettext_noop("write one of these, or add it first"),
    gettext_noop("this council is for nobody, while others are for places"),
    gettext_noop("write for whom it requests, or leave the column empty for all"),
    gettext_noop("no place decides shared goods"),
    gettext_noop("a collective council that is for somebody"),
    gettext_noop("write everybody, a federation or a neighbourhood into the column for of councils"),
    gettext_noop("a shared good has a name and a unit"),
    gettext_noop("both"),
    gettext_noop("write how people call it and count it"),
    gettext_noop("one shared good has two units or is decided twice"),
    gettext_noop("%(unit)s, decided as in its first line"),
    gettext_noop("make the lines of a good alike, or call one otherwise"),
    gettext_noop("%(council)s belongs to %(count)s of the places that decide on this level"),
    gettext_noop("give each neighbourhood one collective council on every level that has any, or leave the level out"),
    gettext_noop("a place uses the shared goods that it decides, and makes none"),
    gettext_noop("a shared good decided by %(level)s, in the column used"),
    gettext_noop("correct decided_by of the shared good, or who had it"),
    gettext_noop("shared goods are decided once, before the first round, where people plan in the browser"),
    gettext_noop("before"),
    gettext_noop("take this row out; parecon plan settles them in every round, with simulated councils"),
    # last year, endowments and balances
    gettext_noop("the same council and good stand there twice"),
    gettext_noop("one line"),
    gettext_noop("add the two up"),
    gettext_noop("a %(kind)s makes no %(good)s"),
    gettext_noop("0 or an empty cell"),
    gettext_noop("workplaces make products and collective goods, neighbourhoods offer work, the trade desk earns the currency outside"),
    gettext_noop("the good stands there twice"),
    gettext_noop("%(kind)s is nothing that a town is given"),
    gettext_noop("nature, capital, a permit, a stock or the currency outside"),
    gettext_noop("write hours offered into last_year, and leave out what is bought outside"),
    gettext_noop("the good has too many units to be counted"),
    gettext_noop("count it in a larger unit"),
    gettext_noop("last year %(used)s %(unit)s were used and %(there)s made or given"),
    gettext_noop("last year %(used)s %(unit)s were used and %(there)s offered or given"),
    gettext_noop("a difference of %(amount)s"),
    gettext_noop("at most %(share)s of the larger side"),
    gettext_noop("add the missing lines to last_year, correct what was made, or write a stock that was used up into endowments as last_year"),
    gettext_noop("add the missing lines to last_year, correct what was offered, or write a stock that was used up into endowments as last_year"),
    gettext_noop("by these prices and amounts nobody consumed anything that can be counted"),
    gettext_noop("goods worth %(worth)s credits for all people together"),
    gettext_noop("more than 0 and at most %(most)s"),
    gettext_noop("correct prices and amounts, or count prices in a larger unit of the currency"),
    gettext_noop("the price of an hour cannot be told: the workplaces' products were worth %(left)s credits more than what they used, for %(hours)s hours"),
    gettext_noop("more than 0 of both"),
    gettext_noop("correct prices or amounts, or write the price of an hour of work"),
    # rules
    gettext_noop("the value does not suit the rule"),
    gettext_noop("`parecon charter` shows each rule with its range"),
    gettext_noop("%(rule)s is yes or no (default %(usual)s), got %(given)s; give true or false"),
    gettext_noop("%(rule)s is a number in %(unit)s (default %(usual)s), got %(given)s; give a number"),
    gettext_noop("%(rule)s is a whole number of %(unit)s (default %(usual)s), got %(given)s; give a whole number"),
    gettext_noop("%(rule)s lies between %(low)s and %(high)s %(unit)s, got %(given)s; give a value in that range"),
    gettext_noop("%(rule)s is one of %(choices)s, got %(given)s; choose one of these"),
    gettext_noop("%(rule)s is a list of %(count)s numbers between %(low)s and %(high)s (default %(usual)s), got %(given)s; give as many in that range, not all of them 0"),
    gettext_noop("%(rule)s is a list (default %(usual)s), got %(given)s; give a list"),
    gettext_noop("%(rule)s is a text (default %(usual)s), got %(given)s; give a text"),
    # sheets and columns
    gettext_noop("a line goes beyond the columns"),
    gettext_noop("%(count)s cells"),
    gettext_noop("give every column a name, or empty the cell"),
    gettext_noop("there is no such sheet"),
    gettext_noop("rename it or leave it out"),
    gettext_noop("the sheet is missing"),
    gettext_noop("no sheet"),
    gettext_noop("add the sheet %(sheet)s"),
    gettext_noop("there is no line"),
    gettext_noop("nothing below the columns"),
    gettext_noop("at least one line"),
    gettext_noop("write a line for each"),
    gettext_noop("there is no such column"),
    gettext_noop("a column stands there twice"),
    gettext_noop("use the names of the columns, each once"),
    gettext_noop("a column is missing"),
    gettext_noop("nothing"),
    gettext_noop("add the column"),
)
"""What `parecon.datasets` says of a cell; %(…)s stands for what it fills in, words of the tables among it, which are English everywhere. Of two that fit, the first is taken."""

_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+|-?\d+\.\d+")


def say_fault(text: object) -> str:
    """Return a phrase about a cell in the reader's language; what is not known stays as it is.

    >>> say_fault("a whole number above 0 and at most 1,000,000"), say_fault("'seven'")
    ('a whole number above 0 and at most 1,000,000', "'seven'")
    """
    text = str(text)
    for pattern, phrase in patterns_of(PHRASES):
        found = pattern.fullmatch(text)
        if found:
            return gettext(phrase) % {name: say_fault(part) if name == "number" else _say_number(part) for name, part in found.groupdict().items()} if found.groupdict() else gettext(phrase)
    return _say_number(text)


def _say_number(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        return text
    whole, _point, decimals = text.partition(".")
    return number_format(whole.replace(",", "") + (f".{decimals}" if decimals else ""), len(decimals), use_l10n=True, force_grouping=True)
