"""The addresses of the desk: paper, and tables as files."""

from parecon_web.desk import amounts, ballots, imports, paper, proposals, tables
from parecon_web.members.permissions import MEMBERS, Who, page

__all__ = ["ADDRESSES"]

CLERK = (Who.CLERK,)

ADDRESSES = [
    page("<slug:community>/paper", paper.list_sheets, "paper", GET=CLERK),
    page("<slug:community>/paper/ballots", ballots.list_ballots, "paper-ballots", GET=CLERK),
    page("<slug:community>/paper/ballots/<slug:ballot>/sheets", ballots.print_ballots, "paper-ballot-sheets", GET=CLERK),
    page("<slug:community>/paper/ballots/<slug:ballot>/<int:number>", ballots.enter_ballot, "paper-ballot", GET=CLERK, POST=CLERK),
    page("<slug:community>/paper/amounts", amounts.list_amounts, "paper-amounts", GET=CLERK),
    page("<slug:community>/paper/amounts/<slug:form>/sheets", amounts.print_amounts, "paper-amount-sheets", GET=CLERK),
    page("<slug:community>/paper/amounts/<slug:form>/<int:number>", amounts.enter_amounts, "paper-amount", GET=CLERK, POST=CLERK),
    page("<slug:community>/paper/proposals", proposals.list_proposals, "paper-proposals", GET=CLERK),
    page("<slug:community>/paper/proposals/<slug:slug>/sheet", proposals.print_proposal, "paper-proposal-sheet", GET=CLERK),
    page("<slug:community>/paper/proposals/<slug:slug>", proposals.enter_proposal, "paper-proposal", GET=CLERK, POST=CLERK),
    page("<slug:community>/paper/<int:number>/sheet", paper.print_sheet, "paper-sheet", GET=CLERK),
    page("<slug:community>/paper/<int:number>", paper.enter_sheet, "paper-entry", GET=CLERK, POST=CLERK),
    page("<slug:community>/tables", tables.list_tables, "tables", GET=MEMBERS),
    page("<slug:community>/tables/request", imports.read_request_file, "read-request", POST=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/draft/file", imports.read_draft_file, "read-draft", POST=MEMBERS),
    page("<slug:community>/tables/<slug:name>.<str:format>", tables.give_table, "table-file", GET=MEMBERS),
]
