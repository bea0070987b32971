"""How long tallies take: equal shares on a real town, approval by forty thousand councils."""

from __future__ import annotations

import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from parecon.ballots import EqualSharesRule, count_approvals, read_pabulib, tally_approval, tally_equal_shares


def measure_seconds(act, runs: int = 5) -> float:
    """Return the median time of ``act`` over ``runs`` runs."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[runs // 2]


def main(arguments: list[str] | None = None) -> int:
    """Print one aligned line for each measurement; the argument is a ``.pb`` file (85 projects, 8,520 votes: Amsterdam 252)."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if len(arguments) != 1:
        print("usage: python -m parecon.lab.bench_ballots FILE.pb")
        return 2
    vote = read_pabulib(Path(arguments[0]).read_bytes().decode("utf-8")).as_budget_vote()
    order = sorted(vote.costs)
    for utility in ("cost", "points"):
        rule = EqualSharesRule(utility, "none", Fraction(1), "overspent", 0, compare=False)
        seconds = measure_seconds(lambda: tally_equal_shares(vote, order, rule))
        print(f"equal shares by {utility:<6}  {len(order):>6} projects  {len(vote.points):>6} votes    {seconds:.3f} s")
    rng = np.random.default_rng(1)
    approves, members, options = rng.random((40_000, 5)) < 0.5, rng.integers(20, 60, 40_000), list("ABCDE")
    seconds = measure_seconds(lambda: tally_approval(count_approvals(approves, members), options, options, electorate=int(members.sum())))
    print(f"approval               {len(options):>6} options   {len(members):>6} councils {seconds:.4f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
