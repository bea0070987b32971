"""Acts of delegates together: a question put to them, their councils' mandates, their votes, the count, and the way down to everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import Enum

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parecon.ballots import CouncilTree, Delegate, Mandate, Referral, cast_as_delegate, check_petition, find_close_vote, give_mandate, read_decision, tally_motion, weigh_delegates
from parecon.ballots import Council as Primary
from parecon.ballots import Refusal as BallotRefusal
from parecon.journal.plain import as_plain
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.requesting import tracker_of
from parecon_web.voting.models import Instruction, Petition, Question
from parecon_web.voting.motions import ASSEMBLY, TEXT_MAX, TITLE_MAX, MotionReason, charter_of_community, open_motion

__all__ = ["KINDS_OF_CONGRESS", "MANDATE_NAMES", "CongressReason", "councils_of", "mandate_name", "mandate_of", "may_count", "signatures_needed"]

KINDS_OF_CONGRESS = (Council.Kind.WORKER, Council.Kind.CONSUMER)
"""Whose delegates meet: those of all workplaces, those of all neighbourhoods."""
DELEGATES_SAY = ("for", "against", "abstain")
MANDATE_NAMES = {
    ("free", ""): gettext_lazy("Decide freely, after the debate"),
    ("guided", "for"): gettext_lazy("Vote for it, or say why not"), ("guided", "against"): gettext_lazy("Vote against it, or say why not"),
    ("binding", "for"): gettext_lazy("Vote for it; nothing else counts"), ("binding", "against"): gettext_lazy("Vote against it; nothing else counts"),
}
"""What a council can tell its delegate, by kind of mandate and voice, in the order of the form."""
_TOP = "*all"


class CongressReason(Enum):
    """Why an act of delegates, or of their councils, is refused."""

    NOT_SEATED = gettext_lazy("Only members of one of these councils can do this")
    NOT_THERE = gettext_lazy("There is no such question")
    COUNTED = gettext_lazy("This question has been decided")
    NO_MANDATE = gettext_lazy("Choose what your delegate is told")
    NOT_DELEGATE = gettext_lazy("Only the delegate of this council casts its vote")
    NO_VOICE = gettext_lazy("Choose one of the answers")
    OUTSIDE = gettext_lazy("Your council has bound you to another vote")
    TOO_EARLY = gettext_lazy("It is counted when its time is over, or when all delegates have voted")
    SENT_DOWN = gettext_lazy("This question has gone to everybody already")


def councils_of(question: Question) -> list[Council]:
    """Return the councils whose delegates decide a question."""
    return list(Council.objects.filter(community_id=question.community_id, kind=question.kind))


def mandate_of(question: Question, council: Council) -> Mandate | None:
    """Return what a council told its delegate: what more than half of its members want told; None where they do not agree."""
    wanted = Counter((one.kind, one.voice) for one in question.instructions.filter(council=council)).most_common(1)
    if not wanted or 2 * wanted[0][1] <= council.seats.count():
        return None
    kind, voice = wanted[0][0]
    return give_mandate(council.slug, decision_of(question), charter_of_community(question.community), kind=kind, allowed=(voice,) if voice else ())


def mandate_name(kind: str, allowed: Sequence[str]) -> str:
    """Return what a mandate says as members read it, "" where nothing was told."""
    return str(MANDATE_NAMES[kind, allowed[0] if allowed else ""]) if kind else ""


def decision_of(question: Question) -> str:
    """Return the name under which the engine knows a question."""
    return f"question {question.number}"


def may_count(question: Question, at: datetime) -> bool:
    """Tell whether a question may be counted: its time is over, or every council that has a delegate has voted."""
    speaking = [council.id for council in councils_of(question) if council.seats.filter(delegate=True).exists()]
    voted = set(question.voices.values_list("council_id", flat=True))
    return question.closed_at is None and (at >= question.closes_at or bool(speaking) and voted.issuperset(speaking))


def tree_of(question: Question) -> CouncilTree:
    """Return the councils whose delegates meet, with who sits in them, under one congress."""
    below = {council.slug: Primary(council.slug, _TOP, tuple(str(number) for number in council.seats.values_list("member__number", flat=True))) for council in councils_of(question)}
    return CouncilTree({_TOP: Primary(_TOP, None), **below})


def signatures_needed(question: Question) -> int:
    """Return how many members together send a question down to everybody."""
    share, members = charter_of_community(question.community)["ballots.councils.petition_members"], len(tree_of(question).members)
    return next(count for count in range(1, members + 1) if count >= share * members) if members else 1


@handles("question.raise")
def put_question(act: Act) -> dict | Refused:
    """Put a question to delegates; body: kind (of councils), title, text. Any member of such a council may; it is open as long as a motion of the assembly."""
    title, text, kind = act.body["title"].strip(), act.body["text"].strip(), act.body["kind"]
    problems = [Refusal(reason, field, str(len(words)), str(most)) for reason, field, words, most in
                ((MotionReason.NO_TITLE, "title", title, TITLE_MAX), (MotionReason.NO_TEXT, "text", text, TEXT_MAX)) if not 0 < len(words) <= most]
    if kind not in KINDS_OF_CONGRESS or not Council.objects.filter(community=act.community, kind=kind, seats__member_id=act.by).exists():
        problems.append(Refusal(CongressReason.NOT_SEATED, "kind"))
    if problems:
        return Refused(tuple(problems))
    number = (Question.objects.filter(community=act.community).aggregate(last=Max("number"))["last"] or 0) + 1
    days = read_decision(charter_of_community(act.community), ASSEMBLY).days
    Question.objects.create(id=act.new_id(), community=act.community, number=number, kind=kind, title=title, text=text, raised_by_id=act.by, raised_at=act.at,
                            closes_at=act.at + timedelta(days=days))
    return {"question": number}


def _about(act: Act) -> tuple[Question, Council | None] | Refused:
    """Return the question an act is about and, where it names one, the council of those that decide it."""
    question = Question.objects.filter(community=act.community, number=act.body["question"]).select_related("community").first()
    if question is None:
        return Refused((Refusal(CongressReason.NOT_THERE),))
    council = Council.objects.filter(community=act.community, kind=question.kind, slug=act.body.get("council", "")).first()
    return question, council


def _open(act: Act) -> tuple[Question, Council | None] | Refused:
    about = _about(act)
    if isinstance(about, Refused) or about[0].closed_at is None:
        return about
    return Refused((Refusal(CongressReason.COUNTED),))


@handles("question.instruct")
def instruct(act: Act) -> dict | Refused:
    """Say what one's delegate shall be told; body: question, council (slug), kind of mandate, voice ("" where it is free). It is told when more than half of the council want the same."""
    about = _open(act)
    if isinstance(about, Refused):
        return about
    question, council = about
    if council is None or not council.seats.filter(member_id=act.by).exists():
        return Refused((Refusal(CongressReason.NOT_SEATED),))
    kind, voice = act.body["kind"], act.body["voice"]
    if (kind, voice) not in MANDATE_NAMES:
        return Refused((Refusal(CongressReason.NO_MANDATE, f"mandate-{council.slug}", f"{kind} {voice}".strip()[:40]),))
    if not question.instructions.filter(council=council, member_id=act.by).update(kind=kind, voice=voice, at=act.at):
        Instruction.objects.create(id=act.new_id(), community=act.community, question=question, council=council, member_id=act.by, kind=kind, voice=voice, at=act.at)
    return {}


