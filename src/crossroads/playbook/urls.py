from __future__ import annotations

from django.urls import path

from crossroads.playbook import views

app_name = "playbook"

urlpatterns = [
    path("o/<slug:org>/lessons/", views.home, name="home"),
]
