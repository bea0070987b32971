"""R15, R16, R20, R21, R24, U17, U19: what goes out and comes back is the same, attempts end, and nothing shows before it may."""

from __future__ import annotations

import csv
import io
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import openpyxl
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.utils import timezone
from parecon_web import backup, catalogues
from parecon_web.accounts.models import Transfer
from parecon_web.councils.models import Council
from parecon_web.desk.file_reading import read_grids
from parecon_web.desk.file_writing import write_file
from parecon_web.mail.codes import TRIES_MAX, enter_by_code
from parecon_web.mail.digest import send_digests
from parecon_web.mail.reasons import MailReason
from parecon_web.members.links import INVITATION_DAYS, make_invitation, make_link, member_of_token
from parecon_web.members.models import Member, Profile
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community, Event
from parecon_web.record.rebuild import table_text
from parecon_web.record.refusals import Answered
from parecon_web.rounds.models import Request
from parecon_web.town import decide_before, seed_town
from parecon_web.voting.models import Poll
from parecon_web.voting.polls import count_poll, put_into_box

from web.accounts.lived import do
from web.bars.figure import Figure
from web.bars.spending import fill_stock, lived_year
from web.rounds.listening import first_heard

MARKER = "Quokka"
_STARTS = ("=", "+", "-", "@", "\t", "\r", "'", "", " ", "|", "%")
_REST = ("1+1", "SUM(A1)", 'HYPERLINK("x")', "cmd|' /C calc'!A0", "x\ny", "é&<b>", "00012", "1e5", "1,5", "a;b", '"', "2.5")
_SAFE_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")


def measure_exports(files: int) -> Figure:
    """R15: write so many hostile tables in every format, count cells that another program would calculate, read each back and write it again."""
    chance, evaluated, changed, cells = random.Random(15), 0, 0, 0
    for _file in range(files):
        table = [("a", "b"), *((chance.choice(_STARTS) + chance.choice(_REST), str(chance.randrange(10**6))) for _line in range(20))]
        for format in ("csv", "ods", "xlsx"):
            data = write_file({"t": table}, format)
            (grid,) = read_grids(data, f"t.{format}")
            wide = [(*line, *[""] * (2 - len(line))) for line in grid.lines]
            changed += write_file({"t": wide}, format) != data
            cells += 2 * len(table)
            if format == "csv":
                found = [cell for line in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in line]
                evaluated += sum(cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not _SAFE_NUMBER.fullmatch(cell) for cell in found)
            elif format == "xlsx":
                book = openpyxl.load_workbook(io.BytesIO(data))
                evaluated += sum(cell.data_type == "f" for line in book.active.iter_rows() for cell in line)
            else:
                evaluated += data.count(b"table:formula")
    return Figure("R15", f"{files} hostile tables in 3 formats, {cells} cells: {evaluated} would be calculated, {changed} files other when read and written again", not evaluated and not changed)


