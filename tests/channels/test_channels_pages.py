"""The pages: each opens for whom it should, tells what is wrong, and costs the same for many rows."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from crossroads.base import clock
from crossroads.base.waiting import waiting_for
from crossroads.channels import publisher, queries, services
from crossroads.channels.models import (
    ChannelAccount,
    InboxItem,
    LocalPost,
    Publication,
    Snapshot,
    TakedownTask,
)
from crossroads.channels.networks import installed
from makers.channels import make_account, make_publication, make_published, make_variant
from world import NOW, World

HOUR = timedelta(hours=1)


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch):
    """The edges' clock stands at the time of the tests' world."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


@pytest.fixture
def alice(world: World, noon) -> Client:
    return _client(world.alice)


def _client(actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def _url(name: str, **kwargs: object) -> str:
    return reverse(f"channels:{name}", kwargs={"org": "harbour", **kwargs})


def _page(row: Publication) -> str:
    return _url("publication", publication=row.public_id)


# --- the list


def test_an_empty_list_says_what_to_do_next(alice: Client) -> None:
    page = alice.get(_url("home"))
    assert page.status_code == 200
    assert "Schedule the first message" in page.content.decode()


def test_the_list_stands_by_day_in_the_organisations_zone(world: World, alice: Client) -> None:
    make_publication(world, after=timedelta(hours=14, minutes=30))
    page = alice.get(_url("home")).content.decode()
    assert "Wednesday, 25 Nov 2026" in page
    assert "00:30 CET" in page


def test_the_list_is_narrowed_and_exported(world: World, alice: Client) -> None:
    make_publication(world, make_variant(world, title="=SUM(1)"))
    assert "Nothing in this view" in alice.get(_url("home") + "?state=published").content.decode()
    assert "Nothing in this view" in alice.get(_url("home") + "?since=2027-01-01").content.decode()
    assert alice.get(_url("home") + "?since=nonsense&state=?&network=x&page=-1").status_code == 200
    table = alice.get(_url("home") + "?export=1").content.decode()
    assert "'=SUM(1)" in table


def test_a_long_list_costs_no_more_queries(
    world: World, alice: Client, django_assert_max_num_queries
) -> None:
    variant, account = make_variant(world), make_account(world)
    for minutes in range(60):
        make_publication(world, variant, account, after=timedelta(minutes=minutes))
    with django_assert_max_num_queries(30) as few:
        page = alice.get(_url("home"))
    assert "Page 1 of 2" in page.content.decode()
    for minutes in range(60, 65):
        make_publication(world, variant, account, after=timedelta(minutes=minutes))
    with django_assert_max_num_queries(len(few)):
        alice.get(_url("home"))


# --- scheduling


def _form(row: Publication | None = None, **changes: str) -> dict[str, str]:
    variant = row.variant if row else None
    values = {
        "variant": str(variant.public_id) if variant else "",
        "campaign": str(row.campaign.public_id) if row else "",
        "account": str(row.account.public_id) if row else "",
        "wall_time": "2026-11-26T14:00",
        "time_zone": "Europe/Amsterdam",
    }
    return {**values, **changes}


def test_a_message_is_scheduled_by_form(world: World, alice: Client) -> None:
    row = make_publication(world)
    answer = alice.post(_url("new"), _form(row))
    made = Publication.objects.exclude(pk=row.pk).get()
    assert answer.url == _page(made)
    assert "26 Nov 2026, 14:00 CET" in alice.get(_page(made)).content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"wall_time": "2026-03-29T02:30"}, "does not exist in Europe/Amsterdam"),
        ({"wall_time": "2026-10-25T02:30"}, "happens twice in Europe/Amsterdam"),
        ({"wall_time": "tomorrow"}, "Enter a valid date/time"),
        ({"time_zone": "Mars"}, "is not a time zone"),
        ({"account": "someone-elses"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    world: World, alice: Client, changes: dict[str, str], told: str
) -> None:
    row = make_publication(world)
    page = alice.post(_url("new"), _form(row, **changes))
    assert page.status_code == 422
    assert told in page.content.decode()
    assert Publication.objects.count() == 1


def test_what_is_missing_before_scheduling_is_said(alice: Client) -> None:
    page = alice.get(_url("new")).content.decode()
    assert "An approved message" in page and "An active account" in page


def test_an_unapproved_message_cannot_be_chosen(world: World, alice: Client) -> None:
    from crossroads.content import services as content

    row = make_publication(world)
    content.suspend_message(message=row.variant.message, reason="A signal.", by=world.samir, at=NOW)
    page = alice.post(_url("new"), _form(row))
    assert page.status_code == 422
    assert "Select a valid choice" in page.content.decode()


# --- one publication


@pytest.mark.parametrize(
    "state", ["scheduled", "held", "held unsure", "unknown", "published", "removed", "cancelled"]
)
def test_every_state_has_its_page_and_its_next_step(world: World, alice: Client, state: str) -> None:
    row = _in_state(world, state)
    page = alice.get(_page(row)).content.decode()
    expected = {
        "scheduled": "Cancel it",
        "held": "Release it",
        "held unsure": "It is not there: send it",
        "unknown": "Look again now",
        "published": "See it on the network",
        "removed": "Removed",
        "cancelled": "Somebody on the team cancelled it.",
    }
    assert expected[state] in page


def _in_state(world: World, state: str) -> Publication:
    from flaky_network import FlakyNetwork

    from crossroads.engines.terms import Network

    row = make_publication(world, after=timedelta(0))
    if state == "cancelled":
        services.cancel(publication=row, by=world.alice, at=NOW)
    elif state == "held":
        services.change_account(account=row.account, to="paused", by=world.ada, at=NOW)
        publisher.publish_due(NOW, channels=installed())
        services.change_account(account=ChannelAccount.objects.get(), to="active", by=world.ada, at=NOW)
    elif state in ("unknown", "held unsure"):
        network = {Network.LOCAL: FlakyNetwork("lose it after the post", "lagging")}
        publisher.publish_due(NOW, channels=network)
        if state == "held unsure":
            publisher.settle_unknown(NOW + HOUR, channels=network)
    elif state in ("published", "removed"):
        publisher.publish_due(NOW, channels=installed())
        if state == "removed":
            row = queries.whole(row.pk)
            task = services.open_takedown(publication=row, reason="Wrong.", by=world.alice, at=NOW)
            services.prove_takedown(task=task, proof="Gone.", by=world.alice, at=NOW)
    return queries.whole(row.pk)


def test_a_held_publication_is_released_and_a_scheduled_one_cancelled(world: World, alice: Client) -> None:
    row = _in_state(world, "held")
    assert alice.post(_url("release", publication=row.public_id)).status_code == 302
    assert alice.post(_url("cancel", publication=row.public_id), {"reason": "Too late."}).status_code == 302
    assert queries.whole(row.pk).state == "cancelled"


def test_why_a_release_is_not_possible_stands_beside_it(world: World, alice: Client) -> None:
    row = _in_state(world, "held")
    services.change_account(account=row.account, to="paused", by=world.ada, at=NOW)
    page = alice.get(_page(row)).content.decode()
    assert "The account is paused or closed." in page
    assert alice.post(_url("release", publication=row.public_id)).status_code == 403


def test_a_look_settles_what_is_unknown(world: World, alice: Client) -> None:
    """The local network knows: the post that we asked about is not there."""
    row = _in_state(world, "unknown")
    assert alice.post(_url("look", publication=row.public_id)).status_code == 302
    assert queries.whole(row.pk).held_code == "channels.surely_absent"
    assert alice.post(_url("look", publication=row.public_id)).status_code == 409


def test_a_post_that_was_seen_is_written_down(world: World, alice: Client) -> None:
    row = _in_state(world, "held unsure")
    address = _url("found", publication=row.public_id)
    assert alice.post(address, {"network_id": "7", "network_url": "nowhere"}).status_code == 422
    assert (
        alice.post(address, {"network_id": "7", "network_url": "https://network.example/7"}).status_code
        == 302
    )
    assert queries.whole(row.pk).state == "published"


# --- taking down


def test_a_post_is_taken_down_by_one_click(world: World, alice: Client) -> None:
    row = _in_state(world, "published")
    asked = alice.post(_url("take-down", publication=row.public_id), {"reason": "Wrong date."})
    page = alice.get(asked.url).content.decode()
    assert "Take it down now" in page and "Wrong date." in page
    task = TakedownTask.objects.get()
    assert alice.post(_url("takedown-remove", takedown_task=task.public_id)).status_code == 302
    assert "is down" in alice.get(_url("takedowns")).content.decode()
    assert alice.get("/local/harbour-trials/").content.decode().count("<article") == 0


def test_a_proof_may_hold_a_picture(world: World, alice: Client) -> None:
    row = _in_state(world, "published")
    task = services.open_takedown(publication=row, reason="Wrong.", by=world.alice, at=NOW)
    address = _url("takedown", takedown_task=task.public_id)
    assert alice.post(address).status_code == 422
    words = SimpleUploadedFile("a.exe", b"MZ not a picture")
    assert alice.post(address, {"proof": "Gone.", "proof_file": words}).status_code == 422
    picture = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n and so on")
    assert alice.post(address, {"proof": "Gone.", "proof_file": picture}).status_code == 302
    assert "Picture of the screen" in alice.get(address).content.decode()


# --- accounts and imports


def test_accounts_are_added_paused_and_closed(world: World, noon) -> None:
    ada = _client(world.ada)
    assert ada.get(_url("accounts")).status_code == 200
    assert (
        ada.post(_url("accounts"), {"network": "local", "handle": "no such!", "name": "x"}).status_code == 422
    )
    given = {"network": "local", "handle": "feed", "name": "Feed", "credentials": ""}
    assert ada.post(_url("accounts"), given).status_code == 302
    assert ada.post(_url("accounts"), given).status_code == 422
    change = _url("account-change", channel_account=ChannelAccount.objects.get().public_id)
    assert ada.post(change).status_code == 422
    assert ada.post(change, {"to": "paused"}).status_code == 302
    assert ada.post(change, {"to": "closed"}).status_code == 302
    assert ada.post(change, {"to": "active"}).status_code == 409


def test_a_report_is_imported_and_its_problems_told_by_line(world: World, noon) -> None:
    row, anna = _in_state(world, "published"), _client(world.anna)
    bad = SimpleUploadedFile("r.csv", b"token,day\nnobody,2026-11-24\n,x\n")
    page = anna.post(_url("reports"), {"report": bad})
    assert page.status_code == 422
    assert "r.csv:2: token" in page.content.decode() and "r.csv:3: day" in page.content.decode()
    good = SimpleUploadedFile("r.csv", f"token,day,clicks\n{row.token},2026-11-24,3\n".encode())
    assert anna.post(_url("reports"), {"report": good}).status_code == 302
    assert Snapshot.objects.get().clicks == 3
    assert "What the network counted" in _client(world.alice).get(_page(row)).content.decode()


def test_comments_are_imported_from_a_file(world: World, noon) -> None:
    account, carol = make_account(world), _client(world.carol)
    ref = str(account.public_id)
    bad = SimpleUploadedFile("i.json", b'{"items": [{}]}')
    assert carol.post(_url("inbox"), {"account": ref, "items": bad}).status_code == 422
    items = {"items": [{"id": "1", "text": "How long?", "posted_at": "2026-11-24T08:00:00Z"}]}
    good = SimpleUploadedFile("i.json", json.dumps(items).encode())
    assert carol.post(_url("inbox"), {"account": ref, "items": good}).status_code == 302
    assert InboxItem.objects.get().source == "file"


# --- who may


@pytest.mark.parametrize(
    ("name", "method", "who", "status"),
    [
        ("home", "get", "anna", 200),
        ("home", "post", "alice", 405),
        ("new", "get", "alice", 200),
        ("new", "get", "carol", 403),
        ("new", "post", "bob", 403),
        ("accounts", "get", "bob", 200),
        ("accounts", "post", "bob", 403),
        ("takedowns", "get", "dora", 200),
        ("reports", "get", "carol", 403),
        ("inbox", "get", "anna", 403),
        ("home", "get", "charlie", 404),
        ("new", "post", "charlie", 404),
    ],
)
def test_each_role_gets_what_is_its_own(
    world: World, noon, name: str, method: str, who: str, status: int
) -> None:
    client = _client(getattr(world, who))
    assert getattr(client, method)(_url(name)).status_code == status


def test_a_stranger_finds_no_publication_account_or_task(world: World, noon) -> None:
    row = _in_state(world, "published")
    task = services.open_takedown(publication=row, reason="Wrong.", by=world.alice, at=NOW)
    charlie = _client(world.charlie)
    things = [
        ("publication", {"publication": row.public_id}),
        ("takedown", {"takedown_task": task.public_id}),
    ]
    for name, ref in things:
        own = reverse(f"channels:{name}", kwargs={"org": "other", **ref})
        assert charlie.get(own).status_code == 404
        assert charlie.get(_url(name, **ref)).status_code == 404
    assert (
        charlie.post(
            reverse("channels:cancel", kwargs={"org": "other", "publication": row.public_id})
        ).status_code
        == 404
    )
    assert Client().get(_page(row)).url.startswith("/sign-in/")


def test_what_waits_is_told_to_whom_it_concerns(world: World, django_assert_num_queries) -> None:
    held = _in_state(world, "held")
    live = make_published(world, held.variant, at=NOW + HOUR)
    services.open_takedown(publication=live, reason="Wrong.", by=world.alice, at=NOW)
    from crossroads.channels.waiting import tell

    alice, anna = world.alice, world.anna
    with django_assert_num_queries(2):
        mine = list(tell(alice, NOW))
    assert [(item.verb, item.is_overdue(NOW + 5 * HOUR)) for item in mine] == [
        ("Take down", True),
        ("Release or cancel", True),
    ]
    assert [item.verb for item in waiting_for(world.carol, NOW) if item.step == "publication"] == [
        "Take down"
    ]
    with django_assert_num_queries(0):
        assert list(tell(anna, NOW)) == []


# --- the public feed


@pytest.fixture
def post(world: World, noon) -> LocalPost:
    _in_state(world, "published")
    return LocalPost.objects.get()


def _feed(post: LocalPost) -> str:
    return reverse("channels:local-comment", args=[post.account.handle, post.public_id])


def test_the_feed_is_public_and_asks_for_no_cookie(post: LocalPost) -> None:
    client = Client()
    page = client.get("/local/harbour-trials/")
    assert post.link in page.content.decode()
    assert "Invented demonstration" in page.content.decode()
    assert not client.cookies
    assert client.get("/local/nobody/").status_code == 404


def test_anybody_may_comment_and_leaves_no_session(post: LocalPost) -> None:
    client = Client()
    answer = client.post(_feed(post), {"text": "How long does it take?", "name": "", "website": ""})
    assert answer.status_code == 302
    item = InboxItem.objects.get()
    assert (item.text, item.source, item.publication.network_id) == (
        "How long does it take?",
        "form",
        str(post.public_id),
    )
    assert set(client.cookies) <= {"csrftoken"}
    assert "has arrived" in client.get(answer.url).content.decode()
    assert "1 comment" in client.get("/local/harbour-trials/").content.decode()
    assert "How long" not in client.get("/local/harbour-trials/").content.decode()


def test_an_empty_comment_is_told(post: LocalPost) -> None:
    page = Client().post(_feed(post), {})
    assert page.status_code == 422
    assert not InboxItem.objects.exists()


def test_what_a_program_sends_is_thanked_and_forgotten(post: LocalPost) -> None:
    answer = Client().post(_feed(post), {"text": "Buy!", "website": "https://spam.example"})
    assert answer.status_code == 302
    assert not InboxItem.objects.exists()


def test_the_sixth_comment_within_ten_minutes_waits(post: LocalPost) -> None:
    client = Client()
    for number in range(5):
        assert client.post(_feed(post), {"text": f"Number {number}"}).status_code == 302
    page = client.post(_feed(post), {"text": "Number six"})
    assert page.status_code == 422
    assert "Wait 10 minutes" in page.content.decode()
    assert client.post(_feed(post), {"text": "From elsewhere"}, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_removed_post_is_gone_from_the_feed(world: World, post: LocalPost) -> None:
    row = Publication.objects.get()
    LocalPost.objects.update(removed_at=NOW)
    assert post.link not in Client().get("/local/harbour-trials/").content.decode()
    assert Client().get(_feed(post)).status_code == 404
    assert (
        Client().get(reverse("channels:local-picture", args=["harbour-trials", post.public_id])).status_code
        == 404
    )
    assert row.state == "published"
