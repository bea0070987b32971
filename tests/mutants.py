"""./run mutants: put small faults into the rooms that must not err, one at a time, and see whether their tests notice.

For each fault a copy of the project is changed in one place and the room's tests run in it until one fails. The score is the share
of faults that are noticed; those that live on are listed with their place. The tests that come by the changed line go first.
Results gather in .bench/mutants.jsonl; a fault is not tried again while the code and the tests that decided it are the same.
The rows of the charter are data, not code, and are left alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

from mutations import Change, find_changes

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / ".bench" / "mutants.jsonl"
DECISIONS = ("src/parecon/ballots", "src/parecon/charter", "tests/ballots", "tests/charter", "tests/laws/test_ballots_*.py")
TESTS = {
    "ledger": ("src/parecon/ledger", "tests/ledger", "tests/laws/test_ledger_*.py"),
    "ballots": DECISIONS,
    "charter": DECISIONS,
}
COPIED = ("src", "tests", "docs", "pyproject.toml")
SCORE_MIN = 0.85
NEAREST = 5  # quick tests whose files are run before all the others
LIVED = (0, 5)  # pytest's exit codes where no test failed
OPTIONS = ("-q", "-x", "-p", "mutants_plugin", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=no")


@dataclass(frozen=True)
class Mutant:
    """One fault in one file; ``file`` is a path below the project."""

    room: str
    file: str
    change: Change

    def place(self) -> str:
        return f"{self.file}:{self.change.line}"


class Trial:
    """A copy of the project in which faults are tried, one after another."""

    def __init__(self, folder: str, source: Path = ROOT) -> None:
        self.root = Path(folder)
        ignore = shutil.ignore_patterns("__pycache__", "*.egg-info", "*.nbi", "*.nbc")
        for name in COPIED:
            copy = shutil.copytree if (source / name).is_dir() else shutil.copy
            copy(source / name, self.root / name, **({"ignore": ignore} if copy is shutil.copytree else {}))

    def tests_of(self, room: str) -> list[str]:
        """Return what pytest is given for a room."""
        return [path.relative_to(self.root).as_posix() for pattern in TESTS[room] for path in sorted(self.root.glob(pattern))]

    def run(self, tests: list[str], options: tuple[str, ...], variables: dict[str, str]) -> tuple[int, str]:
        """Run tests; return pytest's exit code and what it said."""
        paths = os.pathsep.join([str(self.root / "src"), str(self.root / "tests")])
        environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", "CI": "true", **variables}
        command = [sys.executable, "-m", "pytest", *OPTIONS, *options, *tests]
        seconds = float(variables.get("MUTANTS_CPU_SECONDS", "300")) * 20  # the machine may be busy: the processor's time decides first
        try:
            answer = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False, timeout=seconds)
        except subprocess.TimeoutExpired:
            return -1, ""
        return answer.returncode, answer.stdout + answer.stderr

    def digest(self, *names: str) -> str:
        """Return the hash of files and of folders' Python files."""
        files = [file for name in names for file in ([self.root / name] if (self.root / name).is_file() else sorted((self.root / name).rglob("*.py")))]
        return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]


def find_mutants(trial: Trial, room: str) -> list[Mutant]:
    """Return every fault that can be put into a room."""
    files = sorted((trial.root / "src" / "parecon" / room).rglob("*.py"))
    return [
        Mutant(room, file.relative_to(trial.root).as_posix(), change)
        for file in files if "rows" not in file.parts for change in find_changes(file.read_text(encoding="utf-8"))
    ]


@dataclass(frozen=True)
class Baseline:
    """What the sound code's run tells: the seconds of each test, which tests come by each line, and the processor's seconds in all."""

    seconds: dict[str, float]
    passing: dict[tuple[str, int], frozenset[str]]
    cpu_seconds: float

    def nearest_files(self, mutant: Mutant) -> list[str]:
        """Return the files of the quickest tests that come by the line."""
        by = self.passing.get((mutant.file, mutant.change.line), frozenset())
        return sorted({test.split("::")[0] for test in sorted(by, key=lambda test: self.seconds.get(test, 0.0))[:NEAREST]})

    def order(self, mutant: Mutant) -> list[str]:
        """Return the tests, those that come by the line first, the quick before the slow."""
        by = self.passing.get((mutant.file, mutant.change.line), frozenset())
        return sorted(self.seconds, key=lambda test: (test not in by, self.seconds[test]))


