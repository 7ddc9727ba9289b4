"""What people type about studies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from crossroads.base.forms import Form
from crossroads.engines.errors import InputProblem
from crossroads.studies import uploads
from crossroads.studies.facts import FACT_KINDS, FactKind


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
            "ClinicalTrials.gov downloads (JSON or classic XML), USDM study definitions, or JSON of the R "
            "package ctrdata; one record or thousands, plain or in gzip, tar or zip. At most 50 MB together."
        ),
    )


class QuestionnaireForm(Form):
    questionnaire = forms.FileField(
        label=_("Questionnaire (FHIR R4B, JSON)"),
        help_text=_("A Questionnaire resource of FHIR R4 or R4B (4.3.0), at most 1 MB."),
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
