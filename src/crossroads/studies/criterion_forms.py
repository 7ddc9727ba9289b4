"""What people type about a criterion: its question, its rule, and for a new one its words and where they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from crossroads.base.forms import Form
from crossroads.engines import eligibility
from crossroads.engines.eligibility import Compare
from crossroads.engines.eligibility.logic import mapped
from crossroads.engines.eligibility.screener import Intimacy
from crossroads.engines.errors import Problems, Where
from crossroads.engines.terms import CriterionCategory
from crossroads.studies import measures, rule_forms
from crossroads.studies.rule_forms import HOLDS, KEEP, SITE, RuleMaker, question_key
from crossroads.studies.services import Wording
from crossroads.studies.wording import rule_in_words

SHORT = 60
"""Letters of a rule that an answer to choose can repeat."""
OF_RULE = ("number", "second", "unit", "other_unit", "answers")
WHEN = {
    "number": "cr-when cr-when--number",
    "second": "cr-when cr-when--second",
    "unit": "cr-when cr-when--number",
    "other_unit": "cr-when cr-when--amount",
    "answers": "cr-when cr-when--choice",
    "left": "cr-when cr-when--site",
    "document": "cr-when cr-when--protocol",
    "document_version": "cr-when cr-when--protocol",
    "section": "cr-when cr-when--protocol",
}
"""Fields that belong to some answers alone; the style sheet shows each beside these, and all where it cannot."""
ASKED = "cr-when cr-when--asked"


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
    number = forms.DecimalField(
        label=_("This number"), required=False, max_digits=24, decimal_places=rule_forms.MOST_PLACES
    )
    second = forms.DecimalField(
        label=_("Second number"), required=False, max_digits=24, decimal_places=rule_forms.MOST_PLACES
    )
    unit = forms.ChoiceField(
        label=_("Unit"),
        required=False,
        choices=measures.choices,
        help_text=_(
            "People may answer in any unit of a measured value. Body mass index asks height and weight, in our words."
        ),
    )
    other_unit = forms.CharField(
        label=_("Another unit"),
        required=False,
        max_length=20,
        help_text=_("Where the list has none: days a month."),
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
        if self.material is None or self.material.rules[0].condition is None:
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

    def rows(self) -> list[tuple[BoundField, str]]:
        """The fields in their order, each with the class that says when it is shown."""
        asked = ("question", "help", "why_we_ask", "intimate")
        return [(self[name], WHEN.get(name, ASKED if name.startswith(asked) else "")) for name in self.fields]

    def wording(self) -> Wording:
        """What the person made of the sentence.

        raises  InputProblem or ManyProblems "input.required", "studies.kept_and_changed", and as ``RuleMaker.made``
        """
        given = self.cleaned_data
        category, holds = CriterionCategory(given["category"]), given["holds"]
        if holds == SITE:
            self._need("left")
            return Wording(category, left=given["left"])
        if not rule_forms.asks_in_our_words(given):
            self._need("question", "why_we_ask")
        if holds == KEEP and self.material is not None:
            self._check_kept(self.material)
            return self._reworded(category)
        questions, condition = RuleMaker(given, self.material).made()
        return Wording(category, questions, condition)

    def _check_kept(self, material: eligibility.Screener) -> None:
        """Whoever changes a number and leaves the rule "as it is" is told so. What is empty was not changed."""
        kept, problems = rule_forms.shown(material), Problems()
        for name in OF_RULE:
            said = self.cleaned_data[name]
            said = "\n".join(said.split("\r\n")).strip() if isinstance(said, str) else said
            if said not in ("", None) and name in self.data and said != kept.get(name, _UNTOUCHED.get(name)):
                problems.add("studies.kept_and_changed", where=Where(field=name))
        problems.raise_any()

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


_UNTOUCHED = {"unit": measures.COUNT}
"""What a field holds that nobody has touched."""


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
        "holds": KEEP if rule.condition is not None else rule_forms.likely(first),
        "intimate": first.intimacy is Intimacy.INTIMATE,
        **rule_forms.shown(material),
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
