"""Addresses of the year under its plan."""

from parecon_web.accounts import failure_page, pages, savings_page, wish_page, year_page
from parecon_web.members.permissions import MEMBERS, Who, page

__all__ = ["ADDRESSES"]

FACILITATORS = (Who.FACILITATOR,)
ADDRESSES = [
    page("<slug:community>/credits", pages.show_credits, "credits", GET=MEMBERS),
    page("<slug:community>/credits/use", savings_page.use, "use-savings", POST=MEMBERS),
    page("<slug:community>/credits/repay", savings_page.repay, "repay", POST=MEMBERS),
    page("<slug:community>/draw", pages.draw, "draw", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/deliveries/<slug:slug>", pages.record, "deliveries", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/stocks", pages.show_stocks, "stocks", GET=MEMBERS),
    page("<slug:community>/wishes/<slug:slug>", wish_page.show_wishes, "wishes", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/wishes/<slug:slug>/agree", wish_page.agree, "agree-wishes", POST=MEMBERS),
    page("<slug:community>/failures", failure_page.show_failures, "failures", GET=MEMBERS),
    page("<slug:community>/failures/report", failure_page.report, "report-failure", POST=MEMBERS),
    page("<slug:community>/failures/excuse", failure_page.excuse, "excuse", POST=FACILITATORS),
    page("<slug:community>/failures/step", failure_page.take_step, "take-step", POST=FACILITATORS),
    page("<slug:community>/year", year_page.show_year, "year", GET=MEMBERS),
    page("<slug:community>/year/pass", year_page.pass_weeks, "pass-weeks", POST=FACILITATORS),
    page("<slug:community>/year/close", year_page.agree_to_close, "close-year", POST=FACILITATORS),
    page("<slug:community>/year/next", year_page.agree_to_next, "next-year", POST=FACILITATORS),
    page("<slug:community>/years", year_page.list_years, "years", GET=MEMBERS),
]
