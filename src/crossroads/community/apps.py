from __future__ import annotations

from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "crossroads.community"
    label = "community"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crossroads.community import tasks, waiting  # noqa: F401 - registers what waits

        tasks.TAKE_IN.register()
        tasks.WAKE.register()
