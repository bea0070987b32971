"""`parecon serve`: the platform on this machine, with a demonstration town where nothing is set up yet."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import threading
import time
import webbrowser

__all__ = ["main"]

OPENING_SECONDS_MAX = 30
LOOK_SECONDS = 1.0


def main(arguments: list[str] | None = None) -> int:
    """Serve; returns 2 where the port is taken."""
    parser = argparse.ArgumentParser(prog="parecon serve", description="Open the platform in the browser, with a demonstration town.")
    parser.add_argument("--port", type=int, default=8000, help="where it listens (default 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address it listens at (default 127.0.0.1: this machine only)")
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")
    chosen = parser.parse_args(arguments)
    if is_taken(chosen.host, chosen.port):
        print(f"serve: port {chosen.port} is taken; stop what uses it, or give another: --port {chosen.port + 1}", file=sys.stderr)
        return 2
    if not os.environ.get("PARECON_SECRET_KEY"):
        os.environ.setdefault("PARECON_DEMO", "1")
    if not prepare():
        print("serve: the database is of another version; stop all servers and type `parecon upgrade`, which writes a backup first", file=sys.stderr)
        return 2
    address = f"http://localhost:{chosen.port}"
    first = show_links(address)
    if not chosen.no_browser:
        threading.Thread(target=open_when_ready, args=(chosen, first or address), daemon=True).start()
    from django.conf import settings

    if settings.DEMO:
        threading.Thread(target=play_members, daemon=True).start()
    import uvicorn

    uvicorn.run("parecon_web.asgi:application", host=chosen.host, port=chosen.port, log_level="warning", access_log=False, timeout_graceful_shutdown=2)
    return 0


def is_taken(host: str, port: int) -> bool:
    """Tell whether something listens there already."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def prepare() -> bool:
    """Set Django up, migrate what is new or a demonstration, make its town; False where a community's database is of another version."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parecon_web.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA.mkdir(parents=True, exist_ok=True)
    from parecon_web.backup import applied, pending, unknown

    if not settings.DEMO and applied() and (pending() or unknown(applied())):
        return False
    call_command("migrate", verbosity=0)
    from parecon_web.record.models import Community

    if settings.DEMO and not Community.objects.exists():
        print("making the demonstration town …", flush=True)
        from parecon_web.town import play_first_round, seed_town

        play_first_round(seed_town())
    return True


def show_links(address: str) -> str:
    """Print a link for each role of each demonstration town, made anew; return a member's, or "" where there is none."""
    from parecon_web.record.models import Community
    from parecon_web.town import role_links

    first = ""
    for community in Community.objects.filter(demonstration=True):
        print(f"\n{community.name} (demonstration, simulated members). Each link is somebody's key:\n")
        links = role_links(community)
        for title, path in links:
            print(f"  {title:<44} {address}{path}")
        first = first or address + links[0][1]
    print(f"\nServing at {address}; stop it with Ctrl+C.\n", flush=True)
    return first


def open_when_ready(chosen: argparse.Namespace, address: str) -> None:
    """Open the browser when the server answers."""
    until = time.monotonic() + OPENING_SECONDS_MAX
    while time.monotonic() < until and not is_taken(chosen.host, chosen.port):
        time.sleep(0.1)
    webbrowser.open(address)


def play_members() -> None:
    """Let the simulated members of demonstrations do what waits for them, as long as the server runs."""
    from django.db import close_old_connections

    from parecon_web.record.models import Community
    from parecon_web.rounds.bots import look_after

    seen: dict[int, str] = {}
    while True:
        close_old_connections()
        for community in Community.objects.filter(demonstration=True):
            if seen.get(community.pk) != community.head:
                look_after(community)
                seen[community.pk] = Community.objects.get(pk=community.pk).head
        time.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
