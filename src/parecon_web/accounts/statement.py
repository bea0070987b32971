"""A person's account as a plain statement: what came in, what went, why, and what was left after each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parecon_web.accounts.models import Account, LiveYear, Transfer
from parecon_web.engine_words import said
from parecon_web.rounds.keeping import charter_in_force, economy_of

__all__ = ["Entry", "Statement", "statement_of"]

WHY = {
    "income_for_work": gettext_lazy("Income for work: your equal part of what your neighbourhood's hours earn by the plan"),
    "allowance": gettext_lazy("Allowance: for those who cannot or need not work, divided in your neighbourhood"),
    "overtime": gettext_lazy("Income for hours beyond the plan, at the normal rate"),
    "compensation": gettext_lazy("Paid for harm that is permitted: your part of the charge for %(what)s"),
    "collective_share": gettext_lazy("Your equal part of what is used together, as the plan has it"),
    "draw_of_goods": gettext_lazy("You drew %(what)s; the credits are gone with it"),
    "saving": gettext_lazy("Not used this year: kept for later, without interest"),
    "use_of_savings": gettext_lazy("Taken from what you had saved"),
    "loan": gettext_lazy("Borrowed: the ballot on the plan approved it; it is paid back by using less, without interest"),
    "repayment": gettext_lazy("Paid back of what was borrowed"),
}


@dataclass(frozen=True)
class Entry:
    """One line: day, the sentence that says why, the change and what was left after it, in fixed-point credits."""

    number: int
    day: str
    why: str
    change: int
    after: int


@dataclass(frozen=True)
class Statement:
    """What an account came to, in fixed-point credits: received, borrowed among it, used, saved, left; and its entries, newest first."""

    received: int
    borrowed: int
    together: int
    used: int
    saved: int
    left: int
    entries: list[Entry]


def statement_of(live: LiveYear, account: Account) -> Statement:
    """Return the statement of one person's account, or of those of a neighbourhood who have not joined."""
    names = {good.code: said(good.name) for good in economy_of(live.year).goods}
    each = 10**9 // charter_in_force(live.year)["ledger.units_per_credit"]
    entries, after, sums = [], 0, dict.fromkeys(("received", "borrowed", "together", "used", "saved"), 0)
    for transfer in Transfer.objects.filter(Q(debit=account) | Q(credit=account), live=live).order_by("number"):
        change = (transfer.amount if transfer.credit_id == account.pk else -transfer.amount) * each
        after += change
        sums[_place(transfer.code, change)] += abs(change)
        if transfer.code == "loan":
            sums["borrowed"] += change
        why = str(WHY.get(transfer.code, transfer.code)) % {"what": names.get(transfer.reference, transfer.reference)}
        entries.append(Entry(transfer.number, transfer.day, _("Taken back: %(why)s") % {"why": why} if transfer.reverses_id else why, change, after))
    return Statement(**sums, left=account.balance * each, entries=entries[::-1])


def _place(code: str, change: int) -> str:
    return {"collective_share": "together", "saving": "saved"}.get(code, "received" if change > 0 else "used")
