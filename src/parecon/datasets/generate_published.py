"""The published model of participatory planning (institutions.md 2.10): Cobb–Douglas councils with effort, fixed incomes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind, Councils, Economy, Federation, Good, GoodKind, Row, RowTotals
from parecon.economy.economy import freeze
from parecon.quantities import FIXED_PER_UNIT, to_fixed

__all__ = ["CLASSES", "PublishedAnswer", "PublishedModel", "answer_published_workers", "generate_published", "published_columns", "published_economy", "respond_published"]

CLASSES = ("private", "intermediate", "nature", "labour", "public")
_KINDS = dict(zip(CLASSES, (GoodKind.PRODUCT, GoodKind.PRODUCT, GoodKind.NATURE, GoodKind.LABOUR, GoodKind.COLLECTIVE)))

_COUNTED_MAX = 2**61 / FIXED_PER_UNIT
"""Units of one good, of all councils, that an int64 holds with room to spare."""


@dataclass(frozen=True)
class PublishedModel:
    """Parameters of the published model; n goods in five equal classes, in the order of ``CLASSES``.

    goods: (n,) names. Worker councils: output (w,) position of the product; a, c, k, s
    (w,) of Q = a e^c prod x^b and of effort's cost s e^k; inputs are CSR: start (w+1,),
    good, exponent (l,). Consumer councils: income (h,) credits; private (h, p) and
    public (h, q) exponents of their Cobb–Douglas wishes. endowment: (n,) of nature and
    labour, 0 elsewhere.
    """

    goods: tuple[str, ...]
    output: np.ndarray
    a: np.ndarray
    c: np.ndarray
    k: np.ndarray
    s: np.ndarray
    start: np.ndarray
    good: np.ndarray
    exponent: np.ndarray
    income: np.ndarray
    private: np.ndarray
    public: np.ndarray
    endowment: np.ndarray

    def __post_init__(self) -> None:
        n, w, h = len(self.goods), len(self.output), len(self.income)
        assert n % len(CLASSES) == 0, f"{n} goods cannot form five equal classes"
        assert self.private.shape == self.public.shape == (h, n // len(CLASSES)) and self.endowment.shape == (n,)
        assert self.start.shape == (w + 1,) and len(self.good) == len(self.exponent) == self.start[-1]
        # Where this fails the closed form is the least surplus, not the largest (institutions.md 15, H2).
        assert (np.add.reduceat(self.exponent, self.start[:-1]) + self.c / self.k < 1).all(), "a council has increasing returns"
        freeze(self)

    def places(self, name: str) -> slice:
        """Return where the goods of a class stand."""
        width = len(self.goods) // len(CLASSES)
        first = CLASSES.index(name) * width
        return slice(first, first + width)


@dataclass(frozen=True)
class PublishedAnswer:
    """What all councils of a published model propose at some prices.

    supply, demand: (n,) totals; output, effort: (w,); inputs: (l,); private: (h, p)
    requests; public: (h, q) wishes, of which the mean is requested.
    """

    supply: np.ndarray
    demand: np.ndarray
    output: np.ndarray
    effort: np.ndarray
    inputs: np.ndarray
    private: np.ndarray
    public: np.ndarray


def respond_published(model: PublishedModel, prices: np.ndarray) -> PublishedAnswer:
    """Return every council's best proposal at ``prices`` (n,) and the totals, in units.

    Worker councils maximise the value of output less inputs and effort, whose optimum is
    p_j x_j = b_j l Q and s k e^k = c l Q with l the price of the product; consumers divide
    their income by exponents, paying 1/N of the price of a public good, and the mean of
    their wishes for it is requested (institutions.md 2.10).
    """
    output, effort, inputs = answer_published_workers(model, prices)
    per_wish = model.income / (model.private.sum(axis=1) + model.public.sum(axis=1))
    private = model.private * per_wish[:, None] / prices[model.places("private")]
    public = model.public * per_wish[:, None] / (prices[model.places("public")] / len(per_wish))
    n = len(model.goods)
    supply = model.endowment + np.bincount(model.output, output, n)
    demand = np.bincount(model.good, inputs, n)
    demand[model.places("private")] += private.sum(axis=0)
    demand[model.places("public")] += public.mean(axis=0)
    return PublishedAnswer(supply, demand, output, effort, inputs, private, public)


def answer_published_workers(model: PublishedModel, prices: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return output (w,), effort (w,) and inputs (l,) of every worker council at ``prices`` (n,), in units; see `respond_published`."""
    worth = prices[model.output]
    lengths = np.diff(model.start)
    owner = np.repeat(np.arange(len(worth)), lengths)
    effort_share = model.c / model.k
    logs = np.add.reduceat(model.exponent * np.log(model.exponent * worth[owner] / prices[model.good]), model.start[:-1])
    logs = np.log(model.a) + effort_share * np.log(effort_share * worth / model.s) + logs
    output = np.exp(logs / (1.0 - effort_share - np.add.reduceat(model.exponent, model.start[:-1])))
    inputs = model.exponent * (worth * output)[owner] / prices[model.good]
    effort = (effort_share * worth * output / model.s) ** (1.0 / model.k)
    return output, effort, inputs


