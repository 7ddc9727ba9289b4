from __future__ import annotations

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "crossroads.studies"
    label = "studies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crossroads.base import slots
        from crossroads.studies import (
            fillings,
            waiting,  # noqa: F401 - registers its teller
        )

        slots.fill("shell.studies", fillings.shell_studies)
        slots.fill("search", fillings.search)
