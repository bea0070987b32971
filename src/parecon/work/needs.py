"""Need: requests decided inside the council, and how far need extends as options of a ballot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Iterable, Mapping, Sequence

from parecon.ballots.decisions import read_share
from parecon.charter import Charter
from parecon.work.refusals import Reason, Refused
from parecon.work.shares import divide_exactly, is_whole

__all__ = [
    "CouncilNeeds", "NeedDecision", "NeedEffect", "NeedGood", "NeedRequest", "adopt_need_mode", "charter_modes", "decide_needs",
    "effects_of_modes", "share_product",
]

MODES = ("need", "head", "fee", "credits")


@dataclass(frozen=True)
class NeedRequest:
    """A member's request by need: who asks, what for, its value in smallest units, the reason for the council's ears only."""

    person: str
    good: str
    amount: int
    reason: str = ""


@dataclass(frozen=True)
class NeedDecision:
    """What the council answered to one request: the amount it grants, from nothing to all."""

    request: NeedRequest
    granted: int


@dataclass(frozen=True)
class CouncilNeeds:
    """The decided requests of one council, seen whole inside and as sums outside."""

    council: str
    decisions: tuple[NeedDecision, ...]

    def allowance_of(self, person: str) -> int:
        """Return what one person was granted, in smallest units."""
        return sum(d.granted for d in self.decisions if d.request.person == person)

    def redacted(self, charter: Charter) -> dict[str, int | None]:
        """Return what leaves the council: the sum by good, None where fewer persons ask than the charter lets be shown.

        No name, no reason and no single amount leaves; "all goods" is the sum that the federation is charged.
        """
        smallest, persons, sums = charter["income.redact_below"], {}, {}
        for decision in self.decisions:
            good = decision.request.good
            persons.setdefault(good, set()).add(decision.request.person)
            sums[good] = sums.get(good, 0) + decision.granted
        shown = {good: sums[good] if len(persons[good]) >= smallest else None for good in sorted(sums)}
        hidden = [good for good, value in shown.items() if value is None]
        if len(hidden) == 1 and len(shown) > 1:
            # A single hidden sum could be had by subtraction, so the smallest shown one is hidden with it.
            shown[min((g for g in shown if shown[g] is not None), key=lambda g: (len(persons[g]), g))] = None
        return {**shown, "all goods": sum(sums.values())}


def decide_needs(council: str, requests: Iterable[NeedRequest], granted: Mapping[tuple[str, str], int]) -> CouncilNeeds | Refused:
    """Record what a council granted; (person, good) missing from ``granted`` is refused nothing and waits, so it counts 0.

    Refuses two requests by one person for one good, negative amounts, more than was asked, and grants nobody asked for.
    """
    decisions, seen = [], set()
    for request in requests:
        key = (request.person, request.good)
        if key in seen:
            return Refused(Reason.LABEL_TWICE, f"{request.person} for {request.good}", 2, 1, "add the amounts up in one request")
        seen.add(key)
        amount = granted.get(key, 0)
        if not (is_whole(request.amount) and is_whole(amount)):
            return Refused(Reason.NOT_WHOLE, f"{request.person} for {request.good}", (request.amount, amount), "whole smallest units", "ask and grant whole units")
        if request.amount < 0 or amount < 0:
            return Refused(Reason.NEGATIVE, f"{request.person} for {request.good}", min(request.amount, amount), 0, "ask and grant zero or more")
        if amount > request.amount:
            return Refused(Reason.FUND_TOO_SMALL, f"{request.person} for {request.good}", amount, request.amount, "grant no more than was asked")
        decisions.append(NeedDecision(request, amount))
    for key in granted:
        if key not in seen:
            return Refused(Reason.UNKNOWN_LABEL, f"{key[0]} for {key[1]}", granted[key], "a request", "let the member ask first")
    return CouncilNeeds(council, tuple(decisions))


@dataclass(frozen=True)
class NeedGood:
    """A good about which a ballot may decide how it is had.

    requests: by person, value in smallest units at announced prices that the person asks for in each mode
    (``{"need": 30, "credits": 10}``; a mode that is missing takes the amount under credits).
    fee_share: part of the price paid in credits under ``fee`` (None: ``needs.fee_share``). hours_per_unit: hours of work behind one smallest unit.
    """

    name: str
    requests: Mapping[str, Mapping[str, int]]
    hours_per_unit: Fraction = Fraction(0)
    fee_share: Fraction | None = None

    def asked(self, person: str, mode: str) -> int:
        """Return what ``person`` asks for in ``mode``."""
        amounts = self.requests.get(person, {})
        return int(amounts.get(mode, amounts.get("credits", 0)))


@dataclass(frozen=True)
class NeedEffect:
    """What one option would do: to everyone's income, to what they have free, and to hours.

    incomes: credits of each person, smallest units. free: goods had without credits. fees: credits due for it.
    drawn: free goods by person. hours_change: hours of work behind what is asked beyond what would be bought with credits (below zero: less).
    """

    good: str
    mode: str
    incomes: Mapping[str, int]
    drawn: Mapping[str, int]
    fees: Mapping[str, int]
    fund: int
    hours_change: Fraction

    def as_text(self) -> str:
        """Return one line for the ballot paper."""
        low, high = min(self.incomes.values()), max(self.incomes.values())
        hours = "same hours" if self.hours_change == 0 else f"{float(self.hours_change):+,.1f} hours for what more is asked"
        return f"{self.good} by {self.mode}: incomes {low:,} to {high:,}, free {sum(self.drawn.values()):,}, fees {sum(self.fees.values()):,}, {hours}"


def share_product(product: int, free: int, points: Mapping[str, int]) -> dict[str, int] | Refused:
    """Divide what is left of the product, after free goods, in proportion to points of work and of need, to the unit.

    >>> share_product(1000, 200, {"Ana": 1, "Bo": 1, "the injured neighbour": 0})
    {'Ana': 400, 'Bo': 400, 'the injured neighbour': 0}
    """
    if not (is_whole(product) and is_whole(free)):
        return Refused(Reason.NOT_WHOLE, "product and free goods", (product, free), "whole smallest units", "give whole units")
    if free > product:
        return Refused(Reason.FUND_TOO_SMALL, "product", product, free, "give fewer goods by need, or work longer")
    parts = divide_exactly(product - free, list(points.values()))
    return parts if isinstance(parts, Refused) else dict(zip(points, parts.tolist()))


def effects_of_modes(
    good: NeedGood, product: int, points: Mapping[str, int], modes: Sequence[str] = MODES, *, charter: Charter
) -> tuple[NeedEffect, ...] | Refused:
    """Return, for each mode, everyone's income and the hours: the facts a ballot on need shows.

    product: value of all consumption at announced prices, smallest units. points: by person, as in ``share_product``.
    Modes: ``need`` (as asked, free), ``head`` (an equal part of what is asked, free), ``fee`` (as asked, part of the
    price in credits), ``credits`` (bought). What is free leaves the fund; fees come back to it.
    Refuses unknown modes, strangers' requests, and free goods above the product.
    Source: how far need extends is decided by councils, Wetzel; the four modes and this arithmetic are our design.

    >>> from parecon.charter import default_charter
    >>> people = {f"earner {i}": 1 for i in range(10)} | {"the injured neighbour": 0}
    >>> care = NeedGood("care", {"the injured neighbour": {"need": 150}} | {f"earner {i}": {"credits": 20, "need": 5} for i in range(10)})
    >>> for effect in effects_of_modes(care, 1000, people, ("credits", "need"), charter=default_charter()): print(effect.as_text())
    care by credits: incomes 0 to 100, free 0, fees 0, same hours
    care by need: incomes 0 to 80, free 200, fees 0, same hours
    """
    for mode in modes:
        if mode not in MODES:
            return Refused(Reason.UNKNOWN_LABEL, f"mode {mode!r}", mode, ", ".join(MODES), "choose one of these")
    for person, amounts in good.requests.items():
        if person not in points:
            return Refused(Reason.STRANGER, f"{person} for {good.name}", person, "a person with an income line", "list the person, with no points if without income")
        if not all(map(is_whole, amounts.values())):
            return Refused(Reason.NOT_WHOLE, f"{person} for {good.name}", dict(amounts), "whole smallest units", "ask for whole units")
        if any(a < 0 for a in amounts.values()):
            return Refused(Reason.NEGATIVE, f"{person} for {good.name}", min(amounts.values()), 0, "ask for zero or more")
    if good.fee_share is None:
        good = replace(good, fee_share=read_share(charter["needs.fee_share"])[0])
    effects = []
    for mode in modes:
        effect = _effect(good, mode, product, points)
        if isinstance(effect, Refused):
            return effect
        effects.append(effect)
    return tuple(effects)


def _effect(good: NeedGood, mode: str, product: int, points: Mapping[str, int]) -> NeedEffect | Refused:
    asked = {person: good.asked(person, "need" if mode == "head" else mode) for person in points}
    drawn, fees = dict.fromkeys(points, 0), dict.fromkeys(points, 0)
    if mode == "need":
        drawn = asked
    elif mode == "head":
        drawn = dict(zip(points, divide_exactly(sum(asked.values()), [1] * len(points)).tolist()))
    elif mode == "fee":
        drawn = asked
        fees = {person: round(amount * good.fee_share) for person, amount in asked.items()}
    fund = product - sum(drawn.values()) + sum(fees.values())
    incomes = share_product(fund, 0, points) if fund >= 0 else share_product(product, sum(drawn.values()) - sum(fees.values()), points)
    if isinstance(incomes, Refused):
        return incomes
    bought = {person: good.asked(person, "credits") for person in points}
    extra = sum(drawn.values()) - sum(bought.values()) if mode != "credits" else 0
    return NeedEffect(good.name, mode, incomes, drawn, fees, fund, extra * good.hours_per_unit)


def charter_modes(charter: Charter, voted: Mapping[str, str], goods: Iterable[str]) -> dict[str, str]:
    """Return how each good is had: as voted, else by the charter's ``needs.mode``."""
    return {good: voted.get(good, charter["needs.mode"]) for good in goods}


def adopt_need_mode(voted: Mapping[str, str], good: str, mode: str, *, communities_agree: bool, workers_agree: bool) -> dict[str, str] | Refused:
    """Return the modes in force after a ballot of both chambers; where one says no, nothing changes.

    Source: "councils and federations decide how far need extends" (Wetzel); that both must agree is our design.
    """
    if mode not in MODES:
        return Refused(Reason.UNKNOWN_LABEL, f"mode {mode!r}", mode, ", ".join(MODES), "choose one of these")
    if not (communities_agree and workers_agree):
        no = [name for name, agrees in (("community councils", communities_agree), ("worker councils", workers_agree)) if not agrees]
        return Refused(Reason.NOT_DECIDED_BY_BOTH, f"{good} by {mode}", f"no from {' and '.join(no)}", "yes from both", "amend the option and put it to both again")
    return {**voted, good: mode}
