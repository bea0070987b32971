"""The plan by industry and good: the flow picture and its tables."""

from __future__ import annotations

import numpy as np

from parecon.economy import GoodKind
from parecon.reports.contents import Contents
from parecon.reports.drawing import NARROW, WIDE
from parecon.reports.flow import Column, flow_chart
from parecon.reports.markup import Anchors, Markup, details, element, figure, paragraph, section, table
from parecon.reports.material import Material
from parecon.reports.sectors import group_rows
from parecon.reports.wording import bare_amount, change, number, read_unit

__all__ = ["flows_of", "plan_section"]

_SOURCES = ("Work", "Means of production", "Charges", "Imports")
_AS_THEY_ARE = "Imports and stocks used as they are"
_ROWS_MAX = 600
_DUST = 1e-6


def plan_section(material: Material, contents: Contents, anchors: Anchors) -> Markup:
    """Return who makes what for whom."""
    return section(
        "Who makes what for whom", "plan",
        paragraph("Follow a band from the left: work, machines and imports come together in each sector, and what comes of it ends in somebody’s use. "
                  "What sectors deliver to each other is followed through to its end: the work of a farmer counts where the bread is eaten."),
        _flow_figure(material, contents), _industry_table(material, contents), _good_table(material, contents, anchors))


def flows_of(material: Material, contents: Contents) -> tuple[list[str], list[str], np.ndarray, np.ndarray]:
    """Return sectors, final uses, and the flows (4, sectors) and (sectors, uses) in units of value.

    What a sector takes from outside (work, means of production, charges, imports) is
    followed to final uses through the recipes of all rows, so both sides of a sector are
    equal. A sector whose charges are negative, a subsidy, takes that much less of the rest.
    """
    sectors, member = group_rows(material, contents.worth)
    parts = contents.row_parts
    outside = np.stack([parts[:, 2], parts[:, 3] + parts[:, 4], parts[:, 5] + parts[:, 6] + parts[:, 7], parts[:, 1]])
    home = np.flatnonzero(material.made)
    from_stocks = np.asarray(contents.input[:, home] @ (1.0 - contents.home_share[home])).ravel()
    outside[3] += from_stocks
    total = outside.sum(axis=0)
    drawn = np.maximum(outside, 0.0)
    drawn *= np.where(drawn.sum(axis=0) > 0, np.maximum(total, 0.0) / np.where(drawn.sum(axis=0) > 0, drawn.sum(axis=0), 1.0), 0.0)
    uses = list(contents.final_uses)
    per_output = np.where(contents.worth > 0, drawn.sum(axis=0) / np.where(contents.worth > 0, contents.worth, 1.0), 0.0)
    into, out = np.zeros((4, len(sectors) + 1)), np.zeros((len(sectors) + 1, len(uses)))
    for source in range(4):
        np.add.at(into[source], member, drawn[source])
    for k, use in enumerate(uses):
        np.add.at(out[:, k], member, contents.needed_for(contents.final_uses[use]) * per_output)
        out[-1, k] = _used_as_they_are(material, contents, contents.final_uses[use])
    into[3, -1] = out[-1].sum()
    return [*sectors, _AS_THEY_ARE], uses, into, out


def _used_as_they_are(material: Material, contents: Contents, use: np.ndarray) -> float:
    imports = np.array([g.kind is GoodKind.IMPORT for g in material.economy.goods])
    return float((use * material.prices * np.where(imports, 1.0, np.where(material.made, 1.0 - contents.home_share, 0.0))).sum())


