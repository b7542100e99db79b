"""The staff pages of sign-up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests import cast
from wardmote.accounts import capabilities, groups
from wardmote.accounts.actions import invitations
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.models import Group, Invitation, Member
from wardmote.core.errors import Invalid, NotAllowed

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


def super_moderator() -> Actor:
    made = cast.member()
    add_to_group(actor=cast.SYSTEM, member=cast.row(made), group_key="moderators", reason="test")
    return cast.again(made)


def inviter_of(a_month: int) -> Actor:
    key = f"inviters-{a_month}"
    Group.objects.create(
        key=key, name=key, capabilities=[capabilities.INVITE], limits={capabilities.INVITATIONS_A_MONTH: a_month}
    )
    groups.snapshot.bump()
    made = cast.member()
    add_to_group(actor=cast.SYSTEM, member=cast.row(made), group_key=key, reason="test")
    return cast.again(made)


def test_moderator_lets_in_and_turns_away_and_a_member_sees_nothing() -> None:
    good = cast.member("好申请人", approved=False, note="住在桥东 <b>")
    bad = cast.member("坏申请人", approved=False)
    staff, other = cast.browser(super_moderator()), cast.browser(cast.member())
    assert other.get("/staff/members").status_code == 403
    assert other.post(f"/staff/members/{good.member_id}", {"act": "approve"}).status_code == 403
    page = staff.get("/staff/members").content.decode()
    assert "住在桥东 &lt;b&gt;" in page
    assert "@example.org" not in page, "moderators have no capability to see addresses"
    assert staff.post(f"/staff/members/{good.member_id}", {"act": "approve"}).status_code == 302
    assert not cast.again(good).awaiting_approval
    assert staff.post(f"/staff/members/{bad.member_id}", {"act": "refuse", "reason": " "}).status_code == 422
    assert staff.post(f"/staff/members/{bad.member_id}", {"act": "refuse", "reason": "广告"}).status_code == 302
    assert not Member.objects.filter(name="坏申请人").exists()
    assert staff.post(f"/staff/members/{good.member_id}", {"act": "refuse", "reason": "广告"}).status_code == 409


def test_code_is_shown_once() -> None:
    staff = cast.browser(super_moderator())
    made = staff.post("/staff/invitations", {"email": "", "note": "给老周"})
    code = re.search(r"<code>([A-Z2-9]{4}(?:-[A-Z2-9]{4}){3})</code>", made.content.decode())
    assert code is not None
    assert made.headers["Cache-Control"] == "no-store"
    later = staff.get("/staff/invitations").content.decode()
    assert code[1] not in later
    assert "给老周" in later
    assert staff.post(f"/staff/invitations/{Invitation.objects.get().pk}/withdraw").status_code == 302
    assert staff.post(f"/staff/invitations/{Invitation.objects.get().pk}/withdraw").status_code == 409


def test_invitation_of_another_is_not_found_without_the_capability() -> None:
    invitation, _code = invitations.make_invitation(actor=super_moderator())
    inviter = inviter_of(2)
    assert cast.browser(inviter).post(f"/staff/invitations/{invitation.pk}/withdraw").status_code == 404
    assert cast.browser(cast.member()).get("/staff/invitations").status_code == 403


def test_month_has_only_so_many_invitations() -> None:
    inviter = inviter_of(2)
    first, _code = invitations.make_invitation(actor=inviter)
    invitations.make_invitation(actor=inviter)
    with pytest.raises(Invalid):
        invitations.make_invitation(actor=inviter)
    invitations.withdraw_invitation(actor=inviter, invitation=first)
    invitations.make_invitation(actor=inviter)
    with pytest.raises(NotAllowed):
        invitations.make_invitation(actor=cast.member())
