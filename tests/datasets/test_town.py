"""The demonstration town: last year stands in whole units and balances, the coming year plans."""

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets.town import build_room, build_town, room_actuals, town_actuals
from parecon.economy import CouncilKind, GoodKind, total_actuals
from parecon.facilitation import announce_first, close_round, submit
from parecon.facilitation.aggregate import total_of_rows, total_rows
from parecon.feasibility import Infeasible
from parecon.procedures.participatory import Setting, run, worst_gap
from parecon.proposals import assess, batch_of_actuals
from parecon.quantities import FIXED_PER_UNIT
from parecon.responses import respond

CHARTER = default_charter()
SEEDS = (1, 2, 3)


@pytest.fixture(scope="module", params=SEEDS)
def base(request):
    return build_town(CHARTER, request.param, coming=False), request.param


def test_the_town_has_the_size_that_people_can_know():
    economy, _ = build_town(CHARTER, 1)
    kinds, members = economy.councils.kind, economy.councils.members
    assert len(economy.goods) == 30 and (kinds == CouncilKind.WORKER).sum() == 12 and (kinds == CouncilKind.CONSUMER).sum() == 8
    assert members[kinds == CouncilKind.CONSUMER].sum() == 60
    assert members[kinds == CouncilKind.WORKER].sum() == 60 - economy.not_working.sum() == 45
    assert {g.kind for g in economy.goods} == set(GoodKind)
    assert {g.level for g in economy.goods if g.kind is GoodKind.COLLECTIVE} == {"town", "neighbourhood"}


def test_every_workplace_has_a_row_of_its_own():
    economy, _ = build_town(CHARTER, 1)
    rows = economy.councils.row[economy.councils.kind == CouncilKind.WORKER]
    assert len(set(rows.tolist())) == 12
    leaves = [economy.federations[f] for f in economy.councils.federation]
    assert len({leaf.code for leaf in leaves}) == len(economy.councils) and leaves[0].name == "Bakery"


def test_last_year_balances_to_the_last_smallest_unit(base):
    (economy, _), _ = base
    supply, demand = total_of_rows(economy.last_totals, economy)
    assert (supply == demand).all()


def test_last_year_stands_in_whole_units_but_for_what_the_exports_earned(base):
    (economy, _), seed = base
    actuals = town_actuals(CHARTER, seed)
    exchange = economy.labels.position("exchange")
    broken = actuals.good[actuals.quantity % FIXED_PER_UNIT != 0]
    assert set(broken.tolist()) <= {exchange}


def test_actuals_by_council_sum_to_last_years_totals(base):
    (economy, _), seed = base
    actuals = town_actuals(CHARTER, seed)
    totals = total_actuals(actuals, economy.councils)
    for name in ("row", "good", "supply", "use"):
        assert (getattr(totals, name) == getattr(economy.last_totals, name)).all(), name
    batch = batch_of_actuals(actuals)
    again = total_rows(batch, economy)
    assert (again.supply == totals.supply).all() and (again.use == totals.use).all()


def test_at_last_years_prices_every_council_proposes_what_it_did(base):
    (economy, society), seed = base
    year = announce_first(economy, CHARTER, economy.last_prices)
    batch = respond(economy, society, year.announcement)
    supply, demand = total_of_rows(total_rows(batch, economy), economy)
    assert (np.abs(supply - demand) / np.maximum(supply, 1)).max() <= 1e-9
    did = {(c, g): q for c, start, end in _spans(town_actuals(CHARTER, seed)) for g, q in zip(start, end)}
    for c, goods, amounts in _spans(batch):
        for g, q in zip(goods, amounts):
            assert q == pytest.approx(did.get((c, g), 0), rel=1e-8, abs=2)


def _spans(columns):
    for i, council in enumerate(columns.council.tolist()):
        lines = slice(int(columns.start[i]), int(columns.start[i + 1]))
        yield council, columns.good[lines].tolist(), columns.quantity[lines].tolist()


def test_an_average_hour_at_average_effort_earns_one_credit(base):
    (economy, _), _ = base
    year = announce_first(economy, CHARTER, economy.last_prices)
    assert year.announcement.income_factor == pytest.approx(1.0, abs=1e-8)
    assert (economy.hours * economy.effort).sum() == pytest.approx(economy.hours.sum(), rel=1e-8)
    people = economy.effort > 0
    assert np.abs(economy.effort[people] - 1).max() < 0.02


def test_every_workplace_passes_the_norm_last_year(base):
    (economy, society), _ = base
    batch = respond(economy, society, announce_first(economy, CHARTER, economy.last_prices).announcement)
    found = assess(batch, economy, economy.last_prices, CHARTER)
    assert not found.returned.any() and found.ratio.min() < 1 < found.ratio.max()


@pytest.mark.parametrize(("seed", "start", "bar"), [(seed, "last-year", 5) for seed in SEEDS] + [(1, "ones", 7), (2, "random", 7)])
def test_the_coming_year_plans(seed, start, bar):
    economy, society = build_town(CHARTER, seed)
    outcome = run(economy, society, CHARTER, Setting(seed, start))
    assert worst_gap(outcome.year.records[-1], economy) <= 0.01 and outcome.year.round <= bar
    assert not isinstance(outcome.closing, Infeasible) and len(outcome.closing.candidates) == 5 and not outcome.closing.coincide
    assert outcome.plan is not None


def test_the_coming_year_is_not_last_year_again():
    economy, society = build_town(CHARTER, 1)
    year = close_round(_heard(announce_first(economy, CHARTER), economy, society))
    assert worst_gap(year.records[-1], economy) > 0.01


def _heard(year, economy, society):
    year, refusals = submit(year, respond(economy, society, year.announcement))
    assert not refusals
    return year


def test_last_year_stands_in_for_everyone_who_is_silent_in_round_1():
    economy, _ = build_town(CHARTER, 1)
    year = close_round(announce_first(economy, CHARTER, economy.last_prices, actuals=batch_of_actuals(town_actuals(CHARTER, 1))))
    record = year.records[-1]
    assert record.silent == len(economy.councils) and record.heard == 0
    # Two per cent fewer hours are what is new; at last year's prices everybody's budget is a little smaller.
    assert 0 < worst_gap(record, economy) < 0.05


def test_the_rooms_last_year_balances_in_whole_units_too():
    economy, society = build_room(CHARTER, 1, coming=False)
    supply, demand = total_of_rows(economy.last_totals, economy)
    assert (supply == demand).all() and (room_actuals(CHARTER, 1).quantity % FIXED_PER_UNIT == 0).all()
    year = announce_first(economy, CHARTER, economy.last_prices)
    supply, demand = total_of_rows(total_rows(respond(economy, society, year.announcement), economy), economy)
    assert (np.abs(supply - demand) / np.maximum(supply, 1)).max() <= 1e-9


def test_the_same_seed_gives_the_same_town_and_another_seed_other_tastes():
    (one, first), (other, second), (third, _) = (build_town(CHARTER, seed) for seed in (1, 1, 2))
    assert (one.last_totals.use == other.last_totals.use).all() and (first.consumers.quantity == second.consumers.quantity).all()
    assert town_actuals(CHARTER, 1).quantity.tolist() != town_actuals(CHARTER, 2).quantity.tolist()
    assert [good.code for good in one.goods] == [good.code for good in third.goods]
