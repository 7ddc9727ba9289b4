"""What rests on a fact: the messages that state it, told on the study's page before somebody changes it."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import ngettext

from crossroads.base.actor import Actor
from crossroads.content.models import Variant
from crossroads.studies.models import Study

IN_USE = ("in_review", "approved")


def by_path(actor: Actor, study: Study) -> dict[str, str]:
    """For each fact's path, how many messages in use state it; a change puts these back."""
    stating: dict[str, set[int]] = defaultdict(set)
    variants = Variant.visible_to(actor).filter(message__study=study, message__state__in=IN_USE)
    for message, slots in variants.values_list("message_id", "slots"):
        for slot in slots:
            stating[slot["path"]].add(message)
    return {path: _sentence(len(messages)) for path, messages in stating.items()}


def _sentence(count: int) -> str:
    return ngettext("%(n)d message states it", "%(n)d messages state it", count) % {"n": count}
