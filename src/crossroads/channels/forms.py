from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crossroads.base.forms import Form
from crossroads.channels.models import ChannelAccount
from crossroads.content.models import Variant
from crossroads.engines.terms import Network
from crossroads.planning.models import Campaign


class ScheduleForm(Form):
    """What, where and when. Only what may go out can be chosen."""

    variant = forms.ChoiceField(
        label=_("Message"), help_text=_("Approved messages, each in the form for its network.")
    )
    campaign = forms.ChoiceField(label=_("Campaign"))
    account = forms.ChoiceField(label=_("Account"))
    wall_time = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("An IANA name, such as Europe/Amsterdam. The time is meant there."),
    )

    def __init__(
        self,
        *args: Any,
        variants: Iterable[Variant],
        campaigns: Iterable[Campaign],
        accounts: Iterable[ChannelAccount],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.variants = {str(row.public_id): row for row in variants}
        self.campaigns = {str(row.public_id): row for row in campaigns}
        self.accounts = {str(row.public_id): row for row in accounts}
        _offer(
            self,
            "variant",
            {k: f"{v.message.title} ({v.network}, {v.placement})" for k, v in self.variants.items()},
        )
        _offer(self, "campaign", {k: f"{c.name}: {c.study.brief_title}" for k, c in self.campaigns.items()})
        _offer(self, "account", {k: f"{a.name} (@{a.handle}, {a.network})" for k, a in self.accounts.items()})


def _offer(form: forms.Form, name: str, choices: dict[str, str]) -> None:
    """Let people choose; where there is one choice only, it is made."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    empty = [] if len(choices) == 1 else [("", _("Choose one"))]
    field.choices = [*empty, *choices.items()]


class FoundForm(Form):
    """Where a person saw the post."""

    network_id = forms.CharField(
        label=_("The post's id on the network"),
        max_length=200,
        help_text=_("Usually the last part of its address."),
    )
    network_url = forms.URLField(label=_("Its address"), max_length=500, assume_scheme="https")


class AccountForm(Form):
    network = forms.ChoiceField(label=_("Network"), choices=[(n.value, n.value) for n in Network])
    handle = forms.SlugField(
        label=_("Handle"),
        max_length=60,
        help_text=_("As it stands in the address, without @: letters, digits, - and _."),
    )
    name = forms.CharField(label=_("Name shown"), max_length=120)
    credentials = forms.CharField(
        label=_("Access key"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted and never shown again. The local network needs none."),
    )


class ProofForm(Form):
    """How one knows that a post is down."""

    proof = forms.CharField(
        label=_("How do you know that it is down?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you saw, where and when."),
        max_length=2000,
    )
    proof_file = forms.FileField(
        label=_("Picture of the screen"), required=False, help_text=_("PNG, JPEG or PDF.")
    )


class ReportForm(Form):
    report = forms.FileField(
        label=_("Report"), help_text=_("A CSV file in UTF-8 with the columns named beside.")
    )


class InboxForm(Form):
    account = forms.ChoiceField(label=_("Account"))
    items = forms.FileField(label=_("File"), help_text=_("A JSON file in the format shown beside."))

    def __init__(self, *args: Any, accounts: Iterable[ChannelAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = {str(row.public_id): row for row in accounts}
        _offer(self, "account", {k: f"{a.name} (@{a.handle}, {a.network})" for k, a in self.accounts.items()})


class FilterForm(Form):
    """The list of publications, narrowed."""

    state = forms.CharField(required=False)
    network = forms.CharField(required=False)
    since = forms.DateField(required=False)
