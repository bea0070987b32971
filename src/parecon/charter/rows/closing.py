"""How an exactly feasible plan is closed after the last round."""

from parecon.charter.table import Rule

ROWS = (
    Rule("closing.slack_up", 0.02, "share", "A closing may ask a worker council for this share more than it proposed, never above its filed capacity.",
         "our design: algorithm.md 0 (the closing cuts nothing where outputs may move by 2 %)", low=0.0, high=0.5),
    Rule("closing.slack_down", 0.1, "share",
         "A closing may lower a worker council's activity by this share of what it proposed; by more only where no plan is possible otherwise.",
         "our design: a council's year is not given up for the sake of a norm", low=0.0, high=1.0),
    Rule("closing.cut_most", 0.1, "share",
         "A closing takes no more than this share of any final request; more only where no plan is possible otherwise, or where needs come first.",
         "our design: a norm of least change would else take almost the whole of one good", low=0.0, high=1.0),
    Rule("closing.classes_max", 2000, "classes", "Like worker councils are grouped into at most this many classes (or one per row, where there are more rows).",
         "institutions.md 2.9, size", low=1, high=100_000),
    Rule("closing.floor_survival", 0.9, "share", "No plan keeps less than this share of private requests for goods of the tier survival.",
         "our design: below it there is no plan, and the short goods are named", low=0.0, high=1.0),
    Rule("closing.floor_comfort", 0.0, "share", "No plan keeps less than this share of private requests for goods of the tier comfort.", "our design", low=0.0, high=1.0),
    Rule("closing.floor_luxury", 0.0, "share", "No plan keeps less than this share of private requests for goods of the tier luxury.", "our design", low=0.0, high=1.0),
    Rule("closing.tier_unstated", "comfort", "", "The tier of private requests for goods whose tier nobody stated.", "our design", choices=("survival", "comfort", "luxury")),
    Rule("closing.needs_order", ("survival", "collective", "comfort", "investment", "exports", "luxury"), "",
         "The order in which a needs-first plan protects requests, first to last; each kind stands in it once.",
         "institutions.md 2.9 D; the places of collective goods, investment and exports are our design"),
    Rule("closing.norms", ("least-change", "shared-change", "equal-percentage", "needs-first", "low-incomes-first"), "",
         "The norms by which candidate plans are closed.", "institutions.md 2.9"),
    Rule("closing.income_groups", 10, "groups", "Consumer councils are grouped by income per head into this many groups of equal members, to show who bears what.",
         "our design: deciles", low=1, high=100),
    Rule("closing.coincide_below", 1e-6, "share", "Two candidates are called one where no class and no request differs by more than this.",
         "our design: a millionth of what was proposed", low=0.0, high=0.1),
    Rule("closing.distance_rounds", 40, "rounds", "The search for the distance to an optimum ends after this many rounds of linearisation.",
         "our design", low=1, high=1000),
    Rule("closing.distance_precision", 1e-4, "share", "The search for the distance to an optimum ends when its two bounds are this close.",
         "our design", low=1e-9, high=0.1),
)
