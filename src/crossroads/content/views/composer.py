"""The composer: what a message says, how it looks, what the rules say; and the steps out of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.forms import Form
from crossroads.base.shell import focus
from crossroads.base.store import keep_file
from crossroads.content import facts, measures, names, policies, services, showing, slots
from crossroads.content.forms import AddVariantForm, VariantForm
from crossroads.content.models import Finding, Message, Variant
from crossroads.engines.errors import CrossroadsError, InputProblem, Where
from crossroads.engines.terms import Placement
from crossroads.studies.models import Site

AUTHORS = policies.roles(policies.AUTHORS)
NOBODY = policies.roles()
"""Pages that only take what is sent to them."""
JUSTIFIERS = policies.roles(policies.AUTHORS, policies.REVIEWERS)
WITHDRAWERS = policies.roles(policies.WITHDRAWERS)


@staff_view()
def message(request: StaffRequest, message: UUID) -> HttpResponse:
    """One message; ``?form=<variant>`` says which of its forms is shown."""
    found = Message.get_for(request.actor, message)
    variants = _variants(found)
    chosen = next((v for v in variants if str(v.public_id) == request.GET.get("form")), None)
    return _composer(request, found, chosen or next(iter(variants), None), variants)


@staff_view(read=NOBODY, write=AUTHORS)
def save(request: StaffRequest, variant: UUID) -> HttpResponse:
    """Keep the words of one form and have them checked."""
    found = Variant.get_for(request.actor, variant)
    form = VariantForm(request.POST, request.FILES, actor=request.actor, variant=found)
    if form.is_valid():
        try:
            kept = _keep(request, found, form)
        except CrossroadsError as error:
            form.tell(error)
        else:
            notices.success(request, _("Saved and checked."))
            return _to_form(request, kept)
    return _composer(request, found.message, found, _variants(found.message), form=form)


@staff_view(read=NOBODY, write=AUTHORS)
def add(request: StaffRequest, message: UUID) -> HttpResponse:
    """Another form of the same message: the same words for one more network and placement."""
    found = Message.get_for(request.actor, message)
    variants = _variants(found)
    form = AddVariantForm(request.POST)
    if not form.is_valid():
        return _composer(request, found, next(iter(variants), None), variants, add_form=form)
    network, placement = form.cleaned_data["network"], form.cleaned_data["placement"]
    there = next((v for v in variants if (v.network, v.placement) == (network, placement)), None)
    if there is None:
        like = next((v for v in variants if v.placement != Placement.PAGE), None)
        if like is None:
            raise InputProblem("content.page_network", where=Where(field="network"))
        there = services.set_variant(
            message=found,
            network=network,
            placement=placement,
            text=like.written.get("text", like.text),
            with_link=like.with_link,
            media=like.media,
            alt_text=like.written.get("alt_text", like.alt_text),
            site=_site_of(request, like),
            by=request.actor,
            at=clock.now(),
        )
        notices.success(request, _("Added, with the same words."))
    return _to_form(request, there)


@staff_view(read=NOBODY, write=AUTHORS)
def drop(request: StaffRequest, variant: UUID) -> HttpResponse:
    found = Variant.get_for(request.actor, variant)
    services.drop_variant(variant=found, by=request.actor, at=clock.now())
    notices.success(request, _("Taken away."))
    return _to_message(request, found.message)


@staff_view(read=NOBODY, write=AUTHORS)
def refill(request: StaffRequest, message: UUID) -> HttpResponse:
    """Fill the slots again from the facts as they are now."""
    found = Message.get_for(request.actor, message)
    services.refill_message(message=found, by=request.actor, at=clock.now())
    notices.success(request, _("The slots say what the study says now. Read the words again."))
    return _to_message(request, found)


@staff_view(read=NOBODY, write=AUTHORS)
def submit(request: StaffRequest, message: UUID) -> HttpResponse:
    found = Message.get_for(request.actor, message)
    services.submit_message(message=found, by=request.actor, at=clock.now())
    notices.success(request, _("Sent for review."))
    return _to_message(request, found)


@staff_view(read=NOBODY, write=AUTHORS)
def take_back(request: StaffRequest, message: UUID) -> HttpResponse:
    found = Message.get_for(request.actor, message)
    services.take_back(message=found, reason=request.POST.get("reason", ""), by=request.actor, at=clock.now())
    notices.success(request, _("Taken back. Nobody is asked about it any more."))
    return _to_message(request, found)


@staff_view(read=NOBODY, write=WITHDRAWERS)
def withdraw(request: StaffRequest, message: UUID) -> HttpResponse:
    found = Message.get_for(request.actor, message)
    services.withdraw_message(
        message=found, reason=request.POST.get("reason", ""), by=request.actor, at=clock.now()
    )
    notices.success(request, _("Withdrawn for good."))
    return _to_message(request, found)


@staff_view(read=NOBODY, write=JUSTIFIERS)
def justify(request: StaffRequest, finding: UUID) -> HttpResponse:
    """Say why the words of a finding may stay."""
    found = Finding.get_for(request.actor, finding)
    services.justify_finding(
        finding=found, justification=request.POST.get("reason", ""), by=request.actor, at=clock.now()
    )
    notices.success(request, _("Your reason is kept with the finding."))
    return _to_form(request, found.variant)


def _keep(request: StaffRequest, variant: Variant, form: VariantForm) -> Variant:
    data, at = form.cleaned_data, clock.now()
    media = None if data.get("without_picture") else variant.media
    if data.get("picture"):
        upload = data["picture"]
        media = keep_file(content=upload.read(), name=upload.name, by=request.actor, at=at)
    site = Site.get_for(request.actor, UUID(data["site"])) if data.get("site") else None
    return services.set_variant(
        message=variant.message,
        network=variant.network,
        placement=variant.placement,
        text=data.get("text", ""),
        page=form.page,
        with_link=data.get("with_link", False),
        media=media,
        alt_text=data.get("alt_text", ""),
        targeting=form.targeting,
        site=site,
        by=request.actor,
        at=at,
    )


def _composer(
    request: StaffRequest,
    message: Message,
    variant: Variant | None,
    variants: Sequence[Variant],
    *,
    form: VariantForm | None = None,
    add_form: Form | None = None,
) -> HttpResponse:
    focus(
        request,
        study=message.study.public_id,
        campaign=message.campaign.public_id if message.campaign else None,
        step="message",
    )
    actor = request.actor
    may_edit = not policies.why_not_edit(message, actor)
    if variant is not None and form is None and may_edit:
        form = VariantForm(actor=actor, variant=variant)
    context = {
        "message": message,
        "tone": names.STATE_TONES.get(message.state, "neutral"),
        "shown": showing.show_variant(variant, actor) if variant else None,
        "tabs": [_tab(v, variant) for v in variants],
        "form": form,
        "add_form": add_form or AddVariantForm(),
        "slots": slots.SLOTS.values(),
        "stale": [slot for v in variants for slot in facts.stale_slots(v)],
        "review": message.reviews.filter(state="waiting").first(),
        "last_decision": _last_decision(message),
        "holds": message.approved_contents.filter(ended_at__isnull=True).first(),
        "why_not_edit": policies.why_not_edit(message, actor),
        "why_not_submit": policies.why_not_submit(message, actor),
        "why_not_take_back": policies.why_not_take_back(message, actor),
        "why_not_withdraw": policies.why_not_withdraw(message, actor),
        "grade_aim": measures.GRADE_AIM,
        "grade_most": measures.GRADE_MOST,
        "history": showing.history(message, actor),
    }
    wrong = (form is not None and form.errors) or (add_form is not None and add_form.errors)
    return render(request, "content/message.html", context, status=422 if wrong else 200)


def _last_decision(message: Message) -> object:
    review = message.reviews.filter(state="decided").select_related("decision__decided_by").first()
    return review.decision if review else None


def _variants(message: Message) -> list[Variant]:
    rows = message.variants.select_related("media", "captions", "message__study").prefetch_related("findings")
    return list(rows)


def _tab(variant: Variant, chosen: Variant | None) -> dict[str, object]:
    return {
        "name": names.form_name(variant.network, variant.placement),
        "ref": variant.public_id,
        "current": chosen is not None and variant.pk == chosen.pk,
        "open": sum(finding.state == "open" for finding in variant.findings.all()),
        "too_long": measures.does_not_fit(variant),
    }


def _site_of(request: StaffRequest, variant: Variant) -> Site | None:
    ref = slots.site_of(variant.slots)
    return Site.get_for(request.actor, ref) if ref else None


def _to_message(request: StaffRequest, message: Message) -> HttpResponse:
    return redirect("content:message", org=request.actor.organisation.slug, message=message.public_id)


def _to_form(request: StaffRequest, variant: Variant) -> HttpResponse:
    org, message = request.actor.organisation.slug, variant.message.public_id
    url = reverse("content:message", kwargs={"org": org, "message": message})
    return redirect(f"{url}?form={variant.public_id}")
