"""How far somebody has read one thread, and where they go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import OuterRef, Subquery

from wardmote.boards.models import Board, BoardRead, ThreadRead
from wardmote.boards.moments import EPOCH
from wardmote.boards.queries.unread import start_of
from wardmote.boards.queries.visible import standing_posts
from wardmote.core.prepared import Prepared, Slot

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread
    from wardmote.core.prepared import Later

FLOORS_LOOKED_AT: Final = 500
"""The first new post is looked for among so many floors from the end, where no mark says where to begin."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How far somebody has read a thread; nothing of it for guests."""

    mark: int = 0
    """Up to which floor; 0 for none."""
    read_to: dt.datetime = EPOCH
    """What was written up to then counts as read."""
    covered: bool = False
    """The whole of the thread does."""
    unread: bool = False
    begun: bool = False
    """Some of it was read, and not all: there is a place where to go on."""


def reading_of(viewer: Actor, thread: Thread) -> Later[Reading]:
    """Ask ahead for how far somebody has read a thread (1 query; none for guests)."""
    if viewer.member_id is None:
        return Reading
    asked = _marks.ahead(member=viewer.member_id, thread=thread.pk, board=thread.board_id)

    def found() -> Reading:
        ((floor, read_to),) = asked.rows()
        mark, start = floor or 0, start_of(viewer)
        until = max(start, read_to or start)
        covered = thread.last_post_at <= until
        left = thread.last_post_floor > mark
        unread = left and not covered
        begun = left and (mark > 0 or (unread and thread.created_at <= until))
        return Reading(mark, until, covered, unread, begun)

    return found


def _rows_marks() -> QuerySet[Any, Any]:
    floors = ThreadRead.objects.filter(member_id=Slot("member"), thread_id=Slot("thread")).values("floor")[:1]
    times = BoardRead.objects.filter(member_id=Slot("member"), board_id=OuterRef("pk")).values("read_to")[:1]
    return Board.objects.filter(pk=Slot("board")).values_list(Subquery(floors), Subquery(times))


_marks: Final = Prepared(_rows_marks)


def first_unread(viewer: Actor, thread: Thread) -> int:
    """Return the floor where a member goes on: the first new one, or where they left off, or the last (2 queries)."""
    reading = reading_of(viewer, thread)()
    if not reading.unread:
        return min(reading.mark + 1, thread.last_post_floor) if reading.begun else thread.last_post_floor
    if not reading.begun:
        return 1
    newer = standing_posts().filter(thread_id=thread.pk, floor__gt=reading.mark)
    if reading.mark == 0:
        newer = newer.filter(floor__gt=thread.last_post_floor - FLOORS_LOOKED_AT)
    found = newer.filter(created_at__gt=reading.read_to).order_by("floor").values_list("floor", flat=True).first()
    return found or thread.last_post_floor
