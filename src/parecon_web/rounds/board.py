"""The round board: how near wishes and work are, for everybody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parecon.economy import Good
from parecon.facilitation import RoundRecord, relative_gaps
from parecon_web.councils.models import Council
from parecon_web.engine_words import said
from parecon_web.rounds.amounts import write_amount, write_share
from parecon_web.rounds.charts import bar_chart, line_chart
from parecon_web.rounds.models import PermitVoice, Round
from parecon_web.rounds.situation import Situation, situation_of

__all__ = ["Gap", "Turnout", "gap_chart", "gaps_of", "show_board", "turnout_of"]

BARS_MAX = 12


@dataclass(frozen=True)
class Gap:
    """How much of a good was asked for and offered; share: the gap as part of the larger side's middle, positive where too little was offered."""

    good: Good
    asked: int
    offered: int
    share: float

    @property
    def missing(self) -> int:
        """What was asked for beyond what was offered."""
        return self.asked - self.offered


@dataclass(frozen=True)
class Turnout:
    """Who has sent in an open round: councils heard, and those still missing, with how many of their members asked."""

    heard: int
    expected: int
    missing: list[dict]


def gaps_of(now: Situation, record: RoundRecord) -> list[Gap]:
    """Return the gap of every good that has a price of its own, largest first."""
    share = relative_gaps(record.supply, record.demand)
    gaps = [Gap(now.economy.goods[at], int(record.demand[at]), int(record.supply[at]), float(share[at])) for at in now.economy.priced.tolist()]
    return sorted(gaps, key=lambda gap: -abs(gap.share))


def gap_chart(gaps: list[Gap]) -> dict:
    """Return the largest gaps as a chart."""
    return bar_chart([(said(gap.good.name), gap.share, write_share(gap.share * 100, sign=True) + " %") for gap in gaps[:BARS_MAX]])


def turnout_of(now: Situation, round: Round) -> Turnout:
    """Return who has sent in a round. A neighbourhood is heard when one member asked; places ask by themselves, communities once somebody has said what they permit."""
    councils = list(Council.objects.filter(community_id=round.community_id))
    filed = set(round.filings.values_list("council_id", flat=True))
    answered = _answered(now, round)
    filed |= {council.id for council in councils if council.position in answered}
    asked: dict[int, set[int]] = {}
    for council, member in round.requests.values_list("council_id", "member_id"):
        asked.setdefault(council, set()).add(member)
    missing = []
    for council in councils:
        if council.kind == Council.Kind.CONSUMER:
            seats, here = council.seats.count(), len(asked.get(council.id, ()))
            if here < seats:
                missing.append({"council": council, "here": here, "seats": seats})
        elif council.id not in filed:
            missing.append({"council": council, "here": 0, "seats": 0})
    heard = sum(council.id in filed or council.id in asked for council in councils)
    return Turnout(heard, len(councils), missing)


def _answered(now: Situation, round: Round) -> set[int]:
    """Return the positions of councils whose members answer elsewhere: places with what was decided, communities that permit."""
    held = now.economy.collective
    said = set(PermitVoice.objects.filter(round__year_id=round.year_id, round__number__lte=round.number).values_list("pollutant", flat=True)) if now.economy.communities else set()
    return (set(held.council.tolist()) if held is not None else set()) | {community.council for community in now.economy.communities if community.pollutant in said}


def show_board(request: HttpRequest) -> HttpResponse:
    """Show all rounds: the largest gap of each, and the gaps of the last closed one."""
    now = situation_of(request)
    worst = [(str(record.round), float(np.max(np.abs(record.gaps[now.economy.priced]), initial=0.0)) * 100) for record in now.records]
    gaps = gaps_of(now, now.records[-1]) if now.records else []
    return render(request, "rounds/board.html", {
        "now": now, "worst": worst, "path": line_chart(worst) if len(worst) > 1 else None, "gaps": gaps, "chart": gap_chart(gaps) if gaps else None,
        "turnout": turnout_of(now, now.round), "goal": write_amount(round(now.charter["rounds.worst_gap_to_close"] * 100 * 10**9), 2)})