def published_columns(model: PublishedModel, answer: PublishedAnswer) -> dict[str, np.ndarray]:
    """Return the columns of a batch with every council's proposal: council, start, good, quantity (fixed point), and empty filings.

    Worker councils come first. A consumer council requests 1/N of its wish for a public
    good, so that the requests sum to the mean of the wishes and it pays 1/N of the price.
    At prices far off a council could make more than can be counted for all; then its
    whole proposal is cut by one factor.
    """
    w, h = len(model.output), len(model.income)
    wanted = np.concatenate([answer.private, answer.public / h], axis=1)
    lengths = np.concatenate([1 + np.diff(model.start), np.full(h, wanted.shape[1])])
    start = np.concatenate([[0], np.cumsum(lengths)])
    good, quantity = np.empty(start[-1], dtype=np.int32), np.empty(start[-1])
    first = start[:w]
    good[first], quantity[first] = model.output, answer.output
    inputs = np.arange(len(model.good)) + np.repeat(first + 1 - model.start[:-1], np.diff(model.start))
    good[inputs], quantity[inputs] = model.good, -answer.inputs
    places = np.concatenate([np.arange(len(model.goods))[model.places(name)] for name in ("private", "public")])
    good[start[w]:], quantity[start[w]:] = np.tile(places, h), -wanted.ravel()
    largest = np.maximum.reduceat(np.abs(quantity), start[:-1])
    quantity *= np.repeat(np.minimum(1.0, _COUNTED_MAX / (w + h) / largest), lengths)
    return {"council": np.arange(w + h), "start": start, "good": good, "quantity": to_fixed(quantity, "proposal"),
            "flexibility": np.zeros(start[-1]), "capacity": np.zeros(w + h), "marks": np.zeros(w + h)}


