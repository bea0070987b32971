"""What the board announces, what councils propose, why a proposal is refused, and what it is worth."""

from parecon.proposals.assess import Assessment, assess
from parecon.proposals.batch import Announcement, Proposal, ProposalBatch, batch_hash, batch_of_actuals, batch_of_one, make_batch, reasons_hash, reasons_text
from parecon.proposals.kernels import PARTS, choose_lines, number_cells, sum_cells, warm_kernels
from parecon.proposals.refusals import Refusal, RefusalReason, find_refusals, request_costs

__all__ = [
    "PARTS",
    "Announcement",
    "Assessment",
    "Proposal",
    "ProposalBatch",
    "Refusal",
    "RefusalReason",
    "assess",
    "batch_hash",
    "batch_of_actuals",
    "batch_of_one",
    "choose_lines",
    "find_refusals",
    "make_batch",
    "number_cells",
    "reasons_hash",
    "reasons_text",
    "request_costs",
    "sum_cells",
    "warm_kernels",
]
