"""Measure how far the platform's figures are reached: ./run bars [--long] [--only R1 R7 …] [--database sqlite|postgres]; U5 measures U6 and U10 too, U1 also U2, U3, U24 and U25, U4 also U8, U9 and U21."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import tempfile
import uuid
from pathlib import Path

os.environ["PARECON_DEMO"], os.environ["DJANGO_SETTINGS_MODULE"] = "1", "parecon_web.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
sys.path.insert(0, str(Path(__file__).parent))

NAMES = ("R1", "R2", "R3", "R4", "R5", "R5-stops", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15", "R16", "R18", "R20", "R21", "R22", "R24", "R28", "R29", "U1", "U2", "U2-text", "U4", "U5", "U7", "U11", "U12", "U16", "U17", "U18", "U19", "U20", "U22")


def main() -> int:
    """Print each bar's figure as it is measured; 1 where one is not reached."""
    parser = argparse.ArgumentParser(prog="./run bars", description="Measure the platform's figures of trust.")
    parser.add_argument("--long", action="store_true", help="the whole grids, an hour or more")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, help="these bars alone")
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both", help="where to measure (default: both)")
    chosen = parser.parse_args()
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    reached = True
    for database in ("sqlite", "postgres") if chosen.database == "both" else (chosen.database,):
        print(f"\n{database}", flush=True)
        for name in chosen.only:
            if (name, database) == ("R5-stops", "sqlite"):
                continue  # SQLite is no server; R5 kills the process that writes
            with tempfile.TemporaryDirectory() as folder:
                found = measure(name, database, Path(folder), chosen.long)
            for figure in found if isinstance(found, list) else [found]:
                print(figure, flush=True)
                reached &= figure.reached
    return 0 if reached else 1


def chromium() -> str:
    """Return the browser; stop where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return found or sys.exit("bars: chromium is needed for R12 and the U figures; install it, or choose others with --only")


def in_browser(measured, settings: dict, *known):
    """Return what is measured in a browser of its own, on a database."""
    from playwright.sync_api import sync_playwright

    from web.databases import use_database

    with sync_playwright() as playwright:
        use_database(settings)  # once more: what runs beside a browser keeps connections of its own
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            return measured(browser, *known)
        finally:
            browser.close()


def measure(name: str, database: str, folder: Path, long: bool):
    """Measure one bar on a fresh database with two towns."""
    from django.db import connections
    from parecon_web.settings import sqlite

    from web.bars import deployment, economies, files, fuzzing, handling, histories, keeping, killing, paper, permissions, races, reaching, screens, scripts, secrecy, spending
    from web.databases import make_template, postgres, postgres_address, run_on_server
    from web.serving import Server

    if name == "R5-stops":
        return measure_stops(25 if long else 5, folder)
    own = f"parecon_bars_{uuid.uuid4().hex[:12]}"
    if database == "postgres":
        run_on_server(f"CREATE DATABASE {own}")
        settings, place = postgres(own), {"DATABASE_URL": postgres_address(own)}
    else:
        settings, place = sqlite(folder / "parecon.sqlite3"), {"PARECON_DATA": str(folder), "DATABASE_URL": ""}
    environment, grid = {**os.environ, **place}, [(width, language) for width in handling.WIDTHS for language in handling.LANGUAGES]
    measures = {
        "R1": lambda: races.measure_lost_updates(10_000 if long else 2_000),
        "R2": lambda: spending.measure_spends(50 if long else 12),
        "R3": lambda: races.measure_votes(1_000 if long else 320),
        "R4": lambda: races.measure_replays(1_000 if long else 320, environment),
        "R5": lambda: killing.measure_kills(100 if long else 15, Server(place, folder)),
        "R6": lambda: killing.measure_steps(60 if long else 6, environment),
        "R7": lambda: histories.measure_rebuilds(1_000 if long else 100),
        "R8": lambda: histories.measure_chain(10_000 if long else 2_000),
        "R9": lambda: spending.measure_book(50_000 if long else 2_000),
        "R10": lambda: permissions.measure_permissions()[0],
        "R11": lambda: permissions.measure_permissions(adopted=True)[0],
        "R12": lambda: scripts.measure_scripts(chromium(), Server(place, folder)),
        "R13": lambda: files.measure_files(20_000 if long else 2_000),
        "R15": lambda: keeping.measure_exports(100),
        "R16": lambda: keeping.measure_restore(1_000_000 if long else 20_000, folder, elsewhere, "town"),
        "R18": lambda: economies.measure_economies(20),
        "R20": keeping.measure_attempts,
        "R21": keeping.measure_silence,
        "R24": lambda: keeping.measure_small_ballots(7),
        "U17": keeping.measure_languages,
        "U19": lambda: keeping.measure_bad_tables(30),
        "R22": lambda: secrecy.measure_secrecy(50, folder),
        "U5": lambda: screens.measure_screens(chromium(), Server(place, folder), 1_000 if long else 200),
        "R28": lambda: deployment.measure_deployment(folder),
        "R29": deployment.measure_calls,
        "U1": lambda: in_browser(handling.measure_all_screens, settings, Server(place, folder), grid if long else [grid[handling.rotating(len(grid))]]),
        "U2": lambda: in_browser(reaching.measure_keyboard, settings, Server(place, folder)),
        "U2-text": lambda: in_browser(reaching.measure_large_text, settings, Server(place, folder), (640, 1280) if long else (1280,)),
        "U11": lambda: in_browser(reaching.measure_board, settings, Server(place, folder)),
        "U20": lambda: reaching.measure_mail(60 if long else 14),
        "U22": lambda: in_browser(reaching.measure_without_scripts, settings, Server(place, folder)),
        "U4": lambda: in_browser(handling.measure_journeys, settings, Server(place, folder)),
        "U7": handling.measure_refusals,
        "U12": handling.measure_reasons,
        "U18": lambda: paper.measure_paper(50),
        "U16": lambda: screens.measure_start(folder),
        "R14": lambda: fuzzing.measure_api(200 if long else 30, Server(place, folder), folder),
    }
    other = f"{own}_other"

    def elsewhere() -> None:
        """Lead to an empty database of the same kind."""
        if database == "postgres":
            run_on_server(f"CREATE DATABASE {other}")
        use_database(postgres(other) if database == "postgres" else sqlite(folder / "other.sqlite3"))

    make_template(settings)
    from web.databases import use_database

    use_database(settings)
    try:
        return measures[name]()
    finally:
        connections.close_all()
        if database == "postgres":
            run_on_server(f"DROP DATABASE {own} WITH (FORCE)")
            run_on_server(f"DROP DATABASE IF EXISTS {other} WITH (FORCE)")


def measure_stops(stops: int, folder: Path):
    """Measure R5 with a PostgreSQL server of the bar's own, which is stopped at once again and again."""
    from django.db import connections

    from web.bars import killing
    from web.databases import OwnPostgres, make_template, postgres_programs, use_database
    from web.serving import Server

    programs = postgres_programs() or sys.exit("bars: R5-stops needs PostgreSQL's own programs (initdb, pg_ctl); install postgresql, or choose others with --only")
    database = OwnPostgres(programs)
    try:
        make_template(database.settings)
        use_database(database.settings)
        return killing.measure_kills(stops, Server({"DATABASE_URL": database.address}, folder), database)
    finally:
        connections.close_all()
        database.remove()


if __name__ == "__main__":
    sys.exit(main())
