"""When something fails: what is short, and the means against it in the order of the charter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from parecon.economy import CouncilKind, GoodKind
from parecon.execution.deliveries import Answer
from parecon.execution.refusals import ExecutionReason, ExecutionRefusal
from parecon.execution.stocks import spare_amounts
from parecon.execution.year import SOCIETY, ExecutionYear, Shock, begin_act, end_act, fixed_amount, place_of, post, refuse
from parecon.ledger import Transfer, overtime_units
from parecon.work import divide_exactly

__all__ = ["Recourse", "Step", "find_recourse", "hold_small_round", "record_shock", "take_step"]


@dataclass(frozen=True)
class Step:
    """One means against a shortage: its name in the charter, units it covers, councils that take part with units each, and a share where it moves one.

    share: rise of the price, or of hours.
    """

    means: str
    units: float
    councils: tuple[tuple[int, float], ...] = ()
    share: float = 0.0


@dataclass(frozen=True)
class Recourse:
    """What is short of a good, in units, the steps that cover it, in the order of the charter, and what no step covers."""

    good: str
    short: float
    steps: tuple[Step, ...]
    uncovered: float


def record_shock(year: ExecutionYear, request: str, day: str, shock: Shock) -> Answer:
    """Return the year with a workplace's loss recorded: it will deliver, and use, so much less.

    ``shock.amount`` is fixed point of what it was still to deliver. Whether it is excused
    is the federation's decision; excused or not, what people want and are owed stays.
    """
    body = ("shock", day, shock)
    begun, refusal, before = begin_act(year, request, day, body)
    if refusal or before:
        return year, refusal
    _, refusal = place_of(begun, shock.council, begun.economy.labels[shock.good] if 0 <= shock.good < len(begun.economy.goods) else "")
    line = begun.lines.find(shock.council, shock.good, True) if refusal is None else -1
    if refusal is None and (line < 0 or begun.council_kind(shock.council) is not CouncilKind.WORKER):
        refusal = refuse(ExecutionReason.NOT_IN_THE_PLAN, begun.economy.council_name(shock.council), (begun.economy.goods[shock.good].code, "what it makes", ""),
                         "name a good that this workplace makes")
    if refusal:
        return year, refusal
    left = int(begun.lines.wanted[line] - begun.lines.actual[line])
    if not 0 < shock.amount <= left:
        return year, refuse(ExecutionReason.BEYOND_THE_PLAN, begun.economy.council_name(shock.council), (shock.amount / 1e9, left / 1e9, begun.economy.goods[shock.good].unit),
                            "record what it can no longer deliver of what was still to come")
    return end_act(_scale(begun, line, -shock.amount), request, body, shocks=(*begun.shocks, shock)), None


def _scale(year: ExecutionYear, line: int, amount: int) -> ExecutionYear:
    """Return the year with a workplace's product changed by ``amount``, and what it uses changed by that product's share of its value."""
    lines = year.lines
    share = amount / 1e9 * float(year.prices[lines.good[line]]) / _worth_made(year, int(lines.council[line]))
    mine = np.flatnonzero((lines.council == lines.council[line]) & ~lines.made)
    wanted = lines.wanted.copy()
    wanted[mine] = np.maximum(np.rint(lines.wanted[mine] * (1.0 + share)).astype(np.int64), np.minimum(lines.actual[mine], lines.wanted[mine]))
    wanted[line] += amount
    return replace(year, lines=replace(lines, wanted=wanted))


def _worth_made(year: ExecutionYear, council: int) -> float:
    lines = year.lines
    mine = (lines.council == council) & lines.made
    return max(float((lines.wanted[mine] / 1e9) @ year.prices[lines.good[mine]]), 1e-300)


def find_recourse(year: ExecutionYear, good: str) -> Recourse:
    """Return what is short of a product and what can be done about it, each means after those before it in the charter's order.

    stock: what lies there covers it. swap: other workplaces make more, as far as the
    capacity they filed, hours and materials to spare reach. overtime: those who make it work longer. price: it
    grows dearer within the charter's bound, so that people draw less. small round: those
    who still want it wish anew. Raises LabelMismatch for a good there is none of.
    """
    at = year.economy.labels.position(good)
    lines = year.lines
    wanted = int(np.maximum(lines.wanted - lines.actual, 0)[(lines.good == at) & ~lines.made].sum())
    coming = int(np.maximum(lines.wanted - lines.actual, 0)[(lines.good == at) & lines.made].sum())
    short = left = max(wanted - coming, 0)
    steps = []
    for means in year.charter["execution.recourse_order"]:
        if left <= 0:
            break
        step = _MEANS[means](year, at, left)
        if step.units > 0:
            steps.append(step)
            left -= round(step.units * 1e9)
    return Recourse(good, short / 1e9, tuple(steps), max(left, 0) / 1e9)


def _from_stock(year: ExecutionYear, good: int, left: int) -> Step:
    return Step("stock", min(max(int(year.stock[good]), 0), left) / 1e9)


def _makers(year: ExecutionYear, good: int) -> list[int]:
    """Return the lines of the workplaces that make a good, those of the hardest hit workplace's federation first."""
    lines = year.lines
    found = [int(j) for j in np.flatnonzero((lines.good == good) & lines.made) if year.council_kind(int(lines.council[j])) is CouncilKind.WORKER]
    hit = [shock.council for shock in year.shocks if shock.good == good]
    near = {_parent(year, council) for council in hit}
    return sorted((j for j in found if int(lines.council[j]) not in hit), key=lambda j: (_parent(year, int(lines.council[j])) not in near, j)) + [
        j for j in found if int(lines.council[j]) in hit]


