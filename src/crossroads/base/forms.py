"""Forms whose problems are all told in one pass, next to their fields and at the top."""

from __future__ import annotations

from typing import Any

from django import forms

from crossroads.engines.errors import CrossroadsError, each_problem


class Form(forms.Form):
    """A form that can also show the problems that a service told."""

    required_css_class = "required"

    def tell(self, error: CrossroadsError) -> None:
        """Put each problem of an anticipated error at its field, or at the top where it names none."""
        for problem in each_problem(error):
            field = problem.where.field if problem.where.field in self.fields else None
            text = f"{problem.message} {problem.advice}".strip()
            self.add_error(field, forms.ValidationError(text, code=problem.code))


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
