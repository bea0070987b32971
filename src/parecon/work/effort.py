"""Effort rated by workmates: medians with spread, the cap, appeals to a jury drawn by lot."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Iterable, Mapping, Sequence

import numpy as np

from parecon.charter import Charter
from parecon.work.refusals import Reason, Refused

__all__ = ["EffortRating", "RatedMember", "decide_appeal", "draw_jury", "rate_member", "rate_members"]


@dataclass(frozen=True)
class EffortRating:
    """One workmate's rating of another's effort."""

    rater: str
    rated: str
    points: float


@dataclass(frozen=True)
class RatedMember:
    """A member's effort: the median of workmates' ratings, its spread, how many rated, and whether the norm stands in."""

    member: str
    rating: float
    spread: float
    raters: int
    by_norm: bool = False


def rate_members(members: Sequence[str], ratings: Iterable[EffortRating], *, charter: Charter) -> tuple[RatedMember, ...] | Refused:
    """Return each member's effort as the median of the ratings received.

    spread is the distance between the quartiles, in points. With fewer ratings than ``effort.raters_min`` the member
    counts as of average effort (``effort.rating_norm``). The first bad rating refuses the whole sheet: strangers,
    oneself, twice, off the scale, not a number.

    >>> from parecon.charter import default_charter
    >>> sheet = [EffortRating(a, b, p) for a, b, p in (("Ana", "Bo", 12), ("Cy", "Bo", 9), ("Di", "Bo", 11))]
    >>> rate_members(["Ana", "Bo", "Cy", "Di"], sheet, charter=default_charter())[1]
    RatedMember(member='Bo', rating=11.0, spread=1.5, raters=3, by_norm=False)
    """
    if len(set(members)) != len(members):
        return Refused(Reason.LABEL_TWICE, "members", len(members), len(set(members)), "name each member once")
    received: dict[str, dict[str, float]] = {member: {} for member in members}
    for rating in ratings:
        refused = _check_rating(rating, received, charter)
        if refused is not None:
            return refused
        received[rating.rated][rating.rater] = float(rating.points)
    return tuple(rate_member(member, list(got.values()), charter=charter) for member, got in received.items())


def _check_rating(rating: EffortRating, received: Mapping[str, Mapping], charter: Charter) -> Refused | None:
    low, high = charter["effort.rating_min"], charter["effort.rating_max"]
    what = f"{rating.rater} of {rating.rated}"
    for who in (rating.rater, rating.rated):
        if who not in received:
            return Refused(Reason.STRANGER, what, who, "the members of this council", "ask the council's clerk to list the member")
    if rating.rater == rating.rated:
        return Refused(Reason.SELF_RATING, what, rating.rater, "another member", "leave your own line empty")
    if rating.rater in received[rating.rated]:
        return Refused(Reason.RATED_TWICE, what, rating.points, received[rating.rated][rating.rater], "change the first rating before the sheet closes")
    if isinstance(rating.points, bool) or not isinstance(rating.points, (int, float)) or not math.isfinite(rating.points):
        return Refused(Reason.RATING_NOT_A_NUMBER, what, rating.points, f"{low} to {high}", "give a number on the scale")
    if not low <= rating.points <= high:
        return Refused(Reason.RATING_OUTSIDE_SCALE, what, rating.points, f"{low} to {high}", "give a number on the scale")
    return None


def rate_member(member: str, points: Sequence[float], *, charter: Charter) -> RatedMember:
    """Return one member's effort as the median of the points received, of which nobody knows who gave them.

    points: on the charter's scale, checked when they were given, each by another workmate. With fewer than
    ``effort.raters_min`` the member counts as of average effort.
    Source: judged by workmates, institutions of this project, section 7; the median is our design.

    >>> from parecon.charter import default_charter
    >>> rate_member("Bo", [12, 9, 11], charter=default_charter()).rating
    11.0
    """
    if len(points) < charter["effort.raters_min"]:
        return RatedMember(member, float(charter["effort.rating_norm"]), 0.0, len(points), by_norm=True)
    lower, median, upper = np.percentile(points, [25, 50, 75])
    return RatedMember(member, float(median), float(upper - lower), len(points))


def draw_jury(candidates: Iterable[str], seed: int, *, excluded: Iterable[str] = (), charter: Charter) -> tuple[str, ...] | Refused:
    """Draw a jury by lot: those whose hash with the seed comes first, so that anyone can repeat the draw.

    excluded: the member concerned and whoever may not judge. Refuses when fewer than ``effort.jury_size`` are free.
    The order in which candidates are listed does not matter.

    >>> from parecon.charter import default_charter
    >>> len(draw_jury([f"member {i}" for i in range(30)], seed=7, excluded=["member 3"], charter=default_charter()))
    5
    """
    size, free = charter["effort.jury_size"], sorted(set(candidates) - set(excluded))
    if len(free) < size:
        return Refused(Reason.JURY_TOO_SMALL, "jury", len(free), size, "draw from the federation's members")
    lot = {name: hashlib.sha256(f"{seed}|{name}".encode()).hexdigest() for name in free}
    return tuple(sorted(free, key=lot.__getitem__)[:size])


def decide_appeal(
    rated: RatedMember, jury_ratings: Mapping[str, float], jury: Sequence[str], *, announced: date, today: date, charter: Charter
) -> RatedMember | Refused:
    """Return the rating after an appeal: the median of the jury's ratings, lowered only if the charter allows it.

    announced: when the rating was published; today: when the appeal came in. Refuses late appeals, jurors who were not
    drawn, an incomplete jury, and ratings outside the scale.
    Source: due process before anonymity, Hahnel's reply to Folbre; the rule is our design.
    """
    deadline = announced + timedelta(days=charter["effort.appeal_days"])
    if today > deadline:
        return Refused(Reason.TOO_LATE, f"appeal of {rated.member}", today.isoformat(), deadline.isoformat(), "raise it at the next rating")
    strangers = set(jury_ratings) - set(jury)
    if strangers:
        return Refused(Reason.STRANGER, f"appeal of {rated.member}", min(strangers), ", ".join(jury), "only the jury that was drawn decides")
    if set(jury_ratings) != set(jury):
        return Refused(Reason.JURY_TOO_SMALL, f"appeal of {rated.member}", len(jury_ratings), len(jury), "wait until the whole jury has rated")
    low, high = charter["effort.rating_min"], charter["effort.rating_max"]
    for juror, points in jury_ratings.items():
        if not (isinstance(points, (int, float)) and low <= points <= high):
            return Refused(Reason.RATING_OUTSIDE_SCALE, f"{juror} of {rated.member}", points, f"{low} to {high}", "give a number on the scale")
    lower, median, upper = np.percentile(list(jury_ratings.values()), [25, 50, 75])
    found = float(median) if charter["effort.appeal_may_lower"] else max(float(median), rated.rating)
    return RatedMember(rated.member, found, float(upper - lower), len(jury_ratings))
