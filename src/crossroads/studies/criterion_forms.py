"""What people type about a criterion: its question, its rule, and for a new one its words and where they stand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crossroads.base.forms import Form
from crossroads.engines import eligibility
from crossroads.engines.eligibility import (
    All,
    AnyOf,
    Choice,
    Compare,
    Condition,
    Operator,
    Question,
    QuestionKind,
)
from crossroads.engines.eligibility.logic import mapped
from crossroads.engines.eligibility.screener import Intimacy
from crossroads.engines.errors import InputProblem, Problems, Where
from crossroads.engines.terms import CriterionCategory
from crossroads.studies.services import Wording
from crossroads.studies.wording import rule_in_words

KEEP = "keep"
SITE = "site"
YES_NO = {"yes": True, "no": False}
BOUNDS = {
    "at_least": Operator.AT_LEAST,
    "at_most": Operator.AT_MOST,
    "more": Operator.MORE,
    "less": Operator.LESS,
}
HOLDS = [
    ("yes", _("yes")),
    ("no", _("no")),
    ("at_least", _("at least this number")),
    ("at_most", _("at most this number")),
    ("more", _("more than this number")),
    ("less", _("less than this number")),
    ("between", _("from this number to the second one")),
    ("choice", _("one of the starred answers below")),
    (SITE, _("no question can tell: leave it to the site")),
]
SHORT = 60
"""Letters of a rule that an answer to choose can repeat."""
STAR = "*"
MAX_KEY = 40
"""Letters of a question's key."""


def question_key(text: str) -> str:
    """A name for a question, from its own words: "Do you smoke now?" is do_you_smoke_now."""
    key = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    key = key if key[:1].isalpha() else f"q_{key}"
    return key[:MAX_KEY].rstrip("_")


