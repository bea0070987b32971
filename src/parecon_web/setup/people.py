"""Who is in a community from the beginning: a list that somebody pastes, checked line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parecon.charter import Charter
from parecon.datasets.town_record import TownRecord
from parecon.economy import CouncilKind
from parecon_web.members.models import Profile, Role
from parecon_web.record.refusals import Refusal

__all__ = ["COLUMNS", "Newcomer", "PeopleReason", "check_place", "example_people", "places_of_people", "read_people", "split_lines"]

COLUMNS = ("name", "neighbourhood", "workplace", "tasks", "mail")
_DELEGATE = "delegate"
_PLACE_MAX = 100
_NAME_MAX = Profile._meta.get_field("name").max_length


class PeopleReason(Enum):
    """What can be wrong with the list of people."""

    NOBODY = gettext_lazy("Nobody is on the list")
    NO_NAME = gettext_lazy("A person needs a name")
    NAME_TOO_LONG = gettext_lazy("A name is longer than can be stored; letters")
    NAME_TWICE = gettext_lazy("Two people have one name; add something that tells them apart")
    NO_SUCH_PLACE = gettext_lazy("There is no such place in the tables")
    FULL = gettext_lazy("More people than the table of councils gives it as members")
    NO_SUCH_TASK = gettext_lazy("There is no such task")
    NOWHERE_DELEGATE = gettext_lazy("A delegate needs a workplace to speak for")
    MAIL = gettext_lazy("This is no mail address")
    TOO_MANY_CELLS = gettext_lazy("A line has more cells than there are columns")
    FACILITATORS = gettext_lazy("Two facilitators are needed to close a round together")
    CLERK = gettext_lazy("Somebody has to be clerk, who hands out links")


@dataclass(frozen=True)
class Newcomer:
    """One person of the list: name, the councils by name ("" for no workplace), tasks for the whole community, whether delegate of the workplace, mail."""

    name: str
    neighbourhood: str
    workplace: str
    tasks: tuple[str, ...]
    delegate: bool
    mail: str


def split_lines(text: str) -> list[list[str]]:
    """Return pasted lines as cells: separated by tabs as a spreadsheet gives them, else by semicolons, else by commas.

    >>> split_lines("Rosa; Riverside; Bakery\\nBao; Hillside")
    [['Rosa', 'Riverside', 'Bakery'], ['Bao', 'Hillside']]
    """
    lines = [line for line in text.splitlines() if line.strip()]
    mark = next((mark for mark in ("\t", ";") if any(mark in line for line in lines)), ",")
    return [[cell.strip() for cell in line.split(mark)] for line in lines]


def read_people(lines: Sequence[Sequence[str]], record: TownRecord | None, charter: Charter) -> tuple[list[Newcomer], list[Refusal]]:
    """Return the people of a list, and everything that is wrong with it; a first line with the names of the columns is left out.

    record: the tables that know the places, None before there are any: then the list itself says which there are.
    """
    faults: list[Refusal] = []
    offset = 1
    if lines and [cell.casefold() for cell in lines[0]][:2] == list(COLUMNS[:2]):
        lines, offset = lines[1:], 2
    people = [_read_person(line, number, record, faults) for number, line in enumerate(lines, offset)]
    found = [person for person in people if person is not None]
    faults += _check_whole(found, record, charter)
    return found, faults


def _read_person(line: Sequence[str], number: int, record: TownRecord | None, faults: list[Refusal]) -> Newcomer | None:
    before = len(faults)
    cells = [*line, *[""] * len(COLUMNS)]
    name, neighbourhood, workplace, tasks, mail = cells[:len(COLUMNS)]

    def fault(reason: PeopleReason, given: object, limit: object = "", way_out: str = "") -> None:
        faults.append(Refusal(reason, "people", _("line %(number)d: %(given)s") % {"number": number, "given": given or "–"}, str(limit), way_out))

    if any(cells[len(COLUMNS):]):
        fault(PeopleReason.TOO_MANY_CELLS, next(cell for cell in cells[len(COLUMNS):] if cell), ", ".join(COLUMNS))
    if not name:
        fault(PeopleReason.NO_NAME, "")
    if len(name) > _NAME_MAX:
        fault(PeopleReason.NAME_TOO_LONG, len(name), _NAME_MAX)
    for place, at_home in ((neighbourhood, True), (workplace, False)):
        problem = check_place(place, record, at_home=at_home) if record is not None else "" if place else _("Write where they live")
        if len(place) > _PLACE_MAX:
            fault(PeopleReason.NAME_TOO_LONG, len(place), _PLACE_MAX)
        if problem and (place or at_home):
            fault(PeopleReason.NO_SUCH_PLACE, place, "", problem)
    told = [task.strip().casefold() for task in tasks.replace("/", ",").split(",") if task.strip()]
    for task in told:
        if task not in (*Role.Task.values, _DELEGATE):
            fault(PeopleReason.NO_SUCH_TASK, task, "", _("Give some of: %(tasks)s") % {"tasks": ", ".join((*Role.Task.values, _DELEGATE))})
    if _DELEGATE in told and not workplace:
        fault(PeopleReason.NOWHERE_DELEGATE, name)
    if mail and not _is_mail(mail):
        fault(PeopleReason.MAIL, mail)
    return None if len(faults) > before else Newcomer(name, neighbourhood, workplace, tuple(task for task in told if task != _DELEGATE), _DELEGATE in told, mail)


def check_place(name: str, record: TownRecord, *, at_home: bool) -> str:
    """Return "" where there is a neighbourhood, or another council, of that name, else the nearest names."""
    known = [council.name for council in record.councils if (council.kind == CouncilKind.CONSUMER) == at_home]
    if name in known:
        return ""
    return _("Near: %(names)s") % {"names": ", ".join(get_close_matches(name, known, n=3, cutoff=0) or known[:3])}


def _is_mail(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _check_whole(people: Sequence[Newcomer], record: TownRecord | None, charter: Charter) -> list[Refusal]:
    faults = [] if people else [Refusal(PeopleReason.NOBODY, "people")]
    faults += [Refusal(PeopleReason.NAME_TWICE, "people", name) for name, count in Counter(person.name for person in people).items() if count > 1]
    members: Mapping[str, int] = {council.name: council.members for council in record.councils} if record is not None else {}
    for column in ("neighbourhood", "workplace"):
        for place, count in Counter(getattr(person, column) for person in people).items():
            if place and 0 < members.get(place, 0) < count:
                faults.append(Refusal(PeopleReason.FULL, "people", f"{place}: {count}", str(members[place]), _("Correct the column “members” of councils, or the list")))
    needed = charter["rounds.close_consents"]
    facilitators = sum(Role.Task.FACILITATOR in person.tasks for person in people)
    if people and facilitators < needed:
        faults.append(Refusal(PeopleReason.FACILITATORS, "people", str(facilitators), str(needed), _("Write facilitator in the fourth column of %(count)d people") % {"count": needed}))
    if people and not any(Role.Task.CLERK in person.tasks for person in people):
        faults.append(Refusal(PeopleReason.CLERK, "people", "", "", _("Write clerk in the fourth column of one of them")))
    return faults


def places_of_people(people: Sequence[Newcomer]) -> list[tuple[str, CouncilKind]]:
    """Return the workplaces and then the neighbourhoods that a list of people names, each once as it was written first, whatever its capitals, in their order."""
    named = [(person.workplace, CouncilKind.WORKER) for person in people if person.workplace] + [(person.neighbourhood, CouncilKind.CONSUMER) for person in people]
    first: dict[tuple[str, CouncilKind], tuple[str, CouncilKind]] = {}
    for name, kind in named:
        first.setdefault((name.casefold(), kind), (name, kind))
    return list(first.values())


def example_people(record: TownRecord) -> list[list[str]]:
    """Return a list to be changed: two people of every neighbourhood, each with a workplace, the tasks given to the first."""
    homes, places = ([council.name for council in record.councils if council.kind == kind] for kind in (CouncilKind.CONSUMER, CouncilKind.WORKER))
    tasks = ["facilitator", "facilitator, clerk", "auditor", "administrator"]
    lines = [[_("Person %(number)d") % {"number": i + 1}, home, places[i % len(places)] if places else "", tasks[i] if i < len(tasks) else "", ""]
             for i, home in enumerate(home for home in homes for _each in range(2))]
    return [list(COLUMNS), *lines]
