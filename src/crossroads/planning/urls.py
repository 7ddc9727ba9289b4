from __future__ import annotations

from django.urls import path

from crossroads.planning import views

app_name = "planning"

urlpatterns = [
    path("o/<slug:org>/plan/", views.home, name="home"),
    path("o/<slug:org>/plan/fit/<uuid:study>/", views.fit, name="fit"),
    path("o/<slug:org>/plan/fit/<uuid:study>/<uuid:fit_assessment>/decide/", views.decide, name="decide-fit"),
    path("o/<slug:org>/plan/new/<uuid:study>/", views.new, name="new"),
    path("o/<slug:org>/plan/campaigns/<uuid:campaign>/", views.campaign, name="campaign"),
    path("o/<slug:org>/plan/campaigns/<uuid:campaign>/channels/", views.channels, name="channels"),
    path("o/<slug:org>/plan/campaigns/<uuid:campaign>/audience/", views.audience, name="audience"),
    path("o/<slug:org>/plan/campaigns/<uuid:campaign>/move/", views.move, name="move"),
    path(
        "o/<slug:org>/plan/campaigns/<uuid:campaign>/forecasts/<uuid:forecast>/",
        views.forecast,
        name="forecast",
    ),
]
