"""Why a founding, an invitation or a place is refused."""

from __future__ import annotations

from enum import Enum

from django.utils.translation import gettext_lazy as _

__all__ = ["SetupReason"]


class SetupReason(Enum):
    """The rules of founding and inviting."""

    KEY = _("This server founds communities for those who have its founding key")
    NAME = _("A community needs a name; letters")
    ADDRESS = _("This cannot stand in an address")
    ADDRESS_TAKEN = _("Another community on this server has this address")
    LANGUAGE = _("The platform does not speak this language")
    ZONE = _("There is no such time zone")
    NATION = _("There is no such economy")
    INHABITANTS = _("A town cannot be made from a nation for so many people")
    NO_SUCH_COUNCIL = _("There is no such place")
    NO_NAME = _("A person needs a name")
    NAME_TAKEN = _("Somebody here has this name already; add something that tells them apart")
    NOT_A_MEMBER = _("There is no such member")
    NOT_IN_TABLES = _("This council is not in the tables")
    FACILITATORS = _("Two facilitators are needed to close a round together")
    FULL = _("Everybody whom the tables count there has joined; members")
