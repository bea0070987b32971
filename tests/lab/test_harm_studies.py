"""The studies of pollution come out as economics says they must, and their pages are their own output."""

import re

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.cli import main
from parecon.lab.harm_studies import STUDIES, study_lines, study_page
from parecon.lab.harm_studies.two_regions import ARMS
from parecon.lab.harm_studies.untruths import STRATEGIES


@pytest.fixture(scope="module")
def told():
    """Return the lines of every study."""
    return {name: study_lines(name) for name in STUDIES}


def numbers_after(line: str, label: str) -> list[float]:
    """Return the numbers of a line after its label."""
    return [float(n) for n in re.findall(r"[-+]?\d+(?:\.\d+)?", line[len(label):])]


def arm(told, name):
    line = next(line for line in told["two-regions"] if line.startswith(name))
    return dict(zip(("rounds", "effluent", "price", "charged", "paid up", "paid down", "harm", "use up", "use down", "all"), numbers_after(line, name)))


def strategy(told, who, says):
    label = f"{who:<19}{says:<29}"
    line = next(line for line in told["untruths-about-harm"] if line.startswith(label))
    return dict(zip(("rounds", "effluent", "price", "paid", "harm", "gain", "loss"), numbers_after(line, label)))


def test_all_are_best_off_where_those_harmed_decide(told):
    arms = {name: arm(told, name)["all"] for name in ARMS}
    assert max(arms, key=arms.get) == "those harmed vote"


def test_only_those_harmed_are_paid_and_all_that_is_charged(told):
    found = arm(told, "those harmed vote")
    assert found["paid up"] == 0 and found["paid down"] == pytest.approx(2 * found["charged"], rel=0.1)
    everybody = arm(told, "everybody votes")
    assert everybody["paid up"] == everybody["paid down"] == everybody["charged"]


def test_those_who_do_not_suffer_vote_for_more(told):
    assert arm(told, "everybody votes")["effluent"] > 0 > arm(told, "those harmed vote")["effluent"]


def test_a_cap_overrides_the_price_and_nothing_is_a_possible_answer(told):
    assert arm(told, "a plan caps it")["effluent"] == pytest.approx(-50.0, abs=0.1)
    none = arm(told, "they permit none")
    assert none["effluent"] == -100.0 and none["charged"] == 0 and none["price"] > 2


def test_a_community_that_overstates_gains_like_a_monopoly_and_one_that_understates_loses(told):
    gains = [strategy(told, "all downstream", says)["gain"] for says in ("half the harm", "a quarter less", "a quarter more", "half as much again", "twice the harm")]
    assert np.all(np.diff(gains) > 0) and gains[1] < 0 < gains[2]
    assert strategy(told, "all downstream", "twice the harm")["loss"] > 0 and strategy(told, "all downstream", "half the harm")["loss"] > 0


def test_one_neighbourhood_changes_next_to_nothing_by_what_it_says_and_gains_nothing(told):
    for says in ("ten times the harm", "a tenth of the harm"):
        found = strategy(told, "one neighbourhood", says)
        assert found["gain"] <= 0 and abs(found["effluent"] - strategy(told, "everybody", "the truth")["effluent"]) < 0.3


def test_every_strategy_is_played(told):
    assert sum(line.startswith(tuple(f"{s.who:<19}{s.says}" for s in STRATEGIES)) for line in told["untruths-about-harm"]) == len(STRATEGIES)


def comparable(text: str) -> str:
    """Return a page without its digits and spaces: whoever changes a price rule moves the last ones, and solvers end at one of many equal plans."""
    return re.sub(r"[-+0-9\s]+", " ", text)


def test_every_page_in_the_repository_is_the_studys_own_output(told, pytestconfig):
    folder = pytestconfig.rootpath / "docs" / "gallery"
    stale = [name for name in STUDIES if comparable((folder / f"{name}.md").read_text(encoding="utf-8")) != comparable(study_page(name, told[name]))]
    assert not stale, f"{', '.join(stale)}: ./run python -m parecon.lab.gallery --studies writes them anew"


def test_the_command_lists_the_studies_and_refuses_one_there_is_not(capsys):
    assert main(["study"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in STUDIES)
    assert main(["study", "rivers"]) == 2 and "two-regions" in capsys.readouterr().err


def test_a_study_there_is_not_is_named():
    with pytest.raises(KeyError, match="two-regions"):
        study_lines("rivers")
    assert default_charter()["pollution.communities"] is True
