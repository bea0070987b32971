"""A year in which a shock comes: planned once, carried on as far as it goes while a new plan is made, and planned anew for the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from parecon.economy import Economy
from parecon.procedures.flows import assemble_flows
from parecon.procedures.meanwhile import carry_old_plan
from parecon.procedures.protocol import Count, Flows, Outcome, People
from parecon.quantities import as_units
from parecon.responses import CouncilLines, Respondents

__all__ = ["replan_year"]

_WEEKS = 52


def replan_year(economy: Economy, respond: Respondents, run: Callable[[Respondents], Outcome], *, weeks: float) -> Outcome:
    """Return the outcome of ``run`` where nothing happens in the year; else of an old plan, its remains, and a new plan, each for its part of the year.

    Until the shock the first plan is carried out. For ``weeks`` after it, while a new one is made, the old one goes on as far as it can
    (`parecon.procedures.meanwhile`); from then on a plan made anew on what is then so. What planning costs counts twice. A second plan that
    does not come about is a refusal that says so.
    """
    shock = respond.conduct.shock
    if shock is None:
        return run(respond)
    calm = replace(respond, conduct=replace(respond.conduct, shock=None))
    before = run(calm)
    if before.refusal is not None:
        return before
    after = run(replace(calm, society=respond.society_after(shock)))
    if after.refusal is not None:
        return replace(after, refusal=f"after the shock: {after.refusal}")
    lag = min(weeks / _WEEKS, 1.0 - shock.at)
    meanwhile = carry_old_plan(economy, calm, before, shock) if lag > 0 else (before.flows, before.people)
    if meanwhile is None:
        return replace(after, flows=None, people=None, say=None, last_hand={}, refusal="after the shock nothing of the old plan can be carried on, for what is promised leaves less than nothing")
    parts = ((before.flows, before.people, shock.at), (*meanwhile, lag), (after.flows, after.people, 1.0 - shock.at - lag))
    return _join(economy, (before, after), parts, weeks)


def _join(economy: Economy, plans: tuple[Outcome, Outcome], parts: Sequence[tuple[Flows, People, float]], weeks: float) -> Outcome:
    before, after = plans
    at = 1.0 - parts[-1][2]
    counts = tuple(Count(c.level, c.messages + d.messages, c.acts + d.acts, c.minutes + d.minutes) for c, d in zip(before.counts, after.counts))
    mixed = {name: at * before.last_hand.get(name, 0.0) + (1 - at) * after.last_hand.get(name, 0.0) for name in {**before.last_hand, **after.last_hand}}
    flows, people = _mix_flows(economy, parts), _mix_people(parts)
    wanted = None if before.wanted is None else at * before.wanted + (1 - at) * after.wanted
    served = None if wanted is None else np.minimum(wanted, people.consumed.sum(axis=0))
    return replace(after, flows=flows, people=people, counts=counts, rounds=before.rounds + after.rounds, last_hand=mixed, wanted=wanted, served=served, activity=None,
                   assumed=(*before.assumed, f"When the shock comes, the old plan goes on as far as it can for {weeks:g} weeks, with swaps, overtime and cuts where they cost least; "
                            "the rest of the year is planned anew in the same way."))


def _mix_flows(economy: Economy, parts) -> Flows:
    first, n = parts[0][0], len(economy.goods)
    assert all(np.array_equal(first.council, flows.council) for flows, _, _ in parts), "the same councils work before and after"
    beside = [sum(share * as_units(getattr(flows, name)) for flows, _, share in parts) for name in ("imported", "wasted", "unsold")]
    # Lines keep their sign and place: what a council makes and what it uses of its own product stay apart.
    owner = np.concatenate([np.repeat(np.arange(len(flows.council)), np.diff(flows.start)) for flows, _, _ in parts])
    good = np.concatenate([flows.good for flows, _, _ in parts])
    amount = np.concatenate([share * as_units(flows.quantity) for flows, _, share in parts])
    key = (owner * n + good) * 2 + (amount < 0)
    keys, place = np.unique(key, return_inverse=True)
    start = np.searchsorted(keys, np.arange(len(first.council) + 1) * n * 2).astype(np.int64)
    lines = CouncilLines(first.council, start, (keys // 2 % n).astype(np.int32), np.bincount(place.ravel(), amount, minlength=len(keys)))
    return assemble_flows(economy, (lines,), imported=beside[0], wasted=beside[1], unsold=beside[2], endless=parts[-1][0].endless)


def _mix_people(parts) -> People:
    mixed = {name: sum(share * getattr(people, name) for _, people, share in parts) for name in ("consumed", "income", "perks", "hours", "empowering")}
    return replace(parts[-1][1], **mixed)