def measure_baseline(trial: Trial, room: str) -> Baseline:
    """Run a room's tests on the sound code; end the program where they fail."""
    from coverage import CoverageData

    out, data = trial.root / "baseline.json", trial.root / ".coverage"
    variables = {"MUTANTS_BASELINE": str(out), "COVERAGE_FILE": str(data)}
    code, said = trial.run(trial.tests_of(room), ("--cov=parecon", "--cov-context=test", "--cov-report="), variables)
    if code:
        raise SystemExit(f"the tests of {room} fail on the sound code; mend that first\n{said[-3000:]}")
    told, coverage, passing = json.loads(out.read_text()), CoverageData(str(data)), {}
    coverage.read()
    for file in coverage.measured_files():
        name = Path(file).relative_to(trial.root.resolve()).as_posix()
        for line, contexts in coverage.contexts_by_lineno(file).items():
            passing[name, line] = frozenset(context.rpartition("|")[0] for context in contexts if context)
    return Baseline(told["seconds"], passing, told["cpu_seconds"])


def try_mutant(trial: Trial, mutant: Mutant, baseline: Baseline) -> dict:
    """Put a fault into the copy, run the tests, take it out again, and return what came of it."""
    file, started = trial.root / mutant.file, time.monotonic()
    sound = file.read_text(encoding="utf-8")
    order = trial.root / "order.json"
    order.write_text(json.dumps(baseline.order(mutant)))
    limit = str(math.ceil(1.5 * baseline.cpu_seconds + 10))
    try:
        file.write_text(mutant.change.apply(sound), encoding="utf-8")
        for tests in filter(None, (baseline.nearest_files(mutant), trial.tests_of(mutant.room))):  # few files are sooner read than all
            code, said = trial.run(tests, (), {"MUTANTS_ORDER": str(order), "MUTANTS_CPU_SECONDS": limit})
            if code not in LIVED:
                break
    finally:
        file.write_text(sound, encoding="utf-8")
    failed = re.search(r"^(?:FAILED|ERROR) ([^\s:]+)", said, re.MULTILINE)
    verdict = "lived" if code in LIVED else "ended" if code < 0 else "noticed"
    by = failed.group(1) if failed and (trial.root / failed.group(1)).exists() else ""
    return {"mutant": asdict(mutant), "verdict": verdict, "by": by, "evidence": evidence(trial, mutant, by), "seconds": round(time.monotonic() - started, 1)}


def evidence(trial: Trial, mutant: Mutant, by: str) -> str:
    """Return the hash of what a verdict rests on: the changed file and the test that failed, or else all of the room and its tests."""
    return trial.digest(mutant.file, by) if by else trial.digest(f"src/parecon/{mutant.room}", *trial.tests_of(mutant.room))


def known_results(trial: Trial) -> dict[Mutant, dict]:
    """Return the earlier results that still hold."""
    known = {}
    for line in RESULTS.read_text(encoding="utf-8").splitlines() if RESULTS.exists() else []:
        try:
            told = json.loads(line)
            mutant = Mutant(**{**told["mutant"], "change": Change(**told["mutant"]["change"])})
            if (trial.root / mutant.file).is_file() and mutant.room in TESTS and told["evidence"] == evidence(trial, mutant, told["by"]):
                known[mutant] = told
        except (ValueError, KeyError, TypeError):
            continue  # a line that was cut off is tried anew
    return known


