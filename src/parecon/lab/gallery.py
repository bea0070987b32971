"""The gallery: a page a story and the report on hospitals, written from their own output: ``./run python -m parecon.lab.gallery``."""

from __future__ import annotations

import argparse
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Mapping

from parecon.charter import default_charter
from parecon.lab.free_riding import study_lines as free_riding_lines
from parecon.lab.harm_studies import STUDIES, study_lines, study_page
from parecon.lab.market_studies import study_pages
from parecon.lab.stories import STORIES, Story

__all__ = ["main", "play_all", "story_pages", "write_hospitals"]

_HOSPITALS = ("jobs", "balance", "--industry", "622")
_VERDICT = {True: "Every number came out as computed by hand, in the story and in its control arm.",
            False: "NOT every number came out as computed by hand."}


def play_all() -> dict[str, Story]:
    """Return every story, played under the default charter, by name."""
    charter = default_charter()
    return {name: tell(charter) for name, tell in STORIES.items()}


def _heading(name: str) -> tuple[str, str]:
    """Return a story's title and what it says, from the first sentence of its file."""
    first = (import_module(STORIES[name].__module__).__doc__ or name).strip().splitlines()[0]
    title, _, says = first.rstrip(".").partition(": ")
    return title, says[:1].upper() + says[1:]


def story_pages(played: Mapping[str, Story]) -> dict[str, str]:
    """Return the page of each story in ``played`` and the index, by file name; no number in them is typed by hand."""
    pages = {f"{name}.md": _story_page(name, story) for name, story in played.items()}
    return {"README.md": _index(played), **pages}


def _story_page(name: str, story: Story) -> str:
    title, says = _heading(name)
    told = [f"  - {line.strip()}" if line.startswith(" ") else f"- {line}" for line in story.lines]
    return "\n".join([f"# {title}", "", f"{says}.", "", *told, "", _VERDICT[story.passed], "", "```", f"./run story {name}", "```", "",
                      "[All stories](README.md)"]) + "\n"


def _index(played: Mapping[str, Story]) -> str:
    rows = []
    for name in played:
        title, says = _heading(name)
        rows.append(f"| [{title}]({name}.md) | {says} | `./run story {name}` |")
    return "\n".join([
        "# Gallery", "",
        "Examples that the texts of participatory economics and its critics use, in numbers small enough to check by hand. Each is played by the engine's own",
        "functions, together with a control arm in which one rule differs. `./run python -m parecon.lab.gallery` writes these pages anew.", "",
        "| Story | What it shows | Command |", "|---|---|---|", *rows, "",
        f"Stories that came out as computed by hand: {sum(story.passed for story in played.values())} of {len(played)}.", "",
        "Studies: [free riding on a collective good](free-riding.md); [labour-managed enterprises and dearer products](dearer-products.md);",
        "[the magazine's readers on a market](magazine-readers.md).", "",
        "Studies of pollution: " + "; ".join(f"[{name.replace('-', ' ')}]({name}.md)" for name in STUDIES) + ".", "",
        "On real figures: [balanced jobs in the hospitals of the United States](hospitals.md).",
    ]) + "\n"


def write_hospitals(folder: Path) -> None:
    """Run ``parecon jobs balance --industry 622`` and write its report to ``folder``, as text and as a page with its picture; it takes a minute or more."""
    page = folder / "hospitals.html"
    told = subprocess.run([sys.executable, "-m", "parecon", *_HOSPITALS, "--out", str(page)], check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8").stdout
    (folder / "hospitals.md").write_text(hospitals_text(told), encoding="utf-8")


def hospitals_text(told: str) -> str:
    """Return the page around what the command printed."""
    return "\n".join([
        "# Balanced jobs in US hospitals", "",
        "Who holds the empowering work in a hospital of today, what rotation would do, what balanced jobs would do, and the study they need.",
        "The same as one page with its picture: [hospitals.html](hospitals.html). How it is measured: [jobs.md](../jobs.md).", "",
        "```", "./run parecon " + " ".join(_HOSPITALS) + " --out hospitals.html", "```", "", "```", told.rstrip(), "```", "", "[All stories](README.md)",
    ]) + "\n"


def free_riding_text(lines: tuple[str, ...]) -> str:
    """Return the page around what the study of free riding printed."""
    return "\n".join([
        "# Free riding on a collective good", "",
        "Who gains by saying less or more than they wish, what it costs the others, and what is left when everybody does: under each rule by which wishes",
        "become an amount ([collective.md](../collective.md)), and where each pays its own wish, as with gifts.", "",
        "```", "./run python -m parecon.lab.free_riding", "```", "", "```", *lines, "```", "",
        "Where all pay alike, asking for nothing saves nobody the charge: it moves the amount by one voice among many, away from one's own wish. What pays",
        "under the mean is to exaggerate; the median and, within its voice, the quadratic rule take that away. Where each pays its own wish, saying nothing",
        "pays best, and the good goes under. That arm is also the rule of the published simulations (a price divided by the number of members, and the mean of",
        "requests): with fixed shares of income it gives what private demand gives, to the last digit, so it shows nothing of collective choice.", "",
        "[All stories](README.md)",
    ]) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write docs/gallery beside the sources; return 0 if every story came out."""
    parser = argparse.ArgumentParser(prog="python -m parecon.lab.gallery", description=__doc__)
    parser.add_argument("--hospitals", action="store_true", help="make the report on hospitals anew, too (a minute or more)")
    parser.add_argument("--studies", action="store_true", help="make the studies anew, too (a minute)")
    parser.add_argument("--folder", type=Path, default=Path(__file__).resolve().parents[3] / "docs" / "gallery", help="where the pages go (default: docs/gallery)")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    played = play_all()
    for name, text in story_pages(played).items():
        (options.folder / name).write_text(text, encoding="utf-8")
        print(f"{options.folder.name}/{name}")
    if options.hospitals:
        write_hospitals(options.folder)
        print(f"{options.folder.name}/hospitals.md")
    if options.studies:
        (options.folder / "free-riding.md").write_text(free_riding_text(free_riding_lines(default_charter())), encoding="utf-8")
        print(f"{options.folder.name}/free-riding.md")
        for name, text in study_pages(default_charter()).items():
            (options.folder / name).write_text(text, encoding="utf-8")
            print(f"{options.folder.name}/{name}")
        for name in STUDIES:
            (options.folder / f"{name}.md").write_text(study_page(name, study_lines(name)), encoding="utf-8")
            print(f"{options.folder.name}/{name}.md")
    return 0 if all(story.passed for story in played.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
