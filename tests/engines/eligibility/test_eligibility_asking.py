"""From a criterion to a question. All criteria here are invented; what cannot be asked plainly is left to the site."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from eligibility_criteria import EXCLUSION, INCLUSION, criterion
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines import rules
from crossroads.engines.compliance.readability import readability
from crossroads.engines.eligibility import (
    All,
    AnyOf,
    Compare,
    Condition,
    Not,
    Operator,
    Period,
    PeriodUnit,
    QuestionKind,
    build_core,
    evaluate,
    next_question,
    parse_answers,
)
from crossroads.engines.eligibility.asking import (
    BuiltScreener,
    LeftReason,
    build_screener,
    draft,
    grade,
    lay_name,
)
from crossroads.engines.eligibility.logic import Tree
from crossroads.engines.eligibility.parsed import (
    Code,
    Entity,
    EntityType,
    Fact,
    FactKind,
    FactOperator,
    ParsedCriterion,
)
from crossroads.engines.terms import CriterionCategory, Fit, Sex


def questions(text: str, category: CriterionCategory = EXCLUSION) -> list[str]:
    return [question.text for question in draft(criterion(text, category)).questions]


def test_a_name_is_asked_in_plain_words() -> None:
    told = "Has a doctor ever told you that you have {}?"
    for text, asked in {
        "Hypertension": told.format("high blood pressure"),
        "History of myocardial infarction": "Have you ever had a heart attack?",
        "Patients with a known history of end stage renal disease (ESRD).": told.format("kidney failure"),
        "Uncontrolled hypertension": told.format("high blood pressure that is not well controlled"),
        "Active infection": "Do you have an infection right now?",
        "Family history of breast cancer": "Has a close relative ever had breast cancer?",
        "Allergy to aspirin": "This is about aspirin. Are you allergic to this?",
        "Currently taking warfarin": "Do you now take warfarin (a blood thinner)?",
        "Acetaminophen": "This is about a drug called acetaminophen (Tylenol). Do you take this now?",
        "Prior chemotherapy": "Have you ever had chemo?",
        "Implanted pacemaker": None,
        "Pacemaker": "Do you have a pacemaker right now?",
    }.items():
        assert questions(text) == ([asked] if asked else []), text


def test_a_time_is_counted_back_from_today() -> None:
    for text, asked in {
        "Heart attack within 6 months before randomization": "In the last 6 months, have you had a heart attack?",
        "Stroke in the past year": "In the last year, have you had a stroke?",
        "Use of corticosteroids within the last 4 weeks prior to screening": (
            "In the last 4 weeks, have you taken steroids (such as prednisone)?"
        ),
        "Surgery within 24 hours": "In the last 24 hours, have you had an operation?",
        "Diagnosis of asthma within the past 2 years": (
            "In the last 2 years, did a doctor tell you that you have asthma?"
        ),
        "Type 2 diabetes for at least 6 months": (
            "How long ago did a doctor first tell you that you have type 2 diabetes?"
        ),
        "Stroke within 6 months after the first dose": None,
        "Stroke within 6 months before the index angiogram": None,
    }.items():
        assert questions(text) == ([asked] if asked else []), text


def test_a_list_of_up_to_three_is_asked_one_by_one() -> None:
    assert len(questions("Stroke, seizures, or dementia")) == 3
    assert len(questions("Taking aspirin/insulin")) == 2
    long = draft(criterion("Stroke, seizures, dementia, asthma, or lupus"))
    assert long.left is LeftReason.SEVERAL_IDEAS


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("History of stroke", Compare("had_a_stroke", Operator.EQUAL, True)),
        ("No history of stroke", Not(Compare("had_a_stroke", Operator.EQUAL, True))),
        ("Patients are HIV negative", Not(Compare("has_hiv", Operator.EQUAL, True))),
        ("Patients without asthma", Not(Compare("has_asthma", Operator.EQUAL, True))),
        (
            "At least 4 weeks since prior radiotherapy",
            Not(Compare("had_lately_4_weeks_radiation_treatment", Operator.EQUAL, True)),
        ),
        (
            "Diabetes mellitus for at least 1 year",
            Compare("told_ago_diabetes", Operator.AT_LEAST, Period(Decimal(1), PeriodUnit.YEAR)),
        ),
        (
            "Stroke or asthma",
            AnyOf(
                (Compare("had_a_stroke", Operator.EQUAL, True), Compare("has_asthma", Operator.EQUAL, True))
            ),
        ),
    ],
)
def test_a_rule_holds_when_the_criterion_as_worded_holds(text: str, condition: Condition) -> None:
    assert draft(criterion(text, INCLUSION)).condition == condition


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Pregnant or breastfeeding", ["sex", "pregnant", "breastfeeding"]),
        ("Women who are planning to become pregnant", ["sex", "plans_baby"]),
        ("Breastfeeding or planning a pregnancy", ["sex", "breastfeeding", "plans_baby"]),
        ("Pregnant or planning to become pregnant", ["sex", "pregnant", "plans_baby"]),
        ("Current smokers", ["smokes"]),
        ("Participation in another clinical trial", ["other_study"]),
        (
            "Participation in another clinical trial within 30 days before screening",
            ["other_study_lately_30_days"],
        ),
        ("Unable to swallow tablets", ["swallows_pills"]),
        ("Unable to read and write English", ["speaks_english"]),
        ("Not willing to use contraception during the study", ["birth_control"]),
    ],
)
def test_sentences_that_most_studies_have_are_known(text: str, keys: list[str]) -> None:
    assert [question.key for question in draft(criterion(text)).questions] == keys


def test_a_sentence_that_says_more_is_not_taken_for_one_that_is_known() -> None:
    for text in (
        "Pregnant women with a twin birth",
        "Non-pregnant women who are breastfeeding",
        "Pregnant women who are not breastfeeding",
        "Positive pregnancy test",
        "Participation in another clinical trial of an antibody",
        "Current smokers with lung nodules",
        "Able to swallow food after the operation",
    ):
        assert draft(criterion(text)).condition is None, text


def test_a_name_that_no_list_has_counts_where_it_was_found_as_an_entity() -> None:
    """A vocabulary must know it; what was found by its looks alone is not asked."""
    text = "History of morbus fictus"
    code = Code("Invented", "X1", "Morbus fictus")
    found = Entity(EntityType.CONDITION, 11, 24, "morbus fictus", code)
    assert draft(criterion(text)).condition is None
    assert draft(criterion(text, entities=(replace(found, code=None),))).condition is None
    asked = draft(criterion(text, entities=(found,))).questions
    assert [question.text for question in asked] == [
        "Has a doctor ever told you that you have morbus fictus?"
    ]


def fact(kind: FactKind, concept: str, operator: str, value: Decimal | str | None, **more: object) -> Fact:
    return Fact(kind, concept, FactOperator(operator), value, 0, 1, **more)  # type: ignore[arg-type]


def value_fact(concept: str, operator: str, value: str, **more: object) -> Fact:
    return fact(FactKind.COMPARISON, concept, operator, Decimal(value), **more)


@pytest.mark.parametrize(
    ("logic", "condition"),
    [
        (
            fact(FactKind.AGE, "age", ">=", Decimal(18), unit="a"),
            Compare("age", Operator.AT_LEAST, Decimal(18)),
        ),
        (fact(FactKind.SEX, "sex", "=", "female"), Compare("sex", Operator.EQUAL, "FEMALE")),
        (value_fact("hba1c", "<", "8", unit="%"), Compare("hba1c", Operator.LESS, Decimal(8))),
        (
            value_fact("fasting glucose", "<=", "7", unit="mmol/L"),
            Compare("fasting_sugar", Operator.AT_MOST, Decimal("126.112")),
        ),
        (
            value_fact("body mass index", "between", "20", high=Decimal(30), unit="kg/m2"),
            All(
                (
                    Compare("weight", Operator.AT_LEAST, Decimal(20), "height"),
                    Compare("weight", Operator.AT_MOST, Decimal(30), "height"),
                )
            ),
        ),
        (
            fact(FactKind.PERFORMANCE_STATUS, "ecog", "<=", Decimal(1)),
            AnyOf(
                (
                    Compare("daily_strength", Operator.EQUAL, "0"),
                    Compare("daily_strength", Operator.EQUAL, "1"),
                )
            ),
        ),
        (
            fact(FactKind.PERFORMANCE_STATUS, "karnofsky", ">=", Decimal(70)),
            AnyOf(
                (
                    Compare("daily_strength", Operator.EQUAL, "0"),
                    Compare("daily_strength", Operator.EQUAL, "1"),
                )
            ),
        ),
        (
            fact(FactKind.PERFORMANCE_STATUS, "karnofsky", ">", Decimal(80)),
            Compare("daily_strength", Operator.EQUAL, "0"),
        ),
        (
            fact(FactKind.PERFORMANCE_STATUS, "karnofsky", ">=", Decimal(80)),
            AnyOf(
                tuple(Compare("daily_strength_tens", Operator.EQUAL, value) for value in ("100", "90", "80"))
            ),
        ),
        (fact(FactKind.STAGE, "stage", "=", "III"), Compare("cancer_stage", Operator.EQUAL, "III")),
        (
            fact(FactKind.STAGE, "stage", "between", Decimal(3), high=Decimal(4)),
            AnyOf(tuple(Compare("cancer_stage", Operator.EQUAL, value) for value in ("III", "IV"))),
        ),
        (
            AnyOf(
                (
                    fact(FactKind.CONDITION, "diabetes", "=", None, negated=True),
                    value_fact("hba1c", "<", "8", unit="%"),
                )
            ),
            AnyOf(
                (
                    Not(Compare("has_diabetes", Operator.EQUAL, True)),
                    Compare("hba1c", Operator.LESS, Decimal(8)),
                )
            ),
        ),
        (
            value_fact("smoked", ">=", "10", unit="[pack-years]"),
            Compare("pack_years", Operator.AT_LEAST, Decimal(10)),
        ),
        (
            fact(FactKind.PRIOR_THERAPY_COUNT, "prior therapies", ">=", Decimal(2)),
            Compare("treatments_before", Operator.AT_LEAST, Decimal(2)),
        ),
        (
            Not(value_fact("systolic blood pressure", ">", "160", unit="mm[Hg]")),
            Not(Compare("upper_pressure", Operator.MORE, Decimal(160))),
        ),
    ],
)
def test_facts_that_tell_the_whole_sentence_become_comparisons(
    logic: Tree[Fact], condition: Condition
) -> None:
    assert draft(criterion("Worded somehow", logic=logic)).condition == condition


@pytest.mark.parametrize(
    ("logic", "reason"),
    [
        (value_fact("platelet count", ">=", "100000", unit="/uL"), LeftReason.NEEDS_TEST),
        (value_fact("creatinine", "<=", "1.5", relative_to="ULN"), LeftReason.NEEDS_TEST),
        (value_fact("life expectancy", ">=", "3", unit="mo"), LeftReason.NEEDS_DOCTOR),
        (fact(FactKind.PERFORMANCE_STATUS, "ecog", "<=", Decimal(3)), LeftReason.NEEDS_DOCTOR),
        (fact(FactKind.STAGE, "stage", "=", "IIIB"), LeftReason.NEEDS_TEST),
        (fact(FactKind.CONSENT, "consent", "=", None), LeftReason.CONSENT),
        (
            AnyOf(
                (value_fact("hba1c", "<", "8", unit="%"), value_fact("platelet count", "<", "9", unit="/uL"))
            ),
            LeftReason.NEEDS_TEST,
        ),
    ],
)
def test_one_fact_that_cannot_be_asked_leaves_the_whole_to_the_site(
    logic: Tree[Fact], reason: LeftReason
) -> None:
    assert draft(criterion("Worded somehow", logic=logic)).left is reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Signed informed consent", LeftReason.CONSENT),
        ("Unfit in the opinion of the investigator", LeftReason.NEEDS_DOCTOR),
        ("Bilirubin above the upper limit of normal", LeftReason.NEEDS_TEST),
        ("Suicidal ideation", LeftReason.TOO_INTIMATE),
        ("Cardiac, renal, hepatic and other ailments of note", LeftReason.SEVERAL_IDEAS),
        ("Quux", LeftReason.NOT_READ),
    ],
)
def test_a_criterion_is_left_with_its_reason(text: str, reason: LeftReason) -> None:
    one = draft(criterion(text))
    assert (one.left, one.condition, one.questions) == (reason, None, ())
    assert reason.sentence.endswith(".")


def test_a_criterion_of_one_cohort_is_left_to_the_site() -> None:
    assert draft(criterion("Asthma", group="Part B")).left is LeftReason.ONE_GROUP


def test_a_short_plain_sentence_may_be_asked_as_it_stands() -> None:
    assert questions("Works night shifts") == []
    assert questions("Lives alone at home") == ['Is this true for you: "Lives alone at home"?']


@given(st.text(max_size=120))
def test_any_text_is_drafted_or_left(text: str) -> None:
    """Never both, never neither; a question that is asked is plain and complete."""
    one = draft(criterion(text))
    assert (one.condition is None) == (one.left is not None) == (not one.questions)
    for question in one.questions:
        assert question.text.endswith("?")
        assert question.help and question.why_we_ask


# -- a whole screener ----------------------------------------------------------------------------------------------


def built(
    *texts: str, limit: int = 12, conditions: tuple[str, ...] = (), sex: Sex = Sex.ALL
) -> BuiltScreener:
    core = build_core(minimum_age="18 Years", maximum_age=None, sex=sex, healthy_volunteers=False)
    drafts = [draft(criterion(text, code=f"EXCL{place:02}")) for place, text in enumerate(texts, 1)]
    return build_screener(core, drafts, limit=limit, conditions=conditions)


def keys(built: BuiltScreener) -> list[str]:
    return [question.key for question in built.screener.questions]


def test_a_question_that_two_criteria_share_is_asked_once() -> None:
    one = built("Hypertension", "History of arterial hypertension")
    assert keys(one) == ["age", "has_high_blood_pressure", "has_condition"]


def test_two_times_of_one_event_become_one_question_how_long_ago_it_was() -> None:
    one = built("Stroke within 6 months before screening", "Stroke within 4 weeks before screening")
    question = one.screener.questions[1]
    assert (question.text, question.kind) == ("When did you last have a stroke?", QuestionKind.AGO)
    results = evaluate(one.screener, parse_answers(one.screener, {question.key: "8 weeks"})).results
    assert [result.verdict.value for result in results[-2:]] == ["met", "not met"]


def test_the_cores_question_takes_the_name_of_the_studys_illness() -> None:
    core = build_core(minimum_age=None, maximum_age=None, sex=Sex.ALL, healthy_volunteers=False)
    asthma = draft(criterion("Diagnosis of asthma", INCLUSION))
    one = build_screener(core, [asthma], conditions=["Asthma"])
    assert [question.text for question in one.screener.questions] == [
        "Has a doctor ever told you that you have asthma?"
    ]
    assert keys(one) == ["has_condition"]
    assert evaluate(one.screener, {"has_condition": True}).fit is Fit.MAY_FIT


def aged(operator: str, years: int, *, unit: str = "a", code: str = "INCL01") -> ParsedCriterion:
    return criterion(
        "x", INCLUSION, code=code, logic=fact(FactKind.AGE, "age", operator, Decimal(years), unit=unit)
    )


@pytest.mark.parametrize(
    ("core_minimum", "one", "expected"),
    [
        ("6 Months", aged("<=", 2), Compare("age", Operator.LESS, Decimal(36))),
        ("6 Months", aged(">", 2), Compare("age", Operator.AT_LEAST, Decimal(24))),
        ("6 Months", aged(">=", 2), Compare("age", Operator.AT_LEAST, Decimal(24))),
        ("6 Months", aged("=", 2), None),
        ("2 Years", aged(">=", 36, unit="mo"), Compare("age", Operator.AT_LEAST, Decimal(3))),
        ("2 Years", aged(">=", 30, unit="mo"), None),
        (None, aged(">=", 30, unit="mo"), Compare("age", Operator.AT_LEAST, Decimal(30))),
    ],
)
def test_all_ages_of_a_screener_are_in_one_unit(
    core_minimum: str | None, one: ParsedCriterion, expected: Compare | None
) -> None:
    core = build_core(minimum_age=core_minimum, maximum_age=None, sex=Sex.ALL, healthy_volunteers=None)
    built = build_screener(core, [draft(one)])
    assert built.screener.rules[-1].condition == expected
    assert [question.key for question in built.screener.questions] in (["age"], [])


def test_daily_strength_is_asked_on_one_scale() -> None:
    core = build_core(minimum_age=None, maximum_age=None, sex=Sex.ALL, healthy_volunteers=None)
    grades = fact(FactKind.PERFORMANCE_STATUS, "ecog", "<=", Decimal(1))
    tens = fact(FactKind.PERFORMANCE_STATUS, "karnofsky", ">=", Decimal(80))
    drafts = [
        draft(criterion("x", code=f"EXCL0{n}", logic=logic)) for n, logic in enumerate((grades, tens), 1)
    ]
    assert keys(build_screener(core, drafts)) == ["daily_strength"]
    assert keys(build_screener(core, drafts[1:])) == ["daily_strength_tens"]


def test_codes_of_the_text_stand_behind_those_of_the_core() -> None:
    core = build_core(minimum_age="18 Years", maximum_age=None, sex=Sex.ALL, healthy_volunteers=None)
    one = build_screener(core, [draft(criterion("Asthma", INCLUSION)), draft(criterion("Quux"))])
    assert [rule.code for rule in one.screener.rules] == ["INCL01", "INCL11", "EXCL01"]
    assert [(left.code, left.reason) for left in one.left] == [("EXCL01", LeftReason.NOT_READ)]


def test_no_more_than_the_limit_is_asked_and_the_rest_is_left_with_its_reason() -> None:
    names = [
        "asthma",
        "stroke",
        "gout",
        "lupus",
        "dementia",
        "glaucoma",
        "malaria",
        "shingles",
        "acne",
        "hives",
    ]
    one = built(*names, limit=6)
    assert len(one.screener.questions) == 6
    assert [left.reason for left in one.left] == [LeftReason.BEYOND_LIMIT] * 6
    assert {left.code for left in one.left} == {
        rule.code for rule in one.screener.rules if rule.condition is None
    }


def test_what_settles_more_and_is_less_intimate_stays_within_the_limit() -> None:
    one = built("HIV infection", "Asthma", "Gout", "History of gout", limit=3)
    assert keys(one) == ["age", "has_gout", "has_condition"]


def test_a_man_and_a_woman_past_childbearing_are_not_asked_about_pregnancy() -> None:
    one = built("Pregnant or breastfeeding")

    def asked(**raw: object) -> list[str]:
        answers = parse_answers(one.screener, {"has_condition": "yes", **raw})
        found = []
        while question := next_question(one.screener, answers):
            found.append(question.key)
            answers[question.key] = parse_answers(one.screener, {question.key: "not sure"})[question.key]
        return found

    assert asked(age=30, sex="male") == []
    assert asked(age=61, sex="female") == []
    assert asked(age=30, sex="female") == ["pregnant", "breastfeeding"]
    assert asked(age=30, sex="not sure") == ["pregnant", "breastfeeding"]


def test_the_least_intimate_come_first_and_what_is_looked_up_comes_late() -> None:
    core = build_core(minimum_age="18 Years", maximum_age=None, sex=Sex.ALL, healthy_volunteers=None)
    drafts = [
        draft(criterion("HIV infection", code="EXCL01")),
        draft(criterion("x", code="EXCL02", logic=value_fact("hba1c", ">", "9", unit="%"))),
        draft(criterion("Asthma", code="EXCL03")),
    ]
    assert keys(build_screener(core, drafts)) == ["age", "has_asthma", "hba1c", "has_hiv"]


# -- words ---------------------------------------------------------------------------------------------------------


def worded() -> list[str]:
    tables = [rules.load("questions/values"), rules.load("questions/choices")]
    texts = [
        row[part] for table in tables for row in table.values() for part in ("text", "help", "why_we_ask")
    ]
    texts += [choice["text"] for row in tables[1].values() for choice in row.get("choices", ())]
    return [text.format(what="asthma", time="6 months") for text in texts]


def test_every_word_that_stands_ready_reads_at_grade_8_or_below() -> None:
    assert {text: readability(text).grade for text in worded() if (readability(text).grade or 0) > 8} == {}


@given(
    st.sampled_from(sorted(rules.load("questions/lay")["lay"])),
    st.sampled_from(["History of {}", "No {}", "Use of {}"]),
)
def test_every_plain_name_makes_a_plain_question(term: str, worded: str) -> None:
    """Measured by the counter of the compliance engine, which had no part in the wording."""
    for question in draft(criterion(worded.format(term))).questions:
        assert (readability(question.text).grade or 0) <= 8, question.text
        assert grade(question.text) <= 8


def test_plain_names_are_found_in_the_plural_and_with_a_short_name_behind() -> None:
    assert lay_name("Myocardial Infarctions") == "heart attack"
    assert lay_name("chronic obstructive pulmonary disease (COPD)") == "COPD (long-term lung disease)"
    assert lay_name("Haemophilia") == lay_name("hemophilia")
    assert lay_name("fictus") is None


def test_names_of_one_kind_stand_in_the_list_of_plain_names() -> None:
    lay, names = rules.load("questions/lay")["lay"], rules.load("questions/words")["names"]
    for kind in ("drug", "procedure", "device", "skipped", "intimate"):
        assert [name for name in names[kind] if name not in lay] == [], kind
