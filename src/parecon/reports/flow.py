"""A flow picture: bands between columns of boxes, as wide as what flows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np

from parecon.reports.drawing import box, fit, svg, words
from parecon.reports.markup import Markup, element

__all__ = ["Column", "flow_chart"]

_BOX = 14.0


@dataclass(frozen=True)
class Column:
    """One column of boxes: its heading, the names of its boxes and the words of their amounts."""

    heading: str
    names: tuple[str, ...]
    amounts: tuple[str, ...]


def flow_chart(columns: Sequence[Column], flows: Sequence[np.ndarray], width: int, name: str) -> Markup:
    """Return three columns and two sets of bands; flows[k][i, j] runs from box i of column k to box j of the next.

    Every box of the middle column passes on what it receives. Amounts are drawn to one
    scale; what is negative or nothing is not drawn.
    """
    flows = [np.maximum(np.asarray(f, dtype=float), 0.0) for f in flows]
    narrow = width < 500
    heights = [flows[0].sum(axis=1), np.maximum(flows[0].sum(axis=0), flows[1].sum(axis=1)), flows[1].sum(axis=0)]
    space = 36.0 if narrow else 26.0
    total = max(max(h.sum() for h in heights), 1e-300)
    height = space * max(len(h) for h in heights) + (420 if narrow else 460)
    scale = (height - 40 - space * max(len(h) for h in heights)) / total
    x = [0.0, width / 2 - _BOX / 2, width - _BOX]
    tops = [_stack(h * scale, height, space) for h in heights]
    parts = [words(at, 13, c.heading, how, class_="head") for c, at, how in zip(columns, (0, width / 2, width), ("start", "middle", "end"))]
    for k, flow in enumerate(flows):
        parts += _bands(flow * scale, (x[k] + _BOX, x[k + 1]), (tops[k], tops[k + 1]), by_source=k == 0)
    for k, column in enumerate(columns):
        parts += _boxes(column, heights[k] * scale, (x[k], tops[k], width), k)
    return svg(width, height, name, *parts)


def _stack(sizes: np.ndarray, height: float, space: float) -> np.ndarray:
    """Return the top of each box of a column that is centred below the heading."""
    free = height - 36 - sizes.sum()
    gap = max(min(free / max(len(sizes), 1), space * 1.6), 2.0)
    start = 36 + max((free - gap * len(sizes)) / 2, 0.0) + gap / 2
    return start + np.concatenate([[0.0], np.cumsum(sizes + gap)[:-1]])


def _bands(flow: np.ndarray, x, tops, by_source: bool) -> list[Markup]:
    left, right = tops[0].copy(), tops[1].copy()
    bands, middle = [], (x[0] + x[1]) / 2
    for i in range(flow.shape[0]):
        for j in range(flow.shape[1]):
            thick = flow[i, j]
            if thick >= 0.15:
                a, b = left[i] + thick / 2, right[j] + thick / 2
                path = f"M{x[0]:.1f} {a:.1f}C{middle:.1f} {a:.1f} {middle:.1f} {b:.1f} {x[1]:.1f} {b:.1f}"
                bands.append(element("path", d=path, class_=f"band l{i if by_source else 4 + j % 4}", stroke_width=f"{thick:.2f}"))
            left[i] += thick
            right[j] += thick
    return bands


def _boxes(column: Column, sizes: np.ndarray, place, k: int) -> list[Markup]:
    x, tops, width = place
    narrow = width < 500
    parts = []
    for i, (name, amount, size) in enumerate(zip(column.names, column.amounts, sizes)):
        parts.append(box((x, tops[i], _BOX, max(size, 1.0)), "node" if k == 1 else f"f{i if k == 0 else 4 + i % 4}"))
        at, how = (x + _BOX + 5, "start") if k == 0 else (x - 5, "end")
        y = tops[i] + size / 2 + 4
        if k == 1:
            parts.append(words(x + _BOX / 2, tops[i] - 4, fit(name, width * 0.36, 12), "middle", class_="flow"))
        elif narrow:
            parts += [words(at, y - 6, fit(name, 96, 12), how, class_="flow"), words(at, y + 8, amount, how, class_="flow small")]
        else:
            parts += [words(at, y - 3, name, how, class_="flow"), words(at, y + 13, amount, how, class_="flow small")]
    return parts
