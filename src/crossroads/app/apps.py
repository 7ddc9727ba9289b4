from __future__ import annotations

from django.apps import AppConfig


class AppRoomConfig(AppConfig):
    name = "crossroads.app"
    label = "app"
