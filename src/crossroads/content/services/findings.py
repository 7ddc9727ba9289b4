"""Keeping findings true: asked anew whenever the words change."""

from __future__ import annotations

from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.content import measures, policies
from crossroads.content.models import Finding, Variant
from crossroads.content.study_context import StudyContext
from crossroads.engines import compliance
from crossroads.engines.errors import Conflict, InputProblem


def recheck(variant: Variant, context: StudyContext) -> None:
    """Let the variant's findings be what the rules say now.

    Unchanged content keeps its findings and their justifications. With changed content every justification
    falls: a finding that is still there is open again, one that is gone is resolved.
    """
    now = measures.findings_in(variant, context)
    kept = {_identity(old): old for old in variant.findings.exclude(state="resolved")}
    for found in now:
        old = kept.pop(_identity(found), None)
        if old is None:
            _new(variant, found)
        elif old.content_hash != variant.content_hash:
            _reopen(old, found, variant.content_hash)
    for gone in kept.values():
        gone.move("resolved")


def _identity(finding: Finding | compliance.Finding) -> tuple[str, str, int]:
    return (finding.rule_id, finding.words, finding.start)


def _new(variant: Variant, found: compliance.Finding) -> None:
    Finding.objects.create(
        variant=variant,
        rule_id=found.rule_id,
        severity=found.severity.value,
        start=found.start,
        end=found.end,
        words=found.words,
        content_hash=variant.content_hash,
    )


def _reopen(old: Finding, found: compliance.Finding, content_hash: str) -> None:
    if old.state == "justified":
        old.move("open", justification="", justified_by=None, justified_at=None)
    old.severity, old.end, old.content_hash = found.severity.value, found.end, content_hash
    old.save(update_fields=["severity", "end", "content_hash"])


@service("content.finding.justify")
def justify_finding(*, finding: Finding, justification: str, by: Actor, at: datetime) -> Finding:
    """Say why the words may stay. Raises ActionDenied, Conflict, or InputProblem "content.reason_missing"."""
    policies.check_can_justify(finding, by)
    if not justification.strip():
        raise InputProblem("content.reason_missing")
    if finding.content_hash != finding.variant.content_hash:
        raise Conflict("content.words_moved_on")
    finding.move("justified", justification=justification.strip(), justified_by=by.user, justified_at=at)
    audit.record(
        "content.finding.justified",
        target=finding.variant.message,
        by=by,
        at=at,
        reason=justification.strip(),
        rule=finding.rule_id,
        severity=finding.severity,
        content_hash=finding.content_hash,
    )
    return finding
