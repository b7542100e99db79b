"""Nothing that is written gets lost: drafts elsewhere, an ended session, a line that is down. And names for an @."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, begin, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Locator, Page

    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

SAVED = "草稿已于"


def open_reply(page: Page, site: Site, name: str, *, goes_on: bool = False) -> Locator:
    sign_in(page, site, name)
    path = f"/t/{site.city['thread']}/reply"
    if goes_on:
        page.goto(path)
    else:
        begin(page, path)
    return page.locator("textarea[name=text]:not([readonly])")


def discard(page: Page) -> None:
    page.goto("/drafts")
    while page.locator("main form[action='/drafts/discard'] button").count():
        page.locator("main form[action='/drafts/discard'] button").first.click()
        page.wait_for_load_state()


def test_draft_is_saved_while_typing_and_restored_in_a_second_browser(site: Site, open_page: Open) -> None:
    said = "　　手机上写了一半，\n回家用电脑接着写。Half a sentence"
    phone = open_page(size=PHONE)
    text = open_reply(phone, site, "柳巷阿梅")
    text.press_sequentially(said)
    expect(phone.locator(".draft-told")).to_contain_text(SAVED)
    desk = open_page()
    again = open_reply(desk, site, "柳巷阿梅", goes_on=True)
    expect(again).to_have_value(said)
    expect(desk.locator(".restored")).to_be_visible()
    again.press("Control+End")
    again.press_sequentially("，写完了。")
    expect(desk.locator(".draft-told")).to_contain_text(SAVED)
    # The phone is older now: it is told, and takes what the desk has.
    text.press_sequentially("！")
    expect(phone.locator(".two-drafts textarea")).to_have_value(f"{said}，写完了。")
    phone.locator(".two-drafts button").first.click()
    expect(text).to_have_value(f"{said}，写完了。")
    desk.locator("[data-send]").click()
    expect(desk.locator("article.post").last).to_contain_text("，写完了。")
    desk.goto(f"/t/{site.city['thread']}/reply")
    expect(desk.locator("textarea[name=text]")).to_have_value("")


def test_leaving_with_a_saved_draft_asks_nothing(site: Site, open_page: Open) -> None:
    page = open_page()
    asked: list[str] = []
    text = open_reply(page, site, "RiverRunner")
    text.press_sequentially("存好了就走")
    expect(page.locator(".draft-told")).to_contain_text(SAVED)

    def note(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", note)
    page.goto("/drafts")
    assert asked == []
    expect(page.locator("main")).to_contain_text("存好了就走")
    discard(page)


def test_text_is_kept_on_the_device_while_the_line_is_down(site: Site, open_page: Open) -> None:
    page = open_page()
    text = open_reply(page, site, "RiverRunner")
    page.context.set_offline(True)
    text.press_sequentially("在地铁里写的")
    expect(page.locator(".draft-told")).to_contain_text("留在这台设备上")
    page.locator("[data-send]").click()
    expect(page.locator("dialog.ask")).to_contain_text("没有网络连接")
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.set_offline(False)
    expect(page.locator("article.post").last).to_contain_text("在地铁里写的")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('wardmote.draft.'))") == []


COPIES = "Object.keys(localStorage).filter((key) => key.startsWith('wardmote.draft.')).length"


def write_and_lose_the_line(page: Page, text: Locator, said: str, *, within_a_second: bool) -> None:
    """Type, and have the line go down at once or only after everything that writing needs has come."""
    text.focus()
    if not within_a_second:
        text.press_sequentially(said)
        expect(page.locator(".draft-told")).to_contain_text(SAVED)
        page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    if within_a_second:
        text.press_sequentially(said)


@pytest.mark.parametrize("within_a_second", [True, False], ids=["at-once", "later"])
@pytest.mark.parametrize("place", ["#reply", "/reply"], ids=["quick", "full"])
def test_reply_sent_while_the_line_is_down_stays_says_so_and_goes_once_later(
    place: str, within_a_second: bool, site: Site, open_page: Open
) -> None:
    said = f"地铁里按了发送的回帖 {place} {within_a_second}：　保留空格 🚇"
    page = open_page()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}" if place == "#reply" else f"/t/{site.city['thread']}/reply")
    before = page.url
    text, send = page.locator("form[method=post] textarea[name=text]"), page.locator("[data-send]")
    write_and_lose_the_line(page, text, said, within_a_second=within_a_second)
    send.click(no_wait_after=True)
    told = page.locator(".line-told, dialog.ask").filter(visible=True)
    expect(told).to_contain_text("没有网络连接")
    expect(told).to_contain_text("文字")
    expect(text).to_have_value(said)
    if page.locator(".line-told").count():
        # Pressed again it is the same, and what is added is kept as well.
        text.press("End")
        text.press_sequentially("，再加一句")
        said += "，再加一句"
        send.click(no_wait_after=True)
        expect(told).to_contain_text("没有网络连接")
        assert page.evaluate(COPIES) == 1
        assert page.url == before
        page.context.set_offline(False)
        expect(told).to_contain_text("连接已恢复")
        expect(text).to_have_value(said)
        send.click()
    else:
        page.context.set_offline(False)
    expect(page.locator("article.post .prose").last).to_have_text(said)
    assert page.locator("article.post", has_text="地铁里按了发送的回帖").filter(has_text=said).count() == 1
    assert page.evaluate(COPIES) == 0
    page.goto(f"/t/{site.city['thread']}/reply")
    expect(page.locator("textarea[name=text]")).to_have_value("")


def test_reply_stays_where_the_device_believes_itself_on_line_and_is_not(site: Site, open_page: Open) -> None:
    said = "信号满格却断着线时写的"
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}")
    page.route("**/*", lambda route: route.abort())
    text, told = page.locator("#reply textarea"), page.locator(".line-told")
    text.press_sequentially(said)
    page.locator("#reply [data-send]").click(no_wait_after=True)
    expect(told).to_contain_text("没有网络连接")
    expect(text).to_have_value(said)
    page.unroute("**/*")
    page.locator("#reply [data-send]").click()
    expect(page.locator("article.post").last).to_contain_text(said)
    assert page.locator("article.post", has_text=said).count() == 1
    assert page.evaluate(COPIES) == 0


def test_copy_on_the_device_is_restored_when_the_page_is_opened_again(site: Site, open_page: Open) -> None:
    page = open_page()
    text = open_reply(page, site, "柳巷阿梅")
    key = f"wardmote.draft.{site.city['member']}.thread:{site.city['thread']}"
    copy = "JSON.stringify({ title: '', text: '没来得及存到服务器', stamp: '', at: new Date().toISOString() })"
    page.evaluate(f"(key) => localStorage.setItem(key, {copy})", key)
    page.reload()
    expect(text).to_have_value("没来得及存到服务器")
    expect(page.locator(".draft-told")).to_contain_text(SAVED)
    assert page.evaluate("(key) => localStorage.getItem(key)", key) is None
    discard(page)


def test_reply_waits_for_its_writer_to_sign_in_again_and_goes_by_itself_once(site: Site, open_page: Open) -> None:
    said = "会话过期以后自动发出的回帖"
    page = open_page()
    text = open_reply(page, site, "柳巷阿梅")
    text.fill(said)
    page.context.clear_cookies()
    page.locator("[data-send]").click()
    dialog = page.locator("dialog.ask")
    expect(dialog).to_contain_text("重新登录后会自动发出")
    with page.context.expect_page() as opened:
        dialog.locator("a[target=_blank]").click()
    window = opened.value
    window.fill("input[name=login]", "柳巷阿梅")
    window.fill("input[name=password]", site.city["password"])
    window.click("main form[action='/account/login/'] button[type=submit]")
    expect(window.locator("h1")).to_contain_text("您已重新登录")
    expect(page.locator("article.post").last).to_contain_text(said)
    assert page.locator("article.post", has_text=said).count() == 1


def test_reply_of_one_member_is_not_sent_in_the_name_of_another_unasked(site: Site, open_page: Open) -> None:
    said = "阿梅写的，不能变成别人说的"
    page = open_page()
    text = open_reply(page, site, "柳巷阿梅")
    text.fill(said)
    page.context.clear_cookies()
    page.locator("[data-send]").click()
    with page.context.expect_page() as opened:
        page.locator("dialog.ask a[target=_blank]").click()
    sign_in(opened.value, site, "RiverRunner")
    opened.value.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("dialog.ask")).to_contain_text("您现在登录的是 RiverRunner")
    assert page.url.endswith("/reply")
    page.locator("dialog.ask button").last.click()
    expect(text).to_have_value(said)
    page.locator("[data-send]").click()
    page.locator("dialog.ask .main").click()
    post = page.locator("article.post").last
    expect(post).to_contain_text(said)
    expect(post.locator(".name")).to_contain_text("RiverRunner")


def test_name_is_completed_by_its_initials_with_the_keyboard(site: Site, open_page: Open) -> None:
    page = open_page()
    text = open_reply(page, site, "桥头老周")
    text.press_sequentially("请教@lxam")
    names = page.locator(".names")
    expect(names.locator("[role=option]").first).to_contain_text("柳巷阿梅")
    assert text.get_attribute("aria-activedescendant") == names.locator("[role=option]").first.get_attribute("id")
    text.press("Enter")
    expect(text).to_have_value("请教@柳巷阿梅")
    expect(names).to_be_hidden()
    text.press_sequentially("你好，@riv")
    expect(names.locator("[role=option]")).to_have_count(1)
    text.press("Escape")
    expect(names).to_be_hidden()
    text.press_sequentially("e")
    names.locator("[role=option]").click()
    expect(text).to_have_value("请教@柳巷阿梅你好，@RiverRunner ")
    text.press_sequentially("mail a@lxam")
    page.wait_for_timeout(400)
    expect(names).to_be_hidden()
    expect(page.locator(".draft-told")).to_contain_text(SAVED)
    discard(page)


def test_input_method_composes_undisturbed(site: Site, open_page: Open) -> None:
    """Pinyin is composed by a real input method's events: no list, no sending, nothing lost."""
    page = open_page()
    text = open_reply(page, site, "市政管理员")
    text.press_sequentially("@")
    input_method = page.context.new_cdp_session(page)
    for composed in ("l", "liu", "liu'xiang"):
        input_method.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
        )
    page.wait_for_timeout(400)
    names = page.locator(".names")
    expect(names).to_be_hidden()
    for key in ("Enter", "Tab", "ArrowDown"):
        held = {"key": key, "isComposing": True, "ctrlKey": key == "Enter", "bubbles": True, "cancelable": True}
        text.evaluate("(box, event) => box.dispatchEvent(new KeyboardEvent('keydown', event))", held)
    assert page.url.endswith("/reply")
    input_method.send("Input.insertText", {"text": "柳巷"})
    expect(text).to_have_value("@柳巷")
    expect(names.locator("[role=option]").first).to_contain_text("柳巷阿梅")
    text.press("ArrowDown")
    text.press("Tab")
    expect(text).to_have_value("@柳巷阿梅")
    expect(page.locator(".draft-told")).to_contain_text(SAVED)
    discard(page)
