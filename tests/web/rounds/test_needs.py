"""Need inside a neighbourhood: asked, voted, set apart from the shares, on the accounts, and seen by nobody outside."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from parecon_web.accounts.models import Account
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.publish.audit_page import KINDS
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered, Refused
from parecon_web.rounds.allowances import shares_not_joined, shares_of
from parecon_web.rounds.home import all_needs
from parecon_web.rounds.keeping import charter_in_force, current_year
from parecon_web.rounds.models import NeedAsk
from parecon_web.rounds.reasons import RoundReason
from parecon_web.rounds.situation import Situation
from parecon_web.voting.models import AdoptedYear

from web.accounts.lived import adopt, together
from web.work.test_effort import signed_in

CREDITS = 10**9


@pytest.fixture
def home(riverside) -> Council:
    """Return a neighbourhood."""
    return Council.objects.filter(community=riverside.community, kind=Council.Kind.CONSUMER).first()


def people(home: Council) -> list[Member]:
    return list(Member.objects.filter(seats__council=home).order_by("number"))


def say(home: Council, member: Member, **body):
    year = current_year(home.community)
    return perform(home.community, "need.say", {"year": year.number, "council": home.slug, **body}, by=member.id, request_id=new_request_id())


def ask(home: Council, member: Member, amount: int, reason: str = "My knees"):
    return say(home, member, what="ask", amount=amount, reason=reason)


def grant(home: Council, asker: Member) -> None:
    for one in people(home):
        if one != asker and NeedAsk.objects.filter(member=asker, from_round=None).exists():
            assert isinstance(say(home, one, what="vote", of=asker.number, yes=True), Answered)


def shares(home: Council) -> dict[int, int]:
    """Return everybody's allowance in the current round, those who have not joined under 0 together."""
    year = current_year(home.community)
    now = Situation(year, year.rounds.order_by("-number").first())
    found = {member: share.allowance for member, share in shares_of(home, now.economy, now.said).items()}
    return found | {0: sum(share.allowance for share in shares_not_joined(home, now.economy, now.said))}


def test_what_more_than_half_of_the_others_grant_is_set_apart_from_the_next_round_on(home):
    asker, *others = people(home)
    before = shares(home)
    assert isinstance(ask(home, asker, 5 * CREDITS), Answered)
    needed = len(others) // 2 + 1
    for one in others[:needed - 1]:
        say(home, one, what="vote", of=asker.number, yes=True)
    say(home, others[-1], what="vote", of=asker.number, yes=False)
    assert NeedAsk.objects.get().from_round is None
    say(home, others[needed - 1], what="vote", of=asker.number, yes=True)
    assert NeedAsk.objects.get().from_round == 2 and shares(home) == before
    together(home.community, "round.close")
    after, budget = shares(home), Situation(current_year(home.community), current_year(home.community).rounds.order_by("-number").first()).said.budgets[home.position]
    assert sum(after.values()) == int(budget)
    rest = [after[one.id] for one in others]
    assert max(rest) - min(rest) <= 1 and after[asker.id] - rest[0] in (5 * CREDITS, 5 * CREDITS + 1)


def test_refusals_name_the_rule_and_nothing_is_stored(home):
    asker, other, *_rest = people(home)
    stranger = Member.objects.filter(community=home.community).exclude(seats__council=home).first()
    cases = [(ask(home, asker, -1), RoundReason.NEGATIVE), (ask(home, asker, 10**6 * CREDITS), RoundReason.TOO_MUCH_NEED), (ask(home, asker, CREDITS, " "), RoundReason.WORDS),
             (say(home, other, what="vote", of=asker.number, yes=True), RoundReason.NO_ASK)]
    if stranger is not None:
        cases.append((ask(home, stranger, CREDITS), RoundReason.NOT_SEATED))
    ask(home, asker, CREDITS)
    cases.append((say(home, asker, what="vote", of=asker.number, yes=True), RoundReason.OWN_ASK))
    for outcome, reason in cases:
        assert isinstance(outcome, Refused) and outcome.refusals[0].reason is reason, (outcome, reason)
    grant(home, asker)
    assert ask(home, asker, CREDITS).refusals[0].reason is RoundReason.GRANTED and NeedAsk.objects.get().amount == CREDITS
    assert isinstance(ask(home, other, CREDITS), Answered) and isinstance(ask(home, other, 0), Answered) and NeedAsk.objects.count() == 1


