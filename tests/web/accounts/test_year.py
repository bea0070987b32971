"""The year under its plan: the rows are what the engine's year is, and nothing is lost, doubled or overdrawn."""

from __future__ import annotations

import json

import numpy as np
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from parecon.execution import Act, Draw, WishChange, change_wishes, close_year, deliver, draw_goods, next_economy, open_year, record_shock, use_goods
from parecon.execution.recourse import Shock
from parecon_web.accounts.bots import live_one_week
from parecon_web.accounts.keeping import holder_code, load
from parecon_web.accounts.models import Account, Line, Transfer
from parecon_web.accounts.opening import holders_of
from parecon_web.accounts.reasons import EngineReason, LiveReason
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform, whole_body
from parecon_web.record.models import Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered, Refused
from parecon_web.rounds.keeping import charter_in_force, current_year, economy_of
from parecon_web.rounds.models import Year
from parecon_web.voting.plans import adopted_plan

from web.accounts.lived import adopt, do, together

UNIT = 10**9


def members_of(live):
    return list(Member.objects.filter(community=live.community).order_by("number"))


def seated(live, slug):
    return Council.objects.get(community=live.community, slug=slug).seats.first().member_id


def pass_weeks(live, weeks):
    outcome = together(live.community, "year.pass", weeks=weeks)[0]
    assert isinstance(outcome, Answered)
    live.refresh_from_db()


def as_engine(live):
    """Do every act of the log again with the engine alone, from the year it opens; return that year."""
    economy, days, year = economy_of(live.year), live.opened, None
    positions = {council.slug: council.position for council in Council.objects.filter(community=live.community)}
    holders = [holder for holder, _, _ in holders_of(live.community_id, economy)]
    year = open_year(economy, adopted_plan(live.year), charter_in_force(live.year), live.opened, holders=holders)
    for event in Event.objects.filter(community=live.community, sequence__gte=0).order_by("sequence"):
        body, key = whole_body(event), str(event.sequence)
        if event.kind == "delivery.record":
            for code, amount in body["made"].items():
                year, refusal = deliver(year, Act(f"{key}:make:{code}", days, positions[body["council"]], code, amount / 1e9))
                assert refusal is None
            for code, amount in body["used"].items():
                year, refusal = use_goods(year, Act(f"{key}:use:{code}", days, positions[body["council"]], code, amount / 1e9))
                assert refusal is None
        elif event.kind == "draw.take":
            holder = holder_code(None, positions[body["rest"]]) if body["rest"] else holder_code(event.by, 0)
            for code, amount in body["lines"].items():
                year, refusal = draw_goods(year, Draw(f"{key}:use:{code}", days, holder, code, amount / 1e9))
                assert refusal is None
        elif event.kind == "year.pass":
            days = json.loads(event.answer)["today"]
        elif event.kind == "wishes.agree" and json.loads(event.answer)["done"]:
            ballot = live.wishes.get(pk=body["change"])
            less, more = ({code: amount / 1e9 for code, amount in each.items()} for each in (ballot.less, ballot.more))
            year, refusal = change_wishes(year, WishChange(key, days, ballot.council.position, less, more))
            assert refusal is None
        elif event.kind == "failure.report":
            shock = Shock(positions[body["council"]], economy.labels.position(body["good"]), body["amount"], body["why"], False)
            year, refusal = record_shock(year, key, days, shock)
            assert refusal is None
        elif event.kind == "year.close" and json.loads(event.answer)["done"]:
            year, refusal = close_year(year, key, days)
            assert refusal is None
    return year


