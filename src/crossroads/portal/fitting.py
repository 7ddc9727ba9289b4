"""What a person told, held against a study's reviewed rules: where it plainly contradicts one, that is a reason.

The other way round nothing follows: what fits is never said here, since a person has answered no question yet.
Only questions whose whole wording is known are answered for the person; every other one stays open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from crossroads.engines import rules
from crossroads.engines.eligibility import (
    NEVER,
    Answer,
    CriterionResult,
    CriterionRule,
    Question,
    QuestionKind,
    Screener,
    evaluate,
)
from crossroads.engines.eligibility import ReasonCode as Why
from crossroads.engines.eligibility.amounts import Unit, UnknownUnitError, read_amount
from crossroads.engines.eligibility.conditions import Compare, comparisons
from crossroads.engines.finder import Profile, Reason, ReasonCode, StudyEntry
from crossroads.engines.terms import CriterionCategory, Sex
from crossroads.portal.names import is_kind_of
from crossroads.portal.statements import Plain, Statement, When

Told = dict[str, Answer]
"""Answers by question key."""

BODY_MASS = "body mass index"
_METRE = Decimal(100)
_FORMS = ("text", "short", "called")
"""The wordings that a template of questions has."""
_CHILDBEARING = (9.0, 60.0)
"""Ages that a pregnant person may have whose age was not told: those of the screener's own gate."""
_BOUNDS = frozenset(
    {
        Why.AGE_TOO_LOW,
        Why.AGE_TOO_HIGH,
        Why.SEX_NOT_INCLUDED,
        Why.VALUE_OUTSIDE,
        Why.BODY_MASS_OUTSIDE,
        Why.TIME_OUTSIDE,
    }
)


def speaks_against(
    screeners: Mapping[str, Screener], plain: Plain
) -> Callable[[Profile, StudyEntry], Sequence[Reason]]:
    """What the finder asks of each study.

    screeners  the screener in use, by the id of the study's entry; a study without one has no rules to speak against
    plain      what the person told beside the profile's age and sex
    """

    def against(profile: Profile, entry: StudyEntry) -> Sequence[Reason]:
        screener = screeners.get(entry.id)
        return contradictions(screener, profile, plain) if screener else ()

    return against


def contradictions(screener: Screener, profile: Profile, plain: Plain) -> tuple[Reason, ...]:
    """The rules that what was told contradicts, in the screener's order.

    returns  reasons of the code FACT with "sentence", "quote" (the criterion, verbatim), and "about": "age" or
             "sex" where the reason is that alone, else ""
    """
    told = _answers(screener, profile, plain)
    causes = {one.code: one for one in _causes(screener, profile, plain, told)}
    causes |= {one.code: one for one in _body_mass_causes(screener, plain) if one.code not in causes}
    by_code = {rule.code: rule for rule in screener.rules}
    known = {key for key in told if key not in ("age", "sex")}
    known |= {"age"} if profile.age is not None else set()
    known |= {"sex"} if profile.sex is not None else set()
    return tuple(
        _reason(screener, by_code[code], causes[code], told, plain)
        for code in by_code
        if code in causes
        and (causes[code].reason is Why.BODY_MASS_OUTSIDE or known & set(by_code[code].question_keys))
    )


def _causes(screener: Screener, profile: Profile, plain: Plain, told: Told) -> Iterator[CriterionResult]:
    """Criteria that speak against joining at every age that the person may have."""
    ages = _ages(screener, profile, plain)
    judged = [evaluate(screener, told | ({"age": age} if age is not None else {})).causes for age in ages]
    everywhere = set.intersection(*({one.code for one in causes} for causes in judged))
    return (one for one in judged[0] if one.code in everywhere)


def _ages(screener: Screener, profile: Profile, plain: Plain) -> list[Decimal | None]:
    """Completed years or months worth trying: both ends, and where a rule's bound lies between them."""
    question = screener.question("age")
    told = profile.age or (_CHILDBEARING if plain.state("pregnant") else None)
    if question is None or question.kind is not QuestionKind.AGE or told is None:
        return [None]
    low, high = _in_unit(told, question.unit)
    bounds = {
        int(compare.value) + step
        for rule in screener.rules
        for compare in _compares(rule)
        if compare.question == "age" and isinstance(compare.value, Decimal)
        for step in (-1, 0, 1)
    }
    return [Decimal(age) for age in sorted({low, high, *(age for age in bounds if low < age < high)})]


