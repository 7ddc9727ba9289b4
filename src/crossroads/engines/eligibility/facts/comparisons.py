"""Comparisons: laboratory values, vital signs, scores, counts, sizes, life expectancy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.concepts import Concept
from crossroads.engines.eligibility.facts.counting import counted
from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.phrases import Found
from crossroads.engines.eligibility.facts.quantities import Quantity
from crossroads.engines.eligibility.facts.units import convert
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator

_REACH = 110
_JOINT = 10
_OWN = 7  # characters: a name this close before a quantity is that one's
_LISTED = re.compile(
    r"\s?(?:\([^)]*\)?|\[[^]]*\]?)?\s?(?:,|/|and/or|and|or|&|\+|-)?\s?(?:\(|\bthe\s|\bboth\s|\btotal\s|\bserum\s)?\s?"
)
_ADJACENT = re.compile(
    r"\s?(?:\(|of |in |for |on |in the |on the |or )?\s?(?:resting |serum |maximum |the )?"
)
_PHRASE = re.compile(r"([^\W\d][\w'/-]*(?:[ -][\w'/-]+){0,4})\W*(?:\([^()]*\)?\W*)?$")
_LEADING = re.compile(
    r"^(?:(?:the|a|an|is|are|was|of|with|has|have|had|having|and|or|in|at|by|to|for|on|who|that|which|than|be|must|should|any|as|defined|"
    r"score|scored|scoring|scores|patients?|subjects?|if|but|not|no|from|been|level|levels|value|values|will|can|least|between|do|use|using|if)\s)+"
)
_TRAILING = re.compile(
    r"(?:\s(?:is|are|was|of|must|be|should|levels?|values?|counts?|has|have|at|to|by|with|in|the|a|for|or|and|been|than|that|on|as|from))+$"
)


_RATED = re.compile(
    r"\s?((?!times?\b|x\b)[^\W\d_]{3,}(?:\s[^\W\d_]+)?)\s?(?:per\b|/|\ban?\b|\beach\b|\bevery\b)"
)
_BODY_SURFACE = Decimal("1.73")  # m², which a filtration rate is scaled to
_SAMPLE = re.compile(r"(?<![^\W_])n\s?$")  # "n = 20" is the size of a study
_SCALE = re.compile(  # "on a 0-10 scale", "10 indicates the worst pain"
    r"\s?-?\s?(?:points?\s?)?(?:(?:pain|severity|intensity|numeric(?:al)?|rating|visual|likert|likert-type|analog(?:ue)?|vas|nrs)\s){0,4}scale\b"
    r"|[\s-](?:leads?|items?|channels?|questions?)\b|\s?(?:represents?|indicates?|correspond\w*|meaning|being|=)"
)
_LEAST_OR_MOST = re.compile(
    r"(?<![^\W_])(?P<bound>min(?:imum|imal)|max(?:imum|imal))\s(?:[^\W\d_]+\s?){1,4}(?:\sof|\sis|=|:)\s?$"
)
_TIMED = re.compile(
    r"(?:(?<!last )(?<!first )(?<!the )(?<!any )\btime|\btravel|\bdrive|\blatency|\btest|\btmax)\W*(?:of|is)?\W*$"
)


def concepts_of(line: Line, quantity: Quantity) -> list[Found[Concept]]:
    """What a quantity is a quantity of; several for "ALT and AST"."""
    return _concepts_behind(line, quantity) or _concepts_before(line, quantity)


def _concepts_before(line: Line, quantity: Quantity) -> list[Found[Concept]]:
    reach = quantity.start - len(line.before(quantity.start, _REACH))
    before = [
        found
        for found in line.concepts_from(reach, quantity.number_start)
        if found.end <= quantity.number_start
    ]
    if not before:
        return []
    chosen = [before[-1]]
    for found in reversed(before[:-1]):
        if not _LISTED.fullmatch(line.plain[found.end : chosen[0].start]):
            break
        if found.meaning.name not in {one.meaning.name for one in chosen}:
            chosen.insert(0, found)
    return _most_exact(chosen)


def _most_exact(found: list[Found[Concept]]) -> list[Found[Concept]]:
    """ "MMSE score" is the MMSE: a general word beside an exact one says nothing more."""
    exact = [one for one in found if one.meaning.name not in {"score", "tumor size"}]
    return exact or found


def _concepts_behind(line: Line, quantity: Quantity) -> list[Found[Concept]]:
    behind = line.concepts_from(quantity.end, quantity.end + _REACH)
    if not behind or not _ADJACENT.fullmatch(line.plain, quantity.end, behind[0].start):
        return []
    taken = line.quantities_from(behind[0].end, behind[0].end + _OWN)
    return [] if taken else [behind[0]]


def named_otherwise(line: Line, quantity: Quantity) -> str:
    """What stands before the words that bind, where no known concept does."""
    rated = _RATED.match(line.plain, quantity.number_end, quantity.end)
    if rated is not None:
        return rated[1]
    if quantity.unit.startswith("{"):
        return quantity.unit[1:].partition("}")[0]
    match = _PHRASE.search(line.before(quantity.start, 70))
    if match is None:
        return ""
    words = _TRAILING.sub("", _LEADING.sub("", match[1] + " ").strip())
    return words.strip(" -/'")


def is_comparison(line: Line, quantity: Quantity, concepts: list[Found[Concept]]) -> bool:
    """Whether the words bind the number to anything, rather than count or name something."""
    if is_a_name(line, quantity):
        return False
    if quantity.relative_to:
        return True
    if counted(line, quantity):
        return True
    if quantity.operator is FactOperator.BETWEEN and not (quantity.unit or concepts):
        return line.plain[quantity.start] == "b"  # "between 2 and 4 children"; "335-336" is a page
    if quantity.operator is not None and not _SCALE.match(line.plain, quantity.end):
        return True
    if _SCALE.match(line.plain, quantity.end):
        return False
    if quantity.unit == "%" or "/" in quantity.unit:  # "7 drinks a week"
        return True
    if _is_count_in_words(line, quantity):
        return False
    if quantity.unit == "{half-lives}":
        return True
    near = any(abs(quantity.start - found.end) <= 25 or found.start >= quantity.end for found in concepts)
    return near and (not quantity.is_time or measures(line, quantity, concepts))


@cache
def _named() -> re.Pattern[str]:
    """Words whose number is a name: "visit 1", "RECIST 1.1"."""
    words = "|".join(rules.load("eligibility/words")["names"]["before_number"])
    return re.compile(rf"(?<![^\W_])(?:{words})[\s#-]{{0,2}}$")


def _is_a_year(quantity: Quantity) -> bool:
    """ "The criteria of 1987"."""
    return 1900 <= quantity.value < 2100 and quantity.number_end - quantity.number_start == 4


def is_a_name(line: Line, quantity: Quantity) -> bool:
    """ "N = 20", "[24]", "(3)", "RECIST 1.1", and the 1.73 m² of a filtration rate: no bound on anything."""
    before = line.plain[max(0, quantity.start - 16) : quantity.start]
    if _SAMPLE.search(before) or (quantity.unit == "m2" and quantity.value == _BODY_SURFACE):
        return True
    bare = quantity.operator is None and not quantity.unit and not quantity.relative_to
    if not bare or quantity.high is not None:
        return bare and _named().search(before) is not None
    enclosed = before[-1:] in {"(", "["} and line.plain[quantity.end : quantity.end + 1] in {")", "]"}
    return enclosed or _named().search(before) is not None or _is_a_year(quantity)


def _is_count_in_words(line: Line, quantity: Quantity) -> bool:
    """ "On two occasions" counts; nothing is compared with it."""
    return not quantity.unit and not line.plain[quantity.number_start].isdigit()


def measures(line: Line, quantity: Quantity, concepts: list[Found[Concept]]) -> bool:
    """Whether a quantity of time is the value of a measurement ("life expectancy", "QTc")."""
    if (
        quantity.operator is not None
        and not quantity.within
        and _TIMED.search(line.before(quantity.start, 30))
    ):
        return True
    lives = any(found.meaning.name == "life expectancy" for found in concepts)
    if (quantity.within and not lives) or _is_far(line, quantity, concepts):
        return False
    return any(
        (found.meaning.name != "gestational age" or quantity.unit == "wk")
        and found.meaning.unit
        and convert(quantity.value, "", quantity.unit, found.meaning.unit) is not None
        for found in concepts
    )


def _is_far(line: Line, quantity: Quantity, concepts: list[Found[Concept]]) -> bool:
    """Whether another quantity stands between a name and this one, and more than "and" between the two."""
    between = [
        other
        for other in (line.quantities_from(concepts[-1].end, quantity.start) if concepts else ())
        if quantity.start - other.end > _JOINT
    ]
    return bool(between) or (bool(concepts) and 0 < concepts[-1].start - quantity.end > _JOINT)


def comparison_facts(line: Line, quantity: Quantity, concepts: list[Found[Concept]]) -> Iterator[Fact]:
    """One fact for each concept; two for a blood pressure of "140/90"."""
    thing = counted(line, quantity)
    names = [thing] if thing else [found.meaning.name for found in concepts]
    names = names or [named_otherwise(line, quantity)]
    if quantity.slash and names == ["visual acuity"]:
        yield from _acuity(line, quantity, quantity.slash)
        return
    pressure = any(name.endswith("blood pressure") for name in names) or quantity.unit == "mm[Hg]"
    if quantity.slash is not None and pressure:
        for name, value in (
            ("systolic blood pressure", quantity.value),
            ("diastolic blood pressure", quantity.slash),
        ):
            yield _fact(line, name, quantity, value, quantity.unit)
        return
    for name in names:
        yield _fact(line, name, quantity, quantity.value, quantity.unit)


def _acuity(line: Line, quantity: Quantity, under: Decimal) -> Iterator[Fact]:
    """ "20/40" as the decimal 0.5, by which better is more; nothing for a range, of which one fraction is left."""
    if quantity.high is not None:
        return
    fact = _fact(line, "visual acuity", quantity, round(quantity.value / under, 3), "")
    worse = line.plain.endswith("worse", quantity.start, quantity.end)
    yield replace(fact, operator=FactOperator.AT_MOST) if worse else fact


def least_or_most(line: Line, quantity: Quantity) -> FactOperator | None:
    """ "A minimum life expectancy of 12 weeks"."""
    match = _LEAST_OR_MOST.search(line.before(quantity.start, 50)) if quantity.high is None else None
    if match is None:
        return None
    return FactOperator.AT_LEAST if match["bound"].startswith("min") else FactOperator.AT_MOST


def _fact(line: Line, name: str, quantity: Quantity, value: Decimal, unit: str) -> Fact:
    return Fact(
        FactKind.COMPARISON,
        name,
        quantity.operator or least_or_most(line, quantity) or FactOperator.EQUAL,
        value,
        quantity.start,
        quantity.end,
        high=quantity.high,
        unit=unit,
        relative_to=quantity.relative_to,
    )
