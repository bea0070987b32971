"""Why a proposal is refused, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from parecon.economy import NO_CAP, CouncilKind, Economy, GoodKind
from parecon.proposals.batch import Announcement, ProposalBatch
from parecon.proposals.kernels import check_lines, cost_lines

__all__ = ["Refusal", "RefusalReason", "find_refusals"]


class RefusalReason(Enum):
    """The rules a proposal can break."""

    UNKNOWN_COUNCIL = "the economy has no such council"
    COUNCIL_TWICE = "a council sends one proposal a round"
    STALE_ROUND = "a proposal answers the round that is open"
    UNKNOWN_GOOD = "the economy has no such good"
    GOOD_TWICE = "each good stands on one line per direction"
    NOT_ITS_TO_SUPPLY = "consumer councils offer hours, nothing else"
    NOT_ITS_TO_PERMIT = "a pollutant is permitted by the community of those it harms, and that permits nothing else"
    OVER_CAP = "permits keep within the hard cap of the long-term plan"
    OVER_BUDGET = "a request fits its budget"
    OVER_CAPACITY = "outputs fit the capacity that was filed"
    TOO_MANY_WORDS = "the reasons given with a proposal fit the length that the charter allows"


@dataclass(frozen=True)
class Refusal:
    """One refused proposal: which rule, which council and good, the value given, the limit, and what to do."""

    reason: RefusalReason
    council: int
    good: str
    given: float
    limit: float
    way_out: str


def find_refusals(batch: ProposalBatch, economy: Economy, announcement: Announcement, charter) -> list[Refusal]:
    """Return why proposals of ``batch`` are refused, in order of council; an empty list means all are accepted.

    What no plan could hold at all (a stale round, unknown or repeated councils and goods) is
    one refusal of the whole batch; the rest names up to 100 proposals per reason.
    """
    _assert_columns_fit(batch)
    shape = _shape_refusals(batch, economy, announcement)
    if shape:
        return shape
    twice, wrong = _check_lines(batch, economy)
    if twice:
        return twice
    found = [*(_direction_refusals(batch, economy) if wrong else ()), *_permit_refusals(batch, economy), *_budget_refusals(batch, economy, announcement, charter),
             *_capacity_refusals(batch, economy, charter), *_word_refusals(batch, charter)]
    return sorted(found, key=lambda refusal: refusal.council)


def _shape_refusals(batch, economy, announcement) -> list[Refusal]:
    reasons = RefusalReason
    if batch.round != announcement.round:
        return [Refusal(reasons.STALE_ROUND, -1, "", batch.round, announcement.round, f"send it for round {announcement.round}")]
    outside = batch.council[(batch.council < 0) | (batch.council >= len(economy.councils))]
    if len(outside):
        return [Refusal(reasons.UNKNOWN_COUNCIL, int(outside[0]), "", int(outside[0]), len(economy.councils) - 1, "use a council's number")]
    twice = batch.council[1:][np.diff(batch.council) <= 0]
    if len(twice):
        return [Refusal(reasons.COUNCIL_TWICE, int(twice[0]), "", 2, 1, "send each council once, in ascending order")]
    bad = np.flatnonzero((batch.good < 0) | (batch.good >= len(economy.goods)))
    if len(bad):
        return [Refusal(reasons.UNKNOWN_GOOD, _council_of_line(batch, bad[0]), str(batch.good[bad[0]]), float(batch.good[bad[0]]),
                        len(economy.goods) - 1, "use a good of this economy")]
    return []


def _check_lines(batch, economy) -> tuple[list[Refusal], int]:
    """Return the refusal of a good named twice, and how many lines offer what their council may not."""
    may_offer_all = economy.councils.kind[batch.council] != CouncilKind.CONSUMER
    named = np.zeros((len(economy.goods), 2), dtype=np.int64)
    line, wrong = check_lines(batch.start, batch.good, batch.quantity, (may_offer_all, _is_labour(economy)), named)
    if line < 0:
        return [], wrong
    return [Refusal(RefusalReason.GOOD_TWICE, _council_of_line(batch, line), economy.goods[batch.good[line]].code, 2, 1, "add the lines up")], wrong


def _is_labour(economy) -> np.ndarray:
    labour = np.zeros(len(economy.goods), dtype=bool)
    labour[economy.kinds(GoodKind.LABOUR)] = True
    return labour


def _assert_columns_fit(batch) -> None:
    """The loops trust the columns; a batch whose columns do not fit together is a bug of whoever made it."""
    council, lines = (len(batch.council), len(batch.capacity), len(batch.marks)), (len(batch.good), len(batch.quantity), len(batch.flexibility))
    assert len(batch.start) == council[0] + 1 and len(set(council)) == 1, f"columns by council have {council} entries, start {len(batch.start)}"
    assert len(set(lines)) == 1, f"columns by line have {lines} entries"
    assert not batch.reasons or {c for c, _ in batch.reasons} <= set(batch.council.tolist()), "reasons come with a proposal of the batch"
    assert batch.start[0] == 0 and batch.start[-1] == lines[0] and (np.diff(batch.start) >= 0).all(), f"start does not run from 0 to {lines[0]}"


def _council_of_line(batch, line) -> int:
    return int(batch.council[np.searchsorted(batch.start, line, side="right") - 1])


def _direction_refusals(batch, economy) -> list[Refusal]:
    owner = np.repeat(batch.council, np.diff(batch.start))
    wrong = (economy.councils.kind[owner] == CouncilKind.CONSUMER) & (batch.quantity > 0) & ~_is_labour(economy)[batch.good]
    return [Refusal(RefusalReason.NOT_ITS_TO_SUPPLY, int(owner[j]), economy.goods[batch.good[j]].code, batch.quantity[j] / 1e9, 0.0,
                    "leave the line out, or send it as a worker council") for j in np.flatnonzero(wrong)[:100]]


def _permit_refusals(batch, economy) -> list[Refusal]:
    """Return who supplies permits that are not theirs, or more than a hard cap allows; a community supplies nothing else and uses nothing."""
    pollutant = np.zeros(len(economy.goods), dtype=bool)
    pollutant[economy.kinds(GoodKind.POLLUTANT)] = True
    lines = np.flatnonzero(pollutant[batch.good] & (batch.quantity > 0))
    places = [int(np.searchsorted(batch.council, c.council)) for c in economy.communities]
    here = [(c, i) for c, i in zip(economy.communities, places) if i < len(batch) and batch.council[i] == c.council]
    own = {int(batch.council[i]): c for c, i in here}
    lines = np.union1d(lines, [j for _, i in here for j in range(batch.start[i], batch.start[i + 1]) if batch.quantity[j] != 0]).astype(np.int64)
    found = []
    for j in lines:
        council, good, amount = _council_of_line(batch, j), economy.goods[batch.good[j]].code, int(batch.quantity[j])
        community = own.get(council)
        if amount < 0 or community is None or community.pollutant != good:
            found.append(Refusal(RefusalReason.NOT_ITS_TO_PERMIT, council, good, amount / 1e9, 0.0, "leave the line out; those affected vote in their community"))
        elif community.cap != NO_CAP and amount > community.cap:
            found.append(Refusal(RefusalReason.OVER_CAP, council, good, amount / 1e9, community.cap / 1e9, "permit at most the cap, or ask for another long-term plan"))
    return found[:100]


def request_costs(batch: ProposalBatch, prices: np.ndarray) -> np.ndarray:
    """Return what each proposal of ``batch`` uses at ``prices``, (b,) int64 in smallest units, each line rounded."""
    return _cost_lines(batch, prices)[0]


def _cost_lines(batch: ProposalBatch, prices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    cost, rounding = np.zeros(len(batch), dtype=np.int64), np.zeros(len(batch))
    cost_lines(batch.start, batch.good, batch.quantity, np.array(prices, dtype=np.float64), cost, rounding)
    return cost, rounding


def _budget_refusals(batch, economy, announcement, charter) -> list[Refusal]:
    consumers = economy.councils.kind[batch.council] == CouncilKind.CONSUMER
    cost, rounding = _cost_lines(batch, announcement.prices)
    budget = announcement.budgets[batch.council]
    # Amounts and values are whole units: a basket that fits to the last credit may exceed it by half a unit of each, a line.
    over = consumers & (cost > budget + np.ceil(rounding))
    return [Refusal(RefusalReason.OVER_BUDGET, int(batch.council[i]), "", cost[i] / 1e9, budget[i] / 1e9,
                    "lower the request, or send it as a loan request") for i in np.flatnonzero(over)[:100]]


def _capacity_refusals(batch, economy, charter) -> list[Refusal]:
    over = np.flatnonzero((batch.capacity > 0) & (batch.capacity < 1 - charter["rounds.capacity_rounding"]))
    return [Refusal(RefusalReason.OVER_CAPACITY, int(batch.council[i]), "", 1.0, float(batch.capacity[i]),
                    "lower the outputs to the capacity, or file a larger one with its means") for i in over[:100]]


def _word_refusals(batch, charter) -> list[Refusal]:
    most = charter["rounds.reasons_length_max"]
    return [Refusal(RefusalReason.TOO_MANY_WORDS, council, "", len(words), most, "say it shorter, and keep the rest for the federation")
            for council, words in batch.reasons if len(words) > most][:100]
