"""From the last round's proposals to candidate plans whose every balance holds in integers."""

from parecon.feasibility.candidate import Balance, Candidate, adopted_lines, balance_lines, council_groups
from parecon.feasibility.certificate import Infeasible
from parecon.feasibility.classes import GROUPS, KINDS_OF_REQUESTS, ClassTable, class_table
from parecon.feasibility.close import Closing, close_plan
from parecon.feasibility.effects import Effects, adopted_batch, find_effects
from parecon.feasibility.kernels import warm_closing_kernels
from parecon.feasibility.norms import NORMS
from parecon.feasibility.shares import SHARE_ONE, keep_share

__all__ = [
    "GROUPS",
    "KINDS_OF_REQUESTS",
    "NORMS",
    "SHARE_ONE",
    "Balance",
    "Candidate",
    "ClassTable",
    "Closing",
    "Effects",
    "Infeasible",
    "adopted_batch",
    "adopted_lines",
    "balance_lines",
    "class_table",
    "close_plan",
    "council_groups",
    "find_effects",
    "keep_share",
    "warm_closing_kernels",
]
