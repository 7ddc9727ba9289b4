"""The public face of the local network: a feed, and a form under each post. No account, no tracking."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from crossroads.base import clock
from crossroads.base.access import public_view
from crossroads.base.actor import Actor
from crossroads.base.pace import Pace
from crossroads.base.store import path_of
from crossroads.channels import queries
from crossroads.channels.local.forms import CommentForm
from crossroads.channels.models import ChannelAccount, LocalPost
from crossroads.channels.services import Arrived, receive_items
from crossroads.engines.errors import CrossroadsError, InputProblem, NotFound

PACE = Pace("comments", most=5, minutes=10)
SHOWN = 50


@dataclass(slots=True)
class Shown:
    """A post as the feed shows it."""

    post: LocalPost
    comments: int
    replies: list[LocalPost] = field(default_factory=list)

    @property
    def before_link(self) -> str:
        return self.post.text.partition(self.post.link)[0] if self.post.link else self.post.text

    @property
    def after_link(self) -> str:
        return self.post.text.partition(self.post.link)[2] if self.post.link else ""


@public_view
@require_GET
def feed(request: HttpRequest, handle: str) -> HttpResponse:
    """What stands on the account now. Removed posts are gone from here at once."""
    account = _account(handle)
    return render(request, "channels/local/feed.html", _feed_context(account))


@public_view
@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, handle: str, local_post: uuid.UUID) -> HttpResponse:
    """One post, with the form to answer it."""
    account = _account(handle)
    post = queries.public_local_post(account, local_post)
    if post is None:
        raise NotFound("thing.not_found", thing="post")
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _take(request, form, account, post):
        # said by the address, since a message of the site's would need a cookie
        return redirect(reverse("channels:local-comment", args=[handle, local_post]) + "?thanks")
    context = {
        **_page(account),
        "shown": _shown(account, [post])[0],
        "form": form,
        "thanks": "thanks" in request.GET,
    }
    return render(request, "channels/local/post.html", context, status=422 if form.errors else 200)


def _take(request: HttpRequest, form: CommentForm, account: ChannelAccount, post: LocalPost) -> bool:
    """Let a comment in. What fell into the trap is thanked and forgotten: its sender learns nothing."""
    if form.cleaned_data["website"]:
        return True
    try:
        _check_pace(request)
        at = clock.now()
        item = Arrived(
            network_id=f"local-{uuid.uuid4()}",
            text=form.cleaned_data["text"],
            posted_at=at,
            author=form.cleaned_data["name"],
            post=str(post.public_id),
        )
        receive_items(
            account=account, items=[item], by=Actor.worker(account.organisation), at=at, source="form"
        )
    except CrossroadsError as error:
        form.tell(error)
        return False
    return True


def _check_pace(request: HttpRequest) -> None:
    if PACE.is_reached(request):
        raise InputProblem("channels.too_many_comments", minutes=PACE.minutes)
    PACE.count(request)


@public_view
@require_GET
def picture(request: HttpRequest, handle: str, local_post: uuid.UUID) -> FileResponse:
    """The picture of a post that stands: public, as the post is."""
    post = queries.public_local_post(_account(handle), local_post)
    if post is None or post.media is None:
        raise NotFound("thing.not_found", thing="picture")
    return FileResponse(path_of(post.media.sha256).open("rb"), content_type=post.media.content_type)


def _account(handle: str) -> ChannelAccount:
    account = queries.public_local_account(handle)
    if account is None:
        raise NotFound("thing.not_found", thing="feed")
    return account


def _feed_context(account: ChannelAccount) -> dict[str, object]:
    posts = list(queries.public_local_posts(account)[:SHOWN])
    return {**_page(account), "posts": _shown(account, posts)}


def _page(account: ChannelAccount) -> dict[str, object]:
    return {
        "account": account,
        "organisation": account.organisation,
        "invented": account.organisation.invented,
    }


def _shown(account: ChannelAccount, posts: list[LocalPost]) -> list[Shown]:
    places = queries.public_comment_places(account)
    counts = Counter(post for _, post in places)
    shown = {str(post.public_id): Shown(post, counts[str(post.public_id)]) for post in posts}
    post_of = dict(places)
    for reply in queries.public_local_replies(account):
        under = shown.get(post_of.get(reply.parent, ""))
        if under is not None:
            under.replies.append(reply)
    return list(shown.values())
