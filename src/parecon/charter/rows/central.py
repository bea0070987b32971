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
    Rule("central.decision_weights", (0.1, 0.4, 0.1, 0.1, 0.2, 0.1), "shares of what decisions move", "What each kind of decision moves: rules, adoption of the plan, prices and weights, appointments and sanctions, how work is done in a unit, what people take from the shops.", "our design: o_d of institutions.md 13", low=0.0, high=1.0),
    Rule("central.directors_say", 0.7, "share of say", "What directors have to say about how work is done in a unit; the rest is the planners'.", _OURS, low=0.0, high=1.0),
    Rule("central.replan_weeks", 4.0, "weeks", "After a shock in mid-year the old plan goes on for so long, as far as it can, until planners have heard of it and given new orders.", _OURS, low=0.0, high=52.0),
)