def _parent(year: ExecutionYear, council: int) -> str:
    return year.economy.federations[int(year.economy.councils.federation[council])].parent


def _swap(year: ExecutionYear, good: int, left: int) -> Step:
    hit = {shock.council for shock in year.shocks if shock.good == good}
    found, trial = [], year
    for j in _makers(year, good):
        council = int(year.lines.council[j])
        amount = 0 if council in hit else min(_room(trial, j), _fed(trial, j), left)
        if amount > 0:
            found.append((council, amount / 1e9))
            trial, left = _scale(trial, j, amount), left - amount
    return Step("swap", sum(units for _, units in found), tuple(found))


def _room(year: ExecutionYear, line: int) -> int:
    """Return how much more a workplace could make of a product by the capacity it filed, fixed point; none where it filed none."""
    council = int(year.lines.council[line])
    place = int(np.searchsorted(year.plan.council, council))
    capacity = float(year.plan.capacity[place])
    proposed = next((p for g, p, _ in year.plan.lines_of(council) if g == int(year.lines.good[line]) and p > 0), 0)
    return max(int(proposed * capacity) - int(year.lines.wanted[line]), 0) if capacity > 0 else 0


def _fed(year: ExecutionYear, line: int, without: GoodKind | None = None) -> int:
    """Return how much more of a product the hours, materials and land to spare allow a workplace, fixed point."""
    lines, spare = year.lines, spare_amounts(year)
    mine = np.flatnonzero((lines.council == lines.council[line]) & ~lines.made)
    worth = _worth_made(year, int(lines.council[line])) / float(year.prices[lines.good[line]])
    most = float(lines.wanted[line])
    for j in mine:
        if lines.wanted[j] > 0 and year.kind_of(int(lines.good[j])) is not without:
            most = min(most, max(int(spare[lines.good[j]]), 0) / float(lines.wanted[j]) * worth * 1e9)
    return int(most)


def _overtime(year: ExecutionYear, good: int, left: int) -> Step:
    share = year.charter["execution.overtime_share_max"]
    hit = {shock.council for shock in year.shocks if shock.good == good}
    found, trial = [], year
    for j in _makers(year, good):
        council = int(year.lines.council[j])
        longer = int(share * _worth_made(trial, council) / float(year.prices[good]) * 1e9)
        amount = 0 if council in hit else min(longer, _fed(trial, j, GoodKind.LABOUR), left)
        if amount > 0:
            found.append((council, amount / 1e9))
            trial, left = _scale(trial, j, amount), left - amount
    return Step("overtime", sum(units for _, units in found), tuple(found), share)


