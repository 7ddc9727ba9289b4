"""Asking to be contacted, and what a site says about a call."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crossroads.base.forms import Form
from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.terms import Sex
from crossroads.portal import outcomes
from crossroads.portal.finding import Told
from crossroads.portal.models import Referral
from crossroads.portal.policies import criteria_of
from crossroads.portal.services import Person
from crossroads.studies.models import Site

FOR_WHOM = (
    ("self", _("Myself")),
    ("child", _("My child")),
    ("cared_for", _("Somebody I care for")),
    ("other", _("Somebody else")),
)
FOR_WHOM_AT_THE_DESK = {
    "self": _("The caller"),
    "child": _("A child; the caller is a parent"),
    "cared_for": _("Somebody whom the caller cares for"),
    "other": _("Somebody else than the caller"),
}
BEST_TIMES = (
    ("", _("Any time")),
    ("morning", _("In the morning")),
    ("midday", _("Around noon")),
    ("afternoon", _("In the afternoon")),
    ("evening", _("In the evening")),
)
MOST_SHOWN_AS_BUTTONS = 6


SEXES = (("", _("I would rather not say")), ("FEMALE", _("Female")), ("MALE", _("Male")))


class FindForm(Form):
    """What a person looks for. Words alone are enough."""

    words = forms.CharField(
        label=_("What are you looking for?"),
        help_text=_(
            "Write it as you would say it. For example: my mum has asthma, she is 71, lives in Leeds"
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    age = forms.IntegerField(
        label=_("Age"),
        help_text=_("Of the person who would take part, in years."),
        min_value=0,
        max_value=120,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=SEXES,
        required=False,
        error_messages={"invalid_choice": _("Choose one of these.")},
    )
    place = forms.CharField(
        label=_("Town"),
        help_text=_("A town, or a US ZIP code. We use it only to tell you how far a study is."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def told(self) -> Told:
        cleaned = self.cleaned_data
        sex = Sex(cleaned["sex"]) if cleaned["sex"] else None
        return Told(cleaned["words"], cleaned["age"], sex, cleaned["place"])


class ContactForm(Form):
    """What a person tells, and the yes to the exact words beside it."""

    site = forms.ChoiceField(label=_("Which place should call you?"))
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("So that the site knows whom to ask for. A first name is enough."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        help_text=_("Phone or e-mail: one of them is enough."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email", "type": "email"}),
    )
    best_time = forms.ChoiceField(label=_("Best time to call"), choices=BEST_TIMES, required=False)
    language = forms.CharField(
        label=_("Language to speak in"),
        max_length=60,
        required=False,
    )
    interpreter = forms.BooleanField(label=_("I would like an interpreter"), required=False)
    called_for = forms.ChoiceField(
        label=_("Who may take part?"), choices=FOR_WHOM, widget=forms.RadioSelect, initial="self"
    )
    consent = forms.BooleanField(label=_("I agree"))
    wording = forms.CharField(widget=forms.HiddenInput)
    website = forms.CharField(label=_("Leave this empty"), required=False)

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(site.public_id): site for site in sites}
        field = self.fields["site"]
        if len(self.sites) <= MOST_SHOWN_AS_BUTTONS:
            field.widget = forms.RadioSelect()
            field.choices = [(key, place_words(site)) for key, site in self.sites.items()]  # type: ignore[attr-defined]
        else:
            field.choices = [("", _("Choose a place")), *_by_country(self.sites)]  # type: ignore[attr-defined]
        if len(self.sites) == 1:
            field.initial = next(iter(self.sites))
        field.error_messages |= {
            "required": _told("portal.site_missing"),
            "invalid_choice": _told("portal.site_closed"),
        }
        self.fields["name"].error_messages["required"] = _told("portal.name_missing")
        self.fields["consent"].error_messages["required"] = _told("portal.consent_missing")

    @property
    def is_machine(self) -> bool:
        """Only a machine fills in the field that people do not see."""
        return bool(self.data.get("website"))

    @property
    def chosen_site(self) -> Site:
        return self.sites[self.cleaned_data["site"]]

    def person(self) -> Person:
        told = self.cleaned_data
        return Person(
            name=told["name"],
            phone=told["phone"],
            email=told["email"],
            called_for=told["called_for"],
            best_time=told["best_time"],
            language=told["language"],
            interpreter=told["interpreter"],
        )


def place_words(site: Site) -> str:
    """A place as a person chooses it: the town first."""
    return ", ".join(part for part in (site.city, site.facility, site.country) if part)


def _by_country(sites: dict[str, Site]) -> list[tuple[str, list[tuple[str, str]]]]:
    ordered = sorted(sites.items(), key=lambda pair: (pair[1].country, pair[1].city, pair[1].facility))
    return [
        (country, [(key, ", ".join(p for p in (site.city, site.facility) if p)) for key, site in group])
        for country, group in groupby(ordered, key=lambda pair: pair[1].country)
    ]


def _told(code: str) -> str:
    problem = InputProblem(code)
    return f"{problem.message} {problem.advice}".strip()


class OutcomeForm(Form):
    """What came of it: one button is the outcome; ends need a reason."""

    to = forms.CharField(max_length=30, required=False)
    reason = forms.CharField(max_length=40, required=False)
    criterion = forms.CharField(max_length=20, required=False)

    def outcome(self) -> tuple[str, str, str]:
        """(state, reason, criterion). Raises InputProblem "portal.outcome_missing"."""
        told = self.cleaned_data
        if not told.get("to"):
            raise InputProblem("portal.outcome_missing", where=Where(field="to"))
        return told["to"], told.get("reason", ""), told.get("criterion", "")


def reason_choices(to: str) -> list[tuple[str, Any]]:
    return [(reason.code, reason.words) for reason in outcomes.REASONS.get(to, ())]


def criterion_choices(referral: Referral) -> list[tuple[str, str]]:
    """Criteria by code, each with the start of the study's own words."""
    return [(code, f"{code}: {_short(text)}") for code, text in criteria_of(referral).items()]


def _short(text: str, most: int = 70) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
