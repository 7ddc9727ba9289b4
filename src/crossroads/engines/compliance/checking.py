"""``check``: a message in its context -> findings, in text order.

No finding is not an approval: a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crossroads.engines import rules as rule_data
from crossroads.engines.compliance.folding import Folded, fold, mask_names
from crossroads.engines.compliance.matcher import Hit, stands_in
from crossroads.engines.compliance.model import Finding, GroupUse, MessageInContext, Rule
from crossroads.engines.compliance.rulebook import LANGUAGES, Rulebook, rulebook
from crossroads.engines.compliance.sentences import split_sentences
from crossroads.engines.terms import Severity

LONGEST_SENTENCE = 600
"""Characters; far longer than people write. Longer ones are read in pieces."""

NOT_CHECKED = "not_checked"
"""The finding's code where no rules are written for the message's language."""


def check(message: MessageInContext) -> tuple[Finding, ...]:
    """All findings of all rules that hold for the message, by place, then by rule.

    Each span is exact: ``message.text[finding.start:finding.end] == finding.words``. Words that one rule
    objects to for several reasons are one finding. A text in a language without rules gives a single notice
    that a person must check it, never silence.
    """
    language = message.language.partition("-")[0].lower()
    if language not in LANGUAGES:
        return (_not_checked(message),)
    book = rulebook(language)
    active = [rule for rule in book.rules if rule.when.holds_for(message)]
    read = _read(message, book, active)
    findings = [
        _finding(message.text, rule, *span)
        for rule in active
        for span in (*_merged(_objected(rule, read)), *_missed(rule, read))
    ]
    return tuple(sorted(findings, key=lambda f: (f.start, f.end, f.rule_id)))


@dataclass(frozen=True, slots=True)
class _Read:
    """A message as the rules see it. ``present``: the groups of which a phrase is somewhere in it."""

    message: MessageInContext
    book: Rulebook
    folded: Folded
    hits: tuple[Hit, ...]
    present: frozenset[str]
    words: int


def _read(message: MessageInContext, book: Rulebook, active: list[Rule]) -> _Read:
    folded = fold(message.text)
    names = (*message.conditions, *book.condition_words)
    sentences = split_sentences(
        mask_names(folded.text, message.product_names, names), longest=LONGEST_SENTENCE
    )
    hits = tuple(book.index.hits(sentences, _wanted(book, active)))
    return _Read(message, book, folded, hits, frozenset(hit.group for hit in hits), len(message.text.split()))


def _wanted(book: Rulebook, active: list[Rule]) -> frozenset[str]:
    """The groups that somebody asks for."""
    wanted: set[str] = set()
    for rule in active:
        for use in book.uses.get(rule.id, ()):
            wanted.update((use.group, *use.unless))
        for missing in book.missing.get(rule.id, ()):
            wanted.update((*missing.none_of, *missing.if_any))
    return frozenset(wanted)


def _objected(rule: Rule, read: _Read) -> list[tuple[int, int]]:
    """The words that a rule objects to, as spans of the original text."""
    uses = [use for use in read.book.uses.get(rule.id, ()) if read.message.purpose not in use.except_purposes]
    return [
        _original_span(read.folded, hit) for hit in read.hits if any(_suits(use, hit, read) for use in uses)
    ]


def _suits(use: GroupUse, hit: Hit, read: _Read) -> bool:
    if use.group != hit.group or not read.present.isdisjoint(use.unless):
        return False
    return not use.needs or stands_in(read.book.lexicons, use.needs, hit.sentence)


def _missed(rule: Rule, read: _Read) -> list[tuple[int, int]]:
    """The whole text where the rule misses something in it."""
    for missing in read.book.missing.get(rule.id, ()):
        asks = not missing.if_any or not read.present.isdisjoint(missing.if_any)
        if asks and read.words > missing.longer and read.present.isdisjoint(missing.none_of):
            return [(0, len(read.message.text))]
    return []


def _original_span(folded: Folded, hit: Hit) -> tuple[int, int]:
    return folded.span(hit.sentence.start + hit.start, hit.sentence.start + hit.end)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping spans become one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _finding(text: str, rule: Rule, start: int, end: int) -> Finding:
    words = text[start:end]
    return Finding(
        rule_id=rule.id,
        severity=rule.severity,
        start=start,
        end=end,
        words=words,
        message=rule.says.replace("{words}", words),
        suggestion=rule.suggest,
        citation=rule.citation,
        url=rule.url,
        authority=rule.authority,
    )


def _not_checked(message: MessageInContext) -> Finding:
    notice = rule_data.load("compliance/notices")[NOT_CHECKED]
    return Finding(
        rule_id=NOT_CHECKED,
        severity=Severity.HIGH,
        start=0,
        end=0,
        words="",
        message=notice["says"].replace("{language}", message.language),
        suggestion=notice["suggest"],
    )
