from __future__ import annotations

from django.urls import path

from crossroads.channels.local import views

urlpatterns = [
    path("<slug:handle>/", views.feed, name="local-feed"),
    path("<slug:handle>/<uuid:local_post>/", views.comment, name="local-comment"),
    path("<slug:handle>/<uuid:local_post>/picture/", views.picture, name="local-picture"),
]
