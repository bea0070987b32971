"""Studies of pollution: one question each, asked of two regions on a river under several rules."""

from __future__ import annotations

from importlib import import_module

from parecon.charter import default_charter

__all__ = ["STUDIES", "question_of", "study_lines", "study_page"]

STUDIES = {"two-regions": "parecon.lab.harm_studies.two_regions", "untruths-about-harm": "parecon.lab.harm_studies.untruths"}
"""Name of each study and the module that tells it with ``tell(charter)``; the first line of the module is its title and question."""


def study_lines(name: str) -> list[str]:
    """Return what the study says under the default charter; raise KeyError naming the studies there are."""
    if name not in STUDIES:
        raise KeyError(f"there is no study {name!r}; the studies are {', '.join(STUDIES)}")
    return import_module(STUDIES[name]).tell(default_charter())


def question_of(name: str) -> str:
    """Return what the study asks."""
    return _heading(name)[1]


def _heading(name: str) -> tuple[str, str]:
    title, _, question = (import_module(STUDIES[name]).__doc__ or name).strip().splitlines()[0].rstrip(".").partition(": ")
    return title, question[:1].upper() + question[1:]


def study_page(name: str, lines: list[str]) -> str:
    """Return the gallery's page of a study around what the command printed."""
    title, question = _heading(name)
    return "\n".join([f"# {title}", "", question, "", "```", f"./run parecon study {name}", "```", "", "```",
                      *lines, "```", "", "How it works: [pollution.md](../pollution.md).", "", "[Gallery](README.md)"]) + "\n"
