"""Screens in other languages: nothing untranslated, the right lang and dir, decimal commas."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils.dates import MONTHS, WEEKDAYS
from parecon_web.catalogues import write_pseudo
from parecon_web.members.models import Profile
from parecon_web.rounds.models import Request
from parecon_web.setup.pages import ZONES
from web.bars.permissions import World, routes
from web.languages.rendered import read, untranslated

NOT_SCREENS = ("table-file", "founding-file", "tables-template", "stream", "log", "year-file", "source", "enter", "own-data-file")
DATA = {"parecon", "AGPL", "SB", "SC", "Elsewhere", "Riverside", "Hilltop", "UTC", "zzz", "CSV", "ODS", "XLSX", "Green Valley", "Bread for all", "Shall it be free", "Hear me", "Shorter days", "Shall they be", *ZONES, *map(str, [*MONTHS.values(), *WEEKDAYS.values()])}


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory):
    """Teach the program two languages that nobody speaks."""
    folder = tmp_path_factory.mktemp("pseudo")
    write_pseudo(folder)
    with override_settings(LANGUAGES=[*settings.LANGUAGES, ("en-xa", "pseudo"), ("ar-xb", "pseudo")], LOCALE_PATHS=[*settings.LOCALE_PATHS, folder]):
        yield folder


def screens(world: World, member) -> list[tuple[str, str]]:
    """Return name and page of every screen that a member may open, and of some that refuse."""
    browser, found = world.browser(member), []
    for name, pattern, allowed in routes():
        if "GET" in allowed and name not in NOT_SCREENS and "/api/" not in pattern:
            place = world.places(name, pattern, member)[0]
            answer = browser.get(place.path)
            if answer.status_code != 302:
                found.append((name, answer.content.decode()))
    for name, path, form in (("request", "request", {"use:bicycle": "1000", "use:house": "zzz", "act": "send"}), ("vote-plans", "plans/vote", {})):
        answer = browser.post(f"/riverside/{path}", form)
        if answer.status_code != 302:
            found.append((name, answer.content.decode()))
    return found


def speak(member, language: str) -> None:
    Profile.objects.update_or_create(member=member, defaults={"community_id": member.community_id, "language": language})


@pytest.fixture
def world(sqlite_database) -> World:
    return World()


def test_no_word_on_any_screen_is_left_untranslated(world, pseudo):
    data = DATA | set(Profile.objects.values_list("name", flat=True)) | set(Request.objects.values_list("tracker", flat=True))
    left = []
    for who, member in world.people.items():
        if member is not None:
            speak(member, "en-xa")
            left += [(str(who), name, words) for name, page in screens(world, member) for text in read(page).texts
                     if (words := untranslated(text, data))]
    assert not left, "\n".join(map(str, sorted(set(left))))


def test_a_language_written_from_the_right_turns_the_page_round(world, pseudo):
    member = next(one for one in world.people.values() if one is not None)
    speak(member, "ar-xb")
    for _name, page in screens(world, member):
        assert (read(page).html["lang"], read(page).html["dir"]) == ("ar-xb", "rtl")


def test_spanish_screens_have_decimal_commas_and_say_so(world):
    member = next(one for one in world.people.values() if one is not None)
    speak(member, "es")
    points = []
    for name, page in screens(world, member):
        assert read(page).html.get("lang") == "es", name
        points += [(name, text) for text in read(page).texts if re.search(r"\d\.\d", text)]
    assert not points, points


def test_the_language_chosen_counts_before_the_browser_s_and_this_before_the_community_s(riverside):
    def lang(browser, **headers) -> str:
        return read(browser.get(riverside.url(), headers=headers).content.decode()).html["lang"]

    riverside.community.language = "es"
    riverside.community.save()
    assert lang(riverside.rosa.browser) == "es"
    assert lang(riverside.rosa.browser, accept_language="fr, en;q=0.5") == "en"
    riverside.rosa.browser.post("/language", {"language": "es", "next": riverside.url()})
    assert lang(riverside.rosa.browser, accept_language="en") == "es"
    elsewhere = riverside.enter(riverside.rosa.member).browser
    assert lang(elsewhere, accept_language="en") == "es", "a member's choice goes with the member"
    assert lang(riverside.bao.browser, accept_language="en") == "en"


def test_choosing_a_language_leads_back_to_the_same_page_and_never_to_another_host(riverside):
    assert riverside.rosa.browser.post("/language", {"language": "es", "next": riverside.url("prices")}).url == riverside.url("prices")
    assert riverside.rosa.browser.post("/language", {"language": "es", "next": "https://elsewhere.example/"}).url == "/"
    assert Client().post("/language", {"language": "xx", "next": "/help"}).status_code == 302
