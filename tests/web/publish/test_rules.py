"""The rules in force are shown in plain words, with what differs from the usual ones."""

from __future__ import annotations

import re

from parecon.charter import default_charter
from parecon_web.publish.rules_page import SENTENCES, plain_rules
from parecon_web.rounds.models import Year

from web.work.test_effort import signed_in


def test_every_sentence_is_filled_from_rules_that_there_are_and_changes_with_them():
    usual = default_charter()
    changed = usual.adopt({"rounds.count_max": 5, "ballots.assembly.quorum": 0.4}, "test")
    one, other = (["".join(sentences) for _title, sentences in plain_rules(charter)] for charter in (usual, changed))
    assert all("%(" not in text for text in one) and sum(len(sentences) for _title, sentences in SENTENCES) == len([s for _t, some in plain_rules(usual) for s in some])
    assert "At most 7 rounds" in one[0] and "At most 5 rounds" in other[0] and "25 %" in one[3] and "40 %" in other[3]


def test_the_page_shows_them_and_all_rows_and_what_differs(riverside):
    page = signed_in(riverside.rosa.member).get(riverside.url("rules")).content.decode()
    assert "At most 7 rounds are held" in page and page.count("<tr>") == len(default_charter().rules) + 1
    year = Year.objects.get(community=riverside.community)
    assert year.phase and "What differs here" not in page
    assert re.search(r"Hash of all of them: [0-9a-f]{64}", page)
