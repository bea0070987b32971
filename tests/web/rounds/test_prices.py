"""The prices of a round: what moved against its own gap is named, with its share of value."""

from __future__ import annotations

import numpy as np
import pytest
from parecon.facilitation.own_gap import OwnGaps, explain_own_gaps
from parecon_web.members.models import Member
from parecon_web.rounds import prices
from parecon_web.rounds.bots import answer_round, demonstration_economy
from parecon_web.rounds.keeping import current_round, current_year, economy_of
from parecon_web.rounds.packing import unpack

from web.accounts.lived import together


@pytest.fixture
def second(riverside):
    """Return the town in its second round."""
    year = current_year(riverside.community)
    answer_round(current_round(year), demonstration_economy(economy_of(year).name)[1], list(Member.objects.filter(community=riverside.community)))
    together(riverside.community, "round.close")
    return riverside


def test_the_share_of_goods_that_moved_against_their_own_gap_is_published(second, monkeypatch):
    economy = economy_of(current_year(second.community))
    against = np.zeros(len(economy.goods), dtype=bool)
    against[1] = True
    asked = []
    monkeypatch.setattr(prices, "explain_own_gaps", lambda record, now, known: asked.append(record.round) or OwnGaps(against, against, np.zeros(len(against)), 0.123))
    page = second.rosa.browser.get(second.url("prices")).content.decode()
    assert "12.3 % of the value of all that is asked for, moved against its own gap" in page and asked == [1]
    note = page[page.index("moved against"):page.index("<table")]
    assert f"/goods/{economy.goods[1].code}" in note and f"/goods/{economy.goods[0].code}" not in note


def test_it_is_the_engine_s_own_finding_and_says_nothing_where_there_is_nothing(second):
    year = current_year(second.community)
    last = unpack(year.rounds.get(number=1).record)
    found = explain_own_gaps(last, unpack(current_round(year).announcement).prices, economy_of(year))
    page = second.rosa.browser.get(second.url("prices")).content.decode()
    assert ("moved against" in page) == bool(found.against.any())
    assert "moved against" not in second.rosa.browser.get(second.url("prices?year=9999")).content.decode()
