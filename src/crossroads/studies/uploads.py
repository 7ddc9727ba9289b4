"""Registry files that came through a page or the API -> records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile

from crossroads.engines import registry
from crossroads.engines.errors import InputProblem

MAX_MB = 50


def check_size(files: Iterable[UploadedFile[Any]]) -> None:
    """Raises InputProblem "studies.upload_too_large"."""
    if sum(file.size or 0 for file in files) > MAX_MB * 1_000_000:
        raise InputProblem("studies.upload_too_large", limit=MAX_MB)


def records(files: Iterable[UploadedFile[Any]]) -> Iterator[registry.RawRecord | InputProblem]:
    """The records of all files, one after another."""
    for file in files:
        yield from registry.read_records(cast(BinaryIO, file), file.name or "file")
