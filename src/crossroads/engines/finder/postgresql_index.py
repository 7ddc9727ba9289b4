"""The index in PostgreSQL: word lists (tsvector) with GIN indexes; no extension is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Protocol

from crossroads.engines.finder.index import (
    BATCH,
    Filters,
    Query,
    Stored,
    batches,
    by_id,
    clipped,
    from_card,
    length_of,
    to_card,
    words_of,
)
from crossroads.engines.finder.ranking import FoldedStudy, Statistics, fold_study
from crossroads.engines.finder.values import StudyEntry


class Cursor(Protocol):
    """What is used of a DB-API 2.0 cursor with ``%(name)s`` parameters, such as psycopg's."""

    rowcount: int

    def execute(self, sql: Any, params: Any = ..., /) -> Any: ...
    def executemany(self, sql: Any, params: Any, /) -> Any: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> Any: ...


class Connection(Protocol):
    """What is used of a DB-API 2.0 connection."""

    def cursor(self) -> Any: ...


# The texts are cut and folded already, so the configuration is 'simple', which only splits: 'english' would cut
# words its own way, and the two databases would find different studies. ``head`` holds what a study is about,
# short enough to be ranked quickly however many studies name a thing; ``words`` holds all that is searched.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS finder_studies (
    id text PRIMARY KEY, sex text NOT NULL, minimum_age double precision, age_below double precision,
    is_open boolean NOT NULL, length integer NOT NULL, card text NOT NULL,
    title text NOT NULL, conditions text NOT NULL, summary text NOT NULL, wanted text NOT NULL, unwanted text NOT NULL,
    head tsvector NOT NULL, words tsvector NOT NULL
);
CREATE TABLE IF NOT EXISTS finder_total (studies integer NOT NULL, length bigint NOT NULL, stamp text NOT NULL);
INSERT INTO finder_total SELECT 0, 0, '' WHERE NOT EXISTS (SELECT 1 FROM finder_total);
CREATE TABLE IF NOT EXISTS finder_words (word text PRIMARY KEY, studies integer NOT NULL);
CREATE INDEX IF NOT EXISTS finder_studies_head ON finder_studies USING gin (head);
CREATE INDEX IF NOT EXISTS finder_studies_words ON finder_studies USING gin (words);
"""
_FITS = """
    (%(sex)s::text IS NULL OR sex IN ('ALL', %(sex)s)) AND (NOT %(only_open)s OR is_open)
    AND (%(oldest)s::float IS NULL OR minimum_age IS NULL OR minimum_age <= %(oldest)s)
    AND (%(youngest)s::float IS NULL OR age_below IS NULL OR age_below > %(youngest)s)
"""
_COLUMNS = "card, title, conditions, summary, wanted, unwanted"
_INSERT = """
INSERT INTO finder_studies (id, sex, minimum_age, age_below, is_open, length, card,
    title, conditions, summary, wanted, unwanted, head, words)
VALUES (%(id)s, %(sex)s, %(minimum_age)s, %(age_below)s, %(is_open)s, %(length)s, %(card)s,
    %(title)s, %(conditions)s, %(summary)s, %(wanted)s, %(unwanted)s,
    setweight(to_tsvector('simple', %(title)s), 'A') || setweight(to_tsvector('simple', %(conditions)s), 'A'),
    setweight(to_tsvector('simple', %(title)s), 'A') || setweight(to_tsvector('simple', %(conditions)s), 'A')
        || setweight(to_tsvector('simple', %(summary)s), 'C') || setweight(to_tsvector('simple', %(wanted)s), 'C'))
