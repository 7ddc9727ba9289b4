"""The review sheet: a record's criteria as they were read, merged with what people made of them.

A pure function of the newest record and the kept rows; nothing is kept until a person acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from crossroads.engines.eligibility.parsed import Heading
from crossroads.engines.errors import CrossroadsError
from crossroads.engines.terms import CriterionCategory
from crossroads.studies.carrying import Carried, Fate, Kept, ReadRecord, carry
from crossroads.studies.models import Criterion, Flag, Source
from crossroads.studies.readings import Reading, read, read_sentences, readings_of
from crossroads.studies.sentences import Span, covered

NEARLY_ALL = 0.8
"""The share of a sentence that hand-picked words must cover to stand for all of it: bullets and stops are left."""


class State(StrEnum):
    """How far a criterion is."""

    NEW = "new"  # nobody has looked at it
    PROPOSED = "proposed"  # one person has worded it, another has to look
    ASKED = "asked"  # approved, with a question
    LEFT = "left"  # approved, left to the site
    HIDDEN = "hidden"  # kept out, with a reason
    CHANGED = "changed"  # a newer record words it otherwise
    GONE = "gone"  # the newest record no longer has it
    IN_PARTS = "in_parts"  # people picked its words apart; the parts have lines of their own


TO_LOOK_AT = frozenset({State.NEW, State.PROPOSED, State.CHANGED, State.GONE})
UNSEEN = frozenset({State.NEW, State.CHANGED, State.GONE})
FILTERS: dict[str, frozenset[State]] = {
    "all": frozenset(State),
    "look": TO_LOOK_AT,
    "asked": frozenset({State.ASKED}),
    "left": frozenset({State.LEFT, State.HIDDEN}),
    "changed": frozenset({State.CHANGED, State.GONE}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion on the sheet: what was read, what was kept, or both.

    span     in the newest record; None where it is not there
    reading  of the newest record's sentence, or of the one that the kept words have become; None for hand-picked
             words, for what is gone and for a protocol's
    moved    the sentence now stands on the other side: it has become an inclusion or exclusion criterion
    """

    state: State
    text: str
    category: CriterionCategory
    span: Span | None = None
    reading: Reading | None = None
    kept: Criterion | None = None
    moved: bool = False

    @property
    def anchor(self) -> str:
        """A name for its place on the page."""
        return f"k-{self.kept.code}" if self.kept else f"c-{self.span[0] if self.span else 0}"

    @property
    def group(self) -> str:
        return self.reading.parsed.group if self.reading else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All lines of a study: those of the record in its order, then the protocol's, what was taken in, what is gone."""

    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]
    language: str
    problems: tuple[CrossroadsError, ...]

    def shown(self, name: str) -> list[Line]:
        """The lines of a filter."""
        return [line for line in self.lines if line.state in FILTERS[name]]

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def looked_at(self) -> int:
        return sum(line.state not in UNSEEN for line in self.lines)

    def line_of(self, thing: Reading | Criterion) -> Line | None:
        """Where a reading or a kept criterion stands now; None where the record has moved on."""
        if isinstance(thing, Criterion):
            return next((line for line in self.lines if line.kept == thing), None)
        return next((line for line in self.lines if line.reading == thing), None)

    def reading(self, ref: str) -> Reading | None:
        return next((line.reading for line in self.lines if line.reading and line.reading.ref == ref), None)


def sheet_of(text: str, kept: Iterable[Criterion]) -> Sheet:
    """Merge the newest record's eligibility text with the criteria that were kept and not retired."""
    newest, readings = read(text), readings_of(text)
    rows = list(kept)
    of_record = [row for row in rows if row.source == Source.REGISTRY]
    followed = carry([as_kept(row, newest) for row in of_record], newest)
    standing = [_Standing(row, where) for row, where in zip(of_record, followed, strict=True)]
    whole = _whole(standing, readings)
    loose = [one for one in standing if one not in whole.values()]
    parts = [one for one in loose if one.where.fate is Fate.SAME and not one.row.flag]
    lines = [_record_line(reading, whole.get(n), parts) for n, reading in enumerate(readings)]
    lines += [_own_line(one.row, span=one.where.span) for one in parts]
    lines.sort(key=lambda line: line.span or (len(text), 0))
    for source in (Source.PROTOCOL, Source.QUESTIONNAIRE):
        lines += [_own_line(row) for row in rows if row.source == source]
    lines += [_own_line(one.row, become=_become(one, readings)) for one in loose if one not in parts]
    return Sheet(tuple(lines), newest.read.headings, newest.read.language, newest.read.problems)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A kept criterion, and where it stands in the newest record."""

    row: Criterion
    where: Carried


def as_kept(row: Criterion, newest: ReadRecord) -> Kept:
    """A kept criterion of a record as it is followed into the newest."""
    span = row.question["rules"][0].get("span")
    text = row.source_version.parsed.get("eligibility_criteria", "")
    record = newest if text == newest.text else read_sentences(text)
    return Kept(row.verbatim, tuple(span) if span else None, record)


def _whole(standing: Iterable[_Standing], readings: Sequence[Reading]) -> dict[int, _Standing]:
    """For each sentence of the record, by its place: the kept criterion that stands for all of it."""
    whole: dict[int, _Standing] = {}
    for one in standing:
        span, places = one.where.span, one.where.sentences
        if len(places) == 1 and (one.row.flag or _fills(readings[places[0]].parsed.span, [span])):
            whole.setdefault(places[0], one)
    return whole


def _fills(sentence: Span, spans: Iterable[Span | None]) -> bool:
    return covered(sentence, [span for span in spans if span]) >= NEARLY_ALL


def _become(one: _Standing, readings: Sequence[Reading]) -> Reading | None:
    return readings[one.where.sentences[0]] if one.where.sentences else None


def _record_line(reading: Reading, one: _Standing | None, parts: Iterable[_Standing]) -> Line:
    parsed = reading.parsed
    if one is not None:
        category = CriterionCategory(one.row.category)
        moved = bool(one.row.flag) and one.where.moved
        return Line(_state(one.row), parsed.text, category, parsed.span, reading, one.row, moved)
    state = State.IN_PARTS if _fills(parsed.span, [part.where.span for part in parts]) else State.NEW
    return Line(state, parsed.text, parsed.category, parsed.span, reading)


def _own_line(row: Criterion, *, span: Span | None = None, become: Reading | None = None) -> Line:
    return Line(_state(row), row.verbatim, CriterionCategory(row.category), span, become, row)


def _state(row: Criterion) -> State:
    if row.flag:
        return State.CHANGED if row.flag == Flag.CHANGED else State.GONE
    if row.is_hidden:
        return State.HIDDEN
    if row.state == "proposed":
        return State.PROPOSED
    return State.ASKED if row.question["questions"] else State.LEFT
