"""Ballots, weights by degree affected, exact tallies, tie-breaks; councils, mandates and due process."""

from parecon.ballots.approval import ApprovalCounts, count_approvals, tally_approval
from parecon.ballots.budget import Allocation, BudgetVote, Knapsack, compare_allocations, tally_greedy, weigh_request
from parecon.ballots.equal_shares import EqualSharesRule, tally_equal_shares
from parecon.ballots.motion import MOTION_RULES, VOICES, tally_motion
from parecon.ballots.pabulib import BrokenPabulib, PabulibVote, read_pabulib, write_pabulib
from parecon.ballots.ranked import Pairwise, Runoff, count_pairwise, tally_instant_runoff, tally_schulze
from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import Bar, Result
from parecon.ballots.score import tally_score

__all__ = [
    "MOTION_RULES",
    "VOICES",
    "Allocation",
    "ApprovalCounts",
    "Bar",
    "BrokenPabulib",
    "BudgetVote",
    "EqualSharesRule",
    "Knapsack",
    "PabulibVote",
    "Pairwise",
    "Reason",
    "Refusal",
    "Result",
    "Runoff",
    "compare_allocations",
    "count_approvals",
    "count_pairwise",
    "read_pabulib",
    "tally_approval",
    "tally_equal_shares",
    "tally_greedy",
    "tally_instant_runoff",
    "tally_motion",
    "tally_schulze",
    "tally_score",
    "weigh_request",
    "write_pabulib",
]
