"""From the events of a year to its record and its lines on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from parecon.cli.drawing import RoundLines
from parecon.cli.progress import ProgressBar
from parecon.facilitation.settlement import Settlement
from parecon.journal import YearRecorder
from parecon.procedures import events

__all__ = ["Watcher"]


class Watcher:
    """Writes every event into the journal first, then draws it."""

    def __init__(self, folder: Path, bar: ProgressBar) -> None:
        self.recorder, self.bar = YearRecorder(folder), bar
        self.lines: RoundLines | None = None
        self.closing = self.ballot = self.plan = None
        self.settlements: list[Settlement] = []
        self.figures: Mapping[str, object] = {}
        self._economy = self._charter = None

    def __call__(self, event: events.Event) -> None:
        """Take one event."""
        if not isinstance(event, events.RoundProgress):
            self.bar.clear()
        getattr(self, f"_on_{type(event).__name__}")(event)

    def _on_YearOpened(self, event: events.YearOpened) -> None:
        facts = {"rule": event.rule, "start": event.start, "start_prices": event.start_prices, "data": event.data, "configuration": event.configuration}
        self.recorder.open_year(event.economy, event.charter, event.seed, facts)
        self._economy, self._charter = event.economy, event.charter
        self.lines = RoundLines(event.economy)
        self.lines.heading()

    def _on_Announced(self, event: events.Announced) -> None:
        self.recorder.announce(event.announcement, event.why)

    def _on_CollectiveSettled(self, event: events.CollectiveSettled) -> None:
        self.recorder.settle_collective(event.settlement, event.round)
        self.settlements.append(event.settlement)

    def _on_HiddenCostVoted(self, event: events.HiddenCostVoted) -> None:
        self.recorder.vote_hidden_cost(event.decision)

    def _on_PermitsVoted(self, event: events.PermitsVoted) -> None:
        self.recorder.vote_permits(event.round, event.votes)

    def _on_AppealsDecided(self, event: events.AppealsDecided) -> None:
        self.recorder.decide_appeals(event.round, event.decisions)

    def _on_IndustriesProjected(self, event: events.IndustriesProjected) -> None:
        self.recorder.project_industries(event.round, event.projection)

    def _on_RoundProgress(self, event: events.RoundProgress) -> None:
        self.bar.show(event.step, event.done, event.total)

    def _on_RoundClosed(self, event: events.RoundClosed) -> None:
        self.recorder.close_round(event.record, event.batches)
        self.lines.round(event.record, event.seconds)

    def _on_PriceStepped(self, event: events.PriceStepped) -> None:
        self.recorder.step_prices(event.step, self._charter["rounds.price_digits"])

    def _on_Closed(self, event: events.Closed) -> None:
        self.closing = event.closing
        self.recorder.close(event.closing)

    def _on_Voted(self, event: events.Voted) -> None:
        self.ballot = event.result
        self.recorder.vote(event.options, event.result)

    def _on_Adopted(self, event: events.Adopted) -> None:
        self.plan = event.plan
        self.recorder.adopt(self._economy, event.plan)

    def _on_YearEnded(self, event: events.YearEnded) -> None:
        self.figures = event.figures
        self.recorder.finish(event.figures)
