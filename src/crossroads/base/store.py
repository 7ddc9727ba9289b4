"""The private store: files by the hash of their content, outside any web root, served by permission."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.models import StoredFile
from crossroads.base.service import service
from crossroads.engines.errors import InputProblem

MAX_BYTES = 25 * 1024 * 1024

_SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "application/pdf": (b"%PDF-",),
}
"""What we keep, and how such a file begins: the name that came with it proves nothing."""


@service("base.file.keep")
def keep_file(*, content: bytes, name: str, by: Actor, at: datetime) -> StoredFile:
    """Keep a file. Raises InputProblem "file.too_large", "file.empty" or "file.kind"."""
    kind = _kind_of(content, name)
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if not path.exists():
        _write_whole(path, content)
    stored, made = StoredFile.objects.get_or_create(
        organisation=by.organisation,
        sha256=digest,
        defaults={"name": Path(name).name[:200], "content_type": kind, "size": len(content), "added_at": at},
    )
    if made:
        audit.record("base.file.kept", target=stored, by=by, at=at, sha256=digest, size=len(content))
    else:
        audit.nothing_changed()
    return stored


def read_file(stored: StoredFile) -> bytes:
    """The bytes, checked against their hash. Raises InputProblem "file.damaged"."""
    content = path_of(stored.sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise InputProblem("file.damaged", sha256=stored.sha256)
    return content


def path_of(digest: str) -> Path:
    return Path(settings.CROSSROADS.home) / "media" / digest[:2] / digest


def _kind_of(content: bytes, name: str) -> str:
    if not content:
        raise InputProblem("file.empty", name=name)
    if len(content) > MAX_BYTES:
        raise InputProblem("file.too_large", name=name, limit=MAX_BYTES // 1024 // 1024)
    for kind, starts in _SIGNATURES.items():
        if content.startswith(starts):
            return kind
    raise InputProblem("file.kind", name=name)


def _write_whole(path: Path, content: bytes) -> None:
    """All or nothing: a file that a crash cut short never stands under its hash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)
