"""Forms of this room. Choices come from what the actor may see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crossroads.base.actor import Actor
from crossroads.base.forms import Form
from crossroads.content import names, pages
from crossroads.content.models import MessageTemplate, Variant
from crossroads.engines.terms import Placement
from crossroads.planning.models import Campaign
from crossroads.studies.models import Site, Study

TARGETING: tuple[tuple[str, Any, Any], ...] = (
    ("places", _("Places"), _("Countries, cities, or so many kilometres around a site.")),
    ("ages", _("Ages"), _("As the network lets you choose them.")),
    ("interests", _("Interests or groups"), _("None where a network would have to guess at health.")),
)
POSTED_CHOICES = [(p.value, names.PLACEMENTS[p]) for p in Placement if p is not Placement.PAGE]
PICTURE_TYPES = "image/png,image/jpeg,image/gif"


class NewMessageForm(Form):
    title = forms.CharField(
        label=_("Name for the team"),
        max_length=180,
        help_text=_("Never published. For instance: Spring, first post."),
    )
    template = forms.ChoiceField(
        label=_("Template"),
        required=False,
        help_text=_("Its slots are filled from the record and the fact sheet."),
    )
    text = forms.CharField(
        label=_("Or own words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Slots such as {condition} or {ages} are filled here too."),
    )
    purpose = forms.ChoiceField(
        label=_("Purpose of own words"),
        choices=[*names.PURPOSES.items()],
        help_text=_("A template has its own."),
    )
    audience = forms.ChoiceField(label=_("Who reads it"), choices=[*names.AUDIENCES.items()])
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[*names.LANGUAGES.items()],
        help_text=_("Rules are written for English so far."),
    )
    networks = forms.MultipleChoiceField(
        label=_("Networks"), choices=[*names.NETWORKS.items()], widget=forms.CheckboxSelectMultiple
    )
    placement = forms.ChoiceField(
        label=_("Placement"),
        choices=POSTED_CHOICES,
        initial=Placement.ORGANIC,
    )
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False, help_text=_("For the slot {city}."))

    def __init__(self, *args: Any, actor: Actor, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        templates = latest_templates(actor)
        campaigns = Campaign.visible_to(actor).filter(study=study).exclude(state="closed")
        self._choose("template", _("None: own words"), [(t.public_id, t.name) for t in templates])
        self._choose("campaign", _("No campaign"), [(c.public_id, c.name) for c in campaigns])
        self._choose("site", _("No site"), site_choices(actor, study))

    def _choose(self, name: str, none: Any, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", none), *((str(value), label) for value, label in choices)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("template") and not cleaned.get("text", "").strip():
            self.add_error("text", _("Choose a template or write the words yourself."))
        return cleaned


class VariantForm(Form):
    """The words of one form. A study page has its sections, everything else a text."""

    def __init__(self, *args: Any, actor: Actor, variant: Variant, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _initial(variant), **kwargs})
        self.variant = variant
        if variant.placement == Placement.PAGE:
            self._add_sections()
            return
        self.fields["text"] = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 9}))
        self.fields["with_link"] = forms.BooleanField(
            label=_("With a link to the study page"),
            required=False,
            help_text=_("At {link}, or below the text."),
        )
        self.fields["picture"] = forms.FileField(
            label=_("Picture"),
            required=False,
            widget=forms.FileInput(attrs={"accept": PICTURE_TYPES}),
            help_text=_("PNG, JPEG or GIF, at most 25 MB. No stock pictures of smiling patients."),
        )
        if variant.media_id:
            self.fields["without_picture"] = forms.BooleanField(
                label=_("Take the picture away"), required=False
            )
        self.fields["alt_text"] = forms.CharField(
            label=_("Words for the picture"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("For those who cannot see it; needed where there is one."),
        )
        if variant.placement in (Placement.PAID, Placement.BOOSTED):
            for key, label, hint in TARGETING:
                self.fields[f"target_{key}"] = forms.CharField(label=label, help_text=hint, required=False)
        if "{city}" in variant.written.get("text", ""):
            self.fields["site"] = forms.ChoiceField(
                label=_("Site"),
                required=False,
                choices=[("", _("As before")), *site_choices(actor, variant.message.study)],
            )

    def _add_sections(self) -> None:
        for section in pages.SECTIONS:
            self.fields[section.key] = forms.CharField(
                label=str(section.heading),
                help_text=str(section.ask),
                required=section.needed,
                widget=forms.Textarea(attrs={"rows": 1 if section.key == "title" else 4}),
            )

    @property
    def page(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in pages.KEYS if key in self.cleaned_data}

    @property
    def targeting(self) -> dict[str, str]:
        wanted = {key: self.cleaned_data.get(f"target_{key}", "").strip() for key, *_rest in TARGETING}
        return {key: words for key, words in wanted.items() if words}


def _initial(variant: Variant) -> dict[str, Any]:
    written = variant.written
    return {
        "text": written.get("text", variant.text),
        "with_link": variant.with_link,
        "alt_text": written.get("alt_text", variant.alt_text),
        **written.get("page", variant.page),
        **{f"target_{key}": words for key, words in variant.targeting.items()},
    }


class AddVariantForm(Form):
    """Another form of the same message, with the words of the one that is shown."""

    network = forms.ChoiceField(label=_("Network"), choices=[*names.NETWORKS.items()])
    placement = forms.ChoiceField(label=_("Placement"), choices=POSTED_CHOICES)


class TemplateForm(Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=[*names.PURPOSES.items()])
    audience = forms.ChoiceField(label=_("Who reads it"), choices=[*names.AUDIENCES.items()])
    language = forms.ChoiceField(label=_("Language"), choices=[*names.LANGUAGES.items()])
    body = forms.CharField(
        label=_("Words"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Slots stand in braces, such as {condition}; they are listed beside."),
    )


class DecisionForm(Form):
    """reason is asked by the service, so that one sentence says it everywhere."""

    decision = forms.ChoiceField(choices=[*names.OUTCOMES.items()])
    reason = forms.CharField(required=False)
    expires_date = forms.DateField(required=False)


class DeterminationForm(Form):
    board = forms.CharField(
        label=_("Board"), max_length=200, help_text=_("Its full name, as the letter has it.")
    )
    reference = forms.CharField(label=_("Its reference"), max_length=120)
    outcome = forms.ChoiceField(
        label=_("It determined"), choices=[*names.OUTCOMES.items()], widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In its own words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Copy the sentence of the letter that decides."),
    )
    conditions = forms.CharField(
        label=_("Conditions"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    determined_date = forms.DateField(label=_("Dated"), widget=forms.DateInput(attrs={"type": "date"}))
    expires_date = forms.DateField(
        label=_("Holds until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day. Leave it empty where the letter names none."),
    )
    letter = forms.FileField(
        label=_("The letter"),
        required=False,
        widget=forms.FileInput(attrs={"accept": f"application/pdf,{PICTURE_TYPES}"}),
        help_text=_("PDF or picture. The colleague who confirms reads it."),
    )


def latest_templates(actor: Actor) -> list[MessageTemplate]:
    """Each template once, with its newest words."""
    newest: dict[str, MessageTemplate] = {}
    for template in MessageTemplate.visible_to(actor):
        newest.setdefault(template.name, template)
    return list(newest.values())


def site_choices(actor: Actor, study: Study) -> list[tuple[str, str]]:
    sites = Site.visible_to(actor).filter(study=study, in_record=True)
    return [(str(site.public_id), ", ".join(filter(None, [site.city, site.facility]))) for site in sites]
