"""Check that a journal is whole and unchanged, with Python's standard library alone.

This file needs no other: copy it anywhere and run ``python verify.py journal.jsonl``.

A journal is JSON lines in UTF-8, one entry a line, in canonical form: keys sorted, no spaces, shortest
numbers, integers exact. An entry is ``{"body", "hash", "kind", "previous", "sequence"}``; its hash is the
SHA-256 of the canonical text of the entry without the hash; ``previous`` is the hash of the entry before
it, sixty-four zeros in the first. The manifest beside it names the last hash, which shows a journal cut
short, and the SHA-256 of every file.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

__all__ = [
    "FIRST_PREVIOUS", "LINE_BYTES_MAX", "MANIFEST", "Problem", "Verification", "canonical_text", "entry_line",
    "manifest_text", "verify",
]

FIRST_PREVIOUS = "0" * 64
MANIFEST = "manifest.json"
LINE_BYTES_MAX = 512 * 2**20
_KEYS = ["body", "hash", "kind", "previous", "sequence"]


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was written: file, line (0 for a whole file), what, both values."""

    file: str
    line: int
    what: str
    found: object
    expected: object

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.what}; found {self.found}, expected {self.expected}"


@dataclass(frozen=True)
class Verification:
    """What was checked: entries and files counted, hash of the last good entry, problems found, remarks."""

    entries: int
    files: int
    head: str
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether nothing was found changed or missing."""
        return not self.problems


def _refuse_constant(text: str) -> None:
    raise ValueError(f"{text} is no number of JSON")


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode
_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode


def canonical_text(value: object) -> str:
    """Return plain ``value`` as canonical JSON; raise ValueError for NaN or infinity.

    >>> canonical_text({"b": 0.1, "a": [1, "ö"]})
    '{"a":[1,"ö"],"b":0.1}'
    """
    return _encode(value)


def entry_line(sequence: int, previous: str, kind: str, body: object) -> tuple[str, str]:
    """Return the line of an entry, without its line feed, and its hash."""
    body_text, rest = _encode(body), f'"kind":{_encode(kind)},"previous":{_encode(previous)},"sequence":{_encode(sequence)}}}'
    digest = hashlib.sha256(f'{{"body":{body_text},{rest}'.encode()).hexdigest()
    return f'{{"body":{body_text},"hash":"{digest}",{rest}', digest


def manifest_text(manifest: dict) -> str:
    """Return a manifest as it is written: indented for people, with the hash of its other entries."""
    others = {key: value for key, value in manifest.items() if key != "hash"}
    digest = hashlib.sha256(_encode(others).encode()).hexdigest()
    return json.dumps({**others, "hash": digest}, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def verify(journal: str | Path) -> Verification:
    """Check a journal (its file or its folder), and every file that the manifest beside it names.

    Finds any changed, removed, added or exchanged byte of the journal, and with the manifest a journal cut
    short and any changed or missing file. Raises FileNotFoundError where there is no journal.
    """
    path = Path(journal)
    path = path / "journal.jsonl" if path.is_dir() else path
    problems: list[Problem] = []
    remarks: list[str] = []
    entries, head, kind = _check_chain(path, problems)
    files = _check_manifest(path, (entries, head, kind), problems, remarks)
    return Verification(entries, files, head, tuple(problems), tuple(remarks))


def read_lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file, with their line feeds, none longer than LINE_BYTES_MAX."""
    with path.open("rb") as file:
        while line := file.readline(LINE_BYTES_MAX):
            yield line


def check_line(line: bytes, sequence: int, previous: str) -> tuple[dict | None, tuple]:
    """Return the entry of a line and (), or None and (what, found, expected) of its first fault."""
    if not line.endswith(b"\n"):
        return None, ("the line has no end", f"{len(line)} bytes without a line feed", "a whole line")
    try:
        text = line[:-1].decode("utf-8")
        entry = _decode(text)
    except (ValueError, RecursionError) as error:
        return None, ("the line is no JSON in UTF-8", str(error)[:120], "one entry a line")
    if not isinstance(entry, dict) or sorted(entry) != _KEYS:
        return None, ("the entry has other keys", sorted(entry)[:8] if isinstance(entry, dict) else type(entry).__name__, _KEYS)
    if type(entry["sequence"]) is not int or entry["sequence"] != sequence:
        return None, ("the sequence is broken", entry["sequence"], sequence)
    if entry["previous"] != previous:
        return None, ("the chain is broken: the hash of the entry before differs", entry["previous"], previous)
    try:
        expected, digest = entry_line(sequence, previous, entry["kind"], entry["body"])
    except (ValueError, TypeError, RecursionError) as error:
        return None, ("the entry has no canonical form", str(error)[:120], "plain values")
    if entry["hash"] != digest:
        return None, ("the entry was changed: its hash differs", entry["hash"], digest)
    if text != expected:
        return None, ("the line is not in canonical form", f"{len(text)} characters", f"the {len(expected)} of its canonical form")
    return entry, ()


