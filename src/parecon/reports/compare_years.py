"""Class over years: the indices year by year, and who is still at the top."""

from __future__ import annotations

from parecon.reports.comparison import Comparison
from parecon.reports.markup import Markup, details, element, paragraph, table

__all__ = ["years_table"]

_INDICES = ("possession, control", "rule", "privilege, by effort and need", "empowerment monopoly", "coincidence")


def years_table(comparison: Comparison) -> Markup:
    """Return a table of each index with a column a year, nothing where only one year was run."""
    last = max((int(name.split(":")[0].removeprefix("year ")) for name, _ in comparison.measures() if name.startswith("year ")), default=1)
    if last < 2:
        return Markup("")
    say = lambda value: "–" if value is None else f"{value:.2f}"  # noqa: E731
    tables = []
    for index in _INDICES:
        names = [index, *(f"year {year}: {index}" for year in range(2, last + 1))]
        rows = [(arm.title, *(say(arm.value(name)) for name in names)) for arm in comparison.arms if arm.outcome.refusal is None]
        tables.append(details(f"{index[0].upper()}{index[1:]}, year by year", table(f"{index}, from 0 to 1, in each year", ("system", *(f"year {year}" for year in range(1, last + 1))), rows)))
    return element("div", paragraph("Each system went on from what its own year came to. How long people stay in a position is an assumption: the rows positions.stay_* of the charter."), *tables)
