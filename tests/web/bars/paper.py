"""U18: sheets on paper that the clerk types twice go in as they were written."""

from __future__ import annotations

import random
import re

from django.test import Client
from parecon_web.councils.models import Council
from parecon_web.members.links import make_link
from parecon_web.members.models import Member
from parecon_web.record.models import Community
from parecon_web.rounds.allowances import share_of_member
from parecon_web.rounds.amounts import cost_of, tidy, write_amount
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.requesting import latest_request, standing_lines
from parecon_web.rounds.situation import Situation

from web.bars.figure import Figure

GOODS = ("bicycle", "house")


def hidden(page: str, name: str) -> str:
    """Return a hidden field of a page."""
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1).replace("&quot;", '"')


def enter(clerk: Client, address: str, once: dict[str, str], again: dict[str, str] | None = None):
    """Type a sheet twice and return the last answer."""
    page = clerk.get(address).content.decode()
    second = clerk.post(address, {"request_id": hidden(page, "request_id"), "based_on": hidden(page, "based_on"), "first": "", **once})
    if second.status_code != 200:
        return second
    page = second.content.decode()
    return clerk.post(address, {"request_id": hidden(page, "request_id"), "based_on": hidden(page, "based_on"), "first": hidden(page, "first"), **(once if again is None else again)})


def measure_paper(sheets: int) -> Figure:
    """U18: write so many sheets by chance, type each twice, and compare what is stored with what was written."""
    community = Community.objects.get(slug="riverside")
    clerk = Client()
    clerk.get(f"/riverside/enter/{make_link(Member.objects.filter(community=community, roles__task='clerk').first())}")
    chance, same = random.Random(4), 0
    members = list(Member.objects.filter(community=community).order_by("number"))
    now = Situation(current_year(community), current_round(current_year(community)))
    for number in range(sheets):
        member = members[number % len(members)]
        council = Council.objects.get(seats__member=member, kind=Council.Kind.CONSUMER)
        allowance = share_of_member(member.id, council, now.economy, now.said).allowance
        before = latest_request(now.round, member)
        standing = before.lines if before else {code: tidy(amount) for code, amount in standing_lines(member, council, now.round).items()}
        amounts = {code: chance.randint(0, 40) * 5 * 10**7 for code in chance.sample(GOODS, chance.randint(1, len(GOODS)))}
        wanted = lambda: {code: amount for code, amount in {**standing, **{code: -amount for code, amount in amounts.items()}}.items() if amount}  # noqa: E731, B023
        while cost_of(wanted(), now.prices) > allowance:
            amounts = {code: amount // 2 for code, amount in {**dict.fromkeys(GOODS, 0), **amounts}.items()}
        answer = enter(clerk, f"/riverside/paper/{member.number}", {f"use:{code}": write_amount(amount, 9) for code, amount in amounts.items()})
        sent = latest_request(now.round, member)
        same += bool(answer.status_code == 200 and sent and sent.lines == wanted() and sent.made_by == "paper"
                     and sent.tracker in answer.content.decode())
    return Figure("U18", f"{sheets} sheets typed twice by the clerk: {same} stored as they were written, marked as paper", same == sheets)
