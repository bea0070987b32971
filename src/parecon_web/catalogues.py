"""The platform's texts and their translations: collects them into one catalogue for each app, and compiles the catalogues.

For developers (`./run catalogues`); what it writes is part of the program, so that a user's machine needs neither it nor gettext.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

os.environ.setdefault("PARECON_DEMO", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parecon_web.settings")

from parecon_web.engine_words import engine_words  # noqa: E402 – Django's settings are named first

__all__ = ["PLACES", "collect", "compiled", "main", "missing", "read", "update", "write_pseudo"]

PACKAGE = Path(__file__).resolve().parent
LANGUAGES = ("es",)
PLACES = ("", *(app.removeprefix("parecon_web.") for app in settings.INSTALLED_APPS if app.startswith("parecon_web.")))
"""Each app has its catalogue, "" what belongs to none; a text that several use stands in the first of them."""

KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
            "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
_STAMPS = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator', '"Language-Team', '"Report-Msgid')
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def sources(place: str) -> Iterator[Path]:
    """Yield the files of a place: its modules, and its templates."""
    if place:
        yield from sorted(path for path in (PACKAGE / place).rglob("*.py") if "migrations" not in path.parts)
        yield from sorted((PACKAGE / "templates" / place).rglob("*.html"))
    else:
        yield from sorted(PACKAGE.glob("*.py"))
        yield from sorted((PACKAGE / "templates").glob("*.html"))


def texts(path: Path) -> Iterator[tuple[object, str | None]]:
    """Yield the texts to translate in one file, each with its context or None; plural forms are a pair."""
    source = path.read_text()
    if path.suffix == ".html":  # Django turns a template into calls; in brackets their indentation does not matter
        source = "(" + templatize(source, origin=str(path)) + "\n)"
    for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS, options={"encoding": "utf-8"}):
        yield message, context


def collect() -> dict[str, Catalog]:
    """Return the texts of each place, without translations; what the engine says in words is with the base."""
    found, seen = {}, set()
    for place in PLACES:
        catalogue = Catalog()
        spoken = [(word, None, "the engine") for word in engine_words()] if not place else []
        written = [(message, context, path.relative_to(PACKAGE).as_posix()) for path in sources(place) for message, context in texts(path)]
        for message, context, where in written + spoken:
            first = message[0] if isinstance(message, tuple) else message
            if first and (first, context) not in seen:
                catalogue.add(message, locations=[(where, 0)], context=context)
        seen |= {((each.id[0] if isinstance(each.id, tuple) else each.id), each.context) for each in catalogue if each.id}
        found[place] = catalogue
    return found


def file_of(place: str, language: str) -> Path:
    """Return where the catalogue of a place in a language is kept; compiled, its name ends in .mo."""
    return PACKAGE / place / "locale" / language / "LC_MESSAGES" / "django.po"


def read(place: str, language: str) -> Catalog:
    """Return the translations of a place, an empty catalogue where there are none yet."""
    path = file_of(place, language)
    return read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)


def key_of(message: Message) -> tuple[str, str | None]:
    """Return what a message is found by: its text, the singular of two, and its context."""
    return (message.id[0] if isinstance(message.id, tuple) else message.id), message.context


def renewed(language: str) -> dict[str, Catalog]:
    """Return the catalogues as they ought to be: every text that is used now, with the translation that any of them holds."""
    known = {key_of(message): message for place in PLACES for message in read(place, language) if message.id and message.string}
    renewed = {}
    for place, template in collect().items():
        catalogue = Catalog(locale=language)
        for message in template:
            old = known.get(key_of(message))
            if message.id:
                same_form = old is not None and isinstance(old.id, tuple) == isinstance(message.id, tuple)
                catalogue.add(message.id, old.string if same_form else None, locations=message.locations, context=message.context)
        renewed[place] = catalogue
    return renewed


def as_text(catalogue: Catalog) -> bytes:
    """Return a catalogue as a .po file, sorted and without dates, so that two people's changes seldom meet."""
    memory = io.BytesIO()
    catalogue.fuzzy = False
    catalogue.header_comment = f"# parecon's texts in {catalogue.locale}; ./run catalogues keeps the list, people write the translations."
    write_po(memory, catalogue, sort_output=True, include_lineno=False, width=140)
    return b"".join(line for line in memory.getvalue().splitlines(keepends=True) if not line.decode().startswith(_STAMPS))


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as a .mo file, the same bytes each time."""
    memory = io.BytesIO()
    plain = read_po(io.BytesIO(as_text(catalogue)), locale=catalogue.locale)
    plain.creation_date = plain.revision_date = _NO_DATE
    write_mo(memory, plain)
    return memory.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Return the texts of a catalogue that have no translation, or one with other placeholders."""
    wrong = {id(message) for message, _errors in catalogue.check() if "%(" in str(message.id)}  # "95 % of" is no placeholder
    return [key_of(message)[0] for message in catalogue
            if message.id and (not all(message.string if isinstance(message.string, (tuple, list)) else [message.string]) or id(message) in wrong)]


