"""Mail: the digest, off means off, reminders, codes for who lost their link, attempts that are counted."""

from __future__ import annotations

import re
import socketserver
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.db import connections
from django.test import Client, override_settings
from django.utils import timezone
from parecon_web import operating
from parecon_web.mail.codes import TRIES_MAX, ask_to_enter, enter_by_code
from parecon_web.mail.digest import send_digests
from parecon_web.mail.models import Code, Sent
from parecon_web.mail.reasons import MailReason
from parecon_web.mail.sending import HANDED_OVER
from parecon_web.members.links import INVITATION_DAYS, make_invitation, make_link, member_of_token
from parecon_web.members.models import Link, Member, Profile
from parecon_web.publish.own_data import erase
from parecon_web.record.acts import new_request_id
from parecon_web.record.models import Community
from parecon_web.record.refusals import Refusal
from parecon_web.rounds.home import needs_of, open_needs
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import Round

from web.voting.test_polls import RULES

LOCAL = {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend", "MAIL_ON": True, "SITE": "https://plan.example"}


@pytest.fixture
def open_town(riverside):
    """Return the town as a real community of a server that sends mail, with one address each for Rosa and Bao."""
    Community.objects.filter(pk=riverside.community.pk).update(demonstration=False)
    riverside.community.refresh_from_db()
    for person, address in ((riverside.rosa, "rosa@plan.example"), (riverside.bao, "bao@plan.example")):
        Profile.objects.update_or_create(member=person.member, defaults={"community": riverside.community, "email": address})
        Member.objects.filter(pk=person.id).update(simulated=False)
    with override_settings(**LOCAL):
        mail.outbox = []
        yield riverside


def to(address: str) -> list:
    """Return the mails to an address."""
    return [one for one in mail.outbox if one.to == [address]]


def code_in(one) -> str:
    """Return the code of a mail."""
    return re.search(r"\b[2-9A-HJ-NP-Z]{8}\b", one.body)[0]


def last_code() -> str:
    """Return the code of the last mail."""
    return code_in(mail.outbox[-1])


def test_a_digest_tells_what_waits_once_a_day_and_again_only_when_something_is_new(open_town):
    at = timezone.now().replace(hour=9)
    assert send_digests(open_town.community, at).sent == 2 and send_digests(open_town.community, at).sent == 0
    (first,) = to("rosa@plan.example")
    assert "https://plan.example/riverside/request" in first.body and "https://plan.example/riverside/me/mail" in first.body and "Riverside" in first.subject
    assert send_digests(open_town.community, at + timedelta(days=1)).sent == 0, "nothing new"
    open_town.rosa.browser.post(open_town.url("assembly"), {"title": "Free bread", "text": "Shall it be free?", "request_id": new_request_id()})
    assert send_digests(open_town.community, at + timedelta(days=2)).sent == 2 and "Free bread" in to("rosa@plan.example")[-1].body


def test_off_means_off_and_who_has_no_address_gets_none(open_town):
    open_town.rosa.browser.post(open_town.url("me/mail/choose"), {"address": "rosa@plan.example"})
    open_town.bao.browser.post(open_town.url("me/mail/choose"), {"address": "", "daily": "yes"})
    assert Profile.objects.get(member=open_town.rosa.member).mail == "off" and Profile.objects.get(member=open_town.bao.member).email == ""
    Round.objects.filter(pk=current_round(current_year(open_town.community)).pk).update(closes_at=timezone.now() + timedelta(hours=2))
    assert send_digests(open_town.community).wanted == 0 and mail.outbox == []


def test_before_the_round_closes_only_those_are_reminded_who_have_not_acted(open_town):
    now = timezone.now()
    at = now.replace(hour=9)
    send_digests(open_town.community, at - timedelta(days=2))
    mail.outbox.clear()
    round = current_round(current_year(open_town.community))
    Round.objects.filter(pk=round.pk).update(closes_at=at + timedelta(hours=20))
    with patch("parecon_web.mail.digest.open_needs", side_effect=lambda member, now: [] if member.id == open_town.bao.id else open_needs(member, now)):
        assert send_digests(open_town.community, at).sent == 1
    (one,) = mail.outbox
    assert one.to == ["rosa@plan.example"] and "round 1 closes" in one.subject and "round 1 closes" in one.body
    assert send_digests(open_town.community, at).sent == 1, "Bao, whose needs were hidden from the first run"
    assert send_digests(open_town.community, at + timedelta(hours=10)).sent == 0, "each is reminded once"


def test_facilitators_remind_once_a_round_who_has_not_acted_and_nobody_twice_a_day(open_town):
    at, facilitator = timezone.now().replace(hour=9), open_town.fay
    Round.objects.filter(community=open_town.community).update(closes_at=at + timedelta(days=6))
    send_digests(open_town.community, at - timedelta(days=1))
    assert send_digests(open_town.community, at).sent == 0, "nothing new"
    board = facilitator.browser.get(open_town.url("facilitate")).content.decode()
    assert open_town.url("facilitate/remind") in board
    assert open_town.rosa.browser.post(open_town.url("facilitate/remind"), {"round": "1", "request_id": "r0"}).status_code in (403, 404)
    for key in ("r1", "r1", "r2"):
        assert facilitator.browser.post(open_town.url("facilitate/remind"), {"round": "1", "request_id": key}).status_code == 302
    board = facilitator.browser.get(open_town.url("facilitate")).content.decode()
    assert open_town.url("facilitate/remind") not in board and "Asked" in board
    mail.outbox.clear()
    with patch("parecon_web.mail.digest.needs_of", side_effect=lambda member, now: [] if member.id == open_town.bao.id else needs_of(member, now)):
        assert send_digests(open_town.community, at).sent == 1, "Bao has done what is his in the round"
    assert "round 1 closes" in to("rosa@plan.example")[0].subject
    assert send_digests(open_town.community, at + timedelta(hours=1)).sent == 1, "Bao, whose needs were hidden from the first run"
    assert send_digests(open_town.community, at + timedelta(days=1)).sent == 0, "each is reminded once"


def test_no_button_reminds_where_no_mail_is_sent(riverside):
    assert riverside.url("facilitate/remind") not in riverside.fay.browser.get(riverside.url("facilitate")).content.decode()


def test_who_did_everything_hears_nothing(open_town):
    with patch("parecon_web.rounds.home.MORE_NEEDS", []), patch("parecon_web.rounds.home.needs_of", return_value=[]):
        assert send_digests(open_town.community).sent == 0


def test_no_mail_tells_how_anything_stands(open_town):
    """R21: of a motion with votes nothing shows but that it waits."""
    open_town.rosa.browser.post(open_town.url("assembly"), {"title": "Free bread", "text": "Shall it be free?", "request_id": new_request_id()})
    open_town.rosa.browser.post(open_town.url("assembly/1"), {"voice": "against", "reason": "MARKER", "request_id": new_request_id()})
    send_digests(open_town.community)
    text = to("bao@plan.example")[0].body
    assert "Free bread" in text and "MARKER" not in text and "against" not in text.lower() and "vote again" not in text and not re.search(r"\b1 (of|vote)", text)


def test_mail_is_in_the_members_own_language(open_town):
    Profile.objects.filter(member=open_town.rosa.member).update(language="es")
    send_digests(open_town.community)
    assert "Apáguelo" in to("rosa@plan.example")[0].body and "Switch it off" in to("bao@plan.example")[0].body


def test_two_senders_at_once_mail_nobody_twice(both):
    community = Community.objects.get(slug="riverside")
    Community.objects.filter(pk=community.pk).update(demonstration=False)
    member = Member.objects.filter(community=community, simulated=False).order_by("number").first()
    Profile.objects.update_or_create(member=member, defaults={"community": community, "email": "one@plan.example"})

    def run(_at: int) -> int:
        try:
            return send_digests(Community.objects.get(pk=community.pk)).sent
        finally:
            connections.close_all()

    with override_settings(**LOCAL):
        mail.outbox = []
        with ThreadPoolExecutor(6) as pool:
            assert sum(pool.map(run, range(6))) == 1
        assert len(mail.outbox) == 1


def test_a_demonstration_never_mails(riverside):
    Profile.objects.update_or_create(member=riverside.rosa.member, defaults={"community": riverside.community, "email": "rosa@plan.example"})
    Member.objects.filter(pk=riverside.rosa.id).update(simulated=False)
    with override_settings(**LOCAL):
        mail.outbox = []
        assert send_digests(riverside.community).wanted == 0
        ask_to_enter(riverside.community, "rosa@plan.example", "1.2.3.4")
        assert mail.outbox == []


class Post(socketserver.StreamRequestHandler):
    """A mail server that refuses one address."""

    taken: list[str] = []

    def handle(self) -> None:
        """Speak as much SMTP as a mail takes."""
        say = lambda line: self.wfile.write(line.encode() + b"\r\n")  # noqa: E731
        say("220 test")
        for line in self.rfile:
            word = line.decode().strip()
            if word.upper().startswith("RCPT") and "bao@" in word:
                say("550 no such person")
            elif word.upper() == "DATA":
                say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.taken.append(text.decode())
                say("250 taken")
            elif word.upper() == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")


def test_through_a_mail_server_each_person_s_status_is_kept_and_shown_to_the_clerk(open_town, capsys):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        Post.taken.clear()
        with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_USE_TLS=False):
            assert operating.send_digest(None) == operating.FAULTS
            assert "2 want mail, 1 were sent one, 1 were refused" in capsys.readouterr().out and len(Post.taken) == 1
        server.shutdown()
    assert Sent.objects.get(member=open_town.rosa.member).status == HANDED_OVER and "550" in Sent.objects.get(member=open_town.bao.member).status
    page = open_town.cleo.browser.get(open_town.url("people")).content.decode()
    assert "handed over" in page and "550" in page and "no address" in page
    assert "refused by the mail server" in open_town.bao.browser.get(open_town.url("me/mail")).content.decode()


