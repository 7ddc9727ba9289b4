"""Posts that must come down, and the proof that they are."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crossroads.base import audit, clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.shell import focus
from crossroads.base.store import keep_file
from crossroads.channels import policies, queries, services
from crossroads.channels.forms import ProofForm
from crossroads.channels.models import TakedownTask
from crossroads.channels.networks import installed
from crossroads.channels.takingdown import can_be_clicked, take_down_now
from crossroads.engines.errors import CrossroadsError

ROWS = 50


@staff_view()
def takedowns(request: StaffRequest) -> HttpResponse:
    """Open tasks first, the most urgent at the top; then what was done."""
    focus(request, step="publication")
    page = Paginator(queries.takedowns(request.actor), ROWS).get_page(request.GET.get("page"))
    return render(request, "channels/takedowns.html", {"page": page, "now": clock.now()})


@staff_view(write=policies.MAY_TAKE_DOWN)
def takedown(request: StaffRequest, takedown_task: UUID) -> HttpResponse:
    """One task: what must come down and why, one click where that is possible, and the proof."""
    task = TakedownTask.get_for(request.actor, takedown_task)
    form = ProofForm(request.POST, request.FILES) if request.method == "POST" else ProofForm()
    if request.method == "POST" and form.is_valid() and _proved(request, task, form):
        return _to(request, task)
    return _page(request, task, form)


def _proved(request: StaffRequest, task: TakedownTask, form: ProofForm) -> bool:
    at, upload = clock.now(), form.cleaned_data["proof_file"]
    try:
        policies.check_can_take_down(task, request.actor)
        kept = keep_file(content=upload.read(), name=upload.name, by=request.actor, at=at) if upload else None
        services.prove_takedown(
            task=task, proof=form.cleaned_data["proof"], proof_file=kept, by=request.actor, at=at
        )
    except CrossroadsError as error:
        form.tell(error)
        return False
    messages.success(request, _("Thank you. The proof is on the record."))
    return True


def _page(request: StaffRequest, task: TakedownTask, form: ProofForm) -> HttpResponse:
    row = queries.whole(task.publication_id)
    focus(request, study=row.campaign.study.public_id, campaign=row.campaign.public_id, step="publication")
    context = {
        "task": task,
        "row": row,
        "form": form,
        "now": clock.now(),
        "clickable": can_be_clicked(task, installed()),
        "why_not": policies.why_not_take_down(task, request.actor),
        "history": audit.history(task, request.actor),
    }
    return render(request, "channels/takedown.html", context, status=422 if form.is_bound else 200)


@staff_view(read=frozenset(), write=policies.MAY_TAKE_DOWN)
def remove(request: StaffRequest, takedown_task: UUID) -> HttpResponse:
    """One click: removed through the channel, looked for, proved."""
    task = TakedownTask.get_for(request.actor, takedown_task)
    take_down_now(task=task, channels=installed(), by=request.actor, at=clock.now())
    messages.success(request, _("The post is down, and the network confirms it."))
    return _to(request, task)


def _to(request: StaffRequest, task: TakedownTask) -> HttpResponse:
    return redirect("channels:takedown", org=request.actor.organisation.slug, takedown_task=task.public_id)
