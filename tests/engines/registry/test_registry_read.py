"""Files are told by content; each record comes out byte for byte; a bad one is told and stops no other."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import tracemalloc
import zipfile
from collections.abc import Iterable
from functools import reduce
from pathlib import Path
from typing import IO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from registry_invented_others import as_bytes, ctis, euctr, isrctn, usdm
from registry_invented_records import CLASSIC, v1, v2, v2_bytes

from crossroads.engines.errors import InputProblem
from crossroads.engines.registry import (
    RawRecord,
    RecordFormat,
    StudyRecord,
    read_records,
    read_studies,
    streams,
)

ONE, TWO, THREE = (v2_bytes(nct_id=f"NCT9990000{number}") for number in (1, 2, 3))


def read(data: bytes) -> list[RawRecord | InputProblem]:
    return list(read_records(io.BytesIO(data), "file"))


def told(found: Iterable[RawRecord | InputProblem]) -> list[str]:
    """Records as their bytes' hash, problems as code and place: easy to compare."""
    return [item.sha256 if isinstance(item, RawRecord) else f"{item.code} {item.where}" for item in found]


def hashes(*records: bytes) -> list[str]:
    return [hashlib.sha256(record).hexdigest() for record in records]


def tar_of(files: dict[str, bytes], mode: str = "w") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def zip_of(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


# --- frames


PRETTY = json.dumps(v2(), indent=2, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("data", "records"),
    [
        (ONE, [ONE]),
        (PRETTY, [PRETTY]),
        (b"\xef\xbb\xbf" + ONE, [ONE]),
        (ONE + b"\n" + TWO + b"\r\n\n" + THREE + b"\n", [ONE, TWO, THREE]),
        (b"[" + ONE + b", " + TWO + b"]", [ONE, TWO]),
        (b"[\n" + ONE + b",\n" + TWO + b"\n]\n", [ONE, TWO]),
        (b'{"studies": [' + ONE + b"," + TWO + b'], "nextPageToken": "x"}', [ONE, TWO]),
        (b'{"totalCount": 2, "a": {"studies": [1]}, "studies": [\n' + PRETTY + b"]}", [PRETTY]),
        (b'{"studies": [' + ONE + b']}\n{"studies": [' + TWO + b"]}\n", [ONE, TWO]),
        (b'{"studies": []}', []),
    ],
    ids=[
        "one",
        "pretty",
        "bom",
        "lines",
        "array",
        "array of lines",
        "page",
        "late list",
        "pages",
        "empty page",
    ],
)
def test_json_in_every_frame(data: bytes, records: list[bytes]) -> None:
    found = read(data)
    assert told(found) == hashes(*records)
    assert all(isinstance(item, RawRecord) and item.format is RecordFormat.CTGOV_V2 for item in found)


def test_the_retired_v1_in_its_three_frames() -> None:
    bare = json.dumps(v1()).encode()
    wrapped = b'{"Study": ' + bare + b"}"
    ranked = b'{"Rank": 1, "Study": ' + bare + b"}"
    answer = b'{"FullStudiesResponse": {"APIVrs": "1.0", "FullStudies": [' + ranked + b'], "NStudies": 1}}'
    for data, record in ((bare, bare), (wrapped, wrapped), (answer, ranked)):
        (found,) = read(data)
        assert isinstance(found, RawRecord)
        assert (found.data, found.format) == (record, RecordFormat.CTGOV_V1)
        (study,) = read_studies(io.BytesIO(data))
        assert isinstance(study, StudyRecord)
        assert study.study.registry_id == "NCT99900001"


def test_classic_xml_alone_and_within_json_lines() -> None:
    line = json.dumps({"nct_id": "NCT99900001", "source": "invented", "xml": CLASSIC.decode()}).encode()
    for data in (CLASSIC, line, line + b"\n" + line):
        found = read(data)
        assert set(told(found)) == set(hashes(CLASSIC))
        assert all(
            isinstance(item, RawRecord) and item.format is RecordFormat.CTGOV_CLASSIC for item in found
        )


def test_xml_within_json_keeps_the_encoding_that_it_declares() -> None:
    xml = CLASSIC.decode().replace("UTF-8", "ISO-8859-1").replace("Ĉe la Genuo", "Café")
    (found,) = read_studies(io.BytesIO(json.dumps({"xml": xml}).encode()))
    assert isinstance(found, StudyRecord)
    assert found.study.sites[1].facility == "Café"


# --- containers


def test_gzip_tar_and_zip_in_each_other() -> None:
    files = {"b/one.json": ONE, "two.xml": CLASSIC, "three.gz": gzip.compress(THREE)}
    for packed in (
        tar_of(files),
        tar_of(files, "w:gz"),
        zip_of(files),
        gzip.compress(zip_of(files)),
        zip_of({"all.tar": tar_of(files)}),
    ):
        assert told(read(packed)) == hashes(ONE, CLASSIC, THREE)


def test_a_zip_from_a_pipe_is_read_as_well() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self._data = io.BytesIO(data)

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1, /) -> bytes:
            return self._data.read(min(size, 100))  # a pipe gives what it has

    pipe: IO[bytes] = Pipe(zip_of({"one": ONE, "two": TWO}))  # type: ignore[assignment]
    assert told(read_records(pipe)) == hashes(ONE, TWO)  # type: ignore[arg-type]


