"""O*NET and the BLS matrix: the bundled extract, its measures, and the workplaces made of it."""

from __future__ import annotations

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.cli.jobs import occupations_of
from parecon.datasets.errors import TableError
from parecon.datasets.occupations import ACTS, occupation_attribution, read_occupations, read_rating_items
from parecon.datasets.occupations_extract import extract_occupations, sister_codes
from parecon.work import Reason, make_industry_workplace, map_classes, rate_acts, rate_items


def rate(name):
    table, items = read_occupations(), read_rating_items(name)
    return rate_items(table.columns_of(items), sign=items.sign, weight=items.weight, low=items.low, high=items.high, charter=default_charter())


def test_the_table_holds_the_published_numbers():
    table = read_occupations()
    assert (len(table.codes), len(table.industries)) == (794, 84)
    assert table.thousand_jobs.sum() == pytest.approx(118_640.1)
    assert table.thousand_jobs[table.industry("622")].sum() == pytest.approx(6_130.8)
    assert np.allclose(table.act_shares.sum(axis=1), 1) and np.isfinite(table.figures).all()


def test_most_jobs_have_figures_of_their_own():
    table = read_occupations()
    own = np.array([m == "own" for m in table.match])
    assert table.thousand_jobs[:, own].sum() / table.thousand_jobs.sum() > 0.94
    assert set(table.match) == {"own", "sisters"}


def test_sisters_share_the_longest_beginning():
    assert sister_codes("29-2010", {"29-2011", "29-2012", "29-2021"}) == ("sisters", ["29-2011", "29-2012"])
    assert sister_codes("29-2011", {"29-2011"}) == ("own", ["29-2011"])
    assert sister_codes("55-1011", {"29-2011"}) == ("none", [])


def test_the_extract_is_what_the_published_files_give(shared_data, tmp_path):
    extract_occupations(shared_data, tmp_path)
    bundled = extract_occupations.__globals__["_HERE"]
    for name in ("occupations.csv", "matrix.csv.gz", "statements.csv.gz", "SOURCES.sha256"):
        assert (tmp_path / name).read_bytes() == (bundled / name).read_bytes()


def test_the_measure_orders_occupations_as_people_know_them():
    table, e = read_occupations(), rate("empowerment")
    at = {title: n for n, title in enumerate(table.titles)}
    order = ["Cashiers", "Nursing Assistants", "Registered Nurses", "Chief Executives"]
    assert [e[at[t]] for t in order] == sorted(e[at[t]] for t in order)
    assert e.min() == 1 and e.max() == 20


def test_acts_are_worth_what_occupations_say_and_average_to_their_occupation(charter):
    table, e = read_occupations(), rate("empowerment")
    worth, acts = rate_acts(e, table.act_shares, table.thousand_jobs.sum(axis=0), charter=charter)
    by_act = dict(zip(ACTS, worth))
    assert min(by_act["lead"], by_act["teach"], by_act["inquire"]) > by_act["mixed"] > max(by_act["record"], by_act["care"], by_act["handle"])
    assert np.allclose((table.act_shares * acts).sum(axis=1), e)
    assert acts.min() >= 1 and acts.max() <= 20


def test_occupations_that_are_all_alike_rate_in_the_middle(charter):
    assert rate_items(np.ones((3, 1)), sign=[1], weight=[1.0], low=[1], high=[5], charter=charter).tolist() == [10.5] * 3


def hospital(people, tasks, charter, **options):
    table = read_occupations()
    ratings = {name: rate(name) for name in ("empowerment", "command", "desirability")}
    return make_industry_workplace(occupations_of(table, ratings, "622", charter)[0], people, tasks, charter=charter, **options)


