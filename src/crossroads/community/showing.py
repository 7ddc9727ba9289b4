"""Comments and reports as their pages show them: tones, marked words, reasons, sentences about time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from crossroads.base.templatetags.crossroads import until
from crossroads.community import house_rules
from crossroads.community.forms import words
from crossroads.community.models import NOT_HANDED_OFF, OVER, Comment, SafetyReport, Triage
from crossroads.community.policies import report_of
from crossroads.community.queries import SecondReadings
from crossroads.engines.terms import CommentClass, Urgency

_TONE_OF_CLASS = {
    CommentClass.ADVERSE_EVENT.value: "critical",
    CommentClass.CRISIS.value: "critical",
    CommentClass.PERSONAL_DATA.value: "warning",
    CommentClass.ABUSE.value: "warning",
    CommentClass.MISINFORMATION.value: "warning",
}
FIRST_WORDS = 220
"""So many signs of a comment stand in the list; two lines of them are seen."""
_STRONGEST = ("critical", "warning", "note")
_URGENCY_WORDS = {
    Urgency.NOW.value: lazy("Now"),
    Urgency.TODAY.value: lazy("Today"),
    Urgency.SOON.value: lazy("Soon"),
    Urgency.ROUTINE.value: lazy("Routine"),
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of a comment; ``tone`` is empty where it decided nothing. ``label`` names the classes."""

    text: str
    tone: str = ""
    label: str = ""
    id: str = ""


def marked(text: str, spans: Iterable[tuple[int, int, str]]) -> list[Marked]:
    """A comment cut at its deciding words. Where classes overlap, the strongest gives the tone."""
    within = [(max(start, 0), min(end, len(text)), one) for start, end, one in spans]
    cuts = sorted({0, len(text), *(cut for start, end, _one in within for cut in (start, end))})
    pieces = []
    for start, end in pairwise(cuts):
        classes = list(dict.fromkeys(one for first, last, one in within if first <= start and end <= last))
        tones = [_TONE_OF_CLASS.get(one, "note") for one in classes]
        tone = min(tones, key=_STRONGEST.index, default="")
        pieces.append(Marked(text[start:end], tone, ", ".join(words(one).lower() for one in classes)))
    return pieces


@dataclass(frozen=True, slots=True)
class Why:
    """One class that a triage gave, its reasons in words, and whether the engine was sure."""

    label: str
    tone: str
    sentences: tuple[str, ...]
    is_sure: bool


def reasons(triage: Triage) -> list[Why]:
    """Why a triage says what it says, one entry a class."""
    by_class: dict[str, list[tuple[str, bool]]] = {}
    for one, reason, sure in triage.reasons:
        by_class.setdefault(one, []).append((house_rules.reason_sentence(reason), sure))
    return [
        Why(
            words(one),
            pill_tone(one),
            tuple(sentence for sentence, _sure in found),
            all(sure for _s, sure in found),
        )
        for one, found in by_class.items()
    ]


def pill_tone(comment_class: str) -> str:
    tone = _TONE_OF_CLASS.get(comment_class, "note")
    return {"critical": "danger", "warning": "waiting", "note": "neutral"}[tone]


def author(comment: Comment) -> str:
    """A name that tells one writer from the next and says nothing else."""
    index = comment.item.author_index
    return _("Person %(mark)s") % {"mark": index[:4]} if index else _("Somebody")


def is_crisis(comment: Comment) -> bool:
    return CommentClass.CRISIS.value in comment.classes


def needs_safety(comment: Comment) -> bool:
    report = report_of(comment)
    return report is not None and report.state in NOT_HANDED_OFF


@dataclass(frozen=True, slots=True)
class Row:
    """A comment in the list."""

    comment: Comment
    author: str
    urgency: str
    urgency_words: str
    classes: tuple[tuple[str, str], ...]
    is_waiting: bool
    state_words: str
    first_words: str


