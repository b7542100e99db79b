"""Notices from end to end, through the worker, on a phone without scripts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import PHONE, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

DELIVERED_WITHIN_S = 40


def wait_for_notice(page: Page) -> None:
    """Come back to the front page until its header tells of a notice."""
    deadline = time.monotonic() + DELIVERED_WITHIN_S
    page.goto("/")
    while not page.get_by_role("link", name="通知 1", exact=True).count():
        assert time.monotonic() < deadline, page.locator(".top-me").inner_text()
        page.reload()


def test_announcement_is_counted_read_and_counted_no_more(site: Site, open_page: Open) -> None:
    staff = open_page()
    sign_in(staff, site, "市政管理员")
    staff.goto("/staff/announce")
    staff.fill("input[name=title]", "周日凌晨维护")
    staff.fill("textarea[name=source]", "**两小时**")
    staff.click("main button[type=submit]:has-text('发布')")
    staff.wait_for_selector(".notice.success")
    member = open_page(scripts=False, size=PHONE)
    sign_in(member, site, "只等通知的人")
    wait_for_notice(member)
    member.get_by_role("link", name="通知 1", exact=True).click()
    member.get_by_role("link", name="周日凌晨维护").click()
    assert member.locator("h1").inner_text() == "周日凌晨维护"
    member.goto("/notices")
    assert member.get_by_role("link", name="通知 1", exact=True).count() == 0
    assert member.locator(".notice-line").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_serious_fault(scheme: str, site: Site, open_page: Open) -> None:
    page = open_page(color_scheme=scheme, size=PHONE if scheme == "dark" else None)
    sign_in(page, site, "市政管理员")
    faults = []
    for path in ("/notices", "/settings/notices", "/staff/mail", "/staff/announce"):
        assert (answer := page.goto(path)) is not None
        assert answer.status == 200, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than its window"
        found = Axe().run(page).response["violations"]
        faults += [f"{path}: {fault['id']}" for fault in found if fault["impact"] in {"serious", "critical"}]
    assert faults == []
