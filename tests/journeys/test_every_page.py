"""Every page in a real browser, on a desk and on a phone: it opens without an error, asks no other host, has no
barrier, is not too wide, and its headings are an outline: one h1 first, and no level skipped.

A new address is covered without being asked: the addresses are those that the walk over all roles knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, Response

from crossroads.app.demo import Story, tell_story
from crossroads.app.demo.story import PASSWORD
from crossroads.app.reference.addresses import Address
from crossroads.base import clock
from crossroads.base.models import Organisation, User
from crossroads.base.queries import actor_for
from crossroads.channels.models import ChannelAccount, LocalPost, Publication
from crossroads.engines.terms import Role
from crossroads.playbook.models import Roundtable
from crossroads.playbook.toolkit import INDEX, PAGES
from verification.test_access import STAFF, _url

if TYPE_CHECKING:
    from journeys.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WIDTHS = pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
HEADINGS = "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(one => Number(one.tagName[1]))"
ANSWERS = 20
"""More questions than any screener of the story asks."""


@pytest.fixture
def story(transactional_db: None) -> Story:
    return tell_story(clock.now())


@WIDTHS
def test_staff_pages(story: Story, person, phone: bool) -> None:
    staff = Staff(person, story.ours, phone)
    unopened = [address.route for address in STAFF if not staff.look_at(address)]
    assert unopened == [], "nobody who may read these pages gets them"


def test_pages_of_an_organisation_that_has_nothing_yet(story: Story, person) -> None:
    """On a phone, where words have the least room."""
    staff = Staff(person, story.theirs, phone=True)
    for address in STAFF:
        if [name for _, name in address.arguments] == ["org"]:
            staff.look_at(address)


@WIDTHS
def test_public_pages(story: Story, person, phone: bool) -> None:
    visitor = person(phone=phone)
    for path in _public_paths():
        _look(visitor, visitor.open(path))


@WIDTHS
def test_from_the_study_page_to_the_call(story: Story, person, phone: bool) -> None:
    """Each question, the answer at their end, and the form that asks for a call."""
    visitor = person(phone=phone)
    published = Publication.objects.filter(state="published").order_by("-pk")[0]
    _look(visitor, visitor.open(f"/go/{published.token}/"))
    visitor.page.get_by_role("link", name="See if this study may fit you").first.click()
    for _ in range(ANSWERS):
        _look(visitor)
        if not visitor.page.get_by_role("button", name="Next").count():
            break
        visitor.page.get_by_text("Not sure", exact=True).click()
        visitor.page.get_by_role("button", name="Next").click()
    visitor.page.get_by_role("button", name="Ask a study site to call me").click()
    _look(visitor)


class Staff:
    """One browser session for each role, begun when it is first needed."""

    def __init__(self, person, organisation: Organisation, phone: bool) -> None:
        self.organisation = organisation
        self._person, self._phone = person, phone
        self._sessions: dict[str, Watched] = {}

    def look_at(self, address: Address) -> bool:
        """Whether somebody got the page, or there is none to get."""
        assert address.access is not None
        if not address.access.read:
            return True
        for user in self._readers(address):
            answer = _opened(self._session(user), _url(address, self.organisation))
            if answer is None:
                return True
            if answer.status == 200:
                _look(self._session(user), answer)
                return True
        return False

    def _readers(self, address: Address) -> Iterator[User]:
        assert address.access is not None
        for role in Role:
            user = User.objects.filter(
                assignments__organisation=self.organisation, assignments__role=role
            ).first()
            if user and actor_for(user, self.organisation.slug).roles & address.access.read:
                yield user

    def _session(self, user: User) -> Watched:
        if user.email not in self._sessions:
            self._sessions[user.email] = self._person(user.email, PASSWORD, phone=self._phone)
        return self._sessions[user.email]


def _opened(one: Watched, path: str) -> Response | None:
    """The answer; None where it is a file to be kept."""
    try:
        return one.open(path)
    except Error as error:
        if "Download is starting" in str(error) or "ERR_ABORTED" in str(error):
            return None
        raise


def _look(one: Watched, answer: Response | None = None) -> None:
    """What is wrong with the page as it stands goes to what the person watches; files are not pages."""
    if answer is not None:
        assert answer.status == 200, answer.url
        if "text/html" not in answer.headers.get("content-type", ""):
            return
    one.axe()
    one.fits()
    levels = one.page.evaluate(HEADINGS)
    skipped = [(above, below) for above, below in pairwise(levels) if below > above + 1]
    if levels.count(1) != 1 or levels[0] != 1 or skipped:
        one.wrong.append(f"headings of {one.page.url}: {levels}")


def _public_paths() -> list[str]:
    account = ChannelAccount.objects.filter(local_posts__isnull=False).first()
    assert account is not None
    post, table = (
        LocalPost.objects.filter(account=account, parent="", removed_at=None).first(),
        Roundtable.objects.first(),
    )
    assert post is not None and table is not None
    toolkit = [f"/toolkit/{page.slug}/" for page in PAGES if page.slug != INDEX.slug]
    faces = [f"/gallery/?face={face}" for face in ("staff", "public", "question", "signin", "error")]
    return [
        "/", "/sign-in/", "/start/", "/find/", *faces, "/toolkit/", *toolkit,
        f"/local/{account.handle}/", f"/local/{account.handle}/{post.public_id}/", f"/table/{table.join_token}/",
    ]  # fmt: skip
