"""What a person says when dealing with a comment or a report. Names of forms are the names of the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crossroads.base.actor import Actor
from crossroads.base.forms import Form
from crossroads.community import house_rules, policies
from crossroads.community.queries import VIEWS
from crossroads.engines.terms import CommentClass, Role, Urgency
from crossroads.studies.queries import studies

_BRIEF = {"rows": 2}
_ON_RECORD = _("Kept on the record. Leave out names and the words of the comment.")


def words(value: str) -> str:
    """A code as people read it, its first letter large: "Adverse event"."""
    return value.replace("_", " ").capitalize()


CLASSES = [(one.value, words(one.value)) for one in CommentClass]
URGENCIES = [
    (Urgency.NOW.value, _("Now: within an hour")),
    (Urgency.TODAY.value, _("Today: within 8 hours")),
    (Urgency.SOON.value, _("Soon: within a day")),
    (Urgency.ROUTINE.value, _("Routine: within 3 days")),
]
LATER = [("4", _("In 4 hours")), ("24", _("Tomorrow")), ("72", _("In 3 days")), ("168", _("In a week"))]


class DeskFilter(forms.Form):
    """What of the queue is shown. A value that makes no sense shows everything."""

    view = forms.ChoiceField(choices=[(name, name) for name in VIEWS], required=False)
    comment_class = forms.ChoiceField(
        label=_("Class"), choices=[("", _("All classes")), *CLASSES], required=False
    )


class NothingForm(Form):
    """An action that needs no word."""


class NeedsReason(Form):
    reason = forms.CharField(
        label=_("Why"), help_text=_ON_RECORD, max_length=500, widget=forms.Textarea(attrs=_BRIEF)
    )


class AnswerForm(Form):
    variant = forms.UUIDField(label=_("Reply"), widget=forms.HiddenInput)


class SnoozeForm(Form):
    hours = forms.TypedChoiceField(label=_("Bring it back"), choices=LATER, coerce=int, initial="24")


class EscalateForm(NeedsReason):
    to = forms.TypedChoiceField(
        label=_("Whom to ask"),
        choices=[(role.value, words(role.value)) for role in policies.HELPERS],
        coerce=Role,
    )
    field_order = ["to", "reason"]


class ReclassifyForm(Form):
    classes = forms.TypedMultipleChoiceField(
        label=_("What it is"), choices=CLASSES, coerce=CommentClass, widget=forms.CheckboxSelectMultiple
    )
    urgency = forms.TypedChoiceField(
        label=_("How soon somebody must look"), choices=URGENCIES, coerce=Urgency
    )


class StudyForm(Form):
    study = forms.UUIDField(label=_("Which study it is about"), widget=forms.Select)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.public_id), one.brief_title) for one in studies(actor)]
        self.fields["study"].widget.choices = [("", _("Choose one")), *choices]


class ElementsForm(Form):
    patient = forms.CharField(
        label=_("Person"),
        help_text=_('What shows that this person exists: age, sex, initials, or "the writer\'s mother".'),
        max_length=1000,
        required=False,
    )
    reporter = forms.CharField(
        label=_("Reporter"),
        help_text=_("Who told it, and how to reach them."),
        max_length=1000,
        required=False,
    )
    product = forms.CharField(
        label=_("Product"),
        help_text=_("What was taken or done, as they call it."),
        max_length=200,
        required=False,
    )
    event = forms.CharField(
        label=_("Event"),
        help_text=_("In your words. The comment itself is sent too."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seriousness = forms.MultipleChoiceField(
        label=_("What may make it serious"),
        help_text=_("As it was told. A physician assesses it (ICH E2A, II.B)."),
        choices=[(one.code, one.words) for one in house_rules.seriousness_criteria()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class HandOffForm(Form):
    to = forms.CharField(
        label=_("To whom"), help_text=_("Person, department or mailbox of the safety team."), max_length=200
    )
    reference = forms.CharField(label=_("Your reference"), max_length=120, required=False)
    preview = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class AcknowledgeForm(Form):
    reference = forms.CharField(
        label=_("Their reference"), help_text=_("The number under which safety keeps it."), max_length=120
    )


class FollowUpForm(Form):
    text = forms.CharField(
        label=_("What was learnt"),
        help_text=_("Kept encrypted."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
