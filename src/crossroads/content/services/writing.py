"""Writing: messages, and the form of a message for each channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.models import StoredFile
from crossroads.base.service import service
from crossroads.content import hashing, measures, pages, policies, slots
from crossroads.content.models import Message, MessageTemplate, Variant
from crossroads.content.queries import hash_of
from crossroads.content.services.common import check_audience, end_approvals, lock, need
from crossroads.content.services.findings import recheck
from crossroads.engines.errors import Conflict, Problems, Where
from crossroads.engines.terms import Network, Placement, Purpose
from crossroads.planning.models import Campaign
from crossroads.studies.models import Site, Study

MOST_SIGNS = 20_000
"""No network takes more; a whole study page needs far less."""


@service("content.message.make")
def make_message(
    *,
    study: Study,
    campaign: Campaign | None,
    title: str,
    purpose: Purpose | str,
    by: Actor,
    at: datetime,
    language: str = "en",
    audience: str = "patient",
    template: MessageTemplate | None = None,
) -> Message:
    """Begin a message. It says nothing yet: ``set_variant`` gives it its forms.

    raises  ActionDenied; InputProblem or ManyProblems "content.needed", "content.audience",
            "content.campaign_elsewhere"
    """
    policies.check_can_write(study, by)
    problems = Problems()
    need(problems, title=title)
    check_audience(problems, audience)
    if campaign is not None and campaign.study_id != study.pk:
        problems.add("content.campaign_elsewhere", where=Where(field="campaign"))
    problems.raise_any()
    message = Message.objects.create(
        study=study,
        campaign=campaign,
        title=title.strip()[:180],
        purpose=Purpose(purpose).value,
        audience=audience,
        language=language,
        template=template,
        author=by.user,
        editors=_with(by, []),
        made_at=at,
        changed_at=at,
    )
    audit.record(
        "content.message.made", target=message, by=by, at=at, title=message.title, purpose=message.purpose
    )
    return message


@service("content.variant.set")
def set_variant(
    *,
    message: Message,
    network: Network | str,
    placement: Placement | str,
    by: Actor,
    at: datetime,
    text: str = "",
    page: Mapping[str, str] | None = None,
    with_link: bool = True,
    media: StoredFile | None = None,
    alt_text: str = "",
    targeting: Mapping[str, Any] | None = None,
    site: Site | None = None,
) -> Variant:
    """Give a message its form for one channel and placement, or change it. Slots in braces are filled here.

    Changed content is checked by the rules anew; where the message was approved, it is put back and its
    approvals end. The same content again changes nothing.

    page  sections by key, see ``content.pages``; for the placement PAGE alone, which has no link
    site  of which {city} speaks; None keeps the one that the variant speaks of already
    raises  ActionDenied, Conflict "content.in_review" or "content.ended"; InputProblem or ManyProblems
            "content.needed", "content.section_unknown", "content.page_network", "content.alt_text",
            "content.not_a_picture", "content.link_without_link", "content.too_much", and those of
            ``slots.fill``
    """
    lock(message)
    policies.check_can_edit(message, by)
    variant = message.variants.filter(network=network, placement=placement).first() or Variant(
        message=message, network=Network(network).value, placement=Placement(placement).value
    )
    is_page = variant.placement == Placement.PAGE
    written = {
        "text": "" if is_page else _clean(text),
        "alt_text": _clean(alt_text) if media else "",
        "page": {key: _clean(words) for key, words in (page or {}).items() if words.strip()}
        if is_page
        else {},
    }
    _check_parts(variant, written, with_link=with_link and not is_page, media=media, by=by)
    filled = slots.fill(
        _flat(written), message.study, site.public_id if site else slots.site_of(variant.slots)
    )

    variant.written = written
    variant.text = filled.texts["text"]
    variant.alt_text = filled.texts["alt_text"]
    variant.page = {key: filled.texts[key] for key in pages.KEYS if key in written["page"]}
    variant.with_link = with_link and not is_page
    variant.media = media
    variant.targeting = dict(targeting or {})
    variant.slots = filled.slots
    _keep(variant, by=by, at=at)
    return variant


@service("content.variant.drop")
def drop_variant(*, variant: Variant, by: Actor, at: datetime) -> None:
    """Take a form away again. One that was ever approved stays: what was sent refers to it."""
    message = variant.message
    lock(message)
    policies.check_can_edit(message, by)
    if message.approved_contents.filter(variant_ref=variant.public_id).exists():
        raise Conflict("content.variant_was_approved")
    audit.record(
        "content.variant.dropped",
        target=message,
        by=by,
        at=at,
        network=variant.network,
        placement=variant.placement,
    )
    variant.delete()
    _touch(message, by=by, at=at)


@service("content.message.refill")
def refill_message(*, message: Message, by: Actor, at: datetime) -> Message:
    """Fill all slots anew from the facts as they are now. Raises as ``set_variant``."""
    lock(message)
    policies.check_can_edit(message, by)
    audit.nothing_changed()
    for variant in message.variants.select_related("media", "captions"):
        set_variant(
            message=message,
            network=variant.network,
            placement=variant.placement,
            text=variant.written.get("text", ""),
            page=variant.written.get("page"),
            with_link=variant.with_link,
            media=variant.media,
            alt_text=variant.written.get("alt_text", ""),
            targeting=variant.targeting,
            by=by,
            at=at,
        )
    return message


def _keep(variant: Variant, *, by: Actor, at: datetime) -> None:
    """Save it, and where what goes out is another than before: put the message back and check it anew."""
    before, variant.content_hash = variant.content_hash, hash_of(variant)
    variant.save()
    if before == variant.content_hash:
        audit.nothing_changed()
        return
    message = variant.message
    audit.record(
        "content.variant.set",
        target=message,
        by=by,
        at=at,
        network=variant.network,
        placement=variant.placement,
        before=before,
        content_hash=variant.content_hash,
    )
    _touch(message, by=by, at=at)
    recheck(variant, measures.context_of(message.study))


def _touch(message: Message, *, by: Actor, at: datetime) -> None:
    """Remember who changed the words, and put an approved message back."""
    end_approvals(message, reason="edited", at=at)
    changes = {"editors": _with(by, message.editors), "changed_at": at}
    if message.state == "approved":
        message.move("changes_asked", **changes)
        audit.record("content.message.put_back", target=message, by=by, at=at, reason="edited")
    else:
        Message.objects.filter(pk=message.pk).update(**changes)
        message.editors, message.changed_at = changes["editors"], at


def _with(by: Actor, editors: list[str]) -> list[str]:
    return sorted({*editors, str(by.user.public_id)}) if by.user else editors


def _clean(words: str) -> str:
    """As a person meant it: one kind of line break, nothing at the ends."""
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()


def _flat(written: dict[str, Any]) -> dict[str, str]:
    return {"text": written["text"], "alt_text": written["alt_text"], **written["page"]}


def _check_parts(
    variant: Variant, written: dict[str, Any], *, with_link: bool, media: StoredFile | None, by: Actor
) -> None:
    """All that can be wrong apart from the slots, in one pass."""
    problems = Problems()
    if variant.placement == Placement.PAGE:
        _check_page(problems, variant, written["page"])
    elif not written["text"]:
        problems.add("content.needed", where=Where(field="text"), field="text")
    if not with_link and hashing.LINK_SLOT in written["text"]:
        problems.add("content.link_without_link", where=Where(field="text"))
    for field, words in _flat(written).items():
        if len(words) > MOST_SIGNS or "\0" in words:
            problems.add("content.too_much", where=Where(field=field), most=MOST_SIGNS)
        if field != "text" and hashing.LINK_SLOT in words:
            problems.add("content.slot_unknown", where=Where(field=field), name="link", near="contact")
    if media is not None:
        if media.organisation_id != by.organisation.pk or not media.content_type.startswith("image/"):
            problems.add("content.not_a_picture", where=Where(field="media"))
        if not written["alt_text"]:
            problems.add("content.alt_text", where=Where(field="alt_text"))
    problems.raise_any()


def _check_page(problems: Problems, variant: Variant, page: dict[str, str]) -> None:
    if variant.network != Network.LOCAL:
        problems.add("content.page_network", where=Where(field="network"))
    for key in page.keys() - set(pages.KEYS):
        problems.add("content.section_unknown", where=Where(field=key), section=key)
    for section in pages.SECTIONS:
        if section.needed and not page.get(section.key):
            problems.add("content.needed", where=Where(field=section.key), field=str(section.heading))
