"""U18: sheets on paper that the clerk types twice go in as they were written."""

from __future__ import annotations

import random
import re
from html import unescape

from django.test import Client
from parecon_web.councils.models import Council
from parecon_web.members.links import make_link
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.rounds.allowances import share_of_member
from parecon_web.rounds.amounts import cost_of, tidy, write_amount
from parecon_web.rounds.draft_page import typed_draft
from parecon_web.rounds.drafting import latest_draft, latest_filing, votes_needed
from parecon_web.rounds.forms import read_draft
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.requesting import latest_request, standing_lines
from parecon_web.rounds.situation import Situation
from parecon_web.voting.models import Voice

from web.bars.figure import Figure

GOODS = ("bicycle", "house")


def hidden(page: str, name: str, default: str | None = None) -> str:
    """Return a hidden field of a page, or the default where it has none."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return default if found is None and default is not None else unescape(found.group(1))


def enter(clerk: Client, address: str, once: dict[str, str], again: dict[str, str] | None = None):
    """Type a sheet twice and return the last answer."""
    page = clerk.get(address).content.decode()
    second = clerk.post(address, {"request_id": hidden(page, "request_id"), "based_on": hidden(page, "based_on", ""), "first": "", **once})
    if second.status_code != 200:
        return second
    page = second.content.decode()
    return clerk.post(address, {"request_id": hidden(page, "request_id"), "based_on": hidden(page, "based_on", ""), "first": hidden(page, "first"), **(once if again is None else again)})


def measure_paper(sheets: int) -> Figure:
    """U18: write so many requests, proposals and ballots by chance, type each twice, and compare what is stored with what was written."""
    community = Community.objects.get(slug="riverside")
    clerk, chance = Client(), random.Random(4)
    clerk.get(f"/riverside/enter/{make_link(Member.objects.filter(community=community, roles__task='clerk').first())}")
    requests, proposals = sheets * 2 // 5, sheets // 5
    counts = {"requests": (_type_requests(clerk, community, requests, chance), requests), "proposals": (_type_proposals(clerk, community, proposals, chance), proposals),
              "ballots": (_type_ballots(clerk, community, sheets - requests - proposals, chance), sheets - requests - proposals)}
    return Figure("U18", f"{sheets} sheets typed twice by the clerk, stored as they were written and marked as paper: " + ", ".join(f"{same} of {whole} {what}" for what, (same, whole) in counts.items()),
                  all(same == whole for same, whole in counts.values()))


def _type_requests(clerk: Client, community: Community, sheets: int, chance: random.Random) -> int:
    same = 0
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
    return same


def _type_proposals(clerk: Client, community: Community, sheets: int, chance: random.Random) -> int:
    same, councils = 0, list(Council.objects.filter(community=community, kind=Council.Kind.WORKER))
    now = Situation(current_year(community), current_round(current_year(community)))
    for number in range(sheets):
        council = councils[number % len(councils)]
        standing = read_draft(typed_draft(latest_draft(now.round, council), now, council), now.economy).lines
        made = sorted(code for code, amount in standing.items() if amount > 0)
        amounts = {code: standing[code] * chance.randint(80, 100) // 100 for code in made}
        signed = [str(seat.member.number) for seat in council.seats.select_related("member")][:votes_needed(council, now.charter)]
        answer = enter(clerk, f"/riverside/paper/proposals/{council.slug}", {**{f"make:{code}": write_amount(amount, 9) for code, amount in amounts.items()}, "signed": signed})
        draft, filed = latest_draft(now.round, council), latest_filing(now.round, council)
        same += bool(answer.status_code == 200 and draft and draft.paper and draft.lines == {**standing, **amounts} and filed and filed.draft_id == draft.id
                     and filed.tracker in answer.content.decode())
    return same


def _type_ballots(clerk: Client, community: Community, sheets: int, chance: random.Random) -> int:
    same, members = 0, list(Member.objects.filter(community=community).order_by("number"))
    number = perform(community, "motion.raise", {"title": "Shorter days", "text": "Shall they be?"}, by=members[0].id, request_id=new_request_id()).answer["motion"]
    for at in range(sheets):
        member, voice = members[at % len(members)], chance.choice(["for", "against", "abstain", "object"])
        answer = enter(clerk, f"/riverside/paper/ballots/motion-{number}/{member.number}", {"marked": voice, "reason": f"because {at}"})
        kept = Voice.objects.filter(motion__number=number, member=member).first()
        same += bool(answer.status_code == 200 and kept and (kept.voice, kept.reason, kept.paper) == (voice, f"because {at}", True) and kept.tracker in answer.content.decode())
    return same
