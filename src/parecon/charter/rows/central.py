"""The central plan by convex programming."""

from parecon.charter.table import Rule

_OURS = "our design"

ROWS = (
    Rule("central.data", "true", "one of true, reported", "What the planners know of units: the truth (the upper bound of every procedure) or what units report.",
         "institutions.md 12.1", choices=("true", "reported")),
    Rule("central.weights", "planner", "one of planner, utilities, vote",
         "Whose consumption counts how much: alike for every head (planner), as last year's incomes stood (utilities), or which of both a majority votes for.",
         "institutions.md 12.1", choices=("planner", "utilities", "vote")),
    Rule("central.planners_share", 0.01, "share of those who work", "So many work in planning offices and give orders.",
         "our design: the board of one per cent of institutions.md 13", low=0.0001, high=0.5),
    Rule("central.perks_max", 1.0, "average incomes", "What wholly self-interested planners take for themselves beside their pay: official cars, special shops.",
         "our design; special shops: Matthews, Privilege in the Soviet Union (1978)", low=0.0, high=100.0),
    Rule("central.search_steps", 150, "steps", "The search for the best plan takes at most so many steps.", _OURS, low=1, high=100_000),
)
