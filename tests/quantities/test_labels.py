"""Labels match exactly, or the first difference is named."""

import pytest

from parecon.quantities import LabelMismatch, Labels


def test_a_label_that_stands_twice_is_named_with_its_first_place():
    with pytest.raises(LabelMismatch, match="'coal' stands twice .first at position 1"):
        Labels(("coal", "steel", "coal"))


def test_an_unknown_label_is_refused_with_near_ones():
    with pytest.raises(LabelMismatch, match="no label 'cola' among 2; near ones: coal"):
        Labels(("coal", "steel")).position("cola")


@pytest.mark.parametrize("other, told", [(("coal", "iron"), "label 2 is 'iron' where 'steel' is expected"), (("coal",), "1 labels where 2 are expected"),
                                         (("coal", "steel", "tin"), "3 labels where 2 are expected")])
def test_other_labels_are_refused_at_the_first_difference(other, told):
    with pytest.raises(LabelMismatch, match=told):
        Labels(("coal", "steel")).require_same(other, "use table")


def test_positions_follow_names():
    labels = Labels(("coal", "steel", "tin"))
    assert labels.positions(["tin", "coal"]).tolist() == [2, 0]
    assert "steel" in labels and len(labels) == 3 and labels[1] == "steel"
    labels.require_same(("coal", "steel", "tin"), "the same")
