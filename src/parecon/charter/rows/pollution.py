"""Pollution: whom it harms, what they are compensated, how simulated councils abate and permit."""

from parecon.charter.table import Rule

_OURS = "our design"
_CLEANER = "our design; a marginal cost of abatement that rises from the price that is paid already: Nordhaus, Energy Journal 12, 1991"

ROWS = (
    Rule("pollution.communities", True, "", "Every pollutant of a table has a community of affected parties: those named, else everybody, by head.",
         "institutions.md 5; off, permits are a hard cap and charges stay in the fund (A7)"),
    Rule("pollution.compensation_most", 0.5, "share of incomes", "In a round no more than this is announced as compensation, however far its prices are from balance.",
         "our design: beyond it work would have to pay for compensation; the adopted plan pays exactly what is charged", low=0.0, high=1.0),
    Rule("society.abatement_min", 0.1, "share of emissions for each doubling of the price",
         "How much an industry does without where a unit emitted costs twice as much, smallest.", _CLEANER, low=0.0, high=10.0),
    Rule("society.abatement_max", 0.5, "share of emissions for each doubling of the price",
         "How much an industry does without where a unit emitted costs twice as much, largest.", _CLEANER, low=0.0, high=10.0),
    Rule("society.abatement_cost_max", 0.25, "share of what hours and capital cost", "What an industry spends on cleaner technique already at most, and would save were emitting free.",
         "our design: cleaner technique takes hours and capital, of which there must be enough", low=0.0, high=1.0),
    Rule("society.permits_elasticity", 0.5, "elasticity", "How what those affected would permit answers what a unit earns them.", _OURS, low=0.0, high=20.0),
    Rule("society.harm_spread", 0.3, "standard deviation of the logarithm", "How neighbourhoods, and regions, differ in the harm they feel over what they are compensated.",
         _OURS, low=0.0, high=1.0),
)
