"""The keyboard and the buttons of the editor; input methods are never disturbed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, begin, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

KEYS = (
    ("Control+b", "**数过车吗**"),
    ("Control+i", "*数过车吗*"),
    ("Control+e", "`数过车吗`"),
    ("Control+Shift+X", "~~数过车吗~~"),
    ("Control+Shift+Period", "> 数过车吗"),
    ("Control+Shift+8", "- 数过车吗"),
    ("Control+Shift+7", "1. 数过车吗"),
    ("Control+Alt+2", "## 数过车吗"),
    ("Control+k", "[数过车吗](https://)"),
    ("Control+BracketRight", "  数过车吗"),
)
BUTTONS = (
    ("bold", "**数过车吗**"),
    ("italic", "*数过车吗*"),
    ("strike", "~~数过车吗~~"),
    ("hide", "||数过车吗||"),
    ("code", "`数过车吗`"),
    ("quote", "> 数过车吗"),
    ("list", "- 数过车吗"),
    ("numbered", "1. 数过车吗"),
    ("heading", "## 数过车吗"),
    ("fold", "::: 点开阅读\n数过车吗\n:::\n"),
    ("link", "[数过车吗](https://)"),
)


def writing(site: Site, open_page: Open, path: str = "/t/{thread}/reply", **more: object) -> tuple[Page, Locator]:
    page = open_page(**more)
    sign_in(page, site, "柳巷阿梅")
    begin(page, path.format(**site.city))
    return page, page.locator("textarea[name=text]")


def test_keys_mark_the_selection_and_the_same_key_or_undo_takes_it_back(site: Site, open_page: Open) -> None:
    _page, text = writing(site, open_page)
    text.fill("数过车吗")
    for keys, expected in KEYS:
        text.select_text()
        text.press(keys)
        assert text.input_value() == expected, keys
        text.press("Control+z")
        assert text.input_value() == "数过车吗", keys
    for keys, expected in KEYS[:8]:
        text.select_text()
        text.press(keys)
        assert text.input_value() == expected
        text.press(keys)
        assert text.input_value() == "数过车吗", keys


def test_link_that_has_no_address_yet_goes_away_by_the_same_key(site: Site, open_page: Open) -> None:
    _page, text = writing(site, open_page)
    text.fill("早上数过车吗")
    text.evaluate("box => box.setSelectionRange(2, 6)")
    text.press("Control+k")
    assert text.input_value() == "早上[数过车吗](https://)"
    text.press("Control+k")
    assert text.input_value() == "早上数过车吗"
    text.press("Control+k")
    text.type("https://example.org")
    assert text.input_value() == "早上[数过车吗](https://example.org)"


def test_each_button_writes_and_undo_takes_it_back(site: Site, open_page: Open) -> None:
    page, text = writing(site, open_page)
    text.fill("数过车吗")
    page.click(".tools [data-more]") if page.locator(".tools [data-more]").is_visible() else None
    for act, expected in BUTTONS:
        text.select_text()
        page.click(f"[data-act={act}]")
        assert text.input_value() == expected, act
        text.press("Control+z")
        assert text.input_value() == "数过车吗", act


def test_marks_go_around_the_words_of_each_line(site: Site, open_page: Open) -> None:
    _page, text = writing(site, open_page)
    text.fill("- 第一 \n\n> 第二")
    text.select_text()
    text.press("Control+b")
    assert text.input_value() == "- **第一** \n\n> **第二**"
    text.press("Control+b")
    assert text.input_value() == "- 第一 \n\n> 第二"
    # Strong and emphasis are told apart by the number of stars.
    text.fill("**重**")
    text.evaluate("box => box.setSelectionRange(2, 3)")
    text.press("Control+i")
    assert text.input_value() == "***重***"
    text.press("Control+b")
    assert text.input_value() == "*重*"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("- 甲", "- 甲\n- 乙"),
        ("1. 甲", "1. 甲\n2. 乙"),
        ("9) 甲", "9) 甲\n10) 乙"),
        ("> 甲", "> 甲\n> 乙"),
        ("> 3. 甲", "> 3. 甲\n> 4. 乙"),
        ("- [x] 甲", "- [x] 甲\n- [ ] 乙"),
        ("甲", "甲\n乙"),
        ("甲\n- ", "甲\n乙"),
        ("> ", "乙"),
        ("```\n- 甲", "```\n- 甲\n乙"),
        ("2026. 甲", "2026. 甲\n2027. 乙"),
    ],
)
def test_lists_go_on_at_enter_and_end_at_an_empty_item(typed: str, expected: str, site: Site, open_page: Open) -> None:
    _page, text = writing(site, open_page)
    text.fill(typed)
    text.press("End")
    text.press("Enter")
    text.press_sequentially("乙")
    assert text.input_value() == expected


def test_an_input_method_triggers_nothing_and_loses_nothing(site: Site, open_page: Open) -> None:
    page, text = writing(site, open_page)
    text.fill("- 甲")
    text.press("End")
    method = page.context.new_cdp_session(page)
    # As Chrome does it: the syllables stand in the box, Enter and Ctrl+B belong to the method until a word is chosen.
    for stage in ("h", "ho", "hong", "hongl"):
        method.send(
            "Input.imeSetComposition", {"text": stage, "selectionStart": len(stage), "selectionEnd": len(stage)}
        )
        for key, more in (("Enter", {}), ("b", {"ctrlKey": True}), ("8", {"ctrlKey": True, "shiftKey": True})):
            event = {
                "key": key,
                "code": "Digit8",
                "isComposing": True,
                "keyCode": 229,
                "bubbles": True,
                "cancelable": True,
            }
            prevented = "(box, event) => !box.dispatchEvent(new KeyboardEvent('keydown', event))"
            assert text.evaluate(prevented, event | more) is False
    assert text.input_value() == "- 甲hongl"
    method.send("Input.insertText", {"text": "红绿灯"})
    assert text.input_value() == "- 甲红绿灯"
    text.press("Enter")
    text.press_sequentially("乙")
    assert text.input_value() == "- 甲红绿灯\n- 乙"


def test_enter_that_ends_a_composition_in_safari_makes_no_item(site: Site, open_page: Open) -> None:
    page, text = writing(site, open_page)
    text.fill("- 甲")
    order = """(box, code) => {
      const at = box.value.length;
      box.setSelectionRange(at, at);
      box.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
      box.dispatchEvent(new CompositionEvent("compositionend", { data: "甲", bubbles: true }));
      const press = { key: "Enter", keyCode: code, isComposing: false, bubbles: true, cancelable: true };
      return box.dispatchEvent(new KeyboardEvent("keydown", press));
    }"""
    for code in (229, 13):
        assert text.evaluate(order, code) is True
        assert text.input_value() == "- 甲"
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    text.press("Enter")
    assert text.input_value() == "- 甲\n- "


def test_buttons_are_one_stop_for_tab_and_arrows_lead_through_them(site: Site, open_page: Open) -> None:
    page, text = writing(site, open_page)
    text.fill("字")
    text.press("Shift+Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("data-act", "bold")
    expect(focused).to_have_attribute("aria-keyshortcuts", "Control+B")
    focused.press("ArrowRight")
    expect(page.locator(":focus")).to_have_attribute("data-act", "italic")
    page.locator(":focus").press("Home")
    page.locator(":focus").press("ArrowLeft")
    last = page.locator(".tools button:visible").last
    expect(last).to_be_focused()
    assert page.locator(".tools button[tabindex='0']").count() == 1
    page.locator(":focus").press("Tab")
    expect(text).to_be_focused()


def test_emoji_are_found_in_two_languages_chosen_by_keys_and_remembered(site: Site, open_page: Open) -> None:
    page, text = writing(site, open_page)
    text.fill("堵死了")
    page.click("[data-act=emoji]")
    search = page.locator("dialog.emoji input[type=search]")
    expect(search).to_be_focused()
    search.fill("红绿灯")
    expect(page.locator(".emoji-list button").first).to_have_text("🚥")
    search.fill("traffic signal")
    expect(page.locator(".emoji-list button")).to_have_text("🚦")
    search.press("Enter")
    assert text.input_value() == "堵死了🚦"
    expect(text).to_be_focused()
    page.click("[data-act=emoji]")
    expect(page.locator(".emoji-list h3").first).to_have_text("最近用过")
    expect(search).to_be_focused()
    search.press("ArrowDown")
    expect(page.locator(":focus")).to_have_text("🚦")
    page.locator(":focus").press("ArrowDown")
    page.locator(":focus").press("ArrowRight")
    expect(page.locator(":focus")).to_have_text("😃")
    page.locator(":focus").press("Enter")
    assert text.input_value() == "堵死了🚦😃"
    page.click("[data-act=emoji]")
    expect(search).to_be_focused()
    search.press("Escape")
    expect(page.locator("dialog.emoji")).to_be_hidden()
    expect(text).to_be_focused()
    text.press("Control+z")
    assert text.input_value() == "堵死了🚦"


def test_table_of_a_size_is_written_on_lines_of_its_own(site: Site, open_page: Open) -> None:
    page, text = writing(site, open_page)
    text.fill("统计：")
    page.click(".tools [data-more]")
    page.click("[data-act=table]")
    page.locator("dialog.table-size input").nth(0).fill("2")
    page.locator("dialog.table-size input").nth(1).fill("1")
    page.locator("dialog.table-size input").nth(1).press("Enter")
    assert text.input_value() == "统计：\n\n| 第 1 列 | 第 2 列 |\n| --- | --- |\n|   |   |\n\n"
    text.press_sequentially("路口")
    assert "| 路口 | 第 2 列 |" in text.input_value()
    expect(page).to_have_url(re.compile("/reply$"))


def test_long_text_stays_quick_to_mark(site: Site, open_page: Open) -> None:
    _page, text = writing(site, open_page)
    took = text.evaluate(
        """(box) => {
          box.value = "一行有二十个字的长长长长长长长长长长文。\\n".repeat(1500);
          box.setSelectionRange(100, 31000);
          const press = { key: "b", ctrlKey: true, bubbles: true, cancelable: true };
          const begun = performance.now();
          box.dispatchEvent(new KeyboardEvent("keydown", press));
          return performance.now() - begun;
        }"""
    )
    # A thousand and a half lines are marked at once: written as typing, that takes Chrome nine seconds.
    assert took < 1500, took
    assert text.input_value().count("**") == 2 * 1473
    text.press("Control+z")
    assert text.input_value().count("**") == 0


def test_preview_stands_beside_the_text_where_there_is_room_and_is_remembered(site: Site, open_page: Open) -> None:
    page, text = writing(site, open_page, "/b/{board}/new")
    text.fill("**重点**\n\n::: 结局\n是管家\n:::\n\n||暗||")
    page.click("[data-preview-button]")
    live = page.locator(".live")
    expect(live.locator("summary")).to_have_text("结局")
    expect(live.locator("details p")).to_be_hidden()
    live.locator("summary").click()
    expect(live.locator("details p")).to_be_visible()
    box, panel = text.bounding_box(), live.bounding_box()
    assert box
    assert panel
    assert panel["x"] >= box["x"] + box["width"]
    assert abs(panel["y"] - box["y"]) < 4
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"/b/{site.city['board']}/new")
    expect(live).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    box, panel = text.bounding_box(), live.bounding_box()
    assert box
    assert panel
    assert panel["y"] >= box["y"] + box["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_windows_of_the_editor_have_no_serious_fault(scheme: str, site: Site, open_page: Open) -> None:
    page, text = writing(site, open_page, color_scheme=scheme, size=PHONE if scheme == "dark" else None)
    text.fill("字")
    page.click(".tools [data-more]")
    faults = []
    for act in ("emoji", "table"):
        page.click(f"[data-act={act}]")
        expect(page.locator("dialog[open]")).to_be_visible()
        found = Axe().run(page).response["violations"]
        faults += [f"{act}: {fault['id']}" for fault in found if fault["impact"] in {"serious", "critical"}]
        page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        """[...document.querySelectorAll(".tools button")].filter((each) => each.offsetParent)
             .filter((each) => Math.min(each.offsetWidth, each.offsetHeight) < (innerWidth < 500 ? 40 : 24)).length"""
    )
    assert (faults, small) == ([], 0)
