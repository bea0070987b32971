"""What the participatory procedure adds when it stands in a comparison."""

from parecon.charter.table import Rule

ROWS = (
    Rule("participatory.facilitators_share", 0.002, "share of those who work", "So many work in facilitation boards, as one task of a balanced job.",
         "our design", low=0.0001, high=0.5),
    Rule("participatory.decision_weights", (0.1, 0.3, 0.2, 0.4), "shares of what decisions move", "What each kind of decision moves: rules of the charter, the ballot on the plan, prices, what councils make and use.", "our design: o_d of institutions.md 13", low=0.0, high=1.0),
    Rule("participatory.replan_weeks", 3.0, "weeks", "After a shock in mid-year the old plan goes on for so long, as far as it can, until a new one is adopted.",
         "planning takes a few weeks: participatoryeconomy.org, FAQ on planning time; the figure is our design", low=0.0, high=52.0),
)
