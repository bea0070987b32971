"""What people who do not work receive, on average over those of one economy."""

from __future__ import annotations

__all__ = ["average_allowance"]


def average_allowance(charter) -> float:
    """Return the allowance of the average person who does not work, as a share of the average income from work.

    Every kind of person counts by its share (rows ``society.not_working_*``), with the
    allowance that the voted table gives it (rows ``income.*``). Source: allowances by vote,
    participatoryeconomy.org, how do those who do not work get income.

    >>> from parecon.charter import default_charter
    >>> round(average_allowance(default_charter()), 3)
    0.78
    >>> round(average_allowance(default_charter().adopt({"income.child": 1.0}, "ballot")), 3)
    1.0
    """
    return (charter["society.not_working_child"] * charter["income.child"]
            + charter["society.not_working_pension"] * charter["income.pension"]
            + charter["society.not_working_student"] * charter["income.student"]
            + charter["society.not_working_unable"] * charter["income.unable"]
            + charter["society.not_working_between_jobs"] * charter["income.between_jobs"])
