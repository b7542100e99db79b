"""Old notices go, and those that are too many for one member."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests import cast
from wardmote.accounts.models import Member
from wardmote.core import clock, options
from wardmote.notifications.actions.sweeping import sweep_notices
from wardmote.notifications.models import Notification

pytestmark = pytest.mark.django_db


def tell(member_id: int, count: int, *, days_ago: int = 1, read: bool = False, **more: Any) -> list[int]:
    """Write notices as the worker would leave them, and return their numbers."""
    at = clock.now() - dt.timedelta(days=days_ago)
    before = Notification.objects.count()
    rows = [
        Notification(
            recipient_id=member_id,
            kind="reply",
            target="thread",
            target_id=number,
            key=str(number),
            group_key=str(number),
            at=at,
            read_at=at if read else None,
            **more,
        )
        for number in range(before, before + count)
    ]
    made = Notification.objects.bulk_create(rows)
    unread = 0 if read or more.get("inbox") is False else count
    member = Member.objects.get(pk=member_id)
    Member.objects.filter(pk=member_id).update(unread_notices=member.unread_notices + unread)
    return [row.pk for row in made]


def left(member_id: int) -> tuple[set[int], int]:
    """Return the notices that a member has, and how many count as unread."""
    rows = Notification.objects.filter(recipient_id=member_id)
    return set(rows.values_list("pk", flat=True)), Member.objects.get(pk=member_id).unread_notices


def test_read_notices_go_after_their_time_and_unread_ones_after_four_times_that() -> None:
    amei = cast.member().own_id
    gone = [*tell(amei, 2, days_ago=61, read=True), *tell(amei, 1, days_ago=241)]
    kept = [*tell(amei, 1, days_ago=59, read=True), *tell(amei, 3, days_ago=61)]
    assert sweep_notices() == len(gone)
    assert left(amei) == (set(kept), 3)


def test_the_oldest_notices_above_the_bound_go_and_the_count_of_unread_ones_stays_true() -> None:
    options.store({"notices_kept_most": 100})
    amei, other = cast.member().own_id, cast.member().own_id
    gone = [*tell(amei, 2), *tell(amei, 1, read=True), *tell(amei, 1, inbox=False)]
    kept = [*tell(amei, 40, read=True), *tell(amei, 60)]
    others = tell(other, 100)
    assert sweep_notices() == len(gone)
    assert left(amei) == (set(kept), 60)
    assert left(other) == (set(others), 100)
    assert sweep_notices() == 0
