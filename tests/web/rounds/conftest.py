"""What the tests of the rounds share: reading a form as a browser does."""

from __future__ import annotations

import re
from html import unescape

import pytest


class Form:
    """The fields of the form of a page whose id is given, as a browser would send them."""

    def __init__(self, page: str, identity: str) -> None:
        body = re.search(rf'<form[^>]*id="{identity}".*?</form>', page, re.DOTALL)[0]
        self.fields = {unescape(name): unescape(value) for name, value in re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', body)}
        self.fields |= {unescape(name): unescape(text) for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', body, re.DOTALL)}
        self.fields.pop("csrfmiddlewaretoken", None)

    def but(self, **changes: str) -> dict[str, str]:
        """Return the fields with some changed; a double underscore stands for the colon of a line."""
        return self.fields | {name.replace("__", ":"): value for name, value in changes.items()}


@pytest.fixture
def read_form():
    """Return a function that reads a form from a response."""
    return lambda response, identity: Form(response.content.decode(), identity)
