"""Forms whose problems are all told in one pass, next to their fields and at the top."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from crossroads.base.store import MAX_BYTES
from crossroads.engines.errors import CrossroadsError, InputProblem, Where, each_problem

MOST = 2**31 - 1
"""The largest whole number that a column takes."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""No study was planned before or after; at the ends of the calendar a change of zone leaves it."""


class Form(forms.Form):
    """A form that can also show the problems that a service told."""

    required_css_class = "required"

    def clean(self) -> dict[str, Any]:
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, UploadedFile) and (value.size or 0) > MAX_BYTES:
                limit = MAX_BYTES // 1024 // 1024
                self.tell(
                    InputProblem("file.too_large", where=Where(field=name), name=value.name, limit=limit)
                )
            if _out_of_range(value):
                label = str(self.fields[name].label or name)
                self.tell(InputProblem("input.out_of_range", where=Where(field=name), field=label))
        return self.cleaned_data

    def tell(self, error: CrossroadsError) -> None:
        """Put each problem of an anticipated error at its field, or at the top where it names none."""
        for problem in each_problem(error):
            field = problem.where.field if problem.where.field in self.fields else None
            text = f"{problem.message} {problem.advice}".strip()
            self.add_error(field, forms.ValidationError(text, code=problem.code))


def _out_of_range(value: object) -> bool:
    if isinstance(value, date):
        return not FIRST_YEAR <= value.year <= LAST_YEAR
    return isinstance(value, int) and abs(value) > MOST


class ReasonForm(Form):
    """A decision with its reason."""

    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args: Any, needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed


class SignInForm(Form):
    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class SearchForm(Form):
    q = forms.CharField(label="Search", min_length=2, max_length=100)
