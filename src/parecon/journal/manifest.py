"""The manifest, written last: what was run, what came out, and the hash of every file."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from parecon.journal.chain import JournalWriter
from parecon.journal.plain import as_plain
from parecon.journal.verify import MANIFEST, hash_file, manifest_text

__all__ = ["used_versions", "write_manifest"]

_PACKAGES = ("parecon", "numpy", "scipy", "numba", "highspy", "pyarrow")
_FORMAT = "parecon manifest 1"


def used_versions() -> dict[str, str]:
    """Return the version of Python and of every package that results can depend on."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def write_manifest(folder: Path, journal: JournalWriter, facts: Mapping[str, object]) -> None:
    """Write manifest.json from ``facts``, the journal's last hash, and the size and SHA-256 of every other file in ``folder``."""
    hidden = (place for place in folder.rglob("*") if place.is_file() and place.name != MANIFEST)
    names = sorted(name for place in hidden if not (name := place.relative_to(folder).as_posix()).startswith("."))
    sizes = {name: dict(zip(("bytes", "sha256"), hash_file(folder / name))) for name in names if name != journal.path.name}
    head = {"file": journal.path.name, "entries": journal.entries, "head": journal.head}
    manifest = {**as_plain(facts), "format": _FORMAT, "journal": head, "files": sizes}
    part = folder / f".{MANIFEST}.part"
    part.write_text(manifest_text(manifest), encoding="utf-8")
    part.replace(folder / MANIFEST)
