"""How far the adopted plan lies from the best one can compute."""

from __future__ import annotations

from parecon.reports.markup import Markup, paragraph, section
from parecon.reports.wording import percent

__all__ = ["distance_section"]


def distance_section(distance) -> Markup:
    """Return the distance to an optimum in words; ``distance`` has ``gain`` and ``bound``, shares of consumption, and may have ``freedom``, one sentence."""
    gain, bound = float(distance.gain), float(getattr(distance, "bound", distance.gain))
    within = "" if bound <= gain * 1.0001 else f", at most {percent(bound)}"
    freedom = str(getattr(distance, "freedom", ""))
    return section("How much better could it be?", "distance", paragraph(
        f"An all-knowing computer, which knew every council’s techniques and everybody’s tastes, could give everybody {percent(gain)} more to use{within}. "
        "It is a yardstick, not an offer: nobody knows all that, and nobody should have to tell it. ", freedom))
