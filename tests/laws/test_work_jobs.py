"""What holds of every balanced workplace."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from parecon.charter import default_charter
from parecon.work import Person, Refused, Task, balance_jobs, make_workplace, read_eligibility
from parecon.work.scores import mean_rating, spread_of
from parecon.work.tasks import Workplace

CHARTER = default_charter()


def make(seed: int, people: int, kinds: int) -> Workplace:
    """A workplace of ``kinds`` trades with tasks of their own; all may do the lower half of tasks."""
    random = np.random.default_rng(seed)
    trade = np.sort(random.integers(0, kinds, people))
    trade = np.unique(trade, return_inverse=True)[1]
    tasks, today = [], {}
    for k in range(trade.max() + 1):
        shares = random.dirichlet(np.ones(3))
        for part in range(3):
            hours = 40 * float(shares[part]) * int((trade == k).sum())
            needs = {f"trade {k}": 2} if part == 0 else {}
            tasks.append(Task(f"task {k} {part}", hours, float(random.uniform(1, 20)), float(random.uniform(1, 20)), needs))
            today.setdefault(k, {})[f"task {k} {part}"] = 40 * float(shares[part])
    members = [Person(f"person {i}", 40, {f"trade {t}": 2}, today=today[t]) for i, t in enumerate(trade)]
    return make_workplace(tasks, members, charter=CHARTER)


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.integers(4, 20), st.integers(2, 5))
def test_every_hour_is_given_out_once_and_nobody_works_longer(seed, people, kinds):
    workplace = make(seed, people, kinds)
    jobs = balance_jobs(workplace, charter=CHARTER, exact=False)
    assert not isinstance(jobs, Refused)
    assert jobs.hours.sum(axis=0) == pytest.approx(workplace.hours, abs=1e-5)
    assert jobs.hours.sum(axis=1) == pytest.approx(workplace.worked, abs=1e-5)
    assert jobs.hours[~read_eligibility(workplace).allowed].sum() == 0
    # The bound is proven for plans that fall short of the floors no more than they must.
    assert jobs.after.spread >= jobs.bound or shortage(workplace, jobs.hours) > jobs.floor_short + 1e-6


def shortage(workplace: Workplace, hours: np.ndarray) -> float:
    """Hours by which all members together fall short of the floors of conceptual and of manual work."""
    conceptual = hours[:, workplace.empowerment >= CHARTER["jobs.conceptual_rating_min"]].sum(axis=1)
    manual = hours[:, workplace.empowerment <= CHARTER["jobs.manual_rating_max"]].sum(axis=1)
    lacking = (np.maximum(CHARTER[f"jobs.{kind}_share_min"] * workplace.worked - done, 0.0) for kind, done in (("conceptual", conceptual), ("manual", manual)))
    return float(sum(part.sum() for part in lacking))


def least_spread(workplace: Workplace) -> float:
    """The least spread over all plans for single persons, without floors, by another programme and another way in."""
    people, tasks = workplace.today.shape
    allowed = read_eligibility(workplace).allowed
    centred = workplace.empowerment - mean_rating(workplace.today, workplace.empowerment)
    size = people * tasks
    equal, right = [], []
    for j in range(tasks):
        row = np.zeros(size + 2 * people)
        row[j:size:tasks] = 1
        equal.append(row)
        right.append(workplace.hours[j])
    for i in range(people):
        row = np.zeros(size + 2 * people)
        row[i * tasks : (i + 1) * tasks] = 1
        equal.append(row)
        right.append(workplace.worked[i])
        row = np.zeros(size + 2 * people)
        row[i * tasks : (i + 1) * tasks] = centred
        row[size + i], row[size + people + i] = -1, 1
        equal.append(row)
        right.append(0)
    cost = np.concatenate([np.zeros(size), np.tile(1 / workplace.worked, 2) / people])
    bounds = [(0, None if ok else 0) for ok in allowed.ravel()] + [(0, None)] * (2 * people)
    return linprog(cost, A_eq=np.array(equal), b_eq=right, bounds=bounds).fun


@pytest.mark.parametrize("seed", range(5))
def test_the_bound_over_classes_is_the_bound_over_persons(seed):
    free = CHARTER.adopt({"jobs.conceptual_share_min": 0.0, "jobs.manual_share_min": 0.0}, "assembly")
    workplace = make(seed, 12, 4)
    assert balance_jobs(workplace, charter=free, exact=False).bound == pytest.approx(least_spread(workplace), abs=3e-6)


@pytest.mark.parametrize("seed", range(4))
def test_the_value_lies_within_a_twentieth_of_todays_spread_of_the_bound(seed):
    workplace = make(seed, 80, 8)
    jobs = balance_jobs(workplace, charter=CHARTER, exact=False)
    assert 0 <= jobs.gap_share <= 0.05


def test_the_exact_programme_is_never_worse():
    workplace = make(3, 14, 4)
    quick, exact = (balance_jobs(workplace, charter=CHARTER, exact=how) for how in (False, True))
    assert exact.after.spread <= quick.after.spread + CHARTER["jobs.spread_slack"] * quick.before.spread + 1e-6
    assert exact.bound >= quick.bound - 1e-9 and exact.after.spread >= exact.bound


def test_the_names_and_the_order_of_people_do_not_matter_to_the_spread():
    workplace = make(5, 40, 5)
    people = list(workplace.people)[::-1]
    turned = make_workplace(workplace.tasks[::-1], people, charter=CHARTER)
    a, b = balance_jobs(workplace, charter=CHARTER, exact=False), balance_jobs(turned, charter=CHARTER, exact=False)
    assert a.bound == pytest.approx(b.bound, abs=1e-7)


def test_the_same_workplace_gives_the_same_hours():
    first, second = (balance_jobs(make(9, 60, 6), charter=CHARTER, exact=False).hours for _ in range(2))
    assert np.array_equal(first, second)
    assert spread_of(np.array([1.0, 3.0])) == 1.0
