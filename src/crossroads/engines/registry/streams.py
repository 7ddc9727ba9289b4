"""Byte streams: a source that counts what was read, and the files inside gzip, tar and zip, one after
another.

Nothing is ever written under a member's name, so a path trick can do no harm; it is refused all the same,
since an honest archive has none.
"""

from __future__ import annotations

import gzip
import io
import re
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import IO, BinaryIO, Protocol

from crossroads.engines.errors import InputProblem, Where

MAX_RECORD_BYTES = 50_000_000
MAX_EXPANSION = 300  # how many times larger than its file; registry text packs 5 to 30 times
MAX_NESTING = 3  # a gzip in a tar in a zip; deeper is no archive of records

_BUFFER = 1 << 16
_SPOOLED = 8_000_000

BROKEN_ARCHIVE = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # an encrypted zip member; an unknown compression (NotImplementedError)
    zlib.error,
    tarfile.TarError,
    zipfile.BadZipFile,
)


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


class Counted(io.RawIOBase):
    """Reads whole buffers from a stream that may give less, and counts the bytes."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        filled = 0
        while filled < len(buffer):
            piece = self._stream.read(len(buffer) - filled)
            if not piece:
                break
            buffer[filled : filled + len(piece)] = piece
            filled += len(piece)
        self.count += filled
        return filled


class Source(Counted):
    """The outermost stream: it can go back where the stream beneath can, as a zip needs it."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)
        self._file = stream

    def seekable(self) -> bool:
        return self._file.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


class Expanded(Counted):
    """What comes out of a compressed stream, refused when it grows far beyond what went in."""

    def __init__(self, stream: Readable, packed: Callable[[], int], where: Where) -> None:
        super().__init__(stream)
        self._packed = packed
        self._where = where

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        filled = super().readinto(buffer)
        if self.count > MAX_RECORD_BYTES and self.count > MAX_EXPANSION * max(1, self._packed()):
            raise InputProblem("registry.expands_too_far", where=self._where, times=MAX_EXPANSION)
        return filled


def buffered(stream: Counted) -> io.BufferedReader:
    return io.BufferedReader(stream, _BUFFER)


@dataclass(frozen=True, slots=True)
class Member:
    """One plain file: a stream to read before the next is asked for."""

    stream: io.BufferedReader
    where: Where


def members(stream: io.BufferedReader, where: Where, depth: int = 0) -> Iterator[Member | InputProblem]:
    """The plain files in a stream: itself, or what gzip, tar and zip hold, by content and not by name."""
    head = stream.peek(_BUFFER)
    unpack = _unpacker(head)
    if unpack is None:
        yield Member(stream, where)
    elif depth == MAX_NESTING:
        yield InputProblem("registry.nested_too_deeply", where=where, depth=MAX_NESTING)
    else:
        try:
            for found in unpack(stream, where):
                if isinstance(found, Member):
                    yield from members(found.stream, found.where, depth + 1)
                else:
                    yield found
        except InputProblem as problem:
            yield problem
        except BROKEN_ARCHIVE as error:
            yield InputProblem("registry.broken_archive", where=where, reason=reason_of(error))


def _unpacker(head: bytes) -> Callable[[io.BufferedReader, Where], Iterator[Member | InputProblem]] | None:
    if head.startswith(b"\x1f\x8b"):
        return _gzip
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip
    if head[257:262] == b"ustar":
        return _tar
    return None


def reason_of(error: Exception) -> str:
    return str(error) or type(error).__name__


def _gzip(stream: io.BufferedReader, where: Where) -> Iterator[Member]:
    packed = Counted(stream)
    with gzip.GzipFile(fileobj=buffered(packed)) as unpacked:
        yield Member(buffered(Expanded(unpacked, lambda: packed.count, where)), where)


def _tar(stream: io.BufferedReader, where: Where) -> Iterator[Member | InputProblem]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for info in archive:
            place = _inside(where, info.name)
            if info.isdir():
                continue
            if not info.isreg() or not _is_honest(info.name):
                yield InputProblem("registry.unsafe_member", where=place)
                continue
            file = archive.extractfile(info)
            if file is not None:
                yield Member(buffered(Counted(file)), place)


def _zip(stream: io.BufferedReader, where: Where) -> Iterator[Member | InputProblem]:
    with ExitStack() as opened:
        file = stream if stream.seekable() else opened.enter_context(_spooled(stream))
        archive = opened.enter_context(zipfile.ZipFile(file))
        for info in archive.infolist():
            place = _inside(where, info.filename)
            if info.filename.endswith("/"):  # ``is_dir`` fails on an empty name
                continue
            if not _is_honest(info.filename):
                yield InputProblem("registry.unsafe_member", where=place)
                continue
            try:
                with archive.open(info) as unpacked:
                    yield Member(buffered(Expanded(unpacked, partial(int, info.compress_size), place)), place)
            except BROKEN_ARCHIVE as error:
                yield InputProblem("registry.broken_archive", where=place, reason=reason_of(error))


def _spooled(stream: io.BufferedReader) -> IO[bytes]:
    """A zip keeps its table of contents at the end: what comes from a pipe is first put on disk."""
    spooled = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115  (the caller closes it)
    shutil.copyfileobj(stream, spooled)
    spooled.seek(0)
    return spooled


_DRIVE = re.compile("[A-Za-z]:")


def _is_honest(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return not (path.is_absolute() or ".." in path.parts or "\x00" in name or _DRIVE.match(name))


def _inside(where: Where, member: str) -> Where:
    """The place "archive.zip/member.xml"; control characters of a hostile name are not repeated."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in member)[:200]
    return Where(file=f"{where.file}/{shown}")
