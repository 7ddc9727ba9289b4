"""Empty indexes for the tests of the finder, in either database."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from crossroads.engines.finder import Index, PostgresqlIndex, SqliteIndex

ON_POSTGRESQL = os.environ.get("CROSSROADS_TEST_DB") == "postgres"


@contextmanager
def a_postgresql_index() -> Iterator[Index]:
    """In a schema that is gone with the transaction: nothing is ever committed."""
    import psycopg

    with psycopg.connect(os.environ["CROSSROADS_DATABASE_URL"]) as connection:
        connection.execute("CREATE SCHEMA finder_test")
        connection.execute("SET LOCAL search_path TO finder_test")
        yield PostgresqlIndex(connection)
        connection.rollback()


@contextmanager
def a_sqlite_index() -> Iterator[Index]:
    with closing(sqlite3.connect(":memory:")) as connection:
        yield SqliteIndex(connection)
