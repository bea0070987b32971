"""How national tables are read."""

from parecon.charter.table import Rule

ROWS = (
    Rule("datasets.imbalance_share_max", 1e-5, "share of the row",
         "An imbalance of a row or column up to this share is spread and reported; above it the table is refused.",
         "our design, from the closure of the bundled tables", low=0.0, high=0.01),
    Rule("datasets.rounding_units_per_cell", 0.5, "published units per cell",
         "An imbalance that rounding alone explains, at most this much for every published cell of the row, is spread too.",
         "our design: a published cell is rounded to its unit", low=0.0, high=1.0),
    Rule("datasets.negative_use_share_max", 0.001, "share of the row",
         "A negative intermediate use up to this share of its row is moved to the output of the industry; above it the table is refused.",
         "our design", low=0.0, high=0.1),
    Rule("datasets.capital_charge_floor", 0.01, "share of output",
         "Where fixed capital consumption plus net surplus is negative, the capital charge is this share of output.",
         "our design", low=0.0, high=0.2),
    Rule("datasets.import_allocation_share_max", 0.001, "share of imports",
         "Allocated imports that miss the published imports of a product by up to this share are scaled to them; beyond it the table is refused.",
         "our design, from the US summary tables of 2012 (crude oil: 0.00045)", low=0.0, high=0.1),
    Rule("datasets.us_hours_per_person_year", 1750.0, "hours per person and year",
         "Hours of work of one person in the US, where the tables count persons only.",
         "our assumption: near 34 paid hours a week over the year, less leave", low=500.0, high=3500.0),
    Rule("datasets.town_imbalance_share_max", 0.02, "share of the larger side",
         "What a town says it used last year of a good may differ from what it says it made by up to this share; beyond it the tables are refused.",
         "our design: nobody counts every loaf, and a fiftieth is no lost delivery", low=0.0, high=0.5),
    Rule("datasets.cells_per_file_max", 40_000_000, "cells",
         "A file of more cells than this is refused while it is read.",
         "our design: about 320 MB of memory for one table", low=1, high=1_000_000_000),
)
