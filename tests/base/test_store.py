"""The private store: by content, checked, served by permission alone."""

from __future__ import annotations

import pytest
from django.test import Client

from crossroads.base import store
from crossroads.engines.errors import InputProblem
from world import NOW, World

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def test_the_same_bytes_are_kept_once(world: World) -> None:
    first = store.keep_file(content=PNG, name="a.png", by=world.alice, at=NOW)
    second = store.keep_file(content=PNG, name="b.png", by=world.bob, at=NOW)
    assert first == second
    assert store.read_file(first) == PNG


def test_each_organisation_has_a_row_of_its_own(world: World) -> None:
    ours = store.keep_file(content=PNG, name="a.png", by=world.alice, at=NOW)
    theirs = store.keep_file(content=PNG, name="a.png", by=world.charlie, at=NOW)
    assert ours.pk != theirs.pk
    assert ours.sha256 == theirs.sha256


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file.empty"), (b"<svg onload=alert(1)>", "file.kind"), (b"MZ\x90", "file.kind")],
)
def test_what_is_neither_picture_nor_letter_is_refused_whatever_its_name(
    world: World, content: bytes, code: str
) -> None:
    with pytest.raises(InputProblem) as told:
        store.keep_file(content=content, name="holiday.png", by=world.alice, at=NOW)
    assert told.value.code == code


def test_a_file_that_was_changed_on_disk_is_not_passed_on(world: World) -> None:
    stored = store.keep_file(content=PNG + b"x", name="a.png", by=world.alice, at=NOW)
    store.path_of(stored.sha256).write_bytes(b"other")
    with pytest.raises(InputProblem) as told:
        store.read_file(stored)
    assert told.value.code == "file.damaged"


def test_a_path_in_the_name_goes_nowhere(world: World) -> None:
    stored = store.keep_file(content=PNG + b"y", name="../../etc/passwd.png", by=world.alice, at=NOW)
    assert stored.name == "passwd.png"


def test_another_organisation_does_not_find_it(world: World) -> None:
    stored = store.keep_file(content=PNG, name="a.png", by=world.alice, at=NOW)
    stranger = Client()
    stranger.force_login(world.charlie.user)
    assert stranger.get(f"/o/other/files/{stored.public_id}/").status_code == 404
    assert Client().get(f"/o/harbour/files/{stored.public_id}/").status_code == 302
