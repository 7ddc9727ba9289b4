"""Time windows: "within 4 weeks before randomization", "for at least 3 months", "2 years prior to"."""

from __future__ import annotations

import re
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.phrases import Phrases
from crossroads.engines.eligibility.facts.quantities import Quantity
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator

_COUNTED = re.compile(
    r"\s?[-,)]?\s?\(?(?:immediately |directly |just |period |interval |or more |or less |old )*"
    r"(?:prior to|previous to|before|preceding|prior|of|after|following|since|from|post|to|until|subsequent to"
    r"|ahead of|upon)\b"
)
_UNCOUNTED_WORDS = re.compile(
    r"[-\s]*(?:the|a|an|their|his|her|your|of|to|first|initial|time|date|at|in|study|our|current)\b"
)
_RAW = re.compile(r"[-\s]*((?:[\w'-]+\s?){1,4})")

_MOST_WORDS = 5  # between "before" and the event


@cache
def _anchors() -> Phrases[str]:
    table = rules.load("eligibility/words")["anchors"]
    return Phrases((alias, name) for name, aliases in table.items() for alias in aliases)


def window_fact(line: Line, quantity: Quantity) -> Fact:
    """The fact for a quantity of time that is neither an age nor a measurement."""
    return Fact(
        FactKind.TIME_WINDOW,
        "time",
        quantity.operator or _meant(line, quantity),
        quantity.value,
        quantity.start,
        quantity.end,
        high=quantity.high,
        unit=quantity.unit,
        relative_to=counted_from(line, quantity),
    )


def _meant(line: Line, quantity: Quantity) -> FactOperator:
    """ "The past 6 months" and "6 months before" reach that far and no farther; "for 3 months" is that long."""
    reaches = quantity.within or _COUNTED.match(line.after(quantity.end))
    return FactOperator.AT_MOST if reaches else FactOperator.EQUAL


def counted_from(line: Line, quantity: Quantity) -> str:
    """The event that a time is counted from; "now" for "the past 6 months"; "" where none is named."""
    behind = line.after(quantity.end, 90)
    counted = _COUNTED.match(behind)
    if counted is None:
        return "now" if quantity.within and quantity.within != "within" else ""
    rest = behind[counted.end() :]
    for found in _anchors().find(rest):
        if len(rest[: found.start].split()) <= _MOST_WORDS:
            return found.meaning
        break
    while skipped := _UNCOUNTED_WORDS.match(rest):
        rest = rest[skipped.end() :]
    raw = _RAW.match(rest)
    return raw[1].strip() if raw else ""


def anchor_spans(line: Line, quantity: Quantity) -> list[tuple[int, int]]:
    """Where the words stand that say from when a time is counted, "before randomization"; none where none do."""
    behind = line.after(quantity.end, 90)
    counted = _COUNTED.match(behind)
    lead = (quantity.start - len("in the "), quantity.start)
    if counted is None:
        return [lead]
    named = next((found for found in _anchors().find(behind) if found.start >= counted.end() - 1), None)
    if named is None or len(behind[counted.end() : named.start].split()) > _MOST_WORDS:
        return [lead]
    return [lead, (quantity.end, quantity.end + named.end)]
