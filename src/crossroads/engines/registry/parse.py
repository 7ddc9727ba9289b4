"""Raw record -> Study, and, for the team's eyes only, the people that the record names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.registry import ctgov_classic, ctgov_v1, ctgov_v2, ctrdata, usdm
from crossroads.engines.registry.people import RegistryPerson, people_in
from crossroads.engines.registry.read import RawRecord, RecordFormat, decoded, read_records
from crossroads.engines.registry.shaped import Shaped
from crossroads.engines.registry.study import Study


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """A record as it came, and the study that it describes."""

    raw: RawRecord
    study: Study


def parse(raw: RawRecord) -> Study:
    """Read one record.

    raises  InputProblem, with the record's place: "registry.not_json", "registry.not_xml",
            "registry.xml_doctype", "registry.not_a_study", "registry.no_protocol", "registry.no_version",
            "registry.unknown_register", "registry.no_id", "registry.bad_id", "registry.bad_nct_id".
            Whatever is less than that stands in ``Study.notes``.
    """
    with not_too_deep(raw):
        shape = _SHAPES.get(raw.format)
        if shape is not None:
            return shape(decoded(raw.data, raw.where), raw.where).study(raw.where)
        return ctgov_v2.study_from(_as_v2(raw), raw.where)


def people(raw: RawRecord) -> tuple[RegistryPerson, ...]:
    """Everybody whom the record names as contact, investigator or official. Personal data: never for display.

    raises  InputProblem as ``parse`` does
    """
    with not_too_deep(raw):
        return people_in(_as_v2(raw))


def read_studies(source: Path | str | BinaryIO, name: str = "") -> Iterator[StudyRecord | InputProblem]:
    """``read_records`` and ``parse`` in one pass: each record becomes a study or a problem with its place."""
    for raw in read_records(source, name):
        if isinstance(raw, InputProblem):
            yield raw
            continue
        try:
            yield StudyRecord(raw, parse(raw))
        except InputProblem as problem:
            yield problem


_SHAPES: dict[RecordFormat, Callable[[dict[str, Any], Where], Shaped]] = {
    RecordFormat.USDM: usdm.shaped,
    RecordFormat.CTRDATA: ctrdata.shaped,
}


def _as_v2(raw: RawRecord) -> dict[str, Any]:
    if raw.format is RecordFormat.CTGOV_CLASSIC:
        return ctgov_classic.as_v2(ctgov_classic.safe_root(raw.data, raw.where))
    document = decoded(raw.data, raw.where)
    if raw.format in _SHAPES:
        return _SHAPES[raw.format](document, raw.where).document
    return ctgov_v1.as_v2(document) if raw.format is RecordFormat.CTGOV_V1 else document


@contextmanager
def not_too_deep(raw: RawRecord) -> Iterator[None]:
    """JSON that its decoder can still hold may be nested too deeply to be walked through."""
    try:
        yield
    except RecursionError:
        raise InputProblem("registry.not_json", where=raw.where, reason="it is nested too deeply") from None
