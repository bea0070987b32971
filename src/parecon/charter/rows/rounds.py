"""How planning rounds are held and proposals approved."""

from parecon.charter.table import Rule

ROWS = (
    Rule("rounds.count_max", 7, "rounds", "No more rounds of revision than this are held.",
         "five to seven rounds: Spanos, quoted in SPGB, Managers, Bureaucrats and the Coordinator Class", low=1, high=200),
    Rule("rounds.worst_gap_to_close", 0.01, "share", "Rounds end early when no good's gap is larger than this share of the larger side.",
         "our design; the published simulations stop at 0.05", low=0.0, high=1.0),
    Rule("rounds.standing_order", "answers prices", "", "What a silent council last said moves with the prices as its row is expected to, or is kept as it was.",
         "our design: a third of councils silent is then no harm; kept: PE, what if a consumer doesn't want to participate",
         choices=("answers prices", "kept")),
    Rule("rounds.capacity_rounding", 1e-6, "share", "Outputs may exceed the filed capacity by this share before they are refused.",
         "our design: a filed capacity is a rounded number", low=0.0, high=0.01),
    Rule("rounds.reasons_length_max", 4000, "letters", "The reasons that a council gives in words with a proposal are at most this long.",
         "our design: others have to read them", low=0, high=1_000_000),
    Rule("rounds.price_digits", 9, "digits", "Announced prices carry this many significant digits.", "our design: anyone can recompute them", low=3, high=15),
    Rule("approval.norm", "average", "", "A worker proposal is measured against the average ratio of the round, or against one.",
         "Wetzel 2004 (average); Hahnel, PE FAQ (one); institutions.md 2.3", choices=("average", "one")),
    Rule("approval.tolerance_average", 0.10, "share", "A proposal passes this far below the average ratio.", "institutions.md 2.3", low=0.0, high=1.0),
    Rule("approval.tolerance_one", 0.0, "share", "A proposal passes this far below a ratio of one.", "institutions.md 2.3", low=0.0, high=1.0),
    Rule("approval.applied", True, "", "Proposals below the norm come back to their council.", "institutions.md 2.3"),
)
