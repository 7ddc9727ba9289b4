"""The two halves of a criteria text: who is wanted, and who is not.

The finder needs no more than that. What each criterion says is the eligibility engine's work.
"""

from __future__ import annotations

import re

_HEADING = re.compile(
    r"(?im)^[\W_]*(?:(?:key|main|major|general|principal|additional|other|specific|common|patient|subject|"
    r"participant|study|cohort \w+|group \w+|part \w+)\s+){0,3}"
    r"(?P<side>inclusion|exclusion|includ(?:ed|e)|exclud(?:ed|e)|ineligib|eligibility)\w*\b[^\n:]{0,60}?"
    r"(?:criteri\w+[^\n:]{0,60}?(?::|$)|:)"
)
_INLINE = re.compile(r"(?i)(?<![\w-])(?P<side>inclusion|exclusion)\s+criteri(?:a|on)\w*\s*:")
_REFUSING = re.compile(
    r"(?ix) ^[\W\d]* (?: no\b | not\b | non[- ]?eligible | without\b | absence\ of | free\ of | negative\b )"
    r"| \b (?: exclud | exclusion\ criteri | ineligible | not\ eligible | must\ not | may\ not | should\ not "
    r"| (?:do|does|did|have|has|had)\ not\ have )"
)
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z])|\n\s*(?=\n|[-*•\d])")


def halves(criteria: str) -> tuple[str, str]:
    """The wanted and the unwanted half; a text without headings is all of the first, refusals apart.

    Sentences that refuse ("No brain metastases") are moved to the second half wherever they stand.

    >>> halves("Inclusion Criteria: adults. Exclusion Criteria: pregnancy.")
    ('adults.', 'pregnancy.')
    >>> halves("Adults with asthma. No history of smoking.")
    ('Adults with asthma.', 'No history of smoking.')
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for excluded, part in _parts(criteria):
        if excluded:
            unwanted.append(part.strip())
            continue
        for sentence in _SENTENCE.split(part):
            (unwanted if _REFUSING.search(sentence) else wanted).append(sentence.strip())
    return "\n".join(filter(None, wanted)), "\n".join(filter(None, unwanted))


def _parts(criteria: str) -> list[tuple[bool, str]]:
    """What stands under each heading, and whether that excludes."""
    marks = list(_HEADING.finditer(criteria))
    if not any(_excludes(mark) for mark in marks):
        marks = sorted([*marks, *_INLINE.finditer(criteria)], key=re.Match.start)
    parts: list[tuple[bool, str]] = []
    excluded, place = False, 0
    for mark in marks:
        if mark.start() >= place:
            parts.append((excluded, criteria[place : mark.start()]))
            excluded, place = _excludes(mark), mark.end()
    parts.append((excluded, criteria[place:]))
    return parts


def _excludes(mark: re.Match[str]) -> bool:
    return mark["side"].lower().startswith(("exclu", "ineli"))
