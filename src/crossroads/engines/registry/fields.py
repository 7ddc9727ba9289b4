"""Reading a decoded JSON document that may have any shape, and noting what is not as it should be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from crossroads.engines.errors import InputProblem
from crossroads.engines.registry.study import ParseNote
from crossroads.engines.registry.values import Age, DateKind, PartialDate
from crossroads.engines.registry.words import Vocabulary, canonical, flag

_NO_VALUE = frozenset({"", "n/a", "na", "none"})
_SHOWN = 80
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def clean(text: str) -> str:
    """Line ends as \\n, outer blanks gone. Characters that no database or page can hold become U+FFFD."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(slots=True)
class Fields:
    """One JSON object of a record, its path, and the notes of the whole reading (shared with its parts)."""

    data: dict[str, Any]
    path: str = ""
    notes: list[ParseNote] = field(default_factory=list)

    def note(self, code: str, key: str, value: object) -> None:
        self.notes.append(ParseNote(f"registry.{code}", self._place(key), clean(str(value))[:_SHOWN]))

    def _place(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def part(self, key: str) -> Fields:
        """The object under a key; empty where there is none."""
        value = self.data.get(key)
        if value is not None and not isinstance(value, dict):
            self.note("unexpected_shape", key, type(value).__name__)
        return Fields(value if isinstance(value, dict) else {}, self._place(key), self.notes)

    def parts(self, key: str) -> list[Fields]:
        """The objects of a list. What is not an object is noted and left out."""
        return [Fields(value, self._place(key), self.notes) for value in self._items(key, dict)]

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, empty ones left out."""
        return tuple(text for value in self._items(key, str) if (text := clean(value)))

    def _items(self, key: str, kind: type) -> list[Any]:
        value = self.data.get(key)
        if value is None:
            return []
        items = value if isinstance(value, list) else [value]
        for item in items:
            if not isinstance(item, kind):
                self.note("unexpected_shape", key, type(item).__name__)
        return [item for item in items if isinstance(item, kind)]

    def text(self, key: str) -> str:
        value = self.data.get(key)
        if value is None:
            return ""
        if isinstance(value, dict | list | bool):
            self.note("unexpected_shape", key, type(value).__name__)
            return ""
        text = str(value)
        if _UNSTORABLE.search(text):
            self.note("unreadable_characters", key, "")
        return clean(text)

    def word(self, key: str, vocabulary: Vocabulary) -> str:
        """A coded word as v2 has it; an unknown one verbatim and noted."""
        text = self.text(key)
        return self._known(key, text, vocabulary) if text else ""

    def words(self, key: str, vocabulary: Vocabulary) -> tuple[str, ...]:
        return tuple(self._known(key, text, vocabulary) for text in self.texts(key))

    def _known(self, key: str, text: str, vocabulary: Vocabulary) -> str:
        known = canonical(vocabulary, text)
        if known is None:
            self.note("unknown_word", key, text)
        return known or text

    def flag(self, key: str) -> bool | None:
        value = self.data.get(key)
        if value is None or isinstance(value, bool):
            return value
        text = self.text(key)
        answer = flag(text)
        if answer is None and text:
            self.note("unknown_word", key, text)
        return answer

    def count(self, key: str) -> int | None:
        text = self.text(key)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            self.note("bad_number", key, text)
            return None
        return int(text)

    def degrees(self, key: str, limit: int) -> float | None:
        """A latitude (limit 90) or longitude (limit 180)."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= limit:
            return float(value)
        self.note("bad_number", key, value)
        return None

    def date(self, key: str, kind: DateKind | None = None) -> PartialDate | None:
        text = self.text(key)
        if not text:
            return None
        try:
            return PartialDate.parse(text, kind)
        except InputProblem:
            self.note("unreadable_date", key, text)
            return None

    def dated(self, key: str) -> PartialDate | None:
        """A v2 date struct: {"date": ..., "type": ...}."""
        struct = self.part(key)
        return struct.date("date", struct.date_kind("type"))

    def date_kind(self, key: str) -> DateKind | None:
        word = self.word(key, Vocabulary.DATE_KIND)
        return DateKind(word) if word in DateKind._value2member_map_ else None

    def age(self, key: str) -> Age | None:
        text = self.text(key)
        if text.casefold() in _NO_VALUE:
            return None
        try:
            return Age.parse(text)
        except InputProblem:
            self.note("unreadable_age", key, text)
            return None
