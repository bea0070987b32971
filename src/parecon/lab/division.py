"""Today's division of labour as occupations are rated, where a table of them is at hand; else as the charter assumes it."""

from __future__ import annotations

import numpy as np

from parecon.charter import Charter
from parecon.datasets.occupations import read_occupations, read_rating_items
from parecon.work import map_classes, rate_acts, rate_items

__all__ = ["division_for", "rated_division"]

_CLASSES = ("workers", "between", "coordinators")
_OF_THE_TABLE = "us-"


def rated_division(charter: Charter) -> dict[str, float]:
    """Return the rows ``division.*`` that follow from O*NET's ratings and the numbers employed in the United States: class sizes, and empowering hours of each class.

    Hours of acts rated ``jobs.conceptual_rating_min`` or more are empowering; classes are those of `parecon.work.map_classes`. Sources: O*NET 18.1;
    US Bureau of Labor Statistics, National Employment Matrix.
    """
    table, ratings = read_occupations(), {}
    for name in ("empowerment", "command"):
        items = read_rating_items(name)
        ratings[name] = rate_items(table.columns_of(items), sign=items.sign, weight=items.weight, low=items.low, high=items.high, charter=charter)
    jobs = table.thousand_jobs.sum(axis=0)
    _, acts = rate_acts(ratings["empowerment"], table.act_shares, jobs, charter=charter)
    empowering = (table.act_shares * (acts >= charter["jobs.conceptual_rating_min"])).sum(axis=1)
    classes = map_classes(ratings["empowerment"], ratings["command"], jobs, charter=charter, empowering=empowering)
    found = {"division.coordinators_share": classes.coordinators, "division.between_share": classes.between}
    for kind, name in enumerate(_CLASSES):
        mine = classes.kind == kind
        found[f"division.empowering_{name}"] = float(np.average(empowering[mine], weights=jobs[mine])) if jobs[mine].sum() > 0 else 0.0
    return {key: round(float(value), 4) for key, value in found.items()}


def division_for(economy: str, charter: Charter) -> tuple[Charter, str]:
    """Return the charter with the division of labour of an economy, and where it comes from in a sentence; rows that somebody adopted stay as they are."""
    chosen = [key for key in charter.adopted if key.startswith("division.")]
    if chosen:
        return charter, f"Today's division of labour was set by {charter.adopters[chosen[0]]} ({', '.join(chosen)})."
    if not economy.startswith(_OF_THE_TABLE):
        return charter, "No table of occupations is at hand for this economy: today's division of labour is assumed (the rows division.* of the charter), and with it the monopoly of empowering work."
    rows = rated_division(charter)
    sizes = ", ".join(f"{key.split('.')[1].replace('_', ' ')} {value:.0%}" for key, value in rows.items())
    return charter.adopt(rows, "O*NET ratings"), f"Today's division of labour follows from O*NET's ratings and the numbers employed in the United States: {sizes}; tedium and danger are assumed."
