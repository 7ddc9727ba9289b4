"""What people type about studies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from crossroads.base.forms import Form
from crossroads.engines import eligibility
from crossroads.engines.eligibility import Operator, QuestionKind
from crossroads.engines.eligibility.screener import Intimacy
from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.terms import CriterionCategory
from crossroads.studies import uploads
from crossroads.studies.facts import FACT_KINDS, FactKind
from crossroads.studies.picking import Line, question_key


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files, as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(one, initial) for one in files or [None]]
        try:
            uploads.check_size(cleaned)
        except InputProblem as problem:
            raise forms.ValidationError(f"{problem.message} {problem.advice}", code=problem.code) from None
        return cleaned


class ImportForm(Form):
    """Registry files."""

    records = FilesField(
        label=_("Registry files"),
        help_text=_(
            "ClinicalTrials.gov downloads: JSON or classic XML, one record or thousands, plain or in "
            "gzip, tar or zip. At most 50 MB together."
        ),
    )


class FactForm(Form):
    """One fact and where it stands. The fields follow the kind of fact."""

    key = forms.ChoiceField(choices=[(kind.key, kind.label) for kind in FACT_KINDS], widget=forms.HiddenInput)
    value = forms.CharField(max_length=5000)
    document = forms.CharField(
        label=_("Document"), max_length=200, help_text=_("Such as Protocol or Consent form.")
    )
    document_version = forms.CharField(label=_("Its version"), max_length=60, help_text=_("Number or date."))
    page = forms.CharField(label=_("Page"), max_length=20)

    def __init__(self, *args: Any, kind: FactKind | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["value"]
        field.label = kind.label if kind else _("What it says")
        field.help_text = kind.hint if kind else ""
        field.widget = forms.Textarea(attrs={"rows": kind.lines if kind else 2})
        field.widget.is_required = True


class RosterForm(Form):
    roster = forms.FileField(label=_("Roster (CSV)"), help_text=_("From the template, saved as CSV UTF-8."))


class FullUntilForm(Form):
    full_until = forms.DateField(
        label=_("Full until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ProtocolForm(Form):
    protocol = forms.CharField(label=_("Protocol and version"), max_length=200)


class StopForm(Form):
    """Where to stop, and why. ``where`` is "study", "site:ID" or "campaign:ID"."""

    study = forms.UUIDField(widget=forms.HiddenInput)
    where = forms.CharField(widget=forms.HiddenInput, max_length=60)
    reason = forms.CharField(
        label=_("Why are you stopping?"),
        help_text=_("Everyone in the study sees this sentence."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
    )


@dataclass(frozen=True, slots=True)
class Worded:
    """A sentence of the record as a question and a rule."""

    rule: eligibility.CriterionRule
    question: eligibility.Question | None


ANSWERS = {
    "yes": QuestionKind.YES_NO,
    "no": QuestionKind.YES_NO,
    "at_least": QuestionKind.NUMBER,
    "at_most": QuestionKind.NUMBER,
    "more": QuestionKind.NUMBER,
    "less": QuestionKind.NUMBER,
}
_OPERATORS = {
    "at_least": Operator.AT_LEAST,
    "at_most": Operator.AT_MOST,
    "more": Operator.MORE,
    "less": Operator.LESS,
}


class CriterionForm(Form):
    """A sentence worded as a question, and which answer means that the sentence holds for the person."""

    start = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    category = forms.ChoiceField(
        label=_("The sentence is"),
        choices=[("INCLUSION", _("an inclusion criterion")), ("EXCLUSION", _("an exclusion criterion"))],
        widget=forms.RadioSelect,
    )
    question = forms.CharField(
        label=_("Question in everyday words"),
        required=False,
        max_length=200,
        help_text=_(
            "Short words, one thing at a time; empty only where it is left to the site. "
            "Not sure is always offered."
        ),
    )
    why_we_ask = forms.CharField(
        label=_("Why we ask"), required=False, max_length=200, help_text=_("One line.")
    )
    holds = forms.ChoiceField(
        label=_("The sentence holds for a person who answers"),
        choices=[
            ("yes", _("yes")),
            ("no", _("no")),
            ("at_least", _("at least this number")),
            ("at_most", _("at most this number")),
            ("more", _("more than this number")),
            ("less", _("less than this number")),
            ("site", _("no question can tell: leave it to the site")),
        ],
    )
    number = forms.DecimalField(label=_("This number"), required=False, max_digits=12, decimal_places=3)
    unit = forms.CharField(
        label=_("Unit"), required=False, max_length=20, help_text=_("Such as kg or months.")
    )
    intimate = forms.BooleanField(label=_("An intimate question: ask it last"), required=False)

    def worded(self, line: Line) -> Worded:
        """The sentence with its question.

        raises  InputProblem "input.required", "studies.condition_incomplete"
        """
        given = self.cleaned_data
        category, span = CriterionCategory(given["category"]), (line.start, line.end)
        if given["holds"] == "site":
            return Worded(eligibility.CriterionRule("NEW", category, line.text, None, span), None)
        for name in ("question", "why_we_ask"):
            if not given[name]:
                raise InputProblem(
                    "input.required", where=Where(field=name), field=str(self.fields[name].label)
                )
        kind = ANSWERS[given["holds"]]
        question = eligibility.Question(
            key=question_key(given["question"]),
            text=given["question"],
            kind=kind,
            why_we_ask=given["why_we_ask"],
            unit=given["unit"] if kind is QuestionKind.NUMBER else "",
            intimacy=Intimacy.INTIMATE if given["intimate"] else Intimacy.HEALTH,
        )
        condition = _condition(question, given["holds"], given["number"])
        return Worded(eligibility.CriterionRule("NEW", category, line.text, condition, span), question)


def _condition(question: eligibility.Question, holds: str, number: Decimal | None) -> eligibility.Compare:
    if question.kind is QuestionKind.YES_NO:
        return eligibility.Compare(question.key, Operator.EQUAL, holds == "yes")
    if number is None:
        raise InputProblem("studies.condition_incomplete", where=Where(field="number"))
    return eligibility.Compare(question.key, _OPERATORS[holds], number)
