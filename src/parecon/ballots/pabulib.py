"""Pabulib ``.pb`` texts read and written: participatory budgets of real towns, strings in and strings out."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from numbers import Rational
from types import MappingProxyType
from typing import Mapping

from parecon.ballots.budget import BudgetVote

__all__ = ["VOTE_TYPES", "BrokenPabulib", "PabulibVote", "make_pabulib", "read_pabulib", "write_pabulib"]

VOTE_TYPES = ("approval", "ordinal", "cumulative", "scoring", "choose-1")
_SECTIONS = ("META", "PROJECTS", "VOTES")
_FIRST_COLUMN = {"META": "key", "PROJECTS": "project_id", "VOTES": "voter_id"}
_NEEDED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
_POINTS = ("cumulative", "scoring")


class BrokenPabulib(ValueError):
    """A ``.pb`` text that cannot be read: section, row, column, what was found, what was expected, and the way out."""


@dataclass(frozen=True)
class PabulibVote:
    """One ``.pb`` text: META as keys and values, projects and voters by id with all their columns as text.

    vote_type: approval, ordinal, cumulative, scoring or choose-1. budget and costs are exact.
    votes: voter → projects named, in the order named. points: voter → project → points, for
    cumulative and scoring. complaints: votes outside the limits that META states, read all the same.
    """

    meta: Mapping[str, str]
    projects: Mapping[str, Mapping[str, str]]
    voters: Mapping[str, Mapping[str, str]]
    vote_type: str
    budget: Fraction
    costs: Mapping[str, Fraction]
    votes: Mapping[str, tuple[str, ...]]
    points: Mapping[str, Mapping[str, Fraction]]
    complaints: tuple[str, ...]

    def as_budget_vote(self) -> BudgetVote:
        """Return the budget ballot: approvals as one point each, points as given, rankings as Borda points.

        A ranking gives its first project as many points as there are projects below it on the list of all projects.
        """
        if self.vote_type in _POINTS:
            return BudgetVote(self.costs, self.budget, self.points)
        if self.vote_type == "ordinal":
            below = len(self.costs) - 1
            ranked = {voter: {p: below - place for place, p in enumerate(named)} for voter, named in self.votes.items()}
            return BudgetVote(self.costs, self.budget, ranked)
        return BudgetVote.of_approvals(self.costs, self.budget, self.votes)


def _break(section: str, row: object, column: str, got: object, expected: str) -> BrokenPabulib:
    return BrokenPabulib(f"section {section}, row {row}, column {column}: got {got!r}, expected {expected}; correct the file and read it again")


def read_pabulib(text: str) -> PabulibVote:
    """Read a ``.pb`` text; raise BrokenPabulib where it is not one.

    Source: P. Faliszewski and others, Participatory Budgeting: Data, Tools, and Analysis, IJCAI 2023 (arXiv 2305.11035), appendix.
    """
    tables = _split_sections(text)
    meta = {row["key"]: row["value"] for row in tables["META"].values()}
    vote_type = meta.get("vote_type", "")
    if vote_type not in VOTE_TYPES:
        raise _break("META", "vote_type", "value", vote_type, f"one of {', '.join(VOTE_TYPES)}")
    costs = {p: _read_amount(row["cost"], "PROJECTS", p, "cost") for p, row in tables["PROJECTS"].items()}
    budget = _read_amount(meta.get("budget", ""), "META", "budget", "value")
    for key, table in (("num_projects", "PROJECTS"), ("num_votes", "VOTES")):
        if key in meta and meta[key] != str(len(tables[table])):
            raise _break("META", key, "value", meta[key], f"{len(tables[table])}, the rows of {table}")
    votes = {voter: _read_vote(voter, row["vote"], costs) for voter, row in tables["VOTES"].items()}
    points = {voter: _read_points(voter, row, votes[voter]) for voter, row in tables["VOTES"].items()} if vote_type in _POINTS else {}
    return PabulibVote(
        MappingProxyType(meta),
        MappingProxyType(tables["PROJECTS"]),
        MappingProxyType(tables["VOTES"]),
        vote_type,
        budget,
        MappingProxyType(costs),
        MappingProxyType(votes),
        MappingProxyType(points),
        tuple(_find_complaints(meta, vote_type, votes, points)),
    )


def _split_sections(text: str) -> dict[str, dict[str, dict[str, str]]]:
    tables: dict[str, dict[str, dict[str, str]]] = {}
    section, header = "", None
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if row[0].strip().upper() in _SECTIONS and not any(cell.strip() for cell in row[1:]):
                section, header = row[0].strip().upper(), None
                if section in tables:
                    raise _break(section, reader.line_num, "all", section, "each section once")
                tables[section] = {}
            elif not section:
                raise _break("none", reader.line_num, "first", row[0], "the line META")
            elif header is None:
                header = [cell.strip() for cell in row]
                if missing := [name for name in _NEEDED[section] if name not in header]:
                    raise _break(section, reader.line_num, missing[0], ";".join(header), f"a header with {' and '.join(_NEEDED[section])}")
            else:
                _add_row(tables[section], section, (header, row), reader.line_num)
    except csv.Error as error:
        raise _break(section or "none", reader.line_num, "all", str(error), "fields parted by ;") from error
    for name in _SECTIONS:
        if name not in tables:
            raise _break(name, "all", "all", ", ".join(tables) or "nothing", "the sections META, PROJECTS and VOTES")
    return tables


def _add_row(table: dict, section: str, header_and_row: tuple[list[str], list[str]], line: int) -> None:
    header, row = header_and_row
    if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
        raise _break(section, line, header[-1], f"{len(row)} fields", f"{len(header)} fields as in the header, or quotation marks around a field with ;")
    cells = {name: cell.strip() for name, cell in zip(header, row + [""] * (len(header) - len(row)))}
    identity = cells[_FIRST_COLUMN[section]]
    if not identity or identity in table:
        raise _break(section, line, _FIRST_COLUMN[section], identity, "an id that no other row has")
    table[identity] = cells


def _read_amount(text: str, section: str, row: str, column: str) -> Fraction:
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation:
        amount = Decimal("NaN")
    # The exponent is held so that a cell like 1e999999999 is refused rather than written out.
    if not amount.is_finite() or amount < 0 or abs(amount.adjusted()) > 30:
        raise _break(section, row, column, text, "an amount of zero or more, such as 1500 or 12.50")
    return Fraction(amount)


def _read_vote(voter: str, text: str, costs: Mapping[str, Fraction]) -> tuple[str, ...]:
    named = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in named:
        if name not in costs:
            raise _break("VOTES", voter, "vote", name, "a project_id of the section PROJECTS")
    if len(set(named)) != len(named):
        raise _break("VOTES", voter, "vote", text, "each project once")
    return named


def _read_points(voter: str, row: Mapping[str, str], named: tuple[str, ...]) -> dict[str, Fraction]:
    texts = [cell.strip() for cell in row.get("points", "").split(",") if cell.strip()]
    if len(texts) != len(named):
        raise _break("VOTES", voter, "points", row.get("points", ""), f"{len(named)} numbers, one for each project named")
    return {project: _read_amount(text, "VOTES", voter, "points") for project, text in zip(named, texts)}


def _find_complaints(meta, vote_type, votes, points):
    limits = {"min_length": None, "max_length": 1 if vote_type == "choose-1" else None, "max_sum_points": None}
    for key in limits:
        if meta.get(key):
            limits[key] = _read_amount(meta[key], "META", key, "value")
    for voter, named in votes.items():
        if limits["min_length"] is not None and len(named) < limits["min_length"]:
            yield f"{voter} names {len(named)} projects, at least {limits['min_length']} asked for"
        if limits["max_length"] is not None and len(named) > limits["max_length"]:
            yield f"{voter} names {len(named)} projects, at most {limits['max_length']} allowed"
        if limits["max_sum_points"] is not None and sum(points.get(voter, {}).values()) > limits["max_sum_points"]:
            yield f"{voter} gives {sum(points[voter].values())} points, at most {limits['max_sum_points']} allowed"


def _write(sections: Mapping[str, list[Mapping[str, str]]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    for section, rows in sections.items():
        header = list(rows[0]) if rows else list(_NEEDED[section])
        writer.writerow([section])
        writer.writerow(header)
        writer.writerows([[row[name] for name in header] for row in rows])
    return out.getvalue()


def write_pabulib(vote: PabulibVote) -> str:
    """Write the text of a ``.pb`` file; reading it again gives an equal value.

    Raises BrokenPabulib where the value does not hold together, since it is read once before it is returned.
    """
    meta = [{"key": key, "value": value} for key, value in vote.meta.items()]
    text = _write({"META": meta, "PROJECTS": list(vote.projects.values()), "VOTES": list(vote.voters.values())})
    if read_pabulib(text) != vote:
        raise _break("all", "all", "all", "values that differ from the text of their columns", "a vote made by read_pabulib or make_pabulib")
    return text


def _write_amount(amount: Rational, what: str) -> str:
    """Write an exact amount in decimals; raise ValueError where it has none that end."""
    exact = Fraction(amount)
    places = next((n for n in range(31) if exact * 10**n % 1 == 0), None)
    if places is None:
        raise ValueError(f"{what} is {exact}, which has no end in decimals; a .pb file holds decimals, give an amount such as 12.50")
    whole = int(exact * 10**places)
    return str(whole) if places == 0 else f"{whole // 10**places}.{whole % 10**places:0{places}}"


def make_pabulib(meta: Mapping[str, str], vote: BudgetVote, vote_type: str) -> PabulibVote:
    """Return our own budget ballot as a ``.pb`` value, to be written and counted by others.

    meta: description, country, unit, instance and what else should stand in META; the counts, the budget and the type are added.
    Ballots of type ordinal name projects by falling points. Weights have no place in a ``.pb`` file: a weighted vote raises ValueError.

    >>> town = make_pabulib({"unit": "Town"}, BudgetVote.of_approvals({"lamp": 40}, 100, {"ann": ["lamp"]}), "approval")
    >>> print(write_pabulib(town).splitlines()[-1])
    ann;lamp
    """
    if vote.weights is not None:
        raise ValueError(f"{len(vote.weights)} voters have weights, and a .pb file has no place for them; give an unweighted vote")
    added = {
        "num_projects": str(len(vote.costs)),
        "num_votes": str(len(vote.points)),
        "budget": _write_amount(vote.budget, "the budget"),
        "vote_type": vote_type,
    }
    projects = [{"project_id": p, "cost": _write_amount(cost, f"the cost of {p!r}")} for p, cost in vote.costs.items()]
    voters = []
    for voter, given in vote.points.items():
        named = sorted(given, key=lambda p: -given[p]) if vote_type == "ordinal" else list(given)
        row = {"voter_id": voter, "vote": ",".join(named)}
        if vote_type in _POINTS:
            row["points"] = ",".join(_write_amount(given[p], f"the points of {voter!r}") for p in named)
        voters.append(row)
    rows = [{"key": key, "value": value} for key, value in {**meta, **added}.items()]
    return read_pabulib(_write({"META": rows, "PROJECTS": projects, "VOTES": voters}))
