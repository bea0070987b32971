"""How credits are booked, lent and held."""

from parecon.charter.table import Rule

_OURS = "our design"
_LOANS = "loans with the council's approval, repaid by consuming less: Albert and Hahnel, Looking Forward, 7.6; the figure is our design"
_COUNTIES = "counties as borrowers and creditors: Albert and Hahnel, Looking Forward, 8.1; the figure is our design"

ROWS = (
    Rule("ledger.units_per_credit", 1000, "units per credit",
         "A credit is divided into this many smallest units; every amount in a book is a whole number of them.",
         _OURS, low=1, high=10**6),
    Rule("ledger.loan_person_credits_max", 1000, "credits",
         "What one person may owe on all loans together (an average hour earns about one credit).",
         _LOANS, low=0, high=10**9),
    Rule("ledger.loan_council_credits_max", 100_000, "credits",
         "What one consumer council may owe on all loans together.", _COUNTIES, low=0, high=10**9),
    Rule("ledger.loan_federation_credits_max", 10_000_000, "credits",
         "What one federation of consumer councils may owe on all loans together.", _COUNTIES, low=0, high=10**12),
    Rule("ledger.loan_instalments_max", 120, "instalments",
         "A plan of repayment has no more parts than this.", _LOANS, low=1, high=1200),
    Rule("ledger.loan_days_max", 3653, "days",
         "The last instalment falls due no later than this many days after the loan is opened.", _LOANS, low=1, high=36_525),
    Rule("ledger.debit_council_credits_max", 1000, "credits",
         "A consumer council may be granted no greater debit than this without a loan.", _COUNTIES, low=0, high=10**9),
    Rule("ledger.debit_federation_credits_max", 100_000, "credits",
         "A federation of consumer councils may be granted no greater debit than this without a loan.",
         _COUNTIES, low=0, high=10**12),
    Rule("ledger.pending_days_max", 92, "days",
         "A pending transfer is held no longer than this before it expires.", _OURS, low=0, high=3653),
    Rule("ledger.overtime_percent", 100, "percent of the normal hourly income",
         "Overtime is credited at this share of the normal rate.",
         "overtime at the normal rate: Albert and Hahnel, Looking Forward, 7.6", low=0, high=300),
)
