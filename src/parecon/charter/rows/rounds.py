"""How planning rounds are held."""

from parecon.charter.table import Rule

ROWS = (
    Rule("rounds.count_max", 7, "rounds", "No more rounds of revision than this are held.",
         "five to seven rounds: Spanos, quoted in SPGB, Managers, Bureaucrats and the Coordinator Class", low=1, high=200),
)
