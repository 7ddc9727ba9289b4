"""The doorway: every rule asked, findings of one class joined, urgency drawn from the table."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from crossroads.engines import rules
from crossroads.engines.terms import CommentClass, Urgency
from crossroads.engines.triage import other_classes
from crossroads.engines.triage.adverse_events import find_adverse_event, find_seriousness
from crossroads.engines.triage.personal_data import find_personal_data
from crossroads.engines.triage.reading import Reading
from crossroads.engines.triage.values import (
    NO_CONTEXT,
    Evidence,
    Finding,
    Reason,
    SeriousnessHint,
    TriageContext,
    TriageResult,
)

_MOST_URGENT_FIRST = tuple(Urgency)


def triage(comment: str, *, context: TriageContext = NO_CONTEXT) -> TriageResult:
    """Say what a comment may be, how soon a person must read it, and by which words.

    comment   the text as it was written, any length, may be empty
    context   product and condition names of the study, and whether the comment is public
    returns   all classes found, most urgent first; ``OTHER`` where there is none
    source    seriousness: ICH E2A, section II.B; the rest are house rules, see docs/reference/triage.md
    """
    reading = Reading.of(comment, context)
    findings = _joined(_all_findings(reading))
    seriousness = find_seriousness(reading)
    must_look = any(not finding.sure for finding in findings)
    if not findings:
        nothing = _nothing_found(reading)
        findings, must_look = [nothing], not nothing.sure
    elif reading.language_unknown:
        must_look = True
    findings.sort(
        key=lambda finding: _MOST_URGENT_FIRST.index(_finding_urgency(finding, seriousness, context))
    )
    urgency = _finding_urgency(findings[0], seriousness, context)
    return TriageResult(tuple(findings), urgency, must_look, seriousness)


def _all_findings(reading: Reading) -> Iterable[Finding]:
    single = (
        other_classes.find_crisis(reading),
        find_adverse_event(reading),
        find_personal_data(reading.text),
        other_classes.find_question(reading),
        other_classes.find_bare_link(reading),
    )
    return [finding for finding in single if finding] + other_classes.find_by_phrases(reading)


def _joined(findings: Iterable[Finding]) -> list[Finding]:
    """One finding per class: sure where any is, with all reasons and all evidence."""
    by_class: dict[CommentClass, Finding] = {}
    for finding in findings:
        known = by_class.get(finding.comment_class)
        by_class[finding.comment_class] = _merge(known, finding) if known else finding
    return list(by_class.values())


def _merge(one: Finding, two: Finding) -> Finding:
    return Finding(
        one.comment_class,
        one.sure or two.sure,
        tuple(dict.fromkeys(one.reasons + two.reasons)),
        tuple(sorted({*one.evidence, *two.evidence}, key=lambda evidence: (evidence.start, evidence.end))),
    )


def _nothing_found(reading: Reading) -> Finding:
    """``OTHER``: unsure where the comment is in another language or has no words to read."""
    whole = (Evidence(0, len(reading.text), reading.text),) if reading.text else ()
    if not reading.tokens:
        return Finding(CommentClass.OTHER, not reading.text.strip(), (Reason.NO_WORDS,), whole)
    if reading.language_unknown:
        return Finding(CommentClass.OTHER, False, (Reason.LANGUAGE_UNKNOWN,), whole)
    return Finding(CommentClass.OTHER, True, (Reason.NOTHING_FOUND,), ())


@cache
def _urgency_table() -> dict[str, Urgency]:
    return {key: Urgency(value) for key, value in rules.load("triage")["urgency"].items()}


def _finding_urgency(
    finding: Finding, seriousness: tuple[SeriousnessHint, ...], context: TriageContext
) -> Urgency:
    """The urgency of one finding, from ``[urgency]`` in the rules."""
    table, key = _urgency_table(), finding.comment_class.value
    if finding.comment_class is CommentClass.ADVERSE_EVENT and seriousness:
        key = "adverse_event_serious"
    elif finding.comment_class is CommentClass.CRISIS and not finding.sure:
        key = "crisis_unsure"
    elif finding.comment_class is CommentClass.PERSONAL_DATA and not context.public:
        key = "personal_data_private"
    elif finding.comment_class is CommentClass.OTHER and not finding.sure:
        key = "other_unread"
    return table[key]
