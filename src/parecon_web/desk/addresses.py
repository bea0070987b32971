"""The addresses of the desk: paper, and tables as files."""

from parecon_web.desk import paper, tables
from parecon_web.members.permissions import MEMBERS, Who, page

__all__ = ["ADDRESSES"]

CLERK = (Who.CLERK,)

ADDRESSES = [
    page("<slug:community>/paper", paper.list_sheets, "paper", GET=CLERK),
    page("<slug:community>/paper/<int:number>/sheet", paper.print_sheet, "paper-sheet", GET=CLERK),
    page("<slug:community>/paper/<int:number>", paper.enter_sheet, "paper-entry", GET=CLERK, POST=CLERK),
    page("<slug:community>/tables", tables.list_tables, "tables", GET=MEMBERS),
    page("<slug:community>/tables/<slug:name>.<str:format>", tables.give_table, "table-file", GET=MEMBERS),
]
