"""The main job in a browser: sign up, confirm, write, answer from a phone, quote, edit, lock, read as a guest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, begin, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

WRITTEN = "今天早上七点四十，桥北路口等了三个灯。大家也记一下时间？"


@pytest.mark.smoke
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_resident_signs_up_starts_a_thread_and_others_answer_and_read_it(
    scripts: bool, site: Site, open_page: Open
) -> None:
    kind = "有脚本" if scripts else "无脚本"
    title, answer = f"桥北路口的红绿灯改了配时，{kind}", f"我从东边来，东西向倒是快了（{kind}）。"
    writer = open_page(scripts=scripts)
    sign_up(writer, site, "newcomer1" if scripts else "newcomer2")
    address = start_thread(writer, site, title)

    phone = open_page(scripts=scripts, size=PHONE, has_touch=True, is_mobile=True, locale="en-GB")
    sign_in(phone, site, "RiverRunner")
    reply_under(phone, address, answer)

    writer.goto(address)
    quote_last(writer, "可能是为了那所新小学。")
    expect(last_post(writer).locator("blockquote")).to_contain_text(answer)
    edit_last(writer, "（已核实）")
    expect(last_post(writer)).to_contain_text("已核实")

    moderator = open_page(scripts=scripts)
    sign_in(moderator, site, "桥头老周")
    moderator.goto(f"{address}/moderate/lock")
    moderator.fill("input[name=reason]", "已有定论")
    press(moderator, "main form button.main")
    expect(moderator.locator("main")).to_contain_text("已有定论")

    guest = open_page(scripts=scripts)
    guest.goto("/")
    press(guest, f"main a:has-text('{title}') >> nth=0")
    expect(guest.locator("article.post")).to_have_count(3)
    expect(guest.locator("main")).to_contain_text("已核实")
    assert guest.locator("#reply textarea").count() == 0
    assert guest.context.cookies() == []
    assert guest.locator("script:not([type='application/ld+json'])").count() == 0


def sign_up(page: Page, site: Site, name: str) -> None:
    """Make an account and follow the link of the mail in the outbox."""
    address = f"{name}@example.org"
    page.goto("/account/signup/")
    page.fill("input[name=name], input[name=username]", name)
    page.fill("input[name=email]", address)
    page.fill("input[name=password1]", "一句够长的口令 2026")
    press(page, "main form[action='/account/signup/'] button[type=submit]")
    page.goto(site.link_of_mail(address))
    press(page, "main form button[type=submit]")


def start_thread(page: Page, site: Site, title: str) -> str:
    """Start a thread and return its address."""
    begin(page, f"/b/{site.city['board']}/new")
    page.select_option("select[name=type]", label="路况")
    page.fill("input[name=title]", title)
    page.fill("textarea[name=text]", WRITTEN)
    press(page, "[data-send]")
    expect(page.locator("h1")).to_contain_text(title)
    expect(last_post(page)).to_contain_text(WRITTEN)
    found = re.search(r"/t/\d+", page.url)
    assert found is not None
    return found[0]


def reply_under(page: Page, address: str, text: str) -> None:
    """Reply in the box below a thread, on a page that fits its window."""
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.fill("#reply textarea[name=text]", text)
    press(page, "#reply form button.main")
    expect(last_post(page)).to_contain_text(text)


def quote_last(page: Page, text: str) -> None:
    """Quote the last post and write something below it."""
    last_post(page).locator("a[href*='quote=']").click()
    # In the box below with scripts, in the full editor without.
    expect(page.locator("textarea[name=text]")).to_have_value(re.compile("^> "))
    page.fill("textarea[name=text]", page.input_value("textarea[name=text]") + text)
    page.click("[data-send]")
    expect(last_post(page)).to_contain_text(text)


def edit_last(page: Page, text: str) -> None:
    """Add something to the last post."""
    last_post(page).locator("a[href$='/edit']").click()
    page.wait_for_url("**/edit")
    page.fill("textarea[name=text]", page.input_value("textarea[name=text]") + text)
    page.fill("input[name=reason]", "补充来源")
    press(page, "[data-send]")


def press(page: Page, selector: str) -> None:
    """Press a button or follow a link, and wait for the page that comes."""
    page.click(selector)
    page.wait_for_load_state()


def last_post(page: Page) -> Locator:
    """Return the last post on the page."""
    return page.locator("article.post").last
