"""Text of HTML elements: escaped, with captions, headings and names for screen readers."""

from __future__ import annotations

import re
from html import escape
from itertools import count
from typing import Iterable, Sequence

__all__ = ["Markup", "anchor", "details", "element", "figure", "join", "paragraph", "section", "table"]

_VOID = ("br", "hr", "line", "path", "rect", "circle", "meta", "col")


class Markup(str):
    """Text that is markup already; every other text is escaped when it enters an element."""


def _child(value: object) -> str:
    return value if isinstance(value, Markup) else escape(str(value), quote=False)


def element(tag: str, *children: object, **attributes: object) -> Markup:
    """Return one element; ``class_`` and ``aria_label`` give class and aria-label, None leaves an attribute out.

    >>> element("p", "1 < 2", class_="note")
    '<p class="note">1 &lt; 2</p>'
    """
    words = "".join(f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for name, value in attributes.items() if value is not None)
    inside = "".join(_child(child) for child in children)
    return Markup(f"<{tag}{words}/>" if tag in _VOID and not inside else f"<{tag}{words}>{inside}</{tag}>")


def join(parts: Iterable[object]) -> Markup:
    """Return parts one after the other, on lines of their own."""
    return Markup("\n".join(_child(part) for part in parts))


def paragraph(*children: object, **attributes: object) -> Markup:
    """Return a paragraph."""
    return element("p", *children, **attributes)


def anchor(kind: str, code: str) -> str:
    """Return an identifier for a place in the page.

    >>> anchor("price", "C20-21 & more")
    'price-c20-21-more'
    """
    return f"{kind}-{re.sub(r'[^a-z0-9]+', '-', code.lower()).strip('-') or 'x'}"


def section(title: str, name: str, *children: object) -> Markup:
    """Return a section with its heading, named by it."""
    return element("section", element("h2", title, id=name), join(children), aria_labelledby=name)


def details(summary: object, *children: object, **attributes: object) -> Markup:
    """Return a part that opens on request."""
    return element("details", element("summary", summary), join(children), **attributes)


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[object]], words: Sequence[int] = (0,)) -> Markup:
    """Return a table whose columns ``words`` are text and whose others are numbers; the first names its row."""
    cells = [element("th", title, scope="col", class_=None if i in words else "n") for i, title in enumerate(head)]
    body = []
    for row in rows:
        first = element("th", row[0], scope="row")
        rest = [element("td", value, class_=None if i in words else "n") for i, value in enumerate(row[1:], 1)]
        body.append(element("tr", first, *rest))
    inner = element("table", element("caption", element("span", caption)), element("thead", element("tr", *cells)), element("tbody", join(body)))
    # A wide table scrolls by itself, by keyboard too, so that the page never does.
    return element("div", inner, class_="scroll", tabindex="0", role="region", aria_label=caption.partition(". ")[0].partition(", how ")[0])


def figure(title: str, drawings: Sequence[Markup], note: object, twin: Markup) -> Markup:
    """Return a chart, drawn for wide and narrow screens, with what it says in words and its table."""
    wide, narrow = drawings
    return element("figure", element("figcaption", element("strong", title), " ", element("span", note)),
                   element("div", wide, class_="wide"), element("div", narrow, class_="narrow"),
                   details("The same as a table", twin))


class Anchors:
    """Gives every code an identifier of its own, even where two codes read alike."""

    def __init__(self, kind: str, codes: Sequence[str]) -> None:
        self._of: dict[str, str] = {}
        taken: set[str] = set()
        for code in codes:
            name = anchor(kind, code)
            free = next(n for n in (name, *(f"{name}-{k}" for k in count(2))) if n not in taken) if name in taken else name
            taken.add(free)
            self._of[code] = free

    def __getitem__(self, code: str) -> str:
        return self._of[code]
