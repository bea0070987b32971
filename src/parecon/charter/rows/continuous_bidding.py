"""Continuous bidding, the control arm without an annual plan: what a society could set otherwise."""

from parecon.charter.table import Rule

_OURS = "our design"

ROWS = (
    Rule("bidding.periods", 26, "periods", "Deliveries and price changes a year.", "our design: fortnights", low=2, high=366),
    Rule("bidding.bids_per_year", 4.0, "bids a unit or group", "How often a unit or a group of consumers bids anew, at a time of its own choosing.", _OURS, low=0.01, high=1000.0),
    Rule("bidding.price_answer", 0.1, "elasticity a period", "How the board moves posted prices with bids over what is there.", _OURS, low=0.0, high=2.0),
    Rule("bidding.price_step_max", 0.05, "share a period", "No price moves further.", _OURS, low=0.001, high=1.0),
    Rule("bidding.stock_loss", 0.1, "share a period", "What nobody took that spoils.", _OURS, low=0.0, high=1.0),
    Rule("bidding.answer_factor", 1.0, "times a council's own elasticity", "How strongly a bid answers a unit's benefit over cost; rivals who expect others to hold back bid more.",
         _OURS, low=0.0, high=10.0),
    Rule("bidding.grab_self_interest", 0.5, "share of the bid", "By how much wholly self-interested units bid ahead, for what is taken first is had.",
         "our design on PE forum t/302: whoever bids first is served first", low=0.0, high=10.0),
    Rule("bidding.decision_weights", (0.3, 0.7), "shares of what decisions move", "What each kind of decision moves: rules of the charter and of prices, what units bid for.", "our design: o_d of institutions.md 13", low=0.0, high=1.0),
)
