"""The switch that holds back prices which would move against their own gap."""

import numpy as np
from planned_years import three_rounds
from written_rounds import bread_and_cloth, record_of

from parecon.charter import default_charter
from parecon.facilitation import rule_called
from parecon.facilitation.record import PriceStep
from parecon.facilitation.rules_own_sign import OwnSignSwitch, against_own_gap

CHARTER, ECONOMY = default_charter(), bread_and_cloth()
RECORD = record_of(1, [5.0, 4.0], [100, 125], [130, 100])


class Both:
    """A rule that raises every price by a tenth."""

    name = "both"

    def next_prices(self, records, economy, charter):
        """Return the raised prices."""
        return PriceStep(records[-1].announcement.prices * 1.1, self.name, 1000.0, 0.0, np.zeros(3), "all rise")


def test_off_the_switch_changes_nothing():
    assert OwnSignSwitch(Both()).next_prices([RECORD], ECONOMY, CHARTER).prices.tolist() == [5.5, 4.4]


def test_on_only_prices_that_move_with_their_own_gap_move():
    on = CHARTER.adopt({"prices.own_sign": True}, "test")
    step = OwnSignSwitch(Both()).next_prices([RECORD], ECONOMY, on)
    assert step.prices.tolist() == [5.5, 4.0] and "1 prices that would have moved" in step.why


def test_rules_that_look_at_each_good_alone_are_not_held_back():
    on = CHARTER.adopt({"prices.own_sign": True}, "test")
    for name in ("power", "published", "slides-2020", "constant-step"):
        step = rule_called(name).next_prices([RECORD], ECONOMY, on)
        assert step.prices.tolist() == rule_called(name).next_prices([RECORD], ECONOMY, CHARTER).prices.tolist()


def test_the_default_rule_moves_some_prices_of_sweden_against_their_gap_unless_forbidden():
    year = three_rounds()
    own = year.economy.priced
    last = year.records[0]
    free = rule_called("calibrated-share").next_prices(year.records[:1], year.economy, year.charter)
    assert against_own_gap(free.prices, last)[own].any()
    on = year.charter.adopt({"prices.own_sign": True}, "test")
    held = rule_called("calibrated-share").next_prices(year.records[:1], year.economy, on)
    assert not against_own_gap(held.prices, last)[own].any()
