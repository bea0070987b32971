"""Reference pages generated from the code that defines them: ``./run python -m parecon.cli.reference``."""

from __future__ import annotations

import argparse
import inspect
from dataclasses import fields
from enum import Enum
from importlib import import_module
from pathlib import Path

from parecon.charter import default_charter
from parecon.procedures import events

__all__ = ["main", "reference_pages"]

_REFUSALS = (
    ("proposals", "parecon.proposals", "RefusalReason"),
    ("ballots", "parecon.ballots.refusals", "Reason"),
    ("ledger", "parecon.ledger.refusals", "Reason"),
    ("work", "parecon.work.refusals", "Reason"),
    ("execution", "parecon.execution.refusals", "ExecutionReason"),
)


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def _table(heads: tuple[str, ...], rows) -> list[str]:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return lines + ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]


def charter_page() -> str:
    """Return every rule of the charter with unit, default, meaning and source, by area."""
    charter = default_charter()
    lines = ["# The charter", "", "Every rule that a society could change. `--set KEY=VALUE` tries another value in one plan; in a society only a ballot changes it."]
    area = ""
    for row in charter.as_rows():
        if row["key"].split(".")[0] != area:
            area = row["key"].split(".")[0]
            lines += ["", f"## {area}", "", "| Rule | Default | Unit | Meaning | Source |", "|---|---|---|---|---|"]
        choices = charter.rule(row["key"]).choices
        unit = row["unit"] or ("one of " + ", ".join(choices) if choices else "")
        lines.append("| " + " | ".join(_cell(v) for v in (f"`{row['key']}`", row["default"], unit, row["meaning"], row["source"])) + " |")
    return "\n".join(lines) + "\n"


def refusals_page() -> str:
    """Return every reason for which something is refused, by room."""
    lines = ["# Refusals", "", "A refusal is a value: the rule, what was given, the limit, and the way out. Nothing partial happens."]
    for room, module, name in _REFUSALS:
        reasons: type[Enum] = getattr(import_module(module), name)
        lines += ["", f"## {room}", "", *_table(("Reason", "Rule"), ((r.name, r.value if isinstance(r.value, str) else r.name) for r in reasons))]
    return "\n".join(lines) + "\n"


def events_page() -> str:
    """Return every event that a planning year tells, with what it carries."""
    lines = ["# Events of a planning year", "", "```", inspect.getdoc(events) or "", "```", ""]
    rows = []
    for name in events.__all__:
        kind = getattr(events, name)
        if inspect.isclass(kind):
            rows.append((f"`{name}`", (inspect.getdoc(kind) or "").split("\n\n")[0], ", ".join(f"`{f.name}`" for f in fields(kind))))
    return "\n".join([*lines, *_table(("Event", "What happened", "Carries"), rows)]) + "\n"


def commands_page() -> str:
    """Return the help of every command."""
    from parecon.cli.entry import build_parser

    parser = build_parser()
    parser.prog = "parecon"
    lines = ["# Commands", "", "```", parser.format_help().rstrip(), "```"]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                lines += ["", f"## {name}", "", "```", command.format_help().rstrip(), "```"]
    return "\n".join(lines) + "\n"


def reference_pages() -> dict[str, str]:
    """Return every reference page by file name."""
    return {"charter.md": charter_page(), "refusals.md": refusals_page(), "events.md": events_page(), "commands.md": commands_page()}


def main() -> int:
    """Write docs/reference beside the sources."""
    folder = Path(__file__).resolve().parents[3] / "docs" / "reference"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in reference_pages().items():
        (folder / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
