"""The command line as people and programs meet it: sentences, exit codes, nothing half done."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from crossroads.app import cli as command_line
from crossroads.app.cli.demo import MARK, fresh_folder
from crossroads.app.cli.operations import check_port
from crossroads.app.demo.story import material
from crossroads.app.reference import commands
from crossroads.base import guards
from crossroads.base.models import AuditEntry
from crossroads.base.sealing import seal_committed
from crossroads.engines.errors import ConfigurationProblem
from world import NOW, World


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """``run("audit", "verify")`` -> (exit code, what was printed, what was told on standard error)."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["crossroads", *arguments])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "lumen.json"
    path.write_bytes(material("lumen_first.json"))
    return path


class TestDemoFolder:
    def test_an_empty_or_new_folder_is_taken_and_marked(self, tmp_path: Path) -> None:
        fresh_folder(tmp_path / "new")
        assert (tmp_path / "new" / MARK).exists()

    def test_a_folder_of_its_own_is_rebuilt(self, tmp_path: Path) -> None:
        fresh_folder(tmp_path / "demo")
        (tmp_path / "demo" / "crossroads.sqlite3").touch()
        fresh_folder(tmp_path / "demo")
        assert [entry.name for entry in (tmp_path / "demo").iterdir()] == [MARK]

    def test_a_folder_with_anything_else_is_never_touched(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.txt").touch()
        with pytest.raises(ConfigurationProblem, match=r"left alone.*--home"):
            fresh_folder(tmp_path)
        assert (tmp_path / "thesis.txt").exists()

    def test_a_folder_that_cannot_be_made_is_told_with_what_to_do(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(ConfigurationProblem, match=r"cannot be written.*export CROSSROADS_HOME"):
            fresh_folder(tmp_path / "file" / "below")

    def test_a_port_in_use_is_told_with_another(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(ConfigurationProblem, match=f"crossroads demo --port {port + 1}"):
                check_port("127.0.0.1", port, "crossroads demo")


class TestEligibility:
    def test_the_verdict_per_criterion_and_overall(self, run, record: Path, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text('{"age": 80, "has_condition": "not sure"}')
        code, out, _ = run("eligibility", "screen", str(record), "--answers", str(tmp_path / "a.json"))
        assert code == 0
        assert out.startswith("may not fit: ")
        assert "INCL02   not met" in out

    def test_data_for_programs(self, run, record: Path, tmp_path: Path) -> None:
        """What the record's criteria ask beyond age and illness stays open until it is answered."""
        (tmp_path / "a.json").write_text('{"age": 30, "has_condition": true}')
        code, out, _ = run(
            "eligibility", "screen", str(record), "--answers", str(tmp_path / "a.json"), "--format", "json"
        )
        assert (code, json.loads(out)["fit"]) == (0, "a person must look")

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            ("[1]", "not an object"),
            ("{", "not JSON"),
            ("[" * 100_000, "not JSON"),
            ('{"age": "old"}', "age"),
            ('{"shoe_size": 40}', "shoe_size"),
        ],
    )
    def test_bad_answers_are_told_in_a_sentence(
        self, run, record: Path, tmp_path: Path, content: str, says: str
    ) -> None:
        (tmp_path / "a.json").write_text(content)
        code, out, err = run("eligibility", "screen", str(record), "--answers", str(tmp_path / "a.json"))
        assert (code, out) == (2, "")
        assert err.startswith("crossroads: ")
        assert says in err

    def test_a_missing_file_is_told(self, run, record: Path) -> None:
        code, _, err = run("eligibility", "screen", str(record), "--answers", "nowhere.json")
        assert (code, "nowhere.json" in err) == (2, True)


class TestTrail:
    def test_a_chain_that_holds(self, run, world: World) -> None:
        seal_committed(NOW)
        code, out, _ = run("audit", "verify")
        assert code == 0
        assert out.count("holds") == 2

    def test_a_chain_that_was_changed_is_shown_and_fails(self, run, world: World) -> None:
        seal_committed(NOW)
        with guards.lifted("base_auditentry"):
            AuditEntry.objects.filter(organisation=world.ours).update(reason="forged")
        code, out, _ = run("audit", "verify")
        assert code == 1
        assert "harbour: BROKEN" in out

    def test_sealing_says_how_many(self, run, world: World) -> None:
        assert "entries sealed" in run("audit", "seal")[1]


def test_keys_are_made_once(run, tmp_path: Path) -> None:
    path = str(tmp_path / "keys.json")
    assert run("keys", "make", path)[0] == 0
    code, _, err = run("keys", "make", path)
    assert (code, "left as it is" in err) == (2, True)


def test_every_command_has_help_and_a_place_in_the_reference() -> None:
    page = commands.page()
    for line in page.split("## ")[1:]:
        heading, _, rest = line.partition("\n")
        assert heading.startswith("`crossroads ")
        assert len(rest.strip().splitlines()[0]) > 10, heading
