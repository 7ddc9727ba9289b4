"""What the triage engine says of a comment, as plain values to keep. Words are never copied."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import crossroads
from crossroads.engines import triage
from crossroads.engines.terms import CommentClass, Urgency
from crossroads.studies.models import Study
from crossroads.studies.queries import parsed

logger = logging.getLogger("crossroads.community")

ENGINE = f"crossroads triage {getattr(crossroads, '__version__', '0.1')}"


@dataclass(frozen=True, slots=True)
class Reading:
    """classes      most urgent first, by value
    spans        [[start, end, class]] in characters of the comment: places, no words
    reasons      [[class, reason, sure]] by code
    seriousness  criteria that the words hint at, by code
    product      the name among the study's own that the comment uses; empty where it uses none
    """

    classes: list[str]
    urgency: str
    spans: list[list[Any]]
    reasons: list[list[Any]]
    seriousness: list[str]
    product: str = ""

    @property
    def is_flagged(self) -> bool:
        """Whether it may tell of an adverse event."""
        return CommentClass.ADVERSE_EVENT.value in self.classes


UNREAD = Reading(
    classes=[CommentClass.OTHER.value],
    urgency=Urgency.TODAY.value,
    spans=[],
    reasons=[[CommentClass.OTHER.value, "engine_failed", False]],
    seriousness=[],
)
"""What is kept where the engine failed: a person reads it today."""


def read(text: str, study: Study | None) -> Reading:
    """Read a comment in the context of its study. No failure of the engine keeps a comment from people."""
    try:
        context = context_of(study)
        result = triage.triage(text, context=context)
    except Exception as failure:  # noqa: BLE001 - a comment that breaks the engine still reaches a person
        logger.error("triage failed: %s", type(failure).__name__)
        return UNREAD
    return Reading(
        classes=[finding.comment_class.value for finding in result.findings],
        urgency=result.urgency.value,
        spans=[[e.start, e.end, f.comment_class.value] for f in result.findings for e in f.evidence],
        reasons=[
            [f.comment_class.value, reason.value, f.sure] for f in result.findings for reason in f.reasons
        ],
        seriousness=[hint.seriousness.value for hint in result.seriousness],
        product=_product_named(text, context),
    )


def context_of(study: Study | None) -> triage.TriageContext:
    """What is taken for granted under a study's posts: its interventions by all names, and its conditions."""
    if study is None or study.current_version is None:
        return triage.NO_CONTEXT
    record = parsed(study)
    names = [name for one in record.interventions for name in (one.name, *one.other_names)]
    return triage.TriageContext(products=_sayable(names), conditions=_sayable(record.conditions))


def _sayable(names: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Names that can be found at all, each once; a record may hold a lone dash."""
    return tuple(dict.fromkeys(name for name in names if any(letter.isalnum() for letter in name)))


def _product_named(text: str, context: triage.TriageContext) -> str:
    folded = text.casefold()
    return next((name for name in context.products if name.casefold() in folded), "")
