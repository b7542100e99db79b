"""A passkey: added, then used in place of the password."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(page: Page) -> None:
    """Give the page's browser a key of its own, which always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def test_passkey_signs_in_without_a_password_and_leads_back(site: Site, open_page: Open) -> None:
    page = open_page()
    with_authenticator(page)
    sign_in(page, site, "带钥匙的人")
    page.goto("/account/2fa/webauthn/add/")
    page.fill("input[name=password]", site.city["password"])
    page.click("main form button.main")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    expect(page.locator("ol.codes li")).to_have_count(10)
    page.context.clear_cookies()
    page.goto("/account/login/?next=/account/email/")
    page.click("#passkey_login")
    page.wait_for_url(re.compile("/account/email/$"))


def test_page_says_what_needs_scripts_where_they_are_off(site: Site, open_page: Open) -> None:
    page = open_page(scripts=False)
    page.goto("/account/login/")
    expect(page.locator("#passkey_login")).to_be_hidden()
    expect(page.locator("input[name=password]")).to_be_visible()