def _flow_figure(material: Material, contents: Contents) -> Markup:
    sectors, uses, into, out = flows_of(material, contents)
    keep = np.flatnonzero(np.maximum(into.sum(axis=0), out.sum(axis=1)) > _DUST * into.sum())
    drawn = [k for k in range(len(uses)) if out[:, k].sum() > _DUST * out.sum()]
    sectors, uses, into, out = [sectors[i] for i in keep], [uses[k] for k in drawn], into[:, keep], out[np.ix_(keep, drawn)]
    sources = [i for i in range(4) if into[i].sum() > _DUST * into.sum()]
    say = lambda v: bare_amount(material.credits(float(v)), 3)  # noqa: E731
    columns = (Column("comes from", tuple(_SOURCES[i] for i in sources), tuple(say(into[i].sum()) for i in sources)),
               Column("through", tuple(sectors), tuple(say(v) for v in out.sum(axis=1))),
               Column("ends in", tuple(u[:1].upper() + u[1:] for u in uses), tuple(say(v) for v in out.sum(axis=0))))
    draw = lambda width: flow_chart(columns, (into[sources], out), width, "From work, means of production and imports through sectors to uses")  # noqa: E731
    rows = [(name, *(say(v) for v in into[sources, i]), *(say(v) for v in out[i])) for i, name in enumerate(sectors)]
    rows.append(("All", *(say(into[i].sum()) for i in sources), *(say(v) for v in out.sum(axis=0))))
    head = ["Sector", *(f"from {_SOURCES[i].lower()}" for i in sources), *(f"to {u}" for u in uses)]
    return figure("From work to use", (draw(WIDE), draw(NARROW)), "In credits. A band is as wide as what flows in it. Charges are what makers pay for emissions and, by last year’s taxes, to society; imports hold what comes from stocks.",
                  table("Flows through sectors, credits", head, rows))


def _industry_table(material: Material, contents: Contents) -> Markup:
    economy, rows = material.economy, material.worker_rows
    now = np.asarray(material.supply[rows] @ material.prices).ravel()
    before = np.asarray(material.last_supply[rows] @ material.prices).ravel()
    councils = np.bincount(economy.councils.row[material.batch.council], minlength=len(economy.rows))[rows]
    labour = economy.kinds(GoodKind.LABOUR)
    size = read_unit(economy.goods[labour[0]].unit).size if len(labour) else 1.0
    parts = contents.row_parts
    cost = parts[:, :7].sum(axis=1)
    order = np.argsort(-now, kind="stable")[:_ROWS_MAX]
    lines = [(economy.rows[rows[i]].name, number(int(councils[i]), 9), bare_amount(material.credits(now[i])), _over(now[i], before[i]),
              bare_amount(contents.clock_hours[i] * size), f"{now[i] / cost[i]:.3f}" if cost[i] > 0 else "–") for i in order]
    more = f" The {_ROWS_MAX} largest of {len(rows)}." if len(rows) > _ROWS_MAX else ""
    return details(f"All {len(rows)} industries", table(
        "Industries, the largest first. Change: what is made, at this plan’s prices, on last year. Benefit over cost: social benefit over social cost." + more,
        ["Industry", "Councils", "Output, credits", "Change", "Hours by the clock", "Benefit over cost"], lines))


def _over(now: float, before: float) -> str:
    return change(now / before - 1) if before > 0 else "new" if now > 0 else "–"


def _good_table(material: Material, contents: Contents, anchors: Anchors) -> Markup:
    economy = material.economy
    made = np.asarray(material.supply[material.worker_rows].sum(axis=0)).ravel()
    industry = np.asarray(material.use[material.worker_rows].sum(axis=0)).ravel()
    uses = contents.final_uses
    bought = material.plan.balance.bought / 1e9 if material.plan else np.zeros(len(made))
    stock = economy.endowment / 1e9
    worth = (made + bought + stock) * material.prices
    chosen = [g for g in np.argsort(-worth, kind="stable") if economy.goods[g].kind in (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE)][:_ROWS_MAX]
    shown = [k for k in ("households", "collective consumption", "investment", "exports", "added to stocks") if k in uses]
    lines = [(element("a", material.names[g], href=f"#{anchors[economy.goods[g].code]}"), read_unit(economy.goods[g].unit).word,
              *(_units(v[g], economy.goods[g].unit) for v in (made, bought, stock, industry, *(uses[k] for k in shown)))) for g in chosen]
    more = f" The {_ROWS_MAX} of the largest value." if worth.astype(bool).sum() > _ROWS_MAX and len(chosen) == _ROWS_MAX else ""
    return details(f"All goods: where {'each comes' if len(chosen) > 1 else 'it comes'} from and who uses it", table(
        "Goods by origin and use. What comes in equals what goes out, to the last unit." + more,
        ["Good", "Unit", "Made", "Imported", "From stocks", "Industries use", *(k.capitalize() for k in shown)], lines, words=(0, 1)))


def _units(value: float, unit: str) -> str:
    return bare_amount(value * read_unit(unit).size) if value else "0"
