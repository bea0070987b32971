"""A workplace drafts together: live worth, versions that never overwrite each other, a vote that sends."""

from __future__ import annotations

import numpy as np
from parecon.proposals import assess
from parecon_web.councils.models import Council, Seat
from parecon_web.rounds.drafting import batch_of_lines
from parecon_web.rounds.models import Draft, Filing
from parecon_web.rounds.situation import Situation
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.worth import beside_others, worth_of


def place(cast, person) -> tuple[Council, str]:
    council = Seat.objects.get(member=person.member, council__kind=Council.Kind.WORKER).council
    return council, cast.url(f"councils/{council.slug}/draft")


def test_a_draft_is_saved_voted_and_sent(riverside, read_form):
    rosa = riverside.rosa
    council, url = place(riverside, rosa)
    assert rosa.browser.post(url, read_form(rosa.browser.get(url), "draft").but(act="save")).status_code == 302
    vote = {"version": "1", "yes": "yes"}
    members = [seat.member for seat in Seat.objects.filter(council=council)]
    for i, member in enumerate(members):
        assert Filing.objects.filter(council=council).exists() == (i > len(members) // 2)
        person = riverside.enter(member)
        assert person.browser.post(riverside.url(f"councils/{council.slug}/vote"), {**vote, "request_id": f"vote-{i}"}).status_code == 302
    assert Filing.objects.get(council=council).tracker in rosa.browser.get(url).content.decode()


def test_two_who_save_at_once_both_keep_their_words(riverside, read_form):
    rosa = riverside.rosa
    council, url = place(riverside, rosa)
    other = riverside.enter(Seat.objects.filter(council=council).exclude(member=rosa.member).first().member)
    mine, theirs = (read_form(person.browser.get(url), "draft") for person in (rosa, other))
    assert other.browser.post(url, theirs.but(reasons="night shifts", act="save")).status_code == 302
    answer = rosa.browser.post(url, mine.but(reasons="dust", act="save"))
    page = answer.content.decode()
    assert answer.status_code == 409 and "night shifts" in page and "dust" in page
    assert rosa.browser.post(url, read_form(answer, "draft").but(act="save")).status_code == 302
    assert list(Draft.objects.filter(council=council).values_list("version", "reasons")) == [(1, "night shifts"), (2, "dust")]


def test_a_vote_on_an_older_draft_is_not_counted(riverside, read_form):
    rosa = riverside.rosa
    council, url = place(riverside, rosa)
    for i in (1, 2):
        rosa.browser.post(url, read_form(rosa.browser.get(url), "draft").but(reasons=f"draft {i}", act="save"))
    answer = rosa.browser.post(riverside.url(f"councils/{council.slug}/vote"), {"version": "1", "yes": "yes", "request_id": "late"})
    assert answer.status_code == 409 and "newer draft" in answer.content.decode()


def test_benefit_and_cost_are_the_engines_to_the_unit(riverside):
    year = current_year(riverside.community)
    now, chance = Situation(year, current_round(year)), np.random.default_rng(1)
    council = Council.objects.filter(community=riverside.community, kind=Council.Kind.WORKER).first()
    for _ in range(100):
        lines = {good.code: int(chance.integers(-10**12, 10**12)) for good in now.economy.goods}
        worth = worth_of(lines, council.position, now)
        found = assess(batch_of_lines(1, council.position, lines, now.economy), now.economy, now.said.prices, now.charter)
        assert (worth.benefit, worth.cost) == (int(found.benefit[0]), int(found.cost[0]))
        assert worth.cost == sum(value for _, value, _ in worth.parts)


def test_others_do_not_see_the_draft_of_a_workplace(riverside, hilltop):
    _, url = place(riverside, riverside.rosa)
    assert riverside.bao.browser.get(url).status_code == 404
    assert hilltop.rosa.browser.get(url).status_code == 403


def test_weighing_a_form_stores_nothing_and_says_what_is_missing(riverside, read_form):
    council, url = place(riverside, riverside.rosa)
    form = read_form(riverside.rosa.browser.get(url), "draft")
    answer = riverside.rosa.browser.post(riverside.url(f"councils/{council.slug}/weigh"), form.but(use__hours="900000"))
    assert answer.status_code == 200 and "below the norm" in answer.content.decode() and not Draft.objects.exists()


def test_an_objection_is_published_with_its_name_and_an_empty_one_refused(riverside):
    council, _ = place(riverside, riverside.bao)
    url = riverside.url(f"councils/{council.slug}/remarks")
    assert riverside.rosa.browser.post(url, {"text": "", "request_id": "1"}).status_code == 422
    assert riverside.rosa.browser.post(url, {"text": "<b>Too loud</b>", "request_id": "2"}).status_code == 302
    page = riverside.bao.browser.get(riverside.url(f"councils/{council.slug}")).content.decode()
    assert "&lt;b&gt;Too loud" in page and "Objection" in page


def test_a_workplace_sees_itself_beside_others_of_its_industry(riverside):
    council, url = place(riverside, riverside.rosa)
    year = current_year(riverside.community)
    now = Situation(year, current_round(year))
    beside = beside_others(council.position, now)
    found = assess(unpack(now.round.standing_before), now.economy, now.said.prices, now.charter)
    mine = found.council == council.position
    assert beside.own == float(found.benefit[mine].sum()) / float(found.cost[mine].sum())
    assert beside.positions == sorted(set(range(3)) - {council.position}) and min(beside.own, beside.others) <= beside.everybody <= max(beside.own, beside.others)
    page = riverside.rosa.browser.get(url).content.decode()
    assert "Beside others" in page and f"{beside.others:.3f}" in page
