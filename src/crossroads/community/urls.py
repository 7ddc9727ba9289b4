from __future__ import annotations

from django.urls import path

from crossroads.community import views

app_name = "community"

urlpatterns = [
    path("o/<slug:org>/conversation/", views.home, name="home"),
    path("o/<slug:org>/conversation/again/", views.again, name="again"),
    path("o/<slug:org>/conversation/safety/", views.reports, name="reports"),
    path("o/<slug:org>/conversation/safety/<uuid:safety_report>/", views.report, name="report"),
    path("o/<slug:org>/conversation/safety/<uuid:safety_report>/document/", views.document, name="document"),
    path("o/<slug:org>/conversation/<uuid:comment>/", views.comment, name="comment"),
]
