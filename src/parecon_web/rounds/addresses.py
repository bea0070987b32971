"""The addresses of the rounds."""

from parecon_web.members.permissions import MEMBERS, Who, page
from parecon_web.rounds import board, council_pages, draft_page, facilitation_pages, home, need_page, permit_page, prices, request_page, stream
from parecon_web.rounds.api import api_addresses

FACILITATORS = (Who.FACILITATOR,)

ADDRESSES = [
    page("<slug:community>/", home.show_home, "home", GET=MEMBERS),
    page("<slug:community>/request", request_page.ask, "request", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/receipts/<str:tracker>", request_page.show_receipt, "receipt", GET=MEMBERS),
    page("<slug:community>/autopilot", request_page.switch_pilot, "autopilot", POST=MEMBERS),
    page("<slug:community>/prices", prices.show_prices, "prices", GET=MEMBERS),
    page("<slug:community>/goods/<str:code>", prices.show_good, "good", GET=MEMBERS),
    page("<slug:community>/permits", permit_page.show_permits, "permits", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/round", board.show_board, "board", GET=MEMBERS),
    page("<slug:community>/councils", council_pages.list_councils, "councils", GET=MEMBERS),
    page("<slug:community>/councils/<slug:slug>", council_pages.show_council, "council", GET=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/draft", draft_page.draft, "draft", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/weigh", draft_page.weigh, "weigh", POST=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/vote", draft_page.vote, "vote-draft", POST=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/remarks", council_pages.remark, "remark", POST=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/appeal", council_pages.vote_on_return, "vote-appeal", POST=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/needs", need_page.show_needs, "needs", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/needs/vote", need_page.vote, "vote-need", POST=MEMBERS),
    page("<slug:community>/review", council_pages.review, "review", GET=MEMBERS),
    page("<slug:community>/facilitate", facilitation_pages.facilitate, "facilitate", GET=FACILITATORS),
    page("<slug:community>/facilitate/dry-run", facilitation_pages.dry_run, "dry-run", GET=FACILITATORS),
    page("<slug:community>/facilitate/close", facilitation_pages.close, "close-round", POST=FACILITATORS),
    page("<slug:community>/facilitate/extend", facilitation_pages.extend, "extend-round", POST=FACILITATORS),
    page("<slug:community>/facilitate/remind", facilitation_pages.remind, "remind", POST=FACILITATORS),
    page("<slug:community>/stream", stream.stream, "stream", GET=MEMBERS),
    *api_addresses(),
]
