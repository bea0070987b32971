"""The spread of social benefit over social cost among worker councils."""

from __future__ import annotations

import numpy as np

from parecon.reports.drawing import NARROW, WIDE, Mark, histogram
from parecon.reports.markup import Markup, details, figure, paragraph, section, table
from parecon.reports.material import Material
from parecon.reports.wording import number, percent

__all__ = ["ratios_section"]

_COLUMNS = 44
_ROWS_MAX = 600


def ratios_section(material: Material) -> Markup:
    """Return how the ratios of worker councils lie around the norm of approval."""
    assessed, last = material.assessment, material.outcome.year.assessment
    if not len(assessed.council):
        return Markup("")
    charter, ratio = material.charter, assessed.ratio
    norm, bar = assessed.norm, assessed.norm * (1.0 - assessed.tolerance)
    norm_words = "the average of all" if charter["approval.norm"] == "average" else "one"
    back = int(last.returned.sum())
    told = paragraph(
        "A worker council shows that its work is worth what it takes: the value of what it makes (social benefit) over the value of what it uses, "
        f"hours, means of production and harm included (social cost). The norm is {norm_words}, here {norm:.3f}. A proposal more than "
        f"{percent(assessed.tolerance)} below it, under {bar:.3f}, goes back to its council. In the last round "
        + ("none did." if back == 0 else f"{number(back, 9)} of {number(len(last.council), 9)} did."))
    return section("Is the work worth what it takes?", "ratios", told, _ratio_figure(material, ratio, (norm, bar)), _ratio_table(material, ratio))


def _ratio_figure(material: Material, ratio: np.ndarray, limits: tuple[float, float]) -> Markup:
    norm, bar = limits
    low, high = float(np.quantile(ratio, 0.001)), float(np.quantile(ratio, 0.999))
    low, high = min(low, bar) - 0.005, max(high, norm) + 0.005
    edges = np.linspace(low, high, _COLUMNS + 1)
    outside = int(((ratio < low) | (ratio > high)).sum())
    counts = np.histogram(np.clip(ratio, low, high), bins=edges)[0]
    marks = [Mark(bar, f"below {bar:.3f}: sent back"), Mark(norm, f"norm {norm:.3f}")]
    draw = lambda width: histogram(edges.tolist(), counts.tolist(), width, "Benefit over cost by council", say=lambda v: f"{v:.2f}", marks=marks)  # noqa: E731
    rows = [(f"{a:.3f} to {b:.3f}", number(int(c), 9)) for a, b, c in zip(edges, edges[1:], counts) if c]
    note = f"Number of worker councils by ratio, in the {'adopted plan' if material.plan else 'last proposals'}." + (
        f" {number(outside, 9)} of {number(len(ratio), 9)} lie further out and are counted in the outermost columns." if outside else "")
    return figure("Social benefit over social cost", (draw(WIDE), draw(NARROW)), note, table("Worker councils by ratio", ["Benefit over cost", "Councils"], rows))


def _ratio_table(material: Material, ratio: np.ndarray) -> Markup:
    row = material.economy.councils.row[material.assessment.council]
    lines = []
    for r in np.unique(row)[:_ROWS_MAX]:
        mine = np.sort(ratio[row == r])
        lines.append((material.economy.rows[r].name, number(len(mine), 9), f"{mine[0]:.3f}", f"{mine[len(mine) // 2]:.3f}", f"{mine[-1]:.3f}"))
    return details("By industry", table("Benefit over cost by industry", ["Industry", "Councils", "Lowest", "Middle", "Highest"], lines))
