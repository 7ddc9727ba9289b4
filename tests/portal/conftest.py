"""An invented study that is open to the public, a post that leads to it, and a visitor."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from crossroads.channels.models import ChannelAccount, Publication
from crossroads.engines.terms import Network
from crossroads.studies.models import Study
from makers.content import make_approved_message, make_approved_page, only_variant
from makers.planning import make_campaign
from makers.studies import make_criterion, make_fact, make_screener, make_study
from world import NOW, World

CONTACT = "The study line, +31 10 555 0199"


@pytest.fixture(autouse=True)
def _noon() -> Any:
    """Edges read the clock: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def study(world: World) -> Study:
    """Record, fact sheet, reviewed criterion and screener, and an approved page: everything but people."""
    study = make_study(world, facts=True)
    for key, value in {
        "contact": CONTACT,
        "placebo_chance": "1 in 2",
        "visits": "Six visits in half a year.",
    }.items():
        make_fact(world, study, key, value)
    make_criterion(world, study)
    make_screener(world, study)
    make_approved_page(world, study)
    return study


@pytest.fixture
def post(world: World, study: Study) -> Publication:
    """A post of this study, with its token."""
    campaign = make_campaign(world, study)
    account = ChannelAccount.objects.create(
        organisation=world.ours, network=Network.LOCAL, handle="harbour", name="Harbour", added_at=NOW
    )
    return Publication.objects.create(
        campaign=campaign,
        variant=only_variant(make_approved_message(world, study, campaign)),
        account=account,
        token="tok-of-post1",
        scheduled_for=NOW,
        wall_time=NOW,
        time_zone="Europe/Amsterdam",
        made_at=NOW,
    )


@dataclass
class Visitor:
    """Somebody with a browser that keeps no cookie unless it is given one, and no script."""

    slug: str
    client: Client = field(default_factory=Client)
    urls: list[str] = field(default_factory=list)
    page: HttpResponse | None = None

    @property
    def text(self) -> str:
        assert self.page is not None
        return unescape(self.page.content.decode())

    def get(self, url: str, **headers: str) -> HttpResponse:
        self.urls.append(url)
        self.page = self.client.get(url, headers=headers)
        return self.page

    def post(self, url: str, **data: str) -> HttpResponse:
        self.urls.append(url)
        self.page = self.client.post(url, data)
        return self.page

    @property
    def progress(self) -> str:
        found = re.search(r'name="progress" value="([^"]+)"', self.text)
        assert found is not None
        return found[1]

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.S)
        assert found is not None
        return found[1].strip()

    def start(self, token: str = "") -> None:
        self.get(f"/s/{self.slug}/check/" + (f"?m={token}" if token else ""))

    def answer(self, value: str) -> HttpResponse:
        return self.post(f"/s/{self.slug}/check/", progress=self.progress, answer=value)

    def back(self) -> HttpResponse:
        return self.post(f"/s/{self.slug}/check/", progress=self.progress, back="yes")

    def answer_all(self, answers: dict[str, str], token: str = "") -> None:
        """Go through the questions by a word that each contains."""
        self.start(token)
        for _question in answers:
            word = next(word for word in answers if word in self.heading)
            self.answer(answers[word])

    def open_contact(self) -> HttpResponse:
        return self.post(f"/s/{self.slug}/contact/", progress=self.progress)

    def send(self, **told: str) -> HttpResponse:
        wording = re.search(r'name="wording" value="([^"]+)"', self.text)
        assert wording is not None
        return self.post(
            f"/s/{self.slug}/contact/", progress=self.progress, wording=wording[1], send="yes", **told
        )


FITTING = {"How old": "41", "illness": "yes", "smoke": "no"}


NOT_FITTING = {**FITTING, "smoke": "yes"}
UNSURE = {**FITTING, "illness": "not sure"}


@pytest.fixture
def visitor(study: Study) -> Visitor:
    return Visitor(study.slug)
