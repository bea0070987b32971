"""What ./run mutants lets pytest do besides: run tests in a given order, note their seconds, and end what runs or grows without end."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

SECONDS: dict[str, float] = {}
BYTES_MAX = 6 << 30


def pytest_configure() -> None:
    try:
        import resource
    except ImportError:
        return  # no such limits on Windows
    resource.setrlimit(resource.RLIMIT_AS, (BYTES_MAX, BYTES_MAX))
    if seconds := int(os.environ.get("MUTANTS_CPU_SECONDS", "0")):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


def pytest_collection() -> None:
    from hypothesis import Phase, settings

    # that an example fails is enough; a smaller one that fails too is not looked for
    settings.register_profile("mutants", settings.get_profile("parecon"), phases=(Phase.explicit, Phase.generate))
    settings.load_profile("mutants")


def pytest_collection_modifyitems(items: list) -> None:
    if path := os.environ.get("MUTANTS_ORDER"):
        rank = {test: number for number, test in enumerate(json.loads(Path(path).read_text()))}
        items.sort(key=lambda item: rank.get(item.nodeid, len(rank)))


def pytest_runtest_logreport(report) -> None:
    SECONDS[report.nodeid] = SECONDS.get(report.nodeid, 0.0) + report.duration


def pytest_sessionfinish() -> None:
    import parecon

    copy = Path(__file__).resolve().parents[1]
    assert Path(parecon.__file__).resolve().is_relative_to(copy), f"the tests ran {parecon.__file__}, not the copy {copy}"
    if path := os.environ.get("MUTANTS_BASELINE"):
        Path(path).write_text(json.dumps({"seconds": SECONDS, "cpu_seconds": time.process_time()}))
