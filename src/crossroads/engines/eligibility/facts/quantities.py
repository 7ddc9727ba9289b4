"""Quantities: a number with the words that bind it and the unit behind it ("no more than 1.5 x ULN", "18-65 years").

What a quantity is a quantity of (an age, a time, a laboratory value) is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.numbers import number_pattern, read_number
from crossroads.engines.eligibility.facts.openings import RECENT, WINDOW, openings
from crossroads.engines.eligibility.facts.phrases import Worded
from crossroads.engines.eligibility.facts.units import TIME_UNITS, read_unit
from crossroads.engines.eligibility.parsed import FactOperator


@dataclass(frozen=True, slots=True)
class Quantity:
    """One bound as it is worded.

    start, end    from the words that bind ("at least") to the unit or to the words behind it ("or older")
    number_start  where the first number stands
    operator      ``None`` where no word says how it binds ("for 3 months")
    high          the upper end of a range, else ``None``
    unit          UCUM; "" where none stands there
    relative_to   "ULN", "LLN", "baseline", "predicted" where it is a multiple or part of one
    slash         the second number of "140/90" and of "24/30"
    within        worded as a stretch of time: "within", "past", "next"; "" else
    """

    start: int
    end: int
    number_start: int
    number_end: int
    operator: FactOperator | None
    value: Decimal
    high: Decimal | None = None
    unit: str = ""
    relative_to: str = ""
    slash: Decimal | None = None
    within: str = ""

    @property
    def is_time(self) -> bool:
        return self.unit in TIME_UNITS


_FILL = (
    r"(?:(?:approximately|approx\.?|about|around|roughly|the age of|an age of|ages? of|ages?|a total of|the|a|an|of"
    r"|equal to|their|score of|scores of|value of|grade|class|stage|or equal to|from|between|is|was|are|dose of)"
    r"\s?){0,3}"
)
_AGED = r"(?:\s?[-,]?\s?\(?(?:of age|old|in age|olds?|of life|ages?)\)?)?"
_JOIN = re.compile(r"\s?(?:-|~|÷|\.\.\.?|to|through|thru|until|till|up to)\s?-?\s?", re.ASCII)
_JOIN_BETWEEN = re.compile(rf"(?:-(?=\s))?{_AGED}\s?,?\s?(?:-|~|to|and|&|through|or)\s?")
_TIMES = r"\s?-?\s?(?:\(?(?:x|\*|times|time|fold|multiplied by|folds|-fold)\)?)?\s?"
_TIMES_NORMAL = (
    r"(?:\s?-?\s?(?:x|times|fold)\s?|(?<=twice)\s)(?:(?:higher|greater|more)\sthan\s)?(?:the\s)?"
    r"normal(?![^\W_])"
)
_WHOSE = (
    r"(?:(?:the|above|of|over|than|age|adjusted|institution(?:al)?(?:'s)?|local|laboratory|lab|site|appropriate"
    r"|respective|normal)\s){0,5}"
)


def _words(phrases: list[str], *, inside: bool = False) -> str:
    """Any of these phrases, as whole words; ``inside`` lets a letter stand before ("xULN")."""
    listed = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(_whole(phrase, inside) for phrase in listed)


def _whole(phrase: str, inside: bool) -> str:
    escaped = re.escape(phrase).replace(r"\ ", r"\s?" if not phrase[0].isalpha() else r"\s")
    before = r"(?<![^\W_])" if phrase[0].isalpha() and not inside else ""
    after = r"(?![^\W\d_])" if phrase[-1].isalpha() else ""
    return f"{before}{escaped}{after}"


@cache
def _operators(place: str) -> dict[str, FactOperator]:
    table = rules.load("eligibility/words")["operators"][place]
    return {
        re.sub(r"\s", "", phrase): FactOperator(operator)
        for operator, listed in table.items()
        for phrase in listed
    }


@cache
def operator_words(place: str) -> str:
    """A regular expression, without groups, for any words that bind and stand "before" or "after" a value."""
    table = rules.load("eligibility/words")["operators"][place]
    return _words([phrase for listed in table.values() for phrase in listed])


@cache
def _start() -> re.Pattern[str]:
    one = r"an?(?=[\s-](?:year|month|week|day|hour|minute)\b)"
    return re.compile(
        rf"(?:(?P<window>(?:(?P<within>\bwithin|\binside)\s(?:a period of\s|approximately\s|about\s|the\s|a\s)?"
        rf"(?:(?P<lately>{RECENT})\s)?|\b(?P<recent>{RECENT})\s))"
        r"|(?P<between>\bbetween|\bfrom|\branging from|\branges? from|\bin the range of|\branges? of|\brange"
        r"|\brange between)"  # each begins with a word of openings.RANGE
        rf"\s{_FILL})?"
        rf"(?:(?P<operator>{operator_words('before')})\s?(?:-\s)?{_FILL}|(?<![\w.])(?<![a-z]-)(?<!\d[,-]))"
        rf"(?P<number>(?:(?<![^\s≥≤<>=(~])[-+](?=\d))?(?>{number_pattern()}|\b{one}))"
        rf"(?!(?!x10)[^\W\d_]*\d|:\d|\s?[ap]\.?m\b|(?:st|nd|rd|th)\b(?!\spercentile))"
    )


@cache
def _number() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?P<operator>{operator_words('before')})\s?{_FILL})?(?P<number>-?{number_pattern()})"
    )


@cache
def _echo() -> re.Pattern[str]:
    """The same number again in brackets: "six (6) months"."""
    return re.compile(rf"\s?\(\s?{number_pattern()}\s?\)")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"{_AGED}\s?,?\s?\(?(?P<operator>{operator_words('after')})(?!\s?/\s?-|(?<=\+)\s?\d)")


@cache
def _reference() -> re.Pattern[str]:
    table = rules.load("eligibility/words")["reference"]
    groups = "|".join(rf"(?P<{name}>{_words(aliases, inside=True)})" for name, aliases in table.items())
    return re.compile(rf"{_TIMES}(?:%\s?)?{_WHOSE}(?:{groups})|{_TIMES_NORMAL}")


_UNNUMBERED = Worded(
    rf"(?:(?P<within>\bwithin)\s(?:the\s)?)?\b(?P<recent>{RECENT})[\s-](?:calendar\s|full\s)?"
    r"(?P<unit>year|month|week|day|hour)(?![^\W_])",
    WINDOW,
)
_MAY_OPEN_A_RANGE = {None, FactOperator.AT_LEAST, FactOperator.EQUAL}
_LAST_OF_A_LIST = 12
_TURNED = {"<": ">", "≤": ">=", "<=": ">=", ">": "<", "≥": "<=", ">=": "<="}
_SLASH = re.compile(r"\s?/\s?(\d{1,3})(?!\d|\s?[./]\d)")
_GAP = re.compile(
    r"\s?-?\s?(?:(?:consecutive|calendar|full|complete|completed|continuous|additional|whole|successive)\s)?"
)
_POWER = re.compile(r"\s?(?:\^|\*\*|e(?=\d))\s?(\d{1,2})(?!\d)")
_MORE = re.compile(r"\s?\+(?![\s/]*-|\s?\d)")
_BEFORE_NAME = re.compile(r"\s?(<=|>=|≤|≥|<|>)\s?(?=[^\W\d_])")
_ALTERNATIVE = re.compile(r"\s?(?:,|/)?\s?(?:\b(?:or|and|and/or)\b|,|/|&)\s?")
_NOUN_PER = re.compile(
    r"\s?(?:x|times?|[^\W\d_]+(?:\s[^\W\d_]+)?)?\s?(?:\bper\b|/|\ban?\b|\beach\b|\bevery\b)\s?"
    r"(?P<unit>day|week|weak|wk|month|year|yr|hour|night)(?![^\W_])"
)
_SIMPLE_UNITS = {"weak": "wk", "wk": "wk", "yr": "a", "night": "d"} | {
    "year": "a",
    "month": "mo",
    "week": "wk",
    "day": "d",
    "hour": "h",
}


def read_operator(words: str, *, before: bool) -> FactOperator | None:
    """The operator that words say which stand before, or behind, a value; ``None`` where they say none."""
    return _operators("before" if before else "after").get(re.sub(r"\s", "", words))


def read_quantities(plain: str) -> list[Quantity]:
    """Every quantity of a plain text (see ``normal.plain``), in reading order, none overlapping another."""
    numbered = list(_numbered(plain))
    taken = [(quantity.start, quantity.end) for quantity in numbered]
    unnumbered = (
        quantity
        for quantity in _unnumbered(plain)
        if not any(start < quantity.end and quantity.start < end for start, end in taken)
    )
    return sorted([*numbered, *unnumbered], key=lambda quantity: quantity.start)


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
            unit=_SIMPLE_UNITS[match["unit"]],
            within=match["recent"],
        )


def _quantities(plain: str, match: re.Match[str]) -> list[Quantity]:
    """One, or two for a range whose ends have units of their own: "6 months to 17 years"."""
    first = _measured(plain, _bare(match))
    ranged = _ranged(plain, first, between=match["between"] is not None)
    if ranged:
        return ranged
    listed = _listed(plain, first)
    if listed is not None:
        return [listed]
    if first.within and not first.unit:  # "within one of the cohorts"
        first = replace(first, start=first.number_start, operator=None, within="")
    if match["between"] is not None:
        first = replace(first, start=match.start("operator") if match["operator"] else match.start("number"))
    return [_bound_behind(plain, first)]


def _bare(match: re.Match[str]) -> Quantity:
    """The number and what stands before it."""
    operator = _operators("before")[re.sub(r"\s", "", match["operator"])] if match["operator"] else None
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
        _value(match["number"]),
        within=within,
    )


def _value(words: str) -> Decimal:
    if words in {"a", "an"}:
        return Decimal(1)
    return -read_number(words[1:]) if words.startswith("-") else read_number(words.removeprefix("+"))


def _measured(plain: str, quantity: Quantity) -> Quantity:
    """With its unit, or with what it is a multiple of."""
    end = quantity.end
    echo = _echo().match(plain, end)
    end = echo.end() if echo else end
    power = _POWER.match(plain, end)
    if power is not None and quantity.value == 10:  # "10^4 copies"
        quantity, end = replace(quantity, value=Decimal(10) ** int(power[1])), power.end()
    slash = _SLASH.match(plain, end)
    if slash is not None and read_unit(plain, slash.start()) is None:
        quantity, end = replace(quantity, slash=Decimal(slash[1])), slash.end()
    reference = _reference().match(plain, end)
    if reference is not None:
        unit = "%" if "%" in reference.group() else ""
        if " than " in reference.group() and quantity.operator is None:  # "3 times higher than normal"
            quantity = replace(quantity, operator=FactOperator.MORE)
        return replace(quantity, end=reference.end(), relative_to=reference.lastgroup or "ULN", unit=unit)
    more = _MORE.match(plain, end)
    if more is not None and quantity.operator is None:  # "18+ years"
        quantity, end = replace(quantity, operator=FactOperator.AT_LEAST), more.end()
    gap = _GAP.match(plain, end)
    unit_read = read_unit(plain, gap.end() if gap else end)
    if unit_read is None:
        per = _NOUN_PER.match(plain, end)
        if per is None:
            return replace(quantity, end=end)
        return replace(quantity, end=per.end(), unit=f"/{_SIMPLE_UNITS[per['unit']]}")
    quantity = replace(quantity, end=unit_read.end, unit=unit_read.code)
    reference = _reference().match(plain, quantity.end) if quantity.unit == "%" else None
    return (
        quantity
        if reference is None
        else replace(quantity, end=reference.end(), relative_to=reference.lastgroup or "ULN")
    )


def _ranged(plain: str, first: Quantity, *, between: bool) -> list[Quantity]:
    """With its upper end: "18 to 65", "between 18 years and 65 years"; empty where no range stands there."""
    joined = (_JOIN_BETWEEN if between else _JOIN).match(plain, first.end)
    match = _number().match(plain, joined.end()) if joined else None
    if match is None or (first.operator not in _MAY_OPEN_A_RANGE and not first.within):
        return []
    bare = replace(
        first, number_start=match.start("number"), number_end=match.end("number"), end=match.end("number")
    )
    second = _measured(
        plain, replace(bare, value=_value(match["number"]), unit="", relative_to="", slash=None)
    )
    operator = _operators("before")[re.sub(r"\s", "", match["operator"])] if match["operator"] else None
    if operator is FactOperator.LESS and first.operator in {None, FactOperator.AT_LEAST} and not first.within:
        start = match.start("operator")
        opened = replace(first, operator=FactOperator.AT_LEAST, unit=first.unit or second.unit)
        return [opened, replace(second, operator=FactOperator.LESS, start=start)]  # "4 to < 17 years"
    if operator not in {None, FactOperator.AT_MOST}:
        return []
    if first.unit not in {"", second.unit} and second.unit != "":
        if not (first.is_time and second.is_time):
            return []
        start = match.start("operator") if match["operator"] else second.number_start
        return [
            replace(first, operator=FactOperator.AT_LEAST),
            replace(second, operator=FactOperator.AT_MOST, start=start),
        ]
    whole = replace(second, number_start=first.number_start, number_end=first.number_end, value=first.value)
    return [
        replace(
            whole,
            operator=FactOperator.BETWEEN,
            high=_value(match["number"]),
            unit=second.unit or first.unit,
            relative_to=second.relative_to or first.relative_to,
        )
    ]


def _listed(plain: str, first: Quantity) -> Quantity | None:
    """Neighbours that are listed: "0, 1 or 2" is from 0 to 2."""
    if first.operator is not None or first.unit or first.slash is not None or first.value > _LAST_OF_A_LIST:
        return None
    last, end = first.value, first.end
    while (joined := _ALTERNATIVE.match(plain, end)) and (
        match := re.compile(r"\d{1,2}(?![\w.,]?\d|\s?[%/])").match(plain, joined.end())
    ):
        step = Decimal(match.group()) - last
        if not 0 < step <= 1:
            return None
        last, end = last + step, match.end()
    if last == first.value or read_unit(plain, end) or read_unit(plain, end + 1):
        return None
    return replace(first, operator=FactOperator.BETWEEN, high=last, end=end)


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
    operator = _operators("after")[re.sub(r"\s", "", match["operator"])]
    bound = replace(quantity, end=match.end(), operator=operator)
    return bound if quantity.unit else _measured(plain, bound)  # "5 or more years"