def _check_chain(path: Path, problems: list[Problem]) -> tuple[int, str, str]:
    count, head, kind = 0, FIRST_PREVIOUS, ""
    for line in read_lines(path):
        entry, fault = check_line(line, count, head)
        if entry is None:
            problems.append(Problem(path.name, count + 1, *fault))
            return count, head, kind
        count, head, kind = count + 1, entry["hash"], entry["kind"]
    if count == 0:
        problems.append(Problem(path.name, 0, "the journal is empty", "0 entries", "at least 1"))
    return count, head, kind


def _check_manifest(path: Path, seen: tuple[int, str, str], problems: list[Problem], remarks: list[str]) -> int:
    entries, head, kind = seen
    place = path.parent / MANIFEST
    if not place.is_file():
        if kind == "done":
            problems.append(Problem(MANIFEST, 0, "the manifest is missing", "no file", "the manifest that was written last"))
        else:
            remarks.append(f"no {MANIFEST} beside it: the year is not finished, and entries cut off at the end cannot be noticed")
        return 0
    try:
        raw = place.read_bytes()
        manifest = _decode(raw.decode("utf-8"))
        whole = manifest_text(manifest).encode("utf-8")
        journal, files = manifest["journal"], dict(manifest["files"])
        recorded = (journal["entries"], journal["head"])
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        problems.append(Problem(MANIFEST, 0, "the manifest cannot be read", repr(error)[:120], "the manifest that was written last"))
        return 0
    if raw != whole:
        problems.append(Problem(MANIFEST, 0, "the manifest was changed: its hash differs", manifest.get("hash"), json.loads(whole)["hash"]))
    if recorded != (entries, head) and not any(problem.file == path.name for problem in problems):
        what = "the journal was cut short or exchanged: its last hash differs"
        problems.append(Problem(path.name, entries, what, f"{entries} entries ending in {head}", f"{recorded[0]} ending in {recorded[1]}"))
    for name in sorted(files):
        problems.extend(_check_file(path.parent, name, files[name]))
    remarks.extend(f"{name} is no part of the record" for name in _unknown_files(path, files))
    return len(files)


def _check_file(folder: Path, name: str, recorded: object) -> list[Problem]:
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or "\\" in name or ":" in name:
        return [Problem(MANIFEST, 0, "a file's name leads out of the folder", name, "a name inside the folder")]
    place = folder / name
    if not place.is_file():
        return [Problem(name, 0, "the file is missing", "no file", "a file")]
    size, digest = hash_file(place)
    expected = (recorded.get("bytes"), recorded.get("sha256")) if isinstance(recorded, dict) else (None, None)
    if (size, digest) != expected:
        return [Problem(name, 0, "the file was changed", f"{size} bytes, SHA-256 {digest}", f"{expected[0]} bytes, SHA-256 {expected[1]}")]
    return []


def hash_file(place: Path) -> tuple[int, str]:
    """Return the size of a file in bytes and its SHA-256."""
    digest, size = hashlib.sha256(), 0
    with place.open("rb") as file:
        while block := file.read(2**20):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def _unknown_files(path: Path, files: dict) -> list[str]:
    known = {*files, path.name, MANIFEST}
    found = (place.relative_to(path.parent).as_posix() for place in path.parent.rglob("*") if place.is_file())
    return sorted(name for name in found if name not in known)


def main(arguments: list[str]) -> int:
    """Verify the journal named on the command line; 0 intact, 1 changed, 2 unreadable."""
    if len(arguments) != 1 or arguments[0] in ("-h", "--help"):
        print("usage: python verify.py journal.jsonl")
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        found = verify(arguments[0])
    except OSError as error:
        print(f"{arguments[0]}: {error.strerror}; expected a journal (DIR/journal.jsonl) or its folder", file=sys.stderr)
        return 2
    for line in describe(found):
        print(line)
    return 0 if found.intact else 1


def describe(found: Verification) -> list[str]:
    """Return a verification as lines to print."""
    counts = f"{found.entries} entries, {found.files} files, last hash {found.head}"
    verdict = f"intact: {counts}" if found.intact else f"CHANGED ({len(found.problems)} problems): {counts}"
    return [*(str(problem) for problem in found.problems), *(f"note: {remark}" for remark in found.remarks), verdict]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
