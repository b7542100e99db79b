"""Quoting in the quick reply: several posts in turn, whole or the part that is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, begin, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

SELECT = """(text, [from, to]) => {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const node = walker.nextNode();
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def thread(site: Site, open_page: Open, **more: object) -> Page:
    page = open_page(**more)
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}")
    return page


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_parts_of_two_posts_are_quoted_in_turn_without_leaving(
    size: dict[str, int] | None, site: Site, open_page: Open
) -> None:
    page = thread(site, open_page, size=size)
    box = page.locator("#reply textarea")
    posts = page.locator("article.post")
    # By the button beside the selection …
    posts.nth(1).locator(".prose p").evaluate(SELECT, [0, 5])
    page.click(".quote-selection")
    expect(box).to_have_value("> [RiverRunner 在 2 楼写道 ↑](/p/2)\n>\n> 第 1 天\n\n")
    expect(posts.nth(1).locator(".quoted")).to_contain_text("已引用")
    # … and by the post's own link, which is where keys get to.
    posts.nth(2).locator(".prose p").evaluate(SELECT, [0, 5])
    posts.nth(2).locator("a[data-quote]").press("Enter")
    expect(box).to_have_value(
        "> [RiverRunner 在 2 楼写道 ↑](/p/2)\n>\n> 第 1 天\n\n> [柳巷阿梅 在 3 楼写道 ↑](/p/3)\n>\n> 第 2 天\n\n"
    )
    expect(box).to_be_focused()
    said = f"我也数过，用{'手机' if size else '电脑'}"
    box.press_sequentially(said)
    box.press("Control+Enter")
    sent = page.locator("article.post").last
    expect(sent.locator("blockquote")).to_have_count(2)
    expect(sent).to_contain_text(said)


def test_a_whole_post_is_quoted_and_words_of_another_are_not_mixed_in(site: Site, open_page: Open) -> None:
    page = thread(site, open_page)
    posts = page.locator("article.post")
    posts.nth(1).locator(".prose p").evaluate(SELECT, [0, 5])
    posts.nth(0).locator("a[data-quote]").click()
    expect(page.locator("#reply textarea")).to_have_value(
        "> [柳巷阿梅 在 1 楼写道 ↑](/p/1)\n>\n> 南北向绿灯从 48 秒改成了 32 秒。\n> Has anyone timed it?\n\n"
    )
    assert page.locator("#reply input[name=quotes]").input_value() == "1"


def test_without_scripts_the_link_leads_to_the_full_editor_with_the_quote(site: Site, open_page: Open) -> None:
    page = thread(site, open_page, scripts=False)
    page.locator("article.post").nth(1).locator("a[data-quote]").click()
    page.wait_for_url("**/reply?quote=2")
    assert page.locator("textarea[name=text]").input_value().startswith("> [RiverRunner")
    page.locator("textarea[name=text]").press("Control+End")
    page.locator("textarea[name=text]").press_sequentially("没有脚本也能引用")
    page.click("[data-send]")
    page.wait_for_load_state()
    expect(page.locator("article.post").last).to_contain_text("没有脚本也能引用")
