"""No file names a place on one machine or the address of a registry: the project is whole wherever it lies."""

from __future__ import annotations

import re
import subprocess

import pytest

# a slash before a word that begins a machine's tree, not one inside a relative path or an address
MACHINE_PATHS = re.compile(r"(?<![\w.*)}\]/~-])/(?:work|tmp|root|home|opt|mnt|Users)/|\b[A-Z]:\\Users")
REGISTRIES = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|crates\.io|--(?:extra-)?index-url|--find-links|https?://[^\s]*/simple")
SET_UP = ("run", "pyproject.toml", "requirements/", ".ci/", "package-lock.json")


@pytest.fixture(scope="module")
def texts(root) -> dict[str, str]:
    """Return every text file that is committed, by its path."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached"]
    answer = subprocess.run(command, capture_output=True, check=False)
    names = answer.stdout.decode().split("\0") if answer.returncode == 0 else [
        path.relative_to(root).as_posix() for folder in ("src", "tests", "docs", "requirements") for path in (root / folder).rglob("*")
    ]
    found = {}
    for name in names:
        path = root / name
        if name and path.is_file() and b"\0" not in (data := path.read_bytes()):
            found[name] = data.decode("utf-8", "replace")
    return found


def test_no_file_holds_a_path_of_one_machine(texts):
    offences = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1} holds {match.group()}"
        for name, text in texts.items() if "/bundled/" not in name for match in MACHINE_PATHS.finditer(text)
    ]
    assert not offences, "\n".join(offences)


def test_setting_up_names_no_registry_so_that_any_mirror_serves(texts):
    offences = [
        f"{name} holds {match.group()}"
        for name, text in texts.items() if name.startswith(SET_UP) for match in REGISTRIES.finditer(text)
    ]
    assert not offences, "\n".join(offences)
