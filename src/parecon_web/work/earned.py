"""What ratings of effort do: next year each member's place in their neighbourhood's budget counts by them, and neighbourhoods by their members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from parecon.charter import Charter
from parecon.economy import Economy
from parecon.work import council_effort
from parecon_web.councils.models import Council
from parecon_web.record.acts import Act
from parecon_web.record.models import Community
from parecon_web.rounds.models import Earned, Year
from parecon_web.work.effort import last_ratings
from parecon_web.work.models import EffortBallot

__all__ = ["earned_parts", "keep_earned", "with_effort"]


def earned_parts(community: Community, charter: Charter) -> dict[int, int]:
    """Return each rated member's parts of average effort (``income.effort_parts``), by member id, from ratings that set no year's incomes yet.

    y_i = Y_w r_i h_i / sum r_j h_j with equal hours: a rating counts over its workplace's mean, and that mean up to the
    charter's cap, so no workplace raises its sum by praising itself. Source: institutions of this project, section 7.
    """
    by_ballot: dict[int, list] = {}
    for rated in last_ratings(community):
        by_ballot.setdefault(rated.ballot_id, []).append(rated)
    found: dict[int, int] = {}
    for rows in by_ballot.values():
        mean = sum(row.rating for row in rows) / len(rows)
        # Ratios of last year's benefit and cost are not kept per workplace here: under method 1 they count as 1.
        counted = float(council_effort([mean], charter=charter, ratio=[1.0])[0])
        for row in rows:
            found[row.member_id] = max(round(counted * row.rating / mean * charter["income.effort_parts"]), 1)
    return found


def with_effort(economy: Economy, community: Community, parts: Mapping[int, int], charter: Charter) -> Economy:
    """Return the economy with neighbourhoods' effort as their members' was rated; whoever was not rated counts as the neighbourhood did."""
    if not parts:
        return economy
    effort, of = np.array(economy.effort), charter["income.effort_parts"]
    for council in Council.objects.filter(community=community, kind=Council.Kind.CONSUMER):
        rated = [parts[member] / of for member in council.seats.order_by("member__number").values_list("member_id", flat=True) if member in parts]
        persons = max(int(economy.councils.members[council.position]), len(rated), 1)
        effort[council.position] = (sum(rated) + (persons - len(rated)) * effort[council.position]) / persons
    return replace(economy, effort=effort)


def keep_earned(act: Act, year: int, parts: Mapping[int, int], charter: Charter) -> None:
    """Write down for a year that begins, by its id, what each rated member counts, and that these ratings are used."""
    opened = Year.objects.get(pk=year)
    for member in sorted(parts):
        Earned.objects.create(id=act.new_id(), community=act.community, year=opened, member_id=member, parts=parts[member], of=charter["income.effort_parts"])
    EffortBallot.objects.filter(community=act.community, closed_at__isnull=False, counts_in=None).update(counts_in=opened.number)
