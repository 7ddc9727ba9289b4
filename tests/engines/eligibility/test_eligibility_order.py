"""What is asked, and in which order."""

from __future__ import annotations

from decimal import Decimal

from eligibility_screeners import EXCLUSION, INCLUSION, MIGRAINE

from crossroads.engines.eligibility import (
    NOT_SURE,
    Answer,
    Compare,
    CriterionRule,
    Operator,
    Question,
    QuestionKind,
    Screener,
    evaluate,
    next_question,
)


def asked(screener: Screener, replies: dict[str, Answer]) -> list[str]:
    """The keys in the order they are asked when each question gets its reply."""
    answers: dict[str, Answer] = {}
    keys = []
    while question := next_question(screener, answers):
        keys.append(question.key)
        answers[question.key] = replies[question.key]
    return keys


def test_the_least_intimate_come_first() -> None:
    replies: dict[str, Answer] = {
        "age": Decimal(50),
        "days": Decimal(6),
        "kind": "migraine",
        "smokes": False,
        "pregnant": False,
    }
    assert asked(MIGRAINE, replies) == ["age", "days", "kind", "smokes", "pregnant"]


def test_among_equals_the_one_that_settles_most_comes_first() -> None:
    few, many = (Question(key, f"{key}?", QuestionKind.YES_NO) for key in ("few", "many"))
    rules = (
        CriterionRule("INCL01", INCLUSION, "few", Compare("few", Operator.EQUAL, True)),
        CriterionRule("INCL02", INCLUSION, "many", Compare("many", Operator.EQUAL, True)),
        CriterionRule("EXCL01", EXCLUSION, "not many", Compare("many", Operator.EQUAL, False)),
    )
    assert asked(Screener((few, many), rules), {"few": True, "many": True}) == ["many", "few"]


def test_a_question_that_can_settle_nothing_more_is_skipped() -> None:
    """At 30, smoking does not matter; once it is a tension headache, its days do not."""
    replies: dict[str, Answer] = {
        "age": Decimal(30),
        "days": NOT_SURE,
        "kind": "tension",
        "pregnant": False,
    }
    assert asked(MIGRAINE, replies) == ["age", "days", "kind", "pregnant"]


def test_asking_goes_on_after_a_cause_against_joining() -> None:
    """The person may stop; we never stop them."""
    answers: dict[str, Answer] = {"age": Decimal(17)}
    assert evaluate(MIGRAINE, answers).causes
    assert next_question(MIGRAINE, answers) is not None


def test_a_question_answered_not_sure_is_not_asked_again() -> None:
    keys = asked(MIGRAINE, dict.fromkeys(("age", "days", "kind", "smokes", "pregnant"), NOT_SURE))
    assert len(keys) == len(set(keys))


def test_no_rule_no_question() -> None:
    assert next_question(Screener((Question("idle", "Idle?", QuestionKind.YES_NO),), ()), {}) is None
