"""The page: one HTML file that opens without a network, prints, and needs no script."""

from __future__ import annotations

import os
from pathlib import Path

from parecon.economy import Economy
from parecon.reports.contents import Contents
from parecon.reports.figures import measure
from parecon.reports.markup import Anchors, Markup, element, join
from parecon.reports.material import Material, look_at
from parecon.reports.meetings import meetings_section
from parecon.reports.section_accounts import accounts_section
from parecon.reports.section_collective import collective_section
from parecon.reports.section_distance import distance_section
from parecon.reports.section_federations import federations_section
from parecon.reports.section_grounds import grounds_sections, index_section
from parecon.reports.section_no_plan import no_plan_section
from parecon.reports.section_plan import plan_section
from parecon.reports.section_pollution import pollution_section
from parecon.reports.section_prices import prices_section
from parecon.reports.section_ratios import ratios_section
from parecon.reports.section_rounds import rounds_section
from parecon.reports.section_shares import shares_section
from parecon.reports.section_vote import vote_section
from parecon.reports.section_work import work_section
from parecon.reports.section_year import year_section
from parecon.reports.style import STYLE

__all__ = ["report_text", "write_report"]

_LINKS = (("year", "The year"), ("no-plan", "No plan"), ("rounds", "Rounds"), ("plan", "Who makes what"), ("work", "Work"), ("pollution", "Harm"), ("collective", "Together"), ("shares", "Who gets what"),
          ("ratios", "Worth it?"), ("federations", "In words"), ("vote", "The ballot"), ("meetings", "Meetings"), ("distance", "Could it be better?"), ("prices", "Why this price?"), ("accounts", "Accounts"),
          ("assumed", "Assumptions"), ("check", "Check it"), ("index", "Index"))


def write_report(path: str | os.PathLike, outcome, distance=None) -> Path:
    """Write the report of ``outcome`` to ``path``, whole or not at all, and return the path.

    outcome: what `parecon.procedures.participatory.run` returns; distance: its distance to
    an optimum where one was computed. Raises OSError where the file cannot be written.
    """
    path = Path(path)
    text = report_text(outcome, distance)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def report_text(outcome, distance=None) -> str:
    """Return the report of ``outcome`` as one HTML document; the same outcome gives the same text."""
    material = look_at(outcome)
    sections = _sections(material, distance)
    title = title_of(material.economy)
    inside = Markup("".join(sections))
    links = element("nav", element("ul", join(element("li", element("a", words, href=f"#{name}")) for name, words in _LINKS if f'id="{name}"' in inside)),
                    aria_label="Parts of this report")
    header = element("header", element("p", "parecon", class_="mark"), element("h1", title), element(
        "p", "A year’s plan, made by councils of those who work and those who use, and every number behind it." if material.plan else
        "A year for which councils found no plan, and what stood in the way.", class_="sub"))
    body = element("body", element("a", "Skip to the report", href="#year", class_="skip"), header, links, element("main", inside), element(
        "footer", element("p", "Made by parecon, free software under the AGPL, version 3 or later. This page loads nothing and runs no script.")))
    head = element("head", element("meta", charset="utf-8"), element("meta", name="viewport", content="width=device-width, initial-scale=1"),
                   element("meta", name="color-scheme", content="light dark"), element("title", f"{title} – parecon"), element("style", Markup(STYLE)))
    return "<!DOCTYPE html>\n" + element("html", head, body, lang="en") + "\n"


def _sections(material: Material, distance) -> list[Markup]:
    contents, anchors, figures = Contents(material), Anchors("price", [g.code for g in material.economy.goods]), measure(material)
    planned = material.plan is not None
    found = [year_section(material, figures)]
    found += [] if planned else [no_plan_section(material)]
    found.append(rounds_section(material))
    if planned:
        found += [plan_section(material, contents, anchors), work_section(material, contents, figures), pollution_section(material), collective_section(material), shares_section(material, figures)]
    found += [ratios_section(material), federations_section(material)]
    found += [vote_section(material)] if planned else []
    found.append(meetings_section(material))
    found += [distance_section(distance)] if distance is not None else []
    found += [prices_section(material, contents, anchors), accounts_section(material), *grounds_sections(material), index_section(material, anchors)]
    return [part for part in found if part]


def title_of(economy: Economy) -> str:
    """Return the economy's name as a title.

    >>> from parecon.datasets.toy import toy_economy
    >>> title_of(toy_economy()[0])
    'Toy, year 1'
    """
    words = [w.upper() if w in ("us", "uk", "eu") else w if any(c.isupper() for c in w) else w.capitalize() for w in economy.name.split("-")]
    words = [w for w in words if w not in (str(economy.year), str(economy.year - 1))]
    return " ".join(words) + (f" {economy.year}" if economy.year > 99 else f", year {economy.year}")
