"""All tables from the log, to the byte."""

from __future__ import annotations

import pytest
from parecon_web.members.models import Member
from parecon_web.record.models import Community
from parecon_web.record.rebuild import BrokenLog, projections, rebuild, table_text
from parecon_web.town import seed_town


def test_rebuilding_gives_the_same_tables_to_the_byte(both):
    community = Community.objects.get(slug="riverside")
    other, before = table_text(Community.objects.get(slug="hilltop")), table_text(community)
    assert rebuild(community) == community.entries
    assert table_text(community) == before
    assert table_text(Community.objects.get(slug="hilltop")) == other


def test_rebuilding_mends_a_table_that_was_changed_behind_the_log(both):
    community = Community.objects.get(slug="riverside")
    before = table_text(community)
    Member.objects.filter(community=community).update(number=models_number())
    assert table_text(community) != before
    rebuild(community)
    assert table_text(community) == before


def models_number():
    from django.db.models import F

    return F("number") + 1000


def test_a_log_that_answers_otherwise_is_named_and_changes_nothing(both, monkeypatch):
    from parecon_web.record import rebuild as module
    from parecon_web.record.acts import Handler

    community = Community.objects.get(slug="riverside")
    before = table_text(community)
    monkeypatch.setitem(module.HANDLERS, "members.join", Handler(lambda act: {"members": []}, frozenset()))
    with pytest.raises(BrokenLog, match="members.join"):
        rebuild(community)
    assert table_text(community) == before


def test_every_table_of_the_platform_is_built_from_the_log_or_says_why_not(sqlite_database):
    from django.apps import apps

    beside_the_log = {"record.Community", "record.Event", "record.Blob", "record.Heartbeat", "record.Job", "record.Rebuilding", "members.Profile", "members.Link", "sessions.Session", "setup.Founding", "voting.SecretVote",
                      "work.EffortVote", "mail.Sent", "mail.Code", "mail.Attempt", "keys.Passkey", "keys.Challenge"}
    built = {model._meta.label for model in projections()}
    assert {model._meta.label for model in apps.get_models()} == built | beside_the_log


def test_a_community_of_the_same_name_cannot_be_made_twice(sqlite_database):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        seed_town("riverside", economy="toy")