"""
_MORE_WORDS = """
INSERT INTO finder_words (word, studies) SELECT * FROM unnest(%(words)s::text[], %(counts)s::int[])
ON CONFLICT (word) DO UPDATE SET studies = finder_words.studies + excluded.studies
"""


class PostgresqlIndex:
    """Studies in the tables ``finder_*`` of a PostgreSQL database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        cursor = connection.cursor()
        cursor.execute("SELECT to_regclass('finder_studies') IS NOT NULL")
        if not cursor.fetchone()[0]:
            self._lock()
            for statement in _SCHEMA.strip().split(";\n"):
                cursor.execute(statement)

    def build(self, entries: Iterable[StudyEntry], *, stamp: str = "") -> int:
        cursor = self._connection.cursor()
        self._lock()
        cursor.execute("DELETE FROM finder_studies")
        cursor.execute("DELETE FROM finder_words")
        cursor.execute("UPDATE finder_total SET studies = 0, length = 0")
        self.add(entries)
        cursor.execute("ANALYZE finder_studies")
        cursor.execute("UPDATE finder_total SET stamp = %(stamp)s", {"stamp": stamp})
        return self.count()

    def _lock(self) -> None:
        """One builder at a time, to the end of the transaction: two would trip over each other's rows."""
        self._connection.cursor().execute("SELECT pg_advisory_xact_lock(hashtext('crossroads finder'))")

    def stamp(self) -> str:
        cursor = self._connection.cursor()
        cursor.execute("SELECT stamp FROM finder_total")
        return str(cursor.fetchone()[0])

    def add(self, entries: Iterable[StudyEntry]) -> None:
        for batch in batches(entries, BATCH):
            latest = by_id(batch)
            self.remove(entry.id for entry in latest)
            folded = [clipped(fold_study(entry)) for entry in latest]
            self._connection.cursor().executemany(
                _INSERT, [_row(entry, texts) for entry, texts in zip(latest, folded, strict=True)]
            )
            self._count(folded, 1)

    def remove(self, ids: Iterable[str]) -> None:
        cursor = self._connection.cursor()
        cursor.execute(
            "DELETE FROM finder_studies WHERE id = ANY(%(ids)s)"
            " RETURNING title, conditions, summary, wanted, unwanted",
            {"ids": list(ids)},
        )
        self._count([FoldedStudy(*texts) for texts in cursor.fetchall()], -1)

    def _count(self, folded: Sequence[FoldedStudy], sign: int) -> None:
        self._connection.cursor().execute(
            "UPDATE finder_total SET studies = studies + %(studies)s, length = length + %(length)s",
            {"studies": sign * len(folded), "length": sign * sum(map(length_of, folded))},
        )
        counts = Counter(word for texts in folded for word in words_of(texts))
        if counts:
            words = sorted(counts)  # one order, so that two writers never wait for each other in a ring
            self._connection.cursor().execute(
                _MORE_WORDS, {"words": words, "counts": [sign * counts[word] for word in words]}
            )

    def count(self) -> int:
        cursor = self._connection.cursor()
        cursor.execute("SELECT studies FROM finder_total")
        return int(cursor.fetchone()[0])

    def search(self, query: Query, filters: Filters, limit: int) -> list[Stored]:
        """In the same turns as ``SqliteIndex``."""
        found: dict[str, Stored] = {}
        for column, match, most in _matches(query, limit):
            for stored in self._search(column, match, filters, most) if len(found) < limit else ():
                found.setdefault(stored.entry.id, stored)
        return list(found.values())[:limit]

    def _search(self, column: str, match: str, filters: Filters, limit: int) -> list[Stored]:
        youngest, oldest = filters.age or (None, None)
        cursor = self._connection.cursor()
        cursor.execute(
            f"SELECT {_COLUMNS} FROM finder_studies WHERE {column} @@ %(match)s::tsquery AND {_FITS}"  # noqa: S608 - constants
            f" ORDER BY ts_rank({column}, %(match)s::tsquery) DESC, id LIMIT %(limit)s",
            {
                "match": match,
                "sex": filters.sex.value if filters.sex else None,
                "only_open": filters.only_open,
                "oldest": oldest,
                "youngest": youngest,
                "limit": limit,
            },
        )
        return [_stored(row) for row in cursor.fetchall()]

    def get(self, ids: Sequence[str]) -> list[Stored]:
        cursor = self._connection.cursor()
        cursor.execute(
            f"SELECT {_COLUMNS} FROM finder_studies WHERE id = ANY(%(ids)s)",  # noqa: S608 - constants
            {"ids": list(ids)},
        )
        found = {stored.entry.id: stored for stored in map(_stored, cursor.fetchall())}
        return [found[identity] for identity in dict.fromkeys(ids) if identity in found]

    def statistics(self) -> Statistics:
        cursor = self._connection.cursor()
        cursor.execute("SELECT studies, length FROM finder_total")
        studies, length = cursor.fetchone()

        @cache
        def frequency(word: str) -> int:
            cursor.execute("SELECT studies FROM finder_words WHERE word = %(word)s", {"word": word})
            row = cursor.fetchone()
            return int(row[0]) if row else 0

        return Statistics(studies, frequency, length / studies if studies else 0.0)


def _matches(query: Query, limit: int) -> Iterator[tuple[str, str, int]]:
    """(column, what is asked, how many at most), in turn."""
    if not query.wanted:
        return
    wanted = _tsquery(query.wanted)
    if query.beside:
        yield "words", f"({wanted}) & ({_tsquery(query.beside)})", (limit + 1) // 2
    yield "head", wanted, limit
    yield "words", wanted, limit


def _tsquery(names: Sequence[str]) -> str:
    """Names as a tsquery: words that follow each other, any of the names. They hold letters and digits only."""
    return " | ".join("(" + " <-> ".join(f"'{word}'" for word in name.split()) + ")" for name in names)


def _row(entry: StudyEntry, folded: FoldedStudy) -> dict[str, Any]:
    return {
        "id": entry.id,
        "sex": entry.sex.value,
        "minimum_age": entry.minimum_age,
        "age_below": entry.age_below,
        "is_open": entry.is_open,
        "length": length_of(folded),
        "card": to_card(entry),
        "title": folded.title,
        "conditions": folded.conditions,
        "summary": folded.summary,
        "wanted": folded.wanted,
        "unwanted": folded.unwanted,
    }


def _stored(row: Sequence[Any]) -> Stored:
    card, *texts = row
    return Stored(from_card(card), FoldedStudy(*texts))