def row(comment: Comment) -> Row:
    return Row(
        comment=comment,
        author=author(comment),
        urgency=stripe(comment),
        urgency_words=stripe_words(comment),
        classes=tuple((words(one), pill_tone(one)) for one in comment.classes),
        is_waiting=comment.state in ("new", "waiting", "reopened"),
        state_words=state_words(comment),
        first_words=Truncator(" ".join(comment.item.text.split())).chars(FIRST_WORDS),
    )


def state_words(comment: Comment) -> str:
    if comment.state == "escalated":
        return _("Escalated to the %(role)s") % {"role": comment.escalated_to.replace("_", " ")}
    return words(comment.state)


def stripe(comment: Comment) -> str:
    """The colour at the left edge: safety has its own."""
    if needs_safety(comment) or is_crisis(comment):
        return "safety"
    return {Urgency.NOW.value: "urgent", Urgency.TODAY.value: "urgent", Urgency.SOON.value: "soon"}.get(
        comment.urgency, "calm"
    )


def stripe_words(comment: Comment) -> str:
    if is_crisis(comment):
        return _("Somebody may be in danger")
    if needs_safety(comment):
        return _("Possible adverse event")
    return str(_URGENCY_WORDS[comment.urgency])


def queue_sentence(count: int, first_due_at: datetime | None, at: datetime) -> str:
    """How many comments wait, and how the first of them stands with its clock."""
    if first_due_at is None:
        return _("Nothing waits for an answer.")
    words_for = {
        (False, False): _("%(count)s comments wait; the first is due %(time)s."),
        (False, True): _("%(count)s comments wait; the first is %(time)s."),
        (True, False): _("One comment waits, due %(time)s."),
        (True, True): _("One comment waits; it is %(time)s."),
    }
    return words_for[count == 1, first_due_at < at] % {"count": count, "time": until(first_due_at, at)}


def report_sentence(report: SafetyReport, at: datetime) -> str:
    """Where a report stands and what is due, in one plain sentence without its moment."""
    if report.state in NOT_HANDED_OFF:
        left = until(report.due_at, at)
        if report.due_at < at:
            return _("The hand-off is %(time)s. It was due before") % {"time": left}
        return _("Hand off %(time)s, before") % {"time": left.replace("in ", _("within "), 1)}
    return {
        "handed_off": _("Handed off; the receipt is still to come. Due before"),
        "acknowledged": _("Safety has it and gave its reference"),
        "follow_up": _("Safety has it; more was learnt since"),
        "closed_by_safety": _("Closed by safety"),
        "dismissed": _("Dismissed by two people"),
    }[report.state]


def report_due_at(report: SafetyReport) -> datetime | None:
    if report.state in NOT_HANDED_OFF:
        return report.due_at
    if report.state == "handed_off" and report.handed_off_at is not None:
        return report.handed_off_at + house_rules.acknowledge_within()
    return None


def report_tone(report: SafetyReport) -> str:
    if report.state in NOT_HANDED_OFF:
        return "danger"
    return "good" if report.state in (*OVER, "acknowledged") else "waiting"


def missed_sentence(found: SecondReadings) -> str:
    """What the second readings say about the rest, with its interval, in one sentence."""
    if not found.read:
        return _("Nothing was read again yet, so nobody knows what is missed.")
    counted = ngettext(
        "Of %(read)s read again, %(missed)s was missed",
        "Of %(read)s read again, %(missed)s were missed",
        found.missed,
    ) % {"read": found.read, "missed": found.missed}
    assert found.low is not None
    assert found.high is not None
    share = _("%(share).1f %%, 95 %% interval %(low).1f to %(high).1f %%") % {
        "share": 100 * found.missed / found.read,
        "low": 100 * found.low,
        "high": 100 * found.high,
    }
    return f"{counted}: {share}."


def context_for_rules() -> dict[str, Any]:
    """What the desk says about its own order."""
    return {"share": round(100 * house_rules.second_reading_share())}
