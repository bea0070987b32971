"""``parecon jobs balance``, ``classes`` and ``items``: the division of labour of an industry, and how it is measured."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np

from parecon.cli.messages import DONE, CannotGoOn, say
from parecon.cli.option_types import whole_number

__all__ = ["add_jobs_command", "run_jobs"]

_JOBS = """Who holds the empowering work, and how it could be shared.

  parecon jobs balance --industry 622            hospitals: today, rotation, balance, training
  parecon jobs balance --industry 722 --people 120 --tasks 120 --out restaurants.html
  parecon jobs balance --industry 722 --beside 541 --people 100
                                                 two workplaces, balanced apart and between them
  parecon jobs classes                           three classes on the whole table
  parecon jobs items > mine.csv                  the measure of empowerment, to be changed
  parecon jobs balance --items mine.csv

The occupations are those of O*NET 18.1, the numbers employed those of the US Bureau of Labor Statistics.
"""
_PATH_PEOPLE = 120


def add_jobs_command(commands) -> None:
    """Add ``jobs`` with its three words."""
    jobs = commands.add_parser("jobs", help="balance the jobs of an industry; see who holds empowering work", description=_JOBS,
                               formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    words = jobs.add_subparsers(dest="word", metavar="WORD", required=True)
    balance = words.add_parser("balance", help="today's jobs, rotation and balanced jobs of an industry", description=_JOBS,
                               formatter_class=argparse.RawDescriptionHelpFormatter)
    balance.add_argument("--industry", metavar="NAICS", default="622", help="an industry of three digits (default: 622, hospitals); --industry list names them")
    balance.add_argument("--people", metavar="N", type=whole_number(2, 5000), default=500, help="members of the workplace (default: 500)")
    balance.add_argument("--tasks", metavar="N", type=whole_number(2, 1000), default=200, help="tasks at most (default: 200)")
    balance.add_argument("--training", metavar="LEVELS", type=whole_number(0, 4), default=1, help="skill levels that may be learnt (default: 1)")
    balance.add_argument("--beside", metavar="NAICS", help="balance between this workplace and another of as many members")
    balance.add_argument("--no-path", action="store_true", help="leave out the path over years")
    classes = words.add_parser("classes", help="three classes on the table of occupations")
    for parser in (balance, classes):
        parser.add_argument("--items", metavar="FILE", help="your own measure of empowerment, as `parecon jobs items` prints it")
        parser.add_argument("--set", metavar="KEY=VALUE", action="append", default=[], help="any rule of `parecon charter`; may be given several times")
        parser.add_argument("--out", metavar="FILE.html", help="write the report with its picture as one page")
    items = words.add_parser("items", help="print the items of a measure as a table to change")
    items.add_argument("measure", nargs="?", default="empowerment", choices=("empowerment", "command", "desirability"), help="which one (default: empowerment)")
    jobs.set_defaults(run=run_jobs)


def run_jobs(args) -> int:
    """Run one word of ``jobs`` and return the exit code."""
    return {"balance": _balance, "classes": _classes, "items": _items}[args.word](args)


def _items(args) -> int:
    import csv
    import sys

    from parecon.datasets.occupations import read_rating_items

    items = read_rating_items(args.measure)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("item", "sign", "weight", "low", "high", "why"))
    for row in zip(items.names, items.sign, items.weight, items.low, items.high, items.why):
        writer.writerow([f"{cell:g}" if isinstance(cell, float) else cell for cell in row])
    return DONE


def _charter(args):
    from parecon.cli.settings import read_settings

    return read_settings(args.set).charter


def _ratings(args, charter) -> tuple:
    """The table and its three measures."""
    from parecon.datasets.occupations import read_occupations, read_rating_items
    from parecon.work import rate_items

    table, out = read_occupations(), {}
    for name in ("empowerment", "command", "desirability"):
        path = Path(args.items) if args.items and name == "empowerment" else None
        items = read_rating_items(name, path)
        out[name] = rate_items(table.columns_of(items), sign=items.sign, weight=items.weight, low=items.low, high=items.high, charter=charter)
    return table, out


def _sources() -> tuple[str, ...]:
    from parecon.datasets.occupations import occupation_attribution

    return (occupation_attribution(), "Measures, lines, levels and licences are the project's own design; the charter and `parecon jobs items` change them.")


def _balance(args) -> int:
    from parecon.reports.jobs import JobsFindings, build_balance_page
    from parecon.work import Refused, balance_jobs

    charter = _charter(args)
    out = _checked_out(args.out)
    table, ratings = _ratings(args, charter)
    if args.industry == "list":
        print("\n".join(f"{code}  {name}" for code, name in zip(table.industries, table.industry_names)))
        return DONE
    if args.beside:
        return _between(args, table, ratings, charter)
    occupations, covered = occupations_of(table, ratings, args.industry, charter)
    workplace = _accept(_workplace(occupations, args.people, args.tasks, charter))
    say(f"balancing {len(workplace.tasks)} tasks among {len(workplace.people)} members")
    balanced = _accept(balance_jobs(workplace, charter=charter))
    trained = None
    if args.training:
        say("balancing them once more with training")
        trained = balance_jobs(workplace, charter=charter, training_levels=args.training)
    path, path_people = (None, 0) if args.no_path or not args.training else _follow_path(occupations, args.people, args.tasks, charter)
    name = f"{table.industry_names[table.industry(args.industry)]} ({args.industry})"
    findings = JobsFindings(name, workplace, balanced, None if isinstance(trained, Refused) and not args.training else trained, path, path_people, covered)
    return _publish(build_balance_page(findings, charter=charter, sources=_sources()), out)


def _between(args, table, ratings, charter) -> int:
    """Balance two workplaces apart and together."""
    from parecon.reports.jobs_between import build_between_page
    from parecon.work import balance_jobs, join_workplaces

    if args.beside == args.industry:
        raise CannotGoOn(f"--beside {args.beside}: that is the same industry; give another, such as --beside 541")
    parts = {}
    for code in (args.industry, args.beside):
        place = f"{table.industry_names[table.industry(code)]} ({code})"
        parts[place] = _accept(_workplace(occupations_of(table, ratings, code, charter)[0], args.people, args.tasks, charter))
    workplace = _accept(join_workplaces(parts, charter=charter))
    say(f"balancing {len(workplace.tasks)} tasks among {len(workplace.people)} members, apart and together")
    apart, together = (_accept(balance_jobs(workplace, charter=charter.adopt({"jobs.places": how}, "command line"))) for how in ("within", "between"))
    return _publish(build_between_page(apart, together, charter=charter, sources=_sources()), _checked_out(args.out))


def occupations_of(table, ratings, industry: str, charter) -> tuple[list, float]:
    """Return the occupations of an industry as the room ``work`` takes them, and the share of jobs with O*NET figures of their own."""
    from parecon.datasets.occupations import ACTS
    from parecon.work import Occupation, rate_acts

    row = table.thousand_jobs[table.industry(industry)]
    _, acts = rate_acts(ratings["empowerment"], table.act_shares, table.thousand_jobs.sum(axis=0), charter=charter)
    occupations = [
        Occupation(table.codes[n], table.titles[n], float(row[n]), int(round(table.job_zone[n])), table.licences[n], dict(zip(ACTS, table.act_shares[n])),
                   dict(zip(ACTS, acts[n])), float(ratings["desirability"][n]), table.examples[n])
        for n in np.flatnonzero(row)
    ]
    own = np.array([match == "own" for match in table.match])
    return occupations, float(row[own].sum() / row.sum())


def _workplace(occupations, people: int, tasks: int, charter, week_share: float = 1.0):
    from parecon.work import make_industry_workplace

    return make_industry_workplace(occupations, people, tasks, charter=charter, week_share=week_share)


def _follow_path(occupations, people: int, tasks: int, charter):
    from parecon.work import Refused, balance_path

    week = charter["jobs.week_hours"]
    learning = charter["jobs.training_hours_per_week"] * (1 + 1 / charter["jobs.learners_per_teacher"])
    count = min(people, _PATH_PEOPLE)
    workplace = _workplace(occupations, count, max(tasks, 200), charter, max(week - learning, 0.05 * week) / week)
    if isinstance(workplace, Refused):
        return workplace, count
    say(f"following the path over years with {count} members")
    return balance_path(workplace, charter=charter), count


def _accept(value):
    from parecon.work import Refused

    if isinstance(value, Refused):
        raise CannotGoOn(str(value))
    return value


def _classes(args) -> int:
    from parecon.reports.jobs import build_classes_page
    from parecon.work import map_classes, rate_acts

    charter, out = _charter(args), _checked_out(args.out)
    table, ratings = _ratings(args, charter)
    jobs = table.thousand_jobs.sum(axis=0)
    _, acts = rate_acts(ratings["empowerment"], table.act_shares, jobs, charter=charter)
    empowering = (table.act_shares * (acts >= charter["jobs.conceptual_rating_min"])).sum(axis=1)
    classes = map_classes(ratings["empowerment"], ratings["command"], jobs, charter=charter, empowering=empowering)
    return _publish(build_classes_page(classes, table.titles, jobs, charter=charter, sources=_sources(), ratings=ratings), out)


def _checked_out(out: str | None) -> Path | None:
    """Refuse before any work what could not be written after it."""
    if out is None:
        return None
    path = Path(out)
    if path.is_dir() or path.suffix.lower() not in (".html", ".htm"):
        raise CannotGoOn(f"--out {out}: expected a file that ends in .html, such as --out jobs.html")
    if not path.parent.is_dir():
        raise CannotGoOn(f"--out {out}: {path.parent} is no folder; make it or choose another")
    return path


def _publish(page, out: Path | None) -> int:
    from parecon.reports.jobs_page import page_as_html, page_as_text

    print(page_as_text(page), end="")
    if out is not None:
        half = out.with_name(f".{out.name}.half")
        half.write_text(page_as_html(page), encoding="utf-8")
        os.replace(half, out)
        say(f"{out} holds the report with its picture")
    return DONE
