from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crossroads.base.forms import Form
from crossroads.playbook.models import PollQuestion
from crossroads.playbook.practices import practices
from crossroads.playbook.services.table import NAME_LENGTH, TEXT_LENGTH


class LessonForm(Form):
    title = forms.CharField(
        label=_("The lesson in one sentence"),
        max_length=180,
        help_text=_(
            "What would you tell the next team? “Evenings brought half of all who agreed to be contacted.”"
        ),
    )
    text = forms.CharField(
        label=_("What happened, and what you would do again or otherwise"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The numbers are kept beside it, as everybody sees them. Name nobody."),
    )
    practices = forms.MultipleChoiceField(
        label=_("Practices that it speaks for or against"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practices"].choices = [(p.id, f"{p.id} {p.title}") for p in practices()]  # type: ignore[attr-defined]


class RoundtableForm(Form):
    title = forms.CharField(label=_("Title"), max_length=180)
    purpose = forms.CharField(
        label=_("What it is for"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("People read this before they take a seat."),
    )
    topics = forms.CharField(
        label=_("Topics"), widget=forms.Textarea(attrs={"rows": 6}), help_text=_("One on each line.")
    )
    questions = forms.CharField(
        label=_("Poll questions"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "true"}),
        help_text=_(
            "Asked before and after. A question on its own line, under it the choices, a star before the "
            "right one; then Because:, Source: and Link: if you like. An empty line parts two questions."
        ),
    )


class SynthesisForm(Form):
    synthesis = forms.CharField(
        label=_("What you make of it"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Everybody with the link reads this once the table is closed. Name nobody."),
    )


class JoinForm(Form):
    shown_name = forms.CharField(
        label=_("How shall the others call you?"),
        max_length=NAME_LENGTH,
        help_text=_("Any name. It need not be yours."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    perspective = forms.ChoiceField(
        label=_("From where do you look at it?"),
        widget=forms.RadioSelect,
        choices=[
            ("patient", _("As a patient")),
            ("caregiver", _("As someone who cares for a patient")),
            ("clinician", _("As a doctor, nurse or other clinician")),
            ("site", _("From a study site")),
            ("sponsor", _("From a company or institute that runs trials")),
            ("ethics", _("From an ethics board or a regulator")),
            ("platform", _("From a network or an agency")),
            ("other", _("From somewhere else")),
        ],
    )


class ContributionForm(Form):
    text = forms.CharField(
        label=_("What would you like to say?"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": TEXT_LENGTH}),
    )


class PollForm(Form):
    """One field per question, named after its place; each may be left out."""

    def __init__(self, questions: list[PollQuestion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_field = {f"question_{question.position}": question for question in questions}
        for name, question in self.by_field.items():
            self.fields[name] = forms.ChoiceField(
                label=question.text,
                required=False,
                widget=forms.RadioSelect,
                choices=[(str(place), choice) for place, choice in enumerate(question.choices)],
            )

    def choices(self) -> dict[int, int]:
        """Primary key of the question -> index of the choice, of those that were answered."""
        given = {name: self.cleaned_data.get(name, "") for name in self.by_field}
        return {self.by_field[name].pk: int(value) for name, value in given.items() if value != ""}
