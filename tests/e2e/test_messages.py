"""Two members write to each other, with scripts and without, and the pages are fit for everybody."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, begin, sign_in
from tests.e2e.test_accessible import grave_faults
from tests.e2e.test_editor_upload import HAND_OVER, picture

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_message_is_written_and_answered(site: Site, open_page: Open) -> None:
    amei, runner = open_page(), open_page(scripts=False, size=PHONE)
    sign_in(amei, site, "柳巷阿梅")
    begin(amei, "/messages/new?to=RiverRunner")
    amei.locator("textarea[name=text]").fill("**周六**一起去数灯吗？")
    amei.locator("textarea[name=text]").press("Control+Enter")
    expect(amei.locator(".said.own strong")).to_have_text("周六")

    sign_in(runner, site, "RiverRunner")
    expect(runner.locator("a[href='/messages']")).to_contain_text("1")
    runner.click("a[href='/messages']")
    runner.click(".talk-name")
    expect(runner.locator("#new")).to_be_visible()
    runner.fill("textarea[name=text]", "去。[地图](https://map.example/)")
    runner.click("button[name=preview]")
    expect(runner.locator(".preview a")).to_have_text("地图")
    runner.click("button[data-send]")
    expect(runner.locator(".said.own").last).to_contain_text("去。")

    amei.reload()
    expect(amei.locator(".said").last).to_contain_text("去。")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_messages_have_no_serious_fault(scheme: str, site: Site, open_page: Open) -> None:
    page = open_page(color_scheme=scheme, size=PHONE if scheme == "dark" else None)
    sign_in(page, site, "柳巷阿梅")
    begin(page, "/messages/new?to=桥头老周")
    page.fill("textarea[name=text]", f"夜里的河灯，{scheme}")
    page.click("button[data-send]")
    page.wait_for_selector(".said")
    talk = page.url.split("#")[0].removeprefix(site.url)
    addresses = ("/messages", talk, f"{talk}/members", f"{talk}/leave", f"{talk}/1/delete", "/messages/new")
    faults = [fault for path in addresses for fault in grave_faults(page, path)]
    faults += grave_faults(page, "/settings/blocks")
    faults += grave_faults(page, f"/u/{int(site.city['member']) + 1}/block")
    assert not faults, "\n".join(faults)


def test_names_are_completed_with_the_keyboard_and_the_draft_waits(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, "/messages/new")
    to, names = page.locator("[name=to]"), page.locator(".to .names")
    to.press_sequentially("riv")
    expect(names.locator("[role=option]")).to_have_count(1)
    expect(to).to_have_attribute("aria-expanded", "true")
    assert to.get_attribute("aria-activedescendant") == names.locator("[role=option]").get_attribute("id")
    to.press("Enter")
    expect(to).to_have_value("RiverRunner、")
    expect(to).to_have_attribute("aria-expanded", "false")
    to.press_sequentially("qt")
    names.locator("[role=option]", has_text="桥头老周").click()
    expect(to).to_have_value("RiverRunner、桥头老周、")
    assert grave_faults(page, "/messages/new") == []
    to.fill("RiverRunner")
    page.fill("[name=title]", "河灯")
    page.fill("textarea[name=text]", "写到一半")
    expect(page.locator(".draft-told")).to_contain_text("保存")
    page.goto("/drafts")
    page.click("a[href='/messages/new']")
    expect(to).to_have_value("RiverRunner")
    expect(page.locator("textarea[name=text]")).to_have_value("写到一半")
    page.click("button[data-send]")
    expect(page.locator(".said.own")).to_contain_text("写到一半")
    page.goto("/messages/new")
    expect(to).to_have_value("")


def test_pictures_are_chosen_pasted_and_dropped_into_messages(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, "/messages/new?to=RiverRunner")
    text, rows = page.locator("textarea[name=text]"), page.locator(".uploads input")
    expect(page.locator("details.attach")).to_be_hidden()
    with page.expect_file_chooser() as chooser:
        page.click("[data-act=picture]")
    chooser.value.set_files({"name": "a.png", "mimeType": "image/png", "buffer": base64.b64decode(picture())})
    expect(rows).to_have_count(1)
    page.click("button[data-send]")
    expect(page.locator(".said.own img").last).to_be_visible()
    expect(page.locator("details.attach")).to_be_hidden()
    text.evaluate(HAND_OVER, ["paste", "b.png", "image/png", picture("blue")])
    expect(rows).to_have_count(1)
    page.locator("#reply form:has(textarea)").evaluate(HAND_OVER, ["drop", "c.png", "image/png", picture("green")])
    expect(rows).to_have_count(2)
    page.click("button[data-send]")
    expect(page.locator(".said.own").last.locator("img")).to_have_count(2)


def test_picture_goes_along_without_scripts(site: Site, open_page: Open) -> None:
    page = open_page(scripts=False, size=PHONE)
    sign_in(page, site, "柳巷阿梅")
    begin(page, "/messages/new?to=RiverRunner")
    page.fill("textarea[name=text]", "看这张")
    page.click("details.attach summary")
    made = base64.b64decode(picture("teal"))
    page.set_input_files("[name=files]", {"name": "d.png", "mimeType": "image/png", "buffer": made})
    page.click("button[name=upload]")
    expect(page.locator("textarea[name=text]")).to_have_value(re.compile(r"^看这张\n\n!\[\]\(/f/\w+\)"))
    page.click("button[data-send]")
    expect(page.locator(".said.own img").last).to_be_visible()


def begin_talk(page: Page, site: Site) -> str:
    """Begin a conversation with RiverRunner that has a title of its own, and return the address of its members."""
    sign_in(page, site, "柳巷阿梅")
    begin(page, "/messages/new?to=RiverRunner")
    page.fill("input[name=title]", "周六数灯")
    page.fill("textarea[name=text]", "还缺人手")
    page.click("[data-send]")
    expect(page.locator(".said.own")).to_be_visible()
    return f"{page.url.partition('#')[0]}/members"


def test_members_are_added_from_the_list_of_names_by_keys(site: Site, open_page: Open) -> None:
    page = open_page()
    page.goto(begin_talk(page, site))
    to = page.locator("input[name=to]")
    names = page.locator("[role=listbox] [role=option]")
    to.focus()
    # By initials.
    with page.expect_response(re.compile(r"conversation=\d+&q=qt")):
        page.keyboard.type("qt")
    expect(names.first).to_contain_text("桥头老周")
    expect(to).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-names] .told")).to_contain_text("1")
    page.keyboard.press("Enter")
    expect(to).to_have_value("桥头老周、")
    expect(to).to_have_attribute("aria-expanded", "false")
    # Who is in the conversation already is not offered.
    with page.expect_response(re.compile("q=river")):
        page.keyboard.type("river")
    expect(names).to_have_count(0)
    for _letter in "river":
        page.keyboard.press("Backspace")
    page.keyboard.type("市政")
    expect(names.first).to_contain_text("市政管理员")
    # Escape closes the list and leaves what is typed; more letters open it again.
    page.keyboard.press("Escape")
    expect(names).to_have_count(0)
    expect(to).to_have_value("桥头老周、市政")
    page.keyboard.type("管理")
    expect(names.first).to_contain_text("市政管理员")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(to).to_have_value("桥头老周、市政管理员、")
    to.press("Enter")
    expect(page.locator(".event").filter(has_text="市政管理员").first).to_be_visible()
    page.goto(f"{page.url.partition('#')[0].removesuffix('/members')}/members")
    expect(page.locator("ul.people")).to_contain_text("桥头老周")
    expect(page.locator("ul.people")).to_contain_text("市政管理员")


def test_member_is_added_by_a_finger_from_the_list_of_names(site: Site, open_page: Open) -> None:
    page = open_page(size=PHONE, has_touch=True)
    page.goto(begin_talk(page, site))
    to = page.locator("input[name=to]")
    to.tap()
    page.keyboard.type("只读")
    option = page.locator("[role=listbox] [role=option]").first
    expect(option).to_contain_text("只读不写的人")
    option.tap()
    expect(to).to_have_value("只读不写的人、")
    page.locator("form:has(input[name=to]) button[type=submit]").tap()
    expect(page.locator(".event").filter(has_text="只读不写的人")).to_be_visible()
    page.goto(f"{page.url.partition('#')[0].removesuffix('/members')}/members")
    expect(page.locator("ul.people")).to_contain_text("只读不写的人")
