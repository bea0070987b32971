"""The report on balanced jobs: today, rotation and balance side by side, jobs before and after, training, the path, the classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Sequence

import numpy as np

from parecon.charter import Charter
from parecon.reports.jobs_page import Division, JobsPage, JobTable
from parecon.work import (
    TEXT_SHARES,
    BalancedJobs,
    ClassMap,
    PathYear,
    Refused,
    Rotation,
    Workplace,
    balance_by_categories,
    check_balance,
    measure_jobs,
    read_eligibility,
    rotate_jobs,
    study_hours,
)

__all__ = ["JobsFindings", "build_balance_page", "build_classes_page", "compare_divisions"]


@dataclass(frozen=True)
class JobsFindings:
    """What the report on one workplace is made of; ``trained`` and ``path`` may be refusals or absent."""

    industry: str
    workplace: Workplace
    balanced: BalancedJobs
    trained: BalancedJobs | Refused | None
    path: tuple[PathYear, ...] | Refused | None
    path_people: int
    covered_share: float


def compare_divisions(findings: JobsFindings, *, charter: Charter) -> list[tuple[str, np.ndarray]]:
    """Return the divisions of labour side by side: today, token turns, full rotation, quick mode, balanced, balanced after training."""
    workplace = findings.workplace
    token, full, quick = rotate_jobs(workplace, 1 / 20), rotate_jobs(workplace), balance_by_categories(workplace, 3, charter=charter)
    divisions = [("today", workplace.today)]
    divisions += [(name, r.hours) for name, r in (("one day in 20 elsewhere", token), ("full rotation", full)) if isinstance(r, Rotation)]
    divisions += [] if isinstance(quick, Refused) else [("quick, 3 categories", quick)]
    divisions.append(("balanced, skills of today", findings.balanced.hours))
    if isinstance(findings.trained, BalancedJobs):
        divisions.append(("balanced after training", findings.trained.hours))
    return divisions


def build_balance_page(findings: JobsFindings, *, charter: Charter, sources: Sequence[str]) -> JobsPage:
    """Return the report on one workplace."""
    divisions = compare_divisions(findings, charter=charter)
    best = findings.trained if isinstance(findings.trained, BalancedJobs) else findings.balanced
    tables = [_figures_table(findings, divisions, charter), _jobs_table(findings, best), _training_table(findings, charter)]
    if isinstance(findings.path, tuple):
        tables.append(_path_table(findings))
    lead = (
        f"{len(findings.workplace.people)} members in the proportions of the industry share {len(findings.workplace.tasks)} tasks."
        f" O*NET has figures of its own for {findings.covered_share:.1%} of the industry's jobs; the others take those of their nearest sisters.",
        f"With the skills of today: {findings.balanced.finding.as_text()}.",
        _proof(findings.balanced, "with the skills of today"),
    )
    if isinstance(findings.trained, BalancedJobs):
        lead += (f"After training: {findings.trained.finding.as_text()}.", _proof(findings.trained, "after training"))
    elif isinstance(findings.trained, Refused):
        lead += (f"After training: {findings.trained}",)
    if isinstance(findings.path, Refused):
        lead += (f"Path over years: {findings.path}",)
    drawn = {name: hours for name, hours in divisions if name not in ("full rotation",)}
    shown = tuple(Division(name, measure_jobs(findings.workplace, hours, charter=charter).scores) for name, hours in drawn.items())
    return JobsPage(f"Balanced jobs: {findings.industry}", lead, tuple(tables), shown, charter["jobs.conceptual_rating_min"],
                    (charter["jobs.rating_min"], charter["jobs.rating_max"]), tuple(sources))


def _proof(jobs: BalancedJobs, when: str) -> str:
    short = "" if jobs.floor_short < 0.05 else f" The floors lack {jobs.floor_short:.1f} hours a week that no assignment can give."
    blocks = "" if not jobs.small_blocks else f" Blocks of work that are smaller than they should be: {jobs.small_blocks}."
    return (f"Proof {when}: no division under these rules has a spread below {jobs.bound:.3f} points; this one has {jobs.after.spread:.3f},"
            f" {max(jobs.gap_share, 0.0):.1%} of today's spread above it.{short}{blocks}")


def _figures_table(findings: JobsFindings, divisions, charter: Charter) -> JobTable:
    workplace, allowed = findings.workplace, read_eligibility(findings.workplace).allowed
    columns = []
    for name, hours in divisions:
        figures, finding = measure_jobs(workplace, hours, charter=charter), check_balance(workplace, hours, charter=charter)
        total = max(hours.sum(), 1e-300)
        able = max(sum(p.able for p in workplace.people), 1)
        columns.append((
            name, f"{figures.spread:.2f}", f"{figures.gap:.1f}", f"{figures.gini:.3f}", f"{figures.spread_desirability:.2f}", f"{figures.top_fifth_share:.1%}",
            f"{figures.monopoly:.3f}", f"{finding.passing_share:.0%}", f"{len(finding.conceptual_short) / able:.0%}", f"{len(finding.manual_short) / able:.0%}",
            f"{hours[~allowed].sum() / total:.1%}", f"{(hours.max(axis=0) / np.maximum(hours.sum(axis=0), 1e-300)).mean():.1%}", f"{figures.tasks_per_person:.1f}", f"{figures.changed_share:.0%}", "yes" if finding.passed else "no",
        ))
    labels = ("", "spread of empowerment, points", "highest less lowest job, points", "Gini of job scores", "spread of desirability, points",
              "empowering hours held by the top fifth", "monopoly of expertise (M)", "jobs near the mean", "members short of conceptual hours",
              "members short of manual hours", "hours by people without skill or licence today", "of a task's hours with who does most of it", "tasks per member", "hours that change", "passes the balance test")
    rows = tuple(tuple(column[k] if k else "" for column in columns) for k in range(1, len(labels)))
    return JobTable("Divisions of labour side by side", "Rotation equalises as well as balance does; what it costs stands in the lines on skill and licence, and on who stays with a task.",
                    ("", *(c[0] for c in columns)), tuple((label, *row) for label, row in zip(labels[1:], rows)))


def _jobs_table(findings: JobsFindings, best: BalancedJobs) -> JobTable:
    workplace, rows = findings.workplace, []
    jobs: dict[str, list[int]] = {}
    for i, person in enumerate(workplace.people):
        jobs.setdefault(person.job or person.name, []).append(i)
    for job, members in sorted(jobs.items(), key=lambda item: -len(item[1]))[:8]:
        before, after = best.before.scores[members].mean(), best.after.scores[members].mean()
        rows.append((job, str(len(members)), f"{before:.1f}", f"{after:.1f}", _week(workplace, workplace.today[members[0]]), _week(workplace, best.hours[members[0]])))
    return JobTable("Jobs before and after", "The most frequent jobs; the weeks are those of one member each, in hours.",
                    ("job today", "members", "empowerment today", "balanced", "a week today", "a balanced week"), tuple(rows))


def _week(workplace: Workplace, hours: np.ndarray) -> str:
    order = [j for j in np.argsort(-hours, kind="stable") if hours[j] > 0.05]
    text = "; ".join(f"{hours[j]:.1f} {workplace.tasks[j].name}" for j in order[:5])
    return text + (f"; {hours[order[5:]].sum():.1f} more" if len(order) > 5 else "")


def _training_table(findings: JobsFindings, charter: Charter) -> JobTable:
    jobs = findings.trained
    if not isinstance(jobs, BalancedJobs) or not jobs.training:
        return JobTable("Training", "The balanced jobs need none.", ("skill", "members", "hours each"), ())
    groups: dict[tuple[str, int, int], int] = {}
    for need in jobs.training:
        key = (need.skill, need.from_level, need.to_level)
        groups[key] = groups.get(key, 0) + 1
    rows = tuple((f"{skill}, level {a} to {b}", f"{n}", f"{study_hours(a, b, charter):,.0f}", f"{n * study_hours(a, b, charter):,.0f}")
                 for (skill, a, b), n in sorted(groups.items(), key=lambda item: -item[1] * study_hours(item[0][1], item[0][2], charter)))
    return JobTable("Training that the balanced jobs need", "Hours of study beside practice; licences are kept as they are.",
                    ("skill", "members", "hours each", "hours in all"), rows)


def _path_table(findings: JobsFindings) -> JobTable:
    rows = tuple((f"year {y.year}", f"{y.spread:.2f}", f"{y.spread_left:.0%}", f"{y.balanced_share:.0%}", f"{y.learners}", f"{y.learning_hours:.0f}",
                  f"{y.teaching_hours:.1f}", f"{y.levels_won}") for y in findings.path)
    note = (f"Followed with {findings.path_people} members. Learning and teaching are tasks of the year; a skill grows with study and with empowering hours."
            " The path ends when jobs pass without anybody to teach.")
    return JobTable("A path over years", note, ("", "spread", "of today's", "jobs near the mean", "learners", "hours learning a week", "hours teaching a week",
                                                "levels reached"), rows)


def build_classes_page(classes: ClassMap, titles: Sequence[str], jobs: np.ndarray, *, charter: Charter, sources: Sequence[str],
                       ratings: Mapping[str, np.ndarray]) -> JobsPage:
    """Return the report on the three classes: the table's shares beside the text's, how they move with the lines, and who stands where.

    jobs: (N,) numbers of jobs. ratings: "empowerment" and "command", (N,) points.
    """
    names = ("coordinators", "between", "workers")
    beside = tuple((name, f"{share:.1%}", f"{text:.1%}") for name, share, text in zip(names, classes.shares, TEXT_SHARES))
    moved = tuple((f"{line:g}", f"{a:.1%}", f"{b:.1%}", f"{c:.1%}") for line, a, b, c in classes.sensitivity)
    tables = [
        JobTable("Classes by the table and by the text",
                 "The text counts owners with coordinators; the table counts employees only, so owners and the self-employed are not in it."
                 " The text's shares are rounded and add up to a little over one.",
                 ("class", "table", "text"), beside),
        JobTable("How the shares move with the line", f"Both lines moved together; the charter draws empowerment at {charter['classes.empowerment_min']:g}"
                 f" and command at {charter['classes.command_min']:g}.", ("line", *names), moved),
    ]
    for kind, name in ((2, "coordinators"), (1, "between"), (0, "workers")):
        members = [n for n in np.argsort(-jobs * (classes.kind == kind), kind="stable")[:10] if classes.kind[n] == kind]
        tables.append(JobTable(f"Largest occupations: {name}", "", ("occupation", "share of jobs", "empowerment", "command"), tuple(
            (titles[n], f"{jobs[n] / jobs.sum():.2%}", f"{ratings['empowerment'][n]:.1f}", f"{ratings['command'][n]:.1f}") for n in members)))
    repeated = np.repeat(ratings["empowerment"], np.maximum(np.rint(jobs / jobs.sum() * 2000).astype(int), 0))
    lead = (
        "An occupation belongs to the coordinators when both its empowerment and its command over others reach their lines, to the workers when neither does.",
        f"Coordinators {classes.coordinators:.1%}, between {classes.between:.1%}, workers {classes.workers:.1%} of the table's jobs;"
        f" the fifth of jobs with most empowering hours holds {classes.top_fifth_share:.0%} of them.",
    )
    return JobsPage("Three classes on the table of occupations", lead, tuple(tables), (Division("all jobs of the table", repeated),),
                    charter["classes.empowerment_min"], (charter["jobs.rating_min"], charter["jobs.rating_max"]), tuple(sources))
