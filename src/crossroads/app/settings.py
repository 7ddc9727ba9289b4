"""Django's settings, derived from the typed ``Config`` and nothing else."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from crossroads.app import config
from crossroads.base.crypto import Keyring


def _environment() -> dict[str, str]:
    """The type checker reads these settings without any environment; the product does not."""
    environment = dict(os.environ)
    if "mypy" in sys.modules:
        environment.setdefault("CROSSROADS_MODE", "development")
        environment.setdefault(
            "CROSSROADS_SECRET_KEY", "only the type checker reads this, and it keeps no session"
        )
    return environment


def _development_secret() -> str:
    """One secret for all processes of a demo, and for its next start: else a second worker signs everybody out."""
    path = CROSSROADS.home / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii")


CROSSROADS = config.load(_environment())
BASE = Path(__file__).resolve().parent.parent

if CROSSROADS.development and "mypy" not in sys.modules and not CROSSROADS.keys_file.exists():
    CROSSROADS.keys_file.parent.mkdir(parents=True, exist_ok=True)
    Keyring.fresh().write(CROSSROADS.keys_file)

SECRET_KEY = CROSSROADS.secret_key or _development_secret()
DEBUG = False
ALLOWED_HOSTS = list(CROSSROADS.hosts)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton",
    "csp",
    "crossroads.base",
    "crossroads.studies",
    "crossroads.planning",
    "crossroads.content",
    "crossroads.channels",
    "crossroads.community",
    "crossroads.portal",
    "crossroads.evaluation",
    "crossroads.playbook",
    "crossroads.app",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "crossroads.base.middleware.TellProblems",
]

ROOT_URLCONF = "crossroads.app.urls"
WSGI_APPLICATION = "crossroads.app.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "crossroads.base.shell.shell",
                "crossroads.base.shell.demonstration",
            ]
        },
    }
]


def _database() -> dict[str, Any]:
    if not CROSSROADS.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": CROSSROADS.home / "crossroads.sqlite3",
            "OPTIONS": {
                # IMMEDIATE: a writer waits for its turn at BEGIN, instead of failing at its first write
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # secure_delete: what is erased is overwritten, not only unlinked
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                "PRAGMA secure_delete=ON;",
            },
        }
    url = urlsplit(CROSSROADS.database_url)
    query = dict(part.split("=", 1) for part in url.query.split("&") if "=" in part)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(query.get("host", url.hostname or "")),
        "PORT": url.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "base.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "front"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE / "app" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
COTTON_ISOLATE_BY_DEFAULT = True  # what a page knows does not leak into its components
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

# Nothing from any other host, nothing inline: a page can neither leak nor be made to leak.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = CROSSROADS.https
# We speak plain HTTP ourselves: where HTTPS is asked for, a proxy ends it and says so.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CROSSROADS.https else None
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "crossroads.base.views.csrf_failure"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if CROSSROADS.https else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024

# Addresses and query strings never reach a log: they may carry what a person answered.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "CRITICAL"},
        "django.template": {"level": "INFO"},
        "crossroads": {"level": "INFO"},
    },
}
