"""The charter and its versions keep their own values, whatever becomes of the tables they were made from."""

import pytest

from parecon.charter import Charter, default_charter
from parecon.charter.amend import Version


def test_a_version_keeps_the_changes_it_was_made_of():
    changes = {"rounds.count_max": 5}
    version = Version(2, "hash", changes, "ballot 1", "congress", "2027-01-01")
    changes["rounds.count_max"] = 6
    assert version.changes["rounds.count_max"] == 5
    with pytest.raises(TypeError, match="item assignment"):
        version.changes["rounds.count_max"] = 7


def test_a_charter_keeps_its_rules_and_what_was_adopted():
    rules, adopted, adopters = dict(default_charter().rules), {"rounds.count_max": 5}, {"rounds.count_max": "congress"}
    charter = Charter(rules, adopted, adopters)
    for table in (rules, adopted, adopters):
        table.clear()
    assert charter["rounds.count_max"] == 5 and charter.adopters["rounds.count_max"] == "congress"
