"""How messages begin: from a template, in own words, or from the fact sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.content import policies, slots
from crossroads.content.models import Message, MessageTemplate
from crossroads.content.services.common import check_audience, need
from crossroads.content.services.writing import make_message, set_variant
from crossroads.content.starters import PAGE as STARTER_PAGE
from crossroads.content.starters import STARTERS
from crossroads.engines.errors import InputProblem, Problems, Where
from crossroads.engines.terms import Network, Placement, Purpose
from crossroads.planning.models import Campaign
from crossroads.studies.models import Site, Study


@service("content.template.make")
def make_template(
    *,
    name: str,
    purpose: Purpose | str,
    body: str,
    by: Actor,
    at: datetime,
    audience: str = "patient",
    language: str = "en",
) -> MessageTemplate:
    """Keep words with slots. The same name again is a new number; earlier messages keep theirs.

    raises  ActionDenied; InputProblem or ManyProblems "content.needed", "content.slot_unknown",
            "content.stray_brace", "content.audience"
    """
    by.require(*policies.AUTHORS)
    problems = Problems()
    need(problems, name=name, body=body)
    check_audience(problems, audience)
    slots.check_names(body, problems, field="body")
    problems.raise_any()
    latest = MessageTemplate.objects.filter(organisation=by.organisation, name=name.strip()).first()
    template = MessageTemplate.objects.create(
        organisation=by.organisation,
        name=name.strip(),
        number=latest.number + 1 if latest else 1,
        purpose=Purpose(purpose).value,
        audience=audience,
        language=language,
        body=body.strip(),
        made_at=at,
    )
    audit.record(
        "content.template.made", target=template, by=by, at=at, name=template.name, number=template.number
    )
    return template


@service("content.message.write")
def write_message(
    *,
    study: Study,
    campaign: Campaign | None,
    title: str,
    purpose: Purpose | str,
    text: str,
    networks: Iterable[tuple[Network | str, Placement | str]],
    by: Actor,
    at: datetime,
    language: str = "en",
    audience: str = "patient",
    template: MessageTemplate | None = None,
    site: Site | None = None,
) -> Message:
    """A message with the same words for each network and placement; slots are filled from the study's facts.

    raises  as ``make_message`` and ``set_variant``; InputProblem "content.no_network"
    """
    chosen = list(dict.fromkeys((Network(network), Placement(placement)) for network, placement in networks))
    if not chosen:
        raise InputProblem("content.no_network", where=Where(field="networks"))
    message = make_message(
        study=study,
        campaign=campaign,
        title=title,
        purpose=purpose,
        language=language,
        audience=audience,
        template=template,
        by=by,
        at=at,
    )
    for network, placement in chosen:
        set_variant(message=message, network=network, placement=placement, text=text, site=site, by=by, at=at)
    return message


@service("content.template.fill")
def fill_template(
    *,
    template: MessageTemplate,
    study: Study,
    campaign: Campaign | None,
    networks: Iterable[tuple[Network | str, Placement | str]],
    by: Actor,
    at: datetime,
    site: Site | None = None,
    title: str = "",
) -> Message:
    """A message from a template: one variant per network and placement. Raises as ``write_message``."""
    return write_message(
        study=study,
        campaign=campaign,
        title=title or template.name,
        purpose=template.purpose,
        language=template.language,
        audience=template.audience,
        template=template,
        text=template.body,
        networks=networks,
        site=site,
        by=by,
        at=at,
    )


@service("content.template.starters")
def make_starters(*, by: Actor, at: datetime) -> list[MessageTemplate]:
    """Put the starter templates into the organisation's list, but for those whose name is taken."""
    audit.nothing_changed()
    taken = set(
        MessageTemplate.objects.filter(organisation=by.organisation).values_list("name", flat=True).distinct()
    )
    return [
        make_template(
            name=starter.name,
            purpose=starter.purpose,
            body=starter.body,
            audience=starter.audience,
            by=by,
            at=at,
        )
        for starter in STARTERS
        if starter.name not in taken
    ]


@service("content.page.make")
def make_page(*, study: Study, title: str, by: Actor, at: datetime, language: str = "en") -> Message:
    """Begin the public page of a study: every section from the fact sheet, to be read and reworded.

    raises  as ``make_message`` and ``set_variant``; every missing fact is told at once
    """
    message = make_message(
        study=study, campaign=None, title=title, purpose=Purpose.EDUCATE, language=language, by=by, at=at
    )
    set_variant(
        message=message, network=Network.LOCAL, placement=Placement.PAGE, page=STARTER_PAGE, by=by, at=at
    )
    return message
