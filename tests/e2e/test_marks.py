"""Follow and keep by keyboard, keep with a note without scripts, share without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, sign_in
from tests.e2e.test_main_job import last_post, press

if TYPE_CHECKING:
    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_post_is_kept_with_a_note_in_a_new_folder_without_scripts(site: Site, open_page: Open) -> None:
    page = open_page(scripts=False, size=PHONE)
    sign_in(page, site, "RiverRunner")
    page.goto(f"/t/{site.city['thread']}")
    last_post(page).locator(".more-acts summary").click()
    last_post(page).locator("a[href^='/bookmark/post/']").click()
    page.fill("input[name=note]", "回头再数一次")
    page.fill("input[name=new_folder]", "红绿灯")
    press(page, "main form button.main")
    expect(last_post(page).locator("a[href^='/bookmark/post/']")).to_contain_text("已收藏")
    page.goto("/bookmarks")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("main")).to_contain_text("回头再数一次")
    expect(page.locator(".filters")).to_contain_text("红绿灯 1")


def test_thread_is_followed_and_kept_by_keyboard_without_leaving_the_page(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "市政管理员")
    address = f"/t/{site.city['thread']}"
    page.goto(address)
    follow = page.locator("form[data-follow] button")
    expect(follow).to_have_text("关注")
    follow.focus()
    page.keyboard.press("Enter")
    expect(follow).to_have_text("取消关注")
    expect(follow).to_be_focused()
    expect(page.locator("p[role=status]").last).to_have_text("取消关注")
    keep = page.locator(".bar a[href^='/bookmark/thread/']")
    keep.focus()
    page.keyboard.press("Enter")
    expect(keep).to_contain_text("已收藏")
    assert page.url.endswith(address), "nothing has led away"
    page.reload()
    expect(follow).to_have_text("取消关注")
    page.keyboard.press("Tab")
    keep.focus()
    page.keyboard.press("Enter")
    expect(page.locator("input[name=note]")).to_be_visible()


def test_guest_shares_a_thread_by_its_link_and_its_qr_code(site: Site, open_page: Open) -> None:
    page = open_page(scripts=False, size=PHONE, color_scheme="dark")
    page.goto(f"/t/{site.city['thread']}")
    page.locator(".head a[href$='/share']").click()
    page.wait_for_load_state()
    expect(page.locator("input[readonly]")).to_have_value(f"{site.url}/t/{site.city['thread']}")
    assert page.locator("figure img").evaluate("image => image.complete && image.naturalWidth > 100")
    assert page.context.cookies() == []
