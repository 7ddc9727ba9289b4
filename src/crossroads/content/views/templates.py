"""Templates: words with slots that the whole organisation uses."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.shell import focus
from crossroads.content import names, policies, services, slots
from crossroads.content.forms import TemplateForm, latest_templates
from crossroads.content.models import MessageTemplate
from crossroads.engines.compliance import readability
from crossroads.engines.errors import CrossroadsError

AUTHORS = policies.roles(policies.AUTHORS)
NOBODY = policies.roles()
"""Pages that only take what is sent to them."""


@staff_view()
def home(request: StaffRequest) -> HttpResponse:
    focus(request, step="message")
    rows = [
        {
            "template": each,
            "purpose": names.PURPOSES[each.purpose],
            "slots": slots.names_in(each.body),
        }
        for each in latest_templates(request.actor)
    ]
    return render(request, "content/templates.html", {"rows": rows, "may_write": _may_write(request)})


@staff_view(read=AUTHORS, write=AUTHORS)
def new(request: StaffRequest) -> HttpResponse:
    form = TemplateForm(request.POST if request.method == "POST" else None)
    return _edit(request, form, None)


@staff_view(write=AUTHORS)
def template(request: StaffRequest, message_template: UUID) -> HttpResponse:
    """One template; saving keeps it under the next number, so that earlier messages keep their words."""
    found = MessageTemplate.get_for(request.actor, message_template)
    initial = {name: getattr(found, name) for name in ("name", "purpose", "audience", "language", "body")}
    posted = request.POST if request.method == "POST" else None
    return _edit(request, TemplateForm(posted, initial=initial), found)


@staff_view(read=NOBODY, write=AUTHORS)
def starters(request: StaffRequest) -> HttpResponse:
    """Put the starter templates into the list."""
    made = services.make_starters(by=request.actor, at=clock.now())
    notices.success(request, _("%(count)d templates were added.") % {"count": len(made)})
    return redirect("content:templates", org=request.actor.organisation.slug)


def _edit(request: StaffRequest, form: TemplateForm, found: MessageTemplate | None) -> HttpResponse:
    focus(request, step="message")
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_template(**form.cleaned_data, by=request.actor, at=clock.now())
        except CrossroadsError as error:
            form.tell(error)
        else:
            notices.success(request, _("Kept as number %(number)d.") % {"number": made.number})
            return redirect(
                "content:template", org=request.actor.organisation.slug, message_template=made.public_id
            )
    context = {
        "form": form,
        "template": found,
        "slots": slots.SLOTS.values(),
        "grade": readability(found.body).grade if found else None,
        "may_write": _may_write(request),
    }
    return render(request, "content/template.html", context, status=422 if form.errors else 200)


def _may_write(request: StaffRequest) -> bool:
    return request.actor.holds(*policies.AUTHORS)
