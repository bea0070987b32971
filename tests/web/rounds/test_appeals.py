"""A workplace appeals against its return: the others of its industry vote, the close decides, the record replays."""

from __future__ import annotations

from pathlib import Path

import pytest
from parecon.journal import Identical, replay, verify
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.publish.year_file import write_year
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered, Refused
from parecon_web.rounds.allowances import lines_of
from parecon_web.rounds.bots import answer_round, demonstration_economy
from parecon_web.rounds.drafting import latest_filing
from parecon_web.rounds.home import all_needs
from parecon_web.rounds.keeping import current_round, current_year, load_closed, load_year
from parecon_web.rounds.models import AppealCount, Round, Year
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.reasons import RoundReason
from parecon_web.rounds.situation import Situation

from web.accounts.lived import adopt, together
from web.work.test_effort import signed_in


def now_of(community) -> Situation:
    year = current_year(community)
    return Situation(year, current_round(year))


def say(community, kind: str, by: Member, **body):
    now = now_of(community)
    return perform(community, kind, {"year": now.year.number, "round": now.round.number, **body}, by=by.id, request_id=new_request_id())


def propose_wastefully(council: Council) -> None:
    """Let a workplace send what the bots sent for it, or what stands in for it, using a half more of everything."""
    now = now_of(council.community)
    filed = latest_filing(now.round, council)
    lines = lines_of(unpack(filed.batch) if filed else load_year(now.year).standing, council.position, now.economy)
    seats = [seat.member for seat in council.seats.select_related("member").order_by("member__number")]
    based = now.round.drafts.filter(council=council).count()
    saved = say(council.community, "draft.save", seats[0], council=council.slug, based_on=based, lines={code: amount if amount > 0 else amount * 3 // 2 for code, amount in lines.items()}, flexibility={}, capacity=0.0, reasons="Our old roof")
    assert isinstance(saved, Answered), saved
    for member in seats:
        say(council.community, "draft.vote", member, council=council.slug, version=based + 1, yes=True)


@pytest.fixture
def wasteful(riverside) -> Council:
    """Return a workplace below the norm in the open round 3, in which appeals are decided."""
    community = riverside.community
    council = Council.objects.filter(community=community, kind=Council.Kind.WORKER)[2]
    for _round in range(3):
        answer_round(current_round(current_year(community)), demonstration_economy("toy")[1], list(Member.objects.filter(community=community)))
        if _round < 2:
            together(community, "round.close")
    propose_wastefully(council)
    assert current_round(current_year(community)).number == 3 and current_year(community).phase == Year.Phase.ROUNDS
    return council


def delegate(council: Council) -> Member:
    return council.seats.get(delegate=True).member


def others(council: Council) -> list[Council]:
    return list(Council.objects.filter(community=council.community, kind=Council.Kind.WORKER).exclude(pk=council.pk))


def appeal(council: Council) -> None:
    assert isinstance(say(council.community, "proposal.remark", delegate(council), council=council.slug, text="The old roof leaks", appeal=True), Answered)


def vote(council: Council, voter: Council, grant: bool, by: Member | None = None):
    return say(council.community, "appeal.vote", by or delegate(voter), about=council.slug, voter=voter.slug, grant=grant)


def test_what_the_others_grant_is_not_announced_as_returned(wasteful):
    community = wasteful.community
    appeal(wasteful)
    for voter in others(wasteful):
        assert isinstance(vote(wasteful, voter, True), Answered)
    third = current_round(current_year(community))
    together(community, "round.close")
    count = AppealCount.objects.get(round=third)
    assert count.granted and count.roll == {voter.slug: True for voter in others(wasteful)} and count.ratio < count.norm
    year = current_year(community)
    if year.phase == Year.Phase.ROUNDS:
        assert not now_of(community).said.returned[wasteful.position]
    found = unpack(Round.objects.get(pk=third.pk).assessment)
    assert not found.returned[found.council == wasteful.position].any()
    page = signed_in(delegate(others(wasteful)[0])).get(f"/{community.slug}/councils/{wasteful.slug}").content.decode()
    assert "appeal granted" in page


def test_without_enough_votes_it_is_not_granted(wasteful):
    appeal(wasteful)
    first, second = others(wasteful)[:2]
    vote(wasteful, first, True)
    vote(wasteful, first, False)
    vote(wasteful, second, False)
    together(wasteful.community, "round.close")
    count = AppealCount.objects.get()
    assert not count.granted and count.roll == {first.slug: False, second.slug: False}


def test_only_delegates_of_the_others_vote_and_only_on_an_appeal(wasteful):
    first = others(wasteful)[0]
    assert vote(wasteful, first, True).refusals[0].reason is RoundReason.NO_APPEAL
    appeal(wasteful)
    plain = first.seats.filter(delegate=False).first()
    cases = [vote(wasteful, wasteful, True), *([vote(wasteful, first, True, plain.member)] if plain else []), vote(wasteful, first, True, delegate(wasteful))]
    assert all(isinstance(case, Refused) and case.refusals[0].reason is RoundReason.NOT_ELECTOR for case in cases)
    assert any(need.title.startswith("Appeal of") and not need.done for need in all_needs(delegate(first), now_of(wasteful.community)))
    address = f"/{wasteful.community.slug}/councils/{wasteful.slug}"
    browser = signed_in(delegate(first))
    assert "Grant the appeal" in browser.get(address).content.decode() and "Grant the appeal" not in signed_in(delegate(wasteful)).get(address).content.decode()
    assert browser.post(f"{address}/appeal", {"voter": first.slug, "grant": "yes", "request_id": new_request_id()}).status_code == 302
    assert browser.post(f"{address}/appeal", {"voter": wasteful.slug, "grant": "yes", "request_id": new_request_id()}).status_code == 422
    event = Event.objects.get(community=wasteful.community, kind="appeal.vote")
    assert "grant" not in event.body and all(need.done for need in all_needs(delegate(first), now_of(wasteful.community)) if need.title.startswith("Appeal of"))


def test_the_year_with_an_appeal_is_rebuilt_and_its_file_replays(wasteful, tmp_path: Path):
    appeal(wasteful)
    for voter in others(wasteful):
        vote(wasteful, voter, True)
    together(wasteful.community, "round.close")
    before = table_text(wasteful.community)
    rebuild(wasteful.community)
    assert table_text(wasteful.community) == before
    if current_year(wasteful.community).phase == Year.Phase.ROUNDS:
        assert load_closed(current_round(current_year(wasteful.community))) is not None
    adopt(wasteful.community)
    write_year((folder := tmp_path / "year").mkdir() or folder, current_year(wasteful.community))
    journal = folder / "journal.jsonl"
    assert '"appeals"' in journal.read_text()
    assert verify(journal).problems == () and isinstance(replay(journal), Identical)
