from __future__ import annotations

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "crossroads.base"
    label = "base"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, pre_migrate

        from crossroads.base import guards
        from crossroads.base.sealing import seal_duty

        pre_migrate.connect(guards.before_migrations, sender=self)
        post_migrate.connect(guards.after_migrations, sender=self)
        seal_duty.register()
