"""Free riding on a collective good: what strategies gain and cost under each rule: ``./run python -m parecon.lab.free_riding``.

A town of neighbourhoods shares one good. A member of neighbourhood i with income y and taste a has utility
(1 - a) ln(private) + a ln(good a head); where all pay alike its wish is a y. One neighbourhood, then every one,
tries what pays best. The control arm has each pay its own wish, and the town the mean of the wishes, as where a good's
price is divided by the number of members (hole H4 of the published simulations): that is the same as gifts.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from parecon.charter import Charter, default_charter
from parecon.facilitation.wishes import LevelWishes, aggregate_wishes

__all__ = ["ARMS", "STRATEGIES", "Town", "main", "make_town", "study_lines"]

RULES = ("mean", "median", "quadratic", "projects")
ARMS = (*RULES, "each pays its own wish")
STRATEGIES = {"asks nothing": 0.0, "asks half": 0.5, "asks double": 2.0, "asks tenfold": 10.0}
_FIXED = 1e9
_GRID = np.array([0.0, 0.25, 0.5, 0.9, 1.0, 1.1, 1.5, 3.0, 10.0])
"""Multiples of the sincere wish among which a strategist looks for the best."""
_LEAST = 1e-6


@dataclass(frozen=True)
class Town:
    """Neighbourhoods: members (k,), income a member (k,), taste for the good (k,); standing: what the town has of it, a member."""

    members: np.ndarray
    income: np.ndarray
    taste: np.ndarray
    standing: float

    @property
    def wish(self) -> np.ndarray:
        """What each wishes where all pay alike, a member, (k,)."""
        return self.taste * self.income


def make_town(seed: int = 1, neighbourhoods: int = 12) -> Town:
    """Return a town whose neighbourhoods differ in size, income and taste."""
    rng = np.random.Generator(np.random.PCG64(seed))
    members = rng.integers(80, 121, neighbourhoods)
    income = 100.0 * np.exp(0.15 * rng.standard_normal(neighbourhoods))
    taste = 0.2 * np.exp(0.4 * np.clip(rng.standard_normal(neighbourhoods), -1.5, 1.5))
    town = Town(members, income, taste, 1.0)
    return Town(members, income, taste, 0.9 * float(town.wish @ members / members.sum()))


def _utility(town: Town, good: float, paid: np.ndarray) -> np.ndarray:
    return (1.0 - town.taste) * np.log(np.maximum(town.income - paid, _LEAST)) + town.taste * np.log(max(good, _LEAST))


def decide(town: Town, arm: str, wishes: np.ndarray, charter: Charter) -> tuple[float, np.ndarray]:
    """Return the good a member and what a member of each neighbourhood pays, (k,), when ``wishes`` (k,) are filed."""
    everyone = float(town.members.sum())
    if arm not in RULES:
        return float(wishes @ town.members) / everyone, wishes
    filed = LevelWishes(np.zeros(len(wishes), dtype=np.int64), town.members.astype(np.int64), np.rint(wishes * _FIXED).astype(np.int64)[:, None],
                        np.array([[round(town.standing * everyone * _FIXED)]]), np.array([int(everyone)]), np.ones(1))
    good = float(aggregate_wishes(filed, charter.adopt({"collective.aggregation": arm}, "study"))[0, 0]) / _FIXED / everyone
    return good, np.full(len(wishes), good)


def _worth(gain: np.ndarray) -> np.ndarray:
    """Return a change of utility as the share of all consumption that is worth as much."""
    return np.expm1(gain)


def _best(town: Town, arm: str, given, charter: Charter) -> tuple[float, float]:
    """Return the best wish of one neighbourhood against the wishes of the others, as a multiple of its own, and its utility."""
    wishes, i = given
    best, at = -np.inf, 1.0
    for factor in sorted(_GRID, key=lambda f: abs(f - 1.0)):
        tried = wishes.copy()
        tried[i] = min(factor * town.wish[i], 0.99 * town.income[i])
        got = float(_utility(town, *decide(town, arm, tried, charter))[i])
        if got > best + 1e-12:
            best, at = got, float(factor)
    return at, best


def _settle(town: Town, arm: str, charter: Charter, turns: int = 4) -> np.ndarray:
    """Return the wishes that are left when every neighbourhood in turn files what is best for it."""
    wishes = town.wish.copy()
    for _ in range(turns):
        before = wishes.copy()
        for i in range(len(wishes)):
            factor, _ = _best(town, arm, (wishes, i), charter)
            wishes[i] = min(factor * town.wish[i], 0.99 * town.income[i])
        if np.array_equal(before, wishes):
            break
    return wishes


def _welfare(town: Town, good: float, paid: np.ndarray) -> float:
    return float(_utility(town, good, paid) @ town.members) / float(town.members.sum())


def _optimum(town: Town) -> float:
    """Return the welfare of the best amount that all pay alike."""
    goods = np.linspace(0.2, 3.0, 2801) * town.standing
    return max(_welfare(town, g, np.full(len(town.members), g)) for g in goods)


def study_lines(charter: Charter, seed: int = 1, neighbourhoods: int = 12) -> tuple[str, ...]:
    """Return the study as lines of text: two tables, one row an arm."""
    town = make_town(seed, neighbourhoods)
    best = _optimum(town)
    lines = [f"{len(town.members)} neighbourhoods, {int(town.members.sum())} members; the town has {town.standing:.2f} a member; sincere wishes "
             f"{town.wish.min():.1f} to {town.wish.max():.1f}, {float(town.wish @ town.members) / town.members.sum():.2f} on average.", "",
             "One neighbourhood in turn departs from its wish, all others file theirs. Gain in per cent of its consumption, largest over",
             "neighbourhoods; loss of the others on average where it gains most; and how far the best filing lies from the wish.", "",
             f"{'rule':24}" + "".join(f"{name:>14}" for name in STRATEGIES) + f"{'best':>10}{'others lose':>13}{'files, x wish':>15}"]
    lines += [_one_row(town, arm, charter) for arm in ARMS]
    lines += ["", "Everyone files what is best for itself, in turn, until nobody changes. Welfare below the best amount that all pay alike, in per cent of consumption.", "",
              f"{'rule':24}{'good, sincere':>15}{'good, strategic':>17}{'loss, sincere':>15}{'loss, strategic':>17}{'sincere filings':>17}"]
    for arm in ARMS:
        sincere, strategic = town.wish, _settle(town, arm, charter)
        told = [decide(town, arm, wishes, charter) for wishes in (sincere, strategic)]
        loss = [100 * float(-np.expm1(_welfare(town, *each) - best)) for each in told]
        kept = float(np.mean(np.isclose(strategic, sincere)))
        lines.append(f"{arm:24}{told[0][0]:15.2f}{told[1][0]:17.2f}{loss[0]:15.2f}{loss[1]:17.2f}{100 * kept:15.0f} %")
    return tuple(lines)


def _one_row(town: Town, arm: str, charter: Charter) -> str:
    sincere = _utility(town, *decide(town, arm, town.wish, charter))
    gains = []
    for factor in STRATEGIES.values():
        gains.append(max(_gain(town, arm, (i, factor, sincere), charter)[0] for i in range(len(sincere))))
    tries = [(*_best(town, arm, (town.wish, i), charter), i) for i in range(len(sincere))]
    at, _, i = max(tries, key=lambda found: found[1] - sincere[found[2]])
    best, others = _gain(town, arm, (i, at, sincere), charter)
    return f"{arm:24}" + "".join(f"{100 * gain:14.2f}" for gain in gains) + f"{100 * best:10.2f}{100 * others:13.3f}{at:15.2f}"


def _gain(town: Town, arm: str, given, charter: Charter) -> tuple[float, float]:
    """Return what neighbourhood i gains by filing ``factor`` times its wish, and what the others lose on average."""
    i, factor, sincere = given
    wishes = town.wish.copy()
    wishes[i] = min(factor * wishes[i], 0.99 * town.income[i])
    change = _worth(_utility(town, *decide(town, arm, wishes, charter)) - sincere)
    others = np.arange(len(change)) != i
    return float(change[i]), float(-(change[others] @ town.members[others]) / town.members[others].sum())


def main(arguments: list[str] | None = None) -> int:
    """Print the study."""
    parser = argparse.ArgumentParser(prog="python -m parecon.lab.free_riding", description="Free riding on a collective good under each rule of the charter.")
    parser.add_argument("--seed", type=int, default=1, help="another town (default: 1)")
    print("\n".join(study_lines(default_charter(), parser.parse_args(arguments).seed)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
