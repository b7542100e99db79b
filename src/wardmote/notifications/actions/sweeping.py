"""Delete old notices, and those that are too many for one member."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.models import Member
from wardmote.core import clock, options
from wardmote.core.batches import delete_in_batches
from wardmote.notifications.models import Notification
from wardmote.notifications.telling import count_unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

KEPT_DAYS = options.integer(
    "notices_kept_days",
    60,
    section="limits",
    label=_("Days that notices are kept"),
    help=_("Unread ones are kept four times as long."),
    least=1,
    most=3650,
)
KEPT_MOST = options.integer(
    "notices_kept_most",
    2000,
    section="limits",
    label=_("Notices that are kept for a member"),
    help=_("The latest ones, read or not. Older ones are deleted once a day."),
    least=100,
    most=100_000,
)
UNREAD_TIMES: Final = 4
BATCH: Final = 500


def sweep_notices() -> int:
    """Delete the notices that are over their time or too many, and return how many; others write in between."""
    now, kept = clock.now(), dt.timedelta(days=KEPT_DAYS.get())
    done = delete_in_batches(_settled(Notification.objects.filter(at__lt=now - kept)))
    done += _delete_unread(Notification.objects.filter(at__lt=now - kept * UNREAD_TIMES))
    for surplus in _surplus():
        done += delete_in_batches(_settled(surplus)) + _delete_unread(surplus)
    return done


def _surplus() -> Iterator[QuerySet[Notification]]:
    """Yield what members have above KEPT_MOST: the oldest of each."""
    most = KEPT_MOST.get()
    counts = Notification.objects.order_by().values("recipient_id").annotate(count=Count("pk"))
    for recipient_id in list(counts.filter(count__gt=most).values_list("recipient_id", flat=True)):
        own = Notification.objects.filter(recipient_id=recipient_id)
        last = own.order_by("-pk").values_list("pk", flat=True)[most - 1 : most].first()
        if last is not None:
            yield own.filter(pk__lt=last)


def _settled(rows: QuerySet[Notification]) -> QuerySet[Notification]:
    return rows.exclude(inbox=True, read_at=None)


def _delete_unread(rows: QuerySet[Notification]) -> int:
    """Delete those that their members have not read, and count them down; return how many."""
    done = 0
    while batch := _delete_batch(rows.filter(inbox=True, read_at=None)):
        done += batch
    return done


@transaction.atomic
def _delete_batch(rows: QuerySet[Notification]) -> int:
    found = dict(rows.order_by("at").values_list("pk", "recipient_id")[:BATCH])
    if not found:
        return 0
    members = Member.objects.select_for_update(no_key=True).filter(pk__in=set(found.values()))
    list(members.order_by("pk").values_list("pk", flat=True))
    # Some may have been read while the members' rows were waited for.
    still = list(rows.filter(pk__in=found).values_list("pk", flat=True))
    Notification.objects.filter(pk__in=still).delete()
    count_unread([found[pk] for pk in still], -1)
    return len(found)