def test_where_the_mail_server_is_away_it_says_so_and_the_next_run_mails(open_town, capsys):
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1, EMAIL_USE_TLS=False):
        assert operating.send_digest(None) == operating.REFUSED and "127.0.0.1:1 cannot be reached" in capsys.readouterr().err
    assert not Sent.objects.exists() and operating.send_digest(None) == operating.DONE
    with override_settings(MAIL_ON=False):
        assert operating.send_digest(None) == operating.REFUSED and "PARECON_SMTP_HOST" in capsys.readouterr().err


def test_who_lost_their_link_enters_by_a_code_once_and_earlier_links_end(open_town):
    token, browser = make_link(open_town.rosa.member), Client()
    assert "a code is on its way" in browser.post("/riverside/lost", {"address": "Rosa@plan.example"}).content.decode()
    code = last_code()
    answer = browser.post("/riverside/lost/code", {"address": "rosa@plan.example", "code": f" {code[:4].lower()} {code[4:]} "})
    assert answer.status_code == 302 and browser.get("/riverside/").status_code == 200 and browser.get("/riverside/").context["me"] == open_town.rosa.member
    assert member_of_token(open_town.community, token) is None
    again = Client().post("/riverside/lost/code", {"address": "rosa@plan.example", "code": code})
    assert again.status_code == 422 and str(MailReason.WRONG_CODE.value) in again.content.decode()


