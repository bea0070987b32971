"""The record for everybody: the log and the adopted year leave the platform and stand by themselves."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from parecon.cli.entry import run_command
from parecon.journal import verify
from parecon_web.councils.models import Council, Seat
from parecon_web.members.models import Member
from parecon_web.publish.year_file import _archive, write_year
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community, Event
from parecon_web.record.refusals import Answered
from parecon_web.rounds import bots
from parecon_web.rounds.bots import answer_round, demonstration_economy
from parecon_web.rounds.council_pages import HIDDEN_BELOW
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import Draft, Filing, Request, Round, Year
from parecon_web.rounds.packing import unpack
from parecon_web.voting.bots import vote_for_members
from parecon_web.voting.models import AdoptedYear


def together(community, kind, **more):
    """Let all facilitators consent to an act."""
    for member in Member.objects.filter(community=community, roles__task="facilitator"):
        outcome = perform(community, kind, {"year": current_year(community).number, **more}, by=member.id, request_id=new_request_id())
        assert isinstance(outcome, Answered), outcome


def hold_year(community, asking=6):
    """Let simulated members hold the whole year, all silent in round 1, and in round 2 all but those ``asking``; return the adopted plan."""
    while current_year(community).phase == Year.Phase.ROUNDS:
        round = current_round(current_year(community))
        if round.number > 1:
            members = list(Member.objects.filter(community=community))
            answer_round(round, demonstration_economy("toy")[1], members[:asking] if round.number == 2 else members)
        together(community, "round.close", round=round.number)
    together(community, "plans.draw")
    vote_for_members(community)
    together(community, "plans.count")
    return AdoptedYear.objects.get(year__community=community)


def unpack_year(answer, folder):
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(folder)
    return folder / "year"


def test_the_adopted_year_is_taken_away_verified_and_replayed_to_the_same_plan(riverside, tmp_path, capsys, monkeypatch):
    filed = bots._filed
    monkeypatch.setattr(bots, "_filed", lambda batch, position, economy: filed(batch, position, economy) | {"reasons": f"Workplace {position}: the old oven smokes."})
    adopted = hold_year(riverside.community)
    heard = [unpack(round.record).heard for round in Round.objects.filter(year=adopted.year)]
    assert heard[0] == 0 and 0 < heard[1] and unpack(adopted.year.rounds.last().record).silent
    taken = riverside.carl.browser.get(riverside.url("year.zip"))
    folder = unpack_year(taken, tmp_path)
    assert run_command(["verify", str(folder)]) == 0 and "intact" in capsys.readouterr().out
    assert run_command(["replay", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "identical" in told and adopted.hash[:16] in told
    assert json.loads((folder / "manifest.json").read_text())["plan"] == adopted.hash
    entries = [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]
    drafts = [filing.draft for filing in Filing.objects.filter(round__year=adopted.year, draft__isnull=False) if filing.draft.reasons]
    said = {text for path in (folder / "reasons").iterdir() for _, text in json.loads(path.read_text())}
    assert drafts and said == {draft.reasons for draft in drafts}, "what workplaces said in words travels with what they proposed"
    assert [entry["body"]["round"] for entry in entries if entry["kind"] == "projection"] == list(range(3, len(heard) + 1))
    log = entries[-1]["body"]["log"]
    assert Event.objects.get(community=riverside.community, sequence=log["sequence"]).hash == log["hash"]
    _archive.cache_clear()
    assert riverside.carl.browser.get(riverside.url("year.zip")).content == taken.content
    page = riverside.carl.browser.get(riverside.url("audit")).content.decode()
    assert adopted.hash in page and riverside.url("year.zip") in page


def test_what_comes_later_does_not_change_the_year_that_was_adopted(both, tmp_path):
    community = Community.objects.get(slug="riverside")
    adopted = hold_year(community)
    write_year((before := tmp_path / "before").mkdir() or before, adopted.year)
    member = Member.objects.filter(community=community).first()
    perform(community, "request.autopilot", {"on": True}, by=member.id, request_id=new_request_id())
    assert isinstance(perform(community, "members.join", {"simulated": [True] * 3}, by=None, request_id=new_request_id()), Answered)
    write_year((after := tmp_path / "after").mkdir() or after, adopted.year)
    assert (before / "journal.jsonl").read_bytes() == (after / "journal.jsonl").read_bytes()


def test_the_log_is_taken_away_and_verified_without_anything_private(riverside, tmp_path):
    round = current_round(current_year(riverside.community))
    answer_round(round, demonstration_economy("toy")[1], Member.objects.filter(community=riverside.community))
    answer = riverside.carl.browser.get(riverside.url("log.jsonl"))
    place = tmp_path / "riverside-log.jsonl"
    place.write_bytes(answer.content)
    found, community = verify(place), Community.objects.get(slug="riverside")
    assert found.intact and (found.entries, found.head) == (community.entries, community.head)
    requests, drafts = Request.objects.filter(round=round), Draft.objects.filter(round=round)
    assert requests and drafts
    text = answer.content.decode()
    assert not [code for one in [*requests, *drafts] for code, amount in one.lines.items() if re.search(rf'"{code}":{amount}\b', text)]
    assert '"lines":' not in text and '"yes":' not in text and '"votes":' not in text
    assert not [draft.reasons for draft in drafts if draft.reasons and draft.reasons in text]
    place.write_bytes(answer.content.replace(b'"kind":"draft.save"', b'"kind":"draft.sane"', 1))
    assert not verify(place).intact


def test_the_page_shows_the_chain_by_number_and_turns_its_pages(riverside):
    carl = riverside.carl.browser
    for _ in range(60):
        perform(riverside.community, "request.autopilot", {"on": True}, by=riverside.carl.id, request_id=new_request_id())
    page, community = carl.get(riverside.url("audit")).content.decode(), Community.objects.get(slug="riverside")
    assert page.count(community.head) == 2 and f"member {riverside.carl.member.number}" in page and "Older entries" in page
    assert "Autopilot was switched" in page and "When a plan is adopted" in page and f'href="{riverside.url("audit")}"' in page
    older = carl.get(riverside.url("audit"), {"until": community.entries - 51}).content.decode()
    assert "A year was opened" in older and "the platform" in older and "Newer entries" in older
    assert carl.get(riverside.url("year.zip")).headers["Location"] == riverside.url("audit")


@pytest.mark.parametrize("until", ["", "-1", "x", "٣", "9" * 5000, "1e3", "0"])
def test_strange_pages_of_the_log_are_answered(riverside, until):
    assert riverside.carl.browser.get(riverside.url("audit"), {"until": until}).status_code == 200


def test_sums_of_few_members_are_given_to_auditors_only(riverside):
    adopted = hold_year(riverside.community, asking=HIDDEN_BELOW - 1)
    assert Seat.objects.filter(council__kind=Council.Kind.CONSUMER).count() >= HIDDEN_BELOW
    carl, ada = riverside.carl.browser, riverside.ada.browser
    assert carl.get(riverside.url("year.zip")).status_code == 302
    assert "only the auditors" in carl.get(riverside.url("audit")).content.decode()
    assert ada.get(riverside.url("year.zip")).status_code == 200 and adopted.hash in ada.get(riverside.url("audit")).content.decode()
