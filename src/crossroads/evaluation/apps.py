from __future__ import annotations

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "crossroads.evaluation"
    label = "evaluation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crossroads.evaluation import fills

        fills.fill()
