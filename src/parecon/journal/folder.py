"""An output folder that appears whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from parecon.journal.errors import FolderRefused
from parecon.journal.verify import MANIFEST

try:
    import fcntl
except ImportError:  # a system without POSIX locks: two runs at once are then not noticed
    fcntl = None

__all__ = ["OutputFolder", "is_ours"]

_LOCK = ".in-progress"


def is_ours(folder: Path) -> bool:
    """Whether a folder was written by this program: it holds a journal and its manifest."""
    return (folder / MANIFEST).is_file() and (folder / "journal.jsonl").is_file()


class OutputFolder:
    """Files go into a hidden folder beside the wished one, which takes its place when everything is written.

    out: the wished folder. resume: go on in what an interrupted run left. replace: an earlier result
    of this program may be replaced. Raises FolderRefused, with the way out, where ``out`` exists, is in
    use, cannot be written, or where there is nothing to resume.
    """

    def __init__(self, out: str | Path, *, resume: bool = False, replace: bool = False) -> None:
        self.out = Path(os.path.abspath(out))
        self.work = self.out.parent / f".{self.out.name}.unfinished"
        self.replace, self._lock, self.discarded = replace, None, False
        self._check_out(out, resume)
        try:
            self.work.parent.mkdir(parents=True, exist_ok=True)
            self._take_work(out, resume)
        except OSError as error:
            self.release()
            raise FolderRefused(f"--out {out}: the folder cannot be written ({error.strerror or error}); give another place with --out") from None

    def _check_out(self, out: str | Path, resume: bool) -> None:
        if not self.out.name:
            raise FolderRefused(f"--out {out}: that is no name of a new folder; give one, such as --out out/plan")
        if not (self.out.exists() or self.out.is_symlink()):
            if resume and not self.work.is_dir():
                raise FolderRefused(f"--resume: no interrupted run lies beside {out}; leave --resume out, or name the folder it was to write with --out")
            return
        if resume and not (self.replace and self.work.is_dir()):
            raise FolderRefused(f"--resume: {out} is finished, nothing is left to do; read it, or give another folder with --out")
        if not self.replace:
            raise FolderRefused(f"--out {out} exists and nothing in it is overwritten; give another folder with --out, or move this one away")
        if self.out.is_symlink() or not is_ours(self.out):
            raise FolderRefused(f"--out {out} exists and is no result of this program, so it is not replaced; give another folder with --out")

    def _take_work(self, out: str | Path, resume: bool) -> None:
        existed = self.work.is_dir()
        if existed and any(self.work.iterdir()) and not any((self.work / name).is_file() for name in (_LOCK, "journal.jsonl")):
            raise FolderRefused(f"{self.work} is in the way and not ours; move it away, or give another folder with --out")
        self.work.mkdir(exist_ok=True)
        self._lock = (self.work / _LOCK).open("ab")
        if fcntl is not None:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self.release()
                raise FolderRefused(f"--out {out}: another run is writing this folder; wait for it, or give another folder with --out") from None
        if existed and not resume:
            self.discarded = any(place.name != _LOCK for place in self.work.iterdir())
            self._clear()

    def _clear(self) -> None:
        for place in self.work.iterdir():
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place)
            elif place.name != _LOCK:
                place.unlink()

    def finish(self) -> None:
        """Put the finished folder in its place, in one step."""
        self.release()
        (self.work / _LOCK).unlink(missing_ok=True)
        old = self.out.parent / f".{self.out.name}.replaced"
        if self.out.exists() and not self.replace:
            raise FolderRefused(f"--out {self.out} has appeared during the run; the result lies in {self.work}: move it where you want it")
        try:
            if self.out.exists():
                shutil.rmtree(old, ignore_errors=True)
                self.out.rename(old)
            self.work.rename(self.out)
        except BaseException:
            if old.is_dir() and not self.out.exists():
                old.rename(self.out)
            raise
        shutil.rmtree(old, ignore_errors=True)

    def discard(self) -> None:
        """Remove everything that was written."""
        self.release()
        shutil.rmtree(self.work, ignore_errors=True)

    def release(self) -> None:
        """Let another run resume what lies here."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
