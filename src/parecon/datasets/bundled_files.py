"""The tables that come with the program, read as package data and checked against their recorded SHA-256."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from parecon.datasets.errors import ChangedFile
from parecon.datasets.labelled_csv import LabelledTable, read_labelled
from parecon.datasets.tables import Provenance

__all__ = ["BundledFolder"]


@cache
def _recorded(folder: str) -> dict[str, str]:
    text = (files("parecon.datasets") / "bundled" / folder / "SHA256SUMS").read_text(encoding="utf-8")
    return {name: digest for digest, name in (line.split() for line in text.splitlines())}


class BundledFolder:
    """One folder of bundled files with its publisher and licence; remembers which files were read.

    others: publisher and licence of single files that come from elsewhere.
    """

    def __init__(self, folder: str, publisher: str, licence: str, others: Mapping[str, tuple[str, str]] | None = None) -> None:
        self.folder, self.publisher, self.licence = folder, publisher, licence
        self.others = dict(others or {})
        self.read: list[Provenance] = []

    def content(self, name: str) -> bytes:
        """Return the bytes of a file (unpacked if it is .gz); raise ChangedFile if they are not the recorded ones."""
        packed = (files("parecon.datasets") / "bundled" / self.folder / name).read_bytes()
        digest, recorded = hashlib.sha256(packed).hexdigest(), _recorded(self.folder).get(name)
        if digest != recorded:
            raise ChangedFile("a bundled file has changed", file=name, found=f"SHA-256 {digest}", expected=recorded,
                              way_out="install the program anew; put tables of your own into a folder of their own")
        publisher, licence = self.others.get(name, (self.publisher, self.licence))
        self.read.append(Provenance(publisher, licence, f"{self.folder}/{name}", digest))
        return gzip.decompress(packed) if name.endswith(".gz") else packed

    def labelled(self, name: str, cells_max: int) -> LabelledTable:
        """Return a file as a LabelledTable."""
        return read_labelled(io.BytesIO(self.content(name)), f"{self.folder}/{name}", cells_max)

    def records(self, name: str) -> list[dict[str, str]]:
        """Return a file's lines as records of text."""
        return list(csv.DictReader(io.StringIO(self.content(name).decode("utf-8"))))
