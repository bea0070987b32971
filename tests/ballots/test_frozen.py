"""What this room returns cannot be changed afterwards."""

from dataclasses import is_dataclass

import pytest

import parecon.ballots as room


def test_every_value_of_the_room_is_frozen():
    kinds = [kind for name in room.__all__ if is_dataclass(kind := getattr(room, name))]
    assert len(kinds) > 20 and [kind.__name__ for kind in kinds if not kind.__dataclass_params__.frozen] == []


def test_a_value_does_not_change_with_the_table_it_was_made_from():
    council, prohibition = room.Council("top", None, ("Ada",)), room.Prohibition("gambling", "it ruins people", "ballot 1")
    seats, members, councils, table = {"north": 2}, {"north": 9}, {"top": council}, {"gambling": prohibition}
    body, tree, prohibitions = room.Body("watch", seats, members, "congress"), room.CouncilTree(councils), room.Prohibitions(table)
    for given, held in ((seats, body.seats), (members, body.members), (councils, tree.councils), (table, prohibitions.table)):
        before = dict(held)
        given.clear()
        assert dict(held) == before and before
        with pytest.raises(TypeError, match="item assignment"):
            held["another"] = None
