"""Charts as numbers for SVG templates; every chart stands beside its table."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Bar", "bar_chart", "line_chart"]

WIDTH = 640
ROW_HEIGHT = 26
LABEL_WIDTH = 190
LINE_HEIGHT = 200
MARGIN = 28


@dataclass(frozen=True)
class Bar:
    """One bar of a chart around a zero line: places in pixels, and the text at its end."""

    label: str
    text: str
    x: float
    y: int
    width: float
    positive: bool
    text_x: float
    anchor: str


def bar_chart(values: list[tuple[str, float, str]]) -> dict:
    """Return a horizontal bar chart of (label, value, text): bars to the right for positive values, to the left for negative."""
    most = max((abs(value) for _, value, _ in values), default=0.0) or 1.0
    room = (WIDTH - LABEL_WIDTH) / 2 - 64
    zero = LABEL_WIDTH + (WIDTH - LABEL_WIDTH) / 2
    bars = []
    for i, (label, value, text) in enumerate(values):
        width = round(abs(value) / most * room, 1)
        right = value >= 0
        bars.append(Bar(label, text, round(zero if right else zero - width, 1), i * ROW_HEIGHT, max(width, 1.0), right,
                        round(zero + width + 6 if right else zero - width - 6, 1), "start" if right else "end"))
    return {"bars": bars, "zero": zero, "width": WIDTH, "height": max(len(values), 1) * ROW_HEIGHT, "label_x": LABEL_WIDTH - 8}


def line_chart(points: list[tuple[str, float]]) -> dict:
    """Return a line through (label, value) from a zero baseline."""
    most = max((value for _, value in points), default=0.0) or 1.0
    step = (WIDTH - 2 * MARGIN) / max(len(points) - 1, 1)
    places = [{"x": round(MARGIN + i * step, 1), "y": round(LINE_HEIGHT - MARGIN - value / most * (LINE_HEIGHT - 2.5 * MARGIN), 1), "label": label,
               "value": value} for i, (label, value) in enumerate(points)]
    return {"points": places, "path": " ".join(f"{place['x']},{place['y']}" for place in places), "width": WIDTH, "height": LINE_HEIGHT,
            "base": LINE_HEIGHT - MARGIN}
