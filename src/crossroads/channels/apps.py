from __future__ import annotations

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "crossroads.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crossroads.base import guards, slots
        from crossroads.channels import fillings, reactions, tasks, waiting  # noqa: F401 - registers what waits
        from crossroads.channels.guards import guard
        from crossroads.channels.models import PUBLICATION_LIFE

        guards.declare(
            guard([(now, to) for now, following in PUBLICATION_LIFE.steps.items() for to in following])
        )
        reactions.listen()
        for duty in tasks.DUTIES:
            duty.register()
        slots.fill("stop.consequences", fillings.stop_consequences)
        slots.fill("search", fillings.search)
