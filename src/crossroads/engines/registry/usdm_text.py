"""Texts of a USDM study: what ``<usdm:tag>`` and ``<usdm:ref>`` stand for is put in their place.

A tag names a parameter of a dictionary, whose reference names an attribute of an object of the study; that
attribute may be a text with tags of its own.

source  CDISC Unified Study Definitions Model 4.0, SyntaxTemplateDictionary and ParameterMap
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from crossroads.engines.registry.fields import Fields
from crossroads.engines.registry.markup import plain_text

_MENTION = re.compile(r"<usdm:(tag|ref)\b([^<>]*?)/?>(?:\s*</usdm:\1\s*>)?|</usdm:\w+\s*>")
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_MAX_MENTIONS = 500  # in one text, all that they bring in included; real texts have below ten
_MAX_LENGTH = 200_000


@dataclass(slots=True)
class Texts:
    """Every object of a study by its id, and the parameters of its dictionaries.

    objects       by id; where several share one, by class and id
    parameters    by dictionary's id and tag: the reference
    """

    objects: dict[tuple[str, str], dict[str, Any]]
    parameters: dict[tuple[str, str], str]

    @classmethod
    def of(cls, study: dict[str, Any]) -> Texts:
        objects: dict[tuple[str, str], dict[str, Any]] = {}
        parameters: dict[tuple[str, str], str] = {}
        for found in _objects(study):
            name = found.get("id")
            if not isinstance(name, str):
                continue
            objects[(str(found.get("instanceType", "")), name)] = found
            objects.setdefault(("", name), found)
            for entry in _dicts(found.get("parameterMaps")):
                parameters[(name, str(entry.get("tag")))] = str(entry.get("reference"))
        return cls(objects, parameters)

    def plain(self, holder: Fields, key: str) -> str:
        """A text of an object without markup. What could not be resolved or read is noted on the object."""
        filling = _Filling(self)
        text, whole = plain_text(
            filling.filled(holder.text(key), str(holder.data.get("dictionaryId") or ""), ())
        )
        for missing in dict.fromkeys(filling.missing):
            holder.note("unresolved_reference", key, missing)
        if not whole:
            holder.note("broken_markup", key, text)
        return text

    def referred(self, klass: str, name: str) -> dict[str, Any] | None:
        return self.objects.get((klass, name)) or self.objects.get(("", name))


@dataclass(slots=True)
class _Filling:
    """One text while its mentions are replaced. A mention that leads back to itself is missing."""

    texts: Texts
    missing: list[str] = field(default_factory=list)
    mentions: int = 0
    length: int = 0

    def filled(self, text: str, dictionary: str, within: tuple[str, ...]) -> str:
        return _MENTION.sub(lambda found: self._meant(found, dictionary, within), text)

    def _meant(self, found: re.Match[str], dictionary: str, within: tuple[str, ...]) -> str:
        if found[1] is None:
            return ""
        said = {name: quoted or plain for name, quoted, plain in _ATTRIBUTE.findall(found[2])}
        name = said.get("name") or f"{said.get('id', '')}.{said.get('attribute', '')}"
        self.mentions += 1
        value = None
        if name not in within and self.mentions <= _MAX_MENTIONS and self.length <= _MAX_LENGTH:
            within = (*within, name)
            value = (
                self._parameter(dictionary, name, within)
                if found[1] == "tag"
                else self._attribute(said, within)
            )
        if value is None:
            self.missing.append(name)
            return f"[{name}]"
        self.length += len(value)
        return value

    def _parameter(self, dictionary: str, name: str, within: tuple[str, ...]) -> str | None:
        """What a tag stands for; where its reference leads nowhere, the tag itself is what is missing."""
        reference = self.texts.parameters.get((dictionary, name))
        before = len(self.missing)
        value = None if reference is None else self.filled(reference, dictionary, within)
        if len(self.missing) > before:
            del self.missing[before:]
            return None
        return value

    def _attribute(self, said: dict[str, str], within: tuple[str, ...]) -> str | None:
        target = self.texts.referred(said.get("klass", ""), said.get("id", ""))
        value = None if target is None else target.get(said.get("attribute", ""))
        if isinstance(value, str):
            return self.filled(value, str((target or {}).get("dictionaryId") or ""), within) or None
        return worded(value)


def worded(value: Any) -> str | None:
    """A number, a quantity, a range or a code in words, such as "18", "50 years", "2 to 3 months" or "Male"."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return f"{value:g}"
    if not isinstance(value, dict):
        return None
    if "minValue" in value or "maxValue" in value:
        ends = [worded(value.get(key)) for key in ("minValue", "maxValue")]
        unit = decode(value.get("unit")).lower()  # version 3 has it here
        return (
            f"{ends[0]} to {ends[1]}{f' {unit}s' if unit else ''}" if None not in ends else ends[0] or ends[1]
        )
    number = worded(value.get("value"))
    if number is None:
        return decode(value) or None
    unit = decode(value.get("unit")).lower()
    plural = "s" if unit in _TIMES and number != "1" else ""
    return f"{number} {unit}{plural}" if unit else number


_TIMES = frozenset({"year", "month", "week", "day", "hour", "minute", "second"})


def decode(code: Any) -> str:
    """What a Code or an AliasCode means, in words; "" where it says nothing."""
    if isinstance(code, str):
        return code.strip()
    if not isinstance(code, dict):
        return ""
    said = code.get("decode")
    return said.strip() if isinstance(said, str) else decode(code.get("standardCode"))


def _objects(root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every object of a document, the outer before the inner. Without recursion: it may be deep."""
    waiting: list[Any] = [root]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            yield found
            waiting.extend(reversed(list(found.values())))
        elif isinstance(found, list):
            waiting.extend(reversed(found))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