def _private_left(year: ExecutionYear, good: int) -> np.ndarray:
    """Return the lines on which people still want a good that is not set aside."""
    lines = year.lines
    mine = (lines.good == good) & ~lines.made & (year.economy.councils.kind[lines.council] == CouncilKind.CONSUMER)
    return np.flatnonzero(mine & (lines.wanted - lines.actual - lines.reserved > 0))


def _price(year: ExecutionYear, good: int, left: int) -> Step:
    lines, mine = year.lines, _private_left(year, good)
    wanted = int((lines.wanted - lines.actual - lines.reserved)[mine].sum())
    planned = float(year.plan.prices[good])
    room = max(planned * (1.0 + year.charter["execution.price_step_max"]) / float(year.prices[good]) - 1.0, 0.0)
    if not wanted or room <= 0:
        return Step("price", 0.0)
    full = _cut_at(year, room)
    rise = room if left >= full * wanted else _rise_for(year, left / wanted)
    return Step("price", min(int(_cut_at(year, rise) * wanted), left) / 1e9, tuple((int(lines.council[j]), 0.0) for j in mine), rise)


def _cut_at(year: ExecutionYear, rise: float) -> float:
    """Return by what share people draw less when a price rises by a share: never so little that it costs them more than before."""
    return max(min(year.charter["execution.demand_elasticity"] * rise, 1.0), rise / (1.0 + rise))


def _rise_for(year: ExecutionYear, cut: float) -> float:
    return min(cut / max(year.charter["execution.demand_elasticity"], 1e-9), cut / (1.0 - cut) if cut < 1 else np.inf)


def _small_round(year: ExecutionYear, good: int, left: int) -> Step:
    lines, mine = year.lines, _affected(year, good)
    there = (lines.wanted - lines.actual - lines.reserved)[mine]
    return Step("small round", min(int(there.sum()), left) / 1e9, tuple((int(lines.council[j]), int(v) / 1e9) for j, v in zip(mine, there)))


def _affected(year: ExecutionYear, good: int) -> np.ndarray:
    """Return the lines that still want a good, whoever they belong to, beyond what is set aside."""
    lines = year.lines
    return np.flatnonzero((lines.good == good) & ~lines.made & (lines.wanted - lines.actual - lines.reserved > 0))


_MEANS = {"stock": _from_stock, "swap": _swap, "overtime": _overtime, "price": _price, "small round": _small_round}


def take_step(year: ExecutionYear, request: str, day: str, *, good: str, means: str) -> Answer:
    """Return the year with the step ``means`` of `find_recourse` taken: plans of the workplaces raised, or the price; a small round is held by `hold_small_round`.

    Refused where the good is not short or the means covers nothing.
    """
    body = ("step", day, good, means)
    begun, refusal, before = begin_act(year, request, day, body)
    if refusal or before:
        return year, refusal
    at, refusal = place_of(begun, 0, good)
    if refusal:
        return year, refusal
    found = find_recourse(begun, good)
    step = next((s for s in found.steps if s.means == means), None)
    if step is None or means == "small round":
        reason = ExecutionReason.NOT_SHORT if found.short <= 0 else ExecutionReason.STEP_NOT_POSSIBLE
        names = ", ".join(s.means for s in found.steps) or "nothing"
        return year, refuse(reason, good, (means, names, ""), "take a step that covers something, or hold the small round")
    changed = begun
    if means in ("swap", "overtime"):
        for council, units in step.councils:
            before_hours = changed.lines
            changed = _scale(changed, changed.lines.find(council, at, True), round(units * 1e9))
            if means == "overtime":
                changed = _work_longer(changed, before_hours, (council, f"{request}:{council}"))
    elif means == "price":
        changed = _make_dearer(changed, at, step)
    return end_act(changed, request, body), None


