"""What the scripts of a thread's page weigh, and that nothing is lost while they are on their way or do not come."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, begin, held_one, hold, sign_in
from tests.e2e.test_editor_upload import HAND_OVER, picture

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

READING_BYTES = 12_000
FIRST_KEY_BYTES = 25_000
KEPT_BYTES = 30_000


def thread(site: Site, open_page: Open, **more: object) -> Page:
    page = open_page(**more)
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}")
    return page


def weigh(requests: list[Request]) -> int:
    """Return how many bytes of scripts came, compressed as they are on the line."""
    answers = [(request.response() or pytest.fail(request.url)).all_headers() for request in requests]
    assert {answer["content-encoding"] for answer in answers} == {"br"}
    return sum(int(answer["content-length"]) for answer in answers)


def test_who_reads_loads_few_scripts_and_who_writes_the_others(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}")
    scripts: list[Request] = []
    page.on("requestfinished", lambda one: scripts.append(one) if one.resource_type == "script" else None)
    page.goto(f"/t/{site.city['thread']}", wait_until="networkidle")
    reading = weigh(scripts)
    page.locator("#reply textarea").focus()
    expect(page.locator("#reply .tools")).to_be_visible()
    page.wait_for_load_state("networkidle")
    writing = weigh(scripts)
    page.locator("#reply textarea").press("x")
    expect(page.locator("#reply .draft-told")).to_contain_text("草稿已于")
    page.wait_for_load_state("networkidle")
    kept = weigh(scripts)
    sys.stdout.write(f"\nscripts: {reading} B to read, {writing} B until the first key, {kept} B after it\n")
    assert reading <= READING_BYTES
    assert writing <= FIRST_KEY_BYTES
    assert kept <= KEPT_BYTES


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_buttons_above_the_quick_reply_come_with_the_caret_and_move_nothing(
    size: dict[str, int] | None, site: Site, open_page: Open
) -> None:
    page = thread(site, open_page, size=size)
    box, tools, send = (page.locator(f"#reply {part}") for part in ("textarea", ".tools", "[data-send]"))
    expect(tools).to_be_hidden()
    send.scroll_into_view_if_needed()
    before = send.bounding_box()
    # Neither the button that sends nor another one brings them: they would be moved under the finger.
    send.focus()
    page.wait_for_load_state("networkidle")
    expect(tools).to_be_hidden()
    box.evaluate("box => box.focus({ preventScroll: true })")
    expect(tools).to_be_visible()
    # Parts of a pixel, which nobody sees, come and go with rounding.
    assert send.bounding_box() == pytest.approx(before, abs=1)
    box.press("Shift+Tab")
    expect(page.locator(":focus")).to_have_attribute("data-act", "bold")
    box.evaluate("box => box.blur()")
    expect(tools).to_be_visible()


def test_what_is_typed_and_sent_while_scripts_load_arrives_once(site: Site, open_page: Open) -> None:
    said = "脚本还在路上就写完并发出的回帖"
    page = thread(site, open_page)
    held = hold(page, "**/editor/writing.*.js")
    box = page.locator("#reply textarea")
    box.press_sequentially(said)
    page.locator("#reply [data-send]").click(no_wait_after=True)
    assert box.input_value() == said
    assert page.url.endswith(f"/t/{site.city['thread']}")
    held_one(page, held).continue_()
    expect(page.locator("article.post").last).to_contain_text(said)
    assert page.locator("article.post", has_text=said).count() == 1
    page.goto(f"/t/{site.city['thread']}/reply")
    expect(page.locator("textarea[name=text]")).to_have_value("")


def test_reply_is_sent_by_keys_while_scripts_load(site: Site, open_page: Open) -> None:
    said = "脚本还在路上就用键盘发出的回帖"
    page = thread(site, open_page)
    held = hold(page, "**/editor/writing.*.js")
    box = page.locator("#reply textarea")
    box.press_sequentially(said)
    box.press("Control+Enter")
    held_one(page, held).continue_()
    expect(page.locator("article.post").last).to_contain_text(said)


def test_what_is_typed_while_scripts_load_is_saved_once_they_are_there(site: Site, open_page: Open) -> None:
    page = thread(site, open_page)
    held = hold(page, "**/editor/writing.*.js")
    page.locator("#reply textarea").press_sequentially("先打的字")
    held_one(page, held).continue_()
    expect(page.locator("#reply .draft-told")).to_contain_text("草稿已于")
    page.locator("#reply textarea").fill("")
    expect(page.locator("#reply .draft-told")).to_be_empty()


@pytest.mark.parametrize("part", ["editor", "writing", "session", "mention"])
def test_reply_is_sent_though_a_script_cannot_be_loaded(part: str, site: Site, open_page: Open) -> None:
    said = f"没有 {part} 也发得出去 @lx"
    page = thread(site, open_page)
    page.route(f"**/{part}.*.js", lambda route: route.abort())
    page.reload()
    page.locator("#reply textarea").press_sequentially(said)
    page.locator("#reply [data-send]").click()
    expect(page.locator("article.post").last).to_contain_text(said)


def test_preview_and_quote_lead_to_pages_of_their_own_where_their_scripts_cannot_be_loaded(
    site: Site, open_page: Open
) -> None:
    page = thread(site, open_page)
    page.route("**/editor/preview.*.js", lambda route: route.abort())
    page.route("**/editor/quote.*.js", lambda route: route.abort())
    page.locator("article.post").nth(1).locator("a[data-quote]").click()
    page.wait_for_url("**/reply?quote=2")
    begin(page, f"/t/{site.city['thread']}")
    page.locator("#reply textarea").press_sequentially("**看看**")
    page.locator("#reply [data-preview-button]").click()
    expect(page.locator("section.preview strong")).to_have_text("看看")


def test_picture_that_cannot_be_uploaded_for_want_of_a_script_says_so(site: Site, open_page: Open) -> None:
    page = thread(site, open_page)
    page.route("**/editor/upload.*.js", lambda route: route.abort())
    box = page.locator("#reply textarea")
    box.fill("没有图也发")
    box.evaluate(HAND_OVER, ["paste", "路口.png", "image/png", picture()])
    expect(page.locator(".uploads .failed")).to_contain_text("路口.png")
    page.locator("#reply [data-send]").click()
    expect(page.locator("article.post").last).to_contain_text("没有图也发")


@pytest.mark.parametrize("text", ["前后", "前选中的后"], ids=["caret", "chosen words"])
def test_picture_stands_where_it_was_pasted_though_its_script_comes_late(
    text: str, site: Site, open_page: Open
) -> None:
    page = thread(site, open_page)
    held = hold(page, "**/editor/upload.*.js")
    box = page.locator("#reply textarea")
    box.fill(text)
    box.evaluate("box => box.setSelectionRange(1, box.value.length - 1)")
    box.evaluate(HAND_OVER, ["paste", "路口.png", "image/png", picture()])
    box.press_sequentially("中间")
    held_one(page, held).continue_()
    expect(page.locator(".uploads input")).to_have_count(1)
    box.press_sequentially("再写")
    assert re.fullmatch(r"前\n!\[\]\(/f/\w+\)\n中间再写后", box.input_value())


def test_rich_text_stands_where_it_was_pasted_though_its_script_comes_late(site: Site, open_page: Open) -> None:
    page = thread(site, open_page)
    held = hold(page, "**/editor/rich-paste.*.js")
    box = page.locator("#reply textarea")
    box.fill("前后")
    expect(page.locator("#reply .tools")).to_be_visible()
    box.evaluate("box => box.setSelectionRange(1, 1)")
    box.evaluate("""box => {
        const carried = new DataTransfer();
        carried.setData("text/html", "<p>一个<b>重点</b></p>");
        carried.setData("text/plain", "一个重点");
        box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
    }""")
    box.press_sequentially("中间")
    held_one(page, held).continue_()
    expect(box).to_have_value("前一个**重点**中间后")


def test_picture_that_is_dropped_before_anybody_wrote_is_uploaded(site: Site, open_page: Open) -> None:
    page = thread(site, open_page)
    form = page.locator("#reply form:has(textarea)")
    assert form.evaluate(HAND_OVER, ["drop", "b.png", "image/png", picture("blue")]) is False
    expect(page.locator(".uploads input")).to_have_count(1)
    assert page.locator("#reply textarea").input_value().count("](/f/") == 1
    expect(page.locator("#reply .tools")).to_be_visible()
