"""Shared goods: what members wish, propose and vote, stage by stage, and the engine's settlement of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from fractions import Fraction

import numpy as np
from django.utils.translation import gettext_lazy as _

from parecon.ballots import ApprovalCounts
from parecon.economy import Economy
from parecon.facilitation import announce_first, follow
from parecon.facilitation.settlement import (
    PACKAGE, Alternative, Settlement, close_level, close_package, file_alternative, file_wishes, level_options, open_settlement, settled_economy,
)
from parecon.facilitation.wishes import voters_of
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.closing import levels_moved
from parecon_web.rounds.keeping import charter_in_force, current_round, economy_before, load_closed
from parecon_web.rounds.models import Round, Settled, Year
from parecon_web.rounds.opening import announce_settled
from parecon_web.rounds.packing import pack, unpack
from parecon_web.rounds.reasons import RoundReason
from parecon_web.voting.acts import note_consent
from parecon_web.voting.models import SharedCount, SharedOption, SharedVote, SharedWish

__all__ = ["SharedReason", "Stage", "places_of", "settlement_of", "stage_of"]

WISHES, LEVEL, VOTE_ALL = "wishes", "level", "package"
WORDS_MAX = 500


class SharedReason(Enum):
    """Why an act on shared goods is refused."""

    NOT_OPEN = _("Nothing is decided on shared goods now, or another part of it is")
    NOT_MEMBER = _("Only members of a neighbourhood decide on shared goods")
    UNKNOWN_GOOD = _("Your places decide no such good")
    NOTHING_SAID = _("Say of at least one good how much you wish")
    OTHER_PLACE = _("An option is for a place of your own that has not begun to vote")
    WORDS = _("Say in some words why, not too many; letters")
    UNKNOWN_OPTION = _("There is no such option on this ballot")
    NOTHING_MARKED = _("Mark at least one option that you can live with")


@dataclass(frozen=True)
class Stage:
    """A part of deciding: its number among all, what is done ("wishes", "level" or "package"), and the position of the level that votes."""

    number: int
    what: str
    level: int = -1


def prices_before(round: Round) -> np.ndarray:
    """Return the prices (n,) at which is decided before a round: announced while it waits, kept once it is settled."""
    done = Settled.objects.filter(round=round).first()
    return unpack(done.value)[1] if done else unpack(round.announcement).prices


def levels_before(round: Round, economy: Economy) -> tuple[int, ...] | None:
    """Return the levels that decide before a round: None for all, before round 1; later those whose cost has moved too far."""
    return None if round.number == 1 else levels_moved(economy, charter_in_force(round.year), round.number, prices_before(round))


def stages_of(round: Round, economy: Economy) -> list[Stage]:
    """Return the parts of deciding before a round, in order: wishes, one vote a level from the highest, and before round 1 the whole."""
    levels = levels_before(round, economy)
    held = range(len(economy.collective.levels)) if levels is None else levels
    found = [Stage(0, WISHES)] + [Stage(1 + i, LEVEL, level) for i, level in enumerate(held)]
    return found + ([Stage(len(found), VOTE_ALL)] if levels is None else [])


def stage_of(round: Round) -> Stage | None:
    """Return what is being decided before a round, or None where nothing is."""
    if round.state != Round.State.WAITING:
        return None
    return stages_of(round, economy_before(round.year, round.number))[round.shared_counts.count()]


def places_of(member: Member, economy: Economy) -> dict[int, int]:
    """Return the place on each level to which a member belongs, by position of the level."""
    home = Council.objects.filter(seats__member=member, kind=Council.Kind.CONSUMER).first()
    if home is None or economy.collective is None:
        return {}
    return {level: int(places[home.position]) for level, places in enumerate(economy.collective.membership) if places[home.position] >= 0}


def persons_of(economy: Economy) -> np.ndarray:
    """Return how many persons each place has, (f,)."""
    members = np.zeros(len(economy.councils), dtype=np.int64)
    voters = voters_of(economy)
    members[voters] = economy.councils.members[voters]
    return np.maximum(economy.collective.count_members(members), 1)


def lines_of_place(economy: Economy, place: int) -> list[tuple[int, int]]:
    """Return (collective good, line) of everything that a place decides."""
    held = economy.collective
    return [(int(held.good[line]), line) for line in range(int(held.start[place]), int(held.start[place + 1]))]


def settlement_of(round: Round) -> Settlement:
    """Return the engine's settlement before a round as far as it has been counted."""
    economy, charter = economy_before(round.year, round.number), charter_in_force(round.year)
    s = open_settlement(economy, charter, prices_before(round), levels=levels_before(round, economy))
    counts, stages = list(round.shared_counts.order_by("stage")), stages_of(round, economy)
    if counts:
        heard = {int(position): wishes for position, wishes in counts[0].result["wishes"].items()}
        if heard:
            s, refused = file_wishes(s, np.array(sorted(heard)), np.array([heard[position] for position in sorted(heard)], dtype=np.int64))
            assert refused is None, refused
    for option in round.shared_options.select_related("member__profile").order_by("place", "number"):
        if int(economy.collective.level[option.place]) in s.levels:
            s, refused = file_alternative(s, Alternative(option.place, {int(good): int(amount) for good, amount in option.amounts.items()}, f"member {option.member.number}", option.reason))
            assert refused is None, refused
    for count, stage in zip(counts[1:], stages[1:]):
        if stage.what == LEVEL:
            s, refused = close_level(s, np.array(count.result["counts"], dtype=np.int64), np.array(count.result["cast"], dtype=np.int64))
        else:
            s, refused = close_package(s, ApprovalCounts(tuple(Fraction(score) for score in count.result["scores"]), count.result["voters"], Fraction(count.result["voters"])))
        assert refused is None, refused
    return s


