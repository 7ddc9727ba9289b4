"""Who a text is about: age, sex, pregnancy. Of two people, the one who is ill, not the one who writes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from crossroads.engines import rules
from crossroads.engines.terms import Sex

Age = tuple[float, float]
OLDEST = 120.0
_PER_YEAR = {"d": 365.25, "w": 365.25 / 7, "m": 12.0, "y": 1.0}
"""How many of a unit make a year, by its first letter."""

_NUMBER = r"(?P<number>\d{1,3}(?:\.\d)?|[a-z]+(?:[- ][a-z]+)?)"
_UNIT = r"(?P<unit>years?|yrs?|y|months?|mos?|weeks?|wks?|days?)"
_PATTERNS = (
    re.compile(rf"(?i)\b{_NUMBER}[\s-]*{_UNIT}[\s./-]*(?:old|of age|o\b)"),
    re.compile(r"(?i)\b(?P<number>\d{1,3})[\s-]*(?P<unit>y)[/.]?o\b"),
    re.compile(r"(?i)\b(?:aged?|age is|age of|turned|turning)\s*:?\s*(?P<number>\d{1,3})\b(?!\s*(?:kg|mg|%))"),
    re.compile(
        r"(?i)\b(?:i'?m|i am|(?:s?he|who|mum|mom|dad)(?:'s| is)|is|and)\s+(?P<number>\d{1,3})"
        r"(?=\s*(?:$|[,.;!)]|and\b|years?\b|now\b|but\b|who\b|with\b|from\b|live|in\b))"
    ),
    re.compile(r"(?i)(?:^|[.\n,(]\s*)(?P<number>\d{1,3})[\s-]*(?:m|f|male|female|man|woman|boy|girl|gentleman|lady)\b"),
    re.compile(r"(?i)\b(?:my|our)\s+(?:\w+\s+)?\w+\s*[(,]\s*(?:aged?\s+)?(?P<number>\d{1,3})\s*(?:[),]|$)"),
    re.compile(rf"(?i)\b{_NUMBER}[\s-]+{_UNIT}[\s-]+(?:\w+\s+){{0,2}}(?:male|female|man|woman|boy|girl|infant|baby|gentleman|lady)\b"),
)  # fmt: skip
_ALONE = re.compile(r"(?:^|,)\s*(?P<number>\d{1,3})\s*(?=,|$)")
"""A number alone between commas, in a text as short as what is typed into a box: "asthma, 71, Leeds"."""
SHORT_TEXT = 150
_SEX_MARK = re.compile(r"(?:^|[\s(])\d{1,3}\s*(?:y/?o\.?|years? old)?\s*-?(?P<sex>[MF])\b")
_GESTATION = re.compile(
    r"(?i)\d+\s*(?:\+\s*\d+\s*)?(?:weeks?|wks?|w)[\s-]*(?:\d\s*d\w*\s*)?(?:pregnant|gestation\w*|of pregnancy)"
)
_PREGNANT = re.compile(
    r"(?i)\b(?:is|am|i'm|she's|was|currently|now|weeks?|months?|wife|sister|daughter)[\s-]+(?:\w+[\s-]+)?pregnant\b"
    r"|\bpregnant (?:woman|lady|girl|with)\b|\bexpecting (?:a|our|my|twins)\b"
    r"|\b\d+\s*(?:weeks?|w\d?d?)\w*[\s-]*(?:gestation|of pregnancy)"
)  # fmt: skip
_NOT_PREGNANT = re.compile(r"(?i)\b(?:not|non|never|isn't|denies being|denies)[\s-]+(?:\w+\s)?pregnan")


def read_age(text: str) -> Age | None:
    """The age in years, (low, high): both alike where it is exact.

    >>> read_age("a 6-month-old girl"), read_age("she is in her fifties"), read_age("I am 54, from York")
    ((0.5, 0.5), (50.0, 59.0), (54.0, 54.0))
    """
    about = _mine().search(text.lower())
    later = text[about.start() :] if about else ""
    return _exact_age(later) or _exact_age(text) or _kind_of_age(later) or _kind_of_age(text)


def _exact_age(text: str) -> Age | None:
    for pattern in (*_PATTERNS, _ALONE) if len(text) <= SHORT_TEXT else _PATTERNS:
        for match in pattern.finditer(text):
            years = _years(match)
            if years is not None:
                return years, years
    return None


def _years(match: re.Match[str]) -> float | None:
    number = _as_number(match["number"])
    unit = (match.groupdict().get("unit") or "year").lower()
    years = None if number is None else number / _PER_YEAR[unit[0]]
    return years if years is not None and years <= OLDEST else None


def _as_number(words: str) -> float | None:
    if words[0].isdigit():
        return float(words)
    numbers = _table()["ages"]["numbers"]
    parts = re.split(r"[- ]", words.lower())
    values = [numbers[part] for part in parts if part in numbers]
    if not values or parts[-1] not in numbers:
        return None
    if len(values) == 2 and (values[0] < 20 or values[1] > 9):
        return float(values[-1])
    return float(sum(values))


def _kind_of_age(text: str) -> Age | None:
    """A range: "in her early fifties", "a toddler"."""
    ages = _table()["ages"]
    lowered = text.lower()
    for name, (low, high) in ages["decades"].items():
        whose = r"\bin\s+(?:his|her|their|my|the|your)\s+(?P<part>early|mid|late)?[\s-]*"
        written = rf"{whose}(?:{name}|{int(low)}'?s)\b"
        match = re.search(written, lowered)
        if match:
            return _part_of(match["part"], float(low), float(high))
    for name, (low, high) in ages["kinds"].items():
        if re.search(rf"\b{name}\b(?!\s+respiratory)", lowered):
            return float(low), float(high)
    return None


def _part_of(part: str | None, low: float, high: float) -> Age:
    match part:
        case "early":
            return low, low + 3
        case "mid":
            return low + 3, low + 7
        case "late":
            return low + 6, high
    return low, high


def read_sex(text: str) -> Sex | None:
    """The sex of the person told of; None where nothing tells it.

    A relative who is named first counts ("my mum"), then a noun ("a 40-year-old man"), then what only one sex
    has, then the pronoun that is used most.

    >>> read_sex("I am writing for my husband, he has asthma")
    <Sex.MALE: 'MALE'>
    """
    mark = _SEX_MARK.search(text)
    if mark:
        return Sex.FEMALE if mark["sex"] == "F" else Sex.MALE
    lowered = text.lower()
    mine = _mine().search(lowered)
    if mine:
        return _of(mine["who"] or mine["whom"])
    noun = _first_noun(_without_family(lowered))
    if noun is not None:
        return noun
    for sex, words in ((Sex.FEMALE, "only_female"), (Sex.MALE, "only_male")):
        if any(re.search(rf"\b{re.escape(word)}", lowered) for word in _table()["people"][words]):
            return sex
    she, he = (len(_any_of(group).findall(lowered)) for group in ("she", "he"))
    if she == he:
        return None
    return Sex.FEMALE if she > he else Sex.MALE


def read_pregnant(text: str) -> bool | None:
    """True or False where it is said, else None."""
    if _NOT_PREGNANT.search(text):
        return False
    if _GESTATION.search(text) or _PREGNANT.search(text):
        return True
    return None


def _without_family(lowered: str) -> str:
    """Sentences about relatives tell nothing of the person."""
    kept = [s for s in re.split(r"[.\n;]", lowered) if "family" not in s and "according to" not in s]
    return ". ".join(kept)


def _first_noun(lowered: str) -> Sex | None:
    found = [(m.start(), sex) for sex in (Sex.FEMALE, Sex.MALE) if (m := _nouns(sex).search(lowered))]
    return min(found)[1] if found else None


def _of(who: str) -> Sex:
    return Sex.FEMALE if who in _table()["people"]["female"] else Sex.MALE


@cache
def _table() -> dict[str, Any]:
    return rules.load("finder")


@cache
def _mine() -> re.Pattern[str]:
    """A relative whom the message is about: "my mum has", "for my son"; not "and my wife drove me"."""
    who = "|".join(map(re.escape, [*_table()["people"]["female"], *_table()["people"]["male"]]))
    tells = r"(?:'s|’s|\s*[(,\d]|\s+(?:has|is|was|had|who|got|suffers|needs|have|lives|just|recently|also|now|with)\b)"
    mine = r"(?:my|our)\s+(?:\w+\s+)?"
    return re.compile(
        rf"\b(?:for|about|behalf of)\s+{mine}(?P<whom>{who})\b|\b{mine}(?P<who>{who})(?={tells})"
    )


@cache
def _nouns(sex: Sex) -> re.Pattern[str]:
    """Nouns for a person told of; relatives of theirs ("his mother") are left out."""
    relatives = {
        "mum", "mom", "mam", "mother", "mummy", "mommy", "wife", "sister", "daughter", "aunt", "auntie", "niece",
        "grandma", "grandmother", "granny", "nan", "nana", "girlfriend", "stepmother", "stepdaughter", "mother-in-law",
        "dad", "father", "daddy", "husband", "brother", "son", "uncle", "nephew", "grandpa", "grandfather", "grandad",
        "granddad", "boyfriend", "stepfather", "stepson",
    }  # fmt: skip
    nouns = [noun for noun in _table()["people"][sex.value.lower()] if noun not in relatives]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, nouns))})\b")


@cache
def _any_of(group: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_table()['people'][group])})\b")
