"""R22, R23, U23: a secret ballot of fifty, cast in browsers and counted; everybody finds their row, and nothing that stays joins it with them."""

from __future__ import annotations

import json
import random
import re
import zipfile
from pathlib import Path

from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from parecon_web.backup import save
from parecon_web.councils.models import Council
from parecon_web.members.links import make_link
from parecon_web.members.models import Member
from parecon_web.publish.own_data import own_data
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community

from web.bars.figure import Figure

ROW = re.compile(r'<tr id="(\w+)"><th scope="row">([^<]*)</th><td>([^<]*)</td>')


def measure_secrecy(voters: int, folder: Path) -> Figure:
    """R22: let so many vote in secret, a fifth of them twice, count, and look for each row and for anything that joins a voter with one."""
    community = Community.objects.get(slug="riverside")
    council = Council.objects.filter(community=community, kind=Council.Kind.WORKER).first()
    missing = voters - council.seats.count()
    joined = perform(community, "members.join", {"simulated": [False] * missing}, by=None, request_id=new_request_id()).answer["members"]
    perform(community, "councils.seat", {"seats": [{"council": council.slug, "member": member, "delegate": False} for member in joined]}, by=None, request_id=new_request_id())
    people = list(Member.objects.filter(seats__council=council).order_by("number"))
    opened = perform(community, "poll.open", {"council": council.slug, "kind": "election"}, by=people[0].id, request_id=new_request_id())
    address, chance = f"/riverside/polls/{opened.answer['poll']}", random.Random(22)
    browsers = {member.number: Client() for member in people}
    for member in people:
        browsers[member.number].get(f"/riverside/enter/{make_link(member)}")
    last, marks, twice = {}, set(), people[::5]
    for number, member in enumerate([*people, *twice]):
        browser = browsers[member.number]
        page = browser.get(address).content.decode()
        form = {"request_id": re.search(r'name="request_id" value="([^"]+)"', page)[1], "phrase": f"marker{number} heron{chance.randrange(10**6)}",
                "choice": [str(one.number) for one in chance.sample(people, 2)]}
        browser.post(address, form)
        receipt = re.search(r'data-tracker="(\w+)"', browser.get(address).content.decode())[1]
        last[member.number] = (receipt, form["phrase"], set(form["choice"]))
        marks |= {receipt, form["phrase"], form["request_id"]}
    joins = [text for text in _kept(community, folder / "open.zip") if any(mark in text for mark in marks)]
    browsers[people[0].number].post(address + "/close", {"request_id": new_request_id()})
    names = {str(one): str(one.number) for one in Member.objects.filter(community=community)}
    found = 0
    for member in people:
        rows = {tracker: (phrase, {names[name] for name in choice.split(", ")}) for tracker, phrase, choice in ROW.findall(browsers[member.number].get(address).content.decode())}
        tracker, phrase, choice = last[member.number]
        found += rows.get(tracker) == (phrase, choice) and len(rows) == len(people)
    published = [text for text in _kept(community, folder / "counted.zip") if any(mark in text for mark in marks)]
    requests = [text for text in published if any(f'"{mark}"' in text for mark in marks if len(mark) == 32)]
    # The table of rows stands in the count's entry of the log (once in the log, once in its backup) and in the ballot's own row.
    beside = [text for text in published if "poll.close" not in text and '"result"' not in text]
    text = (f"{len(people)} voters, {len(twice)} of them twice: {found} found their last row, {len(last) * 3 + len(twice) * 3} marks of votes looked for in every table, session, "
            f"own file and backup: {len(joins)} places while it was open, {len(requests) + len(beside)} beside the published table after the count")
    return Figure("R22", text, found == len(people) == voters and not joins and not requests and not beside and len(published) > 0)


def _kept(community: Community, backup: Path) -> list[str]:
    """Return all that is kept, row by row: tables but the ballot box, sessions as they read, everybody's own file, a backup."""
    found = []
    for model in apps.get_models():
        if getattr(model, "never_leaves", False):
            continue
        rows = ([session.get_decoded() for session in Session.objects.all()] if model is Session else model.objects.all().values())
        found += [json.dumps(row, default=str, ensure_ascii=False) for row in rows]
    found += [json.dumps(own_data(member), ensure_ascii=False) for member in Member.objects.filter(community=community)]
    save(backup)
    with zipfile.ZipFile(backup) as archive:
        found += [line for name in archive.namelist() for line in archive.read(name).decode().splitlines()]
    return found
