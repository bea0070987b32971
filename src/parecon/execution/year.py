"""A year under an adopted plan, as a value: every act returns the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.execution.lines import Lines
from parecon.execution.refusals import ExecutionReason, ExecutionRefusal
from parecon.ledger import Book, Transfer, TransferColumns, post_batch
from parecon.ledger.days import require_day
from parecon.plans import AdoptedPlan
from parecon.quantities import FIXED_PER_UNIT, exact_product, to_fixed

__all__ = ["STOCKED", "ExecutionYear", "Holder", "Shock", "Waiting"]

GOODS, SOCIETY = "goods", "society"
STOCKED = (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE)
"""The kinds of goods that lie in stock: what is produced or bought, not what is given."""
_MILLION = 10**6


@dataclass(frozen=True)
class Holder:
    """Somebody who draws credits: id of the account (opaque), position of the consumer council, and for how many persons.

    points: their part of what the council's plan uses privately, where effort is rated (0: as their number of persons);
    what is charged or compensated per person goes by weight. need: what their council granted them beyond that part
    (smallest units of value), which the others of the council do without.
    """

    id: str
    council: int
    weight: int = 1
    points: int = 0
    need: int = 0

    @property
    def part(self) -> int:
        """Their part of the council's private plan, in the same measure for all its holders."""
        return self.points or self.weight


@dataclass(frozen=True)
class Waiting:
    """Goods set aside for a holder until they are collected: amount (fixed point), value, entry of the book, last day."""

    holder: str
    council: int
    good: int
    amount: int
    entry: int
    expires: str


@dataclass(frozen=True)
class Shock:
    """What a workplace could not do through no fault of its own: how much of a good (fixed point), and why; excused once its federation said so."""

    council: int
    good: int
    amount: int
    why: str
    excused: bool


@dataclass(frozen=True)
class ExecutionYear:
    """A year of deliveries, draws and changes.

    book: the ledger; opened, today: first day and the last on which something happened;
    lines: what is planned, wanted and done; stock: (n,) int64 fixed point on hand of
    products and imports, and of the currency outside (which may be below 0 by what the
    plan will still earn); bought: (n,) int64 fixed point of imports, and of the currency
    that they cost; prices: (n,) in force; taken: (w, n) int64 of stock by week;
    changes: (c,) int32 changes of wishes; waiting: by request; done: act by request, so
    that asking twice does it once.
    """

    economy: Economy
    charter: object
    plan: AdoptedPlan
    book: Book
    opened: str
    today: str
    lines: Lines
    stock: np.ndarray
    bought: np.ndarray
    prices: np.ndarray
    taken: np.ndarray
    changes: np.ndarray
    holders: tuple[Holder, ...]
    waiting: Mapping[str, Waiting] = field(default_factory=dict)
    shocks: tuple[Shock, ...] = ()
    done: Mapping[str, tuple] = field(default_factory=dict)
    closed: bool = False

    def __post_init__(self) -> None:
        for name in ("stock", "bought", "prices", "taken", "changes"):
            getattr(self, name).setflags(write=False)
        for name in ("waiting", "done"):
            if not isinstance(getattr(self, name), MappingProxyType):
                object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def reserved(self) -> np.ndarray:
        """What is set aside of each good, (n,) int64."""
        return self.lines.total("reserved", False, len(self.economy.goods))

    @property
    def week(self) -> int:
        """Weeks since the year was opened."""
        return (date.fromisoformat(self.today) - date.fromisoformat(self.opened)).days // 7

    def kind_of(self, good: int) -> GoodKind:
        """Return the kind of a good."""
        return self.economy.goods[good].kind

    def council_kind(self, council: int) -> CouncilKind:
        """Return the kind of a council."""
        return CouncilKind(int(self.economy.councils.kind[council]))

    def is_stocked(self, good: int) -> bool:
        """Tell whether a good lies in stock: what is produced or bought, not what is given."""
        return self.kind_of(good) in STOCKED

    def account_of(self, council: int) -> str:
        """Return the account of a council: workplaces, and federations that request collective goods."""
        return f"council:{self.economy.council_name(council)}"

    def units_of(self, good: int, amount: int) -> int:
        """Return what an amount (fixed point) of a good is worth at the prices in force, in smallest units of the ledger."""
        return value_units(self.economy, self.charter, self.prices[good], amount)


