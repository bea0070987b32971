"""The examples of the manual run as they are printed."""

import doctest
from pathlib import Path


def test_the_examples_of_the_manual_run():
    manual = Path(__file__).resolve().parents[2] / "docs" / "ballots.md"
    failed, tried = doctest.testfile(str(manual), module_relative=False)
    assert tried > 5 and failed == 0
