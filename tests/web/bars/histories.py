"""R7, R8: tables from the log to the byte, and a chain that shows every change."""

from __future__ import annotations

import random
import time

from parecon.journal.verify import FIRST_PREVIOUS, check_line
from parecon_web.accounts.bots import live_for_members
from parecon_web.accounts.models import Failure, WishBallot
from parecon_web.councils.models import Council
from parecon_web.members.models import Member, Role
from parecon_web.record.acts import chained_line, new_request_id, perform
from parecon_web.record.models import Community, Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import Year
from parecon_web.town import seed_town
from parecon_web.voting.models import Poll
from parecon_web.voting.polls import count_poll, put_into_box

from web.accounts.lived import adopt
from web.bars.figure import Figure

STEPS = 50
ACTS_IN_LOG = 600


def act_at_random(community: Community, chance: random.Random, people: dict) -> None:
    """Do one act of a random kind with random contents; many are refused, as in life."""
    year = current_year(community)
    round = current_round(year)
    place = {"year": year.number, "round": chance.choice([round.number, round.number, round.number, 1])}
    member, council = chance.choice(people["members"]), chance.choice(people["councils"])
    lines = {code: chance.choice([-1, 1]) * chance.randrange(10**9) for code in chance.sample(people["goods"], 2)}
    bodies = {
        "request.send": {**place, "council": "the-neighbourhood", "lines": {code: -abs(amount) // 100 for code, amount in lines.items()},
                         "based_on": chance.randrange(2), "made_by": "person"},
        "request.autopilot": {"on": chance.random() < 0.5},
        "draft.save": {**place, "council": council, "based_on": chance.randrange(3), "lines": lines, "flexibility": {}, "capacity": 0.0,
                       "reasons": f"because {chance.randrange(100)}"},
        "draft.vote": {**place, "council": council, "version": 1 + chance.randrange(3), "yes": chance.random() < 0.9},
        "proposal.remark": {**place, "council": council, "text": "noise at night", "appeal": False},
        "need.say": {**place, "council": "the-neighbourhood", "what": chance.choice(["ask", "vote"]), "amount": chance.randrange(10**10), "reason": "knees",
                     "of": 1 + chance.randrange(4), "yes": chance.random() < 0.8},
        "round.close": place,
        "members.join": {"simulated": [True]},
    }
    kind = chance.choice(list(bodies))
    by = chance.choice(people["facilitators"]) if kind == "round.close" else member
    perform(community, kind, bodies[kind], by=by, request_id=new_request_id())


def assemble_at_random(community: Community, chance: random.Random, people: dict) -> None:
    """Do one act of the assembly or of a secret ballot."""
    member, council = chance.choice(people["members"]), chance.choice(people["councils"])
    motion, question = {"motion": 1 + chance.randrange(3)}, {"question": 1 + chance.randrange(3), "council": council}
    bodies = {
        "motion.raise": {"title": f"Bread {chance.randrange(9)}", "text": "Shall it be free?"},
        "motion.vote": {**motion, "voice": chance.choice(["for", "against", "abstain", "object"]), "reason": chance.choice(["", "It is dear."])},
        "motion.close": motion,
        "poll.open": {"council": council, "kind": chance.choice(["election", "recall"]), "subject": chance.choice(people["members"])},
        "poll": {},
        "question.raise": {"kind": chance.randrange(3), "title": f"Days {chance.randrange(9)}", "text": "Shall they be shorter?"},
        "question.instruct": {**question, "kind": chance.choice(["free", "guided", "binding"]), "voice": chance.choice(["", "for", "against"])},
        "question.vote": {**question, "voice": chance.choice(["for", "against", "abstain"]), "reason": chance.choice(["", "It is dear."])},
        "question.petition": question, "question.close": question,
    }
    kind = chance.choice([*bodies, "motion.vote", "poll", "poll"])
    poll = Poll.objects.filter(community=community, closed_at=None).select_related("community", "subject").order_by("number").first()
    if kind != "poll":
        perform(community, kind, bodies[kind], by=member, request_id=new_request_id())
    elif poll is not None:
        for one in Member.objects.filter(community=community, number__in=poll.roll):
            choice = chance.choice(["for", "against"]) if poll.kind == Poll.Kind.RECALL else chance.sample(poll.options, 1)
            put_into_box(poll, one, {"choice": choice, "phrase": f"word{chance.randrange(99)} lark"}, new_request_id())
        count_poll(poll, poll.opened_by_id, new_request_id())


def live_at_random(community: Community, chance: random.Random, people: dict) -> None:
    """Do one act of a year under its plan; the simulated members' share of a week counts as one."""
    year = current_year(community)
    place, lines = {"year": year.number}, {chance.choice(people["goods"]): chance.randrange(10**8)}
    home, failure = Council.objects.filter(community=community, kind=1).first().slug, Failure.objects.filter(community=community, excused__isnull=True).first()
    change = WishBallot.objects.filter(community=community, done_at__isnull=True).first()
    bodies = {
        "delivery.record": {**place, "council": chance.choice(people["councils"]), "made": lines, "used": {}, "earned": {}},
        "draw.take": {**place, "rest": chance.choice(["", home]), "lines": lines},
        "wishes.propose": {**place, "council": home, "less": lines, "more": {chance.choice(people["goods"]): chance.randrange(10**7)}},
        "wishes.agree": {**place, "change": change.pk if change else 0},
        "failure.report": {**place, "council": chance.choice(people["councils"]), "good": chance.choice(people["goods"]), "amount": chance.randrange(10**8), "why": "frost"},
        "failure.excuse": {**place, "failure": failure.pk if failure else 0, "excused": chance.random() < 0.5},
        "savings.use": {**place, "amount": chance.randrange(10**6)}, "loan.repay": {**place, "amount": chance.randrange(10**6)},
        "year.pass": {**place, "weeks": 1 + chance.randrange(4)}, "week": {},
        "year.close": place, "year.next": place,
    }
    kind = chance.choices(list(bodies), [9, 9, 4, 6, 4, 4, 2, 2, 6, 3, 1, 1])[0]
    if kind == "week":
        live_for_members(community)
        return
    by = chance.choice(people["facilitators"]) if kind.startswith(("year", "failure.excuse")) else chance.choice(people["members"])
    perform(community, kind, bodies[kind], by=by, request_id=new_request_id())


def measure_rebuilds(histories: int, prefix: str = "history") -> Figure:
    """R7: random histories of 50 acts on towns of their own, every fourth under its plan; rebuild each and compare all tables to the byte."""
    different, acts, closed, kinds = 0, 0, 0, set()
    for number in range(histories):
        community, chance = seed_town(f"{prefix}-{number}", economy="toy").community, random.Random(number)
        people = {"members": list(Member.objects.filter(community=community).values_list("id", flat=True)),
                  "councils": list(Council.objects.filter(community=community, kind=0).values_list("slug", flat=True)),
                  "facilitators": list(Role.objects.filter(community=community, task="facilitator").values_list("member_id", flat=True)),
                  "goods": ["concrete", "house", "bicycle", "wheelchair", "tube", "hours"]}
        if number % 4 == 3:
            adopt(community)
        for _ in range(STEPS):
            live = current_year(community).phase in (Year.Phase.LIVE, Year.Phase.ENDED)
            (assemble_at_random if chance.random() < 0.2 else live_at_random if live else act_at_random)(community, chance, people)
        before = table_text(community)
        acts += rebuild(community)
        different += table_text(community) != before
        closed += current_round(current_year(community)).number - 1 + (current_year(community).phase != Year.Phase.ROUNDS)
        kinds |= set(Event.objects.filter(community=community).values_list("kind", flat=True))
    text = f"{histories} random histories of {STEPS} steps ({acts:,} events of {len(kinds)} kinds, {closed} rounds closed): {different} rebuilt otherwise"
    return Figure("R7", text, different == 0 and closed > 0)


def measure_chain(changes: int) -> Figure:
    """R8: change, delete or swap bytes and lines of an exported log; count what the standard library's verifier misses, and its speed."""
    community = Community.objects.get(slug="riverside")
    member = Member.objects.filter(community=community).first()
    for number in range(ACTS_IN_LOG):
        perform(community, "request.autopilot", {"on": number % 2 == 0}, by=member.id, request_id=new_request_id())
    community.refresh_from_db()
    lines = [chained_line(event)[0].encode() + b"\n" for event in Event.objects.filter(community=community)]
    chance, missed = random.Random(8), 0
    for _ in range(changes):
        changed, kind, at = list(lines), chance.randrange(4), chance.randrange(len(lines))
        if kind == 0:
            place = chance.randrange(len(changed[at]))
            other = bytes([chance.choice([byte for byte in range(256) if byte != changed[at][place]])])
            changed[at] = changed[at][:place] + other + changed[at][place + 1:]
        elif kind == 1:
            del changed[at]
        elif kind == 2:
            second = chance.choice([i for i in range(len(lines)) if i != at])
            changed[at], changed[second] = changed[second], changed[at]
        else:
            changed = changed[:at]
        missed += is_intact(changed, community)
    assert is_intact(lines, community)
    began, count = time.process_time(), 0
    while time.process_time() - began < 1.0:
        is_intact(lines, community)
        count += len(lines)
    speed = count / (time.process_time() - began)
    text = f"{changes:,} edits, deletions, swaps and truncations of {len(lines)} entries: {missed} not noticed; {speed:,.0f} entries a second of one processor (bar 20,000)"
    return Figure("R8", text, missed == 0 and speed >= 20_000)


def is_intact(lines: list[bytes], community: Community) -> bool:
    """Tell whether lines are a whole chain that ends in the published head."""
    previous = FIRST_PREVIOUS
    for number, line in enumerate(lines):
        entry, _fault = check_line(line, number, previous)
        if entry is None:
            return False
        previous = entry["hash"]
    return (len(lines), previous) == (community.entries, community.head)
