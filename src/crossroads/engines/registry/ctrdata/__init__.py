"""The JSON in which the R package ctrdata keeps records of four registers -> the shape of API v2.

This is that package's shape, not the registers' own: CTIS, EUCTR and ISRCTN publish other files, and this
reads none of them. A record names its register under ``ctrname``; it stands alone, or under ``record`` in an
object that adds its number. Empty parts, which the package writes as {} or "", are left out before anything
is read.

source  ctrdata, R package (MIT), https://cran.r-project.org/package=ctrdata
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.registry.ctrdata import classic, ctis, euctr, isrctn
from crossroads.engines.registry.fields import Fields
from crossroads.engines.registry.shaped import Shaped

_REGISTERS: dict[str, Callable[[Fields], Shaped]] = {
    "CTGOV": classic.shaped,
    "CTIS": ctis.shaped,
    "EUCTR": euctr.shaped,
    "ISRCTN": isrctn.shaped,
}


def is_record(document: dict[str, Any]) -> bool:
    """Whether an object is a record of ctrdata, alone or with its number around it."""
    return isinstance(_inner(document).get("ctrname"), str)


def shaped(document: dict[str, Any], where: Where) -> Shaped:
    """The record in the shape of API v2.

    raises  InputProblem "registry.unknown_register" where ``ctrname`` names none of the four
    """
    inner = _inner(document)
    read = _REGISTERS.get(str(inner.get("ctrname")))
    if read is None:
        raise InputProblem("registry.unknown_register", where=where, name=str(inner.get("ctrname"))[:40])
    number = inner.get("_id") or document.get("id")
    record = _without_empties(inner)
    return read(Fields({**record, "_id": number} if isinstance(number, str) else record))


def _inner(document: dict[str, Any]) -> dict[str, Any]:
    record = document.get("record")
    return record if isinstance(record, dict) else document


def _without_empties(value: Any) -> Any:
    if isinstance(value, dict):
        kept = ((key, _without_empties(item)) for key, item in value.items())
        return {key: item for key, item in kept if not _is_empty(item)}
    if isinstance(value, list):
        return [item for item in map(_without_empties, value) if not _is_empty(item)]
    return value


def _is_empty(value: Any) -> bool:
    return value is None or value in ({}, []) or (isinstance(value, str) and not value.strip())
