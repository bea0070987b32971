"""R14: schemathesis calls every operation of the API with what its description allows and forbids."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.db import connections
from parecon_web.members.links import make_link
from parecon_web.members.models import Member, Role
from parecon_web.record.models import Community

from web.bars.figure import Figure
from web.serving import Server

# A request may be well formed and still be refused with its numbers: 409 (a newer version) and 422 (a rule) are right answers.
_CONFIG = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 409, 422]
"""


def measure_api(examples: int, server: Server, folder: Path) -> Figure:
    """R14: as a member, as a facilitator and as nobody; all checks."""
    community = Community.objects.get(slug="riverside")
    member = Member.objects.filter(community=community).first()
    facilitator = Role.objects.filter(community=community, task="facilitator").first().member
    tokens = {"member": make_link(member), "facilitator": make_link(facilitator), "nobody": ""}
    connections.close_all()
    config = folder / "schemathesis.toml"
    config.write_text(_CONFIG)
    server.start()
    failures, told = [], []
    try:
        for who, token in tokens.items():
            command = [str(Path(sys.executable).parent / "st"), "--config-file", str(config), "run", f"{server.address}/riverside/api/openapi.json",
                       "--checks", "all", "--max-examples", str(examples), "--phases", "examples,coverage,fuzzing", "--seed", "14"]
            command += ["-H", f"Authorization: Bearer {token}"] if token else []
            done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
            told.append(f"== {who}\n{done.stdout}{done.stderr}")
            if done.returncode:
                failures.append(who)
    finally:
        server.kill()
    (folder / "schemathesis.log").write_text("\n".join(told))
    if failures:
        print("\n".join(told)[-6000:])
    return Figure("R14", f"schemathesis, all checks, {examples} examples an operation, as {', '.join(tokens)}: "
                  f"{'no failure' if not failures else 'failures as ' + ', '.join(failures)}", not failures)
