"""When something fails: a workplace says what it can no longer deliver, and facilitators decide together what is done about it."""

from __future__ import annotations

import numpy as np

from parecon.economy import GoodKind
from parecon.execution import ExecutionYear, Shock, find_recourse, hold_small_round, record_shock, spare_amounts, take_step
from parecon_web.accounts.acts import live_of, together
from parecon_web.accounts.consents import consent, settle
from parecon_web.accounts.keeping import load
from parecon_web.accounts.models import Failure
from parecon_web.accounts.reasons import LiveReason
from parecon_web.councils.models import Council
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.voting.plans import adopted_plan

__all__ = ["SMALL_ROUND", "equal_part", "excuse", "report", "short_goods", "take"]

_WORDS_MAX = 1000
SMALL_ROUND = "small round"


@handles("failure.report")
def report(act: Act) -> dict | Refused:
    """Say what a workplace can no longer deliver; body: year, council, good, amount (fixed point), why. It will deliver, and use, so much less."""
    live = live_of(act)
    if isinstance(live, Refused):
        return live
    council = Council.objects.filter(community=act.community, slug=act.body["council"], kind=Council.Kind.WORKER).first()
    why, code, amount = act.body["why"].strip(), act.body["good"], int(act.body["amount"])
    if council is None or not council.seats.filter(member_id=act.by).exists():
        return Refused((Refusal(LiveReason.NOT_SEATED),))
    if not 0 < len(why) <= _WORDS_MAX:
        return Refused((Refusal(LiveReason.WORDS, "why", str(len(why)), str(_WORDS_MAX)),))
    loaded = load(live)
    good = loaded.year.economy.labels.position(code) if code in loaded.year.economy.labels else -1
    shock = Shock(council.position, good, amount, why, False)
    refused = together(act, loaded, [("amount", lambda year, request, day: record_shock(year, request, day, shock))])
    if refused is not None:
        return refused
    row = Failure.objects.create(id=act.new_id(), community=act.community, live=live, council=council, member_id=act.by, good=code, amount=amount, why=why, at=act.at)
    return {"failure": row.pk}


@handles("failure.excuse")
def excuse(act: Act) -> dict | Refused:
    """Agree that a failure is excused, or is not; body: year, failure (id), excused. Excused, it does not count against the workplace."""
    live = live_of(act)
    if isinstance(live, Refused):
        return live
    failure = live.failures.filter(pk=act.body["failure"], excused__isnull=True).first()
    if failure is None:
        return Refused((Refusal(LiveReason.NO_SUCH_FAILURE),))
    given = consent(act, live.year, excuse_key(failure.pk, act.body["excused"]))
    if isinstance(given, dict) and given["done"]:
        Failure.objects.filter(pk=failure.pk).update(excused=bool(act.body["excused"]))
    return given


def excuse_key(failure: int, excused: bool) -> str:
    """Return under what the consents to excusing a failure, or not, are counted."""
    return f"excuse {failure} {'yes' if excused else 'no'}"


def step_key(good: str, means: str) -> str:
    """Return under what the consents to a step against a shortage are counted."""
    return f"{means}: {good}"[:40]


@handles("failure.step")
def take(act: Act) -> dict | Refused:
    """Agree to a step against a shortage; body: year, good, means. The last consent needed takes it, if it still covers something."""
    live = live_of(act)
    if isinstance(live, Refused):
        return live
    code, means = act.body["good"], act.body["means"]
    given = consent(act, live.year, step_key(code, means))
    if isinstance(given, Refused) or not given["done"]:
        return given
    loaded = load(live, plan=adopted_plan(live.year))

    def step(year: ExecutionYear, request: str, day: str) -> tuple:
        if means == SMALL_ROUND and code in year.economy.labels:
            return hold_small_round(year, request, day, good=code, wishes=equal_part(year, code))
        return take_step(year, request, day, good=code, means=means)

    refused = together(act, loaded, [("means", step)])
    settle(live.year, step_key(code, means))
    return refused or given


def equal_part(year: ExecutionYear, code: str) -> dict[int, float]:
    """Return what each council may still want of a short good where all keep the same share of it, in units by council."""
    at, lines = year.economy.labels.position(code), year.lines
    left = lines.wanted - lines.actual - lines.reserved
    mine = np.flatnonzero((lines.good == at) & ~lines.made & (left > 0))
    there = max(int(spare_amounts(year)[at]) + int(left[mine].sum()), 0)
    whole = max(int(left[mine].sum()), 1)
    return {int(lines.council[j]): min(int(left[j]) * there // whole, int(left[j])) / 1e9 for j in mine}


def short_goods(year: ExecutionYear) -> list:
    """Return the engine's recourse for each product that is short and that some workplace failed to deliver or nobody can serve."""
    found = []
    for good in year.economy.goods:
        if good.kind in (GoodKind.PRODUCT, GoodKind.COLLECTIVE):
            recourse = find_recourse(year, good.code)
            if recourse.short > 0 and any(year.economy.goods[shock.good].code == good.code for shock in year.shocks):
                found.append(recourse)
    return found
