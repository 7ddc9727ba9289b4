"""The order of the chapters, and what they hand to each other."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from crossroads.base.actor import Actor
from crossroads.base.models import Organisation, User
from crossroads.base.queries import actor_for
from crossroads.channels.models import ChannelAccount, Publication
from crossroads.content.models import Message, MessageTemplate
from crossroads.engines.terms import Role
from crossroads.planning.models import Campaign
from crossroads.studies.models import Study

PASSWORD = "lighthouse keeper 2026"  # noqa: S105 - of invented people, on a machine of one's own


@dataclass
class Story:
    """Where the story stands: the people, and the things that later chapters take up again."""

    now: datetime
    ours: Organisation
    theirs: Organisation
    people: dict[tuple[str, Role], User] = field(default_factory=dict)
    studies: dict[str, Study] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    templates: dict[str, MessageTemplate] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    accounts: dict[str, ChannelAccount] = field(default_factory=dict)
    publications: dict[str, Publication] = field(default_factory=dict)

    def by(self, role: Role) -> Actor:
        """The person of our organisation who holds the role."""
        return actor_for(self.people[self.ours.slug, role], self.ours.slug)

    def day(self, offset: int, clock: str = "10:00") -> datetime:
        """A moment so many days from now (before it where negative), by the clock on our wall.

        Never later than now for a day that is past or present: the story has happened.
        """
        hour, minute = (int(part) for part in clock.split(":"))
        local = self.now.astimezone(ZoneInfo(self.ours.time_zone)) + timedelta(days=offset)
        moment = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return min(moment, self.now) if offset <= 0 else moment


def tell_story(now: datetime) -> Story:
    """Tell the whole story as of ``now``. Needs an empty, migrated database."""
    from crossroads.app.demo import chapters, people

    story = people.tell(now)
    chapters.before_the_first_post(story)
    chapters.the_pilot(story)
    chapters.the_amendment(story)
    chapters.november(story)
    chapters.what_stops(story)
    return story


@cache
def material(name: str) -> Any:
    """A file of the story's material: TOML and JSON as values, anything else as bytes."""
    content = files(__package__).joinpath("material", name).read_bytes()
    if name.endswith(".toml"):
        return tomllib.loads(content.decode())
    return json.loads(content) if name.endswith(".values.json") else content
