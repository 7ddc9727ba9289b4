from __future__ import annotations

from django.urls import path

from crossroads.studies import views

app_name = "studies"

urlpatterns = [
    path("o/<slug:org>/studies/", views.home, name="home"),
    path("o/<slug:org>/studies/import/", views.import_files, name="import"),
    path("o/<slug:org>/studies/imported/", views.imported, name="imported"),
    path("o/<slug:org>/studies/<uuid:study>/", views.study, name="study"),
    path("o/<slug:org>/studies/<uuid:study>/versions/", views.versions, name="versions"),
    path(
        "o/<slug:org>/studies/<uuid:study>/versions/<uuid:study_version>/", views.study_version, name="record"
    ),
    path("o/<slug:org>/studies/<uuid:study>/compare/", views.compare, name="compare"),
    path("o/<slug:org>/studies/<uuid:study>/facts/", views.facts, name="facts"),
    path("o/<slug:org>/studies/<uuid:study>/sites/", views.sites, name="sites"),
    path("o/<slug:org>/studies/<uuid:study>/sites/roster.csv", views.roster_template, name="roster-template"),
    path("o/<slug:org>/studies/<uuid:study>/sites/<uuid:site>/full/", views.full_until, name="full-until"),
    path("o/<slug:org>/studies/<uuid:study>/criteria/", views.criteria, name="criteria"),
    path(
        "o/<slug:org>/studies/<uuid:study>/criteria/<uuid:criterion>/review/",
        views.review_criterion,
        name="review-criterion",
    ),
    path(
        "o/<slug:org>/studies/<uuid:study>/criteria/<uuid:criterion>/retire/",
        views.retire_criterion,
        name="retire-criterion",
    ),
    path("o/<slug:org>/studies/<uuid:study>/screener/", views.screeners, name="screeners"),
    path("o/<slug:org>/studies/<uuid:study>/screener/<uuid:screener>/", views.screener, name="screener"),
    path(
        "o/<slug:org>/studies/<uuid:study>/screener/<uuid:screener>/review/",
        views.review_screener,
        name="review-screener",
    ),
    path(
        "o/<slug:org>/studies/<uuid:study>/screener/<uuid:screener>/confirm/",
        views.confirm_screener,
        name="confirm-screener",
    ),
    path("o/<slug:org>/stop/", views.stop, name="stop"),
    path("o/<slug:org>/stop/<uuid:stop_order>/lift/", views.lift, name="lift"),
]
