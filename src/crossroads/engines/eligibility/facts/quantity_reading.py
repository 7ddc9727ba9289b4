"""Finding every quantity of a text ("no more than 1.5 x ULN", "18-65 years")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.joining import joined_alike
from crossroads.engines.eligibility.facts.measuring import SIMPLE_UNITS, measured
from crossroads.engines.eligibility.facts.numbers import number_pattern, number_value
from crossroads.engines.eligibility.facts.openings import RECENT, WINDOW, openings
from crossroads.engines.eligibility.facts.phrases import Worded
from crossroads.engines.eligibility.facts.quantities import (
    AGED,
    FILL,
    Quantity,
    operator_words,
    read_operator,
)
from crossroads.engines.eligibility.facts.ranges import listed, ranged
from crossroads.engines.eligibility.parsed import FactOperator

_UNNUMBERED = Worded(
    rf"(?:(?P<within>\bwithin)\s(?:the\s)?)?\b(?P<recent>{RECENT})[\s-](?:calendar\s|full\s)?"
    r"(?P<unit>year|month|week|day|hour)(?![^\W_])(?<!\bfirst day)",
    WINDOW,
)
_SIGN_AGAIN = r"(?:\s?\(\s?[≥≤<>=]{1,2}\s?\))?"  # "less than (<) 90"
_DIGIT_IN_UNIT = r"x10|[mck]?m[23](?!\d)|cmh2"
_TURNED = {"<": ">", "≤": ">=", "<=": ">=", ">": "<", "≥": "<=", ">=": "<="}
_BEFORE_NAME = re.compile(r"\s?(<=|>=|≤|≥|<|>)\s?(?=[^\W\d_])")


def _in_dimensions() -> str:
    """ "3D ultrasound" does not take three days."""
    seen = "|".join(rules.load("eligibility/words")["dimensional"]["seen"])
    return rf"(?<=\b[2-4])[\s-]?d[\s-](?:\w+[\s-])?(?:{seen})"


@cache
def _start() -> re.Pattern[str]:
    bare = r"(?:(?<![\w.])(?<![a-z]-)(?<!\d[,-])|(?<=\bage)|(?<=\baged)|(?<=\bages))"
    one = r"an?(?=[\s-](?:year|month|week|day|hour|minute)\b)"
    return re.compile(
        # at a digit no word needs to be tried
        rf"(?:(?!\d)(?:(?P<window>(?:(?P<within>\bwithin|\binside)\s"
        rf"(?:a period of\s|approximately\s|about\s|the\s|a\s)?"
        rf"(?:(?P<lately>{RECENT})\s)?|\b(?P<recent>{RECENT})\s))"
        r"|(?P<between>\bbetween|\bfrom|\branging from|\branges? from|\bin the range of|\branges? of|\brange"
        r"|\brange between)"  # each begins with a word of openings.RANGE
        rf"\s{FILL}\(?)?"
        rf"(?:(?P<operator>{operator_words('before')}){_SIGN_AGAIN}\s?(?:-\s)?{FILL}(?:x\s?(?=\d))?"
        rf"|{bare})|{bare})"
        rf"(?P<number>(?:(?<![^\s≥≤<>=(~])[-+](?=\d))?(?>{number_pattern()}|\b{one}))"
        rf"(?!(?!{_DIGIT_IN_UNIT})[^\W\d_]*\d|:\d|\s?[ap]\.?m\b|(?:st|nd|rd|th)\b(?!\spercentile)"
        rf"|{_in_dimensions()})"
    )


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"{AGED}\s?,?\s?\(?(?P<operator>{operator_words('after')})(?!\s?/\s?-|(?<=\+)\s?\d)")


def read_quantities(plain: str) -> list[Quantity]:
    """Every quantity of a plain text (see ``normal.plain``), in reading order, none overlapping another."""
    numbered = list(_numbered(plain))
    taken = [(quantity.start, quantity.end) for quantity in numbered]
    unnumbered = (
        quantity
        for quantity in _unnumbered(plain)
        if not any(start < quantity.end and quantity.start < end for start, end in taken)
    )
    return joined_alike(plain, sorted([*numbered, *unnumbered], key=lambda quantity: quantity.start))


def _numbered(plain: str) -> Iterator[Quantity]:
    """The pattern is long, so it is tried only where a word or sign stands that it can begin with."""
    at = 0
    for opening in openings(plain):
        match = _start().match(plain, opening) if opening >= at else None
        if match is not None:
            read = _quantities(plain, match)
            yield from read
            at = read[-1].end


def _unnumbered(plain: str) -> Iterator[Quantity]:
    """ "In the past month": one month."""
    for match in _UNNUMBERED.finditer(plain):
        start = match.start() if match["within"] else match.start("recent")
        yield Quantity(
            start,
            match.end(),
            match.start("unit"),
            match.end("unit"),
            FactOperator.AT_MOST if match["within"] else None,
            Decimal(1),
            unit=SIMPLE_UNITS[match["unit"]],
            within=match["recent"],
        )


def _quantities(plain: str, match: re.Match[str]) -> list[Quantity]:
    """One, or two for a range whose ends have units of their own: "6 months to 17 years"."""
    first = measured(plain, _bare(match))
    span = ranged(plain, first, between=match["between"] is not None)
    if span:
        return span
    neighbours = listed(plain, first)
    if neighbours is not None:
        return [neighbours]
    if first.within and not first.unit:  # "within one of the cohorts"
        first = replace(first, start=first.number_start, operator=None, within="")
    if match["between"] is not None:
        first = replace(first, start=match.start("operator") if match["operator"] else match.start("number"))
    return [_bound_behind(plain, first)]


def _bare(match: re.Match[str]) -> Quantity:
    """The number and what stands before it."""
    operator = read_operator(match["operator"], before=True) if match["operator"] else None
    within = match["recent"] or match["lately"] or match["within"] or ""
    start = match.start()
    if operator is None and match["within"]:
        operator = FactOperator.AT_MOST
    return Quantity(
        start,
        match.end(),
        match.start("number"),
        match.end("number"),
        operator,
        number_value(match["number"]),
        within=within,
    )


def _bound_behind(plain: str, quantity: Quantity) -> Quantity:
    """With the words behind it: "18 years or older"."""
    if quantity.operator is not None:
        return quantity
    turned = _BEFORE_NAME.match(plain, quantity.end)
    if turned is not None:  # "18 < age"
        return replace(quantity, end=turned.end(1), operator=FactOperator(_TURNED[turned[1]]))
    match = _after().match(plain, quantity.end)
    if match is None:
        return quantity
    operator = read_operator(match["operator"], before=False)
    bound = replace(quantity, end=match.end(), operator=operator)
    return bound if quantity.unit else measured(plain, bound)  # "5 or more years"
