"""Passkeys with the browser's own authenticator: added, entered with, taken out; and what is no key, is late, copied or of another place."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django.test import Client
from parecon_web.keys import signing
from parecon_web.keys.models import Challenge, Passkey
from parecon_web.keys.reasons import KeyReason
from parecon_web.keys.signing import KEYS_MAX, MINUTES
from parecon_web.mail.codes import TRIES_MAX
from parecon_web.mail.models import Attempt
from parecon_web.mail.reasons import MailReason
from parecon_web.members.links import make_link, revoke_links
from parecon_web.members.models import Member
from parecon_web.publish.own_data import own_data
from parecon_web.record.models import Community

from web.bars.handling import RULES


class Device:
    """A browser with an authenticator of its own, on the name that keys are for."""

    def __init__(self, chromium, server) -> None:
        self.address = server.address.replace("127.0.0.1", "localhost")
        self.context = chromium.new_context(viewport={"width": 320, "height": 800})
        self.page = self.context.new_page()
        self.speaks = self.context.new_cdp_session(self.page)
        self.speaks.send("WebAuthn.enable")
        self.key = self.speaks.send("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}})["authenticatorId"]

    def enter(self, member: Member) -> None:
        self.page.goto(f"{self.address}/{member.community.slug}/enter/{make_link(member)}")

    def add(self, slug: str, name: str = "My phone") -> None:
        self.page.goto(f"{self.address}/{slug}/me/passkeys")
        self.page.fill("#name", name)
        self.page.click("main form[data-options] button")
        self.page.wait_for_selector("main .card", timeout=5000)

    def enter_by_key(self, slug: str) -> None:
        self.context.clear_cookies()
        self.page.goto(f"{self.address}/{slug}/passkey")
        self.page.click("main button")
        self.page.wait_for_timeout(700)

    def same_browser(self) -> Client:
        """Return a client with the device's cookies, those of its sessions left out."""
        client = Client()
        for cookie in self.context.cookies():
            if "session" not in cookie["name"]:
                client.cookies[cookie["name"]] = cookie["value"]
        return client

    def answers(self, slug: str, count: int = 1) -> list[str]:
        """Return answers to as many challenges as the device signs without sending them."""
        self.page.goto(f"{self.address}/{slug}/passkey")
        self.page.evaluate("() => { HTMLFormElement.prototype.submit = function() { const answer = this.querySelector('[name=answer]'); window.kept = answer.value; answer.value = ''; }; }")
        found = []
        for _one in range(count):
            self.page.evaluate("() => { window.kept = ''; }")
            self.page.click("main button")
            for _wait in range(200):
                if self.page.evaluate("() => window.kept"):
                    break
                self.page.wait_for_timeout(20)
            found.append(self.page.evaluate("() => window.kept"))
        return found


@pytest.fixture
def device(chromium, server):
    found = Device(chromium, server)
    yield found
    found.context.close()


@pytest.fixture
def rosa(server) -> Member:
    return Member.objects.filter(community=Community.objects.get(slug="riverside")).order_by("number").first()


def test_a_key_is_added_used_and_taken_out(device, rosa):
    device.enter(rosa)
    device.add("riverside")
    key = Passkey.objects.get()
    assert key.member == rosa and key.name == "My phone" and "My phone" in device.page.inner_text("main")
    assert Axe().run(device.page, options=RULES).response["violations"] == [] and not device.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    device.enter_by_key("riverside")
    assert device.page.url.endswith("/riverside/") and str(rosa) in device.page.inner_text("footer")
    key.refresh_from_db()
    assert key.used_at is not None and not Challenge.objects.exists() and not Attempt.objects.exists()
    told = own_data(rosa)["tables"]["keys.Passkey"]
    assert told[0]["name"] == "My phone" and "public_key" not in told[0]
    device.page.goto(f"{device.address}/riverside/me/passkeys")
    device.page.click("text=Take out My phone")
    assert not Passkey.objects.exists()
    device.enter_by_key("riverside")
    assert str(KeyReason.UNKNOWN.value) in device.page.inner_text("main") and str(rosa) not in device.page.inner_text("footer")
    assert Axe().run(device.page, options=RULES).response["violations"] == []


def test_an_answer_counts_once_in_time_for_its_place_and_from_one_device(device, rosa):
    device.enter(rosa)
    device.add("riverside")
    first, second, third, fourth = device.answers("riverside", 4)
    here = device.address.split("//")[1]
    send = lambda text, slug="riverside", host=here, browser=None: (browser or device.same_browser()).post(f"/{slug}/passkey", {"answer": text}, HTTP_HOST=host)  # noqa: E731
    assert str(KeyReason.NOT_SIGNED.value) in send(fourth, host=here.replace("localhost", "127.0.0.1")).content.decode(), "signed for another place"
    elsewhere = send(second, browser=Client())
    assert str(KeyReason.TOO_LATE.value) in elsewhere.content.decode(), "what one browser asked for lets nobody in from another"
    assert send(second).status_code == 302
    for text, reason in ((second, KeyReason.TOO_LATE), (first, KeyReason.COPIED)):
        refused = send(text)
        assert refused.status_code == 422 and str(reason.value) in refused.content.decode()
    assert str(KeyReason.TOO_LATE.value) in send(third, "hilltop").content.decode(), "a challenge of another community"
    Challenge.objects.update(made_at=Challenge.objects.first().made_at - timedelta(minutes=MINUTES + 1))
    assert str(KeyReason.TOO_LATE.value) in send(third).content.decode()
    (known,) = device.answers("hilltop")
    assert str(KeyReason.UNKNOWN.value) in send(known, "hilltop").content.decode(), "a key of another community"


