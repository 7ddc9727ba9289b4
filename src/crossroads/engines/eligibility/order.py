"""What to ask next."""

from __future__ import annotations

from collections import Counter

from crossroads.engines.eligibility.answers import Answers
from crossroads.engines.eligibility.conditions import open_questions
from crossroads.engines.eligibility.screener import Question, Screener


def next_question(screener: Screener, answers: Answers) -> Question | None:
    """The question to ask next, or None when no question can settle anything more.

    The least intimate come first, and among them the easiest to answer; among equals the one that helps to
    settle most criteria; then the screener's own order. A question whose criteria are settled already is
    skipped. Asking goes on after a criterion that speaks against joining: a person may stop whenever they
    wish, and is never stopped by us.
    """
    helps = Counter(
        key
        for rule in screener.rules
        if rule.condition is not None
        for key in set(open_questions(rule.condition, answers))
    )
    useful = [question for question in screener.questions if helps[question.key]]
    return min(useful, key=lambda one: (one.intimacy, one.effort, -helps[one.key]), default=None)
