"""Castoriadis's plan factory: what a society of workers' councils that plans so could set otherwise."""

from parecon.charter.table import Rule

_OURS = "our design"
_TEXT = "Castoriadis, Workers' Councils and the Economics of a Self-Managed Society (1957)"

ROWS = (
    Rule("planfactory.step", 0.05, "share", "How far variants on the ballot lie from last year's investment and public uses, and below the hours offered.",
         f"{_TEXT}, section 7; the figure is ours", low=0.001, high=0.5),
    Rule("planfactory.voters_per_group", 4, "voters", "Opinions drawn in each income group for the ballot.", _OURS, low=1, high=10_000),
    Rule("planfactory.opinion_spread", 0.3, "standard deviation of the logarithm", "How people differ in what free time, investment and public uses are worth to them.",
         _OURS, low=0.0, high=2.0),
    Rule("planfactory.work_share", 0.25, "share of waking hours", "Working time of who works, which is what free time is valued beside.", _OURS, low=0.01, high=0.9),
    Rule("planfactory.periods", 4, "periods", "The factory hears from the shelves so often a year.", "our design: quarters", low=1, high=53),
    Rule("planfactory.follows_shelves", True, "", "Whether the next target is what was taken from the shelves, and more of what ran short; else the voted basket stands.",
         f"{_TEXT}, section 8: consumers' demand as the guide"),
    Rule("planfactory.shelf_answer", 0.3, "elasticity", "How much more is made of what cost more on the shelf than the hours in it.", _OURS, low=0.0, high=3.0),
    Rule("planfactory.dearest_counted", 2.0, "times the hours in it", "A shelf price higher than that says no more to the factory than this one.", _OURS, low=1.0, high=1000.0),
    Rule("planfactory.shelf_prices", True, "", "Whether what runs short costs more for a while; else it is rationed at its labour content.",
         f"our design on {_TEXT}, section 8"),
    Rule("planfactory.shelf_steps", 200, "steps", "Shelf prices are moved at most so often until what is short is just enough.", _OURS, low=1, high=10_000),
    Rule("planfactory.allowance", 1.0, "share of average income from work", "What one who does not work receives.", f"our design in the spirit of {_TEXT}: equal incomes",
         low=0.0, high=2.0),
    Rule("planfactory.staff_share", 0.002, "share of those who work", "People of the plan factory.", _OURS, low=1e-6, high=0.5),
    Rule("planfactory.drafters_share", 0.5, "share of say", "What the factory's people win over the ballot if they are wholly self-interested, for they draft what is voted on.",
         "institutions.md 13: a proposal nearly always passed unchanged is half its drafter's", low=0.0, high=1.0),
    Rule("planfactory.decision_weights", (0.25, 0.25, 0.5), "shares of what decisions move", "What each kind of decision moves: of all consumption: which variants are on the ballot, hours and the basket, how plants work; investment and public uses count by what they take.", "our design: o_d of institutions.md 13", low=0.0, high=1.0),
)
