"""From what staff chose in a form to questions and a rule, and back again for what is kept already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from crossroads.engines import eligibility
from crossroads.engines.eligibility import (
    PERIOD_NAMES,
    All,
    AnyOf,
    Choice,
    Compare,
    Condition,
    Not,
    Operator,
    Period,
    Question,
    QuestionKind,
)
from crossroads.engines.eligibility.conditions import comparisons
from crossroads.engines.eligibility.screener import Intimacy
from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.terms import Sex
from crossroads.studies import measures

KEEP, SITE = "keep", "site"
YES_NO = {"yes": True, "no": False}
BOUNDS = {
    "at_least": Operator.AT_LEAST,
    "at_most": Operator.AT_MOST,
    "more": Operator.MORE,
    "less": Operator.LESS,
    "exactly": Operator.EQUAL,
}
TIMES = {"within": Operator.AT_MOST, "longer": Operator.AT_LEAST, "longer_or_never": Operator.LESS}
"""How long ago: "longer, or never" is that it was not less long ago, which holds of what never happened, too."""
SEXES = {"female": Sex.FEMALE, "male": Sex.MALE}
HOLDS = [
    (_("Yes or no"), [("yes", _("yes")), ("no", _("no"))]),
    (
        _("A number, a count or an age"),
        [
            ("at_least", _("at least this number")),
            ("at_most", _("at most this number")),
            ("more", _("more than this number")),
            ("less", _("less than this number")),
            ("between", _("from this number to the second one")),
            ("exactly", _("exactly this number")),
        ],
    ),
    (
        _("How long ago, or a date"),
        [
            ("within", _("at most this long ago")),
            ("longer", _("at least this long ago")),
            ("longer_or_never", _("at least this long ago, or never")),
        ],
    ),
    (
        _("Something to pick"),
        [("choice", _("one of the starred answers below")), ("female", _("female")), ("male", _("male"))],
    ),
    (_("Nobody is asked"), [(SITE, _("no question can tell: leave it to the site"))]),
]
STAR = "*"
MOST_PLACES = 12
"""Behind the point of a number: what was converted from another unit has many."""
MAX_KEY = 40
"""Letters of a question's key."""

Made = tuple[tuple[Question, ...], Condition]


def question_key(text: str) -> str:
    """A name for a question, from its own words: "Do you smoke now?" is do_you_smoke_now."""
    key = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    key = key if key[:1].isalpha() else f"q_{key}"
    return key[:MAX_KEY].rstrip("_")


def asks_in_our_words(given: Mapping[str, Any]) -> bool:
    """Whether the question is the engine's own: body mass index comes from height and weight."""
    return given["holds"] in {*BOUNDS, "between"} and given["unit"] == measures.BODY_MASS


