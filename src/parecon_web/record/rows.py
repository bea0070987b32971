"""Many rows of one table written in one statement, from columns: an act of the year writes a hundred, and a log is played again act by act."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection

from parecon_web.record.models import Projection

__all__ = ["change_rows", "insert_rows", "sent_on"]


def insert_rows(model: type[Projection], columns: Mapping[str, Sequence]) -> None:
    """Write new rows; columns: by the name of a field's column, all of one length, plain values or dicts for JSON; what is left out is NULL."""
    table, names, types = _named(model, columns)
    columns = _plain(columns)
    if connection.vendor == "postgresql":
        _run(f"INSERT INTO {table} ({', '.join(names)}) SELECT * FROM UNNEST({', '.join(f'%s::{kind}[]' for kind in types)})", list(columns.values()))
    else:
        _run(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})", list(zip(*columns.values())), many=True)


def change_rows(model: type[Projection], ids: Sequence[int], columns: Mapping[str, Sequence], *, add: bool = False) -> None:
    """Write these columns of rows that are there, by their ids; add: the values come on top of what stands there."""
    table, names, types = _named(model, columns)
    columns = _plain(columns)
    if connection.vendor == "postgresql":
        sets = ", ".join(f"{name} = {f'{table}.{name} + ' if add else ''}new.{name}" for name in names)
        given = ", ".join(f"%s::{kind}[]" for kind in types)
        _run(f"UPDATE {table} SET {sets} FROM UNNEST(%s::bigint[], {given}) AS new(id, {', '.join(names)}) WHERE {table}.id = new.id", [list(ids), *columns.values()])
    else:
        sets = ", ".join(f"{name} = {f'{name} + ' if add else ''}%s" for name in names)
        _run(f"UPDATE {table} SET {sets} WHERE id = %s", list(zip(*columns.values(), ids)), many=True)


@contextmanager
def sent_on() -> Iterator[None]:
    """Let PostgreSQL work on what is written while the next statement is made; what it refuses is raised at the end of the block at the latest."""
    if connection.vendor == "postgresql":
        with connection.wrap_database_errors, connection.connection.pipeline():
            yield
    else:
        yield


def _named(model: type[Projection], columns: Mapping[str, Sequence]) -> tuple[str, list[str], list[str]]:
    """Return the table, the columns and their types, as the database writes them."""
    fields = [model._meta.get_field(name) for name in columns]
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), [quote(field.column) for field in fields], [field.db_type(connection) for field in fields]


def _plain(columns: Mapping[str, Sequence]) -> dict[str, list]:
    return {name: [json.dumps(value) if isinstance(value, dict) else value for value in values] for name, values in columns.items()}


def _run(statement: str, values: list, *, many: bool = False) -> None:
    with connection.cursor() as cursor:
        (cursor.executemany if many else cursor.execute)(statement, values)
