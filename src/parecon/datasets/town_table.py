"""Last year of the demonstration town, in whole kilograms, trips, hours: who made what, out of what, and who used it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping

from parecon.economy import Good, GoodKind

__all__ = ["TOWN", "Common", "Neighbourhood", "TownTable", "Workplace"]

_P, _I, _C = GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE


@dataclass(frozen=True)
class Workplace:
    """One worker council's last year: members, hours, what it made and used by code.

    worth: how many units of its first product one unit of each other product counts for;
    ratio: social benefit over social cost last year; answer: how its size answers what its
    work earns; room: largest output over last year's.
    """

    code: str
    name: str
    industry: str
    members: int
    made: Mapping[str, int]
    used: Mapping[str, int]
    worth: Mapping[str, float] = field(default_factory=dict)
    ratio: float = 1.0
    answer: float = 1.0
    room: float = 1.2


@dataclass(frozen=True)
class Neighbourhood:
    """One neighbourhood: its ward, how many people live there, and how many of them work."""

    code: str
    name: str
    ward: str
    members: int
    at_work: int


@dataclass(frozen=True)
class Common:
    """One collective good that places decide: which level decides it, what a unit is made of, and how much all places of that level had last year."""

    code: str
    name: str
    level: str
    unit: str
    recipe: Mapping[str, float]
    amount: int


@dataclass(frozen=True)
class TownTable:
    """A small economy's last year in whole units, from which prices, baskets and efforts follow.

    industries, wards: code -> name of federations; factor_prices: what is given, relative
    to an hour of work, which has the code "hours"; collective: council -> name and
    requests; world_prices: units of the currency outside for one unit of each import;
    private_imports: what neighbourhoods used of them; emitted: ``pollutant`` per unit of
    what neighbourhoods burn. The coming year: ``more`` requested by the first collective
    council, hours and permits over last year's. commons: what ``collective`` requests, as
    goods that the town and its neighbourhoods decide (levels town and neighbourhood).
    """

    name: str
    year: int
    goods: tuple[Good, ...]
    workplaces: tuple[Workplace, ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    industries: Mapping[str, str]
    wards: Mapping[str, str]
    factor_prices: Mapping[str, float]
    collective: Mapping[str, tuple[str, Mapping[str, int]]]
    world_prices: Mapping[str, float] = field(default_factory=dict)
    private_imports: Mapping[str, int] = field(default_factory=dict)
    investment: Mapping[str, int] = field(default_factory=dict)
    exports: Mapping[str, int] = field(default_factory=dict)
    emitted: Mapping[str, float] = field(default_factory=dict)
    pollutant: str = ""
    more: Mapping[str, int] = field(default_factory=dict)
    hours_factor: float = 0.98
    permit_factor: float = 0.97
    commons: tuple[Common, ...] = ()


_GOODS: tuple[Good, ...] = (
    Good("bread", "bread", _P, "kilograms", tier="survival"),
    Good("vegetables", "vegetables and fruit", _P, "kilograms", tier="survival"),
    Good("milk", "milk", _P, "litres", tier="survival"),
    Good("cheese", "cheese", _P, "kilograms", tier="comfort"),
    Good("meals", "canteen meals", _P, "meals", tier="comfort"),
    Good("dwellings", "dwelling space kept", _P, "square metres", tier="survival"),
    Good("squares", "streets, squares and playgrounds kept", _C, "square metres", level="neighbourhood"),
    Good("clothes", "clothes", _P, "pieces", tier="comfort"),
    Good("repairs", "repairs", _P, "repairs", tier="comfort"),
    Good("electricity", "electricity", _P, "kilowatt-hours", tier="survival"),
    Good("heat", "heat", _P, "kilowatt-hours", tier="survival"),
    Good("trips", "bus trips", _P, "trips", tier="comfort"),
    Good("visits", "visits at the clinic and at home", _C, "visits", level="town"),
    Good("lessons", "lessons", _C, "lessons", level="town"),
    Good("newspapers", "newspapers", _P, "copies", tier="luxury"),
    Good("software", "work on software", _P, "hours of service", tier="comfort"),
    Good("flour", "flour", _I, "kilograms", tier="survival", priced_by="exchange"),
    Good("groceries", "oil, rice, sugar, coffee", _I, "kilograms", tier="survival", priced_by="exchange"),
    Good("cloth", "cloth", _I, "square metres", tier="luxury", priced_by="exchange"),
    Good("medicines", "medicines", _I, "packs", tier="survival", priced_by="exchange"),
    Good("parts", "spare parts, tools and building materials", _I, "crates", tier="comfort", priced_by="exchange"),
    Good("diesel", "diesel", _I, "litres", tier="comfort", priced_by="exchange"),
    Good("gas", "bottled gas", _I, "kilograms", tier="survival", priced_by="exchange"),
    Good("paper", "paper", _I, "kilograms", tier="luxury", priced_by="exchange"),
    Good("devices", "telephones and computers", _I, "devices", tier="luxury", priced_by="exchange"),
    Good("hours", "work", GoodKind.LABOUR, "hours"),
    Good("equipment", "use of buildings and machines", GoodKind.CAPITAL, "machine days"),
    Good("land", "land", GoodKind.NATURE, "square metres"),
    Good("co2", "carbon dioxide", GoodKind.POLLUTANT, "kilograms"),
    Good("exchange", "credit with the world outside", GoodKind.FOREIGN_EXCHANGE, "units of the currency outside"),
)

_WORKPLACES: tuple[Workplace, ...] = (
    Workplace("bakery", "Bakery", "food", 3, {"bread": 12_000},
              {"flour": 8_400, "milk": 300, "electricity": 6_000, "heat": 4_000, "gas": 600, "parts": 20, "repairs": 20, "hours": 4_200,
               "equipment": 250, "land": 200, "co2": 1_800}, ratio=1.02, room=1.3),
    Workplace("garden", "Market garden", "food", 4, {"vegetables": 16_000},
              {"diesel": 500, "electricity": 2_000, "parts": 40, "repairs": 25, "hours": 5_800, "equipment": 200, "land": 12_000, "co2": 1_300},
              ratio=0.98, answer=0.7, room=1.1),
    Workplace("dairy", "Dairy", "food", 4, {"milk": 14_000, "cheese": 2_400},
              {"electricity": 5_000, "heat": 6_000, "diesel": 400, "parts": 40, "repairs": 20, "hours": 5_900, "equipment": 300, "land": 20_000,
               "co2": 6_000}, worth={"cheese": 7.0}, ratio=0.99, answer=0.7, room=1.15),
    Workplace("canteen", "Canteen", "food", 5, {"meals": 20_000},
              {"bread": 1_800, "vegetables": 4_000, "milk": 2_000, "cheese": 400, "groceries": 2_500, "electricity": 4_000, "gas": 500, "parts": 10,
               "repairs": 10, "hours": 6_600, "equipment": 180, "land": 150, "co2": 1_500}, ratio=1.01, answer=1.5, room=1.4),
    Workplace("building", "Building co-operative", "housing", 5, {"dwellings": 2_400, "squares": 3_200},
              {"parts": 220, "electricity": 2_500, "diesel": 600, "repairs": 15, "hours": 7_300, "equipment": 500, "land": 3_000, "co2": 1_560},
              worth={"squares": 0.3}, ratio=0.99, room=1.15),
    Workplace("power", "Power and heat", "housing", 3, {"electricity": 90_000, "heat": 160_000},
              {"gas": 9_000, "parts": 60, "repairs": 30, "software": 30, "hours": 4_300, "equipment": 1_200, "land": 6_000, "co2": 27_000},
              worth={"heat": 0.4}, ratio=1.01, answer=0.6, room=1.1),
    Workplace("bus", "Bus", "housing", 3, {"trips": 24_000},
              {"diesel": 5_000, "repairs": 90, "parts": 30, "software": 20, "electricity": 500, "hours": 4_300, "equipment": 400, "land": 400,
               "co2": 13_000}, ratio=0.97, room=1.3),
    Workplace("sewing", "Sewing workshop", "workshops", 3, {"clothes": 1_800},
              {"cloth": 3_600, "electricity": 3_000, "repairs": 15, "parts": 15, "hours": 4_300, "equipment": 160, "land": 80}, ratio=1.02, answer=1.4,
              room=1.4),
    Workplace("repair", "Repair shop", "workshops", 3, {"repairs": 900},
              {"parts": 300, "electricity": 2_000, "software": 20, "hours": 4_400, "equipment": 150, "land": 100}, ratio=1.0, answer=1.3, room=1.3),
    Workplace("print", "Print and software", "workshops", 4, {"newspapers": 3_120, "software": 700},
              {"paper": 900, "electricity": 4_000, "heat": 3_000, "devices": 4, "repairs": 10, "hours": 5_600, "equipment": 200, "land": 60},
              worth={"software": 5.0}, ratio=1.01, answer=1.5, room=1.5),
    Workplace("clinic", "Clinic", "care", 4, {"visits": 1_800},
              {"medicines": 500, "electricity": 3_000, "heat": 10_000, "software": 40, "paper": 40, "repairs": 15, "hours": 5_900, "equipment": 300,
               "land": 200}, ratio=1.0, answer=0.8, room=1.1),
    Workplace("school", "School", "care", 4, {"lessons": 3_600},
              {"meals": 1_200, "trips": 1_200, "electricity": 3_000, "heat": 14_000, "newspapers": 100, "paper": 300, "software": 40, "repairs": 15,
               "hours": 5_900, "equipment": 150, "land": 500}, ratio=1.0, answer=0.8, room=1.15),
)

_NEIGHBOURHOODS: tuple[Neighbourhood, ...] = (
    Neighbourhood("mill-lane", "Mill Lane", "upper", 7, 5), Neighbourhood("hill-side", "Hillside", "upper", 8, 6),
    Neighbourhood("old-market", "Old Market", "upper", 7, 5), Neighbourhood("orchard", "Orchard", "upper", 8, 6),
    Neighbourhood("river-bank", "Riverbank", "lower", 7, 6), Neighbourhood("station", "Station", "lower", 8, 6),
    Neighbourhood("harbour", "Harbour", "lower", 7, 5), Neighbourhood("meadow", "Meadow", "lower", 8, 6),
)

TOWN = TownTable(
    "town", 2026, _GOODS, _WORKPLACES, _NEIGHBOURHOODS,
    industries={"food": "food", "housing": "housing, energy and transport", "workshops": "workshops", "care": "care and learning"},
    wards={"upper": "upper ward", "lower": "lower ward"},
    factor_prices={"hours": 1.0, "equipment": 2.0, "land": 0.02, "co2": 0.01, "exchange": 0.083},
    collective={"services": ("The town together", {"visits": 1_800, "lessons": 3_600, "newspapers": 420, "software": 30, "electricity": 2_000}),
                "commons": ("Streets and squares", {"squares": 3_200})},
    world_prices={"flour": 0.9, "groceries": 5.0, "cloth": 8.0, "medicines": 15.0, "parts": 25.0, "diesel": 1.8, "gas": 2.5, "paper": 2.0, "devices": 300.0},
    private_imports={"flour": 600, "groceries": 6_000, "cloth": 120, "medicines": 240, "gas": 1_800, "devices": 40},
    investment={"parts": 120, "devices": 6, "repairs": 95},
    exports={"bread": 5_400, "vegetables": 4_800, "milk": 6_000, "cheese": 1_200, "clothes": 800, "software": 520},
    emitted={"gas": 3.0}, pollutant="co2", more={"lessons": 120},
    commons=(Common("health", "health care", "town", "visits", {"visits": 1.0}, 1_800),
             Common("schooling", "lessons for children and adults", "town", "lessons", {"lessons": 1.0}, 3_600),
             Common("library", "the library open", "town", "opening days", {"newspapers": 7.0, "software": 0.5}, 60),
             Common("lighting", "street lamps lit", "town", "lamps", {"electricity": 10.0}, 200),
             Common("outdoors", "streets, squares and playgrounds", "neighbourhood", "square metres", {"squares": 1.0}, 3_200)))
"""Thirty goods, twelve workplaces, eight neighbourhoods, sixty people; amounts are ours, of the size of a small town's."""
