"""What this room returns cannot be changed afterwards."""

from dataclasses import is_dataclass

import parecon.ballots as room


def test_every_value_of_the_room_is_frozen():
    kinds = [kind for name in room.__all__ if is_dataclass(kind := getattr(room, name))]
    assert len(kinds) > 20 and [kind.__name__ for kind in kinds if not kind.__dataclass_params__.frozen] == []
