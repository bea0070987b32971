"""The addresses of the vote and of the adopted plan."""

from parecon_web.members.permissions import MEMBERS, Who, page
from parecon_web.voting import assembly, congress_page, delegate_page, pages, poll_page, shared_page

FACILITATORS = (Who.FACILITATOR,)

ADDRESSES = [
    page("<slug:community>/shared", shared_page.show_shared, "shared", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/shared/option", shared_page.propose, "propose-shared", POST=MEMBERS),
    page("<slug:community>/shared/count", shared_page.ask_to_count, "count-shared", POST=FACILITATORS),
    page("<slug:community>/plans", pages.show_plans, "plans", GET=MEMBERS),
    page("<slug:community>/plans/vote", pages.vote, "vote-plans", POST=MEMBERS),
    page("<slug:community>/plans/draw", pages.ask_to_draw, "draw-plans", POST=FACILITATORS),
    page("<slug:community>/plans/count", pages.ask_to_count, "count-plans", POST=FACILITATORS),
    page("<slug:community>/plan", pages.show_adopted, "plan", GET=MEMBERS),
    page("<slug:community>/plan/<slug:slug>", pages.show_council_plan, "council-plan", GET=MEMBERS),
    page("<slug:community>/assembly", assembly.show_assembly, "assembly", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/assembly/<int:motion>", assembly.show_motion, "motion", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/assembly/<int:motion>/close", assembly.close, "close-motion", POST=MEMBERS),
    page("<slug:community>/delegates", congress_page.list_questions, "congress", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/delegates/<int:question>", congress_page.show_question, "question", GET=MEMBERS),
    page("<slug:community>/delegates/<int:question>/mandate", congress_page.instruct, "instruct-delegate", POST=MEMBERS),
    page("<slug:community>/delegates/<int:question>/vote", congress_page.vote, "vote-question", POST=MEMBERS),
    page("<slug:community>/delegates/<int:question>/petition", congress_page.sign, "petition", POST=MEMBERS),
    page("<slug:community>/delegates/<int:question>/close", congress_page.close, "close-question", POST=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/delegate", delegate_page.show_delegate, "delegate", GET=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/delegate/open", delegate_page.open_ballot, "open-poll", POST=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/delegate/report", delegate_page.report, "report-back", POST=MEMBERS),
    page("<slug:community>/polls/<int:poll>", poll_page.show_poll, "poll", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/polls/<int:poll>/close", poll_page.close, "close-poll", POST=MEMBERS),
]
