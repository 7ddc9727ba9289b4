"""Bringing in what networks tell: their reports, and what people said there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.shell import focus
from crossroads.channels import inbox_file, policies, report_file, services
from crossroads.channels.forms import InboxForm, ReportForm
from crossroads.channels.models import ChannelAccount
from crossroads.engines.errors import CrossroadsError, each_problem

PROBLEMS_SHOWN = 100
NONE: tuple[CrossroadsError, ...] = ()


@staff_view(read=policies.MAY_IMPORT_REPORTS, write=policies.MAY_IMPORT_REPORTS)
def reports(request: StaffRequest) -> HttpResponse:
    """A platform's numbers, from a CSV."""
    focus(request, step="publication")
    form, problems = ReportForm(), NONE
    if request.method == "POST":
        form = ReportForm(request.POST, request.FILES)
        if form.is_valid():
            upload = form.cleaned_data["report"]
            try:
                found = services.import_report(
                    csv=upload.read(), name=upload.name, by=request.actor, at=clock.now()
                )
            except CrossroadsError as error:
                problems = each_problem(error)
            else:
                told = _(
                    "The report is in: %(new)d days are new, %(changed)d changed, %(same)d said the same."
                )
                counts = {"new": found.new, "changed": found.changed, "same": found.unchanged}
                messages.success(request, told % counts)
                return redirect("channels:reports", org=request.actor.organisation.slug)
    context = {"form": form, **_told(problems), "columns": report_file.COLUMNS}
    status = 422 if problems or (form.is_bound and form.errors) else 200
    return render(request, "channels/reports.html", context, status=status)


@staff_view(read=policies.MAY_IMPORT_INBOX, write=policies.MAY_IMPORT_INBOX)
def inbox(request: StaffRequest) -> HttpResponse:
    """What people said, from a JSON file."""
    focus(request, step="publication")
    offered = ChannelAccount.visible_to(request.actor).exclude(state="closed")
    form, problems = InboxForm(accounts=offered), NONE
    if request.method == "POST":
        form = InboxForm(request.POST, request.FILES, accounts=offered)
        if form.is_valid():
            account = form.accounts[form.cleaned_data["account"]]
            try:
                items = inbox_file.read(form.cleaned_data["items"].read())
                got = services.receive_items(
                    account=account, items=items, by=request.actor, at=clock.now(), source="file"
                )
            except CrossroadsError as error:
                problems = each_problem(error)
            else:
                messages.success(
                    request,
                    _("%(new)d comments came in; %(known)d were known.")
                    % {"new": len(got.new), "known": got.known},
                )
                return redirect("channels:inbox", org=request.actor.organisation.slug)
    context = {"form": form, **_told(problems), "none": not form.accounts}
    status = 422 if problems or (form.is_bound and form.errors) else 200
    return render(request, "channels/inbox.html", context, status=status)


def _told(problems: tuple[CrossroadsError, ...]) -> dict[str, object]:
    """All problems are found in one pass; a page shows the first hundred and how many more there are."""
    return {"problems": problems[:PROBLEMS_SHOWN], "more": max(0, len(problems) - PROBLEMS_SHOWN)}
