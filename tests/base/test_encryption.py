"""Personal values: unreadable in the database, bound to their place, found again only by a blind index."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from crossroads.base.crypto import Keyring
from crossroads.channels.models import ChannelAccount
from crossroads.engines.errors import ConfigurationProblem
from world import NOW, World


@given(text=st.text(), place=st.text(max_size=30))
def test_what_was_sealed_opens_in_its_place(text: str, place: str) -> None:
    ring = Keyring.fresh()
    assert ring.open(ring.seal(text.encode(), place=place), place=place).decode() == text


@given(text=st.text(min_size=1))
def test_it_does_not_open_anywhere_else(text: str) -> None:
    ring = Keyring.fresh()
    sealed = ring.seal(text.encode(), place="table:row:column")
    with pytest.raises(ConfigurationProblem, match="does not fit"):
        ring.open(sealed, place="table:another:column")


def test_an_earlier_key_still_reads_after_a_new_one_writes() -> None:
    old = Keyring.fresh()
    sealed = old.seal(b"kept", place="p")
    new = Keyring("k2", {**old.keys, "k2": b"2" * 32}, old.index)
    assert new.open(sealed, place="p") == b"kept"
    assert new.seal(b"x", place="p").startswith("v1.k2.")


def test_a_key_that_is_not_there_is_named() -> None:
    sealed = Keyring("gone", {"gone": b"1" * 32}, b"2" * 32).seal(b"x", place="p")
    with pytest.raises(ConfigurationProblem, match="gone"):
        Keyring.fresh().open(sealed, place="p")


class TestKeyFile:
    def test_only_its_owner_can_read_it(self, tmp_path: Path) -> None:
        path = tmp_path / "keys.json"
        Keyring.fresh().write(path)
        assert path.stat().st_mode & 0o077 == 0
        assert Keyring.read(path).active == "k1"

    def test_an_existing_one_is_never_overwritten(self, tmp_path: Path) -> None:
        path = tmp_path / "keys.json"
        Keyring.fresh().write(path)
        with pytest.raises(FileExistsError):
            Keyring.fresh().write(path)

    @pytest.mark.parametrize(
        "content",
        ["", "{}", "[1]", json.dumps({"active": "a", "keys": {"a": "c2hvcnQ"}, "index": "c2hvcnQ"})],
    )
    def test_anything_else_is_told(self, tmp_path: Path, content: str) -> None:
        path = tmp_path / "keys.json"
        path.write_text(content)
        with pytest.raises(ConfigurationProblem, match="cannot be read as keys"):
            Keyring.read(path)

    def test_a_missing_one_is_told_with_the_command_that_makes_it(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationProblem, match="crossroads keys make"):
            Keyring.read(tmp_path / "none.json")


class TestField:
    def test_the_column_holds_only_ciphertext(self, world: World) -> None:
        account = ChannelAccount.objects.create(
            organisation=world.ours,
            network="local",
            handle="a",
            name="A",
            credentials="a secret",
            added_at=NOW,
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT credentials FROM channels_channelaccount")
            stored = cursor.fetchone()[0]
        assert "secret" not in stored
        assert stored.startswith("v1.")
        assert ChannelAccount.objects.get(pk=account.pk).credentials == "a secret"

    def test_saving_again_keeps_what_was_not_opened(self, world: World) -> None:
        account = ChannelAccount.objects.create(
            organisation=world.ours,
            network="local",
            handle="a",
            name="A",
            credentials="a secret",
            added_at=NOW,
        )
        again = ChannelAccount.objects.get(pk=account.pk)
        again.name = "B"
        again.save()
        assert ChannelAccount.objects.get(pk=account.pk).credentials == "a secret"

    def test_it_cannot_be_written_past_its_row(self, world: World) -> None:
        with pytest.raises(TypeError, match="save it through its row"):
            ChannelAccount.objects.filter(pk=1).update(credentials="open")