def test_the_rows_are_what_the_engines_year_is_after_the_same_acts(lived):
    people = members_of(lived)
    live_one_week(lived, people)
    pass_weeks(lived, 20)
    assert isinstance(do(lived.community, "failure.report", {"council": "cycle-works", "good": "bicycle", "amount": UNIT, "why": "a fire"}, seated(lived, "cycle-works")), Answered)
    change = do(lived.community, "wishes.propose", {"council": "the-neighbourhood", "less": {"bicycle": 2 * UNIT}, "more": {}}, people[0].id)
    assert isinstance(change, Answered) and not change.answer["done"]
    agreed = [do(lived.community, "wishes.agree", {"change": change.answer["change"]}, member.id) for member in people[1:7]]
    assert [outcome.answer["done"] for outcome in agreed] == [False] * 5 + [True]
    live_one_week(lived, people)
    pass_weeks(lived, 40)
    live_one_week(lived, people)
    together(lived.community, "year.close")
    lived.refresh_from_db()
    rows, engine = load(lived, plan=adopted_plan(lived.year)).year, as_engine(lived)
    assert {account.code: account.balance for account in lived.accounts.all()} == {account.id: engine.book.balance_units(account.id) for account in engine.book.accounts()}
    for name in ("stock", "bought", "prices", "taken"):
        assert np.array_equal(getattr(rows, name), getattr(engine, name)), name
    for name in vars(engine.lines):
        assert np.array_equal(getattr(rows.lines, name), getattr(engine.lines, name)), name
    assert next_economy(rows).last_totals.use.sum() == next_economy(engine).last_totals.use.sum() and rows.closed and engine.closed
    own = set(Transfer.objects.filter(live=lived).values_list("code", "debit__code", "credit__code", "amount", "reference"))
    assert own == {(entry.code, entry.debit, entry.credit, entry.amount_units, entry.reference) for entry in engine.book.entries() if entry.debit}


def test_the_year_is_rebuilt_from_the_log_to_the_byte_and_the_next_opens_from_its_actuals(lived):
    community = lived.community
    live_one_week(lived, members_of(lived))
    pass_weeks(lived, 52)
    live_one_week(lived, members_of(lived))
    assert [outcome.answer["done"] for outcome in together(community, "year.close")] == [False, True]
    assert current_year(community).phase == Year.Phase.ENDED
    saved = {account.code: account.balance for account in Account.objects.filter(live=lived, kind="savings", balance__gt=0)}
    assert saved and not Account.objects.filter(live=lived, kind="person").exclude(balance=0).exists()
    opened = together(community, "year.next")
    year = current_year(community)
    assert opened[-1].answer["done"] and year.number == lived.year.number + 1 and year.phase == Year.Phase.ROUNDS
    economy, made = economy_of(year), Line.objects.filter(live=lived, good="bicycle", made=True).aggregate(sum=Sum("actual"))["sum"]
    totals = economy.last_totals
    assert int(totals.supply[totals.good == economy.labels.position("bicycle")].sum()) == made > 0
    after = adopt(community)
    assert {account.code: account.balance for account in after.accounts.filter(code__in=saved)} == saved
    before = table_text(community)
    rebuild(community)
    assert table_text(community) == before


def test_nobody_draws_more_than_credits_stock_and_wishes_hold_and_is_told_the_numbers(lived):
    member = members_of(lived)[0]
    draw = lambda **lines: do(lived.community, "draw.take", {"rest": "", "lines": lines}, member.id)  # noqa: E731
    assert draw(bicycle=UNIT).refusals[0].reason is EngineReason.NOT_IN_STOCK
    assert draw(bicycle=10**6 * UNIT).refusals[0].reason is EngineReason.BEYOND_THE_PLAN
    assert draw(nothing=UNIT).refusals[0].reason is EngineReason.UNKNOWN_GOOD and draw().refusals[0].reason is LiveReason.NOTHING
    for amount in (10, 50):
        do(lived.community, "delivery.record", {"council": "cycle-works", "made": {"bicycle": amount * UNIT}, "used": {}, "earned": {}}, seated(lived, "cycle-works"))
    refusal = draw(bicycle=40 * UNIT).refusals[0]
    assert refusal.reason is EngineReason.NOT_ENOUGH_CREDITS and "credits" in refusal.given and refusal.limit and refusal.field == "use:bicycle"
    assert draw(bicycle=UNIT, wheelchair=UNIT).refusals[0].field == "use:wheelchair" and not member.accounts.get(live=lived).drawn
    assert isinstance(draw(bicycle=UNIT), Answered) and member.accounts.get(live=lived).drawn == {"bicycle": UNIT}


