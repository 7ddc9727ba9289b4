"""Reading conversations. What has no actor is the worker's own question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from crossroads.base.actor import Actor
from crossroads.channels.models import InboxItem, Publication
from crossroads.community.models import NOT_HANDED_OFF, OVER, Comment, SafetyReport
from crossroads.content.hashing import SAMPLE_TOKEN
from crossroads.content.models import Variant
from crossroads.content.queries import approved_replies, text_to_send
from crossroads.engines.measurement import wilson_interval
from crossroads.engines.terms import CommentClass, Urgency

VIEWS: dict[str, tuple[str, ...]] = {
    "waiting": ("new", "waiting", "reopened"),
    "escalated": ("escalated",),
    "snoozed": ("snoozed",),
    "done": ("answered", "hidden", "no_action"),
}
"""The desk's views, and the states of comments that each shows."""


# --- the worker's question


def inbox_without_comment(cursor: int, limit: int = 100) -> Sequence[InboxItem]:
    """Items that no comment was made of, after the one with this primary key, in order of arrival."""
    rows = InboxItem.objects.filter(comment__isnull=True, pk__gt=cursor).order_by("pk")
    return list(
        rows.select_related(
            "account__organisation", "publication__campaign__study__organisation",
            "publication__campaign__study__current_version",
        )[:limit]
    )  # fmt: skip


# --- the desk


def comments(actor: Actor) -> QuerySet[Comment]:
    """All comments that the actor may know of, with what a list shows: safety, urgency, then due time."""
    first = Case(
        When(safety_report__state__in=NOT_HANDED_OFF, then=Value(0)),
        When(classes__icontains=CommentClass.CRISIS.value, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    weight = Case(
        *(When(urgency=urgency.value, then=Value(place)) for place, urgency in enumerate(Urgency)),
        output_field=IntegerField(),
    )
    rows = Comment.visible_to(actor).annotate(safety_first=first, weight=weight)
    return rows.select_related("item__account", "study", "safety_report").order_by(
        "safety_first", "weight", "due_at", "id"
    )


def of_class(rows: QuerySet[Comment], comment_class: CommentClass) -> QuerySet[Comment]:
    """Those that are (also) of one class."""
    named = rows.annotate(class_words=Cast("classes", TextField()))
    return named.filter(class_words__contains=f'"{comment_class.value}"')


@dataclass(frozen=True, slots=True)
class Counts:
    """How many comments each view of the desk shows, and how many nobody has read yet."""

    waiting: int
    escalated: int
    snoozed: int
    done: int
    unread: int
    first_due_at: datetime | None


def counts(actor: Actor) -> Counts:
    views = {name: Count("pk", filter=Q(state__in=states)) for name, states in VIEWS.items()}
    found = Comment.visible_to(actor).aggregate(
        **views,
        unread=Count("pk", filter=Q(read_at__isnull=True)),
        first_due_at=Min("due_at", filter=Q(state__in=VIEWS["waiting"])),
    )
    return Counts(**found)


def comment_for_page(actor: Actor, comment: Comment) -> Comment:
    """The same comment with everything that its page shows, in one query."""
    rows = Comment.visible_to(actor).select_related(
        "item__account__organisation",
        "item__publication__variant__message",
        "item__publication__account",
        "study",
        "safety_report",
        "read_by",
        "second_read_by",
    )
    return rows.get(pk=comment.pk)


def by_same_author(actor: Actor, comment: Comment, limit: int = 10) -> tuple[int, list[Comment]]:
    """How many other comments the same person wrote to this organisation, and the newest of them."""
    index = comment.item.author_index
    if not index:
        return 0, []
    rows = Comment.visible_to(actor).filter(item__author_index=index).exclude(pk=comment.pk)
    rows = rows.select_related("item__account", "study").order_by("-item__posted_at", "-id")
    return rows.count(), list(rows[:limit])


def ranked_replies(actor: Actor, comment: Comment, at: datetime) -> list[Variant]:
    """Approved replies for this comment's study and network, those for its classes first.

    A reply is for a class when its message's title or audience names it: "To a question about visits".
    """
    if comment.study is None:
        return []
    network = comment.item.account.network
    replies = [one for one in approved_replies(actor, comment.study, at) if one.network == network]
    wanted = [one.replace("_", " ") for one in comment.classes]

    def place(variant: Variant) -> tuple[int, str]:
        words = f"{variant.message.title} {variant.message.audience}".casefold()
        return next((n for n, one in enumerate(wanted) if one in words), len(wanted)), variant.message.title

    return sorted(replies, key=place)


def reply_words(variant: Variant, comment: Comment) -> str:
    """An approved reply as it reads under this comment; its link is the one of the post."""
    publication = comment.item.publication
    return _words(variant, publication.token if publication else SAMPLE_TOKEN)


def post_words(publication: Publication) -> str:
    """The words of the post under which a comment stands."""
    return _words(publication.variant, publication.token)


def _words(variant: Variant, token: str) -> str:
    return text_to_send(variant, token, settings.CROSSROADS.public_url)


# --- safety


def reports(actor: Actor) -> QuerySet[SafetyReport]:
    """All safety reports that the actor may know of, those due first at the top."""
    return SafetyReport.visible_to(actor).select_related(
        "comment__item__account__organisation",
        "comment__item__publication__variant__message",
        "comment__study",
        "raised_by",
        "handed_off_by",
        "dismissal_by",
        "dismissal_confirmed_by",
    )


def open_reports(actor: Actor) -> QuerySet[SafetyReport]:
    """What is not over: first what safety has still to hear of, then by due time."""
    heard = Case(When(state__in=NOT_HANDED_OFF, then=Value(0)), default=Value(1), output_field=IntegerField())
    return reports(actor).exclude(state__in=OVER).order_by(heard, "due_at", "id")


def not_handed_off(actor: Actor) -> QuerySet[SafetyReport]:
    """What safety has still to hear of, due first at the top."""
    return reports(actor).filter(state__in=NOT_HANDED_OFF)


# --- what was missed


@dataclass(frozen=True, slots=True)
class SecondReadings:
    """What a second reading found among comments that nobody had flagged.

    read, missed  of ``read`` read again, ``missed`` told of a possible adverse event
    low, high     95 % interval (Wilson) of the share that is missed, 0 to 1; None where nothing was read
    to_read       drawn, read once, and waiting for another person
    """

    read: int
    missed: int
    to_read: int
    low: float | None = None
    high: float | None = None


def second_readings(actor: Actor) -> SecondReadings:
    found = Comment.visible_to(actor).aggregate(
        read=Count("pk", filter=Q(second_read_at__isnull=False)),
        missed=Count("pk", filter=Q(was_missed=True)),
        to_read=Count("pk", filter=_to_read_again()),
    )
    low, high = wilson_interval(found["missed"], found["read"]) if found["read"] else (None, None)
    return SecondReadings(**found, low=low, high=high)


def to_read_again(actor: Actor) -> QuerySet[Comment]:
    """Drawn comments that somebody else read first, and for which nobody raised a report."""
    rows = Comment.visible_to(actor).filter(_to_read_again()).exclude(read_by=actor.user)
    return rows.select_related("item__account", "study").order_by("id")


def _to_read_again() -> Q:
    return Q(
        for_second_reading=True,
        read_at__isnull=False,
        second_read_at__isnull=True,
        safety_report__isnull=True,
    )
