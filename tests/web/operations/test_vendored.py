"""Libraries that pages load from this server: each is the published one, and what is sent packed is the same."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import parecon_web
from django.test import Client
from parecon_web.members.links import make_link

FOLDER = Path(parecon_web.__file__).parent / "static" / "vendor"


def test_what_is_sent_packed_is_the_file_beside_it():
    packed = sorted(FOLDER.glob("*.gz"))
    assert packed and all(gzip.decompress(file.read_bytes()) == file.with_suffix("").read_bytes() for file in packed)


def test_every_library_is_named_with_its_version_and_licence_and_no_page_may_evaluate_text(riverside):
    told = (FOLDER / "README.txt").read_text()
    versions = [re.search(r"-(\d+\.\d+\.\d+)\.min\.js$", file.name)[1] for file in FOLDER.glob("*.js")]
    assert len(versions) == 2 and all(version in told for version in versions) and "0BSD" in told
    browser = Client()
    browser.get(f"/riverside/enter/{make_link(riverside.rosa.member)}")
    answer = browser.get("/riverside/")
    assert '"allowEval": false' in answer.content.decode() and "unsafe" not in answer.headers["Content-Security-Policy"]
