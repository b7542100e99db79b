"""Queue the daily mails about what members have not read."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.models import Member
from wardmote.core import clock, options, site
from wardmote.notifications.models import Channel, DigestDay, Notification
from wardmote.notifications.telling import queue_mails

if TYPE_CHECKING:
    from collections.abc import Iterator

DIGEST_HOUR = options.integer(
    "digest_hour",
    7,
    section="members",
    label=_("Hour of the daily mail"),
    help=_("In each member's own time zone."),
    least=0,
    most=23,
)
NOTICES_MOST: Final = 200
"""Notices that a digest is made of; of more the latest."""
BATCH: Final = 500


def queue_digests() -> int:
    """Queue a digest for each member whose morning has come since the last one, and return how many.

    Each member is a transaction of its own that also notes the day: after a kill it goes on where it was, and nobody
    gets two. What came after this morning's hour waits for tomorrow's.
    """
    return sum(_queue_one(member_id) for member_id in _awaiting())


def _awaiting() -> Iterator[int]:
    """Yield the members who have something that awaits a digest."""
    waiting = Notification.objects.filter(mail=Channel.DAILY, mailed_at=None).order_by("recipient_id")
    after = 0
    while batch := list(
        waiting.filter(recipient_id__gt=after).values_list("recipient_id", flat=True).distinct()[:BATCH]
    ):
        yield from batch
        after = batch[-1]


def _queue_one(member_id: int) -> int:
    zone_name = Member.objects.filter(pk=member_id).values_list("time_zone", flat=True).first() or ""
    zone = site.find_zone(zone_name) or site.zone()
    local = clock.now().astimezone(zone)
    today = local.date()
    hour = dt.datetime.combine(today, dt.time(DIGEST_HOUR.get()), zone)
    if local < hour:
        return 0
    before = Notification.objects.filter(recipient_id=member_id, mail=Channel.DAILY, mailed_at=None, at__lt=hour)
    if not before.exists():
        return 0
    with transaction.atomic():
        member = Member.objects.select_for_update(no_key=True).get(pk=member_id)
        day = DigestDay.objects.filter(member_id=member_id).first()
        if day is not None and day.day >= today:
            return 0
        DigestDay.objects.update_or_create(member_id=member_id, defaults={"day": today})
        unread = before.exclude(inbox=True, read_at__isnull=False).order_by("-id")
        notices = list(unread.values_list("pk", flat=True)[:NOTICES_MOST])
        address = member.email if member.email_confirmed_at is not None and member.is_active else ""
        queued = queue_mails({member_id: (address, notices)} if notices else {})
        # What was read meanwhile, or has no address to go to, awaits no digest any more.
        before.update(mailed_at=clock.now())
        return queued
