"""Ballots, weights by degree affected, exact tallies, tie-breaks; councils, mandates and due process."""

from parecon.ballots.approval import ApprovalCounts, count_approvals, tally_approval
from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import Bar, Result

__all__ = ["ApprovalCounts", "Bar", "Reason", "Refusal", "Result", "count_approvals", "tally_approval"]
