"""The desk and the report in a real browser: no error, no other host, and nothing that axe finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from browser import AXE, CHROMIUM
from crossroads.base import clock
from crossroads.community.models import SafetyReport
from makers.community import CRISIS, EVENT, QUESTION, make_comment, make_post
from makers.content import make_approved_reply
from makers.studies import make_study
from world import PASSWORD, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(transactional_db: None) -> list[str]:
    """The addresses of every page of the room, with a crisis, an event and a question that just arrived."""
    world = make_world()
    at = clock.now()
    post = make_post(world, make_study(world, at=at), at=at)
    make_approved_reply(world, post.campaign.study, at=at)
    comments = [make_comment(world, text, post=post, at=at) for text in (CRISIS, EVENT, QUESTION)]
    desk = "/o/harbour/conversation/"
    reports = [f"{desk}safety/{report.public_id}/" for report in SafetyReport.objects.all()]
    return [
        desk,
        f"{desk}safety/",
        f"{desk}again/",
        *reports,
        *(f"{desk}{one.public_id}/" for one in comments),
    ]


@pytest.fixture
def browser(pages: list[str], live_server: Any) -> Iterator[Any]:
    """Started when all rows are there and closed before the server: nobody asks the database beside it."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        )
        yield chromium
        chromium.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_desk_comment_and_report_are_sound(
    browser: Any, live_server: Any, pages: list[str], width: int
) -> None:
    """Each page fits its width, asks no other host, logs no error, and axe finds nothing."""
    page, wrong = _signed_in(browser, live_server.url, width)
    for address in pages:
        answer = page.goto(live_server.url + address)
        assert answer.status == 200, address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))")
        assert found == [], address
    assert wrong == []


def test_a_report_is_handed_off_by_keyboard_and_mouse_as_it_stands(browser: Any, live_server: Any) -> None:
    """The safety officer opens it from the desk's strip, names the receiver, and is done."""
    page, wrong = _signed_in(browser, live_server.url, 1280)
    page.goto(f"{live_server.url}/o/harbour/conversation/")
    page.locator(".cr-safety-strip a").first.click()
    page.get_by_label("To whom").fill("Safety desk")
    page.get_by_role("button", name="Hand off").click()
    assert page.get_by_text("Recorded as handed off.").is_visible()
    assert page.get_by_text("to Safety desk, by Safety Officer of Harbour Trials.").is_visible()
    assert wrong == []


def _signed_in(browser: Any, base: str, width: int) -> tuple[Any, list[str]]:
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 900})
    page, wrong = context.new_page(), []
    page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: request.url.startswith((base, "data:")) or wrong.append(request.url))
    page.goto(f"{base}/sign-in/")
    page.fill("input[name=email]", "safety_officer@harbour.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    return page, wrong
