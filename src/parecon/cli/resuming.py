"""Begin a year, or go on after the rounds that an interrupted run has closed."""

from __future__ import annotations

from parecon.charter import Charter
from parecon.cli.economies import Opened
from parecon.cli.recording import Watcher
from parecon.facilitation import PlanningYear, announce_first, close_round, follow, submit
from parecon.journal import BrokenJournal
from parecon.procedures import participatory
from parecon.procedures.events import Announced, PriceStepped, RoundClosed, YearOpened

__all__ = ["go_on"]


def go_on(opened: Opened, charter: Charter, setting: participatory.Setting, watcher: Watcher) -> participatory.Outcome:
    """Plan the year; proposals of rounds that are already recorded are read, not asked for again."""
    heard = list(watcher.recorder.heard())
    if not heard:
        return participatory.run(opened.economy, opened.society, charter, setting, on_event=watcher)
    prices = participatory.start_prices(opened.economy, setting.start, setting.seed)
    watcher(YearOpened(opened.economy, charter, setting.seed, charter["prices.rule"], setting.start, prices, setting.configuration or {}, setting.data or {}))
    year = announce_first(opened.economy, charter, prices)
    watcher(Announced(year.announcement, year.step.why))
    for number, batches in enumerate(heard, 1):
        year = _close_again(year, batches)
        watcher(RoundClosed(year.records[-1], year.batches))
        if participatory.is_enough(year):
            return participatory.finish(year, setting, watcher)
        year = follow(year)
        watcher(PriceStepped(year.step))
        watcher(Announced(year.announcement, year.step.why))
    return participatory.resume_year(year, opened.society, setting, watcher)


def _close_again(year: PlanningYear, batches) -> PlanningYear:
    for batch in batches:
        year, refusals = submit(year, batch)
        if refusals:
            raise BrokenJournal("a recorded batch is refused", file=f"batches of round {year.round}", found=refusals[0].reason.value,
                                expected="what was heard before", way_out="begin anew without --resume")
    return close_round(year)
