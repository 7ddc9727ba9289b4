"""Who the note is about: age, sex, whether pregnant, and the sentences that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crossroads.engines.eligibility.logic import Truth
from crossroads.engines.eligibility.notes.note import Meant, Sentence
from crossroads.engines.eligibility.notes.words import PhraseList, Words, lists, phrase_list, stem, words
from crossroads.engines.terms import Sex

_NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        start=1,
    )
}
_YEARS_PER = {
    "year": 1.0,
    "yr": 1.0,
    "y": 1.0,
    "month": 1 / 12,
    "mo": 1 / 12,
    "week": 7 / 365.25,
    "wk": 7 / 365.25,
    "day": 1 / 365.25,
}
_AGE = (
    re.compile(
        r"\b(\d{1,3}|"
        + "|".join(_NUMBER_WORDS)
        + r")[\s-]*(year|yr|y|month|mo|week|wk|day)s?[\s./-]*(?:old|o\b|/o|(?:wo)?man\b|boy|girl|(?:fe)?male)",
        re.I,
    ),
    re.compile(r"\b(?:aged?|age of|age is|age:)\s*:?\s*(\d{1,3})\b()", re.I),
    re.compile(r"^\W*(\d{1,3})\s*[- ]?()(?:[MF]\b|(?:male|female|man|woman)\b)"),
)
_SEX_BESIDE_AGE = re.compile(r"\b\d{1,3}\s*-?\s*(?:y/?o|yo|years? old)?\s*-?\s*([MF])\b")
_OLDEST = 125


@dataclass(frozen=True, slots=True)
class Person:
    """What the note tells of the person; None where it does not tell.

    age          years
    pregnant     now
    may_bear     False where the person cannot become pregnant (a man, a young child, after the menopause)
    first        number of the sentence that introduces the person
    about_child  number of the sentence about pregnancy, else None
    """

    age: float | None = None
    sex: Sex | None = None
    pregnant: Truth = None
    may_bear: Truth = None
    after_menopause: Truth = None
    first: int | None = None
    about_child: int | None = None
    several: bool = False


def read_person(sentences: Sequence[Sentence]) -> Person:
    """Age and sex as first told; relatives are left out."""
    age, first = _age(sentences)
    sex = _sex(sentences)
    pregnant, about_child = (None, None) if _never_bears(age, sex) else _pregnant(sentences)
    after_menopause = _after_menopause(sentences, age, sex)
    return Person(
        age=age,
        sex=sex,
        pregnant=pregnant,
        may_bear=_may_bear(sentences, age, sex, pregnant, after_menopause),
        after_menopause=after_menopause,
        first=first if first is not None else (sentences[0].number if sentences else None),
        about_child=about_child,
        several=bool(sentences) and phrase_list("person", "group").any_in(sentences[0].plain),
    )


def _age(sentences: Sequence[Sentence]) -> tuple[float | None, int | None]:
    for sentence in sentences:
        for pattern in _AGE:
            for match in pattern.finditer(sentence.text):
                years = _years(match[1], match[2])
                if years <= _OLDEST and not _of_relative(sentence.text[: match.start()]):
                    return years, sentence.number
    return None, None


def _years(number: str, unit: str) -> float:
    count = _NUMBER_WORDS.get(number.lower()) or int(number)
    return count * _YEARS_PER[unit.lower() or "year"]


def _of_relative(before: str) -> bool:
    """Whether the words just before an age speak of somebody else: "her mother, a 70-year-old"."""
    return phrase_list("assertion", "family").any_in(words(before)[-5:])


def _sex(sentences: Sequence[Sentence]) -> Sex | None:
    """The first noun that names a sex, else what most pronouns say."""
    man, woman = _singles("male"), _singles("female")
    for sentence in sentences[:3]:
        beside = _SEX_BESIDE_AGE.search(sentence.text)
        if beside:
            return Sex.MALE if beside[1] == "M" else Sex.FEMALE
        for word in sentence.plain:
            if word in man or word in woman:
                return Sex.MALE if word in man else Sex.FEMALE
    said = [word for sentence in sentences for word in sentence.plain]
    he, she = (sum(word in _singles(key) for word in said) for key in ("he", "she"))
    return None if he == she else (Sex.MALE if he > she else Sex.FEMALE)


def _singles(key: str) -> frozenset[str]:
    """One list of [person] as stems; the letters m and f only count beside an age."""
    return frozenset(stem(word) for word in lists()["person"][key] if len(word) > 1)


def _pregnant(sentences: Sequence[Sentence]) -> tuple[Truth, int | None]:
    """A test that is negative says no; a pregnancy of the past says nothing of today."""
    tests, past, now = (phrase_list("pregnancy", key) for key in ("test_words", "note_past", "note_pregnant"))
    for sentence in sentences:
        if tests.any_in(sentence.plain):
            if "negative" in sentence.text.lower():
                return False, sentence.number
            if "positive" in sentence.text.lower():
                return True, sentence.number
    for sentence in sentences:
        for start, _, _ in _outside(now, past, sentence.plain):
            meant = sentence.plain_meant[start]
            if meant in (Meant.SO, Meant.NOT_SO):
                return meant is Meant.SO, sentence.number
    return None, None


def _outside(wanted: PhraseList, around: PhraseList, row: Words) -> Iterator[tuple[int, int, str]]:
    covered = {place for start, end, _ in around.found(row) for place in range(start, end)}
    return (hit for hit in wanted.found(row) if hit[0] not in covered)


def _after_menopause(sentences: Sequence[Sentence], age: float | None, sex: Sex | None) -> Truth:
    if sex is not Sex.FEMALE:
        return None
    said, before = (phrase_list("pregnancy", key) for key in ("postmenopausal", "premenopausal"))
    for sentence in sentences:
        if before.any_in(sentence.plain):
            return False
        if said.any_in(sentence.plain):
            return True
    if age is None:
        return None
    if age >= lists()["pregnancy"]["menopause_certain_age"]:
        return True
    return False if age <= lists()["pregnancy"]["premenopausal_certain_age"] else None


def _may_bear(
    sentences: Sequence[Sentence], age: float | None, sex: Sex | None, pregnant: Truth, after_menopause: Truth
) -> Truth:
    if pregnant:
        return True
    if after_menopause or _never_bears(age, sex):
        return False
    if any(phrase_list("pregnancy", "note_cannot").any_in(sentence.plain) for sentence in sentences):
        return False
    return True if sex is Sex.FEMALE and age is not None else None


def _never_bears(age: float | None, sex: Sex | None) -> bool:
    """A man, a child, or a woman past the age."""
    table = lists()["pregnancy"]
    return sex is Sex.MALE or (age is not None and not table["from_age"] <= age <= table["to_age"])
