"""What the engine says in English, in the reader's language: why prices moved, and the names in the economies that come with the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext, gettext_noop

__all__ = ["engine_words", "patterns_of", "said", "say_why"]

CLAUSES = (
    gettext_noop("each price times (demand / supply) to the power %(power)s"),
    gettext_noop("the published rule: a step that grows with the gap and with the last gap"),
    gettext_noop("the mixture of the last %(count)s rounds in which gaps most nearly cancel, and from there demand over supply"),
    gettext_noop("from round %(number)s revisions are limited"),
    gettext_noop("one Newton step: gaps divided by how demand and supply answer all prices, as filed or as earlier rounds showed"),
    gettext_noop("the rule of the slides of 2020: a step that grows with the gap, up to a cap"),
    gettext_noop("the rule of the paper of 2023: a step that grows with the gap and with the last step"),
    gettext_noop("each price moves by %(share)s towards balance, however large its gap"),
    gettext_noop("the prices at which a model of all rows, fitted to the last proposals, balances (no gap of the model above %(gap)s)"),
    gettext_noop("mixed with those of earlier rounds because the worst gap did not fall"),
    gettext_noop("%(count)s prices stop between one at which their good was short and one at which it was left over"),
    gettext_noop("its rows are industries"),
    gettext_noop("its %(count)s rows are worker councils, for %(share)s of inputs differ within industries"),
    gettext_noop("because the model fitted to the last proposals has no clearing prices"),
    gettext_noop("because faster steps failed %(count)s times in a row"),
    gettext_noop("because a faster step has no finite positive prices"),
    gettext_noop("because after the last, faster step the worst gap did not fall"),
    gettext_noop("%(count)s prices that would have moved against their own gap stand still"),
    gettext_noop("last year's prices: the model of the coming year has no clearing prices"),
    gettext_noop("the prices the year starts from"),
    gettext_noop("makers are charged for hidden costs that were voted: %(which)s"),
)
"""The clauses of which the engine's reasons are made (parecon.facilitation); numbers stand in brackets."""

_BETWEEN = re.compile(r"(; |, (?=because |mixed with ))")
_FILLED = re.compile(r"%\((\w+)\)s")


@cache
def patterns_of(phrases: tuple[str, ...]) -> tuple[tuple[re.Pattern, str], ...]:
    """Return what recognizes each phrase with anything filled in, and the phrase."""
    return tuple((re.compile("".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(_FILLED.split(phrase))), re.DOTALL), phrase) for phrase in phrases)


def say_why(reason: str) -> str:
    """Return why the prices of a round are what they are, in the reader's language; a clause that is not known stays as it is.

    >>> say_why("the prices the year starts from; its rows are industries")
    'the prices the year starts from; its rows are industries'
    """
    return "".join(part if at % 2 else _say_clause(part) for at, part in enumerate(_BETWEEN.split(reason)))


def _say_clause(clause: str) -> str:
    for pattern, template in patterns_of(CLAUSES):
        found = pattern.fullmatch(clause)
        if found:
            return gettext(template) % found.groupdict()
    return clause


def said(name: object) -> str:
    """Return a name of a good, unit, council or federation in the reader's language where it comes with the program, else as it was given.

    >>> said("Bakery"), said("A name of our own")
    ('Bakery', 'A name of our own')
    """
    text = str(name)
    return gettext(text) if text.strip() else text


def engine_words() -> Iterator[str]:
    """Yield the names in the economies of demonstrations, as they come and as councils carry them, the names of price rules, and what the charter says of each of its rules."""
    import parecon
    from parecon.datasets.town import build_town
    from parecon.facilitation.rounds import RULES

    for economy, _society in (build_town(parecon.default_charter(), 1, places=True, harmed=True), parecon.toy_economy()):
        for good in economy.goods:
            yield from (good.name, good.unit)
        for place in (*economy.federations, *economy.rows):
            yield from (place.name, place.name[:1].upper() + place.name[1:])
        for good in economy.collective.goods if economy.collective else ():
            yield from (good.name, good.unit)
        for level in economy.collective.levels if economy.collective else ():
            yield level
    yield from RULES
    for rule in parecon.default_charter().rules.values():
        yield from (rule.meaning, rule.unit, rule.source)
