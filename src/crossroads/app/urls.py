"""All addresses, room by room in the order of the journey."""

from __future__ import annotations

from django.urls import include, path

from crossroads.app.api import api

urlpatterns = [
    path("", include("crossroads.base.urls")),
    path("", include("crossroads.studies.urls")),
    path("", include("crossroads.planning.urls")),
    path("", include("crossroads.content.urls")),
    path("", include("crossroads.channels.urls")),
    path("", include("crossroads.community.urls")),
    path("", include("crossroads.portal.urls")),
    path("", include("crossroads.evaluation.urls")),
    path("", include("crossroads.playbook.urls")),
    path("api/v1/", api.urls),
]

handler404 = "crossroads.base.views.not_found"
handler500 = "crossroads.base.views.server_error"
