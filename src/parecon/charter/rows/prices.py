"""How the board computes the next prices."""

from parecon.charter.table import Rule

_PRIOR = "our design: a prior where nothing is filed"

ROWS = (
    Rule("prices.rule", "calibrated-share", "", "The rule by which prices follow from the proposals just received.",
         "institutions.md 2.5: P9 the default, P5 power, P1 published", choices=("calibrated-share", "power", "published")),
    Rule("prices.floor_share", 1e-9, "share", "No price falls below this share of its value in the first round.", "institutions.md 2.5: a small positive floor", low=0.0, high=0.01),
    Rule("prices.power_exponent", 0.15, "exponent", "P5: price times (demand / supply) to this power.", "institutions.md 2.5, P5", low=0.0, high=1.0),
    Rule("prices.published_first", 0.25, "share", "P1: the lagged gap used in the first round, and its ceiling.", "Szczepanczyk, pequod-cljs csvgen.clj; institutions.md 2.5", low=0.0, high=2.0),
    Rule("prices.published_floor", 0.001, "share", "P1: the smallest step.", "as above", low=0.0, high=1.0),
    Rule("prices.published_ceiling", 1.05, "share", "P1: the ceiling of the step is this less one half to the power of the gap.", "as above", low=1.0, high=2.0),
    Rule("prices.published_start", 700.0, "credits", "P1: the price of every good at a cold start.", "as above", low=0.0),
    Rule("prices.substitution_inputs", 0.3, "elasticity", "P9: between composites a worker council uses.", _PRIOR, low=0.0, high=10.0),
    Rule("prices.substitution_value", 0.7, "elasticity", "P9: between hours and capital.", _PRIOR, low=0.0, high=10.0),
    Rule("prices.substitution_varieties", 2.0, "elasticity", "P9: between the domestic and the imported variety of a product.", _PRIOR, low=0.0, high=20.0),
    Rule("prices.substitution_wishes", 0.8, "elasticity", "P9: between composites in private consumption.", _PRIOR, low=0.0, high=10.0),
    Rule("prices.transformation", 1.0, "elasticity", "P9: between the products of one industry.", _PRIOR, low=0.0, high=10.0),
    Rule("prices.supply_elasticity", 3.0, "elasticity", "P9: of an industry's output to its price, where nothing is filed.", "algorithm.md 9: prior 3, rather high", low=0.0, high=100.0),
    Rule("prices.size_elasticity", 1.2, "elasticity", "P9: of a council's size to what its hours and capital earn, where its capacity hides what it filed.", _PRIOR, low=0.0, high=20.0),
    Rule("prices.export_elasticity", 4.0, "elasticity", "P9: of demand abroad to the price abroad, where nothing is filed.", _PRIOR, low=0.0, high=100.0),
    Rule("prices.emission_elasticity", 0.1, "elasticity", "P9: of households' own emissions to their price.", _PRIOR, low=0.0, high=10.0),
    Rule("prices.hours_elasticity", 0.1, "elasticity", "P9: of hours offered to what an hour buys.", "the issue's default for members' wishes; our design", low=0.0, high=10.0),
    Rule("prices.step_max", 3.0, "log points", "P9: no price moves by more than this between rounds.", "algorithm.md 9: cap 1.5 to 4", low=0.0, high=20.0),
    Rule("prices.model_gap", 1e-11, "log points", "P9: the board's model is solved when no gap of its own is larger.", "our design: nine published digits stay stable", low=0.0, high=0.1),
    Rule("prices.model_gap_max", 0.5, "log points", "P9: a model that cannot be solved closer than this is not announced; the power rule steps in.",
         "our design: divergence is never convergence (institutions.md 2.5)", low=0.0, high=10.0),
    Rule("prices.model_steps", 60, "steps", "P9: Newton steps the board's program takes at most.", "our design", low=1, high=10000),
    Rule("prices.model_step_max", 0.7, "log points", "P9: the largest Newton step inside the model.", "institutions.md 2.5, P7", low=0.0, high=10.0),
    Rule("prices.learning_share", 0.7, "share", "P9: how far an elasticity moves, in logarithms, towards what the last two rounds showed.", "our design: damped, so that learning cannot diverge", low=0.0, high=1.0),
    Rule("prices.learning_margin", 2e-4, "log points", "P9: nothing is learnt from an industry whose margin moved less.", "our design: below this an answer is noise", low=0.0, high=1.0),
    Rule("prices.learnt_least", 0.05, "elasticity", "P9: the smallest elasticity that is learnt.", "our design", low=1e-6, high=10.0),
    Rule("prices.learnt_most", 60.0, "elasticity", "P9: the largest elasticity that is learnt.", "our design: near-constant returns reach 49 (algorithm.md 4)", low=1.0, high=1000.0),
    Rule("prices.last_year_trust", 0.05, "share of value", "P9: a first round further from balance than this is answered from last year's actuals instead.",
         "our design: last year's actuals are announced before round 1 (Looking Forward 6.2)", low=0.0, high=10.0),
    Rule("prices.announce_known", True, "", "Before round 1 last year's model is solved again with the coming year's hours, capital and permits.",
         "algorithm.md 11: announce what is known"),
)
