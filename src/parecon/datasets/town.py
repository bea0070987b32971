"""The demonstration town and the room of thirty people, with simulated councils and a last year that balances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.datasets.room_table import ROOM
from parecon.datasets.society_drift import drift_society
from parecon.datasets.town_harm import draw_abatement, draw_affected
from parecon.datasets.town_record import TownRecord, record_economy
from parecon.datasets.town_settle import draw_record, settle
from parecon.datasets.town_society import settled_society
from parecon.datasets.town_table import TOWN, TownTable
from parecon.economy import Actuals, Economy, Society

__all__ = ["build_room", "build_town", "room_actuals", "town_actuals", "town_record"]

_STREAM, _DRAWS_OF_HARM = 5, 6
_DRIFT = {"society.technique_drift": 0.01, "society.taste_drift": 0.02}


def build_town(charter, seed: int, *, coming: bool = True, places: bool = False, harmed: bool = False) -> tuple[Economy, Society]:
    """Return the demonstration town, which has a row for each workplace, and its simulated councils.

    Last year stands in whole kilograms, trips, hours and balances exactly. coming: the year
    to be planned brings two per cent fewer hours, permits for three per cent less carbon
    dioxide, a wish for evening classes, and techniques and tastes that have moved a little;
    without it every council proposes at last year's prices what it did, and no gap is left.
    places: the town and each neighbourhood decide their collective goods (health care,
    lessons, the library, lamps; streets and squares) instead of two councils that repeat
    last year's; the wish for evening classes then is one of the people. harmed: carbon dioxide harms
    everybody, who permit it by vote and are paid for it, instead of permits that are given;
    the three per cent less are then what they wish, and workplaces can do with less at a cost. The same seed gives
    the same town; another seed shares the same goods out to other tastes.

    >>> from parecon.charter import default_charter
    >>> economy, society = build_town(default_charter(), seed=1)
    >>> len(economy.goods), len(society.workers.council), len(society.consumers.council), int(economy.councils.members[society.consumers.council].sum())
    (30, 12, 8, 60)
    """
    return _build(TOWN, charter, seed, (coming, places, harmed))


def build_room(charter, seed: int, *, coming: bool = True) -> tuple[Economy, Society]:
    """Return a room of thirty people, each a consumer council of one, with six workplaces and twelve goods, no trade; otherwise as `build_town`.

    Their answers in whole numbers: `parecon.responses.answer_whole`.

    >>> from parecon.charter import default_charter
    >>> economy, society = build_room(default_charter(), seed=1)
    >>> len(economy.goods), len(society.consumers.council)
    (12, 30)
    """
    return _build(ROOM, charter, seed, (coming, False, False))


def town_actuals(charter, seed: int, *, places: bool = False, harmed: bool = False) -> Actuals:
    """Return what each council of the demonstration town made and used last year, in whole units: what a form is prefilled with."""
    return _settled_record(TOWN, charter, seed, (True, places, harmed))[1].actuals


def town_record(charter, seed: int, *, places: bool = False) -> TownRecord:
    """Return all that is public of the demonstration town, from which its tables are written as an example; places: as `build_town`."""
    return _settled_record(TOWN, charter, seed, (True, places, False))[1]


def room_actuals(charter, seed: int) -> Actuals:
    """Return what each council of the room made and used last year, in whole units."""
    return _settled_record(ROOM, charter, seed)[1].actuals


def _settled_record(table: TownTable, charter, seed: int, form: tuple[bool, bool, bool] = (True, False, False)):
    rng = np.random.Generator(np.random.PCG64(seed))
    coming, places, harmed = form
    # What places have is drawn apart, so that everything else is as without them.
    settled = settle(table, charter, rng, places=np.random.Generator(np.random.PCG64([seed, _STREAM])) if places else None, harmed=harmed)
    return settled, draw_record(settled, coming, charter), rng


def _build(table: TownTable, charter, seed: int, form: tuple[bool, bool, bool]) -> tuple[Economy, Society]:
    settled, record, rng = _settled_record(table, charter, seed, form)
    coming = form[0]
    economy = record_economy(record)
    society = settled_society(economy, settled, coming, (charter, rng))
    if economy.communities:
        apart = np.random.Generator(np.random.PCG64([seed, _DRAWS_OF_HARM]))
        affected = draw_affected(economy, table.permit_factor - 1.0 if coming else 0.0, (charter, apart))
        society = replace(society, affected=affected, workers=draw_abatement(economy, society, (charter, apart)))
    if not coming:
        return economy, society
    return economy, drift_society(economy, society, seed=seed, charter=charter.adopt(_DRIFT, "the demonstration"))
