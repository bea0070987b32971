"""How a plan is carried out: deliveries, stocks, wishes that change, and what is done when something fails."""

from parecon.charter.table import Rule

_OURS = "our design"
_ORDER = "institutions.md 10: stock, swaps in the federation, overtime, prices, a small round of those affected"

ROWS = (
    Rule("execution.delivery_over_plan_max", 0.1, "share of the planned amount", "A workplace may deliver this much more than planned before its federation has to agree.",
         _OURS, low=0.0, high=10.0),
    Rule("execution.wish_changes_max", 1, "changes a year", "A council may change its wishes so many times during the year.",
         "issue: one change of wishes during the year; people may change their minds: PE, post-plan adjustments", low=0, high=52),
    Rule("execution.lead_weeks", 1.0, "weeks", "From the order of a good to its delivery.", _OURS, low=0.0, high=104.0),
    Rule("execution.review_weeks", 1.0, "weeks", "Stocks are counted this often.", "review period R of institutions.md 12.7", low=0.0, high=52.0),
    Rule("execution.service_factor", 1.65, "standard deviations", "The safety stock covers so many standard deviations of what is used while a delivery is awaited.",
         "z of institutions.md 12.7; 1.65 is 95 % of a normal distribution", low=0.0, high=5.0),
    Rule("execution.use_spread", 0.2, "share of the mean of a week", "How much the use of a week spreads, as long as fewer weeks were counted than `execution.weeks_known`.",
         _OURS, low=0.0, high=3.0),
    Rule("execution.weeks_known", 8, "weeks", "After so many weeks the spread of use is taken from what was counted.", _OURS, low=2, high=53),
    Rule("execution.band_top", 4.0, "times the order level", "A stock above this many times the level up to which orders go has left its band.", _OURS, low=1.0, high=100.0),
    Rule("execution.overtime_share_max", 0.05, "share of planned hours", "Overtime within the year adds no more than this to a workplace's hours.",
         "overtime at the normal rate: Albert and Hahnel, Looking Forward, 7.6; the figure is our design", low=0.0, high=0.5),
    Rule("execution.price_step_max", 0.1, "share of the planned price", "Within the year no price moves further than this from the plan's.", _ORDER, low=0.0, high=1.0),
    Rule("execution.demand_elasticity", 0.8, "per cent per per cent", "By how much people draw less of a good that grows dearer within the year, as the board assumes.",
         "our design, the elasticity of P9's model of wishes", low=0.0, high=10.0),
    Rule("execution.recourse_order", ("stock", "swap", "overtime", "price", "small round"), "", "The order in which means are used when a good falls short.", _ORDER),
)