def _about(act: Act, *whats: str) -> tuple[Round, Stage, Member] | Refused:
    year = Year.objects.filter(community=act.community, number=act.body["year"]).first()
    round = current_round(year) if year is not None else None
    stage = stage_of(round) if round is not None else None
    if stage is None or stage.what not in whats or stage.number != act.body.get("stage", stage.number) or round.number != act.body.get("round", round.number):
        return Refused((Refusal(SharedReason.NOT_OPEN),))
    member = Member.objects.filter(community=act.community, id=act.by).first()
    if member is None or not places_of(member, economy_before(year, round.number)):
        return Refused((Refusal(SharedReason.NOT_MEMBER),))
    return round, stage, member


@handles("shared.wish", sealed=("wishes",))
def wish(act: Act) -> dict | Refused:
    """Say how much one wishes; body: year, round, wishes (place/good as positions: amount of the whole place, fixed point). It replaces what was said before."""
    about = _about(act, WISHES)
    if isinstance(about, Refused):
        return about
    round, _stage, member = about
    economy = economy_before(round.year, round.number)
    mine = {f"{place}/{good}" for place in places_of(member, economy).values() for good, _line in lines_of_place(economy, place)}
    wishes = {key: int(amount) for key, amount in act.body["wishes"].items()}
    problems = [Refusal(SharedReason.UNKNOWN_GOOD, f"wish:{key}", key[:40]) for key in wishes if key not in mine]
    problems += [Refusal(RoundReason.NEGATIVE, f"wish:{key}") for key, amount in wishes.items() if amount < 0]
    if problems or not wishes:
        return Refused(tuple(problems) or (Refusal(SharedReason.NOTHING_SAID),))
    if not round.shared_wishes.filter(member=member).update(wishes=wishes, at=act.at, paper=False):
        SharedWish.objects.create(id=act.new_id(), community=act.community, round=round, member=member, wishes=wishes, at=act.at)
    return {}


@handles("shared.propose")
def propose(act: Act) -> dict | Refused:
    """Propose an option for a place of one's own; body: year, round, place, amounts (good: fixed point), reason. A member has one for each place; a later one replaces it."""
    about = _about(act, WISHES, LEVEL)
    if isinstance(about, Refused):
        return about
    round, stage, member = about
    economy, place = economy_before(round.year, round.number), act.body["place"]
    if place not in places_of(member, economy).values() or int(economy.collective.level[place]) not in settlement_of(round).levels or stage.level == int(economy.collective.level[place]):
        return Refused((Refusal(SharedReason.OTHER_PLACE, "place"),))
    own, amounts, reason = {str(good) for good, _line in lines_of_place(economy, place)}, act.body["amounts"], act.body["reason"].strip()
    problems = [Refusal(SharedReason.UNKNOWN_GOOD, f"option:{place}/{good}", str(good)[:40]) for good in amounts if good not in own]
    problems += [Refusal(RoundReason.NEGATIVE, f"option:{place}/{good}") for good, amount in amounts.items() if int(amount) < 0]
    if not 0 < len(reason) <= WORDS_MAX:
        problems.append(Refusal(SharedReason.WORDS, f"reason:{place}", str(len(reason)), str(WORDS_MAX)))
    if problems:
        return Refused(tuple(problems))
    amounts = {good: int(amount) for good, amount in amounts.items()}
    if not round.shared_options.filter(member=member, place=place).update(amounts=amounts, reason=reason, at=act.at):
        number = round.shared_options.filter(place=place).count() + 1
        SharedOption.objects.create(id=act.new_id(), community=act.community, round=round, member=member, place=place, number=number, amounts=amounts, reason=reason, at=act.at)
    return {}


def options_on(s: Settlement, place: int) -> list[tuple[str, np.ndarray]]:
    """Return the options of a place on the level that votes: name as the engine has it, and amounts (q,)."""
    names, amounts, offered = level_options(s)
    at = place - int(np.flatnonzero(s.economy.collective.level == s.levels[0])[0])
    return [(name, amounts[o, at]) for o, name in enumerate(names) if offered[o, at]]


