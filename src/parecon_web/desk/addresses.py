"""The addresses of the clerk's desk."""

from parecon_web.desk import paper
from parecon_web.members.permissions import Who, page

__all__ = ["ADDRESSES"]

CLERK = (Who.CLERK,)

ADDRESSES = [
    page("<slug:community>/paper", paper.list_sheets, "paper", GET=CLERK),
    page("<slug:community>/paper/<int:number>/sheet", paper.print_sheet, "paper-sheet", GET=CLERK),
    page("<slug:community>/paper/<int:number>", paper.enter_sheet, "paper-entry", GET=CLERK, POST=CLERK),
]
