"""One typed settings loader. Everything is ``CROSSROADS_*``; secrets may also come as ``CROSSROADS_*_FILE``.

Every wrong or missing value is told at once, by name, with what would be right.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crossroads.engines.errors import ConfigurationProblem, CrossroadsError, ManyProblems

PREFIX = "CROSSROADS_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, for the loader and for its page in the reference."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("HOME", "./crossroads-data", "Folder of all state: embedded database, media, keys of the demo"),
    Setting("MODE", "production", "production, or development, which makes keys and secret itself"),
    Setting(
        "DATABASE_URL", "", "postgresql://user:password@host:port/name; empty for SQLite in HOME", secret=True
    ),
    Setting("SECRET_KEY", "", "Signs sessions and forms; at least 50 characters", secret=True),
    Setting("KEYS_FILE", "", "Key file for personal data; development makes HOME/keys.json"),
    Setting(
        "HOSTS", "localhost,127.0.0.1", "Host names under which the site is reached, separated by commas"
    ),
    Setting("PUBLIC_URL", "http://localhost:8000", "Address that links in messages begin with"),
    Setting("HTTPS", "auto", "yes: cookies and redirects need HTTPS; auto: where PUBLIC_URL has it"),
)


@dataclass(frozen=True, slots=True)
class Config:
    """``secret_key`` is empty only in development, which then keeps one of its own in ``home``."""

    home: Path
    development: bool
    database_url: str
    secret_key: str
    keys_file: Path
    hosts: tuple[str, ...]
    public_url: str
    https: bool


def load(environment: Mapping[str, str]) -> Config:
    """Read the settings. Raises ManyProblems or one ConfigurationProblem, naming each setting that is wrong."""
    problems: list[CrossroadsError] = []
    values = _values(environment, problems)
    development = values["MODE"] == "development"
    if values["MODE"] not in ("production", "development"):
        problems.append(_invalid("MODE", values["MODE"], "production or development"))
    if values["HTTPS"] not in ("auto", "yes", "no"):
        problems.append(_invalid("HTTPS", values["HTTPS"], "auto, yes or no"))
    if values["DATABASE_URL"] and not values["DATABASE_URL"].startswith(("postgresql://", "postgres://")):
        problems.append(_invalid("DATABASE_URL", "something else", "a postgresql:// address"))
    if not values["PUBLIC_URL"].startswith(("http://", "https://")):
        problems.append(_invalid("PUBLIC_URL", values["PUBLIC_URL"], "an http:// or https:// address"))
    home = _folder(values["HOME"], problems)
    secret = values["SECRET_KEY"]
    if len(secret) < 50 and (secret or not development):
        problems.append(
            _missing("SECRET_KEY", "Set it to at least 50 random characters: openssl rand -base64 48")
        )
    if not values["KEYS_FILE"] and not development:
        problems.append(_missing("KEYS_FILE", "Make one with: crossroads keys make PATH"))
    _raise(problems)
    return Config(
        home=home,
        development=development,
        database_url=values["DATABASE_URL"],
        secret_key=secret,
        keys_file=Path(values["KEYS_FILE"] or home / "keys.json"),
        hosts=tuple(host.strip() for host in values["HOSTS"].split(",") if host.strip()),
        public_url=values["PUBLIC_URL"].rstrip("/"),
        https=values["HTTPS"] == "yes"
        or (values["HTTPS"] == "auto" and values["PUBLIC_URL"].startswith("https:")),
    )


def _values(environment: Mapping[str, str], problems: list[CrossroadsError]) -> dict[str, str]:
    known = {setting.name: setting for setting in SETTINGS}
    values = {name: setting.default for name, setting in known.items()}
    for full, value in environment.items():
        name = full.removeprefix(PREFIX)
        if full == name or name.startswith("TEST_"):
            continue
        if name in known:
            values[name] = value
        elif (plain := name.removesuffix("_FILE")) in known and known[plain].secret:
            values[plain] = _read(full, value, problems)
        else:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
            problems.append(ConfigurationProblem("settings.unknown", name=full, near=PREFIX + near))
    return values


def _folder(value: str, problems: list[CrossroadsError]) -> Path:
    try:
        return Path(value).expanduser().resolve()
    except (ValueError, RuntimeError, OSError):  # a zero byte, an unknown ~user, a name that is too long
        problems.append(_invalid("HOME", value, "a folder"))
        return Path()


def _read(name: str, path: str, problems: list[CrossroadsError]) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        problems.append(ConfigurationProblem("settings.file_missing", name=name, path=path))
        return ""


def _invalid(name: str, value: str, expected: str) -> ConfigurationProblem:
    return ConfigurationProblem("settings.invalid", name=PREFIX + name, value=value, expected=expected)


def _missing(name: str, how: str) -> ConfigurationProblem:
    return ConfigurationProblem("settings.missing", name=PREFIX + name, how=how)


def _raise(problems: list[CrossroadsError]) -> None:
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise ManyProblems(problems)
