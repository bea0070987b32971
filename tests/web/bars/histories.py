"""R7, R8: tables from the log to the byte, and a chain that shows every change."""

from __future__ import annotations

import random
import time

from parecon.journal.verify import FIRST_PREVIOUS, check_line
from parecon_web.councils.models import Council
from parecon_web.members.models import Member, Role
from parecon_web.record.acts import chained_line, new_request_id, perform
from parecon_web.record.models import Community, Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import Year
from parecon_web.town import seed_town

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
        "round.close": place,
        "members.join": {"simulated": [True]},
    }
    kind = chance.choice(list(bodies))
    by = chance.choice(people["facilitators"]) if kind == "round.close" else member
    perform(community, kind, bodies[kind], by=by, request_id=new_request_id())


def measure_rebuilds(histories: int, prefix: str = "history") -> Figure:
    """R7: random histories of 50 acts on towns of their own; rebuild each and compare all tables to the byte."""
    different, acts, closed = 0, 0, 0
    for number in range(histories):
        community, chance = seed_town(f"{prefix}-{number}", economy="toy").community, random.Random(number)
        people = {"members": list(Member.objects.filter(community=community).values_list("id", flat=True)),
                  "councils": list(Council.objects.filter(community=community, kind=0).values_list("slug", flat=True)),
                  "facilitators": list(Role.objects.filter(community=community, task="facilitator").values_list("member_id", flat=True)),
                  "goods": ["concrete", "house", "bicycle", "wheelchair", "tube", "hours"]}
        for _ in range(STEPS):
            act_at_random(community, chance, people)
        before = table_text(community)
        acts += rebuild(community)
        different += table_text(community) != before
        closed += current_round(current_year(community)).number - 1 + (current_year(community).phase != Year.Phase.ROUNDS)
    text = f"{histories} random histories of {STEPS} steps ({acts:,} events, {closed} rounds closed): {different} rebuilt otherwise"
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
