"""A message as its pages show it: marked words, findings with their authority, forms as they will look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.content import measures, names, pages, policies
from crossroads.content.hashing import LINK_FORM
from crossroads.content.models import Finding, Message, Variant
from crossroads.content.queries import content_of
from crossroads.engines import compliance, registry, rules
from crossroads.engines.compliance import Count
from crossroads.engines.terms import Placement

_KINDS = {"equal": "same", "inserted": "added", "deleted": "removed"}


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding with what its rule says. ``mark`` is the id of its words on the page."""

    finding: Finding
    tone: str
    mark: str
    title: str
    says: str
    suggestion: str
    citation: str
    url: str
    authority: str
    why_not_justify: str


@dataclass(frozen=True, slots=True)
class ShownVariant:
    """One form of a message, ready for the page.

    count, warn  length as the network counts; None for a page
    grade        US school grade; None for a text without words
    marked       parts of the checked text for the highlight
    sections     heading and words, for a study page
    """

    variant: Variant
    name: str
    sample: str
    media_url: str
    count: Count | None
    grade: float | None
    long_sentences: int
    findings: Sequence[ShownFinding]
    marked: Sequence[dict[str, str]]
    sections: Sequence[tuple[Any, str]]
    slots: Sequence[dict[str, str]]

    @property
    def is_page(self) -> bool:
        return bool(self.variant.placement == Placement.PAGE)

    @property
    def is_short(self) -> bool:
        """Whether its facts fit on the page beside its words."""
        return not self.is_page

    @property
    def warn(self) -> int:
        return self.count.limit * 9 // 10 if self.count else 0

    @property
    def open_count(self) -> int:
        return sum(shown.finding.state == "open" for shown in self.findings)

    @property
    def bytes_matter(self) -> bool:
        """Whether the bytes are worth a meter: they rarely are what a text has too many of."""
        counted = self.count
        if counted is None or counted.bytes is None or not counted.byte_limit:
            return False
        return counted.bytes * 2 > counted.byte_limit

    @property
    def grade_shown(self) -> float:
        return max(0.0, self.grade or 0.0)

    @property
    def host(self) -> str:
        return str(settings.CROSSROADS.public_url).split("://", 1)[-1]


def show_variant(variant: Variant, actor: Actor) -> ShownVariant:
    findings = [f for f in variant.findings.all() if f.state != "resolved"]
    reading = measures.reading(variant)
    return ShownVariant(
        variant=variant,
        name=names.form_name(variant.network, variant.placement),
        sample=measures.sample_text(variant),
        media_url=_file_url(variant, actor),
        count=measures.count_of(variant),
        grade=reading.grade,
        long_sentences=len(reading.long_sentences),
        findings=[_show_finding(finding, variant, actor) for finding in findings],
        marked=marked(measures.checked_text(variant), findings),
        sections=[(s.heading, variant.page[s.key]) for s in pages.SECTIONS if s.key in variant.page],
        slots=_slots_once(variant.slots),
    )


def _file_url(variant: Variant, actor: Actor) -> str:
    if variant.media is None:
        return ""
    return reverse("file", kwargs={"org": actor.organisation.slug, "stored_file": variant.media.public_id})


def _show_finding(finding: Finding, variant: Variant, actor: Actor) -> ShownFinding:
    language = variant.message.language.partition("-")[0].lower()
    rule = _rules(language).get(finding.rule_id)
    notice = rules.load("compliance/notices").get(finding.rule_id, {})
    says = rule.says if rule else notice.get("says", "").replace("{language}", variant.message.language)
    return ShownFinding(
        finding=finding,
        tone=names.FINDING_TONES[finding.severity],  # type: ignore[index]  # a severity is its own text
        mark=_mark_id(finding),
        title=rule.title if rule else str(finding.rule_id),
        says=says.replace("{words}", finding.words),
        suggestion=rule.suggest if rule else notice.get("suggest", ""),
        citation=rule.citation if rule else "",
        url=rule.url if rule else "",
        authority=rule.authority.value if rule else "",
        why_not_justify=policies.why_not_justify(finding, actor),
    )


def _rules(language: str) -> dict[str, compliance.Rule]:
    try:
        return {rule.id: rule for rule in compliance.rulebook(language).rules}
    except FileNotFoundError:
        return {}


def _mark_id(finding: Finding) -> str:
    return f"words-{finding.public_id}"


def marked(text: str, findings: Iterable[Finding]) -> list[dict[str, str]]:
    """The text in parts, the words of findings marked; where two overlap, the first keeps what both share."""
    parts: list[dict[str, str]] = []
    done = 0
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        start, end = max(finding.start, done), min(finding.end, len(text))
        if start >= end:
            continue
        parts.append({"text": text[done:start]})
        parts.append(
            {
                "text": text[start:end],
                "tone": names.FINDING_TONES[finding.severity],  # type: ignore[index]  # as above
                "id": _mark_id(finding),
                "label": f"{finding.severity}, {finding.rule_id}",
            }
        )
        done = end
    return [part for part in [*parts, {"text": text[done:]}] if part["text"]]


def _slots_once(slots: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """One line per slot, its sources together."""
    lines: dict[str, dict[str, str]] = {}
    for slot in slots:
        line = lines.setdefault(slot["name"], {**slot, "source": ""})
        sources = dict.fromkeys(filter(None, [*line["source"].split("; "), slot["source"]]))
        line["source"] = "; ".join(sources)
    return list(lines.values())


def redline(variant: Variant) -> list[tuple[str, str]]:
    """The words against those last approved for the same place; empty where none were, or nothing changed."""
    last = (
        variant.message.approved_contents.filter(variant_ref=variant.public_id)
        .select_related("decision")
        .order_by("-decision__decided_at")
        .first()
    )
    if last is None:
        return []
    entry = next(entry for entry in last.decision.manifest if entry["variant"] == str(variant.public_id))
    old, new = _words(entry["content"]), _words(content_of(variant))
    if old == new:
        return []
    return [(_KINDS[part.kind.value], part.text) for part in registry.redline(old, new)]


def _words(content: dict[str, Any]) -> str:
    """All words of a content that anybody reads, as one text."""
    parts = [content["text"].replace(LINK_FORM, measures.LINK_SHOWN)]
    parts += [content["page"].get(key, "") for key in pages.KEYS]
    parts.append(content["media"]["alt_text"] if content["media"] else "")
    return "\n\n".join(part for part in parts if part)


def history(message: Message, actor: Actor) -> list[dict[str, Any]]:
    """The message's entries in the trail, newest first."""
    entries = audit.history(message, actor)[:60]
    return [
        {"entry": entry, "title": title, "tone": tone}
        for entry in entries
        for title, tone in [names.ACTIONS.get(entry.action, (entry.action, "neutral"))]
    ]
