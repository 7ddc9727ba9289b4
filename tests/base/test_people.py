"""Who may do what: roles, walls, signing in."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from crossroads.base.actor import Actor, Grant
from crossroads.base.models import AuditEntry, RoleAssignment
from crossroads.base.queries import actor_for, members
from crossroads.base.services import grant_role, revoke_role
from crossroads.engines.errors import ActionDenied, NotFound
from crossroads.engines.terms import Role
from world import NOW, PASSWORD, World


def test_a_role_for_one_study_counts_only_there(world: World) -> None:
    study, other = uuid4(), uuid4()
    actor = Actor(world.ours, world.alice.user, (Grant(Role.REVIEWER, study=study),))
    assert actor.holds(Role.REVIEWER, study=study)
    assert not actor.holds(Role.REVIEWER, study=other)
    assert actor.studies == {study}


def test_a_grant_for_the_whole_organisation_confines_to_nothing(world: World) -> None:
    actor = Actor(world.ours, world.alice.user, (Grant(Role.REVIEWER, study=uuid4()), Grant(Role.ANALYST)))
    assert actor.studies is None


def test_the_refusal_names_who_may(world: World) -> None:
    with pytest.raises(ActionDenied) as refused:
        world.alice.require(Role.REVIEWER, Role.ADMIN)
    assert refused.value.message == "This is for the reviewer or admin."


def test_only_an_admin_grants_and_revokes(world: World) -> None:
    with pytest.raises(ActionDenied):
        grant_role(user=world.bob.user, role=Role.ANALYST, by=world.alice, at=NOW)
    grant_role(user=world.bob.user, role=Role.ANALYST, by=world.ada, at=NOW)
    assert actor_for(world.bob.user, "harbour").roles == {Role.REVIEWER, Role.ANALYST}
    revoke_role(
        assignment=RoleAssignment.visible_to(world.ada).get(user=world.bob.user, role=Role.ANALYST),
        by=world.ada, at=NOW,
    )  # fmt: skip
    assert actor_for(world.bob.user, "harbour").roles == {Role.REVIEWER}
    actions = (
        AuditEntry.visible_to(world.ada)
        .filter(action__startswith="base.role")
        .values_list("action", flat=True)
    )
    assert list(actions)[-2:] == ["base.role.granted", "base.role.revoked"]


def test_granting_twice_changes_nothing(world: World) -> None:
    before = AuditEntry.objects.count()
    grant_role(user=world.bob.user, role=Role.REVIEWER, by=world.ada, at=NOW)
    assert AuditEntry.objects.count() == before


def test_another_organisation_does_not_exist(world: World) -> None:
    with pytest.raises(NotFound):
        actor_for(world.alice.user, "other")
    with pytest.raises(NotFound):
        RoleAssignment.get_for(world.alice, RoleAssignment.visible_to(world.charlie).first().public_id)


def test_members_are_of_ones_own_organisation(world: World) -> None:
    assert members(world.alice, Role.REVIEWER) == [world.bob.user]


class TestSigningIn:
    URL = "/sign-in/"

    def test_it_works_whatever_the_case_of_the_address(self, world: World) -> None:
        client = Client()
        answer = client.post(self.URL, {"email": "Reviewer@Harbour.example", "password": PASSWORD})
        assert (answer.status_code, answer.url) == (302, "/start/")
        assert client.get("/start/").url == "/o/harbour/"

    def test_the_answer_never_says_which_part_was_wrong(self, world: World) -> None:
        wrong_password = Client().post(self.URL, {"email": "reviewer@harbour.example", "password": "x"})
        nobody = Client().post(self.URL, {"email": "nobody@harbour.example", "password": "x"})
        for answer in (wrong_password, nobody):
            assert answer.status_code == 422
            assert "do not go together" in answer.content.decode()

    def test_too_many_tries_wait(self, world: World) -> None:
        client = Client()
        for _ in range(10):
            client.post(self.URL, {"email": "reviewer@harbour.example", "password": "x"})
        answer = client.post(self.URL, {"email": "reviewer@harbour.example", "password": PASSWORD})
        assert "Too many tries" in answer.content.decode()

    def test_it_goes_on_only_within_this_site(self, world: World) -> None:
        form = {"email": "reviewer@harbour.example", "password": PASSWORD, "next": "https://evil.example/"}
        assert Client().post(self.URL, form).url == "/start/"

    def test_somebody_without_a_role_is_told_whom_to_ask(self, world: World) -> None:
        bob = world.bob.user
        RoleAssignment.objects.filter(user=bob).delete()
        client = Client()
        client.force_login(bob)
        answer = client.get("/start/")
        assert answer.status_code == 403
        assert "Ask an admin" in answer.content.decode()