def test_acts_of_others_are_refused(lived):
    community, member = lived.community, members_of(lived)[0]
    stranger = next(one for one in members_of(lived) if not one.seats.filter(council__slug="cycle-works").exists())
    body = {"council": "cycle-works", "made": {"bicycle": UNIT}, "used": {}, "earned": {}}
    assert do(community, "delivery.record", body, stranger.id).refusals[0].reason is LiveReason.NOT_SEATED
    assert do(community, "draw.take", {"rest": "cycle-works", "lines": {"bicycle": 1}}, member.id).refusals[0].reason is LiveReason.NOT_YOURS
    assert do(community, "year.close", {}, member.id).refusals[0].reason is LiveReason.NOT_FACILITATOR
    assert do(community, "year.next", {}, member.id).refusals[0].reason is LiveReason.NOT_CLOSED
    assert do(community, "loan.repay", {"amount": 5}, member.id).refusals[0].reason is LiveReason.NO_DEBT


def test_a_change_of_wishes_is_refused_only_with_the_numbers(lived):
    member = members_of(lived)[0]
    outcome = do(lived.community, "wishes.propose", {"council": "the-neighbourhood", "less": {}, "more": {"bicycle": 10**5 * UNIT}}, member.id)
    assert isinstance(outcome, Refused) and outcome.refusals[0].reason is EngineReason.CANNOT_BE_SERVED and outcome.refusals[0].limit
    assert not lived.wishes.exists()


def test_two_facilitators_decide_about_a_failure_in_the_charters_order(lived):
    community = lived.community
    failure = do(community, "failure.report", {"council": "cycle-works", "good": "bicycle", "amount": 20 * UNIT, "why": "a fire"}, seated(lived, "cycle-works")).answer["failure"]
    assert [outcome.answer["done"] for outcome in together(community, "failure.excuse", failure=failure, excused=True)] == [False, True]
    assert together(community, "failure.excuse", failure=failure, excused=True)[0].refusals[0].reason is LiveReason.NO_SUCH_FAILURE
    from parecon_web.accounts.failures import short_goods

    before = short_goods(load(lived, plan=adopted_plan(lived.year)).year)[0]
    order = charter_in_force(lived.year)["execution.recourse_order"]
    assert before.good == "bicycle" and [step.means for step in before.steps] == sorted((step.means for step in before.steps), key=order.index)
    assert "small round" in {step.means for step in before.steps}
    outcomes = together(community, "failure.step", good="bicycle", means="small round")
    assert [outcome.answer["done"] for outcome in outcomes] == [False, True]
    assert not short_goods(load(lived, plan=adopted_plan(lived.year)).year)
    assert isinstance(together(community, "failure.step", good="bicycle", means="price")[1], Refused)


@pytest.mark.parametrize("statement", ["UPDATE accounts_transfer SET amount = amount + 1", "DELETE FROM accounts_transfer", "UPDATE accounts_account SET balance = -1 WHERE kind = 'person'"])
def test_the_database_itself_refuses_to_change_the_book(lived, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_request_sent_twice_counts_once(lived):
    body = {"year": lived.year.number, "council": "cycle-works", "made": {"bicycle": UNIT}, "used": {}, "earned": {}}
    key, by = new_request_id(), seated(lived, "cycle-works")
    assert [perform(lived.community, "delivery.record", body, by=by, request_id=key).hit for _ in range(2)] == [False, True]
    assert Line.objects.get(live=lived, good="bicycle", made=True).actual == UNIT
