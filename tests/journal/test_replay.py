"""Replay recomputes a year from its record."""

import json
import random
import re

import numpy as np
import pytest
from forged_journals import rechain

from parecon.journal import BrokenJournal, FirstDifference, Identical, JournalError, NotAJournal, replay
from parecon.journal.verify import FIRST_PREVIOUS, entry_line
from parecon.proposals import make_batch


@pytest.mark.parametrize("rule", ["power", "published", "calibrated-share"])
def test_a_year_replays_as_identical_under_every_rule(tmp_path, plan_the_village, rule):
    plan_the_village(tmp_path / "year", rule=rule)
    found = replay(tmp_path / "year")
    assert isinstance(found, Identical), str(found)
    assert found.rounds == 3 and found.numbers == 3 * 2 * 3


def test_a_year_that_started_from_given_prices_replays_as_identical(tmp_path, plan_the_village):
    plan_the_village(tmp_path / "year", start_prices=np.ones(2))
    assert isinstance(replay(tmp_path / "year"), Identical)


def test_a_year_in_which_actuals_stood_in_for_the_silent_replays_as_identical(tmp_path, plan_the_village):
    actuals = make_batch(0, {"council": np.array([3]), "start": np.array([0, 2]), "good": np.array([0, 1]), "quantity": np.array([-80, 60]) * 10**9,
                             "flexibility": np.zeros(2), "capacity": np.zeros(1), "marks": np.zeros(1)})
    plan_the_village(tmp_path / "year", actuals=actuals)
    found = replay(tmp_path / "year")
    assert isinstance(found, Identical), str(found)
    rechain(tmp_path / "year", lambda kind, body: body.pop("actuals", None))
    assert isinstance(replay(tmp_path / "year"), FirstDifference)


def test_replay_says_which_rounds_it_has_done(recorded):
    seen = []
    replay(recorded, seen.append)
    assert seen == [1, 2, 3]


@pytest.mark.parametrize(("kind", "key", "where"), [
    ("announce", "prices", "announcement of round 1: prices[0]"), ("announce", "fund", "announcement of round 1: fund"),
    ("announce", "income_factor", "announcement of round 1: income_factor"), ("announce", "budgets", "announcement of round 1: budgets.array"),
    ("totals", "supply", "totals of round 1: supply[0]"), ("totals", "hours", "totals of round 1: hours.array"),
    ("totals", "accounts", "totals of round 1: accounts.net_output"), ("totals", "silent", "totals of round 1: silent"),
    ("price-step", "rule", "price step after round 1: rule"),
])
def test_a_forged_number_is_named_though_every_hash_is_right(recorded, kind, key, where):
    done = []

    def forge(entry_kind, body):
        if entry_kind != kind or done:
            return
        done.append(True)
        if isinstance(body[key], list):
            body[key][0] += 1
        elif isinstance(body[key], dict):
            inner = "array" if "array" in body[key] else "net_output"
            body[key][inner] = "0" * 64 if inner == "array" else body[key][inner] + 1
        else:
            body[key] = body[key] + ("x" if isinstance(body[key], str) else 1)

    rechain(recorded, forge)
    found = replay(recorded)
    assert isinstance(found, FirstDifference)
    assert found.where == where and found.recorded != found.recomputed


def test_a_charter_row_changed_after_the_year_is_found(recorded):
    def forge(kind, body):
        if kind == "open":
            next(row for row in body["charter"]["rows"] if row["key"] == "rounds.count_max")["value"] = 4

    rechain(recorded, forge)
    assert replay(recorded).where == "the charter's hash"


def test_an_economy_changed_after_the_year_is_found(recorded):
    place = recorded / "economy.json"
    place.write_text(place.read_text(encoding="utf-8").replace('"loaves"', '"tonnes"'), encoding="utf-8")
    assert replay(recorded).where == "the economy's hash"


def test_a_batch_that_is_gone_is_named(recorded):
    first = sorted((recorded / "batches").iterdir())[0]
    first.unlink()
    with pytest.raises(BrokenJournal, match=first.stem):
        replay(recorded)


def test_a_batch_in_the_place_of_another_is_named(recorded):
    first, second, *_ = sorted((recorded / "batches").iterdir())
    first.write_bytes(second.read_bytes())
    with pytest.raises(BrokenJournal, match="a batch was changed"):
        replay(recorded)


def test_a_folder_without_a_journal_is_named(tmp_path):
    with pytest.raises(NotAJournal, match="give the folder or the journal"):
        replay(tmp_path)


def test_a_journal_that_begins_otherwise_is_refused(tmp_path):
    line, _ = entry_line(0, FIRST_PREVIOUS, "done", {})
    (tmp_path / "journal.jsonl").write_text(line + "\n")
    with pytest.raises(BrokenJournal, match="does not begin as a planning year"):
        replay(tmp_path)


NOT_RECOMPUTED = re.compile(
    r"\[0\]\.(seed|versions.*|rule|start|economy\.(name|year|goods|rows|councils)|charter\.version)"  # told, or covered by a hash beside
    r"|\[\d\]\.why|\[[36]\]\.(incomes|predicted_supply|predicted_demand)(\[.*)?"  # words, and what the board's model expected
    r"|\[9\].*"  # the figures of the end
)


def leaves(value, where=""):
    """Yield (path, holder, key) of every value in a plain value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        place = f"{where}.{key}" if isinstance(value, dict) else f"{where}[{key}]"
        yield place, value, key
        if isinstance(inner, (dict, list)):
            yield from leaves(inner, place)


@pytest.mark.parametrize("strange", [None, -1, "x", [], {}, 1e308, True, "../../secret"])
def test_no_strange_value_in_an_entry_replays_as_identical_or_ends_in_an_exception_of_python(recorded, strange):
    bodies = [json.loads(line)["body"] for line in (recorded / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    places = [place for place, holder, key in leaves(bodies)
              if "." in place and "].charter.rows[" not in place and (type(holder[key]), holder[key]) != (type(strange), strange)]
    original = (recorded / "journal.jsonl").read_bytes()
    for place in random.Random(str(strange)).sample(places, 40):
        (recorded / "journal.jsonl").write_bytes(original)
        number = [0]

        def spoil(kind, body):
            for found, holder, key in list(leaves(body, f"[{number[0]}]")):
                if found == place:
                    holder[key] = strange
            number[0] += 1

        rechain(recorded, spoil)
        try:
            assert isinstance(replay(recorded), FirstDifference) or NOT_RECOMPUTED.fullmatch(place), place
        except JournalError as error:
            assert "Way out" in str(error)
