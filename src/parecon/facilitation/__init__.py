"""Aggregation, price rules, and the rounds as a state machine; the board sees proposals, never people."""

from parecon.facilitation.accounts import close_accounts
from parecon.facilitation.aggregate import CellIndex, Filings, add_rows, sum_filings, total_of_rows, total_rows
from parecon.facilitation.incomes import income_weights, split_fund
from parecon.facilitation.record import PriceStep, RoundRecord, relative_gaps, value_gap
from parecon.facilitation.rounds import (
    PlanningYear,
    RoundState,
    TransitionRefused,
    announce_first,
    close_round,
    follow,
    rule_called,
    submit,
)
from parecon.facilitation.rules import PowerRule, PriceRule, PublishedRule
from parecon.facilitation.share_rule import CalibratedShareRule
from parecon.facilitation.standing import choose, join

__all__ = [
    "CalibratedShareRule",
    "CellIndex",
    "Filings",
    "PlanningYear",
    "PowerRule",
    "PriceRule",
    "PriceStep",
    "PublishedRule",
    "RoundRecord",
    "RoundState",
    "TransitionRefused",
    "add_rows",
    "announce_first",
    "choose",
    "close_accounts",
    "close_round",
    "follow",
    "income_weights",
    "join",
    "relative_gaps",
    "rule_called",
    "split_fund",
    "sum_filings",
    "submit",
    "total_of_rows",
    "total_rows",
    "value_gap",
]
