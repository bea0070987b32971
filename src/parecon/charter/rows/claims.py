"""How hidden social costs are claimed and charged."""

from parecon.charter.table import Rule

ROWS = (
    Rule("claims.options", (0.5, 1.0), "", "Shares of a claimed hidden cost that stand on the ballot beside nothing.", "our design: others may vote for less"),
    Rule("claims.share_max", 0.9, "share of value", "The board expects no more than this of what an industry makes to be charged away.",
         "our design: its model has logarithms", low=0.0, high=0.99),
)
