"""Tags are completed while somebody writes, with keys and pointer, and their pages are fit for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, begin, sign_in
from tests.e2e.test_accessible import grave_faults

if TYPE_CHECKING:
    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_tags_are_written_completed_and_followed(site: Site, open_page: Open) -> None:
    plain, page = open_page(scripts=False, size=PHONE), open_page()
    sign_in(plain, site, "RiverRunner")
    plain.goto(f"/b/{site.city['board']}/new")
    plain.select_option("[name=type]", index=1)
    plain.fill("[name=title]", "桥南的灯")
    plain.fill("[name=tags]", "红绿灯，bus-63 桥南")
    plain.fill("textarea[name=text]", "等了两轮。")
    plain.click("button[data-send]")
    expect(plain.locator(".head .topic")).to_have_text(["红绿灯", "bus-63", "桥南"])

    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/b/{site.city['board']}/new")
    tags, names = page.locator("[name=tags]"), page.locator(".to .names")
    tags.press_sequentially("红")
    expect(names.locator("[role=option]")).to_have_text(["红绿灯"])
    tags.press("Enter")
    expect(tags).to_have_value("红绿灯、")
    tags.press_sequentially("BUS")
    names.locator("[role=option]", has_text="bus-63").click()
    expect(tags).to_have_value("红绿灯、bus-63、")
    page.select_option("[name=type]", index=1)
    page.fill("[name=title]", "桥北的灯")
    page.fill("textarea[name=text]", "等了三轮。")
    page.click("button[data-send]")
    page.click(".head .topic >> nth=0")
    expect(page.locator(".rows h3 > a:not(.tag)")).to_have_text(["桥北的灯", "桥南的灯"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_tags_have_no_serious_fault(scheme: str, site: Site, open_page: Open) -> None:
    page = open_page(color_scheme=scheme, size=PHONE if scheme == "dark" else None)
    sign_in(page, site, "市政管理员")
    begin(page, f"/b/{site.city['board']}/new")
    page.select_option("[name=type]", index=1)
    page.fill("[name=title]", f"有签的帖，{scheme}")
    page.fill("[name=tags]", "夜市 灯会")
    page.fill("textarea[name=text]", f"今晚去吗？{scheme}")
    page.click("button[data-send]")
    page.wait_for_selector(".head .topic")
    paths = ("/tags", "/tag/夜市", "/tag/夜市/merge", f"/b/{site.city['board']}/tags", "/search?q=tag:夜市")
    faults = [fault for path in paths for fault in grave_faults(page, path)]
    assert not faults, "\n".join(faults)
