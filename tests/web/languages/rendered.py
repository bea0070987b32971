"""What a person reads on a rendered page: its texts, without what is data."""

from __future__ import annotations

import re
from html.parser import HTMLParser

SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-moved", "data-left", "data-over")
SILENT = ("script", "style", "code", "time", "cite")
VOID = ("meta", "link", "input", "br", "hr", "img", "line", "rect", "circle", "polyline", "path")


class Reader(HTMLParser):
    """Collects texts and spoken attributes, leaving out what is code, a date, a source, or marked as another language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent: list[bool] = []
        self.html: dict[str, str | None] = {}

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "html":
            self.html = found
        self.texts += [found[name] for name in SPOKEN if found.get(name)]
        if tag not in VOID:
            self.silent.append(tag in SILENT or "lang" in found and tag != "html")

    def handle_endtag(self, tag):
        if tag not in VOID and self.silent:
            self.silent.pop()

    def handle_data(self, data):
        if data.strip() and not any(self.silent):
            self.texts.append(data.strip())


def read(page: str) -> Reader:
    """Return a page's texts."""
    reader = Reader()
    reader.feed(page)
    return reader


def outside_brackets(text: str) -> str:
    """Return what of a text in the bracketed pseudo language stands outside its brackets."""
    depth, kept = 0, []
    for sign in text:
        depth += sign == "⟦"
        if depth == 0:
            kept.append(sign)
        depth -= sign == "⟧"
    return "".join(kept)


def untranslated(text: str, data: set[str]) -> str:
    """Return the words of a text that no translation touched and that are no data, "" where there are none."""
    left = outside_brackets(text)
    for name in sorted(data, key=len, reverse=True):
        left = left.replace(name, "")
    return " ".join(re.findall(r"[^\W\d_]{2,}", left))
