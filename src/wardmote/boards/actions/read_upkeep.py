"""Settle what members have read, once a day: watermarks move on, and marks that they cover go."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from wardmote.accounts.models import Member
from wardmote.boards.models import BoardRead, Thread, ThreadRead
from wardmote.boards.queries.unread import PLACES_DAYS, PLACES_MOST, UNREAD_DAYS
from wardmote.boards.read_marks import raise_watermarks
from wardmote.core import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTLED_FROM: Final = 100
"""Members with fewer marks are left alone until some are old: they cost nothing worth the work."""
KEPT: Final = dt.timedelta(days=7)
"""Marks of threads with posts of the last days are kept, so that lists can say how many posts are new."""
AT_ONCE: Final = 5_000
"""Places above the bound that go in one night."""
_ONE: Final = dt.timedelta(microseconds=1)


def settle_marks() -> int:
    """Move the watermarks of members with many marks or old ones, drop what they cover; return how many marks went.

    Nothing becomes read or unread by it. A transaction a member.
    """
    old = clock.now() - _places_kept()
    members = ThreadRead.objects.order_by().values("member_id").annotate(marks=Count("pk"), oldest=Min("at"))
    due = members.filter(Q(marks__gte=SETTLED_FROM) | Q(oldest__lt=old))
    return sum(settle_member(pk) for pk in list(due.values_list("member_id", flat=True)))


def _places_kept() -> dt.timedelta:
    return dt.timedelta(days=PLACES_DAYS.get())


@transaction.atomic
def settle_member(member_id: int) -> int:
    """Do it for one member; return how many marks went. What was marked as read before can no longer be undone."""
    member = Member.objects.select_for_update(no_key=True).get(pk=member_id)
    now = clock.now()
    start = max(member.joined_at, member.read_to or member.joined_at, now - dt.timedelta(days=UNREAD_DAYS.get()))
    Member.objects.filter(pk=member_id).update(read_before=None)
    BoardRead.objects.filter(member_id=member_id, read_to__lte=start).delete()
    BoardRead.objects.filter(member_id=member_id).update(before=None)
    for board_id, at in _whole(member_id, start, now - KEPT).items():
        raise_watermarks(member_id, [board_id], at, None)
    return _drop_covered(member_id, start, now)


def _whole(member_id: int, start: dt.datetime, until: dt.datetime) -> Mapping[int, dt.datetime]:
    """Return for each board with marks up to when nothing in it is unread, as far as that is later than it was."""
    marked = ThreadRead.objects.filter(member_id=member_id)
    boards = set(marked.order_by().values_list("thread__board_id", flat=True).distinct())
    known = dict(BoardRead.objects.filter(member_id=member_id, board_id__in=boards).values_list("board_id", "read_to"))
    mark = marked.filter(thread_id=OuterRef("pk")).values("floor")[:1]
    found = {}
    for board_id in boards:
        before = max(start, known.get(board_id, start))
        since = Thread.objects.filter(board_id=board_id, last_post_at__gt=before, last_post_at__lte=until)
        latest = since.aggregate(at=Max("last_post_at"))["at"]
        unread = since.alias(mark=Coalesce(Subquery(mark), 0)).filter(last_post_floor__gt=F("mark"))
        oldest = unread.aggregate(at=Min("last_post_at"))["at"]
        at = latest if oldest is None else oldest - _ONE
        if at is not None and at > before:
            found[board_id] = at
    return found


def _drop_covered(member_id: int, start: dt.datetime, now: dt.datetime) -> int:
    """Delete the marks of threads that count as read: at once where they were read to the end, else after a while."""
    read_to = BoardRead.objects.filter(member_id=member_id, board_id=OuterRef("thread__board_id")).values("read_to")[:1]
    marks = ThreadRead.objects.filter(member_id=member_id).alias(board_to=Coalesce(Subquery(read_to), start))
    covered = marks.filter(Q(thread__last_post_at__lte=start) | Q(thread__last_post_at__lte=F("board_to")))
    done = covered.filter(Q(floor__gte=F("thread__last_post_floor")) | Q(at__lt=now - _places_kept()))
    count, _each = ThreadRead.objects.filter(pk__in=done.values("pk")).delete()
    most = PLACES_MOST.get()
    surplus = list(covered.order_by("-at", "-pk").values_list("pk", flat=True)[most : most + AT_ONCE])
    return count + ThreadRead.objects.filter(pk__in=surplus).delete()[0]
