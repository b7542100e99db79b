"""Reacting by keyboard in place, and without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, sign_in

if TYPE_CHECKING:
    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_reaction_by_keyboard_happens_in_place(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "RiverRunner")
    page.goto(f"/t/{site.city['thread']}")
    button = page.locator("#f1 button[data-kind=support]")
    button.focus()
    page.evaluate("window.stayed = true")
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_text(re.compile(r"顶.*1"))
    expect(button).to_be_focused()
    expect(page.locator("#f1 .reactions a")).to_be_visible()
    page.locator("#f1 button[data-kind=thanks]").press("Space")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#f1 button[data-kind=thanks]")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.stayed"), "the page was loaded anew"
    page.reload()
    expect(page.locator("#f1 button[data-kind=thanks]")).to_have_attribute("aria-pressed", "true")


def test_reaction_without_scripts_comes_back_to_the_post(site: Site, open_page: Open) -> None:
    page = open_page(scripts=False, size=PHONE)
    sign_in(page, site, "RiverRunner")
    page.goto(f"/t/{site.city['thread']}")
    page.click("#f3 button[data-kind=support]")
    assert page.url.endswith("#f3")
    button = page.locator("#f3 button[data-kind=support]")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