def test_an_unknown_address_gets_the_same_answer_and_no_mail(open_town):
    known, unknown = (Client().post("/riverside/lost", {"address": address}).content.decode() for address in ("rosa@plan.example", "eve@plan.example"))
    plain = [re.sub(r'(rosa|eve)@plan.example|value="\w{64}"|name="csrfmiddlewaretoken" value="[^"]*"', "", page) for page in (known, unknown)]
    assert plain[0] == plain[1] and len(mail.outbox) == 1
    wrong = Client().post("/riverside/lost", {"address": "not an address"})
    assert wrong.status_code == 422 and str(MailReason.NO_ADDRESS.value) in wrong.content.decode()


def test_codes_end_after_their_minutes_and_belong_to_one_person_and_community(open_town):
    ask_to_enter(open_town.community, "rosa@plan.example", "1.1.1.1")
    code = last_code()
    assert isinstance(enter_by_code(open_town.community, "bao@plan.example", code, "1.1.1.1"), Refusal)
    with patch.object(timezone, "now", return_value=timezone.now() + timedelta(minutes=16)):
        assert isinstance(enter_by_code(open_town.community, "rosa@plan.example", code, "1.1.1.1"), Refusal)
    assert enter_by_code(open_town.community, "rosa@plan.example", code, "1.1.1.1") == open_town.rosa.member
    assert code not in str(list(Code.objects.values())), "only its hash is kept"


