"""Market socialism of labour-managed enterprises: what such a society could set otherwise."""

from parecon.charter.table import Rule

_OURS = "our design"

ROWS = (
    Rule("selfmanaged.periods", 12, "periods", "Enterprises decide on members and prices move so often a year.", "our design: months", low=2, high=53),
    Rule("selfmanaged.expulsion", False, "", "Whether members may vote other members out where that raises the income of those who stay.",
         "Ward 1958 lets them; the Yugoslav law of 1976 did not"),
    Rule("selfmanaged.leaving_share", 0.01, "share of members a period", "Members who leave by themselves, for age or another place.", _OURS, low=0.0, high=1.0),
    Rule("selfmanaged.membership_step", 0.05, "share of members a period", "No enterprise takes in or sheds more members in a period.", _OURS, low=0.0, high=1.0),
    Rule("selfmanaged.entry", True, "", "Whether a public bank founds new enterprises, with rented capital, where income per member is highest.",
         "Vanek 1970, ch. 14 and 15: entry makes up for the short run"),
    Rule("selfmanaged.entry_share", 0.02, "share of members a period", "How fast new enterprises of an industry grow at most.", _OURS, low=0.0, high=1.0),
    Rule("selfmanaged.capital_charge", 1.0, "times last year's", "What an enterprise pays society for a unit of capital.",
         "Ward 1958: a charge on fixed assets set by the state", low=0.0, high=100.0),
    Rule("selfmanaged.staff_weight", 0.0, "share of say", "Weight of director and staff, who want growth, in what an enterprise decides.",
         "institutions.md 12.6; none at its best", low=0.0, high=1.0),
    Rule("selfmanaged.staff_self_interest", 0.5, "share of say", "Weight that wholly self-interested directors and staff win.",
         "our design; Županov on oligarchic influence in Yugoslav enterprises", low=0.0, high=1.0),
    Rule("selfmanaged.staff_pay", 1.5, "times a member's income", "What director and staff draw at full weight; a member's at none.", _OURS, low=1.0, high=20.0),
    Rule("selfmanaged.price_answer", 0.15, "elasticity a period", "How prices answer orders over what is offered.", _OURS, low=0.0, high=2.0),
    Rule("selfmanaged.price_step_max", 0.05, "share a period", "No price moves further.", _OURS, low=0.001, high=1.0),
    Rule("selfmanaged.stock_loss", 0.1, "share a period", "Unsold goods and hours of service that spoil.", _OURS, low=0.0, high=1.0),
    Rule("selfmanaged.bank_share", 1.0, "share of investment", "Investment that a public bank finances; the rest members would pay from what they do not draw.",
         "Vanek 1970: external financing only, at its best", low=0.0, high=1.0),
    Rule("selfmanaged.stay_years", 10.0, "years", "How long a member expects to stay, who leaves behind what was invested from income.",
         "Furubotn and Pejovich 1970; the figure is ours", low=1.0, high=60.0),
    Rule("selfmanaged.interest", 0.05, "share a year", "What savings yield that a member may take along.", _OURS, low=0.001, high=1.0),
    Rule("selfmanaged.investment_answer", 0.5, "elasticity", "How members' own investment answers the yield that they have to ask of it.", _OURS, low=0.0, high=5.0),
    Rule("selfmanaged.allowance", 0.6, "share of a member's average income", "What a person without work, or who cannot work, receives.", _OURS, low=0.0, high=1.0),
    Rule("selfmanaged.mandate_drift", 0.1, "share of votes", "How often elected directors and deputies decide otherwise than those who sent them.",
         "our design: delta of institutions.md 13", low=0.0, high=1.0),
    Rule("selfmanaged.pollution", "taxed", "", "Whether emissions are free, taxed, or limited by permits that are sold.", _OURS, choices=("unpriced", "taxed", "traded")),
    Rule("selfmanaged.pollution_tax", 5.0, "times last year's price of permits", "Tax on a unit emitted, where it is taxed.", _OURS, low=0.0, high=10_000.0),
    Rule("selfmanaged.prices_weight", 0.5, "share of sales", "What decisions on prices move; decisions on what to make and whom to take in move the rest.", "our design: o_d of institutions.md 13", low=0.0, high=1.0),
)