def test_a_place_names_file_member_and_line(tmp_path: Path) -> None:
    path = tmp_path / "studies.zip"
    path.write_bytes(zip_of({"a.jsonl": ONE + b"\n" + TWO, "b.xml": CLASSIC}))
    places = [str(item.where) for item in read_records(path)]
    assert places == ["studies.zip/a.jsonl:1", "studies.zip/a.jsonl:2", "studies.zip/b.xml"]


def test_progress_is_told_in_bytes_of_the_outermost_file(tmp_path: Path) -> None:
    path = tmp_path / "studies.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n".join([ONE] * 200)))
    read_so_far = [item.bytes_read for item in read_records(path) if isinstance(item, RawRecord)]
    assert read_so_far == sorted(read_so_far)
    assert read_so_far[-1] == path.stat().st_size


def test_a_missing_file_is_told() -> None:
    with pytest.raises(InputProblem) as problem:
        list(read_records(Path("nowhere.json")))
    assert problem.value.code == "input.file_missing"


def peak_memory(path: Path, records: int) -> int:
    path.write_bytes(b'{"studies": [' + b",\n".join([ONE] * records) + b"]}")
    tracemalloc.start()
    try:
        assert sum(isinstance(item, RawRecord) for item in read_records(path)) == records
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_many_records_take_the_memory_of_a_few(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    few = peak_memory(path, 50)
    assert peak_memory(path, 250) < 1.1 * few


# --- what goes wrong


HALF = ONE[: len(ONE) // 2]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ["registry.empty file"]),
        (b" \n ", ["registry.empty file"]),
        (b"NCT Number,Title\n", ["registry.unknown_format file"]),
        (b"<html></html>", ["registry.not_a_study file"]),
        (b'{"hello": "world"}', ["registry.not_a_study file:1"]),
        (b"{oops}", ["registry.not_json file:1"]),
        (HALF, ["registry.not_json file:1"]),
        (ONE + b"\n" + HALF + b"\n" + TWO, [*hashes(ONE), "registry.not_json file:2", *hashes(TWO)]),
        (b"junk\n" + ONE + b"\n" + TWO, ["registry.stray_text file:1", *hashes(ONE, TWO)]),
        (ONE + b"}\n" + TWO, [*hashes(ONE), "registry.stray_text file:1", *hashes(TWO)]),
        (b"[\n" + ONE + b",\n" + HALF + b",\n" + TWO + b"\n]",
         [*hashes(ONE), "registry.not_json file:3", *hashes(TWO)]),
        (b'{"a": [}\n' + ONE + b"\n{]\n" + TWO,
         ["registry.not_json file:1", *hashes(ONE), "registry.not_json file:3", *hashes(TWO)]),
        (b"[" + ONE + b"," + TWO, [*hashes(ONE, TWO), "registry.cut_short file:1"]),
        (b"[1, " + ONE + b"]", ["registry.stray_text file:1", *hashes(ONE)]),
        (b'{"a":' + b"[" * 5000, ["registry.not_json file:1"]),
        (gzip.compress(ONE)[:-9], ["registry.broken_archive file"]),
        (b"\x1f\x8bnot gzip at all", ["registry.broken_archive file"]),
        (b"PK\x03\x04 not a zip", ["registry.broken_archive file"]),
        (zip_of({"../one": ONE, "C:\\two": TWO, "three": ONE}),
         ["registry.unsafe_member file/../one", "registry.unsafe_member file/C:\\two", *hashes(ONE)]),
        (zip_of({"nul": ONE}).replace(b"nul", b"\x00ul"), hashes(ONE)),  # a name that is empty
        (tar_of({"/etc/one": ONE, "two": TWO}), ["registry.unsafe_member file//etc/one", *hashes(TWO)]),
        (zip_of({"readme.txt": b"hello", "one": ONE}),
         ["registry.unknown_format file/readme.txt", *hashes(ONE)]),
        (reduce(lambda packed, _: gzip.compress(packed), range(4), ONE), ["registry.nested_too_deeply file"]),
    ],
)  # fmt: skip
def test_a_bad_record_is_one_problem_with_its_place_and_stops_no_other(
    data: bytes, expected: list[str]
) -> None:
    assert told(read(data)) == expected