def test_a_hospital_of_any_size_keeps_its_proportions(charter):
    workplace = hospital(200, 160, charter)
    assert len(workplace.people) == 200 and len(workplace.tasks) <= 160
    nurses = sum(p.job == "Registered Nurses" for p in workplace.people)
    assert nurses == pytest.approx(200 * 1839.8 / 6130.8, abs=1)
    assert workplace.hours.sum() == pytest.approx(200 * charter["jobs.week_hours"])
    assert workplace.today.sum(axis=0) == pytest.approx(workplace.hours)
    assert hospital(200, 160, charter, week_share=0.9).hours.sum() == pytest.approx(0.9 * workplace.hours.sum())


def test_everyone_may_do_what_they_do_today(charter):
    from parecon.work import read_eligibility

    workplace = hospital(200, 160, charter)
    assert workplace.today[~read_eligibility(workplace).allowed].sum() == 0


def test_nobody_but_nurses_nurses(charter):
    from parecon.work import read_eligibility

    workplace = hospital(200, 160, charter)
    j = [t.name for t in workplace.tasks].index("Registered Nurses: attending to people")
    may = read_eligibility(workplace).allowed[:, j]
    assert {p.job for p, ok in zip(workplace.people, may) if ok} == {"Registered Nurses"}


def test_a_workplace_that_cannot_be_made_is_refused(charter):
    assert hospital(0, 10, charter).reason is Reason.NOTHING_TO_DO
    refused = hospital(500, 5, charter)
    assert refused.reason is Reason.TOO_FEW_TASKS and refused.found == 5 and refused.allowed > 5


def test_the_attribution_is_complete():
    text = occupation_attribution()
    assert "O*NET 18.1 Database by the U.S. Department of Labor" in text and "CC BY 4.0" in text
    assert "has not approved, endorsed, or tested these modifications" in text and "Bureau of Labor Statistics" in text


HEAD = "item,sign,weight,low,high,why\n"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "no items"),
        (HEAD.encode() + b"\xff\xfe", "not UTF-8"),
        (b"item,weight,low,high\na,1,1,5\n", "column sign"),
        (HEAD.encode() + b"a,1,heavy,1,5,\n", "column weight"),
        (HEAD.encode() + b"a,1,nan,1,5,\n", "column weight"),
        (HEAD.encode() + b"a,2,1,1,5,\n", "row 2"),
        (HEAD.encode() + b"a,1,1,5,5,\n", "row 2"),
        (HEAD.encode() + b"a,1,1,1,5,\na,1,1,1,5,\n", "named twice"),
        (HEAD.encode() + b",1,1,1,5,\n", "named twice or not at all"),
    ],
)
def test_a_broken_measure_names_the_place_and_the_way_out(tmp_path, content, place):
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=place) as fault:
        read_rating_items(path=path)
    assert "Way out" in str(fault.value) and "mine.csv" in str(fault.value)


def test_items_industries_and_measures_that_do_not_exist_are_named(tmp_path):
    table = read_occupations()
    path = tmp_path / "mine.csv"
    path.write_text(HEAD + "Work_Context|Charm,1,1,1,5,\n")
    with pytest.raises(TableError, match="Charm"):
        table.columns_of(read_rating_items(path=path))
    with pytest.raises(TableError, match="622 Hospitals"):
        table.industry("999")
    with pytest.raises(TableError, match="empowerment"):
        read_rating_items("beauty")


def test_the_three_classes_stand_beside_the_texts(charter):
    table = read_occupations()
    classes = map_classes(rate("empowerment"), rate("command"), table.thousand_jobs.sum(axis=0), charter=charter)
    assert sum(classes.shares) == pytest.approx(1)
    kind = dict(zip(table.titles, classes.kind))
    assert kind["Chief Executives"] == 2 and kind["Cashiers"] == 0 and kind["Elementary School Teachers, Except Special Education"] == 1
    workers = [row[3] for row in classes.sensitivity]
    assert workers == sorted(workers)
    wider = charter.adopt({"classes.empowerment_min": 12.0, "classes.command_min": 12.0}, "assembly")
    moved = map_classes(rate("empowerment"), rate("command"), table.thousand_jobs.sum(axis=0), charter=wider)
    assert moved.coordinators > classes.coordinators
