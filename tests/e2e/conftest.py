"""A browser and a site for it to visit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, expect, sync_playwright

from tests import browser as browsers
from tests.e2e.site import Site, running_site

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
    "--disable-quic",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}

PATIENCE_MS = 15_000
"""How long a test waits for what it expects: a machine that is busy shows it late, and one that is not at once."""

expect.set_options(timeout=PATIENCE_MS)

Open = Callable[..., Page]


def is_fault(line: ConsoleMessage) -> bool:
    """Say whether a line of the console tells of a mistake; answers that refuse something are none."""
    return line.type == "error" and not line.text.startswith("Failed to load resource")


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """A running site, made once for all tests of a process."""
    with running_site() as running:
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Chromium; its engine is stopped after the last browser test, so that others meet no running loop."""
    path = browsers.find_browser()
    if path is None:
        message = f"there is no Chromium; {browsers.VARIABLE} can name one"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def open_page(site: Site, chromium: Browser) -> Iterator[Open]:
    """Open pages of people of their own, each with a session of its own.

    After the test no request may have left the site, and no page may have thrown.
    """
    contexts: list[BrowserContext] = []
    strays: list[str] = []
    faults: list[str] = []
    home = urlsplit(site.url).netloc

    def watch(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.netloc != home:
            strays.append(request.url)

    def make(*, scripts: bool = True, size: dict[str, int] | None = None, **more: Any) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            java_script_enabled=scripts,
            viewport=size or DESKTOP,  # type: ignore[arg-type]
            **{"locale": "zh-CN", **more},
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", watch)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda line: faults.append(line.text) if is_fault(line) else None)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert strays == [], "requests left the site"
    assert faults == [], "scripts failed, or broke the content security policy"


def sign_in(page: Page, site: Site, name: str) -> None:
    """Sign in by name and password."""
    page.goto("/account/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", site.city["password"])
    page.click("main form[action='/account/login/'] button[type=submit]")
    # The page that asks for a second factor has such a form as well, but not in its header.
    page.wait_for_selector("header form[action='/account/logout/']", state="attached")


def hold(page: Page, pattern: str) -> list[Route]:
    """Keep requests waiting on the line."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))  # noqa: PLW0108  the library looks into it
    return held


def held_one(page: Page, held: list[Route], number: int = 1) -> Route:
    """Return the request that waits, or is about to be made; `number` counts from 1."""
    for _frame in range(300):
        if len(held) >= number:
            break
        page.evaluate("new Promise(requestAnimationFrame)")
    return held[number - 1]


def begin(page: Page, path: str) -> None:
    """Open a page to write on, without what an earlier test began there: drafts outlive it."""
    page.goto(path)
    if page.locator("form.restored").count():
        page.click("form.restored button")
        page.wait_for_load_state()
        page.goto(path)
    # Where scripts run, those of an editor's page are on their way still.
    if page.locator("text-editor:defined:not([data-kind=quick])").count():
        page.wait_for_selector(".tools", state="visible")
