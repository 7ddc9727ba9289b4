"""What is sent to safety: one JSON document, made of the report alone: its preview is exactly what goes.

The words of the comment go verbatim and uncoded: coding (MedDRA) belongs to the safety database. Elements
that nobody knows yet are named as missing; none of them holds a hand-off up.

The four elements: EMA GVP Module VI Rev 2, VI.B.2; seriousness: ICH E2A, II.B.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crossroads.community import house_rules
from crossroads.community.models import SafetyReport

FORMAT = "crossroads.safety-hand-off/1"


@dataclass(frozen=True, slots=True)
class Element:
    """One of the four that make a case: its name, and what is known of it."""

    key: str
    value: str

    @property
    def is_known(self) -> bool:
        return bool(self.value)


def elements(report: SafetyReport) -> tuple[Element, ...]:
    """Person, reporter, product and event, in the checklist's order. The comment stands for the event."""
    return (
        Element("person", report.patient),
        Element("reporter", report.reporter),
        Element("product", report.product),
        Element("event", report.event or report.comment.item.text),
    )


def missing(report: SafetyReport) -> list[str]:
    return [element.key for element in elements(report) if not element.is_known]


def document(report: SafetyReport) -> dict[str, Any]:
    """The document as values."""
    item, study = report.comment.item, report.comment.study
    known = {criterion.code: criterion for criterion in house_rules.seriousness_criteria()}
    return {
        "format": FORMAT,
        "report": str(report.public_id),
        "what": "possible adverse event, told in a comment on our own page; not assessed",
        "organisation": item.account.organisation.name,
        "study": {"registry_id": study.registry_id, "title": study.brief_title} if study else None,
        "person": report.patient or None,
        "reporter": report.reporter or None,
        "product": report.product or None,
        "event": report.event or None,
        "words_of_the_comment": item.text,
        "seriousness_as_entered": [
            {"code": code, "words": known[code].words, "source": known[code].source}
            for code in report.seriousness
            if code in known
        ],
        "missing": missing(report),
        "times": {
            "posted_at": _stamp(report.posted_at),
            "received_at": _stamp(report.received_at),
            "flagged_at": _stamp(report.flagged_at),
        },
        "hand_off_due_at": _stamp(report.due_at),
        "hand_off_rule": report.rule_id,
        "network": item.account.network,
        "network_id": item.network_id,
    }


def as_text(report: SafetyReport) -> str:
    """The document as it is sent: UTF-8 JSON for people's eyes too."""
    return json.dumps(document(report), ensure_ascii=False, indent=2)


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
