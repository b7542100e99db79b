"""What the editor's script adds, and that no text is lost when a session ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import begin, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Dialog

    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_preview_follows_the_text_and_shows_what_the_server_will_store(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}/reply")
    page.fill("textarea[name=text]", "**一个**重点")
    page.click("[data-preview-button]")
    expect(page.locator(".live strong")).to_have_text("一个")
    page.fill("textarea[name=text]", "**两个**重点 <img src=x onerror=alert(1)>")
    expect(page.locator(".live strong")).to_have_text("两个")
    assert page.locator(".live img").count() == 0
    page.fill("textarea[name=text]", "字" * 32_001)
    expect(page.locator(".live .error")).to_contain_text("32001")
    expect(page.locator(".count.over")).to_have_text("32,001 / 32,000")


def test_buttons_mark_the_selection_and_undo_takes_it_back(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}/reply")
    text = page.locator("textarea[name=text]")
    text.fill("数过车吗")
    for mark, expected in (
        ("bold", "**数过车吗**"),
        ("italic", "*数过车吗*"),
        ("quote", "> 数过车吗"),
        ("list", "- 数过车吗"),
        ("link", "[数过车吗](https://)"),
    ):
        text.select_text()
        page.click(f"[data-act={mark}]")
        assert text.input_value() == expected
        text.press("Control+z")
        assert text.input_value() == "数过车吗"


def test_ctrl_enter_sends_but_never_while_a_word_is_composed(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}/reply")
    text = page.locator("textarea[name=text]")
    text.fill("用键盘发出去的回帖")
    composing = {"key": "Enter", "ctrlKey": True, "isComposing": True, "bubbles": True, "cancelable": True}
    text.evaluate("(box, event) => box.dispatchEvent(new KeyboardEvent('keydown', event))", composing)
    assert page.url.endswith("/reply")
    text.press("Control+Enter")
    expect(page.locator("article.post").last).to_contain_text("用键盘发出去的回帖")


def test_quick_reply_is_sent_by_keys_and_a_second_one_after_going_back_is_kept(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "RiverRunner")
    for said in ("快速回复第一句", "退回来写的第二句"):
        page.goto(f"/t/{site.city['thread']}") if said.startswith("快速") else page.go_back()
        page.fill("#reply textarea", said)
        page.locator("#reply textarea").press("Control+Enter")
        expect(page.locator("article.post").last).to_contain_text(said)


def test_leaving_with_unsaved_text_asks_first(site: Site, open_page: Open) -> None:
    page = open_page()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}/reply")
    page.goto("/")
    assert asked == []
    begin(page, f"/t/{site.city['thread']}/reply")
    page.locator("textarea[name=text]").press_sequentially("还没发")
    page.goto("/")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_enter_in_a_line_sends_and_asks_for_no_picture(scripts: bool, site: Site, open_page: Open) -> None:
    kind = "有脚本" if scripts else "无脚本"
    page = open_page(scripts=scripts)
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/b/{site.city['board']}/new")
    page.fill("textarea[name=text]", f"先写正文，再写标题，然后回车（{kind}）")
    page.fill("input[name=title]", f"回车发出的主题，{kind}")
    page.press("input[name=title]", "Enter")
    expect(page.locator("h1")).to_contain_text(f"回车发出的主题，{kind}")

    page.click("article.post a[href$='/edit']")
    page.fill("input[name=reason]", "补充地点")
    page.press("input[name=reason]", "Enter")
    expect(page.locator("article.post")).to_contain_text("先写正文")

    begin(page, "/messages/new")
    page.fill("textarea[name=text]", f"写好再填收件人（{kind}）")
    page.fill("input[name=to]", "桥头老周")
    page.fill("input[name=title]", f"回车发出的短消息，{kind}")
    page.press("input[name=title]", "Enter")
    expect(page.locator("h1")).to_contain_text(f"回车发出的短消息，{kind}")
    # What was sent is no draft any more.
    page.goto("/drafts")
    expect(page.locator("main")).not_to_contain_text("写好再填收件人")


def test_text_survives_the_end_of_a_session_without_scripts(site: Site, open_page: Open) -> None:
    said = "写了半小时的长文，会话却过期了（无脚本）"
    page = open_page(scripts=False)
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}/reply")
    page.fill("textarea[name=text]", said)
    page.context.clear_cookies()
    page.click("[data-send]")
    page.wait_for_load_state()
    kept = page.locator("form.kept textarea")
    expect(kept).to_have_value(said)

    with page.context.expect_page() as opened:
        page.click("form.kept a[target=_blank]")
    sign_in(opened.value, site, "柳巷阿梅")
    # The sign-in made a new token: the first try shows the text once more, the second one gets through.
    for _try in range(2):
        page.click("form.kept button[type=submit]")
        page.wait_for_load_state()
        if page.locator("form.kept").count() == 0:
            break
    expect(page.locator("article.post").last).to_contain_text(said)


def test_text_survives_an_old_token(site: Site, open_page: Open) -> None:
    page = open_page(scripts=False)
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/b/{site.city['board']}/new")
    page.fill("input[name=title]", "令牌过期的主题")
    page.fill("textarea[name=text]", "令牌过期也不能丢的正文")
    cookies = [cookie for cookie in page.context.cookies() if cookie["name"] != "csrf"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.click("[data-send]")
    page.wait_for_load_state()
    expect(page.locator("form.kept textarea[name=text]")).to_have_value("令牌过期也不能丢的正文")
    page.click("form.kept button[type=submit]")
    page.wait_for_load_state()
    expect(page.locator("h1")).to_contain_text("令牌过期的主题")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_signature_is_written_in_the_same_box(scripts: bool, site: Site, open_page: Open) -> None:
    page = open_page(scripts=scripts)
    sign_in(page, site, "RiverRunner")
    page.goto("/settings")
    text = page.locator("textarea[name=signature]")
    text.fill("北岸**慢跑**")
    if scripts:
        expect(page.locator(".tools button").locator("visible=true")).to_have_count(5)
        page.click("[data-preview-button]")
        expect(page.locator(".live strong")).to_have_text("慢跑")
        text.press("Control+Enter")
    else:
        assert page.locator(".tools, [data-preview-button]").locator("visible=true").count() == 0
        page.click("form:has(textarea) button[type=submit]")
    expect(page.locator(".notice.success")).to_be_visible()
    expect(page.locator("div.signature strong")).to_have_text("慢跑")


def test_counter_tells_of_links_near_the_bound_and_over_it_with_the_preview_closed(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}/reply")
    text, told = page.locator("textarea[name=text]"), page.locator(".help .tallies")
    with page.expect_response("**/preview"):
        text.fill("https://example.org/ 一个")
    expect(told).to_be_hidden()
    links = [f"https://example.org/{number}" for number in range(51)]
    text.fill("\n".join(links[:45]))
    expect(told).to_have_text("链接：45 / 50")
    expect(page.locator("text-editor .told")).to_have_text("链接：45 / 50")
    text.fill("\n".join(links))
    expect(told.locator(".over")).to_contain_text("51")
    text.fill("不放链接了")
    expect(told).to_be_hidden()


@pytest.mark.parametrize(
    ("path", "box", "most"),
    [("/messages/new", "text", 50), ("/settings", "signature", 2)],
    ids=["message", "signature"],
)
def test_counter_of_links_stands_under_messages_and_signatures_by_their_own_bounds(
    path: str, box: str, most: int, site: Site, open_page: Open
) -> None:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, path)
    text, told = page.locator(f"textarea[name={box}]"), page.locator(f"text-editor:has(textarea[name={box}]) .tallies")
    links = [f"[甲](https://e.example/{number})" for number in range(most + 1)]
    with page.expect_response("**/preview" if box == "text" else "**/settings/signature"):
        text.fill("https://e.example/ 一个")
    expect(told).to_be_hidden()
    text.fill(" ".join(links[:most]))
    expect(told).to_have_text(f"链接：{most} / {most}")
    text.fill(" ".join(links))
    expect(told.locator(".over")).to_contain_text(str(most + 1))
    text.fill("")
    expect(told).to_be_hidden()


@pytest.mark.parametrize("act", ["emoji", "table"])
def test_who_sees_is_told_beside_the_buttons_that_something_cannot_be_loaded(
    act: str, site: Site, open_page: Open
) -> None:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}/reply")
    page.locator("textarea[name=text]").fill("写了一半")
    page.context.set_offline(True)
    if page.locator("[data-more]").is_visible():
        page.click("[data-more]")
    page.click(f"[data-act={act}]")
    told = page.locator(".tools + [role=alert]")
    expect(told).to_be_visible()
    expect(told).to_contain_text("暂时无法加载")
    page.context.set_offline(False)
    page.click(f"[data-act={act}]")
    expect(page.locator("dialog.asks")).to_be_visible()
    expect(told).to_have_count(0)
    expect(page.locator("textarea[name=text]")).to_have_value("写了一半")
    page.keyboard.press("Escape")
    page.locator("textarea[name=text]").fill("")
