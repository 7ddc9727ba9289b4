from __future__ import annotations

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "crossroads.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crossroads.base import guards, slots
        from crossroads.content import dependents, search, tasks, waiting  # noqa: F401 - registers what waits
        from crossroads.content.guards import GUARDS
        from crossroads.content.services import reactions

        for guard in GUARDS:
            guards.declare(guard)
        reactions.listen()
        tasks.EXPIRE.register()
        slots.fill("search", search.found)
        slots.fill("fact.dependents", dependents.by_path)
