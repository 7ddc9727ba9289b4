"""What people type about plans."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crossroads.base.forms import Form
from crossroads.engines import forecast as engine
from crossroads.engines.terms import Network, Placement, Purpose
from crossroads.planning.services import ChannelLine
from crossroads.planning.services.campaigns import PLANNED_PLACEMENTS

YES_NO = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]
LINES = 6
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FitForm(Form):
    """What the record cannot say about the trial."""

    budget = forms.FloatField(label=_("Budget for paid social media"), min_value=1, max_value=999_999_999)
    currency = forms.RegexField(
        "^[A-Z]{3}$", label=_("Currency"), initial="USD", help_text=_("Such as USD or EUR.")
    )
    usd_per_unit = forms.FloatField(
        label=_("US dollars for one unit of it"),
        required=False,
        min_value=0.000001,
        max_value=1000,
        help_text=_("Published prices are in US dollars; needed for any other currency."),
    )
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=260, initial=8)
    target_enrollment = forms.IntegerField(
        label=_("People to enroll through it"),
        required=False,
        min_value=1,
        help_text=_("The record's number if empty."),
    )
    design = forms.ChoiceField(
        label=_("What stands between a click and taking part"),
        choices=[
            (engine.Design.CLINIC_TRIAL.value, _("Several steps: a call, a visit, a check by staff")),
            (engine.Design.ONLINE_TRIAL.value, _("Joined and done at a distance")),
            (engine.Design.SURVEY.value, _("A questionnaire or a registry entry")),
        ],
    )
    rarity = forms.ChoiceField(
        label=_("How common the condition is"),
        choices=[
            (engine.Rarity.UNKNOWN.value, _("Not known")),
            (engine.Rarity.COMMON.value, _("Common")),
            (engine.Rarity.UNCOMMON.value, _("Uncommon")),
            (engine.Rarity.RARE.value, _("Rare: fewer than 1 in 2,000 people")),
        ],
    )
    visits = forms.IntegerField(label=_("Visits"), required=False, min_value=0, max_value=500)
    procedures = forms.IntegerField(label=_("Procedures"), required=False, min_value=0, max_value=500)
    acute_or_inpatient = forms.ChoiceField(
        label=_("People join while acutely ill or in hospital"), choices=YES_NO, required=False
    )
    sensitive_condition = forms.ChoiceField(
        label=_("Answering in public would expose people"), choices=YES_NO, required=False
    )

    def known(self) -> dict[str, Any]:
        """What was filled in, as ``queries.fit_facts`` takes it; an empty field says nothing."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        for name in ("acute_or_inpatient", "sensitive_condition"):
            if name in given:
                given[name] = given[name] == "yes"
        return given | {"design": engine.Design(given["design"]), "rarity": engine.Rarity(given["rarity"])}


class DecideFitForm(Form):
    go_on = forms.ChoiceField(
        label=_("What the team decides"),
        choices=[("yes", _("Use social media for this trial")), ("no", _("Do not use it"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class CampaignForm(Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As your colleagues will look for it.")
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=[(one.value, one.value.capitalize()) for one in Purpose]
    )
    budget = forms.DecimalField(
        label=_("Budget"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=_("0 if all of it is organic."),
    )
    currency = forms.RegexField(
        "^[A-Z]{3}$", label=_("Currency"), initial="USD", help_text=_("Such as USD or EUR.")
    )
    start_date = forms.DateField(label=_("First day"), widget=DATE)
    end_date = forms.DateField(label=_("Last day"), widget=DATE)
    target_enrollment = forms.IntegerField(label=_("People to enroll"), required=False, min_value=1)


class AudienceForm(Form):
    added = forms.CharField(
        label=_("What the team adds"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Places, languages, communities, and who speaks for whom."),
    )


class WhatIfForm(Form):
    """Budget and weeks to try; nothing is kept."""

    try_budget = forms.FloatField(label=_("Try another budget"), min_value=1, max_value=999_999_999)
    try_weeks = forms.IntegerField(label=_("and weeks"), min_value=1, max_value=260)


class AssumptionsForm(Form):
    """One field for each value that the evidence does not give; an empty one means the product's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in engine.assumption_codes():
            self.fields[code] = forms.FloatField(required=False, label=code.replace("_", " ").capitalize())

    def overrides(self) -> dict[str, float]:
        return {code: value for code, value in self.cleaned_data.items() if value is not None}


class LineForm(Form):
    """One line of the budget; a line without a network is left out."""

    network = forms.ChoiceField(
        label=_("Network"),
        choices=[("", "–"), *[(one.value, one.value.capitalize()) for one in Network]],
        required=False,
    )
    placement = forms.ChoiceField(
        label=_("Placement"),
        choices=[(one.value, one.value.capitalize()) for one in PLANNED_PLACEMENTS],
        required=False,
    )
    amount = forms.DecimalField(
        label=_("Amount"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)

    def line(self) -> ChannelLine | None:
        given = self.cleaned_data
        if not given.get("network"):
            return None
        placement = Placement(given.get("placement") or Placement.ORGANIC)
        return ChannelLine(
            Network(given["network"]), placement, given.get("amount") or Decimal(0), given["reason"]
        )


LineFormSet = forms.formset_factory(LineForm, extra=0, min_num=LINES, max_num=LINES, absolute_max=LINES)
