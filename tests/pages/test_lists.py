"""Lists of one's own: an address that asks one of them for what only its neighbours have leads nowhere."""

from __future__ import annotations

import pytest

from tests import cast

pytestmark = pytest.mark.django_db

TAKEN = {
    "/following": {"show"},
    "/following?show=members": {"show", "before"},
    "/following?show=boards": {"show"},
    "/notices": {"show", "kind", "before"},
    "/bookmarks": {"folder", "before"},
    "/messages": {"show", "before"},
    "/uploads": {"before"},
    "/drafts": set(),
    "/settings/credits": {"before"},
}


@pytest.mark.parametrize("address", TAKEN)
def test_list_refuses_what_it_cannot_be_asked(address: str) -> None:
    browser = cast.browser(cast.member())
    assert browser.get(address).status_code == 200
    sign = "&" if "?" in address else "?"
    for word in ("after", "before", "folder", "kind", "show"):
        assert browser.get(f"{address}{sign}{word}=zzz").status_code == 404, word
        assert word in TAKEN[address] or browser.get(f"{address}{sign}{word}=1").status_code == 404, word
    # What comes along with a link from elsewhere asks the list for nothing.
    assert browser.get(f"{address}{sign}utm_source=zzz").status_code == 200


def test_threads_that_are_followed_go_on_after_a_key_only() -> None:
    browser = cast.browser(cast.member())
    assert browser.get("/following?after=zzz").status_code == 404
    assert browser.get("/following?before=1").status_code == 404
