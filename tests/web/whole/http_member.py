"""A member who uses the platform by plain forms: no browser, no JavaScript, one session."""

from __future__ import annotations

from html.parser import HTMLParser

import requests

TIMEOUT = 60


class _Forms(HTMLParser):
    """Collects the fields of every form of a page, by the form's id or address."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.action: dict[str, str] = {}
        self.here = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a form or one of its fields as a browser would send it, untouched."""
        values = dict(attributes)
        if tag == "form":
            self.here = values.get("id") or values.get("action") or ""
            self.forms[self.here], self.action[self.here] = {}, values.get("action") or ""
        elif tag == "input" and values.get("name") and (values.get("type") not in ("checkbox", "radio") or "checked" in values):
            self.forms.setdefault(values.get("form") or self.here, {})[values["name"]] = values.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        """Leave a form."""
        if tag == "form":
            self.here = ""


class HttpMember:
    """One member's session on a running server."""

    def __init__(self, address: str, link: str) -> None:
        self.address, self.session = address, requests.Session()
        self.session.headers["Connection"] = "close"  # a connection kept open too long is reset by the server, and this client does not try again
        self.get(link)

    def get(self, path: str) -> requests.Response:
        """Open a page; raise where the server does not show it."""
        answer = self.session.get(self.address + path, timeout=TIMEOUT)
        answer.raise_for_status()
        return answer

    def send(self, path: str, form: str, *, refused: bool = False, **pressed) -> requests.Response:
        """Open a page, fill nothing in, and send one of its forms with what was pressed or ticked; ``refused``: it may be."""
        page = _Forms()
        page.feed(self.get(path).text)
        key = next(key for key in page.forms if key.endswith(form))
        answer = self.session.post(self.address + (page.action[key] or path), page.forms[key] | pressed, timeout=TIMEOUT)
        if not refused or answer.status_code != requests.codes.unprocessable:
            answer.raise_for_status()
        return answer
