"""How simulated councils vote."""

from parecon.charter.table import Rule

ROWS = (
    Rule("ballots.simulated_tolerance", 0.0005, "share of the request", "A simulated council approves every plan that costs it at most so much more than the best one.",
         "our design: approval of what one can live with", low=0.0, high=1.0),
    Rule("ballots.simulated_collective_tolerance", 0.0005, "squared log points",
         "A simulated council approves every option for collective goods that lies at most so much further from its wishes than the nearest.",
         "our design: as above", low=0.0, high=10.0),
)
