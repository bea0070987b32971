"""How many rounds each price rule needs: one row per economy, start, rule, incomes and seed, written down as it finishes."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import parecon
from parecon.lab.bench import BenchStore
from parecon.lab.bench_rounds_cases import CASES, OWN_SIGN, QUICK_CASES, Case

__all__ = ["CASES", "KEYS", "QUICK_CASES", "Case", "draw_rounds", "find_cases", "measure_case", "open_store", "own_sign_of", "public_row", "rounds_digest", "run_cases"]

KEYS = ("economy", "start", "rule", "incomes", "seed", "rounds_worst_5", "rounds_worst_1", "rounds_worst_01", "rounds_value_1",
        "closing_loss", "distance", "bar", "met")
_ROOMS = ("quantities", "charter", "ballots", "economy", "datasets", "work", "proposals", "facilitation", "feasibility", "plans", "responses",
          "procedures")

_WALL = 30
"""A row has its seconds of a processor; on a machine that others use it may take so many times longer."""


def find_cases(word: str) -> tuple[Case, ...]:
    """Return the row of that name, or all rows of that economy, or of that economy and start; empty where there is none."""
    return tuple(case for case in CASES if word in (case.name, case.economy, f"{case.economy}/{case.start}"))


def open_store(folder: Path) -> BenchStore:
    """Return the store of rows, ``folder/rounds.jsonl``."""
    return BenchStore(folder, "rounds")


def rounds_digest() -> str:
    """Return the SHA-256 of the sources that rounds depend on, 12 digits: figures of other code are not ours."""
    digest, home = hashlib.sha256(sys.version.encode()), Path(parecon.__file__).parent
    files = [p for room in _ROOMS for p in (home / room).rglob("*.py")] + list(Path(__file__).parent.glob("bench_rounds*.py"))
    for path in sorted(files):
        digest.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def run_cases(cases: Sequence[Case], store: BenchStore, *, again: bool = False, say: Callable[[str], None]) -> Iterator[dict]:
    """Yield every row, run now or, unless ``again``, as this code wrote it down before; one that fails says so in ``failed``."""
    code = rounds_digest()
    known = {} if again else {name: row for name, row in store.read().items() if row.get("code") == code}
    for number, case in enumerate(cases, 1):
        if case.name not in known:
            say(f"{number}/{len(cases)} {case.name}")
            store.add({"row": case.name, "code": code, **measure_case(case)})
            known |= {case.name: store.read()[case.name]}
        yield known[case.name]


def measure_case(case: Case) -> dict:
    """Return the row of ``case``, run in a process of its own; whatever stops it becomes a row that says so.

    Rounds that were counted before the stop stand; the bar is missed where 1 % was not reached.
    """
    row = {"economy": case.economy, "start": case.start, "rule": case.rule, "incomes": case.incomes, "seed": case.seed,
           **dict.fromkeys(KEYS[5:11]), "bar": case.bar, "measure": case.measure, "met": None, "failed": ""}
    command = [sys.executable, "-W", "ignore", "-m", "parecon.lab.bench_rounds_run", json.dumps(asdict(case))]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=_WALL * case.seconds_max, check=False)
        if done.returncode < 0 and -done.returncode == getattr(signal, "SIGXCPU", None):
            raise subprocess.TimeoutExpired(command, case.seconds_max, done.stdout)
        said, told = done.stdout, done.stderr.decode(errors="replace").strip().splitlines()
        row["failed"] = "" if done.returncode == 0 else (told[-1] if told else f"exit code {done.returncode}")[:300]
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
        row["failed"] = f"not finished within {case.seconds_max} seconds of a processor"
    for line in said.decode().splitlines():
        row |= json.loads(line)
    if case.bar is not None:
        held = row[f"rounds_{case.measure}_1"]
        row["met"] = held is not None and held <= case.bar
    return row


def public_row(row: Mapping) -> dict:
    """Return the row with exactly the keys of ``KEYS``."""
    return {key: row.get(key) for key in KEYS}


def own_sign_of(row: Mapping, known: Iterable[Mapping]) -> str:
    """Return after how many rounds the same row with the switch ``prices.own_sign`` is within 1 %, and how many more that is; "–" where it never is, "" where it was not run.

    >>> row = {"economy": "toy", "start": "700", "rule": "power", "incomes": "fixed", "seed": 1, "rounds_worst_1": 2}
    >>> own_sign_of(row, [row, {**row, "economy": "toy-own-sign", "rounds_worst_1": 4}])
    '4 (+2)'
    """
    same = ("start", "rule", "incomes", "seed")
    twin = next((one for one in known if one["economy"] == f"{row['economy']}-{OWN_SIGN}" and all(one[key] == row[key] for key in same)), None)
    if twin is None:
        return ""
    held, without = twin.get("rounds_worst_1"), row.get("rounds_worst_1")
    return _count(held) + (f" ({held - without:+d})" if held is not None and without is not None else "")


def draw_rounds(rows: Sequence[Mapping], known: Iterable[Mapping] = ()) -> str:
    """Return the rows as an aligned table; – is "not within the rounds held", and a run that stopped says why.

    known: all rows there are, among them those with the switch ``prices.own_sign``, whose cost in rounds is a column.

    >>> row = {"economy": "toy", "start": "700", "rule": "power", "incomes": "fixed", "seed": 1, "rounds_worst_5": 3, "failed": ""}
    >>> print(draw_rounds([row]))
    economy                                start      rule              incomes seed     5%    1%  0.1%  value 1%  own sign  close loses  distance   bar
    toy                                    700        power             fixed      1      3     –     –         –                      –         –
    """
    lines = [f"{'economy':<38} {'start':<10} {'rule':<17} {'incomes':<7} {'seed':>4} {'5%':>6}{'1%':>6}{'0.1%':>6}{'value 1%':>10}{'own sign':>10}"
             f"{'close loses':>13}{'distance':>10}   bar"]
    for row in rows:
        rounds = "".join(f"{_count(row.get(key)):>{width}}" for key, width in
                         (("rounds_worst_5", 6), ("rounds_worst_1", 6), ("rounds_worst_01", 6), ("rounds_value_1", 10)))
        shares = f"{own_sign_of(row, [*rows, *known]):>10}"
        shares += f"{_share(row.get('closing_loss')):>13}{_share(row.get('distance')):>10}"
        by = {"value": " (value)", "close": " (close)"}.get(row.get("measure"), "")
        bar = "" if row.get("bar") is None else f"   {row['bar']} {'met' if row['met'] else 'missed'}{by}"
        lines.append(f"{row['economy']:<38} {row['start']:<10} {row['rule']:<17} {row['incomes']:<7} {row['seed']:>4} {rounds}{shares}{bar}")
        if row.get("rounds_millionth"):
            lines.append(f"    within a millionth after {row['rounds_millionth']} rounds")
        if row.get("measure") == "value" and row.get("worst"):
            lines.append(f"    the worst gap does not settle below {min(row['worst']):.1%}, by value {min(row['value']):.2%}, while answers are not consistent")
        if row.get("rounds_close_1"):
            lines.append(f"    the close of round {row['rounds_close_1']} loses less than 1 %")
        if row["economy"].startswith("scarf") and row.get("worst"):
            best = min(row["worst"])
            lines.append("    reaches the one equilibrium, equal prices of the three goods" if row.get("rounds_worst_1") else
                         f"    does not reach the one equilibrium, equal prices of the three goods: the worst gap is {best:.0%} at best")
        if row.get("failed"):
            lines.append(f"    stopped: {row['failed']}")
    return "\n".join(lines)


def _count(value: int | None) -> str:
    return "–" if value is None else str(value)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3%}"
