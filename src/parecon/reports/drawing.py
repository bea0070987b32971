"""Charts as inline SVG, drawn to a width in pixels so that their text keeps its size on every screen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Callable, Sequence

from parecon.reports.markup import Markup, element
from parecon.reports.wording import number

__all__ = ["NARROW", "WIDE", "Bar", "Mark", "Series", "bar_chart", "histogram", "line_chart", "svg", "text_width"]

WIDE, NARROW = 840, 320
_TEXT = 13
_BOLD = 14.5
_COLOURS = 8
_DOTS_MAX = 15


@dataclass(frozen=True)
class Series:
    """One line of a line chart: its name and its points (x, y)."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Bar:
    """One bar: its name, the lengths of its parts, and the words at its end."""

    name: str
    parts: tuple[float, ...]
    words: str


@dataclass(frozen=True)
class Mark:
    """A value named on an axis."""

    at: float
    name: str


def text_width(text: str, size: float = _TEXT) -> float:
    """Return about how wide ``text`` is drawn, in pixels."""
    return 0.54 * size * len(text)


def fit(text: str, width: float, size: float = _TEXT) -> str:
    """Return ``text``, shortened with an ellipsis where it is wider than ``width`` pixels."""
    most = int(width / (0.54 * size))
    return text if len(text) <= most else text[: max(most - 1, 1)].rstrip(" ,") + "…"


def svg(width: float, height: float, name: str, *children: object) -> Markup:
    """Return a drawing with a name for those who cannot see it."""
    return element("svg", *children, viewBox=f"0 0 {width:g} {height:g}", width=f"{width:g}", height=f"{height:g}", role="img", aria_label=name)


def words(x: float, y: float, text: str, how: str = "start", *, class_: str | None = None) -> Markup:
    """Return a text at (x, y)."""
    return element("text", text, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=how if how != "start" else None, class_=class_)


def line(x1: float, y1: float, x2: float, y2: float, *, class_: str = "grid") -> Markup:
    """Return a straight line."""
    return element("line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}", class_=class_)


def box(place: tuple[float, float, float, float], class_: str) -> Markup:
    """Return a filled rectangle at ``place``: x, y, width, height."""
    x, y, width, height = place
    return element("rect", x=f"{x:.1f}", y=f"{y:.1f}", width=f"{max(width, 0):.1f}", height=f"{max(height, 0):.1f}", class_=class_)


