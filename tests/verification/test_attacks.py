"""What somebody with bad intent, a broken program or two quick fingers tries, and what then happens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from crossroads.base.actor import Grant
from crossroads.base.models import RoleAssignment
from crossroads.base.services import NewMember, add_member, grant_role, revoke_role
from crossroads.channels.models import InboxItem
from crossroads.community.queries import not_handed_off
from crossroads.community.services import hand_off
from crossroads.content.services import submit_message
from crossroads.engines.errors import ActionDenied, Conflict, NotFound
from crossroads.engines.terms import Role, Stage
from crossroads.portal.counting import count
from crossroads.portal.models import Candidate
from crossroads.studies import services as studies
from crossroads.studies.models import StopOrder, Study
from makers.channels import make_account, make_variant
from makers.community import EVENT, make_comment, make_post
from makers.content import make_message
from makers.portal import make_referral
from makers.studies import make_screener, make_study, record_with
from world import NOW, PASSWORD, World

pytestmark = pytest.mark.django_db


OTHER = "NCT01234567"


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.people[world.ours.slug, role])
    return client


# --- bytes and numbers that no person types


@pytest.mark.parametrize(
    "address", ["/go/%00aaaaaaaaaaa/", "/table/%00/", "/my/%00/", "/s/study/?m=%00aaaaaaaaaaa"]
)
def test_a_zero_byte_in_a_public_address_is_told(address: str) -> None:
    """PostgreSQL keeps none, and would answer a query for it with an error of its own."""
    assert Client().get(address).status_code in (404, 422)


@pytest.mark.parametrize("page", ["studies", "messages", "publication"])
def test_a_zero_byte_in_a_search_is_told(world: World, page: str) -> None:
    answer = signed_in(world, Role.OUTREACH_LEAD).get(f"/o/harbour/{page}/?q=%00&status=%00&state=%00")
    assert answer.status_code == 422
    assert "zero byte" in answer.content.decode()


def test_a_zero_byte_in_a_form_is_told(world: World) -> None:
    client = signed_in(world, Role.OUTREACH_LEAD)
    assert client.post("/o/harbour/stop/", {"reason": "Harm\0"}).status_code == 422


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
class TestTheEndsOfTheCalendar:
    """A change of zone leaves the calendar there: told at the field, never an error of ours."""

    def test_in_the_list_of_publications(self, world: World, day: str) -> None:
        answer = signed_in(world, Role.OUTREACH_LEAD).get(f"/o/harbour/publication/?since={day}")
        assert answer.status_code == 200

    def test_in_a_decision(self, world: World, day: str) -> None:
        review = submit_message(message=make_message(world, make_study(world)), by=world.alice, at=NOW)
        form = {"decision": "approve", "reason": "Good.", "expires_date": day}
        answer = signed_in(world, Role.REVIEWER).post(f"/o/harbour/approval/{review.public_id}/", form)
        assert answer.status_code == 422

    def test_in_a_board_s_determination(self, world: World, day: str) -> None:
        """It could be entered and never confirmed."""
        review = submit_message(message=make_message(world, make_study(world)), by=world.alice, at=NOW)
        form = {"board": "B", "reference": "1", "outcome": "approve", "words": "Approved."}
        url = f"/o/harbour/approval/{review.public_id}/determination/"
        dated = {"determined_date": "2026-11-01", "expires_date": day}
        assert signed_in(world, Role.REGULATORY_COORDINATOR).post(url, {**form, **dated}).status_code == 422

    @pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
    def test_in_a_schedule(self, world: World, day: str, zone: str) -> None:
        variant, account = make_variant(world), make_account(world)
        form = {
            "variant": str(variant.public_id),
            "campaign": str(variant.message.campaign.public_id),
            "account": str(account.public_id),
            "wall_time": f"{day}T23:59",
            "time_zone": zone,
        }
        answer = signed_in(world, Role.OUTREACH_LEAD).post("/o/harbour/publication/new/", form)
        assert answer.status_code == 422


def test_a_number_that_no_column_takes_is_told(world: World) -> None:
    url = reverse("planning:new", kwargs={"org": "harbour", "study": make_study(world).public_id})
    form = {"name": "N", "purpose": "recruit", "budget": "1", "currency": "USD"}
    dates = {"start_date": "2026-12-01", "end_date": "2026-12-31", "target_enrollment": "9" * 19}
    assert signed_in(world, Role.OUTREACH_LEAD).post(url, {**form, **dates}).status_code == 422


class TestAnInboxFileThatIsWrong:
    GOOD = {"id": "1", "text": "How long?", "posted_at": "2026-11-01T09:00:00+00:00"}

    def send(self, world: World, content: bytes) -> HttpResponse:
        form = {"account": str(make_account(world).public_id), "items": SimpleUploadedFile("i.json", content)}
        return signed_in(world, Role.OUTREACH_LEAD).post("/o/harbour/publication/inbox/", form)  # type: ignore[return-value]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"posted_at": "0001-01-01T00:00:00+10:00"},
            {"posted_at": "0001-01-01T00:00:00+00:00"},
            {"id": "1\0"},
            {"text": "a\0b"},
            {"text": "half a pair: \ud800"},
            {"author": "\udfff"},
            {"post": "\0"},
            {"answers": "x" * 500},
        ],
    )
    def test_it_is_told_and_nothing_is_kept(self, world: World, wrong: dict[str, str]) -> None:
        content = json.dumps({"items": [{**self.GOOD, **wrong}]}).encode()
        assert self.send(world, content).status_code == 422
        assert not InboxItem.objects.exists()

    def test_a_file_too_large_to_read_whole_is_told_before_it_is_read(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("crossroads.base.forms.MAX_BYTES", 10)
        answer = self.send(world, json.dumps({"items": [self.GOOD]}).encode())
        assert answer.status_code == 422
        assert not InboxItem.objects.exists()

    def test_nesting_without_end_is_told(self, world: World) -> None:
        assert self.send(world, b'{"items":' + b"[" * 200_000).status_code == 422


def test_half_a_letter_in_a_record_costs_its_field_alone(world: World) -> None:
    """JSON can write half of a surrogate pair; neither a database nor a page can hold it."""
    record = record_with(identificationModule__nctId=OTHER, descriptionModule__briefSummary="Half: \ud800")
    client = signed_in(world, Role.OUTREACH_LEAD)
    sent = SimpleUploadedFile("record.json", json.dumps(record).encode())
    assert client.post("/o/harbour/studies/import/", {"records": sent}).status_code == 302
    study = Study.objects.get(registry_id=OTHER)
    version = study.current_version
    assert version is not None
    where = {"org": "harbour", "study": study.public_id, "study_version": version.public_id}
    assert client.get(reverse("studies:record", kwargs=where)).status_code == 200


# --- the same twice at once


def together(*acts: Callable[[], object]) -> list[object]:
    """Run them in threads of their own, each on its own connection; what they return or raise."""
    come: list[object] = []
    line = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        line.wait()
        try:
            come.append(act())
        except Exception as error:  # noqa: BLE001 - told to the test
            come.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return come


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_is_one_person(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    study = make_study(world)
    make_screener(world, study)
    came = together(*(lambda: make_referral(world, study),) * 4)
    assert Candidate.objects.count() == 1
    assert [type(one) for one in came].count(Conflict) == 3


@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_stop_are_one_stop(world: World) -> None:
    study = make_study(world)
    together(*(lambda: studies.stop(study=study, reason="Harm.", by=world.samir, at=NOW),) * 4)
    assert StopOrder.objects.count() == 1


def test_what_the_database_keeps_out_as_a_double_is_no_mistake_of_ours(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both clicks passed the check; the constraint lets one through, and the other is told so."""
    study = make_study(world)
    client = signed_in(world, Role.OUTREACH_LEAD)
    form = {"key": "visits", "value": "4", "document": "P", "document_version": "1", "page": "2"}
    url = reverse("studies:facts", kwargs={"org": "harbour", "study": study.public_id})
    assert client.post(url, form).status_code == 302
    monkeypatch.setattr(
        "crossroads.studies.services.fact_sheet.Fact.objects.filter", lambda **_: Study.objects.none()
    )
    answer = client.post(url, {**form, "value": "5"})
    assert answer.status_code == 409
    assert "sent twice" in answer.content.decode()