def test_of_many_answers_to_one_challenge_at_once_one_enters(device, rosa):
    device.enter(rosa)
    device.add("riverside")
    (answer,) = device.answers("riverside")

    clients = [device.same_browser() for _one in range(8)]

    def send(at: int) -> int:
        try:
            return clients[at].post("/riverside/passkey", {"answer": answer}, HTTP_HOST=device.address.split("//")[1]).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(send, range(8))) == [302] + [422] * 7


def test_a_forged_answer_and_none_are_refused_and_counted(device, rosa):
    device.enter(rosa)
    device.add("riverside")
    (answer,) = device.answers("riverside")
    forged = json.loads(answer)
    forged["response"]["signature"] = base64.urlsafe_b64encode(b"0" * 70).decode().rstrip("=")
    host = device.address.split("//")[1]
    browser = device.same_browser()
    assert str(KeyReason.NOT_SIGNED.value) in browser.post("/riverside/passkey", {"answer": json.dumps(forged)}, HTTP_HOST=host).content.decode()
    assert Attempt.objects.count() == 2, "one for the network, one for the account"
    for text in ("", "[]", "{}", "x" * 30_000, '{"id": 1, "response": {}}', '{"id": "a", "response": {"clientDataJSON": "!!"}}'):
        assert Client().post("/riverside/passkey", {"answer": text}, HTTP_HOST=host).status_code == 422
    for _try in range(TRIES_MAX):
        last = Client().post("/riverside/passkey", {"answer": ""}, HTTP_HOST=host)
    assert str(MailReason.TOO_OFTEN.value) in last.content.decode()


def test_names_are_asked_and_keys_limited_and_the_clerk_ends_them(riverside):
    browser = riverside.rosa.browser
    empty = browser.post(riverside.url("me/passkeys/add"), {"name": " ", "answer": "{}"})
    assert empty.status_code == 422 and 'href="#name"' in empty.content.decode()
    for i in range(KEYS_MAX):
        Passkey.objects.create(community=riverside.community, member=riverside.rosa.member, credential=f"key{i}", public_key="x", uses=0, name=f"Device {i}", made_at=riverside.rosa.member.joined_at)
    assert str(KeyReason.TOO_MANY.value) in browser.post(riverside.url("me/passkeys/add"), {"name": "One more", "answer": "{}"}).content.decode()
    other = Passkey.objects.create(community=riverside.community, member=riverside.bao.member, credential="bao", public_key="x", uses=0, name="Bao's", made_at=riverside.rosa.member.joined_at)
    browser.post(riverside.url("me/passkeys/remove"), {"key": str(other.pk)})
    assert Passkey.objects.filter(pk=other.pk).exists(), "nobody takes out another's"
    riverside.cleo.browser.post(riverside.url("people/revoke"), {"member": str(riverside.rosa.member.number)})
    assert not Passkey.objects.filter(member=riverside.rosa.member).exists()
    assert "JavaScript" in browser.get(riverside.url("passkey")).content.decode()


def test_a_device_makes_no_key_without_a_name(device, rosa):
    device.enter(rosa)
    device.page.goto(f"{device.address}/riverside/me/passkeys")
    device.page.click("main form[data-options] button")
    device.page.wait_for_selector("main .problems, main [href='#name']", timeout=5000)
    assert device.speaks.send("WebAuthn.getCredentials", {"authenticatorId": device.key})["credentials"] == []


def test_the_clerk_can_end_passkeys_of_whoever_has_no_link(riverside):
    rosa = riverside.rosa.member
    Passkey.objects.create(community=riverside.community, member=rosa, credential="key", public_key="x", uses=0, name="Phone", made_at=rosa.joined_at)
    revoke_links(rosa)
    offered = riverside.cleo.browser.get(riverside.url("people")).content.decode().count(riverside.url("people/revoke"))
    Passkey.objects.all().delete()
    assert riverside.cleo.browser.get(riverside.url("people")).content.decode().count(riverside.url("people/revoke")) == offered - 1


def test_of_challenges_that_nobody_answers_only_the_newest_are_kept(riverside, monkeypatch):
    monkeypatch.setattr(signing, "_OPEN_MAX", 3)
    for _ask in range(5):
        assert Client().post(riverside.url("passkey/options")).status_code == 200
    assert Challenge.objects.count() == 3
