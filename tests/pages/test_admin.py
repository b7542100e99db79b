from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.urls import reverse

from tests import cast
from wardmote.accounts.actions.sanctions import suspend_member
from wardmote.accounts.models import ReservedName
from wardmote.core.models import AuditEntry

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/staff/data/",
    "/staff/data/login/",
    "/staff/data/boards/post/",
    "/staff/data/no/such/",
    "/staff/data/logout/",
]


def bare(content: bytes, address: str) -> str:
    """Return a page without its address and without what names the request."""
    text = content.decode().replace(quote(address, safe=""), "").replace(quote(address), "")
    return re.sub(r"[0-9a-f]{8}(?=<)|[0-9A-Za-z]{64}", "", text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_admin_is_nothing_to_whoever_is_no_administrator(address: str) -> None:
    board = cast.board()
    for viewer in (cast.guest(), cast.member(), cast.moderator(board.pk)):
        browser = cast.browser(viewer)
        answer = browser.get(address)
        nowhere = browser.get("/staff/no-such-page")
        assert answer.status_code == nowhere.status_code == 404
        assert bare(answer.content, address) == bare(nowhere.content, "/staff/no-such-page")
    allowed = cast.browser(cast.administrator()).get("/staff/data/")
    assert allowed.status_code == 200


def test_suspended_administrator_finds_nothing_there() -> None:
    keeper, other = cast.administrator(), cast.administrator()
    browser = cast.browser(other)
    assert browser.get("/staff/data/").status_code == 200
    suspend_member(actor=keeper, member=cast.row(other), until=None, reason="test")
    assert browser.get("/staff/data/").status_code == 404


def test_every_model_opens_read_only_but_reserved_names() -> None:
    thread = cast.thread(cast.board())
    cast.answer(thread)
    browser = cast.browser(cast.administrator())
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert browser.get(reverse(f"{name}_changelist")).status_code == 200, name
        made = browser.get(reverse(f"{name}_add"))
        assert made.status_code == (200 if model is ReservedName else 403), name
        for row in model._default_manager.all()[:1]:
            assert browser.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200, name
            gone = browser.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"})
            assert gone.status_code == 403, name


def test_audit_entry_cannot_be_changed_through_the_admin() -> None:
    browser = cast.browser(cast.administrator())
    entry = AuditEntry.objects.latest("pk")
    answer = browser.post(reverse("admin:core_auditentry_change", args=[entry.pk]), {"reason": "x"})
    assert answer.status_code == 403
    assert AuditEntry.objects.get(pk=entry.pk).reason == entry.reason


def test_no_secret_is_shown_in_the_admin() -> None:
    keeper = cast.administrator()
    row = cast.row(keeper)
    answer = cast.browser(keeper).get(reverse("admin:accounts_member_change", args=[row.pk]))
    assert row.password not in answer.content.decode()
    assert row.email in answer.content.decode()


def test_reserved_name_is_kept_with_its_folded_form() -> None:
    browser = cast.browser(cast.administrator())
    browser.post(reverse("admin:accounts_reservedname_add"), {"name": "Mayor Ｌi", "until_0": "", "until_1": ""})
    kept = ReservedName.objects.get()
    assert kept.name_key == "mayorll"
