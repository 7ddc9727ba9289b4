"""Cutting a stream of JSON into its records, byte for byte, without holding more than one of them.

A record may stand on a line of its own (JSONL), alone over many lines, in an array, in an API v2 page
(``{"studies": [...]}``) or in the retired v1 answer (``{"FullStudiesResponse": {"FullStudies": [...]}}``).

A broken record must not swallow those that follow. JSON allows no line end within a string, and an object
only after "[", ",", or ":"; where either is violated the record is given up, and the next line that begins
as this record began starts a new one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.registry.streams import MAX_RECORD_BYTES

_PIECE = 1 << 20
_OUTSIDE = re.compile(rb'["{}\[\]\n]')
_IN_STRING = re.compile(rb'["\\\n]')
_JUNK = re.compile(rb"[^\s,]")
_MAX_DEPTH = 500


class _Open(StrEnum):
    """What an open bracket holds."""

    LIST = "a list of records"
    PAGE = "an object around a list of records"
    SKIPPED = "something else in a page"
    OBJECT = "an object within a record"
    ARRAY = "an array within a record"


_IN_RECORD = frozenset({_Open.OBJECT, _Open.ARRAY})
_LIST_KEYS = frozenset({b"studies", b"FullStudies"})
_PAGE_KEYS = frozenset({b"FullStudiesResponse"})


@dataclass(frozen=True, slots=True)
class Frame:
    """The bytes of one JSON object and the line on which it begins."""

    data: bytes
    line: int


def frames(stream: io.BufferedReader, file: str) -> Iterator[Frame | InputProblem]:
    """Cut a stream into records. Problems carry file and line.

    problems  "registry.not_json", "registry.too_large", "registry.stray_text", "registry.cut_short"
    """
    cutter = _Cutter(file)
    while piece := stream.readline(_PIECE):
        yield from cutter.feed(piece)
    yield from cutter.end()


class _Cutter:
    def __init__(self, file: str) -> None:
        self._file = file
        self._line = 1
        self._open: list[_Open] = []
        self._pieces: list[bytes] = []  # of the record being read
        self._size = 0
        self._kept = 0  # where in the piece at hand the record begins
        self._begun = 1  # the line on which it begins
        self._indent: bytes | None = b""  # what stands before it on that line, when that is blank
        self._in_string = False
        self._escaped = False
        self._key = b""  # the last string: perhaps the name of a list of records
        self._key_at = 0
        self._last = b""  # the last byte that is not blank
        self._lost = False  # a record was given up; waiting for the next
        self._at_line_start = True
        self._junk_line = 0

    # --- one piece: a line, or a part of a very long one

    def feed(self, piece: bytes) -> Iterator[Frame | InputProblem]:
        if self._at_line_start and self._is_whole_record(piece):
            yield Frame(piece.rstrip(), self._line)
        else:
            if self._at_line_start:
                yield from self._begin_line(piece)
            if not self._lost:
                yield from self._scan(piece)
                self._last = piece.rstrip()[-1:] or self._last
        self._at_line_start = piece.endswith(b"\n")
        self._line += self._at_line_start

    def _is_whole_record(self, piece: bytes) -> bool:
        """The common case, JSONL, told at the speed of C: same number of brackets, and no list of records."""
        if self._open or not piece.startswith(b"{") or not piece.endswith((b"}\n", b"}\r\n", b"}")):
            return False
        whole = piece.count(b"{") == piece.count(b"}") and piece.count(b"[") == piece.count(b"]")
        if whole and not any(b'"%s"' % key in piece for key in (*_LIST_KEYS, *_PAGE_KEYS)):
            self._lost = False
            return True
        return False

    def _begin_line(self, piece: bytes) -> Iterator[InputProblem]:
        """Where a line begins a new record although the one before is not complete, that one is broken."""
        if self._lost:
            self._lost = self._indent is None or not piece.startswith(self._indent + b"{")
        elif self._in_record and piece.startswith(b'{"'):
            inside = self._open[-1]
            allowed = b":" if inside is _Open.OBJECT else b"[,"
            if self._last not in allowed:
                yield self._give_up("registry.not_json", reason="it ends before its last bracket")
                self._lost = False

    @property
    def _in_record(self) -> bool:
        return bool(self._open) and self._open[-1] in _IN_RECORD

    # --- the scan: brackets, strings and line ends; all else is passed over

    def _scan(self, piece: bytes) -> Iterator[Frame | InputProblem]:
        self._kept = self._key_at = 0
        at, self._escaped = int(self._escaped), False
        while found := (_IN_STRING if self._in_string else _OUTSIDE).search(piece, at):
            if not self._in_record and not self._in_string:
                yield from self._check_between(piece[at : found.start()])
            sign, at = found[0], found.end()
            if sign == b"\\":
                at += 1
                self._escaped = at > len(piece)
            elif sign == b"\n":
                if self._in_string:
                    yield self._give_up("registry.not_json", reason="a line ends within a text")
            elif sign == b'"':
                yield from self._quote(piece, found.start())
            elif sign in b"{[":
                yield from self._opening(piece, found.start(), sign)
            else:
                yield from self._closing(piece, at, sign)
            if self._lost:
                return
        yield from self._keep(piece, at)

    def _quote(self, piece: bytes, at: int) -> Iterator[InputProblem]:
        self._in_string = not self._in_string
        if self._in_string:
            self._key_at = at + 1
            return
        self._key = piece[self._key_at : at]
        if not self._open or self._open[-1] is _Open.LIST:
            yield from self._stray()

    def _opening(self, piece: bytes, at: int, sign: bytes) -> Iterator[InputProblem]:
        if self._record_begins(sign):
            self._begun, self._kept = self._line, at
            self._pieces, self._size = [], 0
            self._indent = piece[:at] if not piece[:at].strip() else None
        if len(self._open) == _MAX_DEPTH:
            yield self._give_up("registry.not_json", reason="it is nested too deeply")
        else:
            self._descend(sign)

    def _closing(self, piece: bytes, end: int, sign: bytes) -> Iterator[Frame | InputProblem]:
        was_in_record = self._in_record
        if self._closes(sign):
            if was_in_record and not self._in_record:
                yield Frame(b"".join([*self._pieces, piece[self._kept : end]]), self._begun)
                self._pieces, self._size = [], 0
        elif self._open:
            yield self._give_up("registry.not_json", reason="a bracket does not match")
        else:
            yield from self._stray()

    def _keep(self, piece: bytes, at: int) -> Iterator[InputProblem]:
        """At the end of a piece: what belongs to an open record is kept, what belongs to none is checked."""
        if self._in_record:
            self._pieces.append(piece[self._kept :])
            self._size += len(piece) - self._kept
            if self._size > MAX_RECORD_BYTES:
                yield self._give_up("registry.too_large", limit=MAX_RECORD_BYTES // 1_000_000)
        elif not self._in_string:
            yield from self._check_between(piece[at:])

    def _record_begins(self, sign: bytes) -> bool:
        return sign == b"{" and (not self._open or self._open[-1] is _Open.LIST)

    def _descend(self, sign: bytes) -> None:
        """Open a bracket, and see whether it makes its object a page of records rather than a record."""
        inside = self._open[-1] if self._open else _Open.LIST
        outermost = inside is _Open.OBJECT and (len(self._open) == 1 or self._open[-2] is _Open.LIST)
        if outermost and sign == b"[" and self._key in _LIST_KEYS:
            self._open[-1] = _Open.PAGE
            self._open.append(_Open.LIST)
        elif outermost and sign == b"{" and self._key in _PAGE_KEYS:
            self._open[-1] = _Open.PAGE
            self._open.append(_Open.PAGE)
        elif inside is _Open.LIST:
            self._open.append(_Open.OBJECT if sign == b"{" else _Open.LIST)
        elif inside is _Open.PAGE:
            self._open.append(_Open.LIST if sign == b"[" and self._key in _LIST_KEYS else _Open.SKIPPED)
        elif inside is _Open.SKIPPED:
            self._open.append(_Open.SKIPPED)
        else:
            self._open.append(_Open.OBJECT if sign == b"{" else _Open.ARRAY)
        self._key = b""

    def _closes(self, sign: bytes) -> bool:
        """Close the innermost bracket; False where another one is open."""
        fitting = {
            b"}": (_Open.OBJECT, _Open.PAGE, _Open.SKIPPED),
            b"]": (_Open.ARRAY, _Open.LIST, _Open.SKIPPED),
        }[sign]
        if not self._open or self._open[-1] not in fitting:
            return False
        self._open.pop()
        return True

    # --- what goes wrong

    def _check_between(self, text: bytes) -> Iterator[InputProblem]:
        """Between records stand only blanks and commas; between the keys of a page anything may stand."""
        if (not self._open or self._open[-1] is _Open.LIST) and _JUNK.search(text):
            yield from self._stray()

    def _stray(self) -> Iterator[InputProblem]:
        """Text that belongs to no record, told once a line."""
        if self._junk_line != self._line:
            self._junk_line = self._line
            yield InputProblem("registry.stray_text", where=Where(self._file, self._line))

    def _give_up(self, code: str, **params: object) -> InputProblem:
        while self._in_record:
            self._open.pop()
        self._pieces, self._size = [], 0
        self._in_string = self._escaped = False
        self._lost = True
        return InputProblem(code, where=Where(self._file, self._begun), **params)

    def end(self) -> Iterator[InputProblem]:
        if self._in_record:
            yield self._give_up("registry.not_json", reason="the file ends within it")
        elif self._open or self._in_string:
            yield InputProblem("registry.cut_short", where=Where(self._file, self._line))
