"""What the participatory procedure adds when it stands in a comparison."""

from parecon.charter.table import Rule

ROWS = (
    Rule("participatory.facilitators_share", 0.002, "share of those who work", "So many work in facilitation boards, as one task of a balanced job.",
         "our design", low=0.0001, high=0.5),
    Rule("participatory.decision_weights", (0.1, 0.3, 0.2, 0.4), "shares of what decisions move", "What each kind of decision moves: rules of the charter, the ballot on the plan, prices, what councils make and use.", "our design: o_d of institutions.md 13", low=0.0, high=1.0),
)
