"""axe finds no serious fault on any kind of page, in light and in dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, begin, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

GRAVE = {"serious", "critical"}


def grave_faults(page: Page, path: str) -> list[str]:
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than its window"
    found = Axe().run(page).response["violations"]
    return [
        f"{path}: {fault['id']}: {node['html'][:120]}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_serious_fault(scheme: str, site: Site, open_page: Open) -> None:
    thread, board = site.city["thread"], site.city["board"]
    guest = open_page(color_scheme=scheme)
    for_guests = (
        "/",
        f"/b/{board}",
        f"/t/{thread}",
        "/account/login/",
        "/account/signup/",
        f"/u/{site.city['member']}",
        "/t/0",
        f"/t/{thread}/share",
    )
    faults = [fault for path in for_guests for fault in grave_faults(guest, path)]
    staff = open_page(color_scheme=scheme, size=PHONE if scheme == "dark" else None)
    sign_in(staff, site, "桥头老周")
    for_staff = (
        f"/b/{board}/new",
        f"/t/{thread}",
        f"/t/{thread}/reply",
        "/p/1/edit",
        "/p/1/history",
        "/p/2/delete",
        f"/t/{thread}/moderate/sticky",
        f"/t/{thread}/moderate/split",
        "/settings",
        "/settings/display",
        "/settings/feeds",
        "/following",
        "/following?show=boards",
        "/bookmarks",
        "/bookmarks/folders",
        f"/bookmark/thread/{thread}",
        "/uploads",
        "/drafts",
        "/credit-rules",
    )
    faults += [fault for path in for_staff for fault in grave_faults(staff, path)]
    administrator = open_page(color_scheme=scheme, size=PHONE if scheme == "light" else None)
    sign_in(administrator, site, "市政管理员")
    hook = site.city["hook"]
    for_administrators = (
        "/settings/notices",
        "/staff/webhooks",
        "/staff/webhooks/new",
        f"/staff/webhooks/{hook}",
        f"/staff/webhooks/{hook}?state=waiting",
    )
    faults += [fault for path in for_administrators for fault in grave_faults(administrator, path)]
    assert not faults, "\n".join(faults)


def test_form_sent_back_has_no_serious_fault(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/b/{site.city['board']}/new")
    page.click("details.article:has([name=kind]) > summary")
    page.check("input[name=kind][value=reprint]")
    page.fill("input[name=title]", "题" * 121)
    page.fill("textarea[name=text]", "正文")
    page.click("[data-send]")
    page.wait_for_load_state()
    expect(page.locator(".field.wrong")).to_have_count(3)
    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in GRAVE] == []
