"""What was saved or borrowed in years before: taken into the new year's book, used and paid back."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import F

from parecon.ledger import Transfer as BookTransfer
from parecon.ledger import post_transfer
from parecon_web.accounts.acts import holder_of, live_of
from parecon_web.accounts.keeping import SOCIETY, load, move, save
from parecon_web.accounts.models import Account, LiveYear, Transfer
from parecon_web.accounts.opening import day_of
from parecon_web.accounts.reasons import LiveReason
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.amounts import write_amount
from parecon_web.rounds.keeping import charter_in_force

__all__ = ["bring_forward", "repay", "use_savings"]


def bring_forward(act: Act, live: LiveYear) -> None:
    """Take savings and debts of the year before into a year's book that was just opened."""
    before = LiveYear.objects.filter(community=act.community, year__number__lt=live.year.number, closed=True).order_by("-year__number").first()
    if before is None:
        return
    society, number = live.accounts.get(code=SOCIETY), live.transfers.count()
    for old in before.accounts.filter(kind__in=("savings", "loan")).exclude(balance=0).order_by("id"):
        code = old.code if old.kind == "savings" or old.code.count(":") > 2 else f"loan:{before.year.number}:{old.owner}"
        row = live.accounts.filter(code=code).first() or Account.objects.create(
            id=act.new_id(), community=act.community, live=live, code=code, kind=old.kind, owner=old.owner, floor=min(old.balance, 0))
        debit, credit = (society, row) if old.balance > 0 else (row, society)
        number += 1
        Transfer.objects.create(id=act.new_id(), community=act.community, live=live, number=number, day=live.opened, request=f"before:{code}",
                                code="brought_forward" if old.balance > 0 else "debt_brought_forward", debit=debit, credit=credit, amount=abs(old.balance))
        move({debit.pk: -abs(old.balance), credit.pk: abs(old.balance)})


def _amount(act: Act) -> int | Refused:
    amount = int(act.body["amount"])
    return amount if amount > 0 else Refused((Refusal(LiveReason.NOTHING, "amount"),))


def _move(act: Act, live: LiveYear, given: tuple[str, str, str], amount: int) -> dict | Refused:
    code, debit, credit = given
    loaded = load(live, accounts=live.accounts.filter(code__in=(debit, credit)).select_related("council"), goods=())
    day = day_of(act, live)
    posting = post_transfer(loaded.year.book, BookTransfer(request=f"{act.sequence}:{code}", code=code, debit=debit, credit=credit, amount_units=amount), day)
    if not posting.accepted:
        units = charter_in_force(live.year)["ledger.units_per_credit"]
        asked, allowed = (write_amount(int(value) * 10**9 // units, 3) for value in (posting.answer.asked, posting.answer.allowed))
        return Refused((Refusal(LiveReason.NOT_SO_MUCH, "amount", asked, allowed),))
    save(act, loaded, replace(loaded.year, book=posting.book, today=day))
    return {}


@handles("savings.use", sealed=("amount",))
def use_savings(act: Act) -> dict | Refused:
    """Take up what one saved in years before; body: year, amount (smallest units of the ledger)."""
    live, amount = live_of(act), _amount(act)
    account = holder_of(live, act.by) if isinstance(live, LiveYear) else None
    if isinstance(live, Refused) or isinstance(amount, Refused):
        return live if isinstance(live, Refused) else amount
    if account is None:
        return Refused((Refusal(LiveReason.NOT_YOURS),))
    return _move(act, live, ("use_of_savings", f"savings:{account.code}", account.code), amount)


@handles("loan.repay", sealed=("amount",))
def repay(act: Act) -> dict | Refused:
    """Pay back of one's oldest debt; body: year, amount (smallest units of the ledger)."""
    live, amount = live_of(act), _amount(act)
    account = holder_of(live, act.by) if isinstance(live, LiveYear) else None
    if isinstance(live, Refused) or isinstance(amount, Refused):
        return live if isinstance(live, Refused) else amount
    debt = live.accounts.filter(kind="loan", owner=account.code, balance__lt=0).order_by("id").first() if account is not None else None
    if debt is None:
        return Refused((Refusal(LiveReason.NO_DEBT),))
    done = _move(act, live, ("repayment", account.code, debt.code), amount)
    if isinstance(done, dict):
        Account.objects.filter(pk=debt.pk).update(floor=F("floor") + amount)
    return done
