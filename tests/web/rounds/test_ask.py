"""A member asks: prefilled, checked with numbers, sent once, receipted, changed, and never seen by others."""

from __future__ import annotations

from parecon_web.councils.access import neighbourhood_of
from parecon_web.councils.models import Seat
from parecon_web.record.models import Event
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import Request

from web.bars.killing import close


def test_last_years_amounts_are_filled_in_and_can_be_sent_as_they_are(riverside, read_form):
    rosa = riverside.rosa
    form = read_form(rosa.browser.get(riverside.url("request")), "request")
    assert float(form.fields["use:bicycle"]) > 0
    answer = rosa.browser.post(riverside.url("request"), form.but(act="send"))
    sent = Request.objects.get(member=rosa.member)
    assert answer.status_code == 302 and answer["Location"] == riverside.url(f"receipts/{sent.tracker}")
    assert sent.tracker in rosa.browser.get(answer["Location"]).content.decode()


def test_in_a_later_round_the_last_request_is_filled_in_and_said_to_be(riverside, read_form):
    rosa = riverside.rosa
    assert "Last year&#x27;s amounts are filled in" in rosa.browser.get(riverside.url()).content.decode()
    form = read_form(rosa.browser.get(riverside.url("request")), "request")
    rosa.browser.post(riverside.url("request"), {"use:bicycle": "0.5", "act": "send", "based_on": form.fields["based_on"], "request_id": form.fields["request_id"]})
    close(riverside.community)
    assert current_round(current_year(riverside.community)).number == 2
    page = rosa.browser.get(riverside.url("request"))
    assert float(read_form(page, "request").fields["use:bicycle"]) == 0.5
    for text in (page.content.decode(), rosa.browser.get(riverside.url()).content.decode()):
        assert "Your last request is filled in" in text and "Last year&#x27;s amounts" not in text


def test_sending_twice_or_reloading_counts_once(riverside, read_form):
    rosa = riverside.rosa
    fields = read_form(rosa.browser.get(riverside.url("request")), "request").but(act="send")
    first, second = (rosa.browser.post(riverside.url("request"), fields) for _ in range(2))
    assert first["Location"] == second["Location"] and second["Idempotency-Hit"] == "true" and "Idempotency-Hit" not in first
    assert Request.objects.filter(member=rosa.member).count() == 1


def test_over_the_allowance_nothing_is_stored_and_the_page_says_what_to_lower(riverside, read_form):
    rosa, events = riverside.rosa, Event.objects.count()
    fields = read_form(rosa.browser.get(riverside.url("request")), "request").but(use__bicycle="90", act="send")
    answer = rosa.browser.post(riverside.url("request"), fields)
    page = answer.content.decode()
    assert answer.status_code == 422 and "larger than the allowance" in page
    assert "less of bicycles" in page and 'value="90"' in page
    assert Event.objects.count() == events


def test_what_is_no_amount_is_named_at_its_field(riverside, read_form):
    fields = read_form(riverside.rosa.browser.get(riverside.url("request")), "request").but(use__bicycle="a few", act="send")
    answer = riverside.rosa.browser.post(riverside.url("request"), fields)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'href="#use:bicycle"' in page and "a few" in page and 'aria-invalid="true"' in page


def test_a_decimal_comma_is_understood(riverside, read_form):
    fields = read_form(riverside.rosa.browser.get(riverside.url("request")), "request").but(use__bicycle="0,25", act="send")
    riverside.rosa.browser.post(riverside.url("request"), fields)
    assert Request.objects.get(member=riverside.rosa.member).lines["bicycle"] == -250_000_000


def test_steps_and_adding_up_work_without_javascript_and_store_nothing(riverside, read_form):
    rosa, events = riverside.rosa, Event.objects.count()
    fields = read_form(rosa.browser.get(riverside.url("request")), "request").but(use__bicycle="2", step="use:bicycle|1")
    answer = rosa.browser.post(riverside.url("request"), fields)
    assert read_form(answer, "request").fields["use:bicycle"] == "3"
    fields = read_form(answer, "request").but(step="use:bicycle|-10")
    assert read_form(rosa.browser.post(riverside.url("request"), fields), "request").fields["use:bicycle"] == "0"
    assert Event.objects.count() == events


