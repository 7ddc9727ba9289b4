"""What holds for every screener and all answers."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.eligibility import (
    NOT_SURE,
    All,
    Answer,
    AnyOf,
    Compare,
    Condition,
    CriterionRule,
    Not,
    Operator,
    Question,
    QuestionKind,
    Screener,
    build_core,
    evaluate,
    next_question,
    parse_answers,
    screener_from_json,
    screener_to_json,
)
from crossroads.engines.eligibility.amounts import Unit
from crossroads.engines.eligibility.elapsed import NEVER, Period, PeriodUnit
from crossroads.engines.eligibility.screener import Choice, Effort
from crossroads.engines.terms import CriterionCategory, Fit, Sex, Verdict

KILOGRAMS = Unit("kg", "kilograms (kg)")
POUNDS = Unit("[lb_av]", "pounds (lb)", Decimal("0.45359237"))
QUESTIONS = (
    Question("age", "Age?", QuestionKind.AGE, unit="years"),
    Question("days", "Days?", QuestionKind.NUMBER, unit="days"),
    Question("smokes", "Smokes?", QuestionKind.YES_NO),
    Question("sex", "Sex?", QuestionKind.SEX),
    Question("weight", "Weight?", QuestionKind.NUMBER, unit=KILOGRAMS.text, units=(POUNDS, KILOGRAMS)),
    Question("height", "Height?", QuestionKind.NUMBER, unit="cm", effort=Effort.REMEMBERED),
    Question(
        "chemo", "When did you last have chemo?", QuestionKind.AGO, "A rough time will do.", "It matters."
    ),
    Question("stage", "Stage?", QuestionKind.CHOICE, choices=(Choice("I", "One"), Choice("II", "Two"))),
)
NUMBERS = st.integers(0, 20).map(Decimal)
PERIODS = st.builds(Period, st.integers(0, 12).map(Decimal), st.sampled_from(PeriodUnit))
ORDERS = st.sampled_from([one for one in Operator if one is not Operator.EQUAL])
COMPARES = st.one_of(
    st.builds(
        Compare, st.sampled_from(["age", "days", "weight", "height"]), st.sampled_from(Operator), NUMBERS
    ),
    st.builds(Compare, st.just("smokes"), st.just(Operator.EQUAL), st.booleans()),
    st.builds(Compare, st.just("sex"), st.just(Operator.EQUAL), st.sampled_from(["FEMALE", "MALE"])),
    st.builds(Compare, st.just("weight"), ORDERS, NUMBERS, st.just("height")),
    st.builds(Compare, st.just("chemo"), ORDERS, PERIODS),
    st.builds(Compare, st.just("stage"), st.just(Operator.EQUAL), st.sampled_from(["I", "II"])),
)


def _groups(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(st.builds(All, parts), st.builds(AnyOf, parts), st.builds(Not, inner))


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(COMPARES, _groups, max_leaves=6)


@st.composite
def screeners(draw: st.DrawFn) -> Screener:
    conditions = draw(st.lists(st.none() | CONDITIONS, max_size=5))
    categories = [draw(st.sampled_from(CriterionCategory)) for _ in conditions]
    rules = [
        CriterionRule(f"C{number:02}", category, f"criterion {number}", condition)
        for number, (category, condition) in enumerate(zip(categories, conditions, strict=True))
    ]
    return Screener(QUESTIONS, tuple(rules))


DEFINITE = {
    "age": NUMBERS,
    "days": NUMBERS,
    "smokes": st.booleans(),
    "sex": st.sampled_from(["FEMALE", "MALE"]),
    "weight": st.integers(10, 200).map(Decimal),
    "height": st.integers(50, 220).map(Decimal),
    "chemo": st.just(NEVER) | PERIODS.map(Period.elapsed),
    "stage": st.sampled_from(["I", "II"]),
}
ANSWERS = st.fixed_dictionaries(
    {}, optional={key: st.just(NOT_SURE) | values for key, values in DEFINITE.items()}
)


@given(screeners(), ANSWERS, st.sampled_from(sorted(DEFINITE)))
def test_saying_not_sure_never_makes_a_verdict_more_definite(
    screener: Screener, answers: dict[str, Answer], key: str
) -> None:
    """With "not sure" in place of an answer each verdict stays as it was or becomes unknown."""
    before = evaluate(screener, answers)
    after = evaluate(screener, {**answers, key: NOT_SURE})
    for old, new in zip(before.results, after.results, strict=True):
        assert new.verdict in (old.verdict, Verdict.UNKNOWN)


@given(screeners(), ANSWERS, st.data())
def test_a_definite_answer_never_overturns_a_definite_verdict(
    screener: Screener, answers: dict[str, Answer], data: st.DataObject
) -> None:
    """Answering what was open only settles what was unknown."""
    open_keys = [key for key in DEFINITE if answers.get(key, NOT_SURE) is NOT_SURE]
    more = {**answers, **{key: data.draw(DEFINITE[key]) for key in open_keys}}
    pairs = zip(evaluate(screener, answers).results, evaluate(screener, more).results, strict=True)
    assert all(old.verdict in (Verdict.UNKNOWN, new.verdict) for old, new in pairs)


@given(screeners(), ANSWERS, st.data())
def test_may_not_fit_after_one_more_answer_names_a_criterion_that_asks_for_it_or_was_named_before(
    screener: Screener, answers: dict[str, Answer], data: st.DataObject
) -> None:
    """Answering more never speaks against joining for a cause that the answer has nothing to do with."""
    key = data.draw(st.sampled_from(sorted(DEFINITE)))
    before = {cause.code for cause in evaluate(screener, answers).causes}
    after = evaluate(screener, {**answers, key: data.draw(DEFINITE[key])}).causes
    asks_for_it = {rule.code for rule in screener.rules if key in rule.question_keys}
    assert {cause.code for cause in after} <= before | asks_for_it


@given(screeners(), ANSWERS, st.decimals(0, 500, places=3))
def test_the_same_amount_in_another_unit_gives_the_same_verdicts(
    screener: Screener, answers: dict[str, Answer], pounds: Decimal
) -> None:
    kilograms = pounds * POUNDS.factor
    as_typed = (
        f"{pounds} lb",
        f"{kilograms} kg",
        {"value": f"{kilograms:f}", "unit": "kg"},
        f"{kilograms:f}",
    )
    read = [parse_answers(screener, {"weight": given})["weight"] for given in as_typed]
    first, *others = [evaluate(screener, {**answers, "weight": one}) for one in read]
    assert all(other == first for other in others)


@given(screeners(), ANSWERS, st.integers(0, 300))
def test_the_same_time_in_another_unit_gives_the_same_verdicts(
    screener: Screener, answers: dict[str, Answer], count: int
) -> None:
    for given_in, also in (("weeks", f"{7 * count} days"), ("years", f"{12 * count} months")):
        if given_in == "years" and count > 129:
            continue
        pair = [f"{count} {given_in}", also]
        read = [parse_answers(screener, {"chemo": one})["chemo"] for one in pair]
        assert evaluate(screener, {**answers, "chemo": read[0]}) == evaluate(
            screener, {**answers, "chemo": read[1]}
        )


@given(screeners(), ANSWERS, st.randoms())
def test_the_order_of_answers_does_not_matter(screener: Screener, answers: dict[str, Answer], random) -> None:  # type: ignore[no-untyped-def]
    items = list(answers.items())
    random.shuffle(items)
    assert evaluate(screener, dict(items)) == evaluate(screener, answers)


@given(screeners(), ANSWERS)
def test_may_not_fit_always_names_its_cause_and_only_then(
    screener: Screener, answers: dict[str, Answer]
) -> None:
    assessment = evaluate(screener, answers)
    assert (assessment.fit is Fit.MAY_NOT_FIT) == bool(assessment.causes)
    for cause in assessment.causes:
        rule = next(rule for rule in screener.rules if rule.code == cause.code)
        assert cause.text == rule.text
        assert cause.verdict is not Verdict.UNKNOWN


@given(screeners(), ANSWERS)
def test_asking_ends_and_never_repeats(screener: Screener, answers: dict[str, Answer]) -> None:
    """Whatever is answered, each question comes at most once, and nothing is left to settle."""
    given_so_far: dict[str, Answer] = {}
    while question := next_question(screener, given_so_far):
        assert question.key not in given_so_far
        given_so_far[question.key] = answers.get(question.key, NOT_SURE)
    complete = {key: answers.get(key, NOT_SURE) for key in DEFINITE}
    assert [one.verdict for one in evaluate(screener, given_so_far).results] == [
        one.verdict for one in evaluate(screener, complete).results
    ]


@given(screeners())
def test_json_round_trip(screener: Screener) -> None:
    text = screener_to_json(screener)
    assert screener_from_json(text) == screener
    assert screener_to_json(screener_from_json(text)) == text


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 130))
def test_age_bounds_are_inclusive(one: int, other: int, age: int) -> None:
    low, high = sorted((one, other))
    screener = build_core(
        minimum_age=f"{low} Years", maximum_age=f"{high} Years", sex=Sex.ALL, healthy_volunteers=None
    )
    fit = evaluate(screener, {"age": Decimal(age)}).fit
    assert (fit is Fit.MAY_FIT) == (low <= age <= high)
