"""``check``: a message in its context -> findings, in text order.

No finding is not an approval: a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
    folded = fold(message.text)
    findings = [
        _finding(message.text, rule, *span)
        for rule, spans in _spans(message, book, active, folded)
        for span in _merged(spans)
    ]
    return tuple(sorted(findings, key=lambda f: (f.start, f.end, f.rule_id)))


def _spans(
    message: MessageInContext, book: Rulebook, active: list[Rule], folded: Folded
) -> Iterator[tuple[Rule, list[tuple[int, int]]]]:
    """Per rule, the spans in the original text."""
    uses = [(rule, _uses_now(rule, message)) for rule in active]
    wanted = frozenset(use.group for _, some in uses for use in some)
    names = (*message.conditions, *book.condition_words)
    sentences = split_sentences(
        mask_names(folded.text, message.product_names, names), longest=LONGEST_SENTENCE
    )
    hits = tuple(book.index.hits(sentences, wanted))
    if not hits:
        return
    for rule, some in uses:
        spans = [_original_span(folded, hit) for hit in hits if any(_suits(use, hit, book) for use in some)]
        if spans:
            yield rule, spans


def _uses_now(rule: Rule, message: MessageInContext) -> tuple[GroupUse, ...]:
    return tuple(use for use in rule.uses if message.purpose not in use.except_purposes)


def _suits(use: GroupUse, hit: Hit, book: Rulebook) -> bool:
    if use.group != hit.group:
        return False
    return not use.needs or stands_in(book.lexicons, use.needs, hit.sentence)


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
