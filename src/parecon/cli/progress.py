"""A bar on the terminal for a step that takes over a second; nothing where there is no terminal."""

from __future__ import annotations

import sys
import threading
import time
from typing import TextIO

__all__ = ["ProgressBar"]

_AFTER_SECONDS = 1.0
_EVERY_SECONDS = 0.25
_WIDTH = 30


class ProgressBar:
    """Shows the step under way on ``err`` once it has taken a second, and wipes itself away.

    A thread keeps it moving while the work holds the program; it draws nothing when ``err`` is no terminal.
    """

    def __init__(self, err: TextIO | None = None, *, ticking: bool = True) -> None:
        self.err = err or sys.stderr
        self.live = bool(getattr(self.err, "isatty", lambda: False)())
        self._step, self._done, self._total, self._since, self._drawn = "", 0, 1, 0.0, 0
        self._lock, self._ended = threading.RLock(), threading.Event()
        if self.live and ticking:
            threading.Thread(target=self._tick, daemon=True).start()

    def show(self, step: str, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` parts of the work are done and ``step`` is under way."""
        with self._lock:
            if step != self._step:
                self.clear()
                self._step, self._since = step, time.monotonic()
            self._done, self._total = done, max(total, 1)
            self._draw()

    def clear(self) -> None:
        """Wipe the bar away until something is shown again."""
        with self._lock:
            if self._drawn:
                self.err.write("\r" + " " * self._drawn + "\r")
                self.err.flush()
            self._step, self._drawn = "", 0

    def close(self) -> None:
        """Wipe the bar away for good."""
        self._ended.set()
        self.clear()

    def _tick(self) -> None:
        while not self._ended.wait(_EVERY_SECONDS):
            with self._lock:
                self._draw()

    def _draw(self) -> None:
        seconds = time.monotonic() - self._since
        if not self.live or not self._step or seconds < _AFTER_SECONDS or self._ended.is_set():
            return
        share = min(max(self._done / self._total, 0.0), 1.0)
        line = f"  {self._step:<32} [{'#' * round(_WIDTH * share):<{_WIDTH}}] {100 * share:3.0f} %  {seconds:4.0f} s"
        self.err.write("\r" + line)
        self.err.flush()
        self._drawn = len(line)
