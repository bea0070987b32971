"""``parecon jobs``: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from parecon.cli import main

SMALL = ["jobs", "balance", "--industry", "722", "--people", "24", "--tasks", "80", "--set", "jobs.exact_pairs_max=0"]


class Strict(HTMLParser):
    """Notes every tag, and that each is closed in its turn."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], set()

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        if tag not in ("meta", "line", "polyline"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def restaurants(tmp_path_factory):
    out = tmp_path_factory.mktemp("jobs") / "restaurants.html"
    import contextlib
    import io

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = main([*SMALL, "--out", str(out)])
    return code, printed.getvalue(), out


def test_the_report_shows_today_rotation_and_balance_side_by_side(restaurants):
    code, text, _ = restaurants
    assert code == 0
    for words in ("today", "one day in 20 elsewhere", "full rotation", "balanced, skills of today", "monopoly of expertise (M)",
                  "Training that the balanced jobs need", "A path over years", "O*NET"):
        assert words in text
    line = next(line for line in text.splitlines() if line.startswith("passes the balance test"))
    assert line.split()[4:6] == ["no", "no"]


def test_the_page_is_whole_and_needs_nothing_else(restaurants):
    _, _, out = restaurants
    page = out.read_text(encoding="utf-8")
    reader = Strict()
    reader.feed(page)
    assert reader.open == [] and {"svg", "table", "figure"} <= reader.seen
    assert "script" not in reader.seen and not re.search(r"(src|href)=|url\(|@import", page)
    assert "USDOL/ETA has not approved" in page
    assert not list(out.parent.glob(".*half"))


def test_classes_print_the_table_beside_the_text(capsys, tmp_path):
    assert main(["jobs", "classes", "--out", str(tmp_path / "classes.html")]) == 0
    text = capsys.readouterr().out
    row = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.startswith(("coordinators ", "between ", "workers "))}
    assert row["coordinators"][1] == "25.0%" and row["between"][1] == "16.7%" and row["workers"][1] == "60.0%"
    assert sum(float(v[0][:-1]) for v in row.values()) == pytest.approx(100, abs=0.2)


def test_the_measure_that_is_printed_can_be_changed_and_read_again(capsys, tmp_path):
    assert main(["jobs", "items"]) == 0
    table = capsys.readouterr().out
    mine = tmp_path / "mine.csv"
    mine.write_text(table)
    assert main(["jobs", "classes"]) == 0
    before = capsys.readouterr().out
    assert main(["jobs", "classes", "--items", str(mine)]) == 0
    assert capsys.readouterr().out == before
    mine.write_text("\n".join(line for line in table.splitlines() if "Repeating" not in line) + "\n")
    assert main(["jobs", "classes", "--items", str(mine)]) == 0
    assert capsys.readouterr().out != before


def test_two_workplaces_are_balanced_apart_and_together(capsys):
    assert main([*SMALL, "--beside", "811"]) == 0
    text = capsys.readouterr().out
    spread = next(line for line in text.splitlines() if line.startswith("spread of empowerment over all")).split()
    today, apart, together = map(float, spread[-3:])
    assert together < apart < today
    assert "hours outside, plan" in text


def test_industries_are_listed(capsys):
    assert main(["jobs", "balance", "--industry", "list"]) == 0
    assert "622  Hospitals" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["jobs", "balance", "--industry", "999"], "622 Hospitals"),
        (["jobs", "balance", "--people", "500", "--tasks", "3"], "allow that many tasks"),
        (["jobs", "balance", "--people", "many"], "whole number"),
        (["jobs", "balance", "--items", "absent.csv"], "absent.csv"),
        (["jobs", "balance", "--out", "page.pdf"], "ends in .html"),
        (["jobs", "balance", "--out", "no/such/folder/page.html"], "is no folder"),
        (["jobs", "balance", "--set", "jobs.tolerance=2"], "between 0.0 and 1.0"),
        ([*SMALL, "--beside", "722"], "the same industry"),
        (["jobs"], "required"),
    ],
)
def test_bad_input_is_refused_with_the_way_out(capsys, words, said):
    assert main(words) == 2
    captured = capsys.readouterr()
    assert said in captured.err and "mistake of the program" not in captured.err and captured.out == ""
