"""The options of the plan ballot, the plan that is adopted, and how anyone checks it."""

from parecon.plans.accounts import PlanAccounts, close_plan_accounts, plan_charges, stock_values
from parecon.plans.adopted import AdoptedPlan, adopt, plan_hash
from parecon.plans.check import PlanRule, Violation, check_plan
from parecon.plans.options import PlanOption, plan_options, tie_break
from parecon.plans.pollution import PollutantAccount, pollutant_accounts
from parecon.plans.table import LineKind, line_kinds, plan_table

__all__ = [
    "AdoptedPlan",
    "LineKind",
    "PlanAccounts",
    "PlanOption",
    "PlanRule",
    "PollutantAccount",
    "Violation",
    "adopt",
    "check_plan",
    "close_plan_accounts",
    "line_kinds",
    "plan_charges",
    "plan_hash",
    "plan_options",
    "plan_table",
    "pollutant_accounts",
    "stock_values",
    "tie_break",
]
