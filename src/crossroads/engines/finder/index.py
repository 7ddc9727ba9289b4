"""What every index of studies can do, whichever database keeps it.

An index keeps studies as folded texts (see ``words``), so that two databases hold the same words; it proposes
studies that name what was asked for, and ``finding`` ranks them. It opens, commits and closes nothing: the
connection is handed in, and so is the transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Protocol

from crossroads.engines.finder.ranking import FoldedStudy, Statistics
from crossroads.engines.finder.values import StudyEntry, StudySite
from crossroads.engines.terms import Sex

Age = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a study must allow to be proposed at all; None and False ask for nothing.

    age        in years, (lowest, highest) that the person may have
    only_open  whether studies that take nobody in are left out
    """

    age: Age | None = None
    sex: Sex | None = None
    only_open: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: names as stems, the surest first.

    wanted  a proposed study names one of these
    beside  of studies that name one of these, too, some are proposed before all others
    """

    wanted: tuple[str, ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """A study as the index gives it back: its facts without summary and criteria, and its folded texts."""

    entry: StudyEntry
    folded: FoldedStudy


class Index(Protocol):
    """Studies that can be searched."""

    def build(self, entries: Iterable[StudyEntry], *, stamp: str = "") -> int:
        """Replace everything by these studies; of two with one id the later stays. Returns how many there are.

        stamp  what the studies were read from, in the caller's words; see ``stamp``
        """

    def stamp(self) -> str:
        """The stamp of the last build; "" where there was none. Another one tells the caller to build again."""

    def add(self, entries: Iterable[StudyEntry]) -> None:
        """Add studies, or replace those of the same id."""

    def remove(self, ids: Iterable[str]) -> None:
        """Forget studies; ids that are not there are no problem."""

    def count(self) -> int:
        """How many studies there are."""

    def search(self, query: Query, filters: Filters, limit: int) -> list[Stored]:
        """At most ``limit`` studies that fit the query, the likeliest first."""

    def get(self, ids: Sequence[str]) -> list[Stored]:
        """These studies, in this order; those that are not there are left out."""

    def statistics(self) -> Statistics:
        """What the ranking knows of all studies, as they are now."""


LONGEST_FIELD = 60_000
"""Characters of a folded field that are kept: PostgreSQL's word lists end at one megabyte."""
BATCH = 500


def clipped(folded: FoldedStudy) -> FoldedStudy:
    """With no field longer than is kept."""
    fields = asdict(folded)
    return FoldedStudy(**{name: text[:LONGEST_FIELD] for name, text in fields.items()})


def length_of(folded: FoldedStudy) -> int:
    """What counts for a study's length: all but what it excludes."""
    return len(folded.title) + len(folded.conditions) + len(folded.summary) + len(folded.wanted)


def words_of(folded: FoldedStudy) -> set[str]:
    """The different stems of a study, without what it excludes."""
    texts = (folded.title, folded.conditions, folded.summary, folded.wanted)
    return {word for text in texts for word in text.split()}


def to_card(entry: StudyEntry) -> str:
    """The facts of a study as they are kept, in a fixed order; its long texts are kept folded only."""
    facts = (entry.id, entry.title, entry.conditions, entry.keywords, entry.sex.value)
    ages = (entry.minimum_age, entry.maximum_age)
    sites = [(site.name, site.latitude, site.longitude, site.open) for site in entry.sites]
    return json.dumps([*facts, *ages, entry.is_open, sites], ensure_ascii=False)


def from_card(card: str) -> StudyEntry:
    identity, title, conditions, keywords, sex, low, high, is_open, sites = json.loads(card)
    return StudyEntry(
        id=identity,
        title=title,
        conditions=tuple(conditions),
        keywords=tuple(keywords),
        sex=_SEXES[sex],
        minimum_age=low,
        maximum_age=high,
        is_open=is_open,
        sites=tuple(StudySite(*site) for site in sites),
    )


_SEXES = {sex.value: sex for sex in Sex}


def by_id(entries: Iterable[StudyEntry]) -> list[StudyEntry]:
    """The last of each id, in the order of their first coming."""
    return list({entry.id: entry for entry in entries}.values())


def batches(entries: Iterable[StudyEntry], size: int) -> Iterator[list[StudyEntry]]:
    """The studies in their order, so many at a time: thousands never stand in memory together."""
    left = iter(entries)
    while batch := list(islice(left, size)):
        yield batch
