"""The gallery is what the stories say of themselves."""

from __future__ import annotations

import re

import pytest

from parecon.lab.gallery import hospitals_text, main, play_all, story_pages
from parecon.lab.stories import STORIES, Story


@pytest.fixture(scope="module")
def played():
    """Every story, played."""
    return play_all()


def comparable(name: str, text: str) -> str:
    """Return a page as it is compared: that of the hospitals without its digits, since solvers end at one of many equal plans."""
    return re.sub(r"[0-9]+", "n", text) if name == "broom.md" else text


def test_every_page_in_the_repository_is_the_storys_own_output(played, pytestconfig):
    folder = pytestconfig.rootpath / "docs" / "gallery"
    pages = story_pages(played)
    kept = {name: (folder / name).read_text(encoding="utf-8") if (folder / name).is_file() else "" for name in pages}
    stale = [name for name, text in pages.items() if comparable(name, text) != comparable(name, kept[name])]
    assert not stale, f"{', '.join(stale)} differ from what the stories say; ./run python -m parecon.lab.gallery writes them anew"


def test_there_is_a_page_for_every_story_and_every_line_stands_on_it(played):
    pages = story_pages(played)
    assert pages.keys() == {"README.md", *(f"{name}.md" for name in STORIES)}
    for name, story in played.items():
        assert all(line.strip() in pages[f"{name}.md"] for line in story.lines)
        assert f"]({name}.md)" in pages["README.md"]


def test_a_story_that_did_not_come_out_says_so_on_its_page_and_in_the_index():
    pages = story_pages({"coal": Story("coal", ("a line",), False), "boat": Story("boat", ("a line",), True)})
    assert "NOT every number" in pages["coal.md"] and "NOT" not in pages["boat.md"]
    assert "1 of 2" in pages["README.md"]


def test_the_report_on_hospitals_stands_whole_on_its_page():
    told = "Balanced jobs: hospitals (622)\n  spread 1.2\n"
    assert told.rstrip() in hospitals_text(told)


def test_the_pages_are_written_where_they_are_asked_for(played, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("parecon.lab.gallery.play_all", lambda: played)
    assert main(["--folder", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(story_pages(played))
    assert re.search(r"/boat\.md$", capsys.readouterr().out, re.MULTILINE)
