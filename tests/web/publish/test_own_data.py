"""One's own data: whole in one file, nobody else's, and erased as far as the log allows."""

from __future__ import annotations

import json

from parecon_web.members.links import make_link
from parecon_web.members.models import Link, Profile
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.rebuild import check_chain, rebuild, table_text
from parecon_web.rounds.models import Request


def ask(town, person) -> str:
    body = {"year": 1, "round": 1, "council": "the-neighbourhood", "lines": {"bicycle": -7_000_000}, "based_on": 0, "made_by": "person"}
    year = Request.round.field.related_model.objects.filter(community=town.community).first().year.number
    return perform(town.community, "request.send", body | {"year": year}, by=person.id, request_id=new_request_id()).answer["tracker"]


def test_the_file_holds_all_of_one_member_and_nothing_of_another(riverside):
    mine, theirs = ask(riverside, riverside.rosa), ask(riverside, riverside.bao)
    answer = riverside.rosa.browser.get(riverside.url("me/data.json"))
    data = json.loads(answer.content)
    assert "attachment" in answer["Content-Disposition"]
    assert [act["body"]["lines"] for act in data["acts"] if act["kind"] == "request.send"] == [{"bicycle": -7_000_000}]
    assert data["tables"]["members.Profile"][0]["name"] == str(riverside.rosa.member)
    assert mine in answer.content.decode() and theirs not in answer.content.decode()
    assert not any(link.token_hash in answer.content.decode() for link in Link.objects.all())


def test_erasing_forgets_the_person_signs_out_every_device_and_leaves_the_log_whole(riverside):
    ask(riverside, riverside.rosa)
    second, token = riverside.enter(riverside.rosa.member).browser, make_link(riverside.rosa.member)
    assert riverside.rosa.browser.post(riverside.url("me/erase"), {}).status_code == 422
    assert Profile.objects.filter(member=riverside.rosa.member).exists()
    assert riverside.rosa.browser.post(riverside.url("me/erase"), {"sure": "yes"}).status_code == 302
    assert not Profile.objects.filter(member=riverside.rosa.member).exists() and not Link.objects.filter(member=riverside.rosa.member).exists()
    assert second.get(riverside.url()).status_code == 403
    assert second.get(riverside.url(f"enter/{token}")).status_code == 404
    assert riverside.bao.browser.get(riverside.url()).status_code == 200
    riverside.community.refresh_from_db()
    assert check_chain(riverside.community) == riverside.community.entries
    before = table_text(riverside.community)
    rebuild(riverside.community)
    assert table_text(riverside.community) == before