@handles("question.vote", sealed=("voice", "reason"))
def cast(act: Act) -> dict | Refused:
    """Cast a council's vote; body: question, council (slug), voice, reason. Outside a guided mandate it counts and is marked, outside a binding one it is refused."""
    about = _open(act)
    if isinstance(about, Refused):
        return about
    question, council = about
    if council is None or not council.seats.filter(member_id=act.by, delegate=True).exists():
        return Refused((Refusal(CongressReason.NOT_DELEGATE),))
    voice, reason, field = act.body["voice"], act.body["reason"].strip(), f"voice-{council.slug}"
    if voice not in DELEGATES_SAY:
        return Refused((Refusal(CongressReason.NO_VOICE, field, str(voice)[:20], ", ".join(DELEGATES_SAY)),))
    if len(reason) > TEXT_MAX:
        return Refused((Refusal(MotionReason.REASON_TOO_LONG, f"reason-{council.slug}", str(len(reason)), str(TEXT_MAX)),))
    told = mandate_of(question, council)
    done = cast_as_delegate(_delegate(council, act.at.date()), decision_of(question), voice, mandate=told, today=act.at.date(), reason=reason)
    if isinstance(done, BallotRefusal):
        return Refused((Refusal(CongressReason.OUTSIDE, field, mandate_name(told.kind, told.allowed), "", _("Vote so, or ask your council to change what it says")),))
    tracker = tracker_of(act)
    if not question.voices.filter(council=council).update(member_id=act.by, voice=voice, reason=reason, at=act.at, tracker=tracker):
        question.voices.create(id=act.new_id(), community=act.community, council=council, member_id=act.by, voice=voice, reason=reason, at=act.at, tracker=tracker)
    return {"tracker": tracker}


