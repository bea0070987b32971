"""The addresses of jobs and effort."""

from parecon_web.members.permissions import MEMBERS, page
from parecon_web.work import effort_page, jobs_page

ADDRESSES = [
    page("<slug:community>/councils/<slug:slug>/jobs", jobs_page.show_jobs, "jobs", GET=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/jobs/tasks", jobs_page.edit_tasks, "edit-tasks", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/jobs/mine", jobs_page.say_own, "say-tasks", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/jobs/propose", jobs_page.propose, "propose-division", POST=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/jobs/vote", jobs_page.vote, "vote-division", POST=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/effort", effort_page.show_effort, "effort", GET=MEMBERS),
    page("<slug:community>/councils/<slug:slug>/effort/open", effort_page.open_rating, "open-effort", POST=MEMBERS),
    page("<slug:community>/ratings/<int:rating>", effort_page.show_rating, "rating", GET=MEMBERS, POST=MEMBERS),
    page("<slug:community>/ratings/<int:rating>/close", effort_page.close, "close-rating", POST=MEMBERS),
    page("<slug:community>/ratings/<int:rating>/appeal", effort_page.appeal, "appeal-rating", POST=MEMBERS),
    page("<slug:community>/appeals/<int:appeal>", effort_page.show_appeal, "appeal", GET=MEMBERS, POST=MEMBERS),
]
