"""Ballots, weights by degree affected, exact tallies, tie-breaks; councils, mandates and due process."""

from parecon.ballots.approval import ApprovalCounts, count_approvals, tally_approval
from parecon.ballots.budget import Allocation, BudgetVote, Knapsack, compare_allocations, tally_greedy, weigh_request
from parecon.ballots.equal_shares import EqualSharesRule, tally_equal_shares
from parecon.ballots.pabulib import BrokenPabulib, PabulibVote, read_pabulib, write_pabulib
from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import Bar, Result

__all__ = [
    "Allocation",
    "ApprovalCounts",
    "Bar",
    "BrokenPabulib",
    "BudgetVote",
    "EqualSharesRule",
    "Knapsack",
    "PabulibVote",
    "Reason",
    "Refusal",
    "Result",
    "compare_allocations",
    "count_approvals",
    "read_pabulib",
    "tally_approval",
    "tally_equal_shares",
    "tally_greedy",
    "weigh_request",
    "write_pabulib",
]
