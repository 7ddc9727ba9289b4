from __future__ import annotations

from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    name = "crossroads.playbook"
    label = "playbook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crossroads.playbook import fills, waiting  # noqa: F401 - registers its tellers

        fills.fill()
