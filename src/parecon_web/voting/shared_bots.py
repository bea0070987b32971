"""Simulated members decide on shared goods through the same forms as people, by what their neighbourhood's tastes are."""

from __future__ import annotations

import numpy as np
from django.http import QueryDict

from parecon.facilitation.settlement import PACKAGE, Settlement, file_wishes, level_options
from parecon.facilitation.wishes import voters_of
from parecon.responses.collective import alternatives_of, approve_level, approve_package, wish_collective
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id
from parecon_web.record.models import Community
from parecon_web.record.refusals import Answered
from parecon_web.rounds.amounts import tidy, write_amount
from parecon_web.rounds.bots import demonstration_economy
from parecon_web.rounds.keeping import current_round, current_year, economy_of
from parecon_web.rounds.models import Round, Year
from parecon_web.rounds.packing import unpack
from parecon_web.voting.shared import LEVEL, WISHES, council_wishes, lines_of_place, persons_of, places_of, settlement_of, stage_of
from parecon_web.voting.shared_page import propose_form, vote_form, wish_form

__all__ = ["decide_for", "decide_shared", "propose_for"]

DIGITS = 4


def decide_shared(community: Community) -> int:
    """Let the simulated members of a demonstration wish, propose and vote where they have not; return how many forms were sent."""
    year = current_year(community)
    if year is None or not community.demonstration or year.phase != Year.Phase.SHARED:
        return 0
    return decide_for(current_round(year), Member.objects.filter(community=community, simulated=True))


def decide_for(round: Round, members) -> int:
    """Let ``members`` do what the part that is open asks of them; return how many forms were sent."""
    stage, s = stage_of(round), settlement_of(round)
    if stage is None:
        return 0
    homes = {position: at for at, position in enumerate(voters_of(s.economy).tolist())}
    by_council = {council.position: set(council.seats.values_list("member_id", flat=True)) for council in Council.objects.filter(community_id=round.community_id, kind=Council.Kind.CONSUMER)}
    people = [(member, homes[position]) for member in members for position, seated in by_council.items() if member.id in seated]
    if stage.what == WISHES:
        society = demonstration_economy(economy_of(round.year).name)[1]
        wishes = wish_collective(s.economy, society, unpack(round.announcement))
        return sum(_wish(round, member, wishes[at], s) for member, at in people if not round.shared_wishes.filter(member=member).exists())
    return sum(_vote(round, member, s, (stage, at)) for member, at in people if not round.shared_votes.filter(stage=stage.number, member=member).exists())


def _wish(round: Round, member: Member, wishes: np.ndarray, s: Settlement) -> int:
    form, persons = QueryDict(mutable=True), persons_of(s.economy)
    for place in places_of(member, s.economy).values():
        for good, _line in lines_of_place(s.economy, place):
            form[f"wish:{place}/{good}"] = write_amount(tidy(int(wishes[good]) * int(persons[place]), DIGITS))
    form["request_id"] = new_request_id()
    return _done(wish_form(round.year, round, member, form))


def _vote(round: Round, member: Member, s: Settlement, given) -> int:
    stage, at = given
    if stage.what == LEVEL:
        names, _amounts, offered = level_options(s)
        place = places_of(member, s.economy)[stage.level] - int(np.flatnonzero(s.economy.collective.level == stage.level)[0])
        liked = [name for name, likes, stands in zip(names, approve_level(s)[at], offered[:, place]) if likes and stands]
    else:
        alone = approve_package(s)
        liked = [PACKAGE[int(alone.scores[1] > alone.scores[0])]]
    form = QueryDict(mutable=True)
    form.setlist("approves", liked)
    form["stage"], form["request_id"] = str(stage.number), new_request_id()
    return _done(vote_form(round.year, round, member, form))


def propose_for(round: Round, members) -> int:
    """Let simulated neighbourhoods whose wishes lie furthest from everyone's propose an option for the level that decides first."""
    s, sent = settlement_of(round), 0
    heard = {int(position): wishes for position, wishes in council_wishes(round, s).items()}
    if heard:
        s, refused = file_wishes(s, np.array(sorted(heard)), np.array([heard[position] for position in sorted(heard)], dtype=np.int64))
        assert refused is None, refused
    members = {member.id: member for member in members}
    for option in alternatives_of(s):
        home = next((council for council in Council.objects.filter(community_id=round.community_id, kind=Council.Kind.CONSUMER)
                     if s.economy.council_name(council.position) == option.filed_by), None)
        seats = home.seats.values_list("member_id", flat=True) if home else ()
        member = next((members[seat] for seat in seats if seat in members), None)
        if member is not None:
            form = QueryDict(mutable=True)
            form.update({f"option:{option.place}/{good}": write_amount(tidy(int(amount), DIGITS)) for good, amount in option.amounts.items()})
            form["place"], form["reason"], form["request_id"] = str(option.place), option.reason, new_request_id()
            sent += _done(propose_form(round.year, round, member, form))
    return sent


def _done(outcome) -> int:
    assert isinstance(outcome, Answered), f"a simulated member keeps the rules, but {outcome}"
    return 1
