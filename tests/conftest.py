"""What every test shares: the folder of shared data, and skips that CI does not let pass."""

from __future__ import annotations

import os
import random
import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
ABSENT_WITH_REASON = re.compile(r"shared[ _/-]?data", re.IGNORECASE)


def is_ci() -> bool:
    """Tell whether the tests decide what may land."""
    return os.environ.get("CI", "").lower() in ("true", "1")


# A slow machine is no failure, and CI tries the same examples every time.
settings.register_profile("parecon", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=is_ci())
settings.load_profile("parecon")


def is_present(part: str) -> bool:
    """Tell whether a part is a program on the PATH or a module that can be imported."""
    return shutil.which(part) is not None or find_spec(part.split(".")[0]) is not None


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of shared data; skip where it is absent, for the project is whole without it."""
    folder = Path(os.environ.get("PARECON_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"shared data absent: {folder} is no folder; set PARECON_SHARED_DATA to read it elsewhere")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files, and the tests of each, in the random order of ``PARECON_TEST_ORDER``, a number, where it is set (`./run shuffled`)."""
    seed = os.environ.get("PARECON_TEST_ORDER", "")
    if seed:
        chance, files = random.Random(int(seed)), list(dict.fromkeys(item.path for item in items))
        chance.shuffle(files)
        place = {file: at for at, file in enumerate(files)}
        items[:] = sorted(chance.sample(items, len(items)), key=lambda item: place[item.path])


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        absent = [part for part in marker.args if not is_present(part)]
        if absent:
            pytest.skip(f"needs {', '.join(absent)}: install it to run this test")


def forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure where CI=true, unless it is about shared data, which nobody can install."""
    if not is_ci() or report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if not ABSENT_WITH_REASON.search(reason):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and CI=true lets no skip pass but of shared data: {reason}"


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = yield
    forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_make_collect_report(collector: pytest.Collector):
    report = yield
    forbid_skip(report)
    return report
