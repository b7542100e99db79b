"""Pictures and files on their way into a text: chosen, pasted, dropped, stopped, refused."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.conftest import begin, held_one, hold, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

HAND_OVER = """(target, [kind, name, type, data]) => {
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], name, { type }));
  const more = kind === "paste" ? { clipboardData: files } : { dataTransfer: files };
  const Kind = kind === "paste" ? ClipboardEvent : DragEvent;
  return target.dispatchEvent(new Kind(kind, { ...more, bubbles: true, cancelable: true }));
}"""


def picture(colour: str = "red") -> str:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, "PNG")
    return base64.b64encode(made.getvalue()).decode()


def writing(site: Site, open_page: Open) -> tuple[Page, Locator]:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}")
    page.focus("#reply textarea[name=text]")
    page.wait_for_selector("#reply .tools", state="visible")
    return page, page.locator("#reply textarea[name=text]")


def test_pasted_and_dropped_pictures_stand_where_the_caret_was_and_say_what_they_show(
    site: Site, open_page: Open
) -> None:
    page, text = writing(site, open_page)
    text.fill("前后")
    text.evaluate("box => box.setSelectionRange(1, 1)")
    assert text.evaluate(HAND_OVER, ["paste", "路口.png", "image/png", picture()]) is False
    # One goes on writing meanwhile.
    text.press_sequentially("中间")
    expect(page.locator(".uploads input")).to_have_count(1)
    assert "upload-" not in text.input_value()
    assert text.input_value().startswith("前\n![](/f/")
    assert text.input_value().endswith("\n中间后")
    page.locator(".uploads input").fill("堵住的 [路口]")
    page.locator(".uploads input").press("Enter")
    assert text.input_value().startswith("前\n![堵住的 \\[路口\\]](/f/")
    page.locator("#reply form:has(textarea)").evaluate(HAND_OVER, ["dragover", "b.png", "image/png", picture("blue")])
    expect(page.locator(".drop-here")).to_be_visible()
    assert (
        page.locator("#reply form:has(textarea)").evaluate(HAND_OVER, ["drop", "b.png", "image/png", picture("blue")])
        is False
    )
    expect(page.locator(".uploads input")).to_have_count(2)
    assert text.input_value().count("](/f/") == 2
    assert "前" in text.input_value()
    assert "中间" in text.input_value()


def test_chosen_file_that_is_refused_says_why_and_leaves_the_text(site: Site, open_page: Open) -> None:
    page, text = writing(site, open_page)
    text.fill("正文")
    with page.expect_file_chooser() as chooser:
        page.click("[data-act=picture]")
    chooser.value.set_files({"name": "x.png", "mimeType": "image/png", "buffer": b"not a picture"})
    expect(page.locator(".uploads .failed")).to_contain_text("x.png")
    assert page.locator(".uploads .failed").inner_text().strip() != "x.png"
    assert text.input_value() == "正文"


def test_upload_is_stopped_and_sending_waits_for_one(site: Site, open_page: Open) -> None:
    page, text = writing(site, open_page)
    held = hold(page, "**/uploads")
    text.fill("图：\n")
    text.evaluate(HAND_OVER, ["paste", "a.png", "image/png", picture()])
    expect(page.locator(".uploads progress")).to_have_count(1)
    assert "upload-1" in text.input_value()
    page.locator(".uploads button").click()
    expect(page.locator(".uploads li")).to_have_count(0)
    assert text.input_value() == "图：\n"
    text.evaluate(HAND_OVER, ["paste", "b.png", "image/png", picture()])
    expect(page.locator(".uploads progress")).to_have_count(1)
    text.press("Control+Enter")
    expect(page.locator(".uploads .waits")).to_be_visible()
    assert page.url.endswith(f"/t/{site.city['thread']}")
    held_one(page, held, 2).continue_()
    page.wait_for_url("**#*")
    expect(page.locator("article.post").last).to_contain_text("图：")
    assert "upload-" not in page.locator("article.post").last.inner_html()


def test_failed_upload_keeps_what_was_to_be_sent(site: Site, open_page: Open) -> None:
    page, text = writing(site, open_page)
    held = hold(page, "**/uploads")
    text.fill("没有网")
    text.evaluate(HAND_OVER, ["paste", "a.png", "image/png", picture()])
    expect(page.locator(".uploads progress")).to_have_count(1)
    page.click("[data-send]")
    held_one(page, held).abort()
    expect(page.locator(".uploads .failed")).to_contain_text("没有传上去")
    assert page.url.endswith(f"/t/{site.city['thread']}")
    assert text.input_value() == "没有网"


def test_upload_that_fails_while_the_session_is_asked_for_stops_the_sending(site: Site, open_page: Open) -> None:
    page, text = writing(site, open_page)
    text.fill("先别发")
    expect(page.locator("#reply .draft-told")).to_contain_text("草稿已于")
    page.wait_for_load_state("networkidle")
    uploads, asked = hold(page, "**/uploads"), hold(page, "**/session")
    text.evaluate(HAND_OVER, ["paste", "a.png", "image/png", picture()])
    expect(page.locator(".uploads progress")).to_have_count(1)
    page.click("[data-send]", no_wait_after=True)
    session = held_one(page, asked)
    held_one(page, uploads).abort()
    expect(page.locator(".uploads .failed")).to_contain_text("没有传上去")
    with page.expect_response("**/session"):
        session.continue_()
    page.evaluate("new Promise((done) => setTimeout(done))")
    assert text.input_value() == "先别发"
    page.unroute("**/session")
    page.click("[data-send]")
    expect(page.locator("article.post").last).to_contain_text("先别发")


def test_picture_that_comes_with_words_is_left_and_one_in_rich_text_is_uploaded(site: Site, open_page: Open) -> None:
    page, text = writing(site, open_page)
    made = """(box, [html, data]) => {
      const all = new DataTransfer();
      all.setData("text/html", html);
      all.setData("text/plain", "见图");
      const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
      all.items.add(new File([bytes], "i.png", { type: "image/png" }));
      const event = new ClipboardEvent("paste", { clipboardData: all, bubbles: true, cancelable: true });
      return box.dispatchEvent(event);
    }"""
    text.evaluate(made, [f'<p><b>见图</b></p><img src="data:image/png;base64,{picture()}">', picture("blue")])
    expect(page.locator(".uploads input")).to_have_count(1)
    assert text.input_value().startswith("**见图**")
    assert text.input_value().count("](/f/") == 1


def test_picture_is_uploaded_into_a_new_thread_and_another_into_its_edit(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/b/{site.city['board']}/new")
    page.fill("input[name=title]", "桥面积水，附两张图")
    text = page.locator("textarea[name=text]")
    text.fill("第一张：\n\n")
    expect(page.locator("details.attach")).to_be_hidden()
    with page.expect_file_chooser() as chooser:
        page.click("[data-act=picture]")
    chooser.value.set_files({"name": "积水.png", "mimeType": "image/png", "buffer": base64.b64decode(picture())})
    page.locator(".uploads input").fill("桥面积水")
    page.click("[data-send]")
    post = page.locator("article.post").first
    expect(post.locator(".prose img")).to_have_attribute("alt", "桥面积水")
    post.locator("a[href$='/edit']").click()
    page.wait_for_url("**/edit")
    text.press("Control+End")
    assert text.evaluate(HAND_OVER, ["paste", "二.png", "image/png", picture("blue")]) is False
    expect(page.locator(".uploads input")).to_have_count(1)
    page.click("[data-send]")
    expect(post.locator(".prose img")).to_have_count(2)