class WordingForm(Form):
    """A sentence worded as a question, and which answer means that the sentence holds for the person.

    Where there is a rule already, it may be kept while its questions are put into other words; a rule over
    several questions shows a pair of fields for each of the others.
    """

    category = forms.ChoiceField(
        label=_("The sentence is"),
        choices=[("INCLUSION", _("an inclusion criterion")), ("EXCLUSION", _("an exclusion criterion"))],
        widget=forms.RadioSelect,
    )
    question = forms.CharField(
        label=_("Question in everyday words"),
        required=False,
        max_length=200,
        help_text=_("Short words, one thing at a time. “Not sure” is always offered."),
    )
    help = forms.CharField(
        label=_("Help below the question"), required=False, max_length=300, help_text=_("One or two lines.")
    )
    why_we_ask = forms.CharField(
        label=_("Why we ask"), required=False, max_length=200, help_text=_("One line.")
    )
    holds = forms.ChoiceField(label=_("The sentence holds for a person who answers"), choices=HOLDS)
    number = forms.DecimalField(label=_("This number"), required=False, max_digits=12, decimal_places=3)
    second = forms.DecimalField(label=_("Second number"), required=False, max_digits=12, decimal_places=3)
    unit = forms.CharField(
        label=_("Unit"), required=False, max_length=20, help_text=_("Such as kg or months.")
    )
    answers = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line; put * before each for which the sentence holds."),
    )
    left = forms.CharField(
        label=_("Why it is left to the site"),
        required=False,
        max_length=200,
        help_text=_("Only where no question can tell."),
    )
    intimate = forms.BooleanField(label=_("An intimate question: ask it last"), required=False)

    def __init__(self, *args: Any, material: eligibility.Screener | None = None, **kwargs: Any) -> None:
        """``material`` is what was read or kept so far; None for a sentence that nobody has read."""
        super().__init__(*args, **kwargs)
        self.material = material if material and material.questions else None
        if self.material is None:
            return
        rule = rule_in_words(self.material)
        kept = (KEEP, _("as it is: %(rule)s") % {"rule": rule} if len(rule) <= SHORT else _("as it is now"))
        self.fields["holds"].choices = [kept, *HOLDS]  # type: ignore[attr-defined]
        for number, question in enumerate(self.material.questions[1:], 2):
            self.fields[f"question_{number}"] = forms.CharField(
                label=_("Question %(number)s of the rule") % {"number": number},
                initial=question.text, required=False, max_length=200,
            )  # fmt: skip
            self.fields[f"help_{number}"] = forms.CharField(
                label=_("Help below it"), initial=question.help, required=False, max_length=300
            )
        others = [name for name in self.fields if name.startswith(("question_", "help_"))]
        self.order_fields(["category", "question", "help", "why_we_ask", *others])

    def wording(self) -> Wording:
        """What the person made of the sentence.

        raises  InputProblem or ManyProblems "input.required", "studies.condition_incomplete",
                "studies.choices_incomplete"
        """
        given = self.cleaned_data
        category, holds = CriterionCategory(given["category"]), given["holds"]
        if holds == SITE:
            self._need("left")
            return Wording(category, left=given["left"])
        self._need("question", "why_we_ask")
        if holds == KEEP and self.material is not None:
            return self._reworded(category)
        question, condition = self._asked(holds)
        return Wording(category, (question,), condition)

    def _need(self, *names: str) -> None:
        problems = Problems()
        for name in names:
            if not self.cleaned_data[name].strip():
                label = str(self.fields[name].label)
                problems.add("input.required", where=Where(field=name), field=label)
        problems.raise_any()

    def _reworded(self, category: CriterionCategory) -> Wording:
        """The same rule over the same questions in other words; another text is another question, by another key."""
        assert self.material is not None
        given, condition = self.cleaned_data, self.material.rules[0].condition
        assert condition is not None
        keys: dict[str, str] = {}
        questions = []
        for number, old in enumerate(self.material.questions, 1):
            end = f"_{number}" if number > 1 else ""
            text = given[f"question{end}"] or old.text
            keys[old.key] = old.key if text == old.text else question_key(text)
            new = replace(old, key=keys[old.key], text=text, help=given[f"help{end}"])
            questions.append(replace(new, why_we_ask=given["why_we_ask"]) if number == 1 else new)
        return Wording(category, tuple(questions), mapped(condition, lambda one: _renamed(one, keys)))

    def _asked(self, holds: str) -> tuple[Question, Condition]:
        """One question of a kind that follows from the rule."""
        given = self.cleaned_data
        question = Question(
            key=question_key(given["question"]),
            text=given["question"],
            kind=QuestionKind.YES_NO,
            help=given["help"],
            why_we_ask=given["why_we_ask"],
            intimacy=Intimacy.INTIMATE if given["intimate"] else Intimacy.HEALTH,
        )
        if holds in YES_NO:
            return question, Compare(question.key, Operator.EQUAL, YES_NO[holds])
        if holds == "choice":
            return self._choice(question)
        question = replace(question, kind=QuestionKind.NUMBER, unit=given["unit"])
        return question, self._bounds(question.key, holds)

    def _bounds(self, key: str, holds: str) -> Condition:
        low, high = self.cleaned_data["number"], self.cleaned_data["second"]
        if low is None or (holds == "between" and high is None):
            raise InputProblem("studies.condition_incomplete", where=Where(field="number"))
        if holds != "between":
            return Compare(key, BOUNDS[holds], low)
        if high < low:
            raise InputProblem("studies.bounds_crossed", where=Where(field="second"), low=low, high=high)
        return All((Compare(key, Operator.AT_LEAST, low), Compare(key, Operator.AT_MOST, high)))

    def _choice(self, question: Question) -> tuple[Question, Condition]:
        lines = [line.strip() for line in self.cleaned_data["answers"].splitlines() if line.strip()]
        texts = [line.removeprefix(STAR).strip() for line in lines]
        choices = tuple(Choice(question_key(text), text) for text in texts if text)
        met = [question_key(line.removeprefix(STAR)) for line in lines if line.startswith(STAR)]
        if len(choices) < 2 or not met or len(met) == len(choices):
            raise InputProblem("studies.choices_incomplete", where=Where(field="answers"))
        compared = tuple(Compare(question.key, Operator.EQUAL, value) for value in met)
        asked = replace(question, kind=QuestionKind.CHOICE, choices=choices)
        return asked, compared[0] if len(compared) == 1 else AnyOf(compared)


def _renamed(one: Compare, keys: dict[str, str]) -> Compare:
    return replace(one, question=keys[one.question], per_height=keys.get(one.per_height, one.per_height))


def initial_of(material: eligibility.Screener, left: str) -> dict[str, Any]:
    """How the form begins on what was read or kept."""
    rule = material.rules[0]
    if not material.questions:
        return {"category": rule.category.value, "holds": SITE, "left": left}
    first = material.questions[0]
    return {
        "category": rule.category.value,
        "question": first.text,
        "help": first.help,
        "why_we_ask": first.why_we_ask,
        "holds": KEEP,
        "intimate": first.intimacy is Intimacy.INTIMATE,
    }


class NewCriterionForm(WordingForm):
    """A criterion that nobody has read: its words, where they stand, and its question."""

    source = forms.ChoiceField(
        label=_("The words stand in"),
        choices=[("protocol", _("the protocol")), ("registry", _("the registry’s record"))],
        widget=forms.RadioSelect,
        initial="protocol",
    )
    words = forms.CharField(
        label=_("Its words, exactly as they stand there"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    document = forms.CharField(
        label=_("Document"),
        required=False,
        max_length=200,
        help_text=_("The protocol’s name, where the words stand there."),
    )
    document_version = forms.CharField(
        label=_("Its version"), required=False, max_length=60, help_text=_("Number or date.")
    )
    section = forms.CharField(
        label=_("Section"), required=False, max_length=60, help_text=_("Such as 5.2, criterion 7.")
    )

    field_order = ("source", "words", "document", "document_version", "section")


class HideForm(Form):
    reason = forms.CharField(label=_("Why it is hidden"), max_length=500)
