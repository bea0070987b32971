"""Industry federations inside the rounds: appeals, and the likely final plan they publish."""

from parecon.charter.table import Rule

_OURS = "our design"

ROWS = (
    Rule("federations.appeal_round", 3, "round", "From the close of this round on proposals that came back may appeal; before, prices are still far from balance.",
         "our design; rounds 1 and 2 are free proposals: Albert and Hahnel, Looking Forward (1991), 6.3", low=1, high=1000),
    Rule("federations.projection_round", 3, "round", "From this round on industry federations publish the likely final plan of their industry.",
         "Albert and Hahnel, Looking Forward (1991), 7.4", low=1, high=1000),
    Rule("federations.projection_digits", 6, "digits", "The likely final plans are published with this many significant digits.",
         "our design: a forecast, and anyone can recompute it", low=1, high=15),
    Rule("society.appeal_margin", 0.1, "share", "A simulated council appeals where its means, what is asked of it, or its main input's price moved by more than this.",
         _OURS, low=0.0, high=1.0),
    Rule("society.appeal_patience", 0.3, "share of the norm", "The most patient simulated council lets another stand this far below the norm; the least, nowhere below it.",
         _OURS, low=0.0, high=1.0),
)