def test_a_changed_request_is_voted_on_anew(home):
    asker, other, *_rest = people(home)
    ask(home, asker, CREDITS)
    say(home, other, what="vote", of=asker.number, yes=True)
    ask(home, asker, 2 * CREDITS)
    assert NeedAsk.objects.get().amount == 2 * CREDITS and NeedAsk.objects.get().voices.count() == 0


def test_nobody_outside_learns_who_asked_or_what_for(riverside, home):
    asker, other, *_rest = people(home)
    ask(home, asker, 5 * CREDITS, "My knees, since the fall")
    say(home, other, what="vote", of=asker.number, yes=True)
    events = list(Event.objects.filter(community=home.community, kind="need.say"))
    assert len(events) == 2 and events[0].answer == events[1].answer and set(json.loads(events[0].body)) == set(json.loads(events[1].body)) == {"year", "council"}
    address = riverside.url(f"councils/{home.slug}/needs")
    assert "My knees" in signed_in(other).get(address).content.decode() and Client().get(address).status_code in (302, 403, 404)
    for page in ("audit", "audit/log", f"councils/{home.slug}", "", "round"):
        assert "My knees" not in signed_in(other).get(riverside.url(page)).content.decode()
    assert "need.say" in KINDS
    stranger = Member.objects.filter(community=home.community).exclude(seats__council=home).first()
    if stranger is not None:
        assert signed_in(stranger).get(address).status_code == 404


def test_the_page_takes_and_shows_it_and_home_asks_the_neighbours(riverside, home):
    asker, other, *_rest = people(home)
    address, browser = riverside.url(f"councils/{home.slug}/needs"), signed_in(asker)
    wrong = browser.post(address, {"amount": "much", "reason": "x", "request_id": new_request_id()})
    assert wrong.status_code == 422 and 'href="#amount"' in wrong.content.decode() and "much" in wrong.content.decode()
    assert browser.post(address, {"amount": "5", "reason": "My <b>knees</b>", "request_id": new_request_id()}).status_code == 302
    year = current_year(home.community)
    waiting = [need for need in all_needs(other, Situation(year, year.rounds.first())) if need.url.endswith("/needs")]
    assert len(waiting) == 1 and not waiting[0].done
    page = signed_in(other).get(address).content.decode()
    assert "My &lt;b&gt;knees&lt;/b&gt;" in page and f'value="{asker.number}"' in page
    assert signed_in(other).post(f"{address}/vote", {"of": str(asker.number), "yes": "yes", "request_id": new_request_id()}).status_code == 302
    assert signed_in(other).post(f"{address}/vote", {"of": "x", "yes": "yes", "request_id": new_request_id()}).status_code == 422
    grant(home, asker)
    together(home.community, "round.close")
    assert "by need" in browser.get(riverside.url("request")).content.decode()


def test_what_was_granted_is_on_the_account_and_the_tables_are_rebuilt(home):
    asker, other, *_rest = people(home)
    ask(home, asker, 5 * CREDITS)
    grant(home, asker)
    adopt(home.community)
    assert AdoptedYear.objects.filter(year__community=home.community).exists()
    accounts = {account.member_id: account for account in Account.objects.filter(live__year__community=home.community, kind="person", member__isnull=False)}
    units = charter_in_force(current_year(home.community))["ledger.units_per_credit"]
    assert accounts[asker.id].balance - accounts[other.id].balance == pytest.approx(5 * units, abs=2)
    before = table_text(home.community)
    rebuild(home.community)
    assert table_text(home.community) == before