def measure_restore(postings: int, folder: Path, elsewhere, economy: str = "toy") -> Figure:
    """R16: back up a community whose members drew so often that its book has so many postings (a debit and a credit each), restore it elsewhere, compare every table and the chain."""
    if economy != "toy":
        decide_before(seed_town("hillside", economy=economy))
    live = lived_year("riverside" if economy == "toy" else "hillside")
    fill_stock(live)
    wanted: dict[str, int] = {}
    for good, amount in live.lines.filter(council__kind=Council.Kind.CONSUMER, made=False).values_list("good", "wanted"):
        wanted[good] = wanted.get(good, 0) + amount
    members = list(live.accounts.filter(kind="person", member__isnull=False).order_by("id").values_list("member_id", flat=True))
    draws = max(-(-postings // len(wanted)), 20 * len(members))
    basket = {good: max(amount // (2 * draws), 1) for good, amount in wanted.items()}
    drawn = 0
    for at in range(draws):
        drawn += isinstance(do(live.community, "draw.take", {"rest": "", "lines": basket}, members[at % len(members)]), Answered)
        if at % 100 == 99 and 2 * Transfer.objects.filter(live=live).count() >= postings:
            break
    posted = 2 * Transfer.objects.filter(live=live).count()
    before, entries = {one.slug: table_text(one) for one in Community.objects.all()}, Event.objects.count()
    began = time.monotonic()
    backup.save(folder / "bar.backup.zip")
    saved = time.monotonic()
    elsewhere()
    backup.restore(folder / "bar.backup.zip")
    restored = time.monotonic()
    same = {one.slug: table_text(one) for one in Community.objects.all()} == before and Event.objects.count() == entries
    return Figure("R16", f"{posted:,} postings ({drawn:,} draws of {len(basket)} goods, {entries:,} entries) on {connection.vendor}: saved in {saved - began:.1f} s, restored, built anew and checked in "
                  f"{restored - saved:.1f} s (bar 600 for a million), tables and log {'the same' if same else 'DIFFERENT'}", same and posted >= postings and restored - saved <= 600)


def measure_attempts() -> Figure:
    """R20: attempts to enter by a code, at once and from many networks; invitations that nobody opens; links of another community."""
    community, faults = Community.objects.get(slug="riverside"), []

    def attempt(at: int, address: str, network: str) -> object:
        try:
            return enter_by_code(community, address, f"W{at}", network).reason
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        from_one = list(threads.map(lambda at: attempt(at, f"x{at}@plan.example", "1.1.1.1"), range(40))).count(MailReason.WRONG_CODE)
        on_one = list(threads.map(lambda at: attempt(at, "rosa@plan.example", f"2.2.2.{at}"), range(40))).count(MailReason.WRONG_CODE)
    member = Member.objects.filter(community=community).first()
    token = make_invitation(member)
    with patch.object(timezone, "now", return_value=timezone.now() + timedelta(days=INVITATION_DAYS, hours=1)):
        faults += ["an old invitation enters"] if member_of_token(community, token) is not None else []
        for path in (f"/riverside/enter/{token}", f"/hilltop/enter/{token}"):
            faults += [f"{path[:16]} lets in"] if Client().get(path).status_code == 302 else []
        faults += ["a program enters"] if Client(headers={"authorization": f"Bearer {token}"}).get("/riverside/api/year").status_code != 401 else []
    return Figure("R20", f"of 40 attempts at once {from_one} were heard from one network and {on_one} on one account (bar {TRIES_MAX}); invitations {INVITATION_DAYS} days old: {len(faults)} ways in", from_one == on_one == TRIES_MAX and not faults)


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", MAIL_ON=True, SITE="https://plan.example")
def measure_silence() -> Figure:
    """R21: with votes cast on a motion, to delegates and in secret, look for how anyone voted in everything that others can have before the count."""
    community = Community.objects.get(slug="riverside")
    members = list(Member.objects.filter(community=community).order_by("number"))
    council = max(Council.objects.filter(community=community, kind=Council.Kind.WORKER), key=lambda one: one.seats.count())
    motion = perform(community, "motion.raise", {"title": "Bread", "text": "Shall it be free?"}, by=members[0].id, request_id=new_request_id()).answer["motion"]
    question = perform(community, "question.raise", {"kind": 0, "title": "Days", "text": "Shorter?"}, by=council.seats.first().member_id, request_id=new_request_id()).answer["question"]
    opened = perform(community, "poll.open", {"council": council.slug, "kind": "election"}, by=council.seats.first().member_id, request_id=new_request_id()).answer["poll"]
    poll = Poll.objects.get(community=community, number=opened)
    speaker, watcher = council.seats.get(delegate=True).member, Member.objects.filter(community=community, roles__task="auditor").first()
    for member in members:
        if member != watcher:
            perform(community, "motion.vote", {"motion": motion, "voice": "object", "reason": MARKER}, by=member.id, request_id=new_request_id())
        if str(member.number) in poll.roll and member != watcher:
            put_into_box(poll, member, {"choice": poll.options[:1], "phrase": f"{MARKER} lark"}, new_request_id())
    perform(community, "question.vote", {"question": question, "council": council.slug, "voice": "abstain", "reason": MARKER}, by=speaker.id, request_id=new_request_id())
    browser, program = Client(raise_request_exception=False), Client(headers={"authorization": f"Bearer {make_link(watcher)}"}, raise_request_exception=False)
    browser.get(f"/riverside/enter/{make_link(watcher)}")
    channels = {
        "page": [f"assembly/{motion}", f"delegates/{question}", f"polls/{poll.number}"], "title and home": [""], "list counts and order": ["assembly", "delegates", f"councils/{council.slug}/delegate"],
        "cache": [f"assembly/{motion}"], "export": ["tables", "tables/prices.csv"], "log": ["log.jsonl", "audit"], "own data": ["me/data.json", "me"], "print": ["review", "councils"],
        "rules and year": ["rules", "round"]}
    faults, looked = [], 0
    for channel, paths in channels.items():
        for path in paths:
            answer, looked = browser.get(f"/riverside/{path}"), looked + 1
            text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")
            faults += [f"{channel}: {path}"] if MARKER in text else []
    for channel, answer in {"API": program.get("/riverside/api/year"), "error text": browser.post(f"/riverside/assembly/{motion}", {"voice": "", "request_id": new_request_id()}),
                            "refused count": browser.post(f"/riverside/assembly/{motion}/close", {"request_id": new_request_id()})}.items():
        looked += 1
        faults += [channel] if MARKER in answer.content.decode(errors="replace") else []
    heard, looked = first_heard(community.pk, seen="", notice=render_to_string("rounds/moved.html", {"community": community}).strip()), looked + 1
    faults += ["stream"] if MARKER in heard or "round" not in heard else []
    Community.objects.filter(pk=community.pk).update(demonstration=False)
    community.refresh_from_db()
    Profile.objects.update_or_create(member=watcher, defaults={"community": community, "email": "w@plan.example"})
    Member.objects.filter(pk=watcher.pk).update(simulated=False)
    mail.outbox = []
    send_digests(community)
    faults += ["mail and digest"] if any(MARKER in one.body + one.subject for one in mail.outbox) else []
    return Figure("R21", f"{looked + len(mail.outbox)} looks through {len(channels) + 5} channels before the count: {len(faults)} show how somebody voted{f' ({faults[0]})' if faults else ''}",
                  not faults and len(mail.outbox) == 1)


def measure_small_ballots(voters: int) -> Figure:
    """R24: secret ballots in which one to so many vote: figures and rows published although fewer voted than the charter's least."""
    community = Community.objects.get(slug="riverside")
    council = Council.objects.filter(community=community, kind=Council.Kind.WORKER).order_by("position").first()
    seated = set(council.seats.values_list("member_id", flat=True))
    more = [member for member in Member.objects.filter(community=community).order_by("number") if member.id not in seated]
    perform(community, "councils.seat", {"seats": [{"council": council.slug, "member": member.id, "delegate": False} for member in more[:max(voters - len(seated), 0)]]}, by=None, request_id=new_request_id())
    shown, warned, browser = [], 0, Client()
    members = list(Member.objects.filter(seats__council=council).order_by("number"))
    browser.get(f"/riverside/enter/{make_link(members[0])}")
    for count in range(1, voters + 1):
        opened = perform(community, "poll.open", {"council": council.slug, "kind": "election"}, by=members[0].id, request_id=new_request_id())
        poll = Poll.objects.get(community=community, number=opened.answer["poll"])
        for member in members[:count]:
            put_into_box(poll, member, {"choice": poll.options[:1], "phrase": f"word{member.number} lark"}, new_request_id())
        with patch.object(timezone, "now", return_value=poll.closes_at + timedelta(minutes=1)):
            count_poll(poll, members[0].id, new_request_id())
        poll.refresh_from_db()
        page = browser.get(f"/riverside/polls/{poll.number}").content.decode()
        if poll.result["rows"] or "lark" in page:
            shown.append(count)
        warned += "tells how everybody who voted did" in page
    return Figure("R24", f"ballots with 1 to {voters} voters, all of one mind: rows published from {min(shown, default=0)} voters on (bar 5), {warned} of {len(shown)} with a word that all voted alike",
                  bool(shown) and min(shown) >= 5 and warned == len(shown))


def measure_languages() -> Figure:
    """U17: texts that lack a Spanish translation or have other placeholders, and catalogues that are not those of the sources."""
    found, texts = catalogues.update(write=False), sum(len(some) for some in catalogues.collect().values())
    return Figure("U17", f"{texts} texts in 2 languages: {len(found)} untranslated, with other placeholders, or compiled from other sources{f' ({found[0]})' if found else ''}", not found)


def measure_bad_tables(files: int) -> Figure:
    """U19: so many tables of a request with one fault each, in a cell by chance: refused with the cell's address, nothing stored."""
    community, chance = Community.objects.get(slug="riverside"), random.Random(19)
    member = next(one for one in Member.objects.filter(community=community).order_by("number") if one.seats.filter(council__kind=Council.Kind.CONSUMER).exists())
    browser, faults = Client(), []
    browser.get(f"/riverside/enter/{make_link(member)}")
    for at in range(files):
        format, lines = chance.choice(("ods", "xlsx", "csv")), [["bicycle", "", "", "", "1"], ["house", "", "", "", "0.01"], ["clinic", "", "", "", "0.01"]]
        row, (column, cell) = chance.randrange(3), chance.choice([(4, "many"), (4, "-1"), (0, "yacht"), (2, "dozen"), (4, "1..5")])
        lines[row][column] = cell
        data = write_file({"request": [["code", "good", "unit", "offered", "asked"], *lines]}, format)
        answer = browser.post("/riverside/tables/request", {"file": SimpleUploadedFile(f"mine.{format}", data)})
        address = f"mine.csv:{row + 2}:{column + 1}" if format == "csv" else f"request!{'ABCDE'[column]}{row + 2}"
        if answer.status_code != 422 or address not in answer.content.decode() or Request.objects.filter(member=member).exists():
            faults.append(f"{at}: {address} {cell}, {answer.status_code}")
    return Figure("U19", f"{files} tables with one fault each: {len(faults)} not refused with its cell, or stored{f' ({faults[0]})' if faults else ''}", not faults)
