"""A real browser, Debian's Chromium, against the site in this process.

Every page that a journey opens is watched: an error in the page, an error in the console, a request to another host
or a finding of axe fails the test at its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, Response, sync_playwright

from browser import AXE, CHROMIUM

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A browser for one test. While it runs, Playwright keeps an event loop in this thread; see decision 1.

    Django then gives this thread a second connection, that of the loop's context: it is closed before the loop is.
    """
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
        connections.close_all()


@dataclass
class Watched:
    """A page of one person, and what went wrong on it."""

    page: Page
    base: str
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str) -> Response | None:
        return self.page.goto(path if path.startswith("http") else self.base + path)

    def axe(self) -> None:
        """Look for barriers on the page as it stands."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        for violation in found["violations"]:
            nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
            self.wrong.append(f"axe {violation['id']} on {urlsplit(self.page.url).path}: {nodes}")

    def fits(self) -> None:
        """Nothing runs out of the screen sideways."""
        width = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if width > 0:
            self.wrong.append(f"{urlsplit(self.page.url).path} is {width} px too wide")


@pytest.fixture
def person(chromium: Browser, live_server) -> Iterator:
    """``person(email=None, password="", script=True, phone=False)``: somebody at a browser of their own."""
    watched: list[Watched] = []
    contexts = []

    def make(
        email: str | None = None, password: str = "", *, script: bool = True, phone: bool = False
    ) -> Watched:
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
        context = chromium.new_context(java_script_enabled=script, viewport=size)
        context.set_default_timeout(8000)
        contexts.append(context)
        one = Watched(context.new_page(), live_server.url)
        watched.append(one)
        _watch(one)
        if email:
            one.open("/sign-in/")
            one.page.get_by_label("E-mail address").fill(email)
            one.page.get_by_label("Password").fill(password)
            one.page.get_by_role("button", name="Sign in").click()
        return one

    yield make
    for context in contexts:
        context.close()
    assert [line for one in watched for line in one.wrong] == []


def _watch(one: Watched) -> None:
    page, host = one.page, urlsplit(one.base).netloc
    page.on("pageerror", lambda error: one.wrong.append(f"page error on {page.url}: {error}"))
    page.on(
        "console",
        lambda message: (
            one.wrong.append(f"console on {page.url}: {message.text}")
            if message.type == "error" and "status of 4" not in message.text
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            one.wrong.append(f"{page.url} asks {request.url}")
            if urlsplit(request.url).scheme in ("http", "https") and urlsplit(request.url).netloc != host
            else None
        ),
    )