def nice_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round numbers that span low to high.

    >>> nice_ticks(0, 9.3)
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    """
    if high <= low:
        high = low + (abs(low) or 1.0)
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if raw <= power * m * 1.0001)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * k, 12) for k in range(first, last + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """Return powers of ten that span low to high."""
    return [10.0**k for k in range(math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9) + 1)]


def spread_labels(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places moved apart so that neighbours keep ``gap``, near where they were and within low to high."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for before, now in zip(order, order[1:]):
        moved[now] = max(moved[now], moved[before] + gap)
    over = moved[order[-1]] - high if order else 0.0
    if over > 0:
        moved[order[-1]] = high
        for now, after in zip(order[-2::-1], order[:0:-1]):
            moved[now] = min(moved[now], moved[after] - gap)
    return [max(m, low) for m in moved]


def line_chart(series: Sequence[Series], width: int, name: str, *, say: Callable[[float], str], x_names: dict[float, str],
               log: bool = False, marks: Sequence[Mark] = (), height: int = 300) -> Markup:
    """Return lines named at their right ends; ``say`` puts a value of the y axis into words."""
    ys = [y for s in series for _, y in s.points] + [m.at for m in marks]
    ticks = log_ticks(min(ys), max(ys)) if log else nice_ticks(min(ys), max(ys))
    if len(ticks) < 2:
        ticks = [ticks[0], ticks[0] * 10]
    left = max(text_width(say(t)) for t in ticks) + 10
    label = min(max(text_width(s.name, _BOLD) for s in series) + 14, width * 0.42)
    top, bottom, right = 14, height - 30, width - label
    scale = math.log10 if log else (lambda v: v)
    y_of = lambda v: bottom - (scale(v) - scale(ticks[0])) / (scale(ticks[-1]) - scale(ticks[0])) * (bottom - top)  # noqa: E731
    xs = sorted(x_names)
    x_of = lambda x: left + (x - xs[0]) / max(xs[-1] - xs[0], 1e-9) * (right - left - 8) if len(xs) > 1 else (left + right) / 2  # noqa: E731
    parts = [part for t in ticks for part in (line(left, y_of(t), right, y_of(t)), words(left - 8, y_of(t) + 4, say(t), "end", class_="tick"))]
    every = max(1, math.ceil(len(xs) * 54 / max(right - left, 1)))
    parts += [words(x_of(x), height - 8, x_names[x], "middle", class_="tick") for i, x in enumerate(xs) if i % every == 0]
    for mark in marks:
        parts += [line(left, y_of(mark.at), right, y_of(mark.at), class_="mark"), words(left + 6, y_of(mark.at) - 6, fit(mark.name, right - left - 8), class_="tick")]
    ends = spread_labels([y_of(s.points[-1][1]) for s in series], 16, top, bottom)
    for i, (s, end) in enumerate(zip(series, ends)):
        parts += _one_line(s, i, [(x_of(x), y_of(y)) for x, y in s.points])
        parts.append(words(right + 6, end + 4, fit(s.name, label - 8, _BOLD), class_=f"name t{i % _COLOURS}"))
    return svg(width, height, name, *parts)


def _one_line(series: Series, i: int, places) -> list[Markup]:
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    dots = [element("circle", element("title", f"{series.name}: {number(value, 4)}"), cx=f"{x:.1f}", cy=f"{y:.1f}", r="3.5", class_=f"f{i % _COLOURS}")
            for (x, y), (_, value) in zip(places, series.points) if len(places) <= _DOTS_MAX]
    return [element("path", d=path, class_=f"line l{i % _COLOURS}"), *dots]


def bar_chart(bars: Sequence[Bar], width: int, name: str, *, legend: Sequence[str] = (), most: float | None = None) -> Markup:
    """Return horizontal bars, each with its name above it where the screen is narrow, beside it where it is wide."""
    narrow = width < 500
    row, top = (40, 26) if narrow else (26, 28)
    top = (top if legend else 4) + (18 * (_legend_lines(legend, width) - 1) if legend else 0)
    left = 0 if narrow else min(max(text_width(b.name) for b in bars) + 12, width * 0.42)
    right = max(text_width(b.words) for b in bars) + 10
    longest = most or max(max(sum(b.parts) for b in bars), 1e-300)
    room = width - left - right
    parts = _legend(legend, width) if legend else []
    for i, bar in enumerate(bars):
        y = top + i * row
        parts.append(words(0, y + 14, fit(bar.name, width)) if narrow else words(left - 10, y + 15, fit(bar.name, left - 10), "end"))
        x, thick = float(left), 14 if narrow else 18
        for k, part in enumerate(bar.parts):
            long = part / longest * room
            parts.append(box((x, y + (19 if narrow else 2), long, thick), f"f{k}"))
            x += long
        parts.append(words(x + 6, y + (31 if narrow else 15), bar.words, class_="tick"))
    return svg(width, top + row * len(bars) + 4, name, *parts)


def _legend_places(legend: Sequence[str], width: int) -> list[tuple[float, int]]:
    places, x, rows = [], 0.0, 0
    for name in legend:
        if x and x + text_width(name) + 22 > width:
            x, rows = 0.0, rows + 1
        places.append((x, rows))
        x += text_width(name) + 36
    return places


def _legend_lines(legend: Sequence[str], width: int) -> int:
    return _legend_places(legend, width)[-1][1] + 1


def _legend(legend: Sequence[str], width: int) -> list[Markup]:
    return [part for i, (name, (x, row)) in enumerate(zip(legend, _legend_places(legend, width)))
            for part in (box((x, 18 * row + 3, 12, 12), f"f{i}"), words(x + 18, 18 * row + 14, name, class_="tick"))]


def histogram(edges: Sequence[float], counts: Sequence[float], width: int, name: str, *, say: Callable[[float], str],
              marks: Sequence[Mark] = (), height: int = 260) -> Markup:
    """Return counts between ``edges`` (one more than counts) as columns, with named values on the axis below."""
    levels = 16 * len(marks)
    left, right, top, bottom = 4.0, width - 4.0, 14.0 + levels, height - 30.0
    span = (edges[-1] - edges[0]) or 1.0
    x_of = lambda v: left + (v - edges[0]) / span * (right - left)  # noqa: E731
    most = max(max(counts), 1e-300)
    parts = [box((x_of(a) + 0.5, bottom - (bottom - top) * c / most, x_of(b) - x_of(a) - 1, (bottom - top) * c / most), "f0")
             for a, b, c in zip(edges, edges[1:], counts)]
    parts.append(line(left, bottom, right, bottom, class_="axis"))
    ticks = [t for t in nice_ticks(edges[0], edges[-1], 4 if width < 500 else 8) if edges[0] <= t <= edges[-1]]
    parts += [words(min(max(x_of(t), text_width(say(t)) / 2), width - text_width(say(t)) / 2), height - 10, say(t), "middle", class_="tick") for t in ticks]
    for i, mark in enumerate(marks):
        x = min(max(x_of(mark.at), left), right)
        side = "end" if x > width / 2 else "start"
        parts += [line(x, 16.0 * i + 8, x, bottom, class_="mark"), words(x + (-6 if side == "end" else 6), 16.0 * i + 14, mark.name, side, class_="tick")]
    return svg(width, height, name, *parts)
