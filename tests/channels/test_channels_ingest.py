"""What comes in: comments, once each and encrypted; and platforms' numbers, all of a report or nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from crossroads.channels import inbox_file, queries, report_file, services
from crossroads.channels.models import InboxItem, Snapshot
from crossroads.channels.services import Arrived
from crossroads.channels.services.inbox import author_index
from crossroads.engines.errors import ActionDenied, CrossroadsError, Problems, each_problem
from makers.channels import make_account, make_published
from world import NOW, World

DAY = NOW.date()


def _items(*names: str) -> list[Arrived]:
    return [Arrived(name, f"Words of {name}", NOW, author="@Somebody") for name in names]


# --- comments


def test_the_same_comment_is_kept_once(world: World) -> None:
    account = make_account(world)
    first = services.receive_items(account=account, items=_items("a", "b"), by=world.carol, at=NOW)
    again = services.receive_items(account=account, items=_items("b", "c", "c"), by=world.carol, at=NOW)
    assert [item.network_id for item in first.new] == ["a", "b"]
    assert ([item.network_id for item in again.new], again.known) == (["c"], 1)


def test_a_comment_knows_the_post_under_which_it_stands(world: World) -> None:
    live = make_published(world)
    item = Arrived("a", "How long?", NOW, post=live.network_id)
    services.receive_items(account=live.account, items=[item], by=world.carol, at=NOW)
    assert InboxItem.objects.get().publication == live


def test_words_and_names_lie_encrypted_and_a_person_is_known_again(world: World) -> None:
    account = make_account(world)
    services.receive_items(account=account, items=_items("a", "b"), by=world.carol, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, author_handle, author_index FROM channels_inboxitem")
        rows = cursor.fetchall()
    assert not any("Words" in str(row) or "omebody" in str(row) for row in rows)
    assert {row[2] for row in rows} == {author_index(account, "somebody ")}
    assert [item.text for item in queries.inbox_after(0)] == ["Words of a", "Words of b"]


def test_the_inbox_is_read_with_a_cursor(world: World) -> None:
    services.receive_items(account=make_account(world), items=_items("a", "b", "c"), by=world.carol, at=NOW)
    first = queries.inbox_after(0, limit=2)
    assert [item.network_id for item in first] == ["a", "b"]
    assert [item.network_id for item in queries.inbox_after(first[-1].pk)] == ["c"]


def test_a_delivery_with_problems_keeps_nothing(world: World) -> None:
    wrong = [
        Arrived("", "No id", NOW),
        Arrived("b", "  ", NOW),
        Arrived("c", "x" * 20_001, NOW),
        Arrived("d", "From tomorrow", NOW + timedelta(days=1)),
    ]
    with pytest.raises(CrossroadsError) as told:
        services.receive_items(account=make_account(world), items=wrong, by=world.carol, at=NOW)
    assert [(p.code, p.where.line) for p in each_problem(told.value)] == [
        ("channels.item_without_id", 1),
        ("channels.item_empty", 2),
        ("channels.item_too_long", 3),
        ("channels.item_from_the_future", 4),
    ]
    assert not InboxItem.objects.exists()


def test_an_analyst_brings_no_comments_in(world: World) -> None:
    with pytest.raises(ActionDenied):
        services.receive_items(account=make_account(world), items=_items("a"), by=world.anna, at=NOW)


def test_a_file_of_comments_is_read() -> None:
    row = {
        "id": "1", "text": "How long?", "posted_at": "2026-11-24T09:12:00+01:00", "author": "@a", "post": "p",
    }  # fmt: skip
    (item,) = inbox_file.read(json.dumps({"items": [row]}).encode())
    assert (item.network_id, item.author, item.post, item.answers) == ("1", "@a", "p", "")
    assert item.posted_at.isoformat() == "2026-11-24T09:12:00+01:00"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", [("input.not_json", None, "")]),
        (b"\xff", [("input.not_json", None, "")]),
        (b"[]", [("channels.file_shape", None, "")]),
        (b'{"items": [1]}', [("channels.file_shape", None, "")]),
        (
            b'{"items": [{"id": "1"}, {"id": 2, "text": "x", "posted_at": "24 Nov", "mood": "x"}]}',
            [
                ("input.required", 1, "text"),
                ("input.required", 1, "posted_at"),
                ("channels.file_field", 2, "mood"),
                ("input.invalid", 2, "id"),
            ],
        ),
        (
            b'{"items": [{"id": "1", "text": "x", "posted_at": "2026-11-24T09:12:00"}]}',
            [("input.invalid", 1, "posted_at")],
        ),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_tells_all_places(
    content: bytes, told: list[tuple[str, int | None, str]]
) -> None:
    with pytest.raises(CrossroadsError) as error:
        inbox_file.read(content)
    assert [(p.code, p.where.line, p.where.field) for p in each_problem(error.value)] == told
    assert all(p.message != p.code for p in each_problem(error.value))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_uploaded_as_comments_is_read_or_told(content: bytes) -> None:
    try:
        inbox_file.read(content)
    except CrossroadsError as error:
        assert str(error)


# --- numbers


def _csv(*lines: str) -> bytes:
    return "\n".join(["token,day,impressions,reach,clicks,spend,currency", *lines]).encode()


def test_a_report_brings_days_and_the_newest_word_holds(world: World) -> None:
    live = make_published(world)
    line = f"{live.token},{DAY},1204,980,31,12.50,USD"
    first = services.import_report(csv=_csv(line), name="r.csv", by=world.anna, at=NOW)
    assert (first.new, first.changed, first.unchanged) == (1, 0, 0)
    again = services.import_report(csv=_csv(line), name="r.csv", by=world.anna, at=NOW)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    changed = services.import_report(csv=_csv(line.replace("31", "32")), name="r.csv", by=world.anna, at=NOW)
    assert (changed.new, changed.changed, changed.unchanged) == (0, 1, 0)
    snapshot = Snapshot.objects.get()
    assert (snapshot.impressions, snapshot.clicks, snapshot.spend, snapshot.currency) == (
        1204,
        32,
        Decimal("12.50"),
        "USD",
    )


def test_what_a_platform_does_not_tell_stays_unknown(world: World) -> None:
    live = make_published(world)
    services.import_report(csv=_csv(f"{live.token},{DAY},,,,,"), name="r.csv", by=world.anna, at=NOW)
    snapshot = Snapshot.objects.get()
    assert (snapshot.impressions, snapshot.reach, snapshot.clicks, snapshot.spend) == (None, None, None, None)


def test_all_problems_of_a_report_are_told_and_nothing_is_kept(world: World) -> None:
    live = make_published(world)
    t, yesterday, tomorrow = live.token, DAY - timedelta(days=1), DAY + timedelta(days=1)
    report = _csv(
        f"{t},{DAY},10,20,1,,",
        f"{t},{tomorrow},10,,20,,",
        f"{t},{yesterday},1.5,,,,",
        f"nobody,{DAY},10,,,,",
        f"{t},{DAY},10,,,5,EUR",
        f",{DAY},10,,,,",
        f"{t},{yesterday},10,,,,",
        f"{t},{DAY},10,,,,,,,",
    )
    with pytest.raises(CrossroadsError) as told:
        services.import_report(csv=report, name="r.csv", by=world.anna, at=NOW)
    found = sorted((p.where.line, p.code, p.where.field) for p in each_problem(told.value))
    assert found == [
        (2, "channels.reach_exceeds", "reach"),
        (3, "channels.clicks_exceed", "clicks"),
        (3, "channels.day_in_future", "day"),
        (4, "input.invalid", "impressions"),
        (5, "channels.report_token", "token"),
        (6, "channels.other_currency", "currency"),
        (6, "channels.report_repeated", ""),
        (7, "input.required", "token"),
        (8, "channels.day_before_post", "day"),
        (9, "channels.report_cells", ""),
    ]
    assert not Snapshot.objects.exists()


def test_a_token_of_another_organisation_is_one_that_nobody_knows(world: World) -> None:
    live = make_published(world)
    stranger = world.charlie
    with pytest.raises(CrossroadsError) as told:
        services.import_report(csv=_csv(f"{live.token},{DAY},1,,,,"), name="r.csv", by=stranger, at=NOW)
    assert told.value.code == "channels.report_token"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "channels.report_columns"),
        (b"token,day\n", "channels.report_empty"),
        (b"token,date\nx,2026-11-24\n", "channels.report_columns"),
        (b"token,day,likes\nx,2026-11-24,1\n", "channels.report_columns"),
        ("token,day\nx,2026-11-24\n".encode("utf-16"), "input.invalid"),
    ],
)
def test_a_file_that_is_no_report_is_told(content: bytes, code: str) -> None:
    with pytest.raises(CrossroadsError) as told:
        report_file.read(content, "r.csv", Problems())
    assert told.value.code == code


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"token,day,spend\n{text}".encode()))
def test_whatever_is_uploaded_as_a_report_is_read_or_told(content: bytes) -> None:
    problems = Problems()
    try:
        report_file.read(content, "r.csv", problems)
    except CrossroadsError as error:
        assert str(error)


def test_one_day_can_be_entered_by_hand(world: World) -> None:
    live = make_published(world)
    kept = services.record_snapshot(
        publication=live, day=DAY, impressions=10, clicks=1, by=world.alice, at=NOW
    )
    assert (kept.impressions, kept.source) == (10, "entered")
    with pytest.raises(CrossroadsError) as told:
        services.record_snapshot(publication=live, day=DAY, impressions=-1, by=world.alice, at=NOW)
    assert "less than nothing" in str(told.value)
