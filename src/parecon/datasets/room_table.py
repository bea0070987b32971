"""Last year of a room of thirty people who play an economy of twelve goods, in whole units."""

from __future__ import annotations

from parecon.datasets.town_table import Neighbourhood, TownTable, Workplace
from parecon.economy import Good, GoodKind

__all__ = ["ROOM"]

_P = GoodKind.PRODUCT
_GOODS = (
    Good("bread", "bread", _P, "loaves", tier="survival"), Good("vegetables", "vegetables", _P, "kilograms", tier="survival"),
    Good("meals", "meals", _P, "meals", tier="comfort"), Good("clothes", "clothes", _P, "pieces", tier="comfort"),
    Good("repairs", "repairs", _P, "repairs", tier="comfort"), Good("heat", "heat", _P, "kilowatt-hours", tier="survival"),
    Good("books", "books", _P, "books", tier="luxury"), Good("lessons", "lessons", GoodKind.COLLECTIVE, "lessons", level="town"),
    Good("hours", "work", GoodKind.LABOUR, "hours"), Good("equipment", "use of buildings and machines", GoodKind.CAPITAL, "machine days"),
    Good("land", "land", GoodKind.NATURE, "square metres"), Good("smoke", "smoke", GoodKind.POLLUTANT, "kilograms"),
)
_WORKPLACES = (
    Workplace("bakery", "Bakery", "food", 5, {"bread": 6_000}, {"heat": 6_000, "hours": 6_000, "equipment": 300, "land": 300}, ratio=1.02, room=1.3),
    Workplace("garden", "Garden", "food", 5, {"vegetables": 9_000}, {"repairs": 60, "hours": 6_500, "equipment": 250, "land": 20_000}, ratio=0.98, room=1.2),
    Workplace("kitchen", "Kitchen", "food", 5, {"meals": 7_500},
              {"bread": 1_200, "vegetables": 2_400, "heat": 9_000, "repairs": 40, "hours": 6_500, "equipment": 200, "land": 300}, ratio=1.01, room=1.4),
    Workplace("sewing", "Sewing room", "workshops", 5, {"clothes": 1_500, "repairs": 900}, {"heat": 3_000, "hours": 6_500, "equipment": 300, "land": 200},
              worth={"repairs": 0.8}, ratio=1.0, room=1.3),
    Workplace("stove", "Heating", "workshops", 4, {"heat": 60_000}, {"repairs": 100, "hours": 5_500, "equipment": 900, "land": 2_000, "smoke": 30_000},
              ratio=0.99, room=1.2),
    Workplace("school", "School and printing", "care", 6, {"lessons": 3_000, "books": 1_200},
              {"heat": 9_000, "repairs": 40, "meals": 600, "hours": 8_000, "equipment": 300, "land": 500}, worth={"books": 0.7}, ratio=1.0, room=1.3),
)

ROOM = TownTable(
    "room", 1, _GOODS, _WORKPLACES, tuple(Neighbourhood(f"seat-{i}", f"Seat {i}", "left" if i <= 15 else "right", 1, 1) for i in range(1, 31)),
    industries={"food": "food", "workshops": "workshops", "care": "learning"}, wards={"left": "left bench", "right": "right bench"},
    factor_prices={"hours": 1.0, "equipment": 2.0, "land": 0.02, "smoke": 0.02},
    collective={"services": ("The room together", {"lessons": 3_000})}, pollutant="smoke", more={"lessons": 90})
"""Thirty people, each a consumer council of one and a member of one of six workplaces; every amount can be counted on a sheet of paper."""