@handles("shared.vote", sealed=("approves",))
def vote(act: Act) -> dict | Refused:
    """Vote on what a level or all decide; body: year, round, stage, approves (names of options). Secret until the count, an open roll after it."""
    about = _about(act, LEVEL, VOTE_ALL)
    if isinstance(about, Refused):
        return about
    round, stage, member = about
    s = settlement_of(round)
    names = list(PACKAGE) if stage.what == VOTE_ALL else [name for name, _amounts in options_on(s, places_of(member, s.economy)[stage.level])]
    approves = sorted(set(act.body["approves"]))
    strange = [name for name in approves if name not in names]
    if strange or not approves:
        return Refused((Refusal(SharedReason.UNKNOWN_OPTION if strange else SharedReason.NOTHING_MARKED, "approves", str(strange[0])[:40] if strange else ""),))
    if not SharedVote.objects.filter(round=round, stage=stage.number, member=member).update(approves=approves, at=act.at, paper=False):
        SharedVote.objects.create(id=act.new_id(), community=act.community, round=round, stage=stage.number, member=member, approves=approves, at=act.at)
    return {}


@handles("shared.close")
def close(act: Act) -> dict | Refused:
    """Consent to counting what is being decided; body: year, round, stage. The last consent needed counts it and goes on to the next part."""
    year = Year.objects.filter(community=act.community, number=act.body["year"]).first()
    round = current_round(year) if year is not None else None
    stage = stage_of(round) if round is not None else None
    if stage is None or stage.number != act.body["stage"] or round.number != act.body["round"]:
        return Refused((Refusal(SharedReason.NOT_OPEN),))
    consents = note_consent(act, year, f"shared {stage.number}")
    if isinstance(consents, Refused):
        return consents
    given, needed = consents
    if given < needed:
        return {"given": given, "needed": needed, "counted": False}
    return {"given": given, "needed": needed, "counted": True, **count(act, round, stage)}


def count(act: Act, round: Round, stage: Stage) -> dict:
    """Count a part; where it was the last, announce the round with what was decided."""
    s = settlement_of(round)
    roll = {str(vote.member.number): vote.approves for vote in SharedVote.objects.filter(round=round, stage=stage.number).select_related("member").order_by("member__number")}
    result: dict[str, object] = {"wishes": council_wishes(round, s)}
    if stage.what == LEVEL:
        result = level_counts(round, stage, s)
    elif stage.what == VOTE_ALL:
        result = {"scores": [sum(name in approves for approves in roll.values()) for name in PACKAGE], "voters": len(roll)}
    SharedCount.objects.create(id=act.new_id(), community=act.community, round=round, stage=stage.number, result=result, roll=roll, at=act.at)
    if stage.number + 1 == len(stages_of(round, s.economy)):
        settle(act, round)
    else:
        Round.objects.filter(pk=round.pk).update(closes_at=act.at + timedelta(hours=charter_in_force(round.year)["rounds.open_hours"]))
    # What neighbourhoods wish is the sum of what persons wish: it stands in no public answer.
    return {"roll": roll, "result": {} if stage.what == WISHES else result}


def council_wishes(round: Round, s: Settlement) -> dict[str, list[int]]:
    """Return what every neighbourhood wishes of each good a person, (m,) fixed point: the mean over its persons; what stands counts for those who say nothing."""
    persons, held, found = persons_of(s.economy), s.economy.collective, {}
    said = {one.member_id: one.wishes for one in round.shared_wishes.all()}
    for at, position in enumerate(voters_of(s.economy).tolist()):
        council = Council.objects.get(community_id=round.community_id, position=position)
        seated = list(council.seats.values_list("member_id", flat=True))
        if not any(member in said for member in seated):
            continue
        count = max(int(s.economy.councils.members[position]), len(seated), 1)
        each = []
        for good, standing in enumerate(s.wishes[at].tolist()):
            place = int(held.membership[held.levels.index(held.goods[good].level)][position])
            key = f"{place}/{good}"
            spoken = [int(said[member][key]) // int(persons[place]) for member in seated if key in said.get(member, {})]
            each.append((sum(spoken) + (count - len(spoken)) * standing) // count)
        found[str(position)] = each
    return found


def level_counts(round: Round, stage: Stage, s: Settlement) -> dict[str, list]:
    """Return how many members of each place approve each option of the level that votes, (places, o), and how many voted, (places,)."""
    names = level_options(s)[0]
    places = np.flatnonzero(s.economy.collective.level == stage.level)
    counts, cast = [[0] * len(names) for _place in places], [0] * len(places)
    for vote in SharedVote.objects.filter(round=round, stage=stage.number).select_related("member"):
        at = places_of(vote.member, s.economy).get(stage.level, -1) - int(places[0])
        if 0 <= at < len(places):
            cast[at] += 1
            for name in vote.approves:
                counts[at][names.index(name)] += 1
    return {"counts": counts, "cast": cast}


def settle(act: Act, round: Round) -> None:
    """Put what was decided in force and announce the round that waited for it."""
    s = settlement_of(round)
    economy, charter = settled_economy(s), charter_in_force(round.year)
    Settled.objects.create(id=act.new_id(), community=act.community, round=round, value=pack((economy.collective.amount, economy.collective.settled_prices)), at=act.at)
    if round.number == 1:
        value = announce_first(economy, charter, actuals=unpack(round.standing_before))
    else:
        value = follow(load_closed(round))
    announce_settled(act, round, value)
