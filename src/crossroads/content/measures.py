"""What can be measured about a variant: what the rules find, its length as the network counts, its grade."""

from __future__ import annotations

from django.conf import settings

from crossroads.content import hashing, pages
from crossroads.content.models import Message, Variant
from crossroads.content.study_context import StudyContext, of_record
from crossroads.engines.compliance import (
    Audience,
    Count,
    Finding,
    MessageInContext,
    Readability,
    check,
    count,
    readability,
)
from crossroads.engines.terms import Network, Placement, Purpose
from crossroads.studies.models import Study
from crossroads.studies.queries import parsed

LINK_SHOWN = "(link)"
GRADE_AIM, GRADE_MOST = 6, 8
"""US school grades: what patient-facing text aims at, and where it becomes hard."""


def context_of(study: Study) -> StudyContext:
    """What the rules ask about a study; read once for all variants of a message."""
    return of_record(parsed(study))


def checked_text(variant: Variant) -> str:
    """All words of a variant that anybody reads, as one text; findings count their places in it."""
    parts = [variant.text.replace(hashing.LINK_SLOT, LINK_SHOWN)]
    parts += [str(variant.page.get(key, "")) for key in pages.KEYS]
    parts.append(variant.alt_text)
    return "\n\n".join(part for part in parts if part)


def findings_in(variant: Variant, context: StudyContext) -> tuple[Finding, ...]:
    """What the rules say about a variant now, in text order."""
    message: Message = variant.message
    return check(
        MessageInContext(
            text=checked_text(variant),
            language=message.language,
            network=Network(variant.network),
            placement=Placement(variant.placement),
            purpose=Purpose(message.purpose),
            audience=Audience.CLINICIAN if message.audience == "clinician" else Audience.PATIENT,
            jurisdictions=context.jurisdictions,
            intervention_kinds=context.intervention_kinds,
            product_names=context.product_names,
            conditions=context.conditions,
        )
    )


def sample_text(variant: Variant) -> str:
    """The words as they will be sent, with a sample token in the link, as long as the real ones."""
    text = hashing.placed_link(variant.text, variant.with_link)
    return hashing.with_token(text, hashing.SAMPLE_TOKEN, settings.CROSSROADS.public_url)


def count_of(variant: Variant) -> Count | None:
    """The length as the network counts it, link included; None for a page, which has no limit."""
    if variant.placement == Placement.PAGE:
        return None
    return count(sample_text(variant), Network(variant.network))


def does_not_fit(variant: Variant) -> bool:
    counted = count_of(variant)
    return counted is not None and not (counted.fits and not counted.has_too_many_hashtags)


def reading(variant: Variant) -> Readability:
    return readability(checked_text(variant).replace(LINK_SHOWN, " "))
