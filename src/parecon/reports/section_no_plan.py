"""Where no plan is possible: what is missing, and what would make one possible."""

from __future__ import annotations

from parecon.reports.markup import Markup, paragraph, section, table
from parecon.reports.material import Material
from parecon.reports.wording import amount

__all__ = ["no_plan_section"]


def no_plan_section(material: Material) -> Markup:
    """Return the goods that stand in the way of any plan, with amounts and the way out."""
    missing = material.outcome.closing
    names = {good.code: good.name for good in material.economy.goods}
    rows = [(names.get(code, code), amount(short, unit)) for code, short, unit in zip(missing.goods, missing.amounts, missing.units)]
    return section("There is no plan", "no-plan",
                   paragraph("No plan fits to the last unit and keeps what the rules guarantee. At least this is missing:"),
                   table("What is missing at least", ["Good", "Amount"], rows), paragraph(f"A way out: {missing.way_out}."))
