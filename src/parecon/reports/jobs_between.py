"""Two workplaces balanced each apart and both together: what working outside one's own brings."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from parecon.charter import Charter
from parecon.reports.jobs_page import Division, JobsPage, JobTable
from parecon.work import BalancedJobs, Workplace, hours_outside, job_scores

__all__ = ["build_between_page"]


def build_between_page(apart: BalancedJobs, together: BalancedJobs, *, charter: Charter, sources: Sequence[str]) -> JobsPage:
    """Return the report on ``apart`` and ``together``, two balances of the same people and tasks in two or more places."""
    workplace = apart.workplace
    places = sorted({p.place for p in workplace.people})
    tables = (_places_table(workplace, apart, together, places), _figures_table(apart, together))
    lead = (
        f"{len(workplace.people)} members of {' and '.join(places)} share {len(workplace.tasks)} tasks.",
        f"Each apart: {apart.finding.as_text()}.",
        f"Together: {together.finding.as_text()}. No division under these rules has a spread below {together.bound:.3f} points.",
        "Some hold that poor workplaces send members to better work elsewhere, others that balance stays within each; the charter's jobs.places decides.",
    )
    drawn = (("today", workplace.today), ("each apart", apart.hours), ("together", together.hours))
    shown = tuple(Division(name, job_scores(hours, workplace.empowerment)) for name, hours in drawn)
    return JobsPage(f"Jobs between workplaces: {', '.join(places)}", lead, tables, shown, charter["jobs.conceptual_rating_min"],
                    (charter["jobs.rating_min"], charter["jobs.rating_max"]), tuple(sources))


def _places_table(workplace: Workplace, apart: BalancedJobs, together: BalancedJobs, places: Sequence[str]) -> JobTable:
    society = float(workplace.hours @ workplace.empowerment / workplace.hours.sum())
    own_place, task_place = np.array([p.place for p in workplace.people]), np.array([t.place for t in workplace.tasks])
    rows = []
    for place in places:
        people, inside = own_place == place, task_place == place
        mean = workplace.hours[inside] @ workplace.empowerment[inside] / workplace.hours[inside].sum()
        elsewhere = workplace.hours[~inside] @ workplace.empowerment[~inside] / workplace.hours[~inside].sum()
        outside = together.hours[np.ix_(people, ~inside)].sum() / together.hours[people].sum()
        scores = [job_scores(jobs.hours, workplace.empowerment)[people].mean() for jobs in (apart, together)]
        rows.append((place, str(int(people.sum())), f"{mean:.2f}", f"{scores[0]:.2f}", f"{scores[1]:.2f}", f"{hours_outside(society, mean, elsewhere):.1%}",
                     f"{outside:.1%}"))
    return JobTable("Places", f"Society's mean here is {society:.2f}. The rule of thumb is (mean of all - own mean) / (mean outside - own mean).",
                    ("place", "members", "mean of its tasks", "mean job apart", "mean job together", "hours outside, rule of thumb", "hours outside, plan"), tuple(rows))


def _figures_table(apart: BalancedJobs, together: BalancedJobs) -> JobTable:
    columns = [("today", apart.before), ("each apart", apart.after), ("together", together.after)]
    lines = (
        ("spread of empowerment over all, points", lambda f: f"{f.spread:.2f}"), ("highest less lowest job, points", lambda f: f"{f.gap:.1f}"),
        ("spread of desirability, points", lambda f: f"{f.spread_desirability:.2f}"), ("monopoly of expertise (M)", lambda f: f"{f.monopoly:.3f}"),
        ("hours that change", lambda f: f"{f.changed_share:.0%}"),
    )
    return JobTable("Apart and together", "", ("", *(name for name, _ in columns)), tuple((label, *(show(f) for _, f in columns)) for label, show in lines))
