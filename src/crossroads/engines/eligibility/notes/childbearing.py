"""Criteria about pregnancy, nursing and contraception."""

from __future__ import annotations

from collections.abc import Sequence

from crossroads.engines.eligibility.notes.criterion import Criterion, Part
from crossroads.engines.eligibility.notes.person import Person
from crossroads.engines.eligibility.notes.values import Answer, Reason
from crossroads.engines.eligibility.notes.words import PhraseList, lists, phrase_list, stem, words
from crossroads.engines.eligibility.parsed import FactKind
from crossroads.engines.terms import Sex

_PLANNED = frozenset({stem("planned")})
_SHORT = 6  # words of a criterion that may be about the menopause alone
_AGE_OPENING = 140  # characters of a criterion within which it asks for an age
_OPENING = 12  # words of a criterion within which it must speak of pregnancy to be about it


def _says(criterion: Criterion, key: str) -> bool:
    opening = criterion.plain[:_OPENING]
    others = {place for start, end, _ in _homes().found(opening) for place in range(start, end)}
    return any(start not in others for start, _, _ in phrase_list("pregnancy", key).found(opening))


def _homes() -> PhraseList:
    """Nursing of another kind than a mother's."""
    return phrase_list("pregnancy", "not_nursing")


def judge_childbearing(criterion: Criterion, person: Person) -> Answer | None:
    """None where the criterion is not about it, or is about men's part in it."""
    about = {key for key in ("pregnant", "nursing", "contraception", "childbearing") if _says(criterion, key)}
    if not about or (person.sex is not Sex.FEMALE and _names_men(criterion)):
        return None
    if about == {"pregnant"} and person.pregnant and _names_more(criterion):
        return None
    asks_absence = criterion.turned or phrase_list("pregnancy", "absent").any_in(criterion.plain)
    if asks_absence and not person.pregnant and not criterion.excludes and _asks_age(criterion):
        return None  # "non-pregnant women aged 18 to 60": by age
    if criterion.excludes:
        return _excluding(about, person)
    if about == {"pregnant"} and not asks_absence:
        return _pregnancy_wanted(criterion, person)
    if person.may_bear is False:
        return _not_for(person)
    if about <= {"pregnant", "nursing"} and asks_absence:
        return _answer(not person.pregnant, person, default=person.pregnant is None)
    return Answer(None, (), Reason.PREGNANCY)


def _excluding(about: set[str], person: Person) -> Answer | None:
    if person.may_bear is False:
        if person.sex is Sex.FEMALE and person.after_menopause:
            return Answer(False, _first(person), Reason.PREGNANCY)
        return _not_for(person)
    if "childbearing" in about and person.pregnant is None and person.may_bear:
        return Answer(None, _first(person), Reason.PREGNANCY)
    if "pregnant" in about and person.pregnant is not None:
        return _answer(person.pregnant, person)
    return Answer(False, (), Reason.DEFAULT)


def _pregnancy_wanted(criterion: Criterion, person: Person) -> Answer | None:
    """A note tells of a pregnancy where there is one; what else is asked of a pregnant woman is left to others."""
    opening = criterion.main[:_SHORT]
    if person.pregnant or not phrase_list("pregnancy", "pregnant").any_in(opening):
        return None
    if phrase_list("generic", "permitted").any_in(criterion.plain) or phrase_list(
        "pregnancy", "test_words"
    ).any_in(opening):
        return None
    return Answer(False, _first(person), Reason.PREGNANCY)


def _answer(holds: bool, person: Person, *, default: bool = False) -> Answer:
    evidence = () if person.about_child is None else (person.about_child,)
    return Answer(holds, evidence, Reason.DEFAULT if default else Reason.PREGNANCY)


def _not_for(person: Person) -> Answer:
    return Answer(None, (), Reason.PREGNANCY, applies=False)


def _first(person: Person) -> tuple[int, ...]:
    return () if person.first is None else (person.first,)


def _names_men(criterion: Criterion) -> bool:
    return phrase_list("pregnancy", "mens_part").any_in(criterion.plain)


def _asks_age(criterion: Criterion) -> bool:
    return any(fact.kind is FactKind.AGE and fact.start < _AGE_OPENING for fact in criterion.facts)


def _names_more(criterion: Criterion) -> bool:
    """Whether the criterion asks something of a pregnant woman beyond her pregnancy."""
    own = set(words(" ".join(lists()["pregnancy"]["pregnant"])))
    return all(part.strong - own or part.narrowing - _PLANNED for part in criterion.parts)


def without_childbearing(parts: Sequence[Part]) -> tuple[Part, ...]:
    """What a criterion names besides pregnancy and nursing: "male or non-pregnant, non-lactating female"."""
    own = {
        word
        for key in ("pregnant", "nursing")
        for phrase in lists()["pregnancy"][key]
        for word in words(phrase)
    }
    return tuple(part for part in parts if not part.strong <= own)


def judge_menopause(criterion: Criterion, person: Person) -> Answer | None:
    """A criterion that is nothing but "postmenopausal" or "premenopausal"."""
    if person.after_menopause is None or len(criterion.plain) > _SHORT:
        return None
    before, after = (
        phrase_list("pregnancy", key).any_in(criterion.plain) for key in ("premenopausal", "postmenopausal")
    )
    if not before and not after:
        return None
    return Answer(person.after_menopause is not before, _first(person), Reason.PREGNANCY)
