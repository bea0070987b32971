"""What each member may ask for, and what is taken for members who stay silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from parecon.economy import Economy
from parecon.facilitation.collective import package_units
from parecon.proposals import Announcement, ProposalBatch, make_batch
from parecon.quantities import to_fixed
from parecon.work import divide_exactly
from parecon_web.councils.models import Council
from parecon_web.rounds.amounts import cost_of
from parecon_web.rounds.models import Earned, NeedAsk

__all__ = ["Share", "actuals_of", "fit_lines", "granted_in", "lines_of", "package_lines", "price_table", "personal_lines", "share_of_member", "shares_not_joined", "shares_of"]


@dataclass(frozen=True)
class Share:
    """One person's place in a council: what may be requested, in smallest units, and its number among so many; need: what of it neighbours granted."""

    allowance: int
    index: int
    count: int
    need: int = 0


def shares_of(council: Council, economy: Economy, said: Announcement) -> dict[int, Share]:
    """Return every seated member's share of a consumer council's budget, by member id; the shares sum to the budget.

    Persons of the council who have not joined count too. What neighbours granted by need is set apart first. Where effort was
    rated last year, what is left and is not compensation is divided by it, and else alike; units that cannot be divided go to the first.
    """
    seated = _seated(council)
    return dict(zip(seated, _all_shares(council, economy, said, seated)))


def shares_not_joined(council: Council, economy: Economy, said: Announcement) -> list[Share]:
    """Return the shares of persons of a consumer council who have no seat; with `shares_of` they sum to the budget."""
    seated = _seated(council)
    return _all_shares(council, economy, said, seated)[len(seated):]


def _seated(council: Council) -> list[int]:
    return list(council.seats.order_by("member__number").values_list("member_id", flat=True))


def _all_shares(council: Council, economy: Economy, said: Announcement, seated: list[int]) -> list[Share]:
    """Return the shares of everybody of a council, those who are seated first."""
    budget, count = int(said.budgets[council.position]), max(int(economy.councils.members[council.position]), len(seated))
    granted = granted_in(council, economy.year, said.round)
    needs = [granted.get(member, 0) for member in seated] + [0] * (count - len(seated))
    budget -= sum(needs)
    earned = Earned.objects.filter(community=council.community_id, year__number=economy.year, member__in=seated).values_list("member_id", "parts", "of")
    if not earned:
        return [Share(_part(budget, i, count) + need, i, count, need) for i, need in enumerate(needs)]
    of = earned[0][2]
    parts = {member: parts for member, parts, _of in earned}
    points = [parts.get(member, of) for member in seated] + [of] * (count - len(seated))
    harmed = int(said.compensation[council.position]) if said.compensation is not None else 0
    divided = divide_exactly(budget - harmed, points).tolist()
    return [Share(part + _part(harmed, i, count) + need, i, count, need) for i, (part, need) in enumerate(zip(divided, needs))]


def granted_in(council: Council, year: int, round: int | None = None) -> dict[int, int]:
    """Return what a neighbourhood granted its members by need, in smallest units by member, as it holds in a round of that year (None: at its end)."""
    rows = NeedAsk.objects.filter(council=council, year__number=year, from_round__isnull=False)
    return dict((rows if round is None else rows.filter(from_round__lte=round)).values_list("member_id", "amount"))


def share_of_member(member_id: int, council: Council, economy: Economy, said: Announcement) -> Share:
    """Return one member's share; KeyError where the member has no seat there."""
    return shares_of(council, economy, said)[member_id]


def _part(whole: int, index: int, count: int) -> int:
    sign = -1 if whole < 0 else 1
    each, left = divmod(abs(whole), count)
    return sign * (each + (index < left))


def price_table(economy: Economy, said: Announcement) -> dict[str, float]:
    """Return the announced price of each good by its code."""
    return {good.code: float(price) for good, price in zip(economy.goods, said.prices)}


def lines_of(batch: ProposalBatch | None, position: int, economy: Economy) -> dict[str, int]:
    """Return one council's lines in a batch, by good code in fixed point; empty where it is not in the batch."""
    if batch is None:
        return {}
    found = np.flatnonzero(batch.council == position)
    if not len(found):
        return {}
    first, last = batch.start[found[0]], batch.start[found[0] + 1]
    lines: dict[str, int] = {}
    for good, amount in zip(batch.good[first:last].tolist(), batch.quantity[first:last].tolist()):
        code = economy.goods[good].code
        lines[code] = lines.get(code, 0) + amount
    return {code: amount for code, amount in lines.items() if amount}


def package_lines(economy: Economy, position: int) -> dict[str, int]:
    """Return what a place uses for the collective goods its members decided on, by good code in fixed point; empty for other councils."""
    held = economy.collective
    at = np.flatnonzero(held.council == position) if held is not None else ()
    if not len(at):
        return {}
    units = package_units(held, len(economy.goods), held.amount)[[int(at[0])]].toarray().ravel()
    return {economy.goods[good].code: -int(amount) for good, amount in enumerate(to_fixed(units, "package")) if amount}


def personal_lines(lines: Mapping[str, int], share: Share) -> dict[str, int]:
    """Return one person's part of a council's lines; all parts together are the lines."""
    parts = {code: _part(amount, share.index, share.count) for code, amount in lines.items()}
    return {code: amount for code, amount in parts.items() if amount}


def fit_lines(lines: Mapping[str, int], allowance: int, prices: Mapping[str, float]) -> dict[str, int]:
    """Return ``lines`` with all uses cut by one factor, rounded down, so that they fit the allowance."""
    cost = cost_of(lines, prices)
    if cost <= allowance:
        return dict(lines)
    factor = Fraction(max(allowance, 0), cost)
    cut = {code: -int(-amount * factor) if amount < 0 else amount for code, amount in lines.items()}
    return {code: amount for code, amount in cut.items() if amount}


def actuals_of(economy: Economy) -> ProposalBatch:
    """Return last year's actuals as a batch: each row's sums divided over its councils by members, to the last unit."""
    councils, last = economy.councils, economy.last_totals
    lines: list[list[tuple[int, int]]] = [[] for _ in range(len(councils))]
    for row in range(len(economy.rows)):
        here = np.flatnonzero(councils.row == row)
        weights = np.maximum(councils.members[here], 1).tolist()
        for cell in np.flatnonzero(last.row == row):
            for amounts, sign in ((last.supply, 1), (last.use, -1)):
                for council, part in zip(here.tolist(), _divide(int(amounts[cell]), weights)):
                    if part:
                        lines[council].append((int(last.good[cell]), sign * part))
    return _batch_of_lines(lines)


def _divide(whole: int, weights: list[int]) -> list[int]:
    ends, total, reached = [], sum(weights), 0
    for weight in weights:
        reached += weight
        ends.append(whole * reached // total)
    return [end - begin for begin, end in zip([0, *ends], ends)]


def _batch_of_lines(lines: list[list[tuple[int, int]]]) -> ProposalBatch:
    flat = [line for each in lines for line in sorted(each)]
    return make_batch(0, {
        "council": np.arange(len(lines)), "start": np.concatenate([[0], np.cumsum([len(each) for each in lines])]),
        "good": np.array([good for good, _ in flat]), "quantity": np.array([amount for _, amount in flat], dtype=np.int64),
        "flexibility": np.zeros(len(flat)), "capacity": np.zeros(len(lines)), "marks": np.zeros(len(lines))})
