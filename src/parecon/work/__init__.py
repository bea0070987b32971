"""Tasks, balanced jobs, effort ratings, needs, allowances and the incomes that follow from them."""
from parecon.work.balance import BalancedJobs, balance_jobs, hours_outside
from parecon.work.tasks import Person, Task, TaskRating, Workplace, centre_ratings, make_workplace, median_ratings
