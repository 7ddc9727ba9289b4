from __future__ import annotations

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "crossroads.planning"
    label = "planning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crossroads.base import slots
        from crossroads.base.events import subscribe
        from crossroads.planning import (
            fillings,
            waiting,  # noqa: F401 - registers its teller
        )
        from crossroads.planning.reactions import halt_campaigns
        from crossroads.studies.events import RecruitingStopped

        subscribe(RecruitingStopped, halt_campaigns)
        slots.fill("shell.campaigns", fillings.shell_campaigns)
        slots.fill("search", fillings.search)
        slots.fill("stop.campaigns", fillings.stop_campaigns)
        slots.fill("study.page.next", fillings.next_action)
