"""Private arrangement: what is free, what is given away, who is refused, and when bargains count as a market."""

from parecon.charter.table import Rule

_OURS = "our design"
_TEXT = "reported in Wetzel, Debating Economic Vision for a Society without Classes (2004)"

ROWS = (
    Rule("arrange.given_share", 0.5, "share of the rest", "Federations give away so much of what is not basic, to all alike.", _OURS, low=0.0, high=1.0),
    Rule("arrange.willing", 0.5, "share of room", "Federations do more than last year, for basics, up to this share of what they could.", _OURS, low=0.0, high=1.0),
    Rule("arrange.rotation_loss", 0.05, "share of hours", "Work takes so much longer where jobs rotate.", _TEXT + ": jobs rotate; the loss is our design", low=0.0, high=2.0),
    Rule("arrange.greedy_share", 0.0, "share of people", "So many people take more basics than they need.", _OURS, low=0.0, high=1.0),
    Rule("arrange.greedy_share_max", 0.3, "share of people", "The same where all are wholly self-interested.", _OURS, low=0.0, high=1.0),
    Rule("arrange.greedy_extra", 1.0, "times their need", "What they take beyond need.", _OURS, low=0.0, high=20.0),
    Rule("arrange.known_share", 0.5, "share of takings", "The greedy are refused where those who hand out know them.", _TEXT + ": the greedy are refused by those who can know them; the share is our design", low=0.0, high=1.0),
    Rule("arrange.meetings", 250, "rounds", "So often in a year everybody meets somebody with whom to exchange: about once a working day.", _OURS, low=0, high=10_000),
    Rule("arrange.minutes_per_bargain", 15.0, "minutes", "A bargain takes so long.", _OURS, low=0.0, high=10_000.0),
    Rule("arrange.market_exchanged", 0.5, "share", "Bargains count as a market where more than this of what is held changes hands,", _OURS, low=0.0, high=10.0),
    Rule("arrange.market_spread", 0.1, "standard deviation of the logarithm", "what holders would give differs by less than this,", _OURS, low=0.0, high=10.0),
    Rule("arrange.market_near_clearing", 0.9, "correlation", "and is as near as this to the ratios at which all could exchange at once.", _OURS, low=-1.0, high=1.0),
    Rule("arrange.decision_weights", (0.5, 0.2, 0.2, 0.1), "shares of what decisions move", "What each kind of decision moves: what a federation makes, what counts as basic, private bargains, who is refused.", "our design: o_d of institutions.md 13", low=0.0, high=1.0),
    Rule("arrange.worth_while", 0.02, "share of a bundle", "Nobody bargains for a gain below this.", _OURS, low=0.0, high=1.0),
)
