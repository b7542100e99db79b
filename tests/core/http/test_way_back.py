"""Whoever is stopped on the way of a form gets back to the page on which it stood."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.conf import settings

from tests import cast

pytestmark = pytest.mark.django_db


def press(address: str, came_from: str | None, *, strict: bool = False) -> str:
    """Press follow under a thread as a guest, and return the page that answers."""
    headers = {"Host": settings.HOSTNAME} | ({} if came_from is None else {"Referer": came_from})
    answer = cast.browser(enforce_csrf_checks=strict).post(address, {"follow": "on"}, headers=headers)
    assert answer.status_code == 403
    return answer.content.decode()


def test_who_must_sign_in_to_follow_comes_back_to_the_thread() -> None:
    thread = cast.thread(cast.board())
    path = f"/t/{thread.pk}?page=1"
    body = press(f"/follow/thread/{thread.pk}", f"http://{settings.HOSTNAME}{path}")
    assert body.count(f'href="/account/login/?next={quote(path)}"') == 2, "in the page and at its top"
    assert f"/language/en?next={quote(path, safe='')}" in body


@pytest.mark.parametrize(
    "elsewhere", [None, "https://elsewhere.example/t/1", "http://[broken", f"http://{settings.HOSTNAME}.evil.example/x"]
)
def test_another_sites_address_leads_nowhere(elsewhere: str | None) -> None:
    thread = cast.thread(cast.board())
    body = press(f"/follow/thread/{thread.pk}", elsewhere)
    assert "evil" not in body
    assert "elsewhere" not in body
    assert f'href="/account/login/?next=/follow/thread/{thread.pk}"' in body


def test_expired_press_asks_for_nothing_to_be_sent_again() -> None:
    thread = cast.thread(cast.board())
    body = press(f"/follow/thread/{thread.pk}", f"http://{settings.HOSTNAME}/t/{thread.pk}", strict=True)
    assert "请重新打开后再试" in body
    assert f'href="/account/login/?next=/t/{thread.pk}"' in body
