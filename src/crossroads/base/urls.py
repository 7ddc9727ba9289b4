from __future__ import annotations

from django.urls import path

from crossroads.base import gallery, views

urlpatterns = [
    path("", views.front, name="front"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("start/", views.start, name="start"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("o/<slug:org>/", views.home, name="home"),
    path("o/<slug:org>/search/", views.search, name="search"),
    path("o/<slug:org>/switch/", views.switch, name="switch"),
    path("o/<slug:org>/files/<uuid:stored_file>/", views.stored_file, name="file"),
]
