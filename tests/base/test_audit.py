"""The trail: every change leaves a word, nobody changes a word, and a changed word is found."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from crossroads.base import audit, guards
from crossroads.base import service as services
from crossroads.base.audit import About
from crossroads.base.models import AuditEntry, AuditSeal
from crossroads.base.sealing import seal_committed, verify
from crossroads.base.service import NoAudit, service
from crossroads.engines.errors import Conflict
from world import NOW, World


def test_an_entry_outside_a_transaction_is_refused(transactional_db, world: World) -> None:
    with pytest.raises(RuntimeError):
        audit.record("test.thing", target=world.ours, by=world.alice, at=NOW)


@pytest.mark.parametrize("change", ["UPDATE base_auditentry SET action = 'x'", "DELETE FROM base_auditentry"])
def test_the_database_refuses_to_change_the_trail(world: World, change: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)


def test_the_chain_verifies_and_reports_its_tail(world: World) -> None:
    before = verify(world.ours)
    assert (before.sealed, before.holds) == (0, True)
    assert before.unsealed == AuditEntry.objects.filter(organisation=world.ours).count()
    seal_committed(NOW)
    after = verify(world.ours)
    assert (after.unsealed, after.holds) == (0, True)
    assert after.sealed == before.unsealed


@pytest.mark.parametrize("field", ["action", "actor_name", "reason"])
def test_a_changed_entry_breaks_the_chain_where_it_was_changed(world: World, field: str) -> None:
    """Whoever gets round the database's guard is still found."""
    seal_committed(NOW)
    victim = AuditEntry.objects.filter(organisation=world.ours).order_by("id")[2]
    with guards.lifted("base_auditentry"):
        AuditEntry.objects.filter(pk=victim.pk).update(**{field: "forged"})
    report = verify(world.ours)
    assert report.breaks == (f"entry {victim.public_id} (seal 3) was changed",)
    assert verify(world.theirs).holds


def test_a_removed_seal_breaks_the_chain(world: World) -> None:
    seal_committed(NOW)
    with guards.lifted("base_auditseal"):
        AuditSeal.objects.filter(organisation=world.ours, number=2).delete()
    assert not verify(world.ours).holds


def test_erasing_a_person_destroys_their_key_and_the_chain_still_verifies(world: World) -> None:
    with transaction.atomic():
        person = audit.new_person()
        entry = audit.record(
            "test.person", target=world.ours, by=world.alice, at=NOW, about=About(person, {"name": "Wilma"})
        )
    seal_committed(NOW)
    assert audit.personal_values(entry) == {"name": "Wilma"}
    assert "Wilma" not in entry.personal

    audit.destroy_person(person, at=NOW)
    with pytest.raises(Conflict, match="erased"):
        audit.personal_values(AuditEntry.objects.get(pk=entry.pk))
    assert verify(world.ours).holds


def test_a_service_without_a_word_in_the_trail_is_undone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "_services", {})

    @service("test.silent")
    def silent(*, by, at) -> None:
        world.ours.name = "Changed"
        world.ours.save()

    with pytest.raises(NoAudit):
        silent(by=world.alice, at=NOW)
    world.ours.refresh_from_db()
    assert world.ours.name == "Harbour Trials"
