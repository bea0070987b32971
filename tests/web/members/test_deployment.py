"""What must not happen in production: insecure settings, demonstration accounts, undeclared code from elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys

from django.test import Client, override_settings
from parecon_web.members.links import make_link

from web.bars import deployment


def check(**environment: str) -> subprocess.CompletedProcess:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PARECON_", "DATABASE_", "DJANGO_"))}
    return subprocess.run([sys.executable, "-m", "parecon_web", "check", "--deploy", "--fail-level", "WARNING"], env={**clean, **environment},
                          capture_output=True, text=True, check=False)


def test_the_deployment_check_is_silent_with_a_key_and_hosts(tmp_path):
    done = check(PARECON_SECRET_KEY="an unguessable text " * 4, PARECON_HOSTS="plan.example", PARECON_DATA=str(tmp_path))
    assert done.returncode == 0 and "no issues" in done.stdout + done.stderr, done.stderr


def test_without_a_key_nothing_starts_and_the_message_says_what_to_do(tmp_path):
    done = check(PARECON_DATA=str(tmp_path))
    assert done.returncode != 0 and "PARECON_SECRET_KEY" in done.stderr


def test_a_demonstration_cannot_be_entered_outside_demonstrations(riverside):
    token = make_link(riverside.rosa.member)
    with override_settings(DEMO=False, SECURE_SSL_REDIRECT=False):
        assert Client().get(riverside.url(f"enter/{token}")).status_code == 404
        assert riverside.rosa.browser.get(riverside.url()).status_code == 404
        assert "Riverside" not in Client().get("/").content.decode()


def test_no_page_names_another_host(riverside):
    for path in ("", "request", "prices", "round", "review", "councils"):
        page = riverside.rosa.browser.get(riverside.url(path)).content.decode()
        assert "http://" not in page.replace("http://www.w3.org/2000/svg", "") and "https://" not in page


def test_the_source_of_the_running_version_is_given_to_whoever_asks(riverside):
    answer = Client().get("/source")
    assert answer.status_code == 200 and answer.content[:2] == b"PK"


def run_check(**environment: str) -> subprocess.CompletedProcess:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PARECON_", "DATABASE_", "DJANGO_"))}
    return subprocess.run([sys.executable, "-m", "parecon", "check"], env={**clean, **environment}, capture_output=True, text=True, check=False)


def test_check_names_what_is_wrong_and_is_content_with_a_server_that_is_in_order(riverside, sqlite_database):
    place = {"PARECON_DATA": str(sqlite_database.parent), "PARECON_SECRET_KEY": "an unguessable text " * 4}
    sqlite_database.rename(sqlite_database.with_name("parecon.sqlite3"))
    fine = run_check(**place, PARECON_HOSTS="plan.example")
    assert fine.returncode == 0, fine.stdout + fine.stderr
    assert "riverside" in fine.stdout and "intact" in fine.stdout
    without = run_check(**place)
    assert without.returncode == 1 and "set PARECON_HOSTS" in without.stdout
    demonstration = run_check(**place, PARECON_HOSTS="plan.example", PARECON_DEMO="1")
    assert demonstration.returncode == 1 and "FAULT  demonstration" in demonstration.stdout
    assert run_check(PARECON_DATA=place["PARECON_DATA"]).returncode == 1


def test_a_server_for_real_communities_is_closed_and_the_project_holds_no_secret(tmp_path):
    figure = deployment.measure_deployment(tmp_path)
    assert figure.reached, figure


def test_what_looks_like_a_secret_is_found(tmp_path):
    (tmp_path / "notes.txt").write_text("-----BEGIN RSA " + "PRIVATE KEY-----")
    (tmp_path / "fine.txt").write_text("postgres://parecon@127.0.0.1/parecon")
    assert deployment.find_secrets(tmp_path)[0] == ["notes.txt"]


def test_no_address_that_somebody_types_is_ever_called(sqlite_database):
    figure = deployment.measure_calls(("clerk",))
    assert figure.reached, figure


def test_the_bar_of_calls_counts_a_call(sqlite_database, monkeypatch):
    """The bar can fail: a view that asked the address it was given would be counted."""
    import urllib.request

    from parecon_web.members import languages

    def careless(code: str) -> str:
        if code.startswith("http"):
            try:
                urllib.request.urlopen(code, timeout=1)
            except OSError:
                pass
        return ""

    monkeypatch.setattr(languages, "spoken", careless)
    assert not deployment.measure_calls(("member",)).reached
