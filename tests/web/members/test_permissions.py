"""Who may call what: everything is declared, and what is not is refused."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver
from parecon_web.members.middleware import RefuseUndeclared
from parecon_web.members.permissions import Who


def patterns(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern.callback


def test_every_address_is_declared_with_who_may_use_it():
    undeclared = [route for route, view in patterns(get_resolver()) if not getattr(view, "allowed", None)]
    assert undeclared == []


def test_no_declaration_is_empty_and_no_two_addresses_share_a_name():
    names = [pattern.name for pattern in get_resolver().url_patterns if hasattr(pattern, "name")]
    assert len(names) == len(set(names))
    assert all(who and all(isinstance(one, Who) for one in who) for _, view in patterns(get_resolver()) for who in view.allowed.values())


def test_a_view_that_nobody_declared_is_refused_at_run_time():
    middleware = RefuseUndeclared(lambda request: HttpResponse())
    assert middleware.process_view(RequestFactory().get("/"), lambda request: HttpResponse(), (), {}).status_code == 403


def test_nobody_enters_without_a_link(riverside):
    from django.test import Client

    answer = Client().get(riverside.url())
    assert answer.status_code == 403 and b"personal link" in answer.content


def test_a_personal_link_is_the_key_and_works_in_its_own_town_only(riverside, hilltop):
    from django.test import Client
    from parecon_web.members.links import make_link, revoke_links

    token = make_link(riverside.rosa.member)
    stranger = Client()
    assert stranger.get(hilltop.url(f"enter/{token}")).status_code == 404
    assert stranger.get(riverside.url(f"enter/{token}")).status_code == 302
    assert stranger.get(riverside.url()).status_code == 200
    assert stranger.get(hilltop.url()).status_code == 403
    revoke_links(riverside.rosa.member)
    assert Client().get(riverside.url(f"enter/{token}")).status_code == 404


def test_a_method_that_is_not_declared_is_not_allowed(riverside):
    assert riverside.rosa.browser.post(riverside.url()).status_code == 405
    assert riverside.rosa.browser.delete(riverside.url()).status_code == 405
