from __future__ import annotations

from django.urls import path

from crossroads.studies import views

app_name = "studies"

CRITERIA = "o/<slug:org>/studies/<uuid:study>/criteria/"

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
    path(f"{CRITERIA}", views.criteria, name="criteria"),
    path(f"{CRITERIA}approve/", views.approve_reading, name="approve-reading"),
    path(f"{CRITERIA}simple/", views.approve_simple, name="approve-simple"),
    path(f"{CRITERIA}correct/", views.correct_reading, name="correct-reading"),
    path(f"{CRITERIA}add/", views.add_criterion, name="add-criterion"),
    path(f"{CRITERIA}questionnaire/", views.take_in, name="take-in"),
    path(f"{CRITERIA}hide/", views.hide_reading, name="hide-reading"),
    path(f"{CRITERIA}<uuid:criterion>/review/", views.review_criterion, name="review-criterion"),
    path(f"{CRITERIA}<uuid:criterion>/still-right/", views.reapprove_criterion, name="reapprove-criterion"),
    path(f"{CRITERIA}<uuid:criterion>/correct/", views.correct_criterion, name="correct-criterion"),
    path(f"{CRITERIA}<uuid:criterion>/hide/", views.hide_criterion, name="hide-criterion"),
    path(f"{CRITERIA}<uuid:criterion>/show/", views.show_criterion, name="show-criterion"),
    path(f"{CRITERIA}<uuid:criterion>/retire/", views.retire_criterion, name="retire-criterion"),
    path("o/<slug:org>/studies/<uuid:study>/screener/", views.screeners, name="screeners"),
    path("o/<slug:org>/studies/<uuid:study>/screener/<uuid:screener>/", views.screener, name="screener"),
    path(
        "o/<slug:org>/studies/<uuid:study>/screener/<uuid:screener>/try/",
        views.try_screener,
        name="try-screener",
    ),
    path(
        "o/<slug:org>/studies/<uuid:study>/screener/<uuid:screener>/questionnaire.json",
        views.screener_fhir,
        name="screener-fhir",
    ),
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
