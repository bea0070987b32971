"""A small clinic, the pair of the broom, and the charter."""

from __future__ import annotations

import pytest

from parecon.charter import default_charter
from parecon.work import Person, Task, make_workplace


@pytest.fixture
def charter():
    return default_charter()


@pytest.fixture
def pair(charter):
    """Two people, one who directs and one who sweeps."""
    tasks = [Task("direct", 40, 18, 15), Task("sweep", 40, 3, 5)]
    people = [Person("Ada", 40, today={"direct": 40}), Person("Ben", 40, today={"sweep": 40})]
    return make_workplace(tasks, people, charter=charter)


@pytest.fixture
def clinic_people():
    """The tasks and the people of the clinic, before they become a workplace."""
    return clinic_parts()


def clinic_parts():
    """Twelve people, six tasks, skills and a licence; everyone does one job today."""
    tasks = [
        Task("plan", 80, 18, 14, {"coordination": 2}),
        Task("treat", 120, 15, 15, licence="doctor"),
        Task("nurse", 120, 11, 10, {"care": 2}),
        Task("book", 40, 7, 9),
        Task("clean", 80, 3, 4),
        Task("cook", 40, 5, 8),
    ]
    jobs = [("doctor", 3, "treat"), ("planner", 2, "plan"), ("nurse", 3, "nurse"), ("clerk", 1, "book"), ("cleaner", 2, "clean"), ("cook", 1, "cook")]
    people = []
    for job, count, task in jobs:
        level = 3 if job in ("doctor", "planner", "nurse") else 2
        for k in range(count):
            people.append(Person(f"{job} {k + 1}", 40, {"coordination": level, "care": level}, frozenset({job}), {task: 40}, job=job))
    return tasks, people


@pytest.fixture
def clinic(charter):
    tasks, people = clinic_parts()
    return make_workplace(tasks, people, charter=charter)
