"""What was assumed, the rules in force, and how anybody can check the plan."""

from __future__ import annotations

from parecon.reports.markup import Anchors, Markup, details, element, join, paragraph, section, table
from parecon.reports.material import Material

__all__ = ["grounds_sections", "index_section"]


def grounds_sections(material: Material) -> list[Markup]:
    """Return the sections on assumptions and on checking."""
    return [_assumed(material), _checking(material)]


def _assumed(material: Material) -> Markup:
    economy, charter = material.economy, material.charter
    files = [(name, text) for name, text in economy.source.items() if name.startswith("file ")]
    said = _pairs([(name.capitalize(), text) for name, text in economy.source.items() if not name.startswith("file ")])
    sources = details(f"The {len(files)} files the figures come from, with their hashes", _pairs(files)) if files else Markup("")
    changed = [row for row in charter.as_rows() if row["value"] != row["default"]]
    rules = table("Rules that differ from the default", ["Rule", "Here", "Default", "Unit", "Meaning"],
                  [(r["key"], _value(r["value"]), _value(r["default"]), r["unit"], r["meaning"]) for r in changed], words=range(5)) if changed else \
        paragraph("All rules stand at their defaults.")
    all_rows = [(r["key"], _value(r["value"]), r["unit"], r["meaning"], r["source"]) for r in charter.as_rows()]
    return section("What was assumed", "assumed",
                   paragraph("Technique and habits come from published tables. That councils differ, and how they answer prices, is assumed: the rules beginning with ",
                             element("code", "society."), " below say how."),
                   said, sources, rules,
                   details(f"All {len(all_rows)} rules of the charter, with their sources", table(
                       "The charter. A society can change every one of these.", ["Rule", "Value", "Unit", "Meaning", "Source"], all_rows, words=range(5)), class_="charter"))


def _pairs(pairs: list[tuple[str, str]]) -> Markup:
    return element("dl", join(element("div", element("dt", name), element("dd", text)) for name, text in pairs))


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _checking(material: Material) -> Markup:
    commands = [("parecon verify .", "checks that nothing in the record was changed after it was written"),
                ("parecon replay .", "computes every price, every total and the plan anew from what was proposed, and compares"),
                ("parecon compare-runs . OTHER", "sets two records side by side")]
    items = element("dl", join(element("div", element("dt", element("code", c)), element("dd", what)) for c, what in commands))
    plan = paragraph("The plan’s hash, which names it and no other: ", element("code", material.plan.hash, class_="hash")) if material.plan else Markup("")
    files = paragraph("Beside this page lie ", element("code", "plan.csv"), " (the plan by row and good), ", element("code", "plan.parquet"), " (every line of every council), ",
                      element("code", "journal.jsonl"), " and ", element("code", "batches/"), " (what was announced and proposed).")
    return section("Check it yourself", "check", paragraph("Nobody has to believe this page. In its folder, type:"), items, plan, files)


def index_section(material: Material, anchors: Anchors) -> Markup:
    """Return all goods by name, each with a link to its price."""
    goods = sorted(material.economy.goods, key=lambda g: (g.name.casefold(), g.code))
    if len(goods) > 5000:
        goods = []
    items = [element("li", element("a", good.name, href=f"#{anchors[good.code]}")) for good in goods]
    return section("Index of goods", "index", element("ul", join(items), class_="index")) if items else Markup("")
