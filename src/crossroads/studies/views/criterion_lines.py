"""Lines of the review sheet as the templates take them: words, chips, and what each person may do here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from crossroads.base.actor import Actor
from crossroads.base.policies import why_not
from crossroads.engines import eligibility, registry
from crossroads.engines.eligibility.parsed import Entity
from crossroads.engines.terms import CriterionCategory
from crossroads.studies import policies, queries, wording
from crossroads.studies.models import Criterion, Flag, Origin, Source, Study
from crossroads.studies.review import Line, Sheet, State
from crossroads.studies.services.keeping import FIRST_CODE

TONES = {State.ASKED: "good", State.LEFT: "good", State.HIDDEN: "neutral", State.IN_PARTS: "neutral"}


@dataclass
class Section:
    """Lines below one heading of the record; "" before the first, and for those that have none."""

    title: str
    lines: list[dict[str, Any]] = field(default_factory=list)


def shown_sections(actor: Actor, study: Study, sheet: Sheet, lines: Iterable[Line]) -> list[Section]:
    """Lines in their order, cut where the record has a heading, or where the protocol's begin."""
    taken = {line.kept.code for line in sheet.lines if line.kept}
    may_word = why_not(policies.check_can_word, actor, study)
    sections: list[Section] = []
    for line in lines:
        title = _heading(sheet, line)
        if not sections or sections[-1].title != title:
            sections.append(Section(title))
        sections[-1].lines.append(_shown(actor, line, taken, may_word))
    return sections


def _heading(sheet: Sheet, line: Line) -> str:
    """The record's own headings above a line, or a word of ours for what is not in the record."""
    if line.kept is not None and line.kept.source == Source.PROTOCOL:
        return _("From the protocol")
    if line.kept is not None and line.kept.source == Source.QUESTIONNAIRE:
        return _("From questionnaires")
    if line.span is None:
        return _("Not in the newest record")
    above = [heading for heading in sheet.headings if heading.span[1] <= line.span[0]]
    return " ".join(above[-1].text.split()).rstrip(":") if above else ""


def _shown(actor: Actor, line: Line, taken: set[str], may_word: str) -> dict[str, Any]:
    kept, reading = line.kept, line.reading
    as_read = material_shown(reading.material, reading.left) if reading else None
    own = material_shown(queries.material_of(kept), kept.left_reason) if kept else None
    return {
        "line": line,
        "state": line.state.value,
        "state_words": _state_words(line),
        "tone": TONES.get(line.state, "waiting"),
        "code": kept.code if kept else _code(line, taken),
        "category": _category_words(line.category),
        "parts": _marked(line),
        "chips": wording.chips(reading.parsed) if reading else [],
        "marks": wording.marks(reading.parsed.entities) if reading else [],
        "asked": own or as_read,
        "as_read": as_read if own and as_read and own != as_read else None,
        "redline": _redline(kept, reading.parsed.text if reading else "") if kept and kept.flag else [],
        "source": source_words(kept) if kept else "",
        "whose": _whose_words(kept) if kept else "",
        "may_word": not may_word,
        "why_not_review": why_not(policies.check_can_review_criterion, actor, kept) if kept else "",
        "ref": reading.ref if reading else "",
        "needs_rule": kept is not None and kept.needs_rule,
    }


def _code(line: Line, taken: set[str]) -> str:
    """The code that it would get; "" where another has it."""
    assert line.reading is not None
    digits = line.reading.parsed.code[4:]
    number = int(digits) + FIRST_CODE[line.category] - 1 if digits.isdigit() else 0
    code = f"{line.category.value[:4]}{number:02}"
    return "" if code in taken or not number else code


def material_shown(material: eligibility.Screener, left: str) -> dict[str, Any]:
    """Questions, what may be answered, and the rule in words."""
    return {
        "questions": [
            {"question": question, "answers": wording.answer_kinds(question)}
            for question in material.questions
        ],
        "rule": wording.rule_in_words(material),
        "left": left,
    }


def _marked(line: Line) -> list[dict[str, str]]:
    """The verbatim words, what is named in them underlined quietly."""
    text = line.text
    reading = line.reading
    if reading is None or line.span is None or reading.parsed.text != text:
        return [{"text": text}]
    start, parts, at = reading.parsed.span[0], list[dict[str, str]](), 0
    for entity in _apart(reading.parsed.entities):
        parts.append({"text": text[at : entity.start - start]})
        parts.append({"text": text[entity.start - start : entity.end - start], "tone": "quiet"})
        at = entity.end - start
    parts.append({"text": text[at:]})
    return [part for part in parts if part["text"]]


def _apart(entities: Sequence[Entity]) -> Iterable[Entity]:
    """Entities worth showing, in order, the first of those that overlap."""
    end = -1
    for entity in sorted(
        (one for one in entities if one.type in wording.NAMED), key=lambda one: (one.start, -one.end)
    ):
        if entity.start >= end:
            yield entity
            end = entity.end


def _redline(kept: Criterion, become: str) -> list[tuple[str, str]]:
    """The kept words against those of the newest record, as the redline component takes them."""
    if kept.flag == Flag.GONE:
        return [("removed", kept.verbatim)]
    kinds = {registry.SegmentKind.EQUAL: "same", registry.SegmentKind.INSERTED: "added"}
    segments = registry.redline(kept.verbatim, become or kept.changed_to)
    return [(kinds.get(part.kind, "removed"), part.text) for part in segments]


def _state_words(line: Line) -> str:
    if line.state is State.PROPOSED and line.kept is not None and line.kept.needs_rule:
        return _("which answer fits?")
    return {
        State.NEW: _("not looked at"),
        State.PROPOSED: _("waits for another person"),
        State.ASKED: _("asked"),
        State.LEFT: _("left to the site"),
        State.HIDDEN: _("hidden"),
        State.CHANGED: _("changed since"),
        State.GONE: _("no longer in the record"),
        State.IN_PARTS: _("worded in parts"),
    }[line.state]


def _category_words(category: CriterionCategory) -> str:
    return _("Inclusion") if category is CriterionCategory.INCLUSION else _("Exclusion")


def source_words(kept: Criterion) -> str:
    """Where a criterion stands: "Protocol LX-201, version 2.0, section 5.2", or the record's version."""
    if kept.source == Source.PROTOCOL:
        place = {"document": kept.document, "version": kept.document_version, "section": kept.section}
        return _("%(document)s, version %(version)s, section %(section)s") % place
    if kept.source == Source.QUESTIONNAIRE:
        place = {"title": kept.document, "version": kept.document_version, "item": kept.section}
        if kept.document_version:
            return _("Questionnaire “%(title)s”, version %(version)s, item %(item)s") % place
        return _("Questionnaire “%(title)s”, item %(item)s") % place
    return _("Registry, record version %(number)s") % {"number": kept.source_version.number}


def _whose_words(kept: Criterion) -> str:
    """Who worded it: Crossroads, or a person."""
    if kept.proposed_by is None:
        return _("Read by Crossroads")
    said = {Origin.CORRECTED: _("Corrected by %(who)s"), Origin.TAKEN_IN: _("Taken in by %(who)s")}
    return said.get(Origin(kept.origin), _("Worded by %(who)s")) % {"who": kept.proposed_by.name}
