"""A demonstration is begun anew with one click; on a server for real communities nobody can."""

import re

import pytest
from django.test import Client, override_settings
from parecon_web.record.models import Community
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.setup import demonstration

pytestmark = pytest.mark.usefixtures("sqlite_database")


def test_one_click_makes_another_town_with_a_link_for_each_role():
    browser = Client()
    assert "Begin the demonstration anew" in browser.get("/").content.decode()
    page = browser.post("/demonstration", {"begin": "yes"}).content.decode()
    town = Community.objects.get(slug="town")
    assert town.demonstration and current_round(current_year(town)).number == 2
    links = re.findall(r'href="(http://testserver/town/enter/[^"]+)"', page)
    assert len(links) >= 8 and browser.get(links[0], follow=True).status_code == 200


def test_no_more_towns_are_made_than_may_be_and_none_on_a_real_server(monkeypatch):
    monkeypatch.setattr(demonstration, "TOWNS_MAX", 0)
    assert Client().post("/demonstration", {"begin": "yes"}).url == Client().post("/demonstration").url == "/" and not Community.objects.filter(slug="town").exists()
    with override_settings(DEMO=False):
        assert Client().post("/demonstration", {"begin": "yes"}).status_code == 404 and "anew" not in Client().get("/").content.decode()
