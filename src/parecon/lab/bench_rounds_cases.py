"""The rows of the bench of rounds: which economy, from which start, by which rule, within how many rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["CASES", "QUICK_CASES", "Case"]

_FAST = ("calibrated-share", "newton")
_ROUNDS_FAST, _ROUNDS_SLOW = 15, 40
"""A rule that has not balanced after so many rounds is reported as not within them."""
_SECONDS, _SECONDS_LARGE = 120, 3600
_LARGE = ("published-30000", "input-output-10000", "input-output-100000")


@dataclass(frozen=True)
class Case:
    """One row to run; bar: rounds to 1 % that the default rule shall keep within, or None.

    measure: what the bar counts, the worst gap of all goods, the gap by value, or (close) rounds to a plan whose close loses < 1 %;
    to_the_last: rounds go on to a gap of a millionth instead of 0.1 %.
    """

    economy: str
    start: str
    rule: str = "calibrated-share"
    incomes: str = "closed"
    seed: int = 1
    bar: int | None = None
    measure: str = "worst"
    to_the_last: bool = False

    @property
    def name(self) -> str:
        """The name of the row, as ``--row`` takes it."""
        return f"{self.economy}/{self.start}/{self.rule}/{self.incomes}/{self.seed}"

    @property
    def rounds_max(self) -> int:
        """How many rounds are held at most."""
        return _ROUNDS_FAST if self.rule in _FAST else _ROUNDS_SLOW

    @property
    def seconds_max(self) -> int:
        """How many seconds of a processor the row may take."""
        return _SECONDS_LARGE if self.economy.startswith(_LARGE) else _SECONDS


_RULES = ("anderson", "newton", "power", "published", "slides-2020", "paper-2023", "constant-step", "looking-forward")
_STARTS = ("700", "100", "300", "1500", "5000", "lognormal")


def _published(economy: str, seeds: Sequence[int]) -> Iterator[Case]:
    for seed in seeds:
        yield from (Case(economy, start, incomes="fixed", seed=seed, bar=4, to_the_last=start == "700") for start in _STARTS)
        yield Case(economy, "last-year", incomes="fixed", seed=seed, bar=2)


def _pair(economy: str, warm: int, cold: int | None, seeds: Sequence[int] = (1, 2), measure: str = "worst") -> Iterator[Case]:
    for seed in seeds:
        yield Case(economy, "last-year", seed=seed, bar=warm, measure=measure)
        if cold is not None:
            yield Case(economy, "random", seed=seed, bar=cold, measure=measure)


def _unknown(economy: str, cold: int, seeds: Sequence[int] = (1, 2)) -> Iterator[Case]:
    yield from (Case(economy, "unknown", seed=seed, bar=cold) for seed in seeds)


_SWEDEN, _RANDOM = "sweden-2014-permits-5", "input-output-400"
OWN_SIGN = "own-sign"
_SWITCHED = (_SWEDEN, "sweden-2014-permits-30", "us-summary-2017", f"{_RANDOM}-satiating", f"{_RANDOM}-half-full", f"{_RANDOM}-complements")

CASES: tuple[Case, ...] = (
    *_published("published-convex_01", (1,)), *(Case("published-convex_01", "700", rule, "fixed") for rule in _RULES),
    *_published("published-3000", range(1, 21)), *_published("published-30000", range(1, 4)),
    *(Case("published-3000", start, "anderson", "fixed", seed) for start in _STARTS for seed in (1, 2, 3)),
    *_pair(_SWEDEN, 3, 7), *_pair("sweden-2014-permits-30", 3, 7), *_pair("sweden-2015", 5, None),
    *_pair("us-summary-2017", 3, 7), *_pair("us-detail-2017", 4, 7, (1,)),
    *_unknown(_SWEDEN, 7), *_unknown("us-summary-2017", 7), *_unknown("us-detail-2017", 7, (1,)), *_unknown(_RANDOM, 5),
    *(Case(_SWEDEN, start, rule) for start in ("last-year", "random") for rule in _RULES),
    *(Case(_SWEDEN, start, incomes="fixed") for start in ("last-year", "random")),
    *_pair(f"{_RANDOM}-satiating", 3, 5, (1, 2, 3)), *_pair("input-output-1000-satiating", 3, 5, (1,)), *_pair("input-output-10000", 3, 5, (1,)),
    *_pair("input-output-100000", 5, 7, (1,)),
    *_pair(f"{_RANDOM}-half-full", 4, 7, (1, 2, 3)), *_pair(f"{_RANDOM}-complements", 4, 6, (1, 2, 3)),
    *_pair(f"{_RANDOM}-near-constant", 4, 7), *_pair(f"{_SWEDEN}-half-full", 4, 7, (1,)), *_pair(f"{_SWEDEN}-complements", 4, 6, (1,)),
    *_pair("sweden-2014-silent-10", 4, None), *_pair("sweden-2014-silent-30", 6, None),
    *_pair(f"{_RANDOM}-silent-10", 4, None, (1, 2, 3)), *_pair(f"{_RANDOM}-silent-30", 6, None, (1, 2, 3)),
    *_pair("sweden-2014-silent-30-kept", 6, None, (1,)), *_pair(f"{_RANDOM}-silent-30-kept", 6, None, (1,)),
    *(case for name in (_SWEDEN, _RANDOM) for word in ("filed-low", "filed-high") for case in _pair(f"{name}-{word}", 6, None)),
    *_pair(f"{_SWEDEN}-noise-2", 4, 6, measure="value"), *_pair(f"{_RANDOM}-noise-2", 4, 6, measure="value"),
    *_pair(f"{_SWEDEN}-limits", 4, 8), *_pair(f"{_RANDOM}-limits", 4, 6),
    *(case for word in ("abatement-low", "abatement-high") for case in _pair(f"sweden-2014-permits-30-{word}", 6, None)),
    *_pair(f"{_SWEDEN}-shock", 6, None, range(1, 7)), *_pair(f"{_RANDOM}-shock", 6, None, range(1, 7)), *_pair(f"{_SWEDEN}-maker-gone", 6, None, (1,)), *_pair(f"{_RANDOM}-maker-gone", 6, None),
    *(Case("room", start, seed=seed, bar=5, measure="close") for start in ("last-year", "random", "unknown") for seed in (1, 2, 3)),
    *(Case("scarf", "lognormal", rule, "fixed", seed) for rule in ("calibrated-share", "anderson", "published") for seed in (1, 2)),
    *_pair("input-output-60-free-good", 4, 7),
    *(Case(f"{name}-{OWN_SIGN}", start) for name in _SWITCHED for start in ("last-year", "random")), Case(f"sweden-2015-{OWN_SIGN}", "last-year"),
)
"""Rows with the switch own-sign have no bar: what they reach stands in the column of that name beside the same row without it."""

QUICK_CASES = (Case(_SWEDEN, "last-year", bar=3), Case(_SWEDEN, "random", bar=7), Case(_SWEDEN, "last-year", "anderson"),
               Case("published-3000", "700", incomes="fixed", bar=4, to_the_last=True), Case("published-3000", "700", "anderson", "fixed"),
               Case("us-summary-2017", "last-year", bar=3))