def test_a_link_in_an_archive_is_not_followed() -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(link)
    assert told(read(packed.getvalue())) == ["registry.unsafe_member file/link"]


def test_a_bomb_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_RECORD_BYTES", 1_000_000)
    bomb = ONE + b"\n" + b" " * 3_000_000
    assert told(read(gzip.compress(bomb))) == [*hashes(ONE), "registry.expands_too_far file"]
    assert told(read(zip_of({"a": bomb, "b": TWO}))) == [
        *hashes(ONE),
        "registry.expands_too_far file/a",
        *hashes(TWO),
    ]


@pytest.mark.parametrize("ending", [b"", b'"}]}'])
def test_a_record_has_a_greatest_size(monkeypatch: pytest.MonkeyPatch, ending: bytes) -> None:
    for module in ("json_frames", "read"):
        monkeypatch.setattr(f"crossroads.engines.registry.{module}.MAX_RECORD_BYTES", 2_000_000)
    huge = b'{"protocolSection": ["' + b"x" * 4_000_000 + ending
    assert told(read(huge + b"\n" + ONE)) == ["registry.too_large file:1", *hashes(ONE)]
    assert told(read(b"<clinical_study>" + b"x" * 3_000_000)) == ["registry.too_large file"]


# --- anything at all


signatures = st.sampled_from(
    [b"", b"{", b"[", b'{"studies":[', b"<", b"\x1f\x8b\x08", b"PK\x03\x04", b"PK\x05\x06"]
)
packed_files = st.sampled_from(
    [
        ONE,
        CLASSIC,
        b"[" + ONE + b"]",
        gzip.compress(ONE),
        zip_of({"a": ONE}),
        tar_of({"a": ONE}),
        tar_of({"a": ONE}, "w:gz"),
    ]
)


@given(signatures, st.binary(max_size=300))
@example(b"", b"\x00" * 257 + b"ustar" + b"\x00" * 300)
def test_no_bytes_crash_the_reader(signature: bytes, rest: bytes) -> None:
    """Records or problems come out, never anything else."""
    assert all(isinstance(item, RawRecord | InputProblem) for item in read(signature + rest))


@given(packed_files, st.data())
def test_no_damage_to_a_good_file_crashes_the_reader(good: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(good) - 1))
    change = data.draw(st.binary(max_size=4))
    damaged = good[:at] + change + good[at + data.draw(st.integers(0, 8)) :]
    found = list(read_studies(io.BytesIO(damaged)))
    assert all(isinstance(item, StudyRecord | InputProblem) for item in found)


json_objects = st.recursive(
    st.none() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(
    st.lists(json_objects, max_size=4),
    st.sampled_from([None, 0, 1, 2]),
    st.sampled_from(["lines", "array", "page"]),
)
def test_json_is_cut_where_a_json_reader_would_cut_it(
    values: list[object], indent: int | None, frame: str
) -> None:
    """Whatever a record holds and however it is spaced, it comes out whole and as it was."""
    records = [json.dumps({"protocolSection": value}, indent=indent).encode() for value in values]
    if frame == "lines":
        data = b"\n".join(records)
    else:
        data = b"[" + b",\n".join(records) + b"]"
        data = b'{"n": 1, "studies": ' + data + b"}" if frame == "page" else data
    if records or frame != "lines":
        assert told(read(data)) == hashes(*records)


def test_lines_of_many_formats_are_each_told_by_their_content() -> None:
    lines = [
        v2_bytes(),
        as_bytes(usdm()),
        as_bytes(ctis()),
        as_bytes({"id": "x", "record": euctr()}),
        b'{"a": 1}',
    ]
    found = read(b"\n".join(lines))
    formats = [item.format if isinstance(item, RawRecord) else item.code for item in found]
    assert formats == [
        RecordFormat.CTGOV_V2,
        RecordFormat.USDM,
        RecordFormat.CTRDATA,
        RecordFormat.CTRDATA,
        "registry.not_a_study",
    ]
    assert [item.data for item in found if isinstance(item, RawRecord)] == lines[:-1]


def test_a_definition_over_many_lines_and_an_array_of_records_are_cut_too() -> None:
    (definition,) = read(json.dumps(usdm(), indent=2).encode())
    assert isinstance(definition, RawRecord)
    assert definition.data == json.dumps(usdm(), indent=2).encode()
    array = json.dumps([ctis(2023), isrctn()], indent=1).encode()
    assert [item.format for item in read(array) if isinstance(item, RawRecord)] == [RecordFormat.CTRDATA] * 2


def test_what_ctrdata_calls_ctgov2_is_api_v2() -> None:
    (raw,) = read(as_bytes({"_id": "NCT99900001", "ctrname": "CTGOV2", **v2()}))
    assert isinstance(raw, RawRecord)
    assert raw.format is RecordFormat.CTGOV_V2
