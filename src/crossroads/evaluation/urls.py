"""Evaluation keeps no tables of its own: it reads the earlier rooms and counts."""

from __future__ import annotations

from django.urls import path

from crossroads.evaluation import views

app_name = "evaluation"

urlpatterns = [
    path("o/<slug:org>/evaluation/", views.home, name="home"),
    path("o/<slug:org>/evaluation/metrics/", views.metrics, name="metrics"),
    path("o/<slug:org>/evaluation/<uuid:campaign>/", views.campaign_page, name="campaign"),
    path("o/<slug:org>/evaluation/<uuid:campaign>/funnel.csv", views.campaign_csv, name="csv"),
    path("o/<slug:org>/evaluation/<uuid:campaign>/funnel.json", views.campaign_json, name="json"),
]
