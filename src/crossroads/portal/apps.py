from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "crossroads.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crossroads.base import slots
        from crossroads.portal import fillings, waiting  # noqa: F401 - the teller registers itself

        slots.fill("front.studies", fillings.front_studies)
        slots.fill("front.ways", fillings.front_way)
        slots.fill("stop.consequences", fillings.stop_consequences)
        slots.fill("study.page.next", fillings.study_next)
