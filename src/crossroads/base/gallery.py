"""A page that shows every component in every state, and the faces around it; what the browser tests look at.

All that it shows is invented. It reads no database, so that it works on an empty installation.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crossroads.base.access import public_view
from crossroads.base.journey import STEPS
from crossroads.engines.errors import CrossroadsError, InputProblem, ManyProblems, Where

FACES = {
    "components": "base/gallery.html",
    "public": "base/gallery_public.html",
    "question": "base/gallery_question.html",
    "signin": "base/signin.html",
    "error": "base/error.html",
}

LONG_TITLE = (
    "A Randomized, Double-Blind, Placebo-Controlled, Parallel-Group, Multicenter Study of Two Doses of an "
    "Invented Tablet in Adults With Moderate to Severe Persistent Tiredness of Long Standing"
)
GERMAN_TITLE = (
    "Arzneimittelverträglichkeitsuntersuchung und Patientenaufklärungsgespräch zur Müdigkeitsbehandlung"
)


class GalleryForm(forms.Form):
    """One field of each kind that the rooms use."""

    name = forms.CharField(label="Name of the campaign", help_text="As your colleagues will look for it.")
    budget = forms.DecimalField(label="Budget", help_text="In dollars, for the whole campaign.", min_value=1)
    starts = forms.DateField(
        label="First day", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    channel = forms.ChoiceField(
        label="Channel", choices=[("", "Choose one"), ("mastodon", "Mastodon"), ("bluesky", "Bluesky")]
    )
    placement = forms.ChoiceField(
        label="Placement",
        widget=forms.RadioSelect,
        choices=[("organic", "Organic"), ("boosted", "Boosted"), ("paid", "Paid")],
    )
    languages = forms.MultipleChoiceField(
        label="Languages",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("en", "English"), ("de", "Deutsch"), ("es", "Español")],
    )
    text = forms.CharField(label="What it says", widget=forms.Textarea(attrs={"rows": 4}))
    file = forms.FileField(label="Picture", required=False, help_text="PNG or JPEG, at most 5 MB.")
    agreed = forms.BooleanField(label="The board has seen this wording")


@public_view
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, or with ``?face=`` one of the other faces: public, question, signin, error."""
    face = request.GET.get("face", "components")
    return render(request, FACES.get(face, FACES["components"]), _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    rows = [
        {
            "number": n,
            "title": f"Invented campaign {n}",
            "clicks": n * 37 % 911,
            "state": "waiting" if n % 3 else "good",
        }
        for n in range(1, 1001)
    ]
    page = Paginator(rows, 10).get_page(request.GET.get("page"))
    return {
        "shell": _shell(),
        "invented": True,
        "organisation": {"name": "Invented University Hospital", "slug": "invented"},
        "languages": _languages(),
        "form": GalleryForm(),
        "wrong_form": GalleryForm(
            {"name": "", "budget": "-3", "text": "Kept as it was typed.", "channel": "mastodon"},
            auto_id="wrong_%s",
        ),
        "problems": _problems(),
        "page": page,
        "long_title": LONG_TITLE,
        "german_title": GERMAN_TITLE,
        "redline": _redline(),
        "marked": _marked(),
        "tones": ["neutral", "waiting", "good", "danger", "stopped"],
        "networks": ["mastodon", "bluesky", "facebook", "instagram", "linkedin", "reddit"],
        "error": ManyProblems(_problems()),
    }


def _shell() -> dict[str, Any]:
    waiting = {"message": 2, "approval": 14, "conversation": 3, "referral": 128}
    studies = [
        {"title": LONG_TITLE, "url": "#study", "current": True},
        {"title": "The invented tiredness study", "url": "#other-study", "current": False},
        {"title": GERMAN_TITLE, "url": "#third-study", "current": False},
    ]
    campaigns = [
        {"title": "Spring, organic", "url": "#campaign", "current": True},
        {"title": "Spring, paid", "url": "#other-campaign", "current": False},
    ]
    steps = [
        {
            "key": step.key,
            "label": step.label,
            "url": f"#{step.key}",
            "waiting": waiting.get(step.key, 0),
            "late": 2 if step.key == "conversation" else 0,
            "current": step.key == "approval",
        }
        for step in STEPS
    ]
    return {
        "organisation": {"name": "Invented University Hospital", "slug": "invented"},
        "organisations": [],
        "studies": studies,
        "study": studies[0],
        "campaigns": campaigns,
        "campaign": campaigns[0],
        "steps": steps,
        "queue_count": 147,
        "queue_url": "#queue",
        "overdue_count": 2,
        "can_stop": True,
        "stop_url": "#stop",
        "role_label": "Reviewer, regulatory coordinator",
        "user_name": "Robin Sample",
        "home_url": "#home",
        "search_url": "",
        "invented": True,
    }


def _languages() -> list[dict[str, Any]]:
    names = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]
    return [
        {"code": c, "name": n, "url": f"?face=public&language={c}", "current": c == "en"} for c, n in names
    ]


def _problems() -> list[CrossroadsError]:
    return [
        InputProblem(
            "input.not_json", where=Where(file="records.json", line=12), reason="a bracket is missing"
        ),
        InputProblem("input.many_problems", where=Where(field="budget"), count=3),
    ]


def _redline() -> list[tuple[str, str]]:
    return [
        ("same", "Some people who take part get the tablet, "),
        ("removed", "most of the rest get nothing. "),
        ("added", "and as many get a placebo, which has no medicine in it. "),
        ("same", "Visits are paid for."),
    ]


def _marked() -> list[dict[str, str]]:
    return [
        {"text": "This new tablet is "},
        {"text": "safe", "tone": "critical", "id": "finding-1", "label": "critical finding 1"},
        {"text": " and you may get up to "},
        {"text": "$1,200", "tone": "warning", "id": "finding-2", "label": "warning 2"},
        {"text": " if you take part in "},
        {"text": "Springfield", "tone": "note", "id": "finding-3", "label": "note 3"},
        {"text": "."},
    ]
