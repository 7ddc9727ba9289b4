"""Files that came through a page or the API: registry files -> records, FHIR resources -> JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile

from crossroads.engines import registry
from crossroads.engines.errors import InputProblem, Where

MAX_MB = 50
MAX_RESOURCE_MB = 1
"""Of a FHIR resource: a questionnaire that people answer is a tenth of it."""


def check_size(files: Iterable[UploadedFile[Any]]) -> None:
    """Raises InputProblem "studies.upload_too_large"."""
    if sum(file.size or 0 for file in files) > MAX_MB * 1_000_000:
        raise InputProblem("studies.upload_too_large", limit=MAX_MB)


def records(files: Iterable[UploadedFile[Any]]) -> Iterator[registry.RawRecord | InputProblem]:
    """The records of all files, one after another."""
    for file in files:
        yield from registry.read_records(cast(BinaryIO, file), file.name or "file")


def resource(file: UploadedFile[Any], field: str) -> object:
    """A FHIR resource as ``json.loads`` gives it.

    field   under which the page has the file
    raises  InputProblem "file.too_large", "input.not_json"
    """
    where = Where(field=field)
    if (file.size or 0) > MAX_RESOURCE_MB * 1_000_000:
        raise InputProblem("file.too_large", where=where, name=file.name, limit=MAX_RESOURCE_MB)
    try:
        return json.loads(file.read())
    except (ValueError, RecursionError) as error:
        raise InputProblem("input.not_json", where=where, reason=_why(error)) from None


def _why(error: ValueError | RecursionError) -> str:
    """In words that hold nothing of the file: it may be somebody's answers."""
    match error:
        case json.JSONDecodeError():
            return f"{error.msg}, line {error.lineno}"
        case UnicodeDecodeError():
            return "it is no UTF-8 text"
        case RecursionError():
            return "it is nested without end"
    return "a number in it is too long"