def _work_longer(year: ExecutionYear, before, given) -> ExecutionYear:
    """Return the year with the hours that a workplace uses more offered by all neighbourhoods in proportion, and paid at the charter's rate."""
    council, request = given
    lines, economy = year.lines, year.economy
    hours = int(economy.kinds(GoodKind.LABOUR)[0])
    line = lines.find(council, hours, False)
    more = int(lines.wanted[line] - before.wanted[line]) if line >= 0 else 0
    offers = np.flatnonzero((lines.good == hours) & lines.made)
    if more <= 0 or not len(offers):
        return year
    parts = divide_exactly(more, lines.wanted[offers])
    transfers = []
    per_hour = round(year.plan.accounts.income_factor * year.charter["ledger.units_per_credit"])
    for j, part in zip(offers, parts.tolist()):
        mine = [h for h in year.holders if h.council == int(lines.council[j]) and h.weight > 0]
        paid = overtime_units(round(part / 1e9 * 60), per_hour, year.book.rules)
        for holder, units in zip(mine, divide_exactly(paid, [h.weight for h in mine]).tolist()):
            transfers.append(Transfer(request=f"{request}:{holder.id}", code="overtime", debit=SOCIETY, credit=holder.id, amount_units=units))
    return replace(year, lines=lines.change("wanted", offers, lines.wanted[offers] + parts), book=post(year, transfers))


def _make_dearer(year: ExecutionYear, good: int, step: Step) -> ExecutionYear:
    lines, mine = year.lines, _private_left(year, good)
    left = (lines.wanted - lines.actual - lines.reserved)[mine]
    cut = np.ceil(left * _cut_at(year, step.share)).astype(np.int64)
    prices = year.prices.copy()
    prices[good] *= 1.0 + step.share
    return replace(year, prices=prices, lines=lines.change("wanted", mine, lines.wanted[mine] - np.minimum(cut, left)))


def hold_small_round(year: ExecutionYear, request: str, day: str, *, good: str, wishes: Mapping[int, float]) -> Answer:
    """Return the year with what the affected councils still want of a good set anew; nobody else's line changes.

    wishes: units still wanted, by council, of all that `find_recourse` names and no other.
    Refused above what each wanted, and above what there is for all of them together.
    """
    body = ("small round", day, good, tuple(sorted(wishes.items())))
    begun, refusal, before = begin_act(year, request, day, body)
    if refusal or before:
        return year, refusal
    at, refusal = place_of(begun, 0, good)
    lines = begun.lines
    mine = _affected(begun, at) if refusal is None else np.zeros(0, dtype=np.int64)
    refusal = refusal or _check_small_round(begun, at, mine, wishes)
    if refusal:
        return year, refusal
    wanted = np.array([round(wishes[int(lines.council[j])] * 1e9) for j in mine], dtype=np.int64)
    return end_act(begun, request, body, lines=lines.change("wanted", mine, (lines.actual + lines.reserved)[mine] + wanted)), None


def _check_small_round(year: ExecutionYear, good: int, mine: np.ndarray, wishes: Mapping[int, float]) -> ExecutionRefusal | None:
    lines, code, unit = year.lines, year.economy.goods[good].code, year.economy.goods[good].unit
    affected = {int(lines.council[j]): int((lines.wanted - lines.actual - lines.reserved)[j]) for j in mine}
    if set(wishes) != set(affected):
        first = min(set(wishes) ^ set(affected))
        return refuse(ExecutionReason.COUNCIL_NOT_AFFECTED, code, (first, ", ".join(map(str, sorted(affected))), ""), "hear each council that still wants the good, and no other")
    for council, units in wishes.items():
        if not 0 <= round(units * 1e9) <= affected[council]:
            return refuse(ExecutionReason.BEYOND_THE_PLAN, year.economy.council_name(council), (units, affected[council] / 1e9, unit), "want no more than before, and no less than nothing")
    there = int(spare_amounts(year)[good]) + sum(affected.values())
    asked = sum(round(units * 1e9) for units in wishes.values())
    if asked > max(there, 0):
        return refuse(ExecutionReason.ROUND_ABOVE_SUPPLY, code, (asked / 1e9, max(there, 0) / 1e9, unit), "lower the wishes together to what there is")
    return None
