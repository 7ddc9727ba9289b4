from __future__ import annotations

from django.urls import include, path

from crossroads.channels.views import accounts, imports, publications, takedowns

app_name = "channels"

staff = [
    path("", publications.home, name="home"),
    path("new/", publications.new, name="new"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<uuid:channel_account>/change/", accounts.change, name="account-change"),
    path("take-downs/", takedowns.takedowns, name="takedowns"),
    path("take-downs/<uuid:takedown_task>/", takedowns.takedown, name="takedown"),
    path("take-downs/<uuid:takedown_task>/remove/", takedowns.remove, name="takedown-remove"),
    path("reports/", imports.reports, name="reports"),
    path("inbox/", imports.inbox, name="inbox"),
    path("<uuid:publication>/", publications.publication, name="publication"),
    path("<uuid:publication>/cancel/", publications.cancel, name="cancel"),
    path("<uuid:publication>/release/", publications.release, name="release"),
    path("<uuid:publication>/look/", publications.look, name="look"),
    path("<uuid:publication>/found/", publications.found, name="found"),
    path("<uuid:publication>/take-down/", publications.take_down, name="take-down"),
]

urlpatterns = [
    path("o/<slug:org>/publication/", include(staff)),
    path("local/", include("crossroads.channels.local.urls")),
]
