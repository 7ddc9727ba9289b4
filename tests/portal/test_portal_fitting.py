"""What was told, held against a study's rules: only what contradicts one for sure is a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from crossroads.engines.eligibility import (
    All,
    Compare,
    Condition,
    CriterionRule,
    Not,
    Operator,
    Period,
    PeriodUnit,
    Question,
    QuestionKind,
    Screener,
    build_core,
)
from crossroads.engines.eligibility.asking.sentences import childbearing, childbearing_ask, sex_ask
from crossroads.engines.eligibility.asking.wording import value_question, word
from crossroads.engines.finder import Lexicon, Profile, Reason, read
from crossroads.engines.terms import CriterionCategory, Sex
from crossroads.portal.fitting import contradictions
from crossroads.portal.names import MedicalNames
from crossroads.portal.statements import read_plainly

LEXICON = Lexicon(MedicalNames())
CORE = build_core(minimum_age="18 Years", maximum_age="70 Years", sex=Sex.ALL, healthy_volunteers=None)
IN, OUT = CriterionCategory.INCLUSION, CriterionCategory.EXCLUSION


def _screener(
    questions: Sequence[Question],
    condition: Condition,
    category: CriterionCategory = OUT,
    *,
    core: Screener = CORE,
) -> Screener:
    rule = CriterionRule(
        "EXCL01" if category is OUT else "INCL11", category, "The study's own words", condition
    )
    known = {question.key for question in core.questions}
    return Screener((*core.questions, *(q for q in questions if q.key not in known)), (*core.rules, rule))


def _yes(question: Question) -> Compare:
    return Compare(question.key, Operator.EQUAL, True)


def _asked(template: str, what: str, category: CriterionCategory = OUT) -> Screener:
    question = word(template, what)
    assert question is not None
    return _screener([question], _yes(question), category)


def _against(screener: Screener, text: str, **fields: object) -> tuple[Reason, ...]:
    profile = replace(read(text, LEXICON), **fields)  # type: ignore[arg-type]
    return contradictions(screener, profile, read_plainly(text, LEXICON))


def _sentences(screener: Screener, text: str, **fields: object) -> list[str]:
    return [reason.sentence for reason in _against(screener, text, **fields)]


# --- age and sex


@pytest.mark.parametrize(
    ("age", "sentences"),
    [
        ((17, 17), ["The study takes people from age 18 years up."]),
        ((18, 18), []),
        ((70, 70), []),
        ((71, 71), ["The study takes people up to age 70 years."]),
        ((60, 69), []),
        ((66, 75), []),
        ((71, 79), ["The study takes people up to age 70 years."]),
        (None, []),
    ],
)
def test_an_age_contradicts_only_where_every_age_it_may_be_does(
    age: tuple[float, float] | None, sentences: list[str]
) -> None:
    assert _sentences(CORE, "asthma", age=age) == sentences


def test_a_range_that_reaches_over_a_whole_criterion_contradicts_nothing() -> None:
    bounds = All(
        (Compare("age", Operator.AT_LEAST, Decimal(55)), Compare("age", Operator.AT_MOST, Decimal(56)))
    )
    assert _sentences(_screener((), bounds, IN), "asthma", age=(50, 59)) == []
    assert len(_sentences(_screener((), bounds, IN), "asthma", age=(57, 59))) == 1


@pytest.mark.parametrize(
    ("age", "told"), [((0.5, 0.5), 0), ((1 / 3, 1 / 3), 1), ((2.0, 2.0), 0), ((3.0, 3.0), 1)]
)
def test_ages_of_small_children_are_counted_in_months(age: tuple[float, float], told: int) -> None:
    core = build_core(minimum_age="6 Months", maximum_age="30 Months", sex=Sex.ALL, healthy_volunteers=None)
    assert len(_sentences(core, "asthma", age=age)) == told


def test_a_sex_that_is_not_taken_is_told_with_the_records_words() -> None:
    core = build_core(minimum_age=None, maximum_age=None, sex=Sex.FEMALE, healthy_volunteers=None)
    (reason,) = _against(core, "asthma", sex=Sex.MALE)
    assert reason.sentence == "The study takes only people whose sex is female."
    assert (reason.params["quote"], reason.params["about"]) == ("Sex: Female", "sex")
    assert _against(core, "asthma", sex=None) == ()


# --- what somebody has, had and takes


@pytest.mark.parametrize(
    ("template", "what", "text", "against"),
    [
        ("has", "asthma", "I have asthma", True),
        ("has", "cancer", "I have lung cancer", True),
        ("has", "lung cancer", "I have cancer", False),
        ("has", "asthma", "I do not have asthma", False),
        ("had", "a stroke", "I had a stroke in 2010", True),
        ("had", "a stroke", "my father had a stroke, I have asthma", False),
        ("has_now", "asthma", "I had asthma", False),
        ("has_now", "asthma", "I have asthma", True),
        ("had_lately", "a stroke", "I had a stroke", False),
        ("takes", "warfarin", "I take warfarin", True),
        ("takes", "warfarin", "I took warfarin", False),
        ("took", "warfarin", "I took warfarin", True),
        ("allergic", "warfarin", "I take warfarin", False),
    ],
)
def test_an_exclusion_is_contradicted_by_what_is_plainly_there(
    template: str, what: str, text: str, against: bool
) -> None:
    assert bool(_against(_asked(template, what), text)) is against


def test_the_reason_is_in_plain_words_and_brings_the_study_s_own() -> None:
    (reason,) = _against(_asked("has", "asthma"), "I have asthma")
    assert reason.sentence == "You wrote of asthma. This study may not take people with it."
    assert reason.params["quote"] == "The study's own words"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("I have tiredness and no asthma",
         ["You wrote that there is no asthma. This study looks for people with it."]),
        ("I have tiredness", []),
        ("I have asthma", []),
    ],
)  # fmt: skip
def test_an_inclusion_is_contradicted_by_what_is_plainly_denied(text: str, sentences: list[str]) -> None:
    assert _sentences(_asked("has", "asthma", IN), text) == sentences


@pytest.mark.parametrize("text", ["Do you have asthma?", "Do you take asthma?", "Have you had asthma?"])
def test_questions_that_people_worded_in_these_forms_are_known_too(text: str) -> None:
    question = Question("own", text, QuestionKind.YES_NO, why_we_ask="Why.")
    assert _against(_screener([question], _yes(question)), "I have asthma")


@pytest.mark.parametrize(
    ("text", "against"),
    [
        ("I have asthma and I had a stroke", True),
        ("I have asthma and had a heart attack", True),
        ("I have asthma. No history of stroke", False),
    ],
)
def test_this_or_that_is_contradicted_by_one_of_them(text: str, against: bool) -> None:
    question = Question(
        "own", "Have you ever had a stroke or a heart attack?", QuestionKind.YES_NO, why_we_ask="Why."
    )
    assert bool(_against(_screener([question], _yes(question)), text)) is against


@pytest.mark.parametrize(
    ("text", "against"),
    [
        ("I have asthma. No history of stroke", False),
        ("I have asthma. No history of stroke, heart attack", True),
    ],
)
def test_this_or_that_is_denied_only_as_a_whole(text: str, against: bool) -> None:
    question = Question(
        "own", "Have you ever had a stroke or a heart attack?", QuestionKind.YES_NO, why_we_ask="Why."
    )
    assert bool(_against(_screener([question], _yes(question), IN), text)) is against


def test_a_question_of_any_other_wording_stays_open() -> None:
    question = Question(
        "own", "Do you have asthma that wakes you at night?", QuestionKind.YES_NO, why_we_ask="Why."
    )
    assert _against(_screener([question], _yes(question)), "I have asthma") == ()


def test_never_settles_how_long_ago_it_was() -> None:
    question = word("had_ago", "a stroke", kind=QuestionKind.AGO)
    assert question is not None
    lately = Compare(question.key, Operator.AT_MOST, Period(Decimal(6), PeriodUnit.MONTH))
    assert _against(_screener([question], lately, IN), "I never had a stroke")
    assert _against(_screener([question], lately, OUT), "I never had a stroke") == ()
    assert _against(_screener([question], lately, OUT), "I had a stroke") == ()


def test_two_statements_that_disagree_settle_nothing() -> None:
    assert _against(_asked("has", "asthma"), "I have asthma. I do not have asthma.") == ()


# --- states and numbers


def _pregnant() -> Screener:
    ask = childbearing_ask("pregnant")
    old_enough = Not(Compare("age", Operator.LESS, Decimal(9)))
    return _screener([sex_ask().question, ask.question], All((old_enough, childbearing(ask))))


def test_a_pregnancy_is_enough_without_an_age_or_a_sex() -> None:
    assert _sentences(_pregnant(), "I am pregnant and have asthma") == [
        "You wrote of a baby on the way. This study may not take people who are pregnant."
    ]
    assert _sentences(_pregnant(), "I am not pregnant and have asthma") == []


def test_what_was_not_told_is_never_given_as_a_reason() -> None:
    """A pregnant person is not 65; but nobody spoke of an age."""
    core = build_core(minimum_age="65 Years", maximum_age=None, sex=Sex.MALE, healthy_volunteers=None)
    assert _sentences(core, "I am pregnant", sex=None, age=None) == []


@pytest.mark.parametrize(
    ("text", "against"),
    [("I weigh 150 kg", True), ("I weigh 120 kg", False), ("I weigh 300 lb", True), ("I weigh 150", False)],
)
def test_a_number_counts_with_its_unit(text: str, against: bool) -> None:
    weight = value_question("body weight")
    assert weight is not None
    screener = _screener([weight], Compare(weight.key, Operator.MORE, Decimal(130)))
    assert bool(_against(screener, text)) is against


def test_a_number_is_told_again_beside_what_the_study_asks_for() -> None:
    value = value_question("hba1c")
    assert value is not None
    screener = _screener([value], Compare(value.key, Operator.LESS, Decimal(8)), IN)
    assert _sentences(screener, "asthma, HbA1c 9 %") == [
        "You wrote: HbA1c 9 %. Here the study takes people with less than 8 %."
    ]


@pytest.mark.parametrize(
    ("text", "against"), [("my BMI is 32", True), ("my BMI is 25", False), ("I weigh 90 kg", False)]
)
def test_a_body_mass_index_that_was_told_needs_no_height(text: str, against: bool) -> None:
    weight, height = value_question("body weight"), value_question("height")
    assert weight is not None and height is not None
    screener = _screener([height, weight], Compare(weight.key, Operator.AT_LEAST, Decimal(30), height.key))
    assert bool(_against(screener, text)) is against


def test_a_study_without_rules_is_contradicted_by_nothing() -> None:
    assert (
        contradictions(
            Screener((), ()), Profile(age=(5, 5), sex=Sex.MALE), read_plainly("no asthma", LEXICON)
        )
        == ()
    )
