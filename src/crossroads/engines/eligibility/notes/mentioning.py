"""Criteria about conditions, drugs and the like, held against what the note names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crossroads.engines.eligibility.logic import Truth
from crossroads.engines.eligibility.notes.criterion import Criterion, read_criterion
from crossroads.engines.eligibility.notes.mentions import WHOLE, Mention, mentions
from crossroads.engines.eligibility.notes.note import Meant, Sentence
from crossroads.engines.eligibility.notes.silent import usual
from crossroads.engines.eligibility.notes.told import in_window
from crossroads.engines.eligibility.notes.values import Answer, Reason
from crossroads.engines.eligibility.notes.words import merged, phrase_list
from crossroads.engines.eligibility.parsed import FactKind

_OPENING = 6  # words of a criterion within which it says that it asks for an ability
_LONG = 25  # words of a criterion, from which its times may belong to something else that it names
_SHORT_LIST = 4  # parts of a list that is read as asking for every one
_TOLD = 0.5  # share of a part's words from which a sentence is worth showing


def judge_mention(criterion: Criterion, sentences: Sequence[Sentence]) -> Answer | None:
    """None where the note names nothing of the criterion.

    What is plainly so outweighs what is denied, and that what is doubted. Where the note names the thing, but
    the criterion narrows it ("severe", a number), what is usual is taken and the sentences are shown.
    """
    if phrase_list("assertion", "family").any_in(criterion.plain):
        return None  # about relatives
    if phrase_list("generic", "ability").any_in(criterion.plain[:_OPENING]):
        return None  # about what the person can or wants to do
    if phrase_list("silent", "everyday").any_in(criterion.plain):
        return None  # about more than the words that name it
    hits = [
        hit
        for hit in mentions(criterion.parts, _about_the_same(criterion, sentences))
        if hit.meant is not Meant.OTHERS
    ]
    hits = [_as_of_when(hit, criterion) for hit in hits]
    whole = [hit for hit in hits if hit.share >= WHOLE and not criterion.exempt & set(hit.sentence.words)]
    if denied := _denied(whole, criterion):
        return _from(denied, False, criterion)
    for meant, truth in ((Meant.SO, True), (Meant.PERHAPS, None)):
        chosen = [hit for hit in whole if hit.meant is meant]
        if chosen:
            return _from(chosen, truth, criterion)
    told = [hit for hit in hits if hit.share >= _TOLD and hit.meant in (Meant.SO, Meant.PAST)]
    return Answer(usual(criterion), _numbers(told), Reason.DEFAULT) if told else None


def _as_of_when(hit: Mention, criterion: Criterion) -> Mention:
    """What is no longer so: it was, for a criterion about the past, and is not, for one about today."""
    if hit.meant is not Meant.PAST:
        return hit
    timed = any(fact.kind is FactKind.TIME_WINDOW for fact in criterion.facts)
    if timed or phrase_list("generic", "once").any_in(criterion.plain):
        return replace(hit, meant=Meant.SO)
    if phrase_list("generic", "now").any_in(criterion.plain):
        return replace(hit, meant=Meant.NOT_SO)
    return hit


def _denied(whole: Sequence[Mention], criterion: Criterion) -> list[Mention]:
    """Denials that settle the criterion, of parts that are nowhere told to be so.

    One is enough for a short list that gives no choice; otherwise each part must be denied.
    """
    told = {hit.part for hit in whole if hit.meant is Meant.SO}
    denied = [hit for hit in whole if hit.meant is Meant.NOT_SO and hit.part not in told]
    parts = {hit.part for hit in denied}
    no_choice = bool(criterion.must) and len(criterion.parts) <= _SHORT_LIST
    if parts & criterion.must or no_choice:
        return denied
    every = criterion.excludes or criterion.turned or parts >= set(criterion.parts)
    return denied if every and not told else []


def _about_the_same(criterion: Criterion, sentences: Sequence[Sentence]) -> list[Sentence]:
    """ "Allergy to aspirin or iodine" is about allergy throughout: a sentence that tells of aspirin alone is not."""
    governing = phrase_list("generic", "governing")
    asked = {merged(criterion.plain[start:end]) for start, end, _ in governing.found(criterion.plain)}
    needed = {words[0] for words in asked}
    return [sentence for sentence in sentences if not needed or needed & set(sentence.words)]


def _from(chosen: list[Mention], truth: Truth, criterion: Criterion) -> Answer:
    if truth is None and phrase_list("generic", "doubt_is_enough").any_in(criterion.plain):
        truth = True
    if truth:
        settled = [hit for hit in chosen if hit.narrowed and not hit.part.bounded]
        in_time = _in_time(chosen, criterion)
        if criterion.another or in_time is None or (in_time and not _enough(settled, criterion)):
            return Answer(usual(criterion), _numbers(chosen), Reason.DEFAULT)
        truth = in_time
    holds = truth if truth is None else truth is not criterion.turned
    return Answer(holds, _numbers(chosen), Reason.MENTION)


def _enough(settled: Sequence[Mention], criterion: Criterion) -> bool:
    """What was done about a disease is not told by its name."""
    done_about = phrase_list("generic", "done_about").any_in(criterion.plain)
    told = {hit.part for hit in settled}
    return not done_about and criterion.must <= told and len(told) >= criterion.needed


def _in_time(chosen: Sequence[Mention], criterion: Criterion) -> Truth:
    """Whether what is named was within the criterion's times: None where the note does not tell when."""
    sentences = [hit.sentence for hit in chosen]
    within = [
        in_window(fact, sentences, criterion.plain)
        for fact in criterion.facts
        if fact.kind is FactKind.TIME_WINDOW
    ]
    unsure = criterion.turned or len(criterion.plain) > _LONG
    return None if None in within or (unsure and False in within) else all(within)


def _numbers(hits: Sequence[Mention]) -> tuple[int, ...]:
    return tuple(hit.sentence.number for hit in hits)


def judge_condition_first(criterion: Criterion, sentences: Sequence[Sentence]) -> Answer | None:
    """Not applicable: "if diabetic, HbA1c must be ..." for a person of whom no diabetes is told.

    Of a person of whom it is told, what is demanded stays open.
    """
    about = _asked_of(criterion)
    if about is None or criterion.excludes or phrase_list("silent", "opinion").any_in(criterion.plain):
        return None
    asked = read_criterion(about, criterion.category)
    if not asked.parts:
        return None
    told = [hit for hit in mentions(asked.parts, sentences) if hit.meant is Meant.SO and hit.share >= WHOLE]
    if told:
        return Answer(None, _numbers(told), Reason.DEFAULT)
    return Answer(None, (), Reason.OTHER_PERSONS, applies=False)


def _asked_of(criterion: Criterion) -> str | None:
    """The words that tell of whom a conditional criterion asks something."""
    row = criterion.plain
    demand = next(phrase_list("conditional", "demand").found(row), None)
    if phrase_list("conditional", "opening").at(row, 0) if row else None:
        return criterion.text.split(",")[0]
    those = next(phrase_list("conditional", "of_those").found(row), None)
    if those and demand and those[1] < demand[0]:
        return " ".join(row[those[1] : demand[0]])
    return None
