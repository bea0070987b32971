"""The lock files: every package pinned and hashed, and each holds the smaller ones."""

from __future__ import annotations

import re
import tomllib

import pytest

PINNED = re.compile(r"([a-z0-9-]+)==([0-9][^ ]*)( ; .+?)?((?: --hash=sha256:[0-9a-f]{64})+)")


def packages(root, lock: str) -> dict[str, re.Match]:
    """Return the packages of a lock file by name; stop at a line that is not pinned and hashed."""
    text = (root / "requirements" / f"{lock}.lock").read_text().replace(" \\\n    ", " ")
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            match = PINNED.fullmatch(line)
            assert match, f"{lock}.lock: not pinned and hashed: {line[:80]}"
            found[match[1]] = match
    return found


def wanted(project: dict, *extras: str) -> set[str]:
    """Return the names that pyproject.toml asks for."""
    needs = project["project"]["dependencies"] + project["build-system"]["requires"]
    for extra in extras:
        needs = needs + project["project"]["optional-dependencies"][extra]
    return {re.match(r"[A-Za-z0-9-]+", need)[0].lower() for need in needs}


@pytest.mark.parametrize(("lock", "extras"), [("core", ()), ("web", ("web",)), ("dev", ("web", "dev"))])
def test_a_lock_holds_all_that_the_project_asks_for(root, lock, extras):
    project = tomllib.loads((root / "pyproject.toml").read_text())
    assert wanted(project, *extras) <= packages(root, lock).keys()


@pytest.mark.parametrize(("smaller", "larger"), [("core", "web"), ("web", "dev")])
def test_a_larger_lock_holds_the_smaller_unchanged(root, smaller, larger):
    inner, outer = packages(root, smaller), packages(root, larger)
    assert {name: match[0] for name, match in inner.items()} == {name: outer[name][0] for name in inner if name in outer}


def test_the_set_up_and_the_package_serve_the_same_pythons(root):
    required = tomllib.loads((root / "pyproject.toml").read_text())["project"]["requires-python"]
    text = (root / "run").read_text()
    oldest, newest = re.search(r"OLDEST, NEWEST = \(3, (\d+)\), \(3, (\d+)\)", text).groups()
    assert required == f">=3.{oldest},<3.{int(newest) + 1}"