def test_a_search_hides_lines_and_keeps_what_was_typed(riverside, read_form):
    fields = read_form(riverside.rosa.browser.get(riverside.url("request")), "request").but(use__bicycle="0.5", q="wheel", act="search")
    answer = riverside.rosa.browser.post(riverside.url("request"), fields)
    assert 'for="use:wheelchair"' in answer.content.decode() and 'for="use:bicycle"' not in answer.content.decode()
    assert read_form(answer, "request").fields["use:bicycle"] == "0.5"


def test_a_request_can_be_changed_and_an_older_page_meets_the_newer_version(riverside, read_form):
    rosa = riverside.rosa
    old = read_form(rosa.browser.get(riverside.url("request")), "request")
    newer = read_form(rosa.browser.get(riverside.url("request")), "request")
    assert rosa.browser.post(riverside.url("request"), newer.but(act="send")).status_code == 302
    answer = rosa.browser.post(riverside.url("request"), old.but(use__bicycle="0.1", act="send"))
    assert answer.status_code == 409 and "another version" in answer.content.decode()
    again = read_form(answer, "request").but(act="send")
    assert again["use:bicycle"] == "0.1" and rosa.browser.post(riverside.url("request"), again).status_code == 302
    assert Request.objects.filter(member=rosa.member).order_by("-version").first().version == 2


def test_going_back_and_sending_other_amounts_is_no_silent_success(riverside, read_form):
    rosa = riverside.rosa
    form = read_form(rosa.browser.get(riverside.url("request")), "request")
    rosa.browser.post(riverside.url("request"), form.but(act="send"))
    answer = rosa.browser.post(riverside.url("request"), form.but(use__bicycle="0.1", act="send"))
    assert answer.status_code == 422 and "sent before with other contents" in answer.content.decode()
    assert rosa.browser.post(riverside.url("request"), read_form(answer, "request").but(act="send")).status_code == 302


def test_a_receipt_is_its_members_own(riverside, hilltop, read_form):
    rosa = riverside.rosa
    rosa.browser.post(riverside.url("request"), read_form(rosa.browser.get(riverside.url("request")), "request").but(act="send"))
    tracker = Request.objects.get().tracker
    assert riverside.bao.browser.get(riverside.url(f"receipts/{tracker}")).status_code == 404
    assert hilltop.rosa.browser.get(hilltop.url(f"receipts/{tracker}")).status_code == 404
    assert hilltop.rosa.browser.get(riverside.url(f"receipts/{tracker}")).status_code == 403


def test_home_says_first_what_waits_and_then_what_is_done(riverside, read_form):
    rosa = riverside.rosa
    assert "Your request for next year" in rosa.browser.get(riverside.url()).content.decode()
    rosa.browser.post(riverside.url("request"), read_form(rosa.browser.get(riverside.url("request")), "request").but(act="send"))
    assert "Your request is sent" in rosa.browser.get(riverside.url()).content.decode()


def test_words_in_an_amount_are_escaped(riverside, read_form):
    fields = read_form(riverside.rosa.browser.get(riverside.url("request")), "request").but(use__bicycle="<script>alert(1)</script>", act="send")
    answer = riverside.rosa.browser.post(riverside.url("request"), fields)
    assert "<script>alert" not in answer.content.decode()
    assert "script-src 'self'" in answer["Content-Security-Policy"] and "unsafe" not in answer["Content-Security-Policy"]


def test_others_see_a_neighbourhoods_sum_only_when_the_round_is_closed(riverside, read_form):
    rosa = riverside.rosa
    council = neighbourhood_of(rosa.member)
    Seat.objects.filter(council=council, member=riverside.cleo.member).delete()  # who then looks on from outside
    other = riverside.cleo.browser
    assert council.seats.count() >= 5
    address = riverside.url(f"councils/{council.slug}")
    before = other.get(address).context["lines"]
    own_before = rosa.browser.get(address).context["lines"]
    rosa.browser.post(riverside.url("request"), read_form(rosa.browser.get(riverside.url("request")), "request").but(use__bicycle="0.5", act="send"))
    assert before and other.get(address).context["lines"] == before
    assert rosa.browser.get(address).context["lines"] != own_before
