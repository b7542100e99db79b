"""Credits that an administrator changes by hand: told, logged, and once for a form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests import cast
from tests.tasks import run_tasks
from wardmote.accounts.models import CreditEntry
from wardmote.core import doctor
from wardmote.core.models import AuditEntry

if TYPE_CHECKING:
    from django.test import Client

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

PATH = "/staff/credits/adjust"
ENGLISH = {"accept-language": "en"}


def form(browser: Client, to: Actor, **more: str) -> dict[str, str]:
    key = re.search(r'name="key" value="([^"]+)"', browser.get(PATH).content.decode())
    assert key
    return {"key": key[1], "member": to.name, "amount": "50", "reason": "征文一等奖", **more}


def test_administrator_changes_credits_and_the_member_reads_why() -> None:
    boss, member = cast.administrator("站长"), cast.member()
    browser = cast.browser(boss, headers=ENGLISH)
    before = cast.credits_of(member)
    answer = browser.post(PATH, form(browser, member), follow=True)
    assert f"The credits of {member.name} are changed by +50." in answer.content.decode()
    browser.post(PATH, form(browser, member, amount="−20", reason="多发了"))
    assert cast.credits_of(member) == before + 30
    run_tasks()
    own = cast.browser(member, headers=ENGLISH)
    shown = own.get("/notices").content.decode()
    assert "+50 credits: Changed by an administrator." in shown
    assert "-20 credits: Changed by an administrator." in shown
    assert "征文一等奖" in shown
    assert "多发了" in own.get("/settings/credits").content.decode()
    assert list(AuditEntry.objects.filter(act="member.credits-adjusted").values_list("reason", flat=True)) == [
        "征文一等奖",
        "多发了",
    ]
    assert f"站长 changed the credits of {member.name} by +50." in re.sub(
        "<[^>]+>", "", browser.get("/staff/audit").content.decode()
    )
    assert doctor.find() == []


def test_the_same_form_sent_twice_changes_them_once() -> None:
    boss, member = cast.administrator(), cast.member()
    browser = cast.browser(boss)
    before, sent = cast.credits_of(member), form(browser, member)
    for _twice in range(2):
        assert browser.post(PATH, sent).status_code == 303
    assert cast.credits_of(member) == before + 50
    assert AuditEntry.objects.filter(act="member.credits-adjusted").count() == 1
    # A new form is a new one, though it says the same.
    browser.post(PATH, form(browser, member))
    assert cast.credits_of(member) == before + 100


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": ""},
        {"amount": "0"},
        {"amount": "10001"},
        {"amount": "viel"},
        {"reason": " "},
        {"reason": "长" * 201},
        {"member": "查无此人"},
    ],
    ids=lambda wrong: "-".join(f"{name}{len(value)}" for name, value in wrong.items()),
)
def test_what_does_not_fit_comes_back_as_it_was_typed(wrong: dict[str, str]) -> None:
    boss, member = cast.administrator(), cast.member()
    browser = cast.browser(boss)
    sent = form(browser, member, **wrong)
    answer = browser.post(PATH, sent)
    assert answer.status_code == 422
    for name in ("key", "member", "amount", "reason"):
        assert f'value="{sent[name]}"' in answer.content.decode(), name
    assert not CreditEntry.objects.filter(act="adjustment").exists()


def test_nobody_else_reaches_the_page() -> None:
    member = cast.member()
    warden = cast.moderator(cast.board().pk)
    for viewer in (None, member, warden):
        browser = cast.browser(viewer)
        assert browser.get(PATH).status_code in {403, 404}
        assert browser.post(PATH, {"member": member.name, "amount": "5", "reason": "x"}).status_code in {403, 404}
    assert not CreditEntry.objects.filter(act="adjustment").exists()
