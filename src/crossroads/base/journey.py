"""The ten steps of the one journey, in order. A room says where its step opens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """key  stable; label  as the navigation shows it; url_name  the page it opens, given the organisation."""

    key: str
    label: str
    url_name: str


STEPS: tuple[Step, ...] = (
    Step("record", "Study record", "studies:home"),
    Step("plan", "Plan", "planning:home"),
    Step("message", "Messages", "content:home"),
    Step("approval", "Approval", "content:approval"),
    Step("publication", "Publication", "channels:home"),
    Step("conversation", "Conversation", "community:home"),
    Step("prescreening", "Prescreening", "portal:screeners"),
    Step("referral", "Referral", "portal:desk"),
    Step("evaluation", "Evaluation", "evaluation:home"),
    Step("lesson", "Lessons", "playbook:home"),
)
