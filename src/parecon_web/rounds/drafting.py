"""What a council drafts together, and its vote to send it."""

from __future__ import annotations

import numpy as np

from parecon.economy import Economy
from parecon.proposals import ProposalBatch, batch_hash, find_refusals, make_batch
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused, Stale
from parecon_web.rounds.keeping import charter_in_force, economy_of
from parecon_web.rounds.models import Draft, DraftVote, Filing, Round
from parecon_web.rounds.packing import pack, unpack
from parecon_web.rounds.reasons import RoundReason, say_engine_refusal
from parecon_web.rounds.requesting import tracker_of

__all__ = ["batch_of_lines", "latest_draft", "latest_filing", "save_draft", "vote_draft", "votes_needed"]


def latest_draft(round: Round, council: Council) -> Draft | None:
    """Return a council's newest draft of a round."""
    return round.drafts.filter(council=council).order_by("-version").first()


def latest_filing(round: Round, council: Council) -> Filing | None:
    """Return what a council sent last in a round."""
    return round.filings.filter(council=council).order_by("-version").first()


def votes_needed(council: Council, charter) -> int:
    """Return how many votes send a draft: more than the charter's share of the members."""
    return int(council.seats.count() * charter["councils.send_share"]) + 1


def batch_of_lines(round: int, position: int, lines: dict[str, int], economy: Economy, *, flexibility: dict[str, float] | None = None,
                   capacity: float = 0.0, marks: int = 0, reasons: str = "") -> ProposalBatch:
    """Return one council's lines, integers in fixed point, as the engine's batch of one, with the reasons it gives in words."""
    codes = sorted((code for code, amount in lines.items() if amount), key=economy.labels.position)
    flexibility = flexibility or {}
    return make_batch(round, {
        "council": np.array([position]), "start": np.array([0, len(codes)]), "good": economy.labels.positions(codes),
        "quantity": np.array([lines[code] for code in codes], dtype=np.int64),
        "flexibility": np.array([flexibility.get(code, 0.0) for code in codes]), "capacity": np.array([capacity]), "marks": np.array([marks])},
        reasons=((position, reasons),) if reasons.strip() else ())


def _about(act: Act) -> tuple[Round, Council, Member] | Refused:
    round = Round.objects.filter(community=act.community, year__number=act.body["year"], number=act.body["round"]).select_related("year").first()
    council = Council.objects.filter(community=act.community, slug=act.body["council"]).first()
    member = Member.objects.filter(community=act.community, id=act.by).first()
    if member is None or council is None or round is None or not council.seats.filter(member=member).exists():
        return Refused((Refusal(RoundReason.NOT_SEATED),))
    if round.state != Round.State.OPEN:
        return Refused((Refusal(RoundReason.ROUND_CLOSED),))
    return round, council, member


def draft_text(draft: Draft | None) -> dict:
    """Return a draft as both sides of a conflict are shown."""
    if draft is None:
        return {"version": 0, "lines": {}, "flexibility": {}, "capacity": 0.0, "reasons": "", "member": None}
    return {"version": draft.version, "lines": draft.lines, "flexibility": draft.flexibility, "capacity": draft.capacity,
            "reasons": draft.reasons, "member": draft.member_id}


@handles("draft.save", sealed=("lines", "flexibility", "capacity", "reasons"))
def save_draft(act: Act) -> dict | Refused | Stale:
    """Save a version of a draft; body: year, round, council, based_on (version), lines, flexibility, capacity, reasons."""
    about = _about(act)
    if isinstance(about, Refused):
        return about
    round, council, member = about
    newest = latest_draft(round, council)
    if act.body["based_on"] != (newest.version if newest else 0):
        return Stale(draft_text(newest))
    lines = {code: int(amount) for code, amount in act.body["lines"].items() if amount}
    unknown = [Refusal(RoundReason.UNKNOWN_GOOD, code, code) for code in lines if code not in economy_of(round.year).labels]
    if unknown or not lines:
        return Refused(tuple(unknown) or (Refusal(RoundReason.EMPTY),))
    draft = Draft.objects.create(id=act.new_id(), community=act.community, round=round, council=council, version=act.body["based_on"] + 1,
                                 member=member, lines=lines, flexibility=act.body["flexibility"], capacity=float(act.body["capacity"]),
                                 reasons=act.body["reasons"], at=act.at)
    return {"draft": draft.id, "version": draft.version}


@handles("draft.vote", sealed=("yes",))
def vote_draft(act: Act) -> dict | Refused | Stale:
    """Vote on the newest draft; body: year, round, council, version, yes. The vote that makes the majority sends it, if the engine accepts it.

    The answer counts no votes: the count after a member's vote, in the public log, would tell how they voted.
    """
    about = _about(act)
    if isinstance(about, Refused):
        return about
    round, council, member = about
    newest = latest_draft(round, council)
    if newest is None or act.body["version"] != newest.version:
        return Stale(draft_text(newest))
    mine = newest.votes.filter(member=member)
    if not mine.update(yes=act.body["yes"]):
        DraftVote.objects.create(id=act.new_id(), community=act.community, draft=newest, member=member, yes=act.body["yes"])
    votes, needed = newest.votes.filter(yes=True).count(), votes_needed(council, charter_in_force(round.year))
    sent = round.filings.filter(draft=newest).first()
    if votes < needed or sent is not None:
        return {"sent": sent.version if sent else 0}
    return _send(act, round, newest) or {"sent": latest_filing(round, council).version}


def _send(act: Act, round: Round, draft: Draft) -> Refused | None:
    economy = economy_of(round.year)
    said = unpack(round.announcement)
    batch = batch_of_lines(round.number, draft.council.position, draft.lines, economy, flexibility=draft.flexibility, capacity=draft.capacity,
                           reasons=draft.reasons)
    refusals = find_refusals(batch, economy, said, charter_in_force(round.year))
    if refusals:
        return Refused(tuple(say_engine_refusal(refusal) for refusal in refusals))
    before = latest_filing(round, draft.council)
    Filing.objects.create(id=act.new_id(), community=act.community, round=round, council=draft.council, version=before.version + 1 if before else 1,
                          draft=draft, batch=pack(batch), batch_hash=batch_hash(batch), at=act.at, tracker=tracker_of(act))
    return None
