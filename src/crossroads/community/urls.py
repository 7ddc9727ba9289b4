from __future__ import annotations

from django.urls import path

from crossroads.community import views

app_name = "community"

urlpatterns = [
    path("o/<slug:org>/conversation/", views.home, name="home"),
]
