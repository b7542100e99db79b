"""Making members, putting them into groups, sanctioning them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from tests import cast
from wardmote.accounts.actions import groups as group_actions
from wardmote.accounts.actions import members, sanctions
from wardmote.accounts.actor import actor_of, guest, system
from wardmote.accounts.models import Member, ReservedName
from wardmote.core import clock
from wardmote.core.errors import Invalid, NotAllowed
from wardmote.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def made(name: str, **more: Any) -> Member:
    email = f"{len(name)}{abs(hash(name))}@example.org"
    return members.create_member(actor=system(), name=name, email=email, password="x" * 12, confirmed=True, **more)


def test_system_creates_member_with_confirmed_address() -> None:
    member = made("林间小路")
    assert member.email_confirmed_at is not None
    assert actor_of(member).confirmed
    assert AuditEntry.objects.filter(act="member.created", target_id=member.pk).exists()


def test_member_cannot_create_member() -> None:
    actor = actor_of(made("林间小路"))
    with pytest.raises(NotAllowed):
        members.create_member(actor=actor, name="Somebody", email="s@example.org", password="x" * 12)


@pytest.mark.parametrize("alike", ["walter", "WALTER", "Wa1ter", "W-alter", "vvalter", "Wаlter"])
def test_name_that_looks_like_another_is_refused(alike: str) -> None:
    made("Walter")
    with pytest.raises(Invalid) as error:
        made(alike)
    assert "name" in error.value.fields


def test_member_of_group_has_its_capabilities_until_the_time() -> None:
    member = made("值班")
    until = clock.now() + dt.timedelta(days=1)
    group_actions.add_to_group(actor=system(), member=member, group_key="moderators", until=until, reason="试用")
    assert actor_of(member).can("approve_members")
    group_actions.remove_from_group(actor=system(), member=member, group_key="moderators", reason="结束")
    assert not actor_of(member).can("approve_members")


def test_last_administrator_stays() -> None:
    first, second = made("守桥人"), made("另一人")
    for member in (first, second):
        group_actions.add_to_group(actor=system(), member=member, group_key="administrators", reason="开站")
    group_actions.remove_from_group(actor=actor_of(first), member=second, group_key="administrators", reason="离开")
    with pytest.raises(Invalid):
        group_actions.remove_from_group(actor=actor_of(first), member=first, group_key="administrators", reason="离开")


def test_moderator_silences_member_but_no_administrator() -> None:
    moderator, member, administrator = made("巡查"), made("话多"), made("站里人")
    group_actions.add_to_group(actor=system(), member=moderator, group_key="moderators", reason="开站")
    group_actions.add_to_group(actor=system(), member=administrator, group_key="administrators", reason="开站")
    until = clock.now() + dt.timedelta(days=2)
    sanctions.silence_member(actor=actor_of(moderator), member=member, until=until, reason="刷屏")
    assert actor_of(member).silenced
    with pytest.raises(NotAllowed):
        sanctions.silence_member(actor=actor_of(moderator), member=administrator, until=until, reason="刷屏")
    sanctions.lift_sanctions(actor=actor_of(moderator), member=member, reason="误会")
    assert not actor_of(member).silenced


def test_suspended_member_is_a_guest() -> None:
    member = made("远行客")
    sanctions.suspend_member(actor=system(), member=member, until=None, reason="广告")
    assert actor_of(member).group_ids == guest().group_ids


def test_member_changes_name_once_and_keeps_the_old_one() -> None:
    member = made("旧名字")
    members.change_name(actor=actor_of(member), member=member, name="新名字")
    assert member.name == "新名字"
    assert ReservedName.objects.get(member=member).name == "旧名字"
    with pytest.raises(Invalid):
        members.change_name(actor=actor_of(member), member=member, name="又一个")
    with pytest.raises(Invalid):
        made("旧名字")
    members.change_name(actor=system(), member=member, name="旧名字", reason="改回")
    assert member.name == "旧名字"


def test_member_cannot_change_the_name_of_another() -> None:
    member, other = made("甲同学"), made("乙同学")
    with pytest.raises(NotAllowed):
        members.change_name(actor=actor_of(other), member=member, name="丙同学")


@translation.override("en")
def test_sanctioned_member_is_told_on_every_page_and_until_when() -> None:
    until = clock.now() + dt.timedelta(days=3)
    silenced, suspended, free = cast.member(language="en"), cast.member(language="en"), cast.member(language="en")
    sanctions.silence_member(actor=cast.SYSTEM, member=cast.row(silenced), until=until, reason="刷屏")
    sanctions.suspend_member(actor=cast.SYSTEM, member=cast.row(suspended), until=None, reason="广告")
    assert (cast.again(silenced).sanctioned_until, cast.again(suspended).sanctioned_until) == (until, None)
    pages = [cast.browser(who).get("/").content.decode() for who in (silenced, suspended, free)]
    assert ["You are silenced" in page and "Until:" in page for page in pages] == [True, False, False]
    assert ["is suspended" in page for page in pages] == [False, True, False]
