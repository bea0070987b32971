"""Triggers with which the database itself refuses UPDATE and DELETE on tables that only grow."""

from __future__ import annotations

from django.apps import apps
from django.db import connections

from parecon_web.record.models import Rebuilding

__all__ = ["guard_tables"]

_SQLITE = """
DROP TRIGGER IF EXISTS {table}_no_{act};
CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{table} only grows: no {act}'); END;
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_only_grows() RETURNS trigger AS $$
BEGIN {when} RAISE EXCEPTION '{table} only grows: no %', TG_OP USING ERRCODE = 'integrity_constraint_violation'; END;
$$ LANGUAGE plpgsql;
"""
_POSTGRESQL = """
DROP TRIGGER IF EXISTS {table}_no_{act} ON {table};
CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} FOR EACH {level} EXECUTE FUNCTION {table}_only_grows();
"""


def guard_tables(using: str = "default", **_) -> None:
    """Put the triggers on every model with ``append_only``, after each migration, for a changed table loses them on SQLite."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    marks = Rebuilding._meta.db_table
    for model in apps.get_models():
        kind, table = getattr(model, "append_only", ""), model._meta.db_table
        if kind and {table, marks} <= there:
            _guard(connection, table, "" if kind == "always" else marks)


def _guard(connection, table: str, marks: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            when = f"WHEN NOT EXISTS (SELECT 1 FROM {marks} WHERE community_id = OLD.community_id)" if marks else ""
            for act in ("UPDATE", "DELETE"):
                for statement in _SQLITE.format(table=table, act=act, when=when).strip().split("\n"):
                    cursor.execute(statement)
            return
        when = (f"IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM {marks} WHERE community_id = OLD.community_id) THEN RETURN OLD; END IF;"
                if marks else "")
        cursor.execute(_POSTGRESQL_FUNCTION.format(table=table, when=when))
        for act, level in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            cursor.execute(_POSTGRESQL.format(table=table, act=act, level=level))
