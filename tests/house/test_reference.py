"""The reference pages say what the code says; ``./run python -m parecon.cli.reference`` writes them anew."""

from pathlib import Path

import pytest

from parecon.cli.reference import reference_pages

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
PAGES = reference_pages()


@pytest.mark.parametrize("name", ["charter.md", "events.md", "refusals.md"])
def test_the_page_is_up_to_date(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name], "run `./run python -m parecon.cli.reference` and commit docs/reference"


def test_every_command_has_its_help_on_the_page():
    # argparse breaks lines differently from one Python to the next, so only the headings are held.
    heads = [line for line in PAGES["commands.md"].splitlines() if line.startswith("## ")]
    written = (FOLDER / "commands.md").read_text(encoding="utf-8")
    assert len(heads) >= 9 and all(head in written for head in heads)
