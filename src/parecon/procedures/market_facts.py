"""What the market states of itself, as it is and in the textbook: flags, hire test, features, and what a reader must know."""

from __future__ import annotations

from parecon.procedures.protocol import Fact

__all__ = ["AS_IT_IS", "MARKET_FACTS", "TEXTBOOK", "TEXTBOOK_FACTS"]

AS_IT_IS = (
    "Enterprises are the worker councils of the same economy, with owners and managers in their place; technique and tastes are the same.",
    "Within a year an enterprise keeps to its recipe; what it decides is how much to make, at which price, and how many hours to hire.",
    "Prices follow cost at last year's mark-up and orders over offers; mark-ups of last year are in the tables and stay.",
    "Traders are good at their trade: what is short goes where it brings most, which is more than a market of strangers could promise.",
    "Hours offered are those worked last year, more or less by what is known of the year: who found no work then is in no table.",
    "The tax, and what owners save, are the rates at which last year's accounts close.",
)
TEXTBOOK = (
    "Everybody takes prices as given, knows everything about the own affairs, and trades only at prices that clear all markets.",
    "How such prices come about is not told, by the textbook or here; messages and minutes are those of the market as it is.",
    "Wages differ with skill alone, as the table's hours count it; nobody gains by bargaining, credentials or connections.",
    "Surplus goes to those who hold shares, who are as few as in the market as it is.",
)

MARKET_FACTS = {
    "on_spec": Fact(True, "Enterprises make what they expect to sell; forecasts err, and what is left over stays in store or spoils."),
    "revenue_becomes_income": Fact(True, "What sales leave after cost is the owners'."),
    "entitlements_transferable": Fact(True, "Whatever is earned can be given, lent or used to buy shares and other people's hours."),
    "seller_sets_price": Fact(True, "Each enterprise prices at cost and mark-up, and moves with its orders."),
    "who_dismisses": Fact(None, "Managers, in the owners' name; hours are hired for the output that is expected to sell."),
    "who_sets_pay": Fact(None, "Bargaining between unequal sides: credentials and connections earn more, unemployment less."),
    "pay_follows_sale": Fact(True, "Where sales fall, hours and pay are cut in the next period."),
    "refusal_costs_subsistence": Fact(True, "Who refuses every job on offer has an allowance at most."),
    "who_owns_product": Fact(None, "The enterprise, hence its owners."),
    "wage_labour": Fact(True, "Those who work sell hours to those who own."),
    "commodity_production": Fact(True, "All is made for sale."),
    "value": Fact(True, "All products are measured in one unit, by the prices at which they are sold."),
    "profit": Fact(True, "Surplus is what enterprises are run for."),
    "accumulation": Fact(True, "Surplus is invested before it is drawn, and who does not keep up loses its sales."),
    "separation": Fact(True, "Few own what all the others need in order to work."),
    "rule_by_controllers": Fact(None, "Votes are equal and representatives cannot be recalled; over enterprises only owners and managers decide."),
}

TEXTBOOK_FACTS = MARKET_FACTS | {
    "on_spec": Fact(False, "Nothing is made before its buyer is known: trade happens at clearing prices only, and nothing stays unsold."),
    "seller_sets_price": Fact(False, "Nobody sets prices; everybody takes them."),
    "who_sets_pay": Fact(None, "The price at which all hours find work; no side has power over the other."),
    "refusal_costs_subsistence": Fact(True, "Who works for nobody has an allowance at most; but there is always another job."),
}
