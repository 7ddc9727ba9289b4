"""The index in SQLite: an FTS5 table, which comes with Python."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

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
)
from crossroads.engines.finder.ranking import FoldedStudy, Statistics, fold_study
from crossroads.engines.finder.values import StudyEntry

# Texts are folded already: the tokenizer only cuts at spaces. What a study excludes is kept, and not searched.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS finder_studies (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sex TEXT NOT NULL,
    minimum_age REAL, age_below REAL, is_open INTEGER NOT NULL, length INTEGER NOT NULL, card TEXT NOT NULL
);

CREATE VIRTUAL TABLE IF NOT EXISTS finder_texts USING fts5 (
    title, conditions, summary, wanted, unwanted UNINDEXED, tokenize = "unicode61 remove_diacritics 0"
);

CREATE TABLE IF NOT EXISTS finder_total (studies INTEGER NOT NULL, length INTEGER NOT NULL, stamp TEXT NOT NULL);

CREATE TRIGGER IF NOT EXISTS finder_one_more AFTER INSERT ON finder_studies
    BEGIN UPDATE finder_total SET studies = studies + 1, length = length + new.length; END;

CREATE TRIGGER IF NOT EXISTS finder_one_less AFTER DELETE ON finder_studies
    BEGIN UPDATE finder_total SET studies = studies - 1, length = length - old.length; END;

INSERT INTO finder_total SELECT 0, 0, '' WHERE NOT EXISTS (SELECT 1 FROM finder_total);

CREATE VIRTUAL TABLE IF NOT EXISTS finder_words USING fts5vocab (finder_texts, row);
"""
_RELEVANCE = "bm25(finder_texts, 6.0, 6.0, 1.0, 1.0)"
_FITS = """
    (:sex IS NULL OR s.sex IN ('ALL', :sex)) AND (NOT :only_open OR s.is_open)
    AND (:oldest IS NULL OR s.minimum_age IS NULL OR s.minimum_age <= :oldest)
    AND (:youngest IS NULL OR s.age_below IS NULL OR s.age_below > :youngest)
"""
_HEAD, _ANYWHERE = "{title conditions}", "{title conditions summary wanted}"
_COLUMNS = "s.card, t.title, t.conditions, t.summary, t.wanted, t.unwanted"
# The best are chosen by number alone, and only their texts are read.
_SEARCH = f"""
SELECT {_COLUMNS} FROM (
    SELECT s.number AS number, {_RELEVANCE} AS relevance, s.id AS id
    FROM finder_texts JOIN finder_studies s ON s.number = finder_texts.rowid
    WHERE finder_texts MATCH :match AND {_FITS} ORDER BY relevance, id LIMIT :limit
) best JOIN finder_texts t ON t.rowid = best.number JOIN finder_studies s ON s.number = best.number
ORDER BY best.relevance, best.id
"""  # noqa: S608 - constants


class SqliteIndex:
    """Studies in the tables ``finder_*`` of a SQLite database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'finder_words'").fetchone()
        if not there:
            for statement in _SCHEMA.strip().split(";\n\n"):
                connection.execute(statement)

    def build(self, entries: Iterable[StudyEntry], *, stamp: str = "") -> int:
        self._connection.execute("DELETE FROM finder_studies")
        self._connection.execute("DELETE FROM finder_texts")
        self.add(entries)
        self._connection.execute("INSERT INTO finder_texts (finder_texts) VALUES ('optimize')")
        self._connection.execute("UPDATE finder_total SET stamp = ?", (stamp,))
        return self.count()

    def stamp(self) -> str:
        return str(self._connection.execute("SELECT stamp FROM finder_total").fetchone()[0])

    def add(self, entries: Iterable[StudyEntry]) -> None:
        for batch in batches(entries, BATCH):
            latest = by_id(batch)
            self.remove(entry.id for entry in latest)
            for entry in latest:
                self._insert(entry, clipped(fold_study(entry)))

    def _insert(self, entry: StudyEntry, folded: FoldedStudy) -> None:
        number = self._connection.execute(
            "INSERT INTO finder_studies (id, sex, minimum_age, age_below, is_open, length, card)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                entry.id,
                entry.sex.value,
                entry.minimum_age,
                entry.age_below,
                entry.is_open,
                length_of(folded),
                to_card(entry),
            ),
        ).lastrowid
        self._connection.execute(
            "INSERT INTO finder_texts (rowid, title, conditions, summary, wanted, unwanted)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (number, folded.title, folded.conditions, folded.summary, folded.wanted, folded.unwanted),
        )

    def remove(self, ids: Iterable[str]) -> None:
        for identity in ids:
            row = self._connection.execute(
                "DELETE FROM finder_studies WHERE id = ? RETURNING number", (identity,)
            ).fetchone()
            if row is not None:
                self._connection.execute("DELETE FROM finder_texts WHERE rowid = ?", row)

    def count(self) -> int:
        return int(self._connection.execute("SELECT studies FROM finder_total").fetchone()[0])

    def search(self, query: Query, filters: Filters, limit: int) -> list[Stored]:
        """Half of the answer may go to studies that also name what stands beside; the rest goes first to those
        that say in their title or conditions that they are about it, then to those that name it anywhere."""
        found: dict[str, Stored] = {}
        for match, most in _matches(query, limit):
            for stored in self._search(match, filters, most) if len(found) < limit else ():
                found.setdefault(stored.entry.id, stored)
        return list(found.values())[:limit]

    def _search(self, match: str, filters: Filters, limit: int) -> list[Stored]:
        youngest, oldest = filters.age or (None, None)
        rows = self._connection.execute(
            _SEARCH,
            {
                "match": match,
                "sex": filters.sex.value if filters.sex else None,
                "only_open": filters.only_open,
                "oldest": oldest,
                "youngest": youngest,
                "limit": limit,
            },
        )
        return [_stored(row) for row in rows]

    def get(self, ids: Sequence[str]) -> list[Stored]:
        found: dict[str, Stored] = {}
        for identity in ids:
            row = self._connection.execute(
                f"SELECT {_COLUMNS} FROM finder_studies s JOIN finder_texts t ON t.rowid = s.number"  # noqa: S608
                " WHERE s.id = ?",
                (identity,),
            ).fetchone()
            if row is not None:
                found[identity] = _stored(row)
        return list(found.values())

    def statistics(self) -> Statistics:
        studies, length = self._connection.execute("SELECT studies, length FROM finder_total").fetchone()

        @cache
        def frequency(word: str) -> int:
            row = self._connection.execute("SELECT doc FROM finder_words WHERE term = ?", (word,)).fetchone()
            return int(row[0]) if row else 0

        return Statistics(studies, frequency, length / studies if studies else 0.0)


def _matches(query: Query, limit: int) -> Iterator[tuple[str, int]]:
    """What is asked in FTS5's language, in turn. Names hold letters, digits and spaces: quotes are all they need."""
    if not query.wanted:
        return
    wanted = " OR ".join(f'"{name}"' for name in query.wanted)
    if query.beside:
        beside = " OR ".join(f'"{name}"' for name in query.beside)
        yield f"{_ANYWHERE} : (({wanted}) AND ({beside}))", (limit + 1) // 2
    yield f"{_HEAD} : ({wanted})", limit
    yield f"{_ANYWHERE} : ({wanted})", limit


def _stored(row: tuple[str, ...]) -> Stored:
    card, *texts = row
    return Stored(from_card(card), FoldedStudy(*texts))
