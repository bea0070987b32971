"""Begin a year, or go on after the rounds that an interrupted run has closed."""

from __future__ import annotations

from parecon.charter import Charter
from parecon.cli.economies import Opened
from parecon.cli.recording import Watcher
from parecon.facilitation import PlanningYear, close_round, submit
from parecon.journal import BrokenJournal
from parecon.procedures import participatory
from parecon.procedures.events import RoundClosed
from parecon.procedures.participatory_collective import refile_package
from parecon.procedures.participatory_federations import vote_permits

__all__ = ["go_on"]


def go_on(opened: Opened, charter: Charter, setting: participatory.Setting, watcher: Watcher) -> participatory.Outcome:
    """Plan the year; proposals of rounds that are already recorded are read, not asked for again."""
    heard = list(watcher.recorder.heard())
    if not heard:
        return participatory.run(opened.economy, opened.society, charter, setting, on_event=watcher)
    year = participatory.open_year((opened.economy, opened.society), charter, setting, watcher)
    for batches in heard:
        year = vote_permits(refile_package(year, opened.society, watcher), opened.society, watcher)
        year = _close_again(year, batches)
        watcher(RoundClosed(year.records[-1], year.batches))
        if participatory.is_enough(year, setting.claims):
            return participatory.finish(year, setting, watcher)
        year = participatory.announce_next(year, opened.society, setting, watcher)
    return participatory.resume_year(year, opened.society, setting, watcher)


def _close_again(year: PlanningYear, batches) -> PlanningYear:
    for batch in batches:
        year, refusals = submit(year, batch)
        if refusals:
            raise BrokenJournal("a recorded batch is refused", file=f"batches of round {year.round}", found=refusals[0].reason.value,
                                expected="what was heard before", way_out="begin anew without --resume")
    return close_round(year)
