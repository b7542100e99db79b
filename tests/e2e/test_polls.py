"""A poll in a browser: asked, answered, changed and read, with scripts and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, begin, sign_in
from tests.e2e.test_accessible import GRAVE, grave_faults
from tests.e2e.test_main_job import press

if TYPE_CHECKING:
    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_poll_is_asked_answered_changed_and_closed(scripts: bool, site: Site, open_page: Open) -> None:
    writer = open_page(scripts=scripts)
    sign_in(writer, site, "柳巷阿梅")
    begin(writer, f"/b/{site.city['board']}/new")
    writer.fill("input[name=title]", f"63 路改线，听听大家的（{'有' if scripts else '无'}脚本）")
    writer.fill("textarea[name=text]", f"先问问坐车的人。{scripts}")
    writer.click("#poll > summary")
    writer.fill("textarea[name=poll_choices]", "早高峰加车\n改线走滨河路\n维持现状")
    if scripts:
        expect(writer.locator("[data-lines]")).to_have_text("3 / 20")
    expect(writer.locator("input[name=poll_most]")).to_be_hidden()
    writer.check("input[name=poll_kind][value=multiple]")
    writer.fill("input[name=poll_most]", "2")
    writer.check("input[name=poll_closing][value=days]")
    writer.fill("input[name=poll_days]", "7")
    writer.check("input[name=poll_results][value=after_vote]")
    writer.click("[data-send]")
    expect(writer.locator("article.post .poll")).to_contain_text("改线走滨河路")
    address = writer.url.split("#")[0].split("?")[0]

    phone = open_page(scripts=scripts, size=PHONE, has_touch=True, is_mobile=True)
    phone.goto(address)
    expect(phone.locator("#poll")).to_contain_text("早高峰加车")
    assert phone.locator("#poll rect").count() == 0
    sign_in(phone, site, "RiverRunner")
    phone.goto(address)
    phone.check("text=改线走滨河路")
    press(phone, ".poll-form button.main")
    assert phone.url.endswith("#poll")
    expect(phone.locator(".poll-answers li", has_text="改线走滨河路")).to_contain_text("100%")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.click(".poll-more > summary")
    phone.check(".poll-more >> text=维持现状")
    phone.uncheck(".poll-more >> text=改线走滨河路")
    press(phone, ".poll-more button.main")
    expect(phone.locator(".poll-answers li", has_text="维持现状")).to_contain_text("100%")
    expect(phone.locator(".poll-answers li", has_text="改线走滨河路")).to_contain_text("0%")

    writer.goto(address)
    press(writer, "#poll a[href$='/poll']")
    writer.check("input[name=poll_closing][value=now]")
    press(writer, "main form button.main")
    guest = open_page(scripts=scripts)
    guest.goto(address)
    expect(guest.locator(".poll-answers li", has_text="维持现状")).to_contain_text("100%")
    assert guest.locator("script:not([type='application/ld+json'])").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_polls_have_no_serious_fault(scheme: str, site: Site, open_page: Open) -> None:
    thread = site.city["poll"]
    guest = open_page(color_scheme=scheme)
    faults = [fault for path in ("", "/vote", "/voters") for fault in grave_faults(guest, f"/t/{thread}{path}")]
    member = open_page(color_scheme=scheme, size=PHONE)
    sign_in(member, site, "柳巷阿梅" if scheme == "light" else "桥头老周")
    for path in ("", "/vote", "/poll"):
        faults += grave_faults(member, f"/t/{thread}{path}")
    assert not faults, "\n".join(faults)


def test_poll_sent_back_has_no_serious_fault(site: Site, open_page: Open) -> None:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/b/{site.city['board']}/new")
    page.fill("input[name=title]", "一个选项的投票")
    page.fill("textarea[name=text]", "先问一个选项，再补一个。")
    page.click("#poll > summary")
    page.fill("textarea[name=poll_choices]", "只有一个")
    page.check("input[name=poll_results][value=after_close]")
    page.click("[data-send]")
    expect(page.locator("#poll .wrong")).to_have_count(2)
    expect(page.locator("textarea[name=poll_choices]")).to_have_value("只有一个")
    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in GRAVE] == []

    page.fill("textarea[name=poll_choices]", "第一个\n第二个")
    page.check("input[name=poll_results][value=always]")
    page.click("[data-send]")
    expect(page.locator("article.post .poll")).to_contain_text("第二个")
