"""Pictures in a browser: put into a post without scripts, seen as a gallery, enlarged by mouse and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, sign_in
from tests.uploads.made import picture

if TYPE_CHECKING:
    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_gallery_is_posted_without_scripts_and_enlarged_with_them(site: Site, open_page: Open) -> None:
    page = open_page(scripts=False, size=PHONE)
    sign_in(page, site, "柳巷阿梅")
    page.goto(f"/t/{site.city['thread']}/reply")
    page.fill("textarea[name=text]", "路口的三张照片")
    page.click("details.attach > summary")
    shots = [{"name": f"{number}.png", "mimeType": "image/png", "buffer": picture(900, 600)} for number in range(3)]
    page.set_input_files("input[name=files]", shots)  # type: ignore[arg-type]
    page.fill("input[name=alt]", "等红灯的车")
    page.click("button[name=upload]")
    expect(page.locator("textarea[name=text]")).to_have_value(
        "路口的三张照片\n\n" + page.locator("textarea[name=text]").input_value().split("\n\n", 1)[1]
    )
    assert page.locator("textarea[name=text]").input_value().count("](/f/") == 3
    page.click("[data-send]")
    page.wait_for_url("**/t/*#*")
    expect(page.locator(".gallery img")).to_have_count(3)
    expect(page.locator(".gallery img").first).to_have_attribute("alt", "等红灯的车")
    address = page.url

    reader = open_page()
    sign_in(reader, site, "RiverRunner")
    reader.goto(address)
    links = reader.locator(".gallery a.picture")
    links.nth(1).click()
    dialog = reader.locator("dialog.viewer")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-count]")).to_have_text("2 / 3")
    expect(reader.locator(":focus")).to_have_attribute("type", "submit")
    reader.keyboard.press("ArrowRight")
    expect(dialog.locator("[data-count]")).to_have_text("3 / 3")
    expect(dialog.locator("[data-step='1']")).to_be_disabled()
    dialog.locator("[data-step='-1']").click()
    expect(dialog.locator("[data-count]")).to_have_text("2 / 3")
    reader.wait_for_function("document.querySelector('dialog.viewer img').naturalWidth === 900")
    reader.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(links.nth(1)).to_be_focused()

    guest = open_page()
    guest.goto(address)
    assert guest.locator("script:not([type='application/ld+json'])").count() == 0
    guest.locator(".gallery a.picture").first.click()
    guest.wait_for_url("**/f/*")
