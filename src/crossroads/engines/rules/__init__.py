"""Rules, lexicons and sentences as data: a folder per language, a file per subject, each with its authority."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

DEFAULT_LANGUAGE = "en"


@cache
def load(subject: str, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
    """Read ``rules/<language>/<subject>.toml``. The result is shared: do not change it.

    raises  FileNotFoundError where the language has no such file: a mistake of ours, not of a user
    """
    text = files(__name__).joinpath(language, f"{subject}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def names(folder: str, language: str = DEFAULT_LANGUAGE) -> tuple[str, ...]:
    """The subjects in ``rules/<language>/<folder>/``, in order."""
    found = files(__name__).joinpath(language, *folder.split("/")).iterdir()
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in found if entry.name.endswith(".toml")))


@cache
def problem_table(language: str = DEFAULT_LANGUAGE) -> dict[str, dict[str, str]]:
    """Every problem's sentence and advice by code, from all files in ``problems/``."""
    table: dict[str, dict[str, str]] = {}
    for name in names("problems", language):
        table.update(load(f"problems/{name}", language))
    return table


class _Shown(dict[str, Any]):
    """A parameter that an old caller forgot is shown by name rather than hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return f"({key})"


def _fill(code: str, part: str, params: dict[str, Any]) -> str:
    sentence = problem_table().get(code, {}).get(part, "")
    return sentence.format_map(_Shown(params))


def problem_sentence(code: str, params: dict[str, Any]) -> str:
    """The sentence for a code, or the code itself where nobody has written one (a test finds those)."""
    return _fill(code, "sentence", params) or code


def problem_advice(code: str, params: dict[str, Any]) -> str:
    return _fill(code, "advice", params)
