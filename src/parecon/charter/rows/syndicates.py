"""Syndicates: rounds of statistics, and what each branch is willing to do."""

from parecon.charter.table import Rule

_OURS = "our design; institutions.md 12.4"

ROWS = (
    Rule("syndicates.rounds", 40, "rounds", "Statistics go up and lacks are negotiated so often at most.", _OURS, low=1, high=1000),
    Rule("syndicates.settled", 0.001, "share of what was asked", "Where a round adds less, sums have settled.", _OURS, low=0.0, high=0.5),
    Rule("syndicates.willing", 1.0, "share of room", "Branches do more than last year, where others lack, up to this share of what they could.",
         "our design: one at its best; Mattick holds that syndicates have the last word", low=0.0, high=1.0),
    Rule("syndicates.kept_back", 0.0, "share of last year's work", "So much of what it did last year a branch no longer does, for it has the last word.",
         "our design: none at its best; Mattick holds that syndicates have the last word", low=0.0, high=1.0),
    Rule("syndicates.refusal_max", 1.0, "share of room", "So much of it they refuse where all are wholly self-interested.", _OURS, low=0.0, high=1.0),
    Rule("syndicates.delegates_share", 0.01, "share of those who work", "Delegates in branch, local, regional and federal councils.", _OURS, low=0.0001, high=0.5),
    Rule("syndicates.minutes_per_report", 60.0, "minutes", "A council spends so long on one report or one negotiation.", _OURS, low=0.0, high=10_000.0),
    Rule("syndicates.decision_weights", (0.5, 0.3, 0.1, 0.1), "shares of what decisions move", "What each kind of decision moves: what a branch makes, how lacks are shared, statistics, rationing of what is short.", "our design: o_d of institutions.md 13", low=0.0, high=1.0),
)
