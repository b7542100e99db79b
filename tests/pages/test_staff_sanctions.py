"""Silencing and suspending in the browser."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests import cast
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.models import Group
from wardmote.core import clock
from wardmote.core.models import AuditEntry

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


def moderator() -> Actor:
    made = cast.member()
    add_to_group(actor=cast.SYSTEM, member=cast.row(made), group_key="moderators", reason="test")
    return cast.again(made)


def test_moderator_silences_suspends_and_lifts_with_a_reason() -> None:
    loud = cast.member("大喇叭")
    staff, address = cast.browser(moderator()), f"/staff/sanctions/{loud.member_id}"
    assert address in staff.get(f"/u/{loud.member_id}").content.decode()
    tomorrow = (clock.now() + dt.timedelta(days=1)).date().isoformat()
    assert staff.post(address, {"act": "silence", "until": tomorrow, "reason": "刷屏"}).status_code == 302
    assert cast.again(loud).silenced
    assert not cast.again(loud).suspended
    assert "大喇叭" in staff.get("/staff/sanctions").content.decode()
    assert staff.post(address, {"act": "suspend", "until": "", "reason": "再犯"}).status_code == 302
    assert cast.again(loud).suspended
    assert staff.post(address, {"act": "lift", "reason": "申诉成立"}).status_code == 302
    assert not cast.again(loud).silenced
    told = AuditEntry.objects.filter(act__startswith="member.", target_id=loud.member_id).order_by("id")
    assert [entry.reason for entry in told][-3:] == ["刷屏", "再犯", "申诉成立"]
    assert "申诉成立" in staff.get(f"/staff/audit?act=member&member={loud.member_id}").content.decode()


@pytest.mark.parametrize(
    ("until", "reason"), [("2020-01-01", "刷屏"), ("soon", "刷屏"), ("9999-12-31", "刷屏"), ("", " ")]
)
def test_refused_form_keeps_what_was_typed_and_changes_nothing(until: str, reason: str) -> None:
    loud = cast.member()
    answer = cast.browser(moderator()).post(
        f"/staff/sanctions/{loud.member_id}", {"act": "suspend", "until": until, "reason": reason}
    )
    assert answer.status_code == 422
    body = answer.content.decode()
    assert f'value="{until}"' in body
    assert 'value="suspend" checked' in body
    assert not cast.again(loud).suspended


def test_member_by_name_is_led_to_and_an_unknown_name_told() -> None:
    loud, staff = cast.member("大喇叭"), cast.browser(moderator())
    assert staff.post("/staff/sanctions", {"member": "大喇叭"}).headers["Location"] == f"/staff/sanctions/{loud.own_id}"
    unknown = staff.post("/staff/sanctions", {"member": "没有此人"})
    assert unknown.status_code == 422
    assert "没有此人" in unknown.content.decode()


def test_members_and_moderators_of_one_board_cannot_sanction() -> None:
    loud = cast.member()
    address, given = f"/staff/sanctions/{loud.member_id}", {"act": "silence", "reason": "试试"}
    for viewer in (cast.member(), cast.moderator(cast.board().pk)):
        client = cast.browser(viewer)
        assert client.get(address).status_code == 403
        assert client.post(address, given).status_code == 403
        assert client.get("/staff/sanctions").status_code == 403
        assert address not in client.get(f"/u/{loud.member_id}").content.decode()
    assert cast.browser().get(address).status_code == 403
    assert not cast.again(loud).silenced


def test_nobody_judges_themselves_and_only_administrators_an_administrator() -> None:
    judge, head = moderator(), cast.administrator()
    given = {"act": "silence", "reason": "试试"}
    assert cast.browser(judge).post(f"/staff/sanctions/{judge.member_id}", given).status_code == 403
    assert cast.browser(judge).post(f"/staff/sanctions/{head.member_id}", given).status_code == 403
    assert not cast.again(head).silenced
    assert cast.browser(cast.administrator()).post(f"/staff/sanctions/{head.member_id}", given).status_code == 302
    assert cast.again(head).silenced


def test_fields_for_a_member_complete_the_name_that_is_typed() -> None:
    administrator = cast.administrator()
    browser, group = cast.browser(administrator), Group.objects.get(key="administrators")
    for path in ("/staff/sanctions", "/staff/why", f"/staff/groups/{group.pk}", "/staff/credits/adjust"):
        shown = browser.get(path).content.decode()
        assert 'data-names="/members/complete"' in shown, path
        assert "js/recipients" in shown, path
