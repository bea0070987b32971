"""A minority's magazine cannot be starved by arithmetic (institutions.md 2.9)."""

import numpy as np
import pytest

from parecon.economy import CouncilKind
from parecon.feasibility import NORMS, adopted_lines, close_plan


def cuts_by_council(economy, closing, candidate, good):
    """Return the share that each consumer council's request for ``good`` loses, and the average over all of them."""
    batch = closing.batch
    adopted = adopted_lines(economy, closing.table, batch, candidate.shares)[0]
    owner = np.repeat(batch.council, np.diff(batch.start))
    mine = (economy.councils.kind[owner] == CouncilKind.CONSUMER) & (batch.good == good) & (batch.quantity < 0)
    asked, kept = -batch.quantity[mine], -adopted[mine]
    return 1 - kept / asked, 1 - kept.sum() / asked.sum()


@pytest.mark.parametrize("norm", sorted(NORMS))
def test_the_magazine_gives_no_larger_share_of_its_paper_than_the_newspaper(made, charter, norm):
    """160 of 1,660 reams are short: 940 newspaper readers asked for one each, 60 magazine readers for twelve."""
    economy, record, batch = made.make_press()
    closing = close_plan(economy, record, batch, charter)
    cuts, average = cuts_by_council(economy, closing, closing.candidate(norm), 0)
    assert average == pytest.approx(160 / 1660, abs=1e-8)
    assert np.abs(cuts - average).max() <= 0.01
    assert np.ptp(cuts) <= 1e-8


@pytest.mark.parametrize("norm", sorted(NORMS))
def test_no_private_cut_lies_a_point_above_its_goods_average(made, charter, norm):
    economy, record, batch = made.make_economy(5, 40, 25, seed=11, gap=0.08)
    closing = close_plan(economy, record, batch, charter)
    for good in np.flatnonzero(closing.table.requests[0]):
        cuts, average = cuts_by_council(economy, closing, closing.candidate(norm), good)
        assert (cuts <= average + 0.01).all()


def test_where_paper_is_a_need_and_the_floor_cannot_be_kept_the_plan_is_refused_with_the_reams_missing(made, charter):
    economy, record, batch = made.make_press(paper=1400.0, survival=True)
    refusal = close_plan(economy, record, batch, charter)
    assert refusal.goods == ("paper",)
    assert refusal.amounts[0] == pytest.approx(1660 * 0.9 - 1400, abs=1e-5)
