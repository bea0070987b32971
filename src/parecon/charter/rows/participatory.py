"""What the participatory procedure adds when it stands in a comparison."""

from parecon.charter.table import Rule

ROWS = (
    Rule("participatory.facilitators_share", 0.002, "share of those who work", "So many work in facilitation boards, as one task of a balanced job.",
         "our design", low=0.0001, high=0.5),
)
