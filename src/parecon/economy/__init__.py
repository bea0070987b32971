"""The frozen economy (public knowledge) and the society of simulated councils (private knowledge)."""

from parecon.economy.actuals import Actuals, total_actuals
from parecon.economy.allowances import average_allowance
from parecon.economy.collective import Collective, CollectiveGood
from parecon.economy.communities import NO_CAP, Community
from parecon.economy.councils import CouncilKind, Councils, Federation
from parecon.economy.economy import Economy, Row, RowTotals
from parecon.economy.goods import Good, GoodKind
from parecon.economy.sheets import GoodSheet
from parecon.economy.society import Affected, CollectiveTastes, Consumers, FixedRequests, Society, TradeDesk, Workers
from parecon.economy.wishes import WishShard

__all__ = [
    "NO_CAP",
    "Actuals",
    "Affected",
    "Collective",
    "CollectiveGood",
    "CollectiveTastes",
    "Community",
    "Consumers",
    "CouncilKind",
    "Councils",
    "Economy",
    "Federation",
    "FixedRequests",
    "Good",
    "GoodKind",
    "GoodSheet",
    "Row",
    "RowTotals",
    "Society",
    "TradeDesk",
    "WishShard",
    "Workers",
    "average_allowance",
    "total_actuals",
]
