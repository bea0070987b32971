"""The year under an adopted plan: deliveries, draws of credits, stocks, changed wishes, shocks, and the year closed into the next."""

from parecon.execution.closing import close_year, next_economy, year_actuals, year_figures
from parecon.execution.deliveries import Act, deliver, sell_outside, use_goods
from parecon.execution.details import DetailLine, split_line
from parecon.execution.draws import Draw, collect, draw_goods, give_back, let_expire, reserve_goods
from parecon.execution.lines import Lines, lines_of_plan
from parecon.execution.opening import one_holder_each, open_year
from parecon.execution.recourse import Recourse, Step, find_recourse, hold_small_round, record_shock, take_step
from parecon.execution.refusals import ExecutionReason, ExecutionRefusal
from parecon.execution.results import LineResult, WorkplaceResult, line_results, workplace_results
from parecon.execution.stocks import Band, StockLevel, find_alarms, spare_amounts, stock_gaps, stock_levels
from parecon.execution.wishes import WishChange, change_wishes
from parecon.execution.year import STOCKED, ExecutionYear, Holder, Shock, Waiting

__all__ = [
    "STOCKED", "Act", "Band", "DetailLine", "Draw", "ExecutionReason", "ExecutionRefusal", "ExecutionYear", "Holder", "LineResult", "Lines", "Recourse", "Shock",
    "Step", "StockLevel", "Waiting", "WishChange", "WorkplaceResult", "change_wishes", "close_year", "collect", "deliver", "draw_goods", "find_alarms",
    "find_recourse", "give_back", "hold_small_round", "let_expire", "line_results", "lines_of_plan", "next_economy", "one_holder_each", "open_year",
    "record_shock", "reserve_goods", "sell_outside", "spare_amounts", "split_line", "stock_gaps", "stock_levels", "take_step", "use_goods",
    "workplace_results", "year_actuals", "year_figures",
]
