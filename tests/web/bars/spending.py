"""R2, R9: exactly one of many racing spends passes, and a book that the database itself guards."""

from __future__ import annotations

import random

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Sum
from parecon_web.accounts.keeping import move
from parecon_web.accounts.models import Account, LiveYear, Transfer
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.record.refusals import Answered, Refused

from web.accounts.lived import adopt, do
from web.bars.figure import Figure
from web.bars.races import CLIENTS, run_clients

UNIT = 10**9
SPENDS = 20


def lived_year(slug: str = "riverside") -> LiveYear:
    """Return the year of a community under its plan, brought there if it is not yet."""
    live = LiveYear.objects.filter(community__slug=slug).first()
    return live or adopt(Community.objects.get(slug=slug))


def fill_stock(live: LiveYear) -> None:
    """Let workplaces deliver their whole year, so that only credits stand in the way of a draw."""
    for line in live.lines.filter(made=True, council__kind=0).select_related("council"):
        outcome = do(live.community, "delivery.record", {"council": line.council.slug, "made": {line.good: line.wanted}, "used": {}, "earned": {}},
                     line.council.seats.first().member_id)
        assert isinstance(outcome, Answered), outcome


def measure_spends(times: int) -> Figure:
    """R2: many members' accounts, each of which pays for one of 20 draws sent at once; then without the log's lock, on accounts that are not there yet."""
    live = lived_year()
    fill_stock(live)
    price = live.stocks.get(good="bicycle").price
    accounts = list(live.accounts.filter(kind="person", member__isnull=False).order_by("id"))
    passed = []
    for number in range(times):
        account = accounts[number % len(accounts)]
        # Three fifths of the account: one draw fits, two do not.
        account.refresh_from_db()
        amount = int(account.balance * 0.6 / 1000 / price * UNIT)
        if amount <= 0:
            continue
        outcomes: list = []
        body = {"year": live.year.number, "rest": "", "lines": {"bicycle": amount}}
        run_clients(lambda _client, body=body, account=account, outcomes=outcomes: outcomes.extend(
            perform(live.community, "draw.take", body, by=account.member_id, request_id=new_request_id()) for _ in range(-(-SPENDS // CLIENTS))))
        passed.append(sum(isinstance(outcome, Answered) for outcome in outcomes))
        assert all(isinstance(outcome, Answered | Refused) for outcome in outcomes)
    bare = [spend_without_row(live, number) for number in range(times)]
    text = (f"{len(passed)} × {-(-SPENDS // CLIENTS) * CLIENTS} spends at once of which credits cover one: {sum(one != 1 for one in passed)} times other than exactly 1 passed; "
            f"{times} × {CLIENTS} without the log's lock, the account opened by the race: {sum(one != 1 for one in bare)} times other than 1")
    return Figure("R2", text, set(passed) == {1} and set(bare) == {1})


def spend_without_row(live: LiveYear, number: int) -> int:
    """Let clients open an account with 10 units and spend 6 of it, each in a transaction of its own, with nothing but the database between them."""
    code, done = f"race:{number}:{new_request_id()}", []

    def spend(client: int) -> None:
        key = 10**15 + (live.pk % 10**6) * 10**6 + number * 1000 + client
        for _try in range(20):
            try:
                with transaction.atomic():
                    row = Account.objects.filter(live=live, code=code).first() or Account.objects.create(
                        id=key, community=live.community, live=live, code=code, kind="savings", floor=0, balance=10)
                    move({row.pk: -6})
                done.append(client)
                return
            except IntegrityError as error:
                if "floor" in str(error):
                    return
            except DatabaseError:
                continue

    run_clients(spend)
    Account.objects.filter(code=code).delete()
    return len(done)


def measure_book(steps: int) -> Figure:
    """R9: random deliveries and draws; all balances sum to zero, equal their transfers and keep their floors; the database refuses to change a transfer."""
    live, chance = lived_year("hilltop"), random.Random(9)
    community, members = live.community, list(live.accounts.filter(kind="person", member__isnull=False).values_list("member_id", flat=True))
    lines = [(line.council.slug, line.good, line.council.seats.first().member_id, line.wanted) for line in live.lines.filter(made=True, council__kind=0).select_related("council")]
    wishes = list(live.lines.filter(council__kind=1, made=False).values_list("good", "wanted"))
    done = 0
    for _ in range(steps):
        if chance.random() < 0.5:
            slug, good, member, wanted = chance.choice(lines)
            outcome = do(community, "delivery.record", {"council": slug, "made": {good: chance.randrange(1, max(wanted * 2 * len(lines) // steps, 2))}, "used": {}, "earned": {}}, member)
        else:
            good, wanted = chance.choice(wishes)
            outcome = do(community, "draw.take", {"rest": "", "lines": {good: chance.randrange(1, max(wanted * 2 * len(wishes) // steps, 2))}}, chance.choice(members))
        done += isinstance(outcome, Answered)
    rows = list(live.accounts.all())
    sums = {row.pk: (row.credits.aggregate(s=Sum("amount"))["s"] or 0) - (row.debits.aggregate(s=Sum("amount"))["s"] or 0) for row in rows}
    wrong = sum(sums[row.pk] != row.balance for row in rows) + sum(row.floor is not None and row.balance < row.floor for row in rows) + (sum(row.balance for row in rows) != 0)
    taken = [statement for statement in ("UPDATE accounts_transfer SET amount = amount + 1", "DELETE FROM accounts_transfer",
                                         "UPDATE accounts_account SET balance = -1 WHERE kind = 'person'") if changes(statement)]
    first = Transfer.objects.filter(live=live).first()
    reversals = [reverse_raw(first, number) for number in range(2)]
    text = (f"{steps:,} deliveries and draws ({done:,} accepted): {wrong} balances that are not their transfers, are below their floor or do not sum to zero; "
            f"{len(taken)} of 3 raw changes taken; of two reversals of one transfer {sum(reversals)} taken")
    return Figure("R9", text, not wrong and not taken and reversals == [True, False] and done > 0)


def changes(statement: str) -> bool:
    """Tell whether the database takes a raw statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return False
    return True


def reverse_raw(first: Transfer, number: int) -> bool:
    """Write a linked reversal of a transfer; tell whether the database takes it."""
    try:
        with transaction.atomic():
            Transfer.objects.create(id=10**15 + number, community=first.community, live=first.live, number=10**9 + number, day=first.day, request=f"reversal:{number}",
                                    code=first.code, debit=first.credit, credit=first.debit, amount=first.amount, reverses=first)
    except IntegrityError:
        return False
    return True