def _in_unit(told: tuple[float, float], unit: str) -> tuple[int, int]:
    """A whole year in months may be any of twelve; a part of a year was told in months."""
    low, high = told
    if unit != "months":
        return int(low), int(high)
    last = 11 if high == int(high) and high >= 1 else 0
    return round(low * 12), round(high * 12) + last


# --- answers


def _answers(screener: Screener, profile: Profile, plain: Plain) -> Told:
    """All questions but the age that what was told settles."""
    found: Told = {}
    sex = profile.sex or (Sex.FEMALE if plain.state("pregnant") else None)
    for question in screener.questions:
        answer: Answer | None
        match question.kind:
            case QuestionKind.SEX:
                answer = sex.value if sex in (Sex.FEMALE, Sex.MALE) else None
            case QuestionKind.NUMBER:
                answer = _amount(question, plain)
            case QuestionKind.YES_NO:
                answer = _yes_or_no(question, plain)
            case QuestionKind.AGO:
                answer = _never(question, plain)
            case _:
                answer = None
        if answer is not None:
            found[question.key] = answer
    return found


def _yes_or_no(question: Question, plain: Plain) -> bool | None:
    states = _states().get(question.text)
    if states:
        return _any(plain.state(state) for state in states)
    asked = _asked_about(question.text)
    return _any(_settled(one, plain) for one in asked) if asked else None


def _any(parts: Iterable[bool | None]) -> bool | None:
    """ "This or that?": yes as soon as one is; no only when none is."""
    said = list(parts)
    return True if True in said else None if None in said else False


def _settled(asked: _Asked, plain: Plain) -> bool | None:
    said = {holds for one in plain.statements if (holds := asked.answered_by(one)) is not None}
    return said.pop() if len(said) == 1 else None


def _never(question: Question, plain: Plain) -> Answer | None:
    """ "When did you last have a stroke?": only that it never happened is sure."""
    never = Plain(tuple(one for one in plain.statements if one.when is When.EVER))
    asked = _asked_about(question.text)
    return NEVER if asked and _any(_settled(one, never) for one in asked) is False else None


def _amount(question: Question, plain: Plain) -> Decimal | None:
    """A number that was told with its unit, in the question's own; without one only where there is no choice."""
    from crossroads.engines.eligibility.asking.wording import (
        value_question,
    )  # heavy; no page but this needs it

    concept = _concepts().get(question.text)
    written = plain.amounts.get(concept, "") if concept else ""
    engine = value_question(concept) if concept else None
    if not written or engine is None:
        return None
    units = question.units or tuple(
        unit for unit in engine.units if unit.is_own and unit.is_called(question.unit)
    )
    if not units or (len(engine.units) > 1 and written.replace(".", "", 1).replace(",", "", 1).isdigit()):
        return None
    return _read(written, units)


def _read(written: str, units: Sequence[Unit]) -> Decimal | None:
    try:
        return read_amount(written, units)
    except UnknownUnitError:
        return None


def _body_mass_causes(screener: Screener, plain: Plain) -> tuple[CriterionResult, ...]:
    """Rules over the body mass index, where that was told: a person of one metre has it for a weight in kg."""
    written = plain.amounts.get(BODY_MASS, "")
    number = _read(written, (Unit("kg/m2", "kg/m²"),)) if written else None
    held = tuple(rule for rule in screener.rules if _is_of_body_mass(rule))
    if number is None or not held:
        return ()
    keys = {key for rule in held for key in rule.question_keys}
    heights = {compare.per_height for rule in held for compare in _compares(rule)}
    told: Told = {key: _METRE if key in heights else number for key in keys}
    return evaluate(replace(screener, rules=held), told).causes


def _is_of_body_mass(rule: CriterionRule) -> bool:
    compared = _compares(rule)
    return bool(compared) and all(compare.per_height for compare in compared)


def _compares(rule: CriterionRule) -> tuple[Compare, ...]:
    return tuple(comparisons(rule.condition)) if rule.condition is not None else ()