def test_ten_attempts_an_account_and_a_network_address_have_in_fifteen_minutes(open_town):
    """R20, with the clock in the test's hand."""
    ask_to_enter(open_town.community, "rosa@plan.example", "9.9.9.9")
    code = last_code()
    reasons = [enter_by_code(open_town.community, "rosa@plan.example", "WRONG", f"1.1.1.{at}").reason for at in range(TRIES_MAX + 3)]
    assert reasons == [MailReason.WRONG_CODE] * TRIES_MAX + [MailReason.TOO_OFTEN] * 3, "one account from many networks"
    assert enter_by_code(open_town.community, "rosa@plan.example", code, "2.2.2.2").reason is MailReason.TOO_OFTEN, "also with the right code"
    reasons = [enter_by_code(open_town.community, f"x{at}@plan.example", "WRONG", "3.3.3.3").reason for at in range(TRIES_MAX + 3)]
    assert reasons == [MailReason.WRONG_CODE] * TRIES_MAX + [MailReason.TOO_OFTEN] * 3, "many accounts from one network"
    with patch.object(timezone, "now", return_value=timezone.now() + timedelta(minutes=15, seconds=1)):
        ask_to_enter(open_town.community, "rosa@plan.example", "9.9.9.9")
        assert enter_by_code(open_town.community, "rosa@plan.example", last_code(), "2.2.2.2") == open_town.rosa.member


def test_many_attempts_at_once_are_no_more_than_ten(both):
    community = Community.objects.get(slug="riverside")

    def attempt(at: int) -> object:
        try:
            return enter_by_code(community, "rosa@plan.example", f"W{at}", "1.1.1.1").reason
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(attempt, range(40))).count(MailReason.WRONG_CODE) == TRIES_MAX


def test_an_address_counts_once_its_code_came_back(open_town):
    browser = open_town.rosa.browser
    assert browser.post(open_town.url("me/mail/choose"), {"address": "new@plan.example", "daily": "yes"}).status_code == 302
    assert Profile.objects.get(member=open_town.rosa.member).email == "rosa@plan.example" and mail.outbox[-1].to == ["new@plan.example"]
    assert "new@plan.example" in browser.get(open_town.url("me/mail")).content.decode()
    assert open_town.bao.browser.post(open_town.url("me/mail/code"), {"code": last_code()}).status_code == 422, "another person's code"
    assert browser.post(open_town.url("me/mail/code"), {"code": "WRONG"}).status_code == 422
    assert browser.post(open_town.url("me/mail/code"), {"code": last_code()}).status_code == 302
    assert Profile.objects.get(member=open_town.rosa.member).email == "new@plan.example"
    code = last_code()
    assert isinstance(enter_by_code(open_town.community, "new@plan.example", code, "1.1.1.1"), Refusal), "a code that proves lets nobody enter"


def test_invitations_end_unless_they_are_opened_in_time(open_town):
    opened, left = make_invitation(open_town.rosa.member), make_invitation(open_town.bao.member)
    assert Client().get(f"/riverside/enter/{opened}").status_code == 302
    with patch.object(timezone, "now", return_value=timezone.now() + timedelta(days=INVITATION_DAYS, hours=1)):
        assert member_of_token(open_town.community, opened) == open_town.rosa.member and member_of_token(open_town.community, left) is None
        assert Client().get(f"/riverside/enter/{left}").status_code == 404
        assert Client(headers={"authorization": f"Bearer {left}"}).get("/riverside/api/year").status_code == 401
    answer = open_town.cleo.browser.post(open_town.url("people/link"), {"member": str(open_town.bao.member.number)})
    assert Link.objects.filter(member=open_town.bao.member, revoked_at=None).get().expires_at is not None
    assert "It was mailed to them as well" in answer.content.decode() and re.search(r"/riverside/enter/\S+", to("bao@plan.example")[0].body)


def test_forgetting_somebody_forgets_mail_too(open_town):
    send_digests(open_town.community)
    erase(open_town.rosa.member)
    assert not Sent.objects.filter(member=open_town.rosa.member).exists() and send_digests(open_town.community).wanted == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_from_the_lost_link_to_ones_own_mail_on_screen(chromium, server, width):
    community = Community.objects.get(slug="riverside")
    Community.objects.filter(pk=community.pk).update(demonstration=False)
    context, found = chromium.new_context(viewport={"width": width, "height": 4000}), []
    page = context.new_page()

    def look() -> None:
        found.extend(f"{page.url}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in Axe().run(page, options=RULES).response["violations"])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    page.goto(f"{server.address}/riverside/lost")
    look()
    page.goto(f"{server.address}/riverside/enter/{make_link(Member.objects.filter(community=community).first())}")
    page.goto(f"{server.address}/riverside/me/mail")
    look()
    page.fill("#address", "nobody")
    page.click("main .questions button")
    look()
    assert page.locator(".problems").count() == 1 and found == []
