from __future__ import annotations

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "crossroads.base"
    label = "base"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crossroads.base import audit, slots  # noqa: F401 - models are loaded now
        from crossroads.base.sealing import seal_duty

        seal_duty.register()
