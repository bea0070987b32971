"""What a town's tables hold, in a table of text: good by good, what was made, bought and used."""

from __future__ import annotations

import numpy as np

from parecon.charter import Charter
from parecon.datasets.town_record import TownRecord
from parecon.economy import CouncilKind, GoodKind
from parecon.quantities import as_units

__all__ = ["town_report"]

_GIVEN = (GoodKind.NATURE, GoodKind.CAPITAL, GoodKind.POLLUTANT)


def town_report(record: TownRecord, charter: Charter) -> str:
    """Return councils, goods with last year's amounts and what is left over of each, and the rules that the town set.

    >>> from parecon.charter import default_charter
    >>> from parecon.datasets.town import town_record
    >>> print(town_report(town_record(default_charter(), seed=1), default_charter()).splitlines()[0])
    town, the year 2026: 12 workplaces with 45 members, 8 neighbourhoods with 60 people of whom 45 work, 4 other councils, 30 goods
    """
    kinds = [c.kind for c in record.councils]
    people = [c for c in record.councils if c.kind is CouncilKind.CONSUMER]
    working = [c for c in record.councils if c.kind is CouncilKind.WORKER]
    lines = [f"{record.name}, the year {record.year}: {len(working)} workplaces with {sum(c.members for c in working)} members, {len(people)} neighbourhoods with "
             f"{sum(c.members for c in people)} people of whom {sum(c.at_work for c in people)} work, {len(kinds) - len(working) - len(people)} other councils, "
             f"{len(record.goods)} goods", "", f"{'last year':<42}{'made, given':>16}{'bought':>14}{'used':>16}{'left over':>14}  unit"]
    made, used = np.zeros(len(record.goods)), np.zeros(len(record.goods))
    quantity = as_units(record.actuals.quantity)
    np.add.at(made, record.actuals.good, np.maximum(quantity, 0.0))
    np.add.at(used, record.actuals.good, np.maximum(-quantity, 0.0))
    bought = np.where(record.world_price > 0, np.maximum(used - made, 0.0), 0.0)
    for i, good in enumerate(record.goods):
        paid = float(bought @ record.world_price) if good.kind is GoodKind.FOREIGN_EXCHANGE else 0.0
        there = used[i] if good.kind in _GIVEN else made[i]
        left = there + bought[i] - used[i] - paid
        lines.append(f"{good.name[:40]:<42}{there:>16,.6g}{bought[i]:>14,.6g}{used[i] + paid:>16,.6g}{left:>14,.4g}  {good.unit}")
    if charter.adopted:
        lines += ["", *(f"rule {key} = {value}" for key, value in sorted(charter.adopted.items()))]
    return "\n".join(lines)
