"""What the rows of a study say to its question, in a sentence that follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

__all__ = ["answer_coincidence", "answer_hoarding", "answer_lies", "answer_soviet"]

_BREAKS = 0.95
_SURE = 0.5


def _mean(rows: Sequence[Mapping], measure: str, **chosen) -> float | None:
    """Return a measure's mean over the rows in which parameters are as ``chosen``, None where none knows it."""
    values = [row["value"] for row in rows if row["measure"] == measure and row["value"] is not None and all(row[key] == value for key, value in chosen.items())]
    return float(np.mean(values)) if values else None


def _kept(rows: Sequence[Mapping], parameter: str) -> list:
    return list(dict.fromkeys(row[parameter] for row in rows))


def answer_soviet(rows: Sequence[Mapping]) -> str:
    """Return in how many ways of planning goods ran short, with honest units and with others."""
    ways = list(dict.fromkeys((row["figures.growth"], row["figures.from_achieved"], row["figures.rounds"]) for row in rows))
    said, honest = [], 0.0
    for dial in _kept(rows, "self_interest"):
        short = [_mean(rows, "goods short", self_interest=dial, **{"figures.growth": g, "figures.from_achieved": a, "figures.rounds": r}) or 0.0 for g, a, r in ways]
        honest = max(short) if dial == 0 else honest
        said.append(f"with {'honest units' if dial == 0 else f'self-interest {dial:g}'} in {sum(s > 0 for s in short)} of {len(ways)} ways to plan, {min(short):.0f} to {max(short):.0f} goods at a time")
    return ("Yes. " if honest > 0 else "No. ") + "Goods ran short " + "; ".join(said) + "."


def answer_hoarding(rows: Sequence[Mapping]) -> str:
    """Return the least share of hoarders at which less than 95 per cent of what people need is served."""
    for share in _kept(rows, "access.hoarding_share"):
        served = _mean(rows, "asked for and served", **{"access.hoarding_share": share})
        if served is not None and served < _BREAKS:
            return f"Where {share:.0%} of people hoard, {served:.1%} of needs are met; with fewer, more than {_BREAKS:.0%} are."
    return f"At no share tried are fewer than {_BREAKS:.0%} of needs met."


def answer_coincidence(rows: Sequence[Mapping]) -> str:
    """Return in which systems the same people possess, rule and are privileged, honest and self-interested."""
    said = []
    for dial in _kept(rows, "self_interest"):
        known = {name: _mean(rows, "coincidence", procedure=name, self_interest=dial) for name in _kept(rows, "procedure")}
        same = [name for name, value in known.items() if value is not None and value > _SURE]
        said.append(f"self-interest {dial:g}: {', '.join(same) if same else 'nowhere'}")
    return f"The same people possess, rule and are privileged (more than half of the smallest group) with " + "; with ".join(said) + "."


def answer_lies(rows: Sequence[Mapping]) -> str:
    """Return which systems lose least and most when units lie."""
    dials, lost = _kept(rows, "self_interest"), {}
    for name in _kept(rows, "procedure"):
        ends = [_mean(rows, "distance to the best plan, equal heads", procedure=name, self_interest=dial) for dial in (dials[0], dials[-1])]
        if None not in ends:
            lost[name] = ends[1] - ends[0]
    order = sorted(lost, key=lost.get)
    return f"From self-interest {dials[0]:g} to {dials[-1]:g} all could have gained so much more: least {order[0]} ({lost[order[0]]:+.1%}), most {order[-1]} ({lost[order[-1]]:+.1%})." if order else "No system has a plan."
