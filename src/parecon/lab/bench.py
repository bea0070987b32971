"""Seconds and memory of every step of planning: each row in a fresh process, written down as it finishes, drawn as a table."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path

import parecon
from parecon.lab.bench_row import Row

__all__ = ["BenchStore", "code_digest", "draw_table", "run_rows"]

STEPS = ("read", "society", "respond", "submit", "aggregate", "price", "close")
_VOTES = Path("pabulib") / "Netherlands_Amsterdam_252.pb"


def code_digest() -> str:
    """Return the SHA-256 of all sources and of the Python they run on, 12 digits: figures of other code are not ours."""
    digest = hashlib.sha256(sys.version.encode())
    home = Path(parecon.__file__).parent
    for path in sorted(home.rglob("*.py")):
        digest.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


class BenchStore:
    """The rows measured so far for one state of the code, one line of JSON each in ``folder/<digest>.jsonl``."""

    def __init__(self, folder: Path, digest: str) -> None:
        self.path = folder / f"{digest}.jsonl"

    def read(self) -> dict[str, dict]:
        """Return the measured rows by name, the latest of each; a line that was cut off is left out."""
        found: dict[str, dict] = {}
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                try:
                    row = json.loads(line)
                    found[row["row"]] = row
                except (ValueError, KeyError, TypeError):
                    continue
        return found

    def add(self, measured: Mapping) -> None:
        """Write one row down; it is on the disk when this returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "ab") as file:
            if file.tell() and not _ends_line(self.path):
                file.write(b"\n")
            file.write(json.dumps(measured).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _ends_line(path: Path) -> bool:
    with open(path, "rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def run_rows(rows: Sequence[Row], store: BenchStore, *, again: bool = False, say: Callable[[str], None]) -> Iterator[dict]:
    """Yield every row, measured now or, unless ``again``, as it was written down before; one that fails holds ``error``."""
    known = {} if again else store.read()
    for number, row in enumerate(rows, 1):
        if row.name in known:
            yield known[row.name]
            continue
        say(f"{number}/{len(rows)} measuring {row.name}")
        measured = _measure_in_process(row)
        if "error" not in measured:
            store.add(measured)
        yield measured


def _measure_in_process(row: Row) -> dict:
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "parecon.lab.bench_row", row.name]
    if row.name == "ballots":
        votes = _find_votes()
        if votes is None:
            return {"row": row.name, "error": f"needs {_VOTES}; set PARECON_SHARED_DATA to the folder of shared data that holds it"}
        command.append(str(votes))
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        why = said[-1].strip() if said else f"exit code {done.returncode}, as when memory is used up"
        return {"row": row.name, "error": why}
    at = datetime.now(timezone.utc).isoformat(timespec="seconds")
    return {**json.loads(done.stdout.splitlines()[-1]), "measured_at": at, "processors": _processors()}


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _find_votes() -> Path | None:
    folders = [Path(given)] if (given := os.environ.get("PARECON_SHARED_DATA")) else [Path.cwd().parent / "shared" / "data"]
    return next((path for folder in folders if (path := folder / _VOTES).is_file()), None)


def draw_table(rows: Sequence[Mapping]) -> str:
    """Return the rows as an aligned table: seconds, processor seconds and peak megabytes of every step.

    >>> print(draw_table([{"row": "ballots", "error": "needs a file"}]))
    row                      councils       lines             read   society   respond    submit aggregate     price     close
    ballots                  not measured: needs a file
    """
    lines = [f"{'row':<22} {'councils':>10} {'lines':>11}       " + "".join(f"{step:>10}" for step in STEPS)]
    for row in rows:
        if "error" in row:
            lines.append(f"{row['row']:<22}   not measured: {row['error']}")
        elif row["text"] or row["councils"] is None:
            whole = row["steps"]["all"]
            lines += [f"{row['row']:<22}   {text}" for text in row["text"]]
            lines.append(f"{'':<22}   in all {whole['seconds']:.1f} s, peak {_number(whole['peak_mb'], 0)} MB")
        else:
            head = f"{row['row']:<22} {row['councils']:>10,} {row['lines']:>11,}"
            for unit, key, digits in (("s", "seconds", 3), ("cpu s", "processor_seconds", 3), ("MB", "peak_mb", 0), ("own MB", "own_mb", 0)):
                lines.append(f"{head} {unit:>6}" + "".join(f"{_number(row['steps'].get(step, {}).get(key), digits):>10}" for step in STEPS))
                head = " " * len(head)
    return "\n".join(lines)


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"
