"""One run of ``parecon plan``, from the economy to the files and the summary."""

from __future__ import annotations

import time
from pathlib import Path

from parecon.cli.claims import read_claims
from parecon.cli.economies import Opened, open_economy
from parecon.cli.messages import DONE, NOT_SO
from parecon.cli.progress import ProgressBar
from parecon.cli.recording import Watcher
from parecon.cli.resuming import go_on
from parecon.cli.summary import summary_lines
from parecon.journal import used_versions, write_manifest
from parecon.procedures import participatory
from parecon.procedures.optimum import Distance, distance_to_optimum
from parecon.reports.collective import collective_figures
from parecon.reports import figures, write_report
from parecon.reports.meetings import meeting_figures
from parecon.reports.pollution import pollution_figures

__all__ = ["Planning"]


class Planning:
    """Plans into a folder; ``count_rounds`` says how far it has come, whatever stops it."""

    def __init__(self, folder, options, settings) -> None:
        self.folder, self.options, self.settings = folder, options, settings
        self.watcher: Watcher | None = None
        self._lines: list[str] = []
        self._size = 1.0

    def count_rounds(self) -> int:
        """Return how many rounds are closed and on the disk, those of an interrupted run included."""
        return self.watcher.recorder.count_rounds() if self.watcher else 0

    def run(self) -> int:
        """Plan, and write everything but the folder's final name; return the exit code."""
        began, bar = time.perf_counter(), ProgressBar()
        try:
            self.watcher = Watcher(self.folder.work, bar)
            bar.show("tables are read, councils set up", 0, 1)
            opened = open_economy(self.options.economy, self.settings, seed=self.options.seed, size=self.options.size)
            self._size = opened.size
            setting = participatory.Setting(clock=time.perf_counter, seed=self.options.seed, start=self.options.start,
                                            configuration=self._configuration(), data=opened.data,
                                            claims=read_claims(self.options.claims, opened.economy, self.settings.charter))
            outcome = go_on(opened, self.settings.charter, setting, self.watcher)
            bar.show("distance to an optimum", 0, 2)
            distance = self._measure_distance(opened, outcome)
            bar.show("the report is written", 1, 2)
            write_report(self.folder.work / "report.html", outcome, distance)
            self._write_manifest(opened, outcome, distance)
        finally:
            bar.close()
        self._lines = summary_lines(opened.economy, outcome, distance, place=self.folder.out, seconds=time.perf_counter() - began)
        return DONE if outcome.plan is not None else NOT_SO

    def print_summary(self) -> None:
        """Print what came out and what to type next."""
        print("\n" + "\n".join(self._lines), flush=True)

    def _configuration(self) -> dict[str, object]:
        """Return what the caller chose; an own folder enters as its name, for its files are hashed beside it."""
        chosen = self.options
        return {"economy": Path(chosen.economy).name, "size": self._size, "start": chosen.start, "set": sorted(self.settings.given)} | (
            {"claims": list(chosen.claims)} if chosen.claims else {})

    def _measure_distance(self, opened: Opened, outcome) -> Distance | None:
        if outcome.plan is None:
            return None
        return distance_to_optimum(opened.economy, opened.society, outcome.plan, self.settings.charter, closing=outcome.closing)

    def _write_manifest(self, opened: Opened, outcome, distance: Distance | None) -> None:
        charter = self.settings.charter
        changed = {key: charter[key] for key in sorted(charter.adopted)}
        facts = {
            "economy": opened.economy.name, "year": opened.economy.year, "seed": self.options.seed, "configuration": self._configuration(),
            "charter": {"hash": charter.hash(), "changed": changed}, "data": dict(opened.data), "versions": used_versions(),
            "plan": outcome.plan.hash if outcome.plan is not None else None, "figures": dict(outcome.figures), "measures": figures(outcome),
            "pollutants": pollution_figures(outcome), "collective": collective_figures(outcome), "meetings": meeting_figures(outcome),
            "distance_to_optimum": None if distance is None else {"gain": distance.gain, "gain_at_most": distance.gain_at_most, "freedom": distance.freedom},
        }
        write_manifest(self.folder.work, self.watcher.recorder.journal, facts)
