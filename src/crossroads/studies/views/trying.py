"""Trying a screener: every question on one page, and the verdict of each criterion. Nothing is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from crossroads.base import clock
from crossroads.base.access import ANYONE, StaffRequest, staff_view
from crossroads.base.forms import Form
from crossroads.engines import eligibility
from crossroads.engines.eligibility import Answers, Question, QuestionKind
from crossroads.engines.errors import CrossroadsError
from crossroads.engines.terms import Verdict
from crossroads.studies import queries, uploads, wording
from crossroads.studies.views.page import open_study, study_context
from crossroads.studies.views.screening import find_screener


class TryForm(Form):
    """A field for each question, and a file that may answer them instead."""

    def __init__(self, screener: eligibility.Screener, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in screener.questions:
            self.fields[question.key] = _field(question)
        self.fields["response"] = forms.FileField(
            label=_("Or a FHIR R4B QuestionnaireResponse (JSON)"),
            required=False,
            help_text=_("Its answers stand instead of those above. The file is read and not kept."),
        )


def _field(question: Question) -> forms.Field:
    choices = _choices(question)
    if choices:
        given = [("", "–"), *choices, ("not sure", _("Not sure"))]
        return forms.ChoiceField(label=question.text, help_text=question.help, choices=given, required=False)
    hint = " ".join([question.help, *wording.answer_kinds(question)]).strip()
    return forms.CharField(label=question.text, help_text=hint, max_length=60, required=False)


def _choices(question: Question) -> list[tuple[str, str]]:
    match question.kind:
        case QuestionKind.YES_NO:
            return [("yes", _("Yes")), ("no", _("No"))]
        case QuestionKind.SEX:
            return [("FEMALE", _("Female")), ("MALE", _("Male"))]
        case QuestionKind.CHOICE:
            return [(choice.value, choice.text) for choice in question.choices]
    return []


@staff_view(write=ANYONE)
@sensitive_post_parameters()
def try_screener(request: StaffRequest, study: UUID, screener: UUID) -> HttpResponse:
    """Answer as a person would, and see what each criterion makes of it."""
    found = open_study(request, study, step="prescreening")
    row = find_screener(request, found, screener)
    material = queries.questions_of(row)
    form, results, fit = TryForm(material), list[dict[str, Any]](), ""
    if request.method == "POST":
        form = TryForm(material, request.POST, request.FILES)
        if form.is_valid():
            try:
                assessment = eligibility.evaluate(material, _answers(request, form, material))
            except CrossroadsError as error:
                form.tell(error)
            else:
                results, fit = [_result(one) for one in assessment.results], assessment.sentence
    more = {"screener": row, "form": form, "results": results, "fit": fit}
    context = study_context(request, found, "screeners", **more)
    return render(request, "studies/try_screener.html", context, status=422 if form.errors else 200)


def _answers(request: StaffRequest, form: TryForm, material: eligibility.Screener) -> Answers:
    given = dict(form.cleaned_data)
    response = given.pop("response")
    zone = clock.zone(request.actor.organisation.time_zone)
    today = clock.now().astimezone(zone).date()
    if response is None:
        return eligibility.parse_answers(material, given, today=today)
    from crossroads.engines.eligibility import fhir

    return fhir.answers_from_r4b(material, uploads.resource(response, "response"))


def _result(one: eligibility.CriterionResult) -> dict[str, str]:
    """A criterion's verdict as the component takes it: what speaks for joining is "met" there."""
    if one.verdict is Verdict.UNKNOWN:
        return {
            "tone": "unknown",
            "words": _("open"),
            "code": one.code,
            "why": one.sentence,
            "quote": one.text,
        }
    words, tone = (_("speaks against"), "not_met") if one.is_cause else (_("fits"), "met")
    return {"tone": tone, "words": words, "code": one.code, "why": one.sentence, "quote": one.text}


@staff_view()
def screener_fhir(request: StaffRequest, study: UUID, screener: UUID) -> HttpResponse:
    """The screener as a FHIR R4B Questionnaire, to download."""
    found = queries.study_for(request.actor, study)
    row = find_screener(request, found, screener)
    answer = JsonResponse(queries.questionnaire(row), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Type"] = "application/fhir+json"
    name = f"{found.registry_id}-screener-{row.number}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
