"""A year in which a shock comes: planned once, and planned anew from the day of the shock on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from parecon.economy import Economy
from parecon.procedures.flows import assemble_flows
from parecon.procedures.protocol import Count, Flows, Outcome, People
from parecon.quantities import FIXED_PER_UNIT, as_units
from parecon.responses import CouncilLines, Respondents

__all__ = ["replan_year"]


def replan_year(economy: Economy, respond: Respondents, run: Callable[[Respondents], Outcome]) -> Outcome:
    """Return the outcome of ``run`` where nothing happens in the year; else of two plans, each for its part of the year.

    Until the shock the first plan is carried out, from then on a plan made anew on what is then so, as fast as the first
    was made. What planning costs counts twice. A second plan that does not come about is a refusal that says so.
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
    return _join(economy, before, after, shock.at)


def _join(economy: Economy, before: Outcome, after: Outcome, at: float) -> Outcome:
    counts = tuple(Count(c.level, c.messages + d.messages, c.acts + d.acts, c.minutes + d.minutes) for c, d in zip(before.counts, after.counts))
    mixed = {name: at * before.last_hand.get(name, 0.0) + (1 - at) * after.last_hand.get(name, 0.0) for name in {**before.last_hand, **after.last_hand}}
    wanted, served = (None if getattr(before, name) is None else at * getattr(before, name) + (1 - at) * getattr(after, name) for name in ("wanted", "served"))
    return replace(after, flows=_mix_flows(economy, before.flows, after.flows, at), people=_mix_people(before.people, after.people, at), counts=counts,
                   rounds=before.rounds + after.rounds, last_hand=mixed, wanted=wanted, served=served, activity=None,
                   assumed=(*before.assumed, "When the shock comes, the rest of the year is planned anew in the same way; nothing is lost meanwhile."))


def _mix_flows(economy: Economy, before: Flows, after: Flows, at: float) -> Flows:
    assert np.array_equal(before.council, after.council), "the same councils work before and after"
    n = len(economy.goods)
    part = [np.asarray(at * getattr(before, name) + (1 - at) * getattr(after, name)) / FIXED_PER_UNIT for name in ("imported", "wasted", "unsold")]
    # Lines keep their sign and place: what a council makes and what it uses of its own product stay apart.
    owner = np.concatenate([np.repeat(np.arange(len(f.council)), np.diff(f.start)) for f in (before, after)])
    good = np.concatenate([before.good, after.good])
    amount = np.concatenate([at * as_units(before.quantity), (1 - at) * as_units(after.quantity)])
    key = (owner * n + good) * 2 + (amount < 0)
    keys, place = np.unique(key, return_inverse=True)
    start = np.searchsorted(keys, np.arange(len(before.council) + 1) * n * 2).astype(np.int64)
    lines = CouncilLines(before.council, start, (keys // 2 % n).astype(np.int32), np.bincount(place.ravel(), amount, minlength=len(keys)))
    return assemble_flows(economy, (lines,), imported=part[0], wasted=part[1], unsold=part[2], endless=after.endless)


def _mix_people(before: People, after: People, at: float) -> People:
    mixed = {name: at * getattr(before, name) + (1 - at) * getattr(after, name) for name in ("consumed", "income", "perks", "hours", "empowering")}
    return replace(after, **mixed)
