"""Industry federations inside the rounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parecon.ballots import count_approvals
from parecon.charter import default_charter
from parecon.datasets import read_sweden
from parecon.datasets.society import build_society
from parecon.datasets.town import build_town
from parecon.economy import CouncilKind
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.facilitation.federations import (
    REFUSED, Appeal, AppealReason, compare_with_peers, decide_appeal, electorate_of, fall_back, file_appeal, project_industries,
)
from parecon.procedures import participatory
from parecon.responses import respond

CHARTER = default_charter().adopt({"approval.tolerance_average": 0.0}, "x")


@pytest.fixture(scope="module")
def year():
    economy, society = build_society(read_sweden(2013), seed=1, charter=CHARTER, size=0.01)
    opened = announce_first(economy, CHARTER, society.benchmark_prices)
    heard, refused = submit(opened, respond(economy, society, opened.announcement))
    assert not refused
    return close_round(heard), society


def returned_council(closed):
    return int(closed.assessment.council[np.flatnonzero(closed.assessment.returned)[0]])


def test_a_federation_sees_each_proposal_beside_the_average_of_its_industry(year):
    peers = compare_with_peers(year[0])
    for r in np.unique(peers.row)[:20]:
        mine = peers.row == r
        assert peers.ratio[mine].min() - 1e-12 <= peers.average[r] <= peers.ratio[mine].max() + 1e-12
        if (peers.worth_per_hour[mine] > 0).all():
            assert peers.worth_per_hour[mine].min() * (1 - 1e-9) <= peers.hour_average[r] <= peers.worth_per_hour[mine].max() * (1 + 1e-9)
    assert peers.returned.any()


def test_only_a_returned_proposal_appeals_after_the_close_and_with_words(year):
    closed, _ = year
    passing = int(closed.assessment.council[np.flatnonzero(~closed.assessment.returned)[0]])
    assert file_appeal(closed, passing, "we are new").reason is AppealReason.NOT_RETURNED
    assert file_appeal(closed, -5, "we are new").reason is AppealReason.NOT_RETURNED
    assert file_appeal(closed, returned_council(closed), "  ").reason is AppealReason.NO_REASON
    assert file_appeal(follow(closed), returned_council(closed), "we are new").reason is AppealReason.ROUND_OPEN
    appeal = file_appeal(closed, returned_council(closed), "the only bakery of the valley")
    assert isinstance(appeal, Appeal) and appeal.ratio < appeal.norm


@pytest.mark.parametrize(("for_it", "against", "granted"), [(9, 4, True), (4, 9, False), (6, 6, False)])
def test_the_federation_decides_by_vote_under_the_charters_bar(year, for_it, against, granted):
    closed, _ = year
    charter = CHARTER.adopt({"ballots.proposal_appeal.quorum": 0.0}, "x")
    appeal = file_appeal(closed, returned_council(closed), "hard soil")
    approves = np.array([[True, False]] * for_it + [[False, True]] * against)
    decision = decide_appeal(appeal, count_approvals(approves, np.ones(len(approves), dtype=np.int64)), closed.economy, charter)
    assert decision.granted is granted


def test_a_refused_proposal_gives_way_to_last_years_amounts_and_a_new_unit_to_none(year):
    closed, society = year
    council = returned_council(closed)
    appeal = file_appeal(closed, council, "hard soil")
    no = count_approvals(np.array([[False, True]]), np.array([1]))
    charter = CHARTER.adopt({"ballots.proposal_appeal.quorum": 0.0}, "x")
    decision = decide_appeal(appeal, no, closed.economy, charter)
    batch = fall_back((decision,), closed.standing, 2)
    assert batch.council.tolist() == [council] and batch.marks.tolist() == [REFUSED]
    mine = closed.standing.start[np.searchsorted(closed.standing.council, council)]
    assert batch.quantity[0] == closed.standing.quantity[mine]
    opened = follow(closed)
    heard, refused = submit(opened, respond(closed.economy, society, opened.announcement))
    assert not refused
    heard, refused = submit(heard, batch)
    assert not refused and sum(len(b) for b in heard.batches) == len(closed.standing)
    nobody = replace(decision, appeal=replace(appeal, council=10**6))
    assert fall_back((nobody,), closed.standing, 2).start.tolist() == [0, 0]
    assert fall_back((replace(decision, granted=True),), closed.standing, 2) is None


def test_the_likely_final_plan_is_published_from_the_third_round(year):
    closed, society = year
    assert project_industries(closed) is None
    now = closed
    for _ in range(2):
        now = follow(now)
        now = close_round(submit(now, respond(now.economy, society, now.announcement))[0])
    found = project_industries(now)
    assert found is not None and len(found.row) == len(found.likely)
    np.testing.assert_allclose(found.likely, found.proposed, rtol=0.05)


def test_whoever_is_alone_in_an_industry_is_heard_by_the_federation_around_it():
    """In a town every workplace has a row of its own: those who decide are the other workplaces of its federation, never the appellant itself."""
    economy, _ = build_town(default_charter(), 0)
    workers = np.flatnonzero(economy.councils.kind == CouncilKind.WORKER).tolist()
    around = {w: economy.federations[economy.councils.federation[w]].parent for w in workers}
    assert len(set(around.values())) > 2
    for council in workers:
        assert electorate_of(economy, council).tolist() == [w for w in workers if around[w] == around[council] and w != council] != []


def test_simulated_councils_appeal_once_with_a_case_that_can_be_checked_and_nothing_else_changes():
    charter = default_charter().adopt({"approval.tolerance_average": 0.0, "federations.appeal_round": 1, "rounds.worst_gap_to_close": 1e-5}, "x")
    economy, society = build_society(read_sweden(2013), seed=1, charter=charter, size=0.005)
    outcome = participatory.run(economy, society, charter, participatory.Setting(start="random"))
    appeals = [d.appeal for d in outcome.year.appeals]
    assert len(appeals) > 20 and len({a.council for a in appeals}) == len(appeals)
    first = outcome.year.records[0]
    short = {good.name for good, gap in zip(economy.goods, first.gaps) if gap > charter["society.appeal_margin"]}
    told = [a.words for a in appeals if a.round == 1 and a.words.startswith("more ")]
    assert told and all(words.removeprefix("more ").split(" is asked for")[0] in short for words in told)
    without = participatory.run(economy, society, charter.adopt({"federations.appeal_round": 1000}, "x"), participatory.Setting(start="random"))
    assert not without.year.appeals and without.year.round == outcome.year.round
