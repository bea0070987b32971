"""How far the adopted plan lies from the best one can compute."""

from __future__ import annotations

import math

from parecon.reports.markup import Markup, paragraph, section
from parecon.reports.wording import percent

__all__ = ["distance_section"]


def distance_section(distance) -> Markup:
    """Return the distance to an optimum in words; ``distance`` is what `parecon.procedures.optimum` returns."""
    gain, most = float(distance.gain), float(distance.gain_at_most)
    between = f"at least {percent(gain)}" + (f" and at most {percent(most)}" if math.isfinite(most) else "") + " more"
    found = f"could give everybody {between} to use than this plan does" if gain > 0 or math.isfinite(most) else "found nothing better than this plan"
    return section("How much better could it be?", "distance", paragraph(
        f"A computer that knew what nobody has to tell, everybody’s tastes and how hard each council’s work is, {found}. "
        "It is a yardstick, not an offer."), paragraph(distance.freedom, class_="small"))