@dataclass(frozen=True, slots=True)
class RuleMaker:
    """Makes questions and a rule of what a form holds.

    given     its cleaned data
    material  what was read or kept so far: a question whose words stay keeps its name
    """

    given: Mapping[str, Any]
    material: eligibility.Screener | None = None

    def made(self) -> Made:
        """The questions, and when the sentence holds.

        raises  InputProblem "studies.condition_incomplete", "studies.bounds_crossed", "studies.choices_incomplete",
                "studies.two_units", "studies.unit_not_time", "studies.count_not_whole", "studies.time_not_positive"
        """
        holds = self.given["holds"]
        if holds in YES_NO:
            question = self._question(QuestionKind.YES_NO)
            return (question,), Compare(question.key, Operator.EQUAL, YES_NO[holds])
        if holds in SEXES:
            question = replace(self._question(QuestionKind.SEX), key="sex", intimacy=Intimacy.EVERYDAY)
            return (question,), Compare("sex", Operator.EQUAL, SEXES[holds].value)
        if holds == "choice":
            return self._choice()
        return self._time(holds) if holds in TIMES else self._number(holds)

    def _question(self, kind: QuestionKind) -> Question:
        given = self.given
        old = self.material.questions[0] if self.material else None
        same = old is not None and (old.text, old.kind) == (given["question"], kind)
        key = old.key if old is not None and same else question_key(given["question"])
        intimacy = Intimacy.INTIMATE if given["intimate"] else Intimacy.HEALTH
        if old is not None and same and intimacy is not Intimacy.INTIMATE and old.intimacy < intimacy:
            intimacy = old.intimacy
        return Question(key, given["question"], kind, given["help"], given["why_we_ask"], intimacy=intimacy)

    def _number(self, holds: str) -> Made:
        unit, other = self.given["unit"] or measures.COUNT, self.given["other_unit"].strip()
        if other and unit != measures.COUNT:
            raise InputProblem("studies.two_units", where=Where(field="other_unit"))
        low, high = self._numbers(holds)
        if unit == measures.BODY_MASS:
            height, weight = _engines("height"), _engines("body weight")
            return (height, weight), _bounds(weight.key, holds, low, high, per_height=height.key)
        if unit in (measures.YEARS, measures.MONTHS):
            asked = replace(self._question(QuestionKind.AGE), key="age", intimacy=Intimacy.EVERYDAY)
            return (replace(asked, unit=unit.partition("|")[2]),), _bounds("age", holds, low, high)
        measure = measures.measure(unit)
        if measure is not None:
            question = self._measured(measure.question)
            low, high = measure.in_own_unit(low), measure.in_own_unit(high)
            return (question,), _bounds(question.key, holds, low, high)
        if unit == measures.COUNT and not other and not all(_is_count(number) for number in (low, high)):
            raise InputProblem("studies.count_not_whole", where=Where(field="number"))
        words = PERIOD_NAMES[measures.TIMES[unit]] if unit in measures.TIMES else other
        question = replace(self._question(QuestionKind.NUMBER), unit=words)
        return (question,), _bounds(question.key, holds, low, high)

    def _measured(self, engines: Question) -> Question:
        """The person's words over the engine's units; under the engine's name where the words are its own."""
        asked = self._question(QuestionKind.NUMBER)
        key = engines.key if asked.text == engines.text else asked.key
        intimacy = max(asked.intimacy, engines.intimacy) if self.given["intimate"] else engines.intimacy
        return replace(
            asked, key=key, unit=engines.unit, units=engines.units, effort=engines.effort, intimacy=intimacy
        )

    def _numbers(self, holds: str) -> tuple[Decimal, Decimal]:
        low, high = self.given["number"], self.given["second"]
        if low is None or (holds == "between" and high is None):
            field = "number" if low is None else "second"
            raise InputProblem("studies.condition_incomplete", where=Where(field=field))
        if holds == "between" and high < low:
            raise InputProblem("studies.bounds_crossed", where=Where(field="second"), low=low, high=high)
        return low, low if high is None else high

    def _time(self, holds: str) -> Made:
        unit = measures.TIMES.get(self.given["unit"])
        if unit is None or self.given["other_unit"].strip():
            raise InputProblem("studies.unit_not_time", where=Where(field="unit"))
        number, _second = self._numbers(holds)
        if number <= 0:
            raise InputProblem("studies.time_not_positive", where=Where(field="number"))
        question = self._question(QuestionKind.AGO)
        compare = Compare(question.key, TIMES[holds], Period(number, unit))
        return (question,), Not(compare) if holds == "longer_or_never" else compare

    def _choice(self) -> Made:
        lines = [line.strip() for line in self.given["answers"].splitlines() if line.strip()]
        texts = [line.removeprefix(STAR).strip() for line in lines]
        old = self.material.questions[0].choices if self.material and self.material.questions else ()
        values = {choice.text: choice.value for choice in old}
        choices = tuple(Choice(values.get(text, question_key(text)), text) for text in texts if text)
        met = [choice.value for choice, line in zip(choices, lines, strict=False) if line.startswith(STAR)]
        if len(choices) < 2 or len(choices) < len(lines) or not met or len(met) == len(choices):
            raise InputProblem("studies.choices_incomplete", where=Where(field="answers"))
        question = replace(self._question(QuestionKind.CHOICE), choices=choices)
        compared = tuple(Compare(question.key, Operator.EQUAL, value) for value in met)
        return (question,), compared[0] if len(compared) == 1 else AnyOf(compared)


def _engines(concept: str) -> Question:
    return measures.Measure(concept, "").question


def _is_count(number: Decimal) -> bool:
    return number >= 0 and number == number.to_integral_value()


def _bounds(key: str, holds: str, low: Decimal, high: Decimal, *, per_height: str = "") -> Condition:
    if holds != "between":
        return Compare(key, BOUNDS[holds], low, per_height)
    return All(
        (
            Compare(key, Operator.AT_LEAST, low, per_height),
            Compare(key, Operator.AT_MOST, high, per_height),
        )
    )


# --- back again


def shown(material: eligibility.Screener) -> dict[str, Any]:
    """The fields that say what a kept rule says, as far as the form has words for it: number, unit, answers."""
    question, condition = material.questions[0], material.rules[0].condition
    compared = list(comparisons(condition)) if condition is not None else []
    fields: dict[str, Any] = {}
    if question.kind.is_numeric:
        fields["unit"], fields["other_unit"] = measures.chosen_for(question)
    if any(one.per_height for one in compared):
        fields = {"unit": measures.BODY_MASS}
    numbers = [one.value for one in compared if isinstance(one.value, Decimal)]
    if 1 <= len(numbers) <= 2 and len(numbers) == len(compared):
        fields |= dict(zip(("number", "second"), map(_plain, numbers), strict=False))
    if len(compared) == 1 and isinstance(compared[0].value, Period):
        fields |= {"number": _plain(compared[0].value.count), "unit": compared[0].value.unit.value}
    if question.kind is QuestionKind.CHOICE:
        met = {one.value for one in compared}
        fields["answers"] = "\n".join(
            f"{STAR if one.value in met else ''}{one.text}" for one in question.choices
        )
    return fields


def likely(question: Question) -> str:
    """How a rule over such a question most often begins."""
    return {
        QuestionKind.NUMBER: "at_least",
        QuestionKind.AGE: "at_least",
        QuestionKind.CHOICE: "choice",
        QuestionKind.AGO: "within",
        QuestionKind.SEX: "female",
    }.get(question.kind, "yes")


def _plain(number: Decimal) -> Decimal:
    """As many places as the form takes, without zeros at the end, and never as 1E+2."""
    return Decimal(f"{round(number, MOST_PLACES).normalize():f}")
