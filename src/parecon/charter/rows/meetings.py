"""How long planning takes: estimates by which acts are turned into minutes."""

from parecon.charter.table import Rule

_OURS = "our estimate; a society would measure it"
_TAX = "our estimate; personal planning should take no longer than a tax return: participatoryeconomy.org, how much time does planning take"

ROWS = (
    Rule("meetings.attendance", 0.5, "share of members", "So many members of a council come to its meetings.", _OURS, low=0.0, high=1.0),
    Rule("meetings.request_minutes", 40.0, "minutes a person", "A person's first request of the year, from last year's basket.", _TAX, low=0.0, high=10_000.0),
    Rule("meetings.request_again_minutes", 8.0, "minutes a person", "Looking over a request in every later round.", _OURS, low=0.0, high=10_000.0),
    Rule("meetings.neighbourhood_minutes", 60.0, "minutes a member present", "A neighbourhood's meeting before the first round.", _OURS, low=0.0, high=10_000.0),
    Rule("meetings.neighbourhood_again_minutes", 15.0, "minutes a member present", "A neighbourhood's meeting in every later round.", _OURS, low=0.0, high=10_000.0),
    Rule("meetings.workplace_minutes", 120.0, "minutes a member present", "A worker council's meeting on its first proposal, in work time.", _OURS, low=0.0, high=10_000.0),
    Rule("meetings.workplace_again_minutes", 45.0, "minutes a member present", "A worker council's meeting in every later round, in work time.", _OURS, low=0.0, high=10_000.0),
    Rule("meetings.federation_minutes", 180.0, "minutes a delegate", "A federation's meeting before the first round, with one delegate of each member council.", _OURS, low=0.0, high=10_000.0),
    Rule("meetings.federation_again_minutes", 60.0, "minutes a delegate", "A federation's meeting in every later round.", _OURS, low=0.0, high=10_000.0),
    Rule("meetings.ballot_minutes", 4.0, "minutes a voter", "Reading the options of one ballot and voting.", _OURS, low=0.0, high=10_000.0),
    Rule("meetings.appeal_minutes", 30.0, "minutes a delegate", "Hearing one appeal in the federation and voting on it.", _OURS, low=0.0, high=10_000.0),
)
