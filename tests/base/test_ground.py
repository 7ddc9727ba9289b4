"""Time, lives, events, slots, duties, settings: what every room stands on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from crossroads.app import config
from crossroads.base import clock, duties, events, slots
from crossroads.base.duties import Duty
from crossroads.base.lives import Life
from crossroads.base.models import DutyRow
from crossroads.channels.models import ChannelAccount
from crossroads.engines.errors import Conflict, CrossroadsError, InputProblem, ManyProblems
from world import NOW, World


class TestWallTime:
    def test_a_wall_time_means_the_hour_of_its_zone(self) -> None:
        wall = datetime(2026, 11, 24, 9, 30)
        assert clock.from_wall_time(wall, "Europe/Amsterdam") == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("wall", "code"),
        [(datetime(2026, 3, 29, 2, 30), "time.skipped"), (datetime(2026, 10, 25, 2, 30), "time.repeated")],
    )
    def test_an_hour_that_the_clocks_skip_or_repeat_is_told(self, wall: datetime, code: str) -> None:
        with pytest.raises(InputProblem) as told:
            clock.from_wall_time(wall, "Europe/Amsterdam")
        assert told.value.code == code

    def test_a_zone_that_does_not_exist_is_told(self) -> None:
        with pytest.raises(InputProblem, match="Mars/Base is not a time zone"):
            clock.from_wall_time(datetime(2026, 1, 1), "Mars/Base")

    def test_times_are_shown_with_their_zone(self) -> None:
        assert (
            clock.moment(datetime(2026, 11, 22, 13, 0, tzinfo=UTC), "Europe/Amsterdam")
            == "22 Nov 2026, 14:00 CET"
        )


class TestLives:
    def test_a_step_that_is_not_in_the_table_is_refused(self) -> None:
        life = Life("test lamp", "off", {"off": ("on",), "on": ("off", "broken"), "broken": ()})
        life.check("off", "on")
        with pytest.raises(Conflict, match="The test lamp is broken and cannot become on from there"):
            life.check("broken", "on")
        assert "broken --> [*]" in life.mermaid()

    def test_a_table_with_a_hole_is_a_mistake_of_ours(self) -> None:
        with pytest.raises(ValueError, match="nowhere"):
            Life("hole", "a", {"a": ("nowhere",)})

    def test_two_who_move_the_same_row_are_told_apart(self, world: World) -> None:
        account = ChannelAccount.objects.create(
            organisation=world.ours, network="local", handle="a", name="A", added_at=NOW
        )
        mine, yours = ChannelAccount.objects.get(pk=account.pk), ChannelAccount.objects.get(pk=account.pk)
        mine.move("paused")
        with pytest.raises(Conflict) as told:
            yours.move("closed")
        assert told.value.code == "life.moved_on"


class Rang(events.Event):
    __slots__ = ()


def test_an_event_is_heard_in_the_same_transaction_and_undone_with_it(world: World) -> None:
    heard: list[events.Event] = []
    events.subscribe(Rang, heard.append)
    with transaction.atomic():
        events.announce(Rang())
    assert len(heard) == 1


def test_an_event_outside_a_transaction_is_a_mistake_of_ours(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        events.announce(Rang())


def test_a_place_that_nobody_fills_is_empty() -> None:
    assert slots.contents("nobody.fills.this") == []
    assert slots.first("nobody.fills.this") is None


class TestDuties:
    def _duty(self, name: str, monkeypatch: pytest.MonkeyPatch, run) -> Duty:
        monkeypatch.setattr(duties, "_duties", {})
        duty = Duty(name=name, every=timedelta(minutes=1), run=run)
        duty.register()
        return duty

    def test_a_duty_runs_when_it_is_due_and_not_before(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._duty("t", monkeypatch, lambda at: 3)
        ran = [duties.run_due(NOW), duties.run_due(NOW), duties.run_due(NOW + timedelta(minutes=1))]
        assert ran == [3, 0, 3]

    def test_a_duty_that_another_worker_holds_is_left_to_it(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._duty("t", monkeypatch, lambda at: 3)
        DutyRow.objects.create(name="t", due_at=NOW, claimed_until=NOW + duties.CLAIM)
        assert duties.run_due(NOW) == 0
        assert duties.run_due(NOW + duties.CLAIM + timedelta(seconds=1)) == 3, (
            "a claim lapses with its worker"
        )

    def test_a_duty_that_fails_does_not_stop_the_others(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(at: datetime) -> int:
            raise OSError("disk full")

        self._duty("a", monkeypatch, fail)
        Duty(name="b", every=timedelta(minutes=1), run=lambda at: 1).register()
        assert duties.run_due(NOW) == 1
        assert DutyRow.objects.get(name="a").last_error == "OSError"


class TestSettings:
    GOOD = {"CROSSROADS_SECRET_KEY": "x" * 50, "CROSSROADS_KEYS_FILE": "/keys.json"}

    def test_production_needs_a_secret_and_keys_and_says_how_to_make_them(self) -> None:
        with pytest.raises(ManyProblems) as told:
            config.load({})
        assert "openssl rand" in str(told.value)
        assert "crossroads keys make" in str(told.value)

    def test_development_makes_its_own(self) -> None:
        loaded = config.load({"CROSSROADS_MODE": "development", "CROSSROADS_HOME": "/somewhere"})
        assert loaded.secret_key == "", "its settings keep one in HOME"
        assert loaded.keys_file == Path("/somewhere/keys.json")

    @pytest.mark.parametrize(
        ("name", "value", "says"),
        [
            ("MODE", "debug", "production or development"),
            ("HTTPS", "maybe", "auto, yes or no"),
            ("DATABASE_URL", "mysql://x", "postgresql://"),
            ("PUBLIC_URL", "example.org", "http"),
            ("HOSTZ", "a", "Did you mean CROSSROADS_HOSTS?"),
            ("SECRET_KEY", "short", "at least 50"),
        ],
    )
    def test_a_wrong_value_is_told_by_name(self, name: str, value: str, says: str) -> None:
        with pytest.raises(CrossroadsError, match=f"CROSSROADS_{name}") as told:
            config.load({**self.GOOD, f"CROSSROADS_{name}": value})
        assert says in str(told.value)

    def test_a_secret_may_come_from_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("y" * 60 + "\n")
        environment = {"CROSSROADS_SECRET_KEY_FILE": str(tmp_path / "secret"), "CROSSROADS_KEYS_FILE": "/k"}
        assert config.load(environment).secret_key == "y" * 60

    @given(
        st.dictionaries(
            st.sampled_from([f"CROSSROADS_{s.name}" for s in config.SETTINGS]), st.text(max_size=20)
        )
    )
    def test_nothing_that_is_set_ever_crashes_the_start(self, environment: dict[str, str]) -> None:
        try:
            config.load({**self.GOOD, **environment})
        except CrossroadsError as told:
            assert str(told)
