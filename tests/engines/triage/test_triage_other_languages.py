"""The lexicons are English; the plainest words of somebody in danger are known in four more languages."""

from __future__ import annotations

import pytest

from crossroads.engines.terms import CommentClass, Urgency
from crossroads.engines.triage import triage


@pytest.mark.parametrize(
    "text",
    [
        "quiero morir",
        "Ya no quiero vivir asi.",
        "ich will nicht mehr leben",
        "Ich will sterben.",
        "ik wil niet meer leven",
        "ik wil dood",
        "je veux mourir",
        "Je n'ai plus envie, je ne veux plus vivre.",
    ],
)
def test_somebody_in_danger_is_seen_at_once(text: str) -> None:
    found = triage(text)
    assert CommentClass.CRISIS in found.classes
    assert found.urgency in (Urgency.NOW, Urgency.TODAY)
