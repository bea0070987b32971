"""Who does not work, where a table does not tell."""

from parecon.charter.table import Rule

_NEAR_SWEDEN = "near Sweden 2013, where 23 % of 9.6 million were under 20 and 19 % were 65 or older (Statistics Sweden); the rest is our design"

ROWS = (
    Rule("society.not_working_child", 0.44, "share of those who do not work", "Children.", _NEAR_SWEDEN, low=0.0, high=1.0),
    Rule("society.not_working_pension", 0.38, "share of those who do not work", "Retired persons.", _NEAR_SWEDEN, low=0.0, high=1.0),
    Rule("society.not_working_student", 0.08, "share of those who do not work", "Students.", _NEAR_SWEDEN, low=0.0, high=1.0),
    Rule("society.not_working_unable", 0.06, "share of those who do not work", "Adults who cannot work.", _NEAR_SWEDEN, low=0.0, high=1.0),
    Rule("society.not_working_between_jobs", 0.04, "share of those who do not work", "Members who wait for a place.", _NEAR_SWEDEN, low=0.0, high=1.0),
)
