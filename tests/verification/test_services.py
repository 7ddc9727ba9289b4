"""Every service leaves a word in the trail; a service that the demo's story never calls is told to join it."""

from __future__ import annotations

from crossroads.app.demo import tell_story
from crossroads.base import service as services
from crossroads.base.models import AuditEntry, Organisation
from crossroads.base.sealing import seal_committed, verify
from world import NOW


def test_the_story_runs_every_service_and_each_leaves_a_word(db: None, monkeypatch) -> None:
    """``@service`` itself undoes a silent change; here every one of them is really run."""
    ran: list[str] = []
    monkeypatch.setattr(services, "watch", ran.append)
    tell_story(NOW)
    assert sorted(set(services.all_services()) - set(ran)) == []
    assert AuditEntry.objects.count() >= len(set(ran)) / 2
    while seal_committed(NOW):
        pass
    assert all(verify(organisation).holds for organisation in Organisation.objects.all())