# --- walls inside an organisation


def test_each_page_shows_what_the_roles_that_open_it_may_see(world: World) -> None:
    """An analyst of all studies who answers comments in one study reads no comment of another."""
    mine = make_study(world)
    other = make_study(world, record=record_with(identificationModule__nctId=OTHER))
    comment = make_comment(world, post=make_post(world, other))
    worker = type(world.alice).worker(world.ours)
    both = add_member(
        organisation=world.ours, member=NewMember("b@harbour.example", "B", PASSWORD), by=worker, at=NOW
    )
    grant_role(user=both, role=Role.ANALYST, by=worker, at=NOW)
    grant_role(user=both, role=Role.COMMUNITY_MANAGER, study=mine.public_id, by=worker, at=NOW)
    client = Client()
    client.force_login(both)
    assert client.get(f"/o/harbour/conversation/{comment.public_id}/").status_code == 404
    assert client.get(f"/o/harbour/studies/{other.public_id}/").status_code == 200


def test_a_comment_of_no_study_is_seen_by_those_who_handle_any(world: World) -> None:
    """It stands under none of our posts: were it nobody's, a possible adverse event in it would be unread."""
    report = make_comment(world, EVENT).safety_report
    assert report.comment.study is None
    confined = replace(world.samir, grants=(Grant(Role.SAFETY_OFFICER, study=make_study(world).public_id),))
    assert list(not_handed_off(confined)) == [report]
    assert hand_off(report=report, to="Safety desk", by=confined, at=NOW).state == "handed_off"