def published_economy(model: PublishedModel, price: float = 700.0) -> Economy:
    """Return what is public of a published model: every good at one first ``price``, incomes fixed, a row for the makers of each product.

    Last year's totals are the first proposals at that price; they do not balance, for
    the published simulations start cold. Effort is its members' and no good.

    >>> economy = published_economy(generate_published(seed=1, workers=30, consumers=20, goods=25))
    >>> economy.fixed_incomes, len(economy.rows), economy.last_prices[0].item()
    (True, 16, 700.0)
    """
    n, w, h = len(model.goods), len(model.output), len(model.income)
    goods = tuple(Good(name, name, _KINDS[CLASSES[i * len(CLASSES) // n]], "units") for i, name in enumerate(model.goods))
    made = np.unique(model.output)
    rows = (*(Row(f"makers-{model.goods[g]}", f"makers of {model.goods[g]}", CouncilKind.WORKER) for g in made),
            Row("households", "consumer councils", CouncilKind.CONSUMER))
    congress = Federation("congress", "congress of industry federations", CouncilKind.WORKER, level="nation")
    federations = (*(Federation(row.code, f"federation of {row.name}", row.kind, "congress", "industry") for row in rows[:-1]),
                   Federation("nation", "federation of consumer councils", CouncilKind.CONSUMER, level="nation"), congress)
    row = np.concatenate([np.searchsorted(made, model.output), np.full(h, len(made))]).astype(np.int32)
    kind = np.repeat(np.array([CouncilKind.WORKER, CouncilKind.CONSUMER], dtype=np.uint8), (w, h))
    order = np.argsort(row, kind="stable")
    number = np.empty(w + h, dtype=np.int32)
    number[order] = np.arange(w + h) - np.searchsorted(row[order], row[order]) + 1
    income = np.concatenate([np.zeros(w), model.income])
    nothing = {name: np.zeros(w + h) for name in ("hours", "effort", "not_working")}
    return Economy(
        name="published", year=1, goods=goods, federations=federations, rows=rows,
        councils=Councils(kind, row.copy(), row, np.ones(w + h, dtype=np.int32), number), endowment=to_fixed(model.endowment),
        claim=np.zeros(n, dtype=np.int64), world_price=np.zeros(n), last_prices=np.full(n, price), last_totals=_totals(model, row, price),
        social_rate=np.zeros(len(rows)), last_elasticity=np.full(len(rows), -1.0), clock_hours=np.ones(len(rows)), fixed_incomes=True,
        income=to_fixed(income), source={"source": "institutions.md 2.10: a generated model of the published kind"}, **nothing)


def _totals(model: PublishedModel, row: np.ndarray, price: float) -> RowTotals:
    columns = published_columns(model, respond_published(model, np.full(len(model.goods), price)))
    cell = np.repeat(row.astype(np.int64), np.diff(columns["start"])) * len(model.goods) + columns["good"]
    keys, place = np.unique(cell, return_inverse=True)
    supply, use = np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.int64)
    np.add.at(supply, place, np.maximum(columns["quantity"], 0))
    np.add.at(use, place, np.maximum(-columns["quantity"], 0))
    return RowTotals((keys // len(model.goods)).astype(np.int32), (keys % len(model.goods)).astype(np.int32), supply, use)


def generate_published(seed: int, workers: int = 3000, consumers: int = 3000, goods: int = 50) -> PublishedModel:
    """Return a random model with the published ranges: a third of the worker councils make goods of each produced class.

    a in [4, 6], c in [0.05, 0.1], k in [3, 4], s = 1; 1 to 4 intermediate inputs, 1 or 2
    of nature and of labour, exponents in [0.75, 0.85] / inputs; incomes of 5,000; nature
    and labour in proportion to councils, 1,000 each for 3,000 (institutions.md 2.10, 15).
    Raises ValueError unless goods form five equal classes and every produced good has a council.

    >>> model = generate_published(seed=1, workers=30, consumers=20, goods=25)
    >>> answer = respond_published(model, np.full(25, 700.0))
    >>> answer.supply.shape, bool((answer.inputs > 0).all())
    ((25,), True)
    """
    width = goods // len(CLASSES)
    if width < 1 or width * len(CLASSES) != goods:
        raise ValueError(f"goods is {goods}; give a multiple of {len(CLASSES)}, so that five equal classes can be formed")
    if workers < 3 * width or consumers < 1:
        raise ValueError(f"{workers} worker and {consumers} consumer councils; give at least {3 * width} and 1, so that every good "
                         "is made and wanted")
    rng = np.random.Generator(np.random.PCG64(seed))
    produced = np.concatenate([np.arange(width) + CLASSES.index(name) * width for name in ("private", "intermediate", "public")])
    start, good = _draw_inputs(rng, workers, width)
    inputs = np.diff(start)
    endowment = np.zeros(goods)
    endowment[2 * width:4 * width] = workers / 3.0
    wishes = rng.uniform(0.5, 1.0, (consumers, 2 * width)) / (2 * width)
    return PublishedModel(
        goods=tuple(f"{name}-{i + 1}" for name in CLASSES for i in range(width)), output=produced[np.arange(workers) % len(produced)],
        a=rng.uniform(4.0, 6.0, workers), c=rng.uniform(0.05, 0.1, workers), k=rng.uniform(3.0, 4.0, workers), s=np.ones(workers),
        start=start, good=good,
        exponent=rng.uniform(0.75, 0.85, len(good)) / np.repeat(inputs, inputs), income=np.full(consumers, 5000.0),
        private=wishes[:, :width], public=wishes[:, width:], endowment=endowment)


def _draw_inputs(rng: np.random.Generator, workers: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Return CSR inputs: 1 to 4 intermediate goods, 1 or 2 of nature, 1 or 2 of labour, each drawn without repetition."""
    columns = []
    for name, most in (("intermediate", 4), ("nature", 2), ("labour", 2)):
        count = rng.integers(1, min(most, width) + 1, workers)
        order = np.argsort(rng.random((workers, width)), axis=1)[:, :most] + CLASSES.index(name) * width
        columns.append(np.where(np.arange(order.shape[1]) < count[:, None], order, -1))
    chosen = np.concatenate(columns, axis=1)
    start = np.concatenate([[0], np.cumsum((chosen >= 0).sum(axis=1))])
    return start, chosen[chosen >= 0]
