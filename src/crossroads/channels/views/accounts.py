"""Accounts on networks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.shell import focus
from crossroads.channels import policies, queries, services
from crossroads.channels.forms import AccountForm
from crossroads.channels.models import ChannelAccount
from crossroads.channels.networks import installed
from crossroads.engines.errors import CrossroadsError, InputProblem
from crossroads.engines.terms import Network


@staff_view(write=policies.MAY_KEEP_ACCOUNTS)
def accounts(request: StaffRequest) -> HttpResponse:
    """All accounts, and the form that adds one."""
    focus(request, step="publication")
    form = AccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            services.add_account(
                network=Network(chosen["network"]),
                handle=chosen["handle"],
                name=chosen["name"],
                credentials=chosen["credentials"],
                by=request.actor,
                at=clock.now(),
            )
        except CrossroadsError as error:
            form.tell(error)
        else:
            messages.success(request, _("The account is added."))
            return redirect("channels:accounts", org=request.actor.organisation.slug)
    context = {
        "accounts": queries.accounts(request.actor),
        "connected": {network.value for network in installed()},
        "form": form,
        "why_not": policies.why_not_keep_accounts(request.actor),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "channels/accounts.html", context, status=status)


@staff_view(read=frozenset(), write=policies.MAY_KEEP_ACCOUNTS)
def change(request: StaffRequest, channel_account: UUID) -> HttpResponse:
    """Pause, resume or close."""
    account = ChannelAccount.get_for(request.actor, channel_account)
    to = request.POST.get("to", "")
    if to not in ChannelAccount.LIFE.states:
        raise InputProblem("input.required", field="to")
    services.change_account(account=account, to=to, by=request.actor, at=clock.now())
    messages.success(request, _("The account is %(state)s now.") % {"state": account.state_words})
    return redirect("channels:accounts", org=request.actor.organisation.slug)
