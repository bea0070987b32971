"""The addresses of founding a community and of inviting its people."""

from parecon_web.members.permissions import EVERYBODY, Who, page
from parecon_web.setup import demonstration, invitations, pages, planning

__all__ = ["ADDRESSES"]

CLERKS = (Who.CLERK, Who.ADMINISTRATOR)

ADDRESSES = [
    page("found", pages.begin, "begin-founding", GET=EVERYBODY, POST=EVERYBODY),
    page("demonstration", demonstration.begin_anew, "begin-anew", POST=EVERYBODY),
    page("found/tables.<str:format>", pages.template, "tables-template", GET=EVERYBODY),
    page("found/<str:key>", pages.show, "founding", GET=EVERYBODY),
    page("found/<str:key>/tables", pages.tables, "founding-tables", POST=EVERYBODY),
    page("found/<str:key>/tables.<str:format>", pages.give_tables, "founding-file", GET=EVERYBODY),
    page("found/<str:key>/people", pages.people, "founding-people", POST=EVERYBODY),
    page("found/<str:key>/done", pages.found, "found", POST=EVERYBODY),
    page("<slug:community>/planning", planning.begin_planning, "begin-planning", GET=CLERKS, POST=CLERKS),
    page("<slug:community>/planning/tables", planning.take_tables, "planning-tables", POST=CLERKS),
    page("<slug:community>/people", invitations.show_people, "people", GET=CLERKS, POST=CLERKS),
    page("<slug:community>/people/link", invitations.make_new_link, "new-link", POST=CLERKS),
    page("<slug:community>/people/revoke", invitations.revoke, "revoke-link", POST=CLERKS),
]
