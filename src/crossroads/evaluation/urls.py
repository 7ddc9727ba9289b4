from __future__ import annotations

from django.urls import path

from crossroads.evaluation import views

app_name = "evaluation"

urlpatterns = [
    path("o/<slug:org>/evaluation/", views.home, name="home"),
]
