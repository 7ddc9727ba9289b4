from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from crossroads.base.forms import Form


class CommentForm(Form):
    """What anybody may write under a post. ``website`` is a trap that only programs see and fill in."""

    text = forms.CharField(
        label=_("Your comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
    name = forms.CharField(
        label=_("A name to show"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
