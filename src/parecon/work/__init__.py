"""Tasks, balanced jobs, effort ratings, needs, allowances and the incomes that follow from them."""

from parecon.work.allowances import ALLOWANCE_KINDS, allowance_points, allowance_table
from parecon.work.balance import BalancedJobs, balance_jobs, hours_outside
from parecon.work.class_map import TEXT_SHARES, ClassMap, map_classes
from parecon.work.effort import EffortRating, RatedMember, decide_appeal, draw_jury, rate_member, rate_members
from parecon.work.eligibility import TrainingNeed, read_eligibility, study_hours, tasks_nobody_may_do
from parecon.work.income import Incomes, council_effort, council_incomes, member_incomes, work_points
from parecon.work.inequality import Inequality, gini, measure_inequality
from parecon.work.kernels import warm_kernels
from parecon.work.labour import LabourIncome, LabourPrice
from parecon.work.membership import (
    Dismissal,
    Match,
    Membership,
    Mover,
    OpenPlace,
    decide_dismissal,
    decide_hiring,
    find_places,
    hear_dismissal,
    is_member,
)
from parecon.work.needs import (
    CouncilNeeds,
    NeedDecision,
    NeedEffect,
    NeedGood,
    NeedRequest,
    adopt_need_mode,
    charter_modes,
    decide_needs,
    effects_of_modes,
    share_product,
)
from parecon.work.occupations import Occupation, make_industry_workplace, rate_acts, rate_items
from parecon.work.path import PathYear, balance_path
from parecon.work.refusals import Reason, Refused
from parecon.work.rotation import Rotation, balance_by_categories, rotate_jobs
from parecon.work.scores import BalanceFinding, JobFigures, check_balance, concentration, job_scores, measure_jobs, monopoly_of_expertise
from parecon.work.shares import divide_exactly
from parecon.work.tasks import Person, Task, TaskRating, Workplace, centre_ratings, join_workplaces, make_workplace, median_ratings

__all__ = [
    "ALLOWANCE_KINDS", "TEXT_SHARES", "BalanceFinding", "BalancedJobs", "ClassMap", "CouncilNeeds", "Dismissal", "EffortRating", "Incomes",
    "Inequality", "JobFigures", "LabourIncome", "LabourPrice", "Match", "Membership", "Mover", "NeedDecision", "NeedEffect", "NeedGood",
    "NeedRequest", "Occupation", "OpenPlace", "PathYear", "Person", "RatedMember", "Reason", "Refused", "Rotation", "Task", "TaskRating",
    "TrainingNeed", "Workplace", "adopt_need_mode", "allowance_points", "allowance_table", "balance_by_categories", "balance_jobs",
    "balance_path", "centre_ratings", "charter_modes", "check_balance", "concentration", "council_effort", "council_incomes",
    "decide_appeal", "decide_dismissal", "decide_hiring", "decide_needs", "divide_exactly", "draw_jury", "effects_of_modes", "find_places",
    "gini", "hear_dismissal", "hours_outside", "is_member", "job_scores", "join_workplaces", "make_industry_workplace", "make_workplace",
    "map_classes", "measure_inequality", "measure_jobs", "median_ratings", "member_incomes", "monopoly_of_expertise", "rate_acts",
    "rate_items", "rate_member", "rate_members", "read_eligibility", "rotate_jobs", "share_product", "study_hours", "tasks_nobody_may_do", "warm_kernels", "work_points",
]
