"""R30: run the suite several times in random order and tell what differs: ./run shuffled [--runs 10] [--keep FOLDER] [what to run …]; asked again with the same folder, it goes on."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def outcomes_of(report: Path) -> dict[str, str]:
    """Return the outcome of every test in a report of pytest."""
    found = {}
    for case in xml.parse(report).getroot().iter("testcase"):
        states = {child.tag for child in case} & {"failure", "error", "skipped"}
        found[f"{case.get('classname')}::{case.get('name')}"] = min(states) if states else "passed"
    return found


def main() -> int:
    """Print a line for every run and the figure last; 1 where a test failed or two runs differ, 2 where a run did not come to an end."""
    parser = argparse.ArgumentParser(prog="./run shuffled", description="Run the tests in random order, several times.")
    parser.add_argument("--runs", type=int, default=10, help="how often (default: 10)")
    parser.add_argument("--keep", type=Path, help="where reports are kept, to go on later (default: a folder that is removed)")
    chosen, rest = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        runs = {}
        for seed in range(1, chosen.runs + 1):
            report = folder / f"order-{seed}.xml"
            if not report.exists():
                part = report.with_suffix(".part")
                workers = ["-n", str(min(os.cpu_count() or 1, 8)), "--dist", "loadfile"]
                with report.with_suffix(".log").open("w") as said:
                    ended = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={part}", f"--basetemp={folder / 'scratch'}", *workers, *rest], cwd=ROOT,
                                           env={**os.environ, "PARECON_TEST_ORDER": str(seed)}, stdout=said, stderr=subprocess.STDOUT, check=False).returncode
                if not part.exists():
                    last = report.with_suffix(".log").read_text(errors="replace").strip().splitlines()[-3:]
                    print(f"order {seed}: pytest ended with {ended} before it wrote a report: {' / '.join(last) or 'it said nothing'}; asked again with the same --keep, this goes on here")
                    return 2
                part.replace(report)
            runs[seed] = outcomes_of(report)
            bad = sorted(name for name, outcome in runs[seed].items() if outcome in ("failure", "error"))
            print(f"order {seed}: {len(runs[seed])} tests, {len(bad)} failed{': ' + ', '.join(bad[:5]) if bad else ''}", flush=True)
    names = set().union(*runs.values())
    different = sorted(name for name in names if len({run.get(name, "not run") for run in runs.values()}) > 1)
    failed = any(outcome in ("failure", "error") for run in runs.values() for outcome in run.values())
    reached = not different and not failed and bool(names)
    print(f"R30  {'reached    ' if reached else 'NOT REACHED'}  {len(runs)} runs of {len(names)} tests in random order: {len(different)} differ{': ' + ', '.join(different[:5]) if different else ''}")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