def try_all(trials: list[Trial], mutants: list[Mutant], baseline: Baseline, known: dict[Mutant, dict]) -> None:
    """Try the faults that are not known yet, as many at a time as there are copies; write each result down at once."""
    free, lock = SimpleQueue(), Lock()
    for trial in trials:
        free.put(trial)
    left = [mutant for mutant in mutants if mutant not in known]
    done = 0

    def work(mutant: Mutant) -> None:
        nonlocal done
        trial = free.get()
        try:
            told = try_mutant(trial, mutant, baseline)
        finally:
            free.put(trial)
        with lock:
            done += 1
            known[mutant] = told
            with RESULTS.open("a", encoding="utf-8") as file:
                file.write(json.dumps(told, ensure_ascii=False) + "\n")
            print(f"{done:5} of {len(left)}  {told['verdict']:7}  {told['seconds']:6.1f} s  {mutant.place()}  {mutant.change}", flush=True)

    with ThreadPoolExecutor(len(trials)) as pool:
        try:
            list(pool.map(work, left))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def confidence(count: int, of: int) -> tuple[float, float]:
    """Return the interval that holds a share with 95 % confidence.

    Source: Wilson 1927, Journal of the American Statistical Association 22, p. 209 to 212.

    >>> [round(limit, 3) for limit in confidence(8, 10)]
    [0.49, 0.943]
    """
    if not of:
        return 0.0, 1.0
    z, share = 1.959964, count / of
    middle, half = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, (middle - half) / (1 + z * z / of)), min(1.0, (middle + half) / (1 + z * z / of))


def column(trial: Trial, mutant: Mutant) -> int:
    """Return the letter of the line, from 1, at which a fault stands."""
    data = (trial.root / mutant.file).read_bytes()[: mutant.change.begin]
    return len(data[data.rfind(b"\n") + 1 :].decode()) + 1


def report(trial: Trial, mutants: list[Mutant], known: dict[Mutant, dict], of: int) -> float:
    """Print a room's score and the faults that live on; return the score."""
    room = mutants[0].room
    lived = [mutant for mutant in mutants if known[mutant]["verdict"] == "lived"]
    ended = sum(known[mutant]["verdict"] == "ended" for mutant in mutants)
    score = 1 - len(lived) / len(mutants)
    low, high = confidence(len(mutants) - len(lived), len(mutants))
    sampled = "" if len(mutants) == of else f"; in all {of}, with 95 % confidence between {low:.0%} and {high:.0%}"
    print(f"\n{room}: {len(mutants) - len(lived)} of {len(mutants)} faults noticed ({ended} by running too long): {score:.1%}{sampled}")
    for mutant in lived:
        print(f"  {mutant.place()}:{column(trial, mutant)}  {mutant.change}")
    return score


def options(arguments: list[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="run mutants", description="Put small faults into the code and see whether the tests notice.")
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"of {', '.join(TESTS)}; all when none is named")
    parser.add_argument("--sample", type=int, default=100, metavar="N", help="faults tried in each room, drawn by lot; 0 for all (default 100)")
    parser.add_argument("--seed", type=int, default=1, help="of the lot (default 1)")
    parser.add_argument("--processes", type=int, default=2, choices=(1, 2), help="tests running at a time (default 2)")
    parser.add_argument("--file", default="", help="only files whose path holds this text")
    asked = parser.parse_args(arguments)
    unknown = [room for room in asked.rooms if room not in TESTS]
    if unknown or asked.sample < 0:
        parser.error(f"there is no room {unknown[0]!r}; there are {', '.join(TESTS)}" if unknown else f"--sample is {asked.sample}; give 0 or more")
    return asked


def main(arguments: list[str]) -> int:
    """Try the faults of the rooms asked for; return 1 where a room's score is too low."""
    asked = options(arguments)
    RESULTS.parent.mkdir(exist_ok=True)
    scores = []
    with tempfile.TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as folder:
        first = Trial(os.path.join(folder, "1"))
        trials = [first, *(Trial(os.path.join(folder, str(n)), first.root) for n in range(2, asked.processes + 1))]
        known = known_results(first)
        for room in asked.rooms or TESTS:
            every = [mutant for mutant in find_mutants(first, room) if asked.file in mutant.file]
            mutants = every if not asked.sample or asked.sample >= len(every) else sorted(
                random.Random(asked.seed).sample(every, asked.sample), key=every.index)
            if not mutants:
                raise SystemExit(f"no file of {room} holds {asked.file!r} in its path and anything to change")
            if any(mutant not in known for mutant in mutants):
                try_all(trials, mutants, measure_baseline(first, room), known)
            scores.append(report(first, mutants, known, len(every)))
    return int(min(scores) < SCORE_MIN)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("interrupted; what is known is kept, and the same command goes on")