def value_units(economy: Economy, charter, price: float, amount: int) -> int:
    """Return the value of an amount in smallest units of the ledger, rounded to the nearest; all parts of a line sum to the whole."""
    per_value = charter["ledger.units_per_credit"] * (_MILLION if "million credits per unit of currency" in economy.source else 1)
    return (2 * exact_product(price, int(amount)) * per_value + FIXED_PER_UNIT) // (2 * FIXED_PER_UNIT)


def refuse(reason: ExecutionReason, about: str, values: tuple, way_out: str) -> ExecutionRefusal:
    """Return a refusal; values: given, limit and their unit."""
    given, limit, unit = values
    return ExecutionRefusal(reason, about, given, limit, unit, way_out)


def begin_act(year: ExecutionYear, request: str, day: str, body: tuple) -> tuple[ExecutionYear, ExecutionRefusal | None, bool]:
    """Return the year on ``day``, why the act is refused at once, and whether it was done before (then nothing is to be done).

    Raises UnsuitableDay for a day that is not written as year-month-day.
    """
    if not request:
        return year, refuse(ExecutionReason.REQUEST_MISSING, "the act", ("no id", "an id", ""), "make an id before sending"), False
    if request in year.done:
        if year.done[request] == body:
            return year, None, True
        return year, refuse(ExecutionReason.REQUEST_REUSED, request, (str(body), str(year.done[request]), ""), "make a new id for another act"), False
    if year.closed:
        return year, refuse(ExecutionReason.YEAR_CLOSED, request, (day, year.today, ""), "record it in the next year"), False
    if require_day(day, "the day of an act") < year.today:
        return year, refuse(ExecutionReason.DAY_IN_THE_PAST, request, (day, year.today, ""), f"record it on {year.today} or later"), False
    return year if day == year.today else replace(year, today=day), None, False


def end_act(year: ExecutionYear, request: str, body: tuple, **changed) -> ExecutionYear:
    """Return the year with an act done and its changes in force."""
    return replace(year, done={**year.done, request: body}, **changed)


def place_of(year: ExecutionYear, council: int, good: str) -> tuple[int, ExecutionRefusal | None]:
    """Return the position of a good, or the refusal where the council or the good does not exist."""
    if not 0 <= council < len(year.economy.councils):
        return -1, refuse(ExecutionReason.UNKNOWN_COUNCIL, f"council {council}", (council, len(year.economy.councils) - 1, ""), "use a council's number")
    if good not in year.economy.labels:
        return -1, refuse(ExecutionReason.UNKNOWN_GOOD, repr(good), (good, f"one of {len(year.economy.goods)}", ""), "choose a good of this economy")
    return year.economy.labels.position(good), None


def fixed_amount(year: ExecutionYear, good: int, units: float) -> tuple[int, ExecutionRefusal | None]:
    """Return an amount in fixed point, or the refusal of one that is not above zero; raise UnsuitableQuantity for what is no number."""
    amount = int(to_fixed([units], year.economy.goods[good].code)[0])
    if amount <= 0:
        return 0, refuse(ExecutionReason.AMOUNT_NOT_ABOVE_ZERO, year.economy.goods[good].name, (units, 0, year.economy.goods[good].unit), "record what there was; nothing is no act")
    return amount, None


def post(year: ExecutionYear, transfers: Sequence[Transfer]) -> Book | object:
    """Return the book with all transfers posted, or the first refusal of the ledger; nothing is posted in part. Transfers of nothing are left out."""
    rows = [t for t in transfers if t.amount_units]
    if not rows:
        return year.book
    posted = post_batch(year.book, TransferColumns.of(rows), year.today)
    return next(iter(posted.refusals.values())) if posted.refusals else posted.book