def _delegate(council: Council, today: date) -> Delegate:
    """Return whoever speaks for a council, as the engine weighs it: the seat is the council's, whoever fills it."""
    return Delegate(council.slug, council.slug, today, date.max)


@handles("question.petition")
def sign(act: Act) -> dict | Refused:
    """Ask that everybody decides a question; body: question. Enough members, or more than half in enough councils, send it to the assembly at once, decided or not."""
    about = _about(act)
    if isinstance(about, Refused):
        return about
    question, _council = about
    tree, signer = tree_of(question), Member.objects.get(pk=act.by)
    if question.motion_id is not None:
        return Refused((Refusal(CongressReason.SENT_DOWN),))
    if str(signer.number) not in tree.members:
        return Refused((Refusal(CongressReason.NOT_SEATED),))
    if not question.petitions.filter(member=signer).exists():
        Petition.objects.create(id=act.new_id(), community=act.community, question=question, member=signer, at=act.at)
    signers = {str(number) for number in question.petitions.values_list("member__number", flat=True)} & set(tree.members)
    asking = [council.id for council in tree.primary if 2 * len(signers.intersection(council.members)) > len(council.members)]
    asked = check_petition(tree, decision_of(question), signers=signers, councils=asking, charter=charter_of_community(act.community))
    if isinstance(asked, Referral):
        send_down(act, question, asked)
    return {"signed": len(signers), "motion": question.motion.number if question.motion else None}


@handles("question.close")
def close(act: Act) -> dict | Refused:
    """Count a question whose time is over, or on which all delegates have voted; body: question. A close vote goes down to everybody."""
    about = _open(act)
    if isinstance(about, Refused):
        return about
    question, _council = about
    if not may_count(question, act.at):
        return Refused((Refusal(CongressReason.TOO_EARLY),))
    roll, counted, charter = [], {}, charter_of_community(act.community)
    councils = councils_of(question)
    for voice in question.voices.select_related("council", "member").order_by("council__position"):
        told = mandate_of(question, voice.council)
        outside = told is not None and told.kind != "free" and voice.voice not in told.allowed
        # A council may bind its delegate after the vote: what lies outside is not counted, and shown.
        if not (outside and told.kind == "binding"):
            counted[voice.council.slug] = voice.voice
        roll.append({"council": voice.council.slug, "member": voice.member.number, "voice": voice.voice, "mandate": told.kind if told else "",
                     "allowed": list(told.allowed) if told else [], "outside": outside, "counted": voice.council.slug in counted})
    decision = read_decision(charter, ASSEMBLY)
    weights = weigh_delegates(tree_of(question), [_delegate(council, act.at.date()) for council in councils], charter)
    result = tally_motion(counted, decision.counting, decision.bar, weights=weights)
    question.closed_at, question.passed, question.result = act.at, result.winner == "for", {**as_plain(result), "roll": roll}
    question.save(update_fields=["closed_at", "passed", "result"])
    referral = find_close_vote(decision_of(question), result, charter) if counted else None
    if referral is not None:
        send_down(act, question, referral)
    return {"passed": question.passed, "roll": roll, "motion": question.motion.number if question.motion else None}


def send_down(act: Act, question: Question, referral: Referral) -> None:
    """Put a question of delegates to everybody, as a motion of the assembly; what delegates decided no longer stands."""
    question.motion, question.closed_at = open_motion(act, question.title, question.text, question.raised_by_id), question.closed_at or act.at
    question.result = {**question.result, "why_down": referral.rule.rsplit(".", 1)[-1]}
    question.save(update_fields=["motion", "closed_at", "result"])
