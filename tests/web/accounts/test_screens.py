"""The screens of the year: what they say, whom they let in, and what a browser sends through them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from parecon_web.accounts.bots import live_one_week
from parecon_web.accounts.models import Line
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id
from parecon_web.rounds.keeping import current_year

OWN = ("credits", "draw", "deliveries/carpenters", "stocks", "wishes/the-neighbourhood", "failures", "year", "years", "plan", "plans", "")


@pytest.fixture
def town(on_sqlite, cast):
    """Return the cast of Riverside, whose plan is adopted."""
    return cast("riverside")


def fields(page: str, identity: str) -> dict[str, str]:
    body = re.search(rf'<form[^>]*id="{identity}".*?</form>', page, re.DOTALL)[0]
    return dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', body))


def test_every_screen_of_the_year_is_there_for_members_and_for_nobody_else(town):
    for path in OWN:
        assert town.rosa.browser.get(town.url(path)).status_code == 200, path
        assert Client().get(town.url(path)).status_code == 403, path
    assert town.rosa.browser.get("/hilltop/year").status_code == 403


def test_other_councils_matters_and_years_that_are_not_there_are_not_found(town):
    theirs = next(slug for slug in ("concrete-works", "cycle-works") if not town.rosa.member.seats.filter(council__slug=slug).exists())
    for path in (f"deliveries/{theirs}", "deliveries/the-neighbourhood", "deliveries/bakery", f"wishes/{theirs}", "year?year=99", "year?year=x", "draw?rest=carpenters"):
        assert town.rosa.browser.get(town.url(path)).status_code == 404, path
    for path in ("year/close", "year/next", "year/pass", "failures/excuse", "failures/step"):
        assert town.rosa.browser.post(town.url(path)).status_code == 403, path


def test_a_delivery_and_a_draw_go_through_the_forms_as_they_are_filled_in(town):
    live = current_year(town.community).live
    live_one_week(live, [town.bao.member])
    page = town.rosa.browser.get(town.url("deliveries/carpenters")).content.decode()
    sent = fields(page, "deliveries")
    assert any(name.startswith("make:") for name in sent)
    answer = town.rosa.browser.post(town.url("deliveries/carpenters"), sent | {"act": "send"})
    assert answer.status_code == 302 and Line.objects.filter(live=live, council__slug="carpenters", made=True, actual__gt=0).exists()
    assert town.rosa.browser.post(town.url("deliveries/carpenters"), sent | {"act": "send"})["Idempotency-Hit"] == "true"
    live_one_week(live, list(Member.objects.filter(community=town.community).exclude(pk=town.carl.id)))
    page = town.carl.browser.get(town.url("draw")).content.decode()
    assert town.carl.browser.post(town.url("draw"), fields(page, "draw") | {"act": "send"}).status_code == 302
    statement = town.carl.browser.get(town.url("credits")).content.decode()
    assert "You drew" in statement and "Income for work" in statement


def test_a_form_that_is_refused_keeps_what_was_typed_and_says_why_at_its_field(town):
    answer = town.carl.browser.post(town.url("draw"), {"request_id": new_request_id(), "use:bicycle": "77", "act": "send"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="77"' in page and 'aria-describedby="use:bicycle-error"' in page and "is the limit" in page
    stepped = town.carl.browser.post(town.url("draw"), {"use:bicycle": "77", "step": "use:bicycle|1"}).content.decode()
    assert 'value="78"' in stepped
    answer = town.rosa.browser.post(town.url("failures/report"), {"request_id": new_request_id(), "what": "carpenters:house", "amount": "1", "why": " "})
    assert answer.status_code == 422 and "Say in a few words what happened" in answer.content.decode()


def test_two_facilitators_close_the_year_and_open_the_next_and_the_old_one_stays_readable(town):
    post = lambda person, path: person.browser.post(town.url(path), {"request_id": new_request_id()})  # noqa: E731
    assert post(town.fay, "year/close").status_code == 302
    assert "Another facilitator wants to close the year" in town.finn.browser.get(town.url("")).content.decode()
    assert post(town.finn, "year/close").status_code == 302
    page = town.carl.browser.get(town.url("year")).content.decode()
    assert "Closed on" in page and post(town.fay, "year/close").status_code == 422
    assert [post(person, "year/next").status_code for person in (town.fay, town.finn)] == [302, 302]
    assert town.carl.browser.get(town.url("year")).status_code == 404 and "Round 1" in town.carl.browser.get(town.url("")).content.decode()
    for path in ("year", "credits", "plan", "plans", "round", "prices", "stocks"):
        assert town.carl.browser.get(town.url(f"{path}?year=1")).status_code == 200, path
    assert "year?year=1" in town.carl.browser.get(town.url("years")).content.decode()