# --- what a question asks about


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question whether somebody has, had or takes a thing; ``ever`` where the past counts as well."""

    what: str
    ever: bool

    def answered_by(self, said: Statement) -> bool | None:
        if said.is_state:
            return None
        if said.holds:
            settles = self.ever or said.when is When.NOW
            return True if settles and is_kind_of(said.name, self.what) else None
        return False if is_kind_of(self.what, said.name) else None


@lru_cache(maxsize=5000)
def _asked_about(text: str) -> tuple[_Asked, ...]:
    """The things of which a question asks whether any of them is so; () where what it asks is not sure."""
    for pattern, ever in _patterns():
        match = pattern.fullmatch(text)
        if match is not None:
            named = re.split(r", or |, | or ", match["what"].lower())
            return tuple(_Asked(re.sub(r"^(?:an?|any|the) ", "", one), ever) for one in named)
    return ()


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """How questions are worded, each with whether the past counts."""
    words, own = rules.load("questions/words"), rules.load("told")["questions"]
    found = []
    for when in ("now", "ever"):
        templates = [words[name] for name in own["templates"][when]]
        forms = [*(table[form] for table in templates for form in _FORMS if form in table), *own[when]]
        found += [(_pattern(text), when == "ever") for text in forms]
    ago = [words[name][form] for name in ("had_ago", "took_ago") for form in _FORMS if form in words[name]]
    return (*found, *((_pattern(text), True) for text in ago))


def _pattern(text: str) -> re.Pattern[str]:
    escaped = re.escape(text).replace(r"\{what\}", "(?P<what>.+)").replace(r"\{name\}", "(?P<what>.+)")
    return re.compile(escaped)


@cache
def _states() -> Mapping[str, tuple[str, ...]]:
    """Questions about states of ``told.toml``, by their text."""
    table, own = rules.load("questions/choices"), rules.load("told")
    engines = {table[name]["text"]: (name,) for name in own["states"]}
    return engines | {text: tuple(states) for text, states in own["questions"]["states"].items()}


@cache
def _concepts() -> Mapping[str, str]:
    return {table["text"]: concept for concept, table in rules.load("questions/values").items()}


# --- in words


def _reason(
    screener: Screener, rule: CriterionRule, cause: CriterionResult, told: Told, plain: Plain
) -> Reason:
    keys = set(rule.question_keys)
    about = next((name for name in ("age", "sex") if keys == {name}), "")
    sentence = cause.sentence if cause.reason in _BOUNDS else _sentence(screener, rule, cause, told, plain)
    if cause.reason is Why.VALUE_OUTSIDE:
        sentence = _with_value(screener, rule, plain, sentence)
    return Reason(ReasonCode.FACT, {"sentence": sentence, "quote": rule.text, "about": about})


def _sentence(
    screener: Screener, rule: CriterionRule, cause: CriterionResult, told: Told, plain: Plain
) -> str:
    """What was told, in the person's words, and what the study does about it."""
    words = rules.load("told")["reasons"]
    excludes = cause.category is CriterionCategory.EXCLUSION
    for question in _answered(screener, rule, told):
        holds, states = told[question.key] is True, _states().get(question.text, ())
        state = next((one for one in states if plain.state(one) is holds), "")
        if state:
            return str(words[state if holds else f"not_{state}"])
        name = _named(question, plain)
        if name and (holds or not excludes):
            return str(words["has" if holds else "has_not"]).format(words=name)
    return str(words["other"])


def _with_value(screener: Screener, rule: CriterionRule, plain: Plain, sentence: str) -> str:
    """The number that was told before what the study asks for: "You wrote: weight 150 kg. ..."."""
    asked = (screener.question(key) for key in rule.question_keys)
    concepts = (_concepts().get(question.text, "") for question in asked if question is not None)
    concept = next((one for one in concepts if one in plain.amounts), "")
    if not concept:
        return sentence
    words = rules.load("told")["reasons"]["value"]
    return str(words).format(name=value_name(concept), written=plain.amounts[concept], sentence=sentence)


def value_name(concept: str) -> str:
    """How people write the name of a measured value."""
    return str(rules.load("told")["named"].get(concept, concept))


def _answered(screener: Screener, rule: CriterionRule, told: Told) -> Iterable[Question]:
    asked = (screener.question(key) for key in rule.question_keys if key in told)
    return (one for one in asked if one is not None and one.kind in (QuestionKind.YES_NO, QuestionKind.AGO))


def _named(question: Question, plain: Plain) -> str:
    """What was told of the thing that the question asks about, in the person's words."""
    asked = _asked_about(question.text)
    told = (one.name for one in plain.statements if any(part.answered_by(one) is not None for part in asked))
    return next(told, "")