def test_what_is_seen_as_one_role_rests_on_its_grants_alone(world: World) -> None:
    study = make_study(world)
    grants = (Grant(Role.ANALYST), Grant(Role.COMMUNITY_MANAGER, study=study.public_id))
    actor = replace(world.anna, grants=grants)
    assert actor.studies is None
    assert replace(actor, seen_as=frozenset({Role.COMMUNITY_MANAGER})).studies == {study.public_id}


def test_an_admin_takes_no_role_of_another_organisation_away(world: World) -> None:
    theirs = RoleAssignment.objects.filter(organisation=world.theirs).first()
    assert theirs is not None
    with pytest.raises(NotFound):
        revoke_role(assignment=theirs, by=world.ada, at=NOW)


def test_members_are_added_by_admins_alone(world: World) -> None:
    with pytest.raises(ActionDenied):
        add_member(
            organisation=world.ours, member=NewMember("x@y.example", "X", PASSWORD), by=world.anna, at=NOW
        )


# --- numbers that point at a person


def test_an_analyst_sees_no_small_number_in_the_prescreening(world: World) -> None:
    study = make_study(world)
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    count(study=study, stage=Stage.PRESCREEN_COMPLETED, at=at, times=40)
    count(study=study, stage=Stage.CONTACT_CONSENTED, at=at, times=3)
    count(study=study, stage=Stage.PRESCREEN_COMPLETED, at=at, criterion="EXCL01", times=2)
    seen = signed_in(world, Role.ANALYST).get("/o/harbour/prescreening/").content.decode()
    assert "40" in seen
    assert seen.count("under 5") == 2
    assert '<td class="cr-cell--number">3</td>' not in seen
    assert (
        "under 5" not in signed_in(world, Role.OUTREACH_LEAD).get("/o/harbour/prescreening/").content.decode()
    )


# --- behind a proxy, and many times


class TestBehindAProxy:
    """A proxy on the same machine is one address for everybody: one attacker must not lock all out."""

    def fail(self, client: Client, seen: str, **more: str) -> None:
        form = {"email": "reviewer@harbour.example", "password": "x"}
        client.post("/sign-in/", form, HTTP_X_FORWARDED_FOR=seen, **more)

    def sign_in(self, seen: str, **more: str) -> int:
        form = {"email": "reviewer@harbour.example", "password": PASSWORD}
        return int(Client().post("/sign-in/", form, HTTP_X_FORWARDED_FOR=seen, **more).status_code)

    def test_the_attacker_waits_and_nobody_else(self, world: World) -> None:
        for number in range(10):
            self.fail(Client(), f"10.0.0.{number}, 192.0.2.66")  # what stands first is made up
        assert self.sign_in("192.0.2.66") == 422
        assert self.sign_in("192.0.2.1") == 302

    def test_from_elsewhere_nobody_is_believed(self, world: World) -> None:
        for number in range(10):
            self.fail(Client(), f"192.0.2.{number}", REMOTE_ADDR="198.51.100.5")
        assert self.sign_in("192.0.2.200", REMOTE_ADDR="198.51.100.5") == 422

    def test_https_ends_at_the_proxy(self) -> None:
        """Else every page would send to itself, for ever."""
        asked = (
            "import django; django.setup()\n"
            "from django.test import RequestFactory as F\n"
            "print(F().get('/', HTTP_X_FORWARDED_PROTO='https').is_secure(), F().get('/').is_secure())"
        )
        known = {"CROSSROADS_MODE": "development", "CROSSROADS_PUBLIC_URL": "https://trials.example"}
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("CROSSROADS_")
        }
        told = subprocess.run(
            [sys.executable, "-c", asked],
            env={**environment, **known, "DJANGO_SETTINGS_MODULE": "crossroads.app.settings",
                 "CROSSROADS_HOME": os.environ.get("TMPDIR", "/tmp")},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert told.stdout.split() == ["True", "False"]
