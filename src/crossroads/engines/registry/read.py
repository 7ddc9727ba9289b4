"""Registry files -> raw records, one at a time and byte for byte.

What a file is told by its content: gzip, tar or zip around JSON in one of several frames, or classic XML.
Which format a JSON object has, its keys tell.
This module cuts and names; ``parse`` reads. A bad record becomes one problem with its place, and the next
record follows.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.registry import ctrdata
from crossroads.engines.registry.json_frames import Frame, frames
from crossroads.engines.registry.streams import (
    BROKEN_ARCHIVE,
    MAX_RECORD_BYTES,
    Member,
    Source,
    buffered,
    members,
    reason_of,
)

_HEAD = 1 << 16
_BOM = b"\xef\xbb\xbf"
_XML_ROOT = re.compile(rb"<clinical_study[\s/>]")
_JSON_LINE = re.compile(rb"^\s*[{\[]", re.MULTILINE)


class RecordFormat(StrEnum):
    """How a record is written."""

    CTGOV_V2 = "ctgov_v2"
    CTGOV_V1 = "ctgov_v1"
    CTGOV_CLASSIC = "ctgov_classic"
    USDM = "usdm"
    CTRDATA = "ctrdata"


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as it came.

    data        the verbatim bytes of this record: its JSON object, or its XML document
    where       file (an archive's member after a slash) and line
    bytes_read  position in the outermost file once this record was read, for a progress bar
    """

    data: bytes = field(repr=False)
    format: RecordFormat
    where: Where = field(default_factory=Where, compare=False)
    bytes_read: int = field(default=0, compare=False)

    @property
    def sha256(self) -> str:
        """The hash that names this version of the record, 64 hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


def read_records(source: Path | str | BinaryIO, name: str = "") -> Iterator[RawRecord | InputProblem]:
    """The records of a file, an archive or an open stream of bytes, in their order.

    source    a path, or a binary stream such as ``sys.stdin.buffer`` (it need not be seekable)
    name      what to call the source in problems; a path's own name if empty
    yields    a RawRecord, or an InputProblem that says where and why
    raises    InputProblem "input.file_missing" for a path that cannot be opened
    memory    one record (at most ``MAX_RECORD_BYTES``), whatever the size of the file
    """
    if not isinstance(source, Path | str):
        yield from _read(source, name or "standard input")
        return
    path = Path(source)
    try:
        file = path.open("rb")
    except OSError:
        raise InputProblem("input.file_missing", path=name or path.name) from None
    with file:
        yield from _read(file, name or path.name)


def record_from_bytes(data: bytes, where: Where | None = None) -> RawRecord:
    """The record in bytes that were kept from an earlier reading.

    raises  InputProblem "registry.not_a_study"
    """
    place = where or Where()
    if _looks_like_xml(data[:_HEAD]):
        return RawRecord(data, RecordFormat.CTGOV_CLASSIC, place)
    return _from_json(data, place)


def _read(stream: BinaryIO, name: str) -> Iterator[RawRecord | InputProblem]:
    source = Source(stream)
    for member in members(buffered(source), Where(name)):
        if isinstance(member, InputProblem):
            yield member
            continue
        for raw in _records(member):
            if isinstance(raw, RawRecord):
                yield RawRecord(raw.data, raw.format, raw.where, source.count)
            else:
                yield raw


def _records(member: Member) -> Iterator[RawRecord | InputProblem]:
    """The records of one plain file. A damaged compressed stream ends it, not the whole reading."""
    stream, where = member.stream, member.where
    try:
        head = stream.peek(_HEAD)
        if head.startswith(_BOM):
            stream.read(len(_BOM))
            head = head[len(_BOM) :]
        if not head.strip():
            yield InputProblem("registry.empty", where=where)
        elif head.lstrip().startswith(b"<"):
            yield _xml(stream, where)
        elif _JSON_LINE.search(head):
            yield from _json(stream, where)
        else:
            yield InputProblem("registry.unknown_format", where=where)
    except InputProblem as problem:
        yield problem
    except BROKEN_ARCHIVE as error:
        yield InputProblem("registry.broken_archive", where=where, reason=reason_of(error))


def _xml(stream: io.BufferedReader, where: Where) -> RawRecord | InputProblem:
    data = stream.read(MAX_RECORD_BYTES + 1)
    if len(data) > MAX_RECORD_BYTES:
        return InputProblem("registry.too_large", where=where, limit=MAX_RECORD_BYTES // 1_000_000)
    if not _looks_like_xml(data[:_HEAD]):
        return InputProblem("registry.not_a_study", where=where)
    return RawRecord(data, RecordFormat.CTGOV_CLASSIC, where)


def _looks_like_xml(head: bytes) -> bool:
    return head.removeprefix(_BOM).lstrip().startswith(b"<") and _XML_ROOT.search(head) is not None


def _json(stream: io.BufferedReader, where: Where) -> Iterator[RawRecord | InputProblem]:
    for frame in frames(stream, where.file):
        if isinstance(frame, Frame):
            try:
                yield _from_json(frame.data, Where(where.file, frame.line))
            except InputProblem as problem:
                yield problem
        else:
            yield frame


_FIRST_KEY = re.compile(rb'\{\s*"(\w+)"')
_FORMAT_BY_KEY = {
    "protocolSection": RecordFormat.CTGOV_V2,
    "ProtocolSection": RecordFormat.CTGOV_V1,
    "Study": RecordFormat.CTGOV_V1,
}


def _from_json(data: bytes, where: Where) -> RawRecord:
    """Name the format of one JSON object; an object that carries an XML document gives that document."""
    first = _FIRST_KEY.match(data)
    known = _FORMAT_BY_KEY.get(first[1].decode()) if first else None
    if known:
        return RawRecord(data, known, where)
    document = decoded(data, where)
    for key, record_format in _FORMAT_BY_KEY.items():
        if key in document:
            return RawRecord(data, record_format, where)
    if ctrdata.is_record(document):
        return RawRecord(data, RecordFormat.CTRDATA, where)
    if isinstance(document.get("study"), dict) and (
        "usdmVersion" in document or "versions" in document["study"]
    ):
        return RawRecord(data, RecordFormat.USDM, where)
    xml = document.get("xml")
    if isinstance(xml, str):
        data = _document_bytes(xml)
        if _looks_like_xml(data[:_HEAD]):
            return RawRecord(data, RecordFormat.CTGOV_CLASSIC, where)
    raise InputProblem("registry.not_a_study", where=where)


_DECLARED_ENCODING = re.compile(r"""<\?xml[^>]*encoding=["']([\w.\-]+)["']""")


def _document_bytes(xml: str) -> bytes:
    """An XML document's bytes in the encoding that it declares, UTF-8 where it declares none."""
    declared = _DECLARED_ENCODING.match(xml)
    try:
        return xml.encode(declared[1] if declared else "utf-8")
    except (LookupError, UnicodeEncodeError):
        return xml.encode("utf-8", errors="replace")


def decoded(data: bytes, where: Where) -> dict[str, Any]:
    """The JSON object in some bytes.

    raises  InputProblem "registry.not_json" or "registry.not_a_study"
    """
    try:
        document = json.loads(data)
    except RecursionError:
        raise InputProblem("registry.not_json", where=where, reason="it is nested too deeply") from None
    except ValueError as error:
        raise InputProblem("registry.not_json", where=where, reason=_reason(error)) from None
    if not isinstance(document, dict):
        raise InputProblem("registry.not_a_study", where=where)
    return document


def _reason(error: ValueError) -> str:
    """Why it is not JSON, without repeating what the record says."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}"
    return "its bytes are not UTF-8"
