"""Importing through the API and on the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from ninja.testing import TestClient
from typer.testing import CliRunner

from crossroads.app.cli import cli, commands
from crossroads.base.actor import Actor
from crossroads.base.models import AuditEntry
from crossroads.engines.errors import ActionDenied, CrossroadsError, InputProblem, NotFound
from crossroads.studies.api import router
from crossroads.studies.models import Study
from makers.studies import PEOPLE, RECORD, make_study, record_with
from shared_data import shared
from world import World

assert commands.__all__  # registers every command

ADDRESS = "/o/harbour/studies/import"


def _post(actor: Actor, *contents: bytes) -> SimpleNamespace:
    files = [SimpleUploadedFile(f"{n}.json", content) for n, content in enumerate(contents)]
    return TestClient(router).post(ADDRESS, user=actor.user, FILES=MultiValueDict({"files": files}))  # type: ignore[no-any-return]


def test_the_api_answers_with_registry_numbers_by_what_became_of_them(world: World) -> None:
    make_study(world)
    other = json.dumps(record_with(identificationModule__nctId="NCT99990002")).encode()
    answer = _post(world.alice, json.dumps(RECORD).encode(), other, b"{}").json()
    assert (answer["new"], answer["unchanged"]) == (["NCT99990002"], ["NCT99990001"])
    assert [problem["code"] for problem in answer["failed"]] == ["registry.not_a_study"]


def test_the_api_tells_where_nothing_could_be_read(world: World) -> None:
    with pytest.raises(InputProblem, match="No record could be read"):
        _post(world.alice, b"{}")


def test_the_api_imports_for_those_alone_who_may(world: World) -> None:
    with pytest.raises(ActionDenied):
        _post(world.anna, json.dumps(RECORD).encode())
    with pytest.raises(NotFound):
        _post(world.charlie, json.dumps(RECORD).encode())
    assert not Study.objects.exists()


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["study", "import", *arguments])
    if isinstance(result.exception, CrossroadsError):
        return result.exception.exit_code, str(result.exception)
    return result.exit_code, result.output


def test_the_command_imports_and_the_trail_names_nobody_who_did_not(world: World, tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text(
        f"{json.dumps(RECORD)}\n{json.dumps(record_with(identificationModule__nctId='NCT99990002'))}\n"
    )
    code, shown = _run(str(path), "--org", "harbour")
    assert (code, Study.objects.count()) == (0, 2)
    assert "new" in shown and not any(person in shown for person in PEOPLE)
    assert AuditEntry.objects.get(target_ref=Study.objects.all()[0].public_id).actor_name == "Crossroads"


def test_the_command_ends_with_1_where_some_failed_and_2_where_all_did(world: World, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(RECORD))
    bad.write_text("{}")
    assert _run(str(good), str(bad), "--org", "harbour")[0] == 1
    code, told = _run(str(bad), "--org", "harbour")
    assert code == 2 and "No record could be read" in told


def test_the_command_asks_which_organisation_where_there_are_several(world: World, tmp_path: Path) -> None:
    path = tmp_path / "good.json"
    path.write_text(json.dumps(RECORD))
    code, told = _run(str(path))
    assert code == 2 and "--org: harbour, other" in told
    code, told = _run(str(path), "--org", "harbour", "--as", "nobody@harbour.example")
    assert code == 2 and "may import" in told
    assert _run(str(tmp_path / "none.json"), "--org", "harbour")[0] == 2


@pytest.mark.shared
def test_the_command_imports_files_of_every_format_at_once_and_again_without_a_change(world: World) -> None:
    files = [
        shared("other-registries/records.jsonl.gz"),
        shared("usdm-ddf/Alexion_NCT04573309_Wilsons.json.gz"),
    ]
    arguments = (*map(str, files), "--org", "harbour")
    assert (_run(*arguments)[0], Study.objects.count()) == (0, 21)
    code, shown = _run(*arguments)
    assert code == 0
    assert re.search(r"unchanged\D+21", shown)
