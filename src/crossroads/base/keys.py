"""The keyring of the running installation, read once from ``CROSSROADS_KEYS_FILE``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from crossroads.base.crypto import Keyring


@cache
def keyring() -> Keyring:
    return Keyring.read(Path(settings.CROSSROADS.keys_file))
