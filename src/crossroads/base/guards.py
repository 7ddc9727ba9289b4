"""Rules that the database itself keeps, as triggers: declared in code, put in place after every migration.

They are not migrations of their own, because SQLite rebuilds a table to change it: a rebuilt table has lost its
triggers, and a trigger that mentions a table which is being rebuilt stops the rebuilding. So all guards are lifted
before migrations run and put after them, on SQLite and PostgreSQL alike, and a test finds one that is missing.

``only_grows(Model)`` declares a table whose rows are never changed or deleted. ``lifted`` is for test tear-down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Statements = Callable[[str], list[str]]
"""SQL statements for a vendor: "sqlite" or "postgresql"."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One rule on one table.

    put, lift  give the statements that create and drop its triggers; both bear being run again
    """

    table: str
    name: str
    put: Statements
    lift: Statements


_guards: dict[str, Guard] = {}
_only_grow: set[str] = set()


def declare(guard: Guard) -> None:
    _guards[f"{guard.table}.{guard.name}"] = guard


def only_grows(*kinds: type[models.Model]) -> None:
    """Refuse every UPDATE and DELETE (and TRUNCATE, where there is one) of these tables."""
    for kind in kinds:
        table = kind._meta.db_table
        _only_grow.add(table)
        declare(Guard(table, "only_grows", _put_only_grows(table), _lift_only_grows(table)))


def refuse(table: str, name: str, *, verb: str, when: str, says: str) -> Guard:
    """A guard that refuses rows of one table.

    verb  INSERT or UPDATE
    when  SQL over NEW (and OLD) that is true where the change is refused; write IS DISTINCT FROM to compare
    says  the database's own sentence, without quotes
    """
    trigger = f"{table}_{name}"

    def put(vendor: str) -> list[str]:
        if vendor == "postgresql":
            body = f"IF {when} THEN RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation'; END IF;"
            return [
                f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {body} RETURN NEW; END $$",
                f"CREATE OR REPLACE TRIGGER {trigger} BEFORE {verb} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {trigger}()",
            ]
        condition = when.replace("IS DISTINCT FROM", "IS NOT")
        return [
            f"CREATE TRIGGER IF NOT EXISTS {trigger} BEFORE {verb} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
        ]

    def lift(vendor: str) -> list[str]:
        return [f"DROP TRIGGER IF EXISTS {trigger}" + (f" ON {table}" if vendor == "postgresql" else "")]

    return Guard(table, name, put, lift)


def tables_that_only_grow() -> frozenset[str]:
    return frozenset(_only_grow)


def put_all(on: BaseDatabaseWrapper) -> None:
    """Put every guard whose table exists."""
    tables = set(on.introspection.table_names())
    _run([sql for guard in _guards.values() if guard.table in tables for sql in guard.put(on.vendor)], on)


def lift_all(on: BaseDatabaseWrapper) -> None:
    tables = set(on.introspection.table_names())
    _run([sql for guard in _guards.values() if guard.table in tables for sql in guard.lift(on.vendor)], on)


@contextmanager
def lifted(table: str | None = None) -> Iterator[None]:
    """For tests only: take the guards away (or those of one table), then put them back."""
    chosen = [guard for guard in _guards.values() if table in (None, guard.table)]
    _run([sql for guard in chosen for sql in guard.lift(connection.vendor)], connection)
    try:
        yield
    finally:
        _run([sql for guard in chosen for sql in guard.put(connection.vendor)], connection)


def before_migrations(using: str, **_: Any) -> None:
    lift_all(connections[using])


def after_migrations(using: str, **_: Any) -> None:
    put_all(connections[using])


def _run(statements: list[str], on: BaseDatabaseWrapper) -> None:
    with on.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


_REFUSE = """
CREATE OR REPLACE FUNCTION crossroads_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""


def _verbs(vendor: str) -> tuple[str, ...]:
    return ("UPDATE", "DELETE", "TRUNCATE") if vendor == "postgresql" else ("UPDATE", "DELETE")


def _put_only_grows(table: str) -> Statements:
    def statements(vendor: str) -> list[str]:
        if vendor == "postgresql":
            return [_REFUSE] + [
                f"CREATE OR REPLACE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION crossroads_only_grows()"
                for verb in _verbs(vendor)
            ]
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in _verbs(vendor)
        ]

    return statements


def _lift_only_grows(table: str) -> Statements:
    def statements(vendor: str) -> list[str]:
        on = f" ON {table}" if vendor == "postgresql" else ""
        return [f"DROP TRIGGER IF EXISTS {table}_no_{verb.lower()}{on}" for verb in _verbs(vendor)]

    return statements
