"""Tables that only grow: the database itself refuses to change or delete their rows.

A migration says ``AppendOnlyTable("base_auditentry")``. Tests that flush the database between them lift the guard
with ``lifted`` for exactly that flush; nothing in the product does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

_guarded: set[str] = set()

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION crossroads_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""
_POSTGRES = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION crossroads_append_only()
"""


def guard(table: str, on: BaseDatabaseWrapper) -> None:
    """Refuse every UPDATE and DELETE (and TRUNCATE, where there is one) of a table from now on."""
    with on.cursor() as cursor:
        if on.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
            for verb in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute(_POSTGRES.format(table=table, verb=verb))
        else:
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(_SQLITE.format(table=table, verb=verb))


def lift(table: str, on: BaseDatabaseWrapper) -> None:
    with on.cursor() as cursor:
        if on.vendor == "postgresql":
            for verb in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}")
        else:
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")


@contextmanager
def lifted() -> Iterator[None]:
    """For test tear-down only: take the guards away, flush, put them back."""
    for table in _guarded:
        lift(table, connection)
    try:
        yield
    finally:
        for table in _guarded:
            guard(table, connection)


def guarded_tables() -> frozenset[str]:
    """The tables that migrations have made append-only."""
    return frozenset(_guarded)


class AppendOnlyTable(Operation):
    """A migration step: the named table only grows from here on."""

    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table
        _guarded.add(table)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change: only the database's own guard does."""

    def database_forwards(self, app_label: str, schema_editor: Any, *_: Any) -> None:
        guard(self.table, schema_editor.connection)

    def database_backwards(self, app_label: str, schema_editor: Any, *_: Any) -> None:
        lift(self.table, schema_editor.connection)

    def describe(self) -> str:
        return f"Make {self.table} append-only"