def update(*, write: bool) -> list[str]:
    """Bring all catalogues up to date and return what is wrong with them; without ``write`` nothing is changed."""
    wrong = []
    for language in LANGUAGES:
        for place, catalogue in renewed(language).items():
            path = file_of(place, language)
            if not len(catalogue):
                continue
            for name, content in ((path, as_text(catalogue)), (path.with_suffix(".mo"), compiled(catalogue))):
                if write:
                    name.parent.mkdir(parents=True, exist_ok=True)
                    name.write_bytes(content)
                elif not name.exists() or name.read_bytes() != content:
                    wrong.append(f"{name.relative_to(PACKAGE)} is not up to date; type ./run catalogues")
            wrong += [f"{path.relative_to(PACKAGE)}: not translated: {text}" for text in missing(catalogue)]
    return wrong


_PLACEHOLDERS = re.compile(r"(%\(\w+\)[sd]|%%)")
_ACCENTED = str.maketrans("aeiouyAEIOUYcnsCNS", "áéíóúýÁÉÍÓÚÝçñšÇÑŠ")
_ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "ابتثجحخدذرزسشصضطظعغفقكلمنه" * 2)
PSEUDO = {"en_XA": lambda text: "⟦" + text.translate(_ACCENTED) + " ~" * (len(text) // 12) + "⟧", "ar_XB": lambda text: text.translate(_ARABIC)}
"""Two languages that nobody speaks: longer and in brackets, so that what stands outside brackets is not translated; and written from right to left."""


def write_pseudo(folder: Path) -> None:
    """Write the pseudo languages into ``folder``, which PARECON_PSEUDO then names."""
    for locale, change in PSEUDO.items():
        catalogue = Catalog(locale="en")
        for template in collect().values():
            for message in template:
                forms = [pseudo(form, change) for form in (message.id if isinstance(message.id, tuple) else (message.id,))]
                if message.id:
                    catalogue.add(message.id, tuple(forms) if len(forms) > 1 else forms[0], context=message.context)
        file = folder / locale / "LC_MESSAGES" / "django.mo"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(compiled(catalogue))


def pseudo(text: str, change: Callable[[str], str]) -> str:
    """Return a text in a pseudo language, its placeholders as they were."""
    kept = _PLACEHOLDERS.findall(text)
    whole = change(_PLACEHOLDERS.sub("\x1f", text))
    return re.sub("\x1f", lambda _found: kept.pop(0), whole)


def main(arguments: list[str] | None = None) -> int:
    """Update and compile the catalogues; returns 1 where a translation is missing."""
    parser = argparse.ArgumentParser(prog="./run catalogues", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, only say what is missing or not up to date")
    parser.add_argument("--pseudo", type=Path, metavar="DIR", help="write two pseudo languages there, for ./run serve with PARECON_PSEUDO=DIR")
    chosen = parser.parse_args(arguments)
    if chosen.pseudo:
        write_pseudo(chosen.pseudo)
    wrong = update(write=not chosen.check)
    print("\n".join(wrong) if wrong else "every text is translated")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
