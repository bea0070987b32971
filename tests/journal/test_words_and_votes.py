"""Words, votes on permits, appeals and likely plans stand in the record, and are checked."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from forged_journals import rechain

from parecon.charter import default_charter
from parecon.cli import main
from parecon.datasets.toy import toy_economy
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.facilitation.pollution import count_permits
from parecon.journal import BrokenJournal, FirstDifference, Identical, YearRecorder, read_economy, replay, verify, write_manifest
from parecon.journal.federation_entries import permits_body, write_permits
from parecon.proposals import RefusalReason, batch_hash, reasons_hash
from parecon.responses import lay_out, respond

CHARTER = default_charter()
WORDS = ((1, "The north face is steep; two of us were ill — see the log."), (2, "Wir brauchen einen zweiten Ofen."))
APPEALED = ["plan", "sweden-2014", "--size", "0.005", "--seed", "3", "--start", "random", "--rounds", "3", "--set", "rounds.worst_gap_to_close=0.001%",
            "--set", "approval.tolerance_average=0", "--set", "federations.appeal_round=1", "--set", "federations.projection_round=2"]


@pytest.fixture
def spoken(tmp_path) -> Path:
    """A record of two rounds of the toy in which two workplaces say why, in the first round."""
    economy, society = toy_economy()
    folder = tmp_path / "year"
    folder.mkdir()
    recorder, year, layout = YearRecorder(folder), announce_first(economy, CHARTER), lay_out(society)
    recorder.open_year(economy, CHARTER, 0, {"rule": CHARTER["prices.rule"], "start": "last-year", "start_prices": None})
    for number in (1, 2):
        recorder.announce(year.announcement, year.step.why)
        batch = respond(economy, society, year.announcement, layout)
        year, refusals = submit(year, replace(batch, reasons=WORDS if number == 1 else ()))
        assert not refusals
        year = close_round(year)
        recorder.close_round(year.records[-1], year.batches)
        if number == 1:
            year = follow(year)
            recorder.step_prices(year.step, CHARTER["rounds.price_digits"])
    recorder.finish({"rounds": 2})
    write_manifest(folder, recorder.journal, {})
    return folder


def test_reasons_lie_beside_the_batch_in_one_file_and_replay(spoken):
    files = list((spoken / "reasons").iterdir())
    assert len(files) == 1 and json.loads(files[0].read_text(encoding="utf-8")) == [list(each) for each in WORDS]
    assert isinstance(found := replay(spoken), Identical), str(found)
    assert verify(spoken).intact


def test_a_word_that_was_changed_or_taken_out_is_noticed(spoken):
    place = next((spoken / "reasons").iterdir())
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace("steep", "easy"), encoding="utf-8")
    assert not verify(spoken).intact
    with pytest.raises(BrokenJournal, match="reasons of proposals were changed"):
        replay(spoken)
    place.unlink()
    with pytest.raises(BrokenJournal, match="reasons of proposals cannot be read"):
        replay(spoken)


def test_words_change_no_number_and_silence_writes_no_file(spoken):
    economy, society = toy_economy()
    batch = respond(economy, society, announce_first(economy, CHARTER).announcement)
    assert batch_hash(replace(batch, reasons=WORDS)) == batch_hash(batch) and reasons_hash(batch) == ""
    named = [json.loads(line)["body"]["reasons"] for line in (spoken / "journal.jsonl").read_text().splitlines() if '"kind":"totals"' in line]
    assert named == [[reasons_hash(replace(batch, reasons=WORDS))], []]


def test_too_many_words_are_refused_and_lose_nothing():
    economy, society = toy_economy()
    year = announce_first(economy, CHARTER.adopt({"rounds.reasons_length_max": 20}, "test"))
    batch = respond(economy, society, year.announcement)
    after, refusals = submit(year, replace(batch, reasons=((1, "x" * 21),)))
    assert after is year and [(r.reason, r.council, r.given, r.limit) for r in refusals] == [(RefusalReason.TOO_MANY_WORDS, 1, 21, 20)]
    assert not submit(year, replace(batch, reasons=((1, "x" * 20),)))[1]


def test_an_older_journal_is_refused_with_the_way_out(spoken):
    rechain(spoken, lambda kind, body: body.update(format="parecon journal 3") if kind == "open" else None)
    with pytest.raises(BrokenJournal, match="parecon journal 3.*expected parecon journal 4.*version of parecon that wrote it"):
        replay(spoken)


@pytest.fixture(scope="module")
def appealed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("appealed") / "year"
    assert main([*APPEALED, "--out", str(folder)]) == 0
    return folder


def entries_of(folder, kind):
    return [body["body"] for body in map(json.loads, (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()) if body["kind"] == kind]


def test_appeals_votes_and_likely_plans_stand_in_the_journal_and_replay(appealed):
    assert isinstance(found := replay(appealed), Identical), str(found)
    appeals = entries_of(appealed, "appeals")[0]["appeals"]
    assert {each["granted"] for each in appeals} == {True, False} and all(each["words"] and each["ratio"] < each["norm"] for each in appeals)
    assert [body["round"] for body in entries_of(appealed, "projection")] == [2, 3]
    assert [body["round"] for body in entries_of(appealed, "permits")] == [1, 2, 3]
    page = (appealed / "report.html").read_text(encoding="utf-8")
    assert appeals[0]["words"] in page and "likely final plan" in page and "How those affected voted" in page


def test_whoever_was_granted_an_appeal_is_not_told_that_its_proposal_came_back(appealed):
    heard = entries_of(appealed, "totals")[0]["batches"][0]
    following = pq.read_table(appealed / "batches" / f"{entries_of(appealed, 'totals')[1]['batches'][0]}.parquet")
    marks = dict(zip(following.column("council").to_pylist(), following.column("marks").to_pylist()))
    appeals = entries_of(appealed, "appeals")[0]["appeals"]
    assert heard and {marks[each["council"]] for each in appeals if each["granted"]} == {0}
    assert {marks[each["council"]] for each in appeals if not each["granted"]} == {2}


@pytest.mark.parametrize(("kind", "change", "where"), [
    ("appeals", lambda body: body["appeals"][0].update(granted=not body["appeals"][0]["granted"]), "appeals after round 1: appeals[0].granted"),
    ("permits", lambda body: body["votes"][0].update(permitted=body["votes"][0]["permitted"] + 1), "votes on permits in round 1: votes[0].permitted"),
    ("projection", lambda body: body["likely"].__setitem__(0, 2 * body["likely"][0]), "likely final plans in round 2: likely[0]"),
])
def test_replay_names_what_was_forged(appealed, tmp_path, kind, change, where):
    folder = Path(shutil.copytree(appealed, tmp_path / "year"))
    rechain(folder, lambda found, body: change(body) if found == kind else None)
    found = replay(folder)
    assert isinstance(found, FirstDifference) and found.where == where, str(found)


def test_a_single_vote_that_was_changed_is_noticed(appealed, tmp_path):
    folder = Path(shutil.copytree(appealed, tmp_path / "year"))
    place = sorted((folder / "permits").iterdir())[0]
    table = pq.read_table(place)
    amount = table.column("amount").to_numpy().copy()
    amount[0] += 1
    pq.write_table(pa.table({"council": table.column("council"), "amount": pa.array(amount)}), place)
    with pytest.raises(BrokenJournal, match="votes on permits were changed"):
        replay(folder)


def test_a_community_whose_council_proposed_another_amount_than_was_voted_is_named(appealed, tmp_path):
    """A forger who changes vote and count alike is caught by the proposal that was heard."""
    folder = Path(shutil.copytree(appealed, tmp_path / "year"))
    community = read_economy(folder).communities[0]
    first = entries_of(folder, "permits")[0]["votes"][0]
    amount = np.array(pq.read_table(folder / "permits" / f"{first['ballots']}.parquet").column("amount"))
    forged = (count_permits(community, amount // 2),)
    write_permits(folder, forged)
    rechain(folder, lambda kind, body: body.update(permits_body(1, forged)) if kind == "permits" and body["round"] == 1 else None)
    found = replay(folder)
    assert isinstance(found, FirstDifference) and found.where == "permits for CO2 in round 1", str(found)
