"""Journals in which somebody changed entries and made every hash right again."""

import json

from parecon.journal.verify import FIRST_PREVIOUS, entry_line


def rechain(folder, change):
    """Rewrite the journal with ``change(kind, body)`` applied to its bodies and every hash right again."""
    path, lines, previous = folder / "journal.jsonl", [], FIRST_PREVIOUS
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        entry = json.loads(line)
        change(entry["kind"], entry["body"])
        text, previous = entry_line(number, previous, entry["kind"], entry["body"])
        lines.append(text)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
