"""Lists of threads over all boards: unread, new, those one takes part in, those nobody has answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, OuterRef, Q

from wardmote.boards import ladder
from wardmote.boards.floors import page_size
from wardmote.boards.moments import format_key, format_moment
from wardmote.boards.queries.thread_rows import ROW_FIELDS, found_threads, row_of
from wardmote.boards.queries.unread import (
    later_than_board,
    slotted_unread,
    unread_of,
    unread_threads,
    watermarks,
)
from wardmote.boards.queries.visible import (
    posts_visible_to,
    standing_by_time_in,
    standing_posts,
    standing_threads,
    standing_threads_by_time,
)
from wardmote.core import site
from wardmote.core.errors import NotFound
from wardmote.core.permissions import Level
from wardmote.core.prepared import Prepared, Slot
from wardmote.marks.models import Follow, FollowKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo
    from wardmote.boards.models import Thread
    from wardmote.boards.queries.thread_rows import FoundThread, ThreadRow
    from wardmote.boards.queries.unread import Watermarks
    from wardmote.core.prepared import Later

    Key = tuple[dt.datetime, int] | None

A_PAGE: Final = 30
THREADS_COUNTED: Final = 100
"""Threads that wait are counted so far: one more than is shown as a number."""
OWN_POSTS_LOOKED_AT: Final = 1_000
"""What one takes part in is counted among the threads of so many of one's latest posts."""
PARTS: Final = ("", "followed", "participated")
_NEW: Final = "new"


@dataclass(frozen=True, slots=True)
class ListedThread:
    """A thread in a list, and the board it stands in."""

    row: ThreadRow
    board: BoardInfo


@dataclass(frozen=True, slots=True)
class ListPage:
    """The page of the list `show`."""

    show: str
    threads: Sequence[ListedThread]
    next: str = ""
    """The key where the next page begins, empty on the last."""
    begun: bool = False
    part: str = ""
    """Which part of what is unread: one of PARTS."""
    up_to: str = ""
    """The time of the latest post that the list knows of, to mark everything up to it; empty where it is not known."""
    since: dt.datetime | None = None
    """What is new is later than this; None for what is new today."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many threads wait for a member in each list, counted no further than THREADS_COUNTED."""

    unread: int
    new: int
    followed: int
    participated: int


def unread_list(viewer: Actor, part: str, after: Key, size: int = A_PAGE) -> ListPage:
    """Return the threads that a member has not read to their end (at most 4 queries, 5 with blocks).

    Raises:
        NotSignedIn: guests have nothing unread.
        NotFound: there is no such part of the list.
    """
    if part not in PARTS:
        raise NotFound
    marks = watermarks(viewer)
    rows = _part(unread_threads(viewer, marks), viewer.own_id, part)
    threads, following = listed(viewer, rows, after, marks, size)
    known = threads[0].row.last_post_at if threads and after is None and not part else None
    return ListPage(
        "unread",
        threads,
        following,
        begun=after is not None,
        part=part,
        up_to=format_moment(known) if known else "",
    )


def new_list(viewer: Actor, after: Key, size: int = A_PAGE) -> ListPage:
    """Return the threads with posts since the last visit, or of today for guests and on a first visit.

    What a member has marked as read since then, all at once or by board, is no longer new.

    1 query for a guest, at most 4 for a member, 5 with blocks.
    """
    marks = watermarks(viewer) if viewer.is_member else None
    threads, following = listed(viewer, _since(viewer, marks), after, marks, size)
    return ListPage("new", threads, following, begun=after is not None, since=viewer.last_visit_at)


def unanswered_list(viewer: Actor, after: Key, size: int = A_PAGE) -> ListPage:
    """Return the threads that nobody has answered, the latest first (as many queries as `new_list`)."""
    threads, following = listed(viewer, standing_threads_by_time(viewer).filter(replies=0), after, size=size)
    return ListPage("unanswered", threads, following, begun=after is not None)


def participated_list(viewer: Actor, before: int | None, size: int = A_PAGE) -> ListPage:
    """Return the threads that a member has written in, by their latest posts there (at most 5 queries, 6 with blocks).

    The list goes by the member's own posts, so that it costs the same however much others have written.

    Raises:
        NotSignedIn: guests have written nothing.
    """
    own = Q(author_id=viewer.own_id, floor__isnull=False, deleted_at=None)
    stands = Q(thread__deleted_at=None, thread__merged_into=None, thread__approved_at__isnull=False)
    later = standing_posts().filter(
        thread_id=OuterRef("thread_id"), author_id=viewer.own_id, floor__gt=OuterRef("floor")
    )
    rows = posts_visible_to(viewer).filter(own, stands, ~Exists(later))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id").values_list("id", "thread_id")[: size + 1])
    ids = [thread_id for _pk, thread_id in found[:size]]
    by_id = {row.id: row for row in found_threads(standing_threads(viewer).filter(pk__in=ids).values_list(*ROW_FIELDS))}
    return ListPage(
        "participated",
        with_boards(viewer, [by_id[pk] for pk in ids if pk in by_id]),
        next=str(found[size - 1][0]) if len(found) > size else "",
        begun=before is not None,
    )


def waiting(viewer: Actor, marks: Watermarks) -> Later[Waiting]:
    """Ask ahead how much waits for a member in the lists (4 queries)."""
    readable, values = tuple(ladder.boards_at(viewer, Level.READ)), marks.values(viewer)
    new = {**values, "since": max(_begun(viewer), marks.start)}
    asked = {**dict.fromkeys(PARTS, values), _NEW: new}
    counts = {
        part: _waiting.count(readable, part, marks.shape, THREADS_COUNTED, **given) for part, given in asked.items()
    }
    return lambda: Waiting(counts[""](), counts[_NEW](), counts["followed"](), counts["participated"]())


def _rows_waiting(readable: tuple[int, ...], part: str, shape: tuple[bool, int], most: int) -> QuerySet[Any, Any]:
    threads = standing_by_time_in(readable)
    if part == _NEW:
        rows = _later(threads, Slot("member"), Slot("since"), marked=shape[0])
    else:
        rows = _part(slotted_unread(threads, shape), Slot("member"), part)
    return rows.order_by("-last_post_at").values_list("pk")[:most]


_waiting: Final = Prepared(_rows_waiting)


def listed(
    viewer: Actor, rows: QuerySet[Thread], after: Key, marks: Watermarks | None = None, size: int = A_PAGE
) -> tuple[list[ListedThread], str]:
    """Return a page of threads, the latest posts first, and the key of the next (1 query, and those of the marks)."""
    if after is not None:
        at, thread_id = after
        rows = rows.filter(Q(last_post_at__lt=at) | Q(last_post_at=at, pk__lt=thread_id), last_post_at__lte=at)
    found = found_threads(rows.order_by("-last_post_at", "-id").values_list(*ROW_FIELDS)[: size + 1])
    shown = found[:size]
    following = format_key(shown[-1].last_post_at, shown[-1].id) if len(found) > size else ""
    return with_boards(viewer, shown, marks), following


def with_boards(viewer: Actor, rows: Sequence[FoundThread], marks: Watermarks | None = None) -> list[ListedThread]:
    """Return threads as lists over all boards show them (no query for a guest, at most 4 for a member)."""
    unread, size, boards = unread_of(viewer, rows, marks), page_size(viewer.posts_per_page), ladder.forum().boards
    return [ListedThread(row_of(row, unread, size), boards[row.board_id]) for row in rows]


def _begun(viewer: Actor) -> dt.datetime:
    """Return since when threads are new to a viewer."""
    return viewer.last_visit_at or dt.datetime.combine(site.today(), dt.time.min, tzinfo=site.zone())


def _since(viewer: Actor, marks: Watermarks | None) -> QuerySet[Thread]:
    since, threads = _begun(viewer), standing_threads_by_time(viewer)
    if marks is None:
        return threads.filter(last_post_at__gt=since)
    return _later(threads, viewer.own_id, max(since, marks.start), marked=bool(marks.boards))


def _later(
    threads: QuerySet[Thread], member: int | Slot, since: dt.datetime | Slot, *, marked: bool
) -> QuerySet[Thread]:
    rows = threads.filter(last_post_at__gt=since)
    return later_than_board(rows, member) if marked else rows


def _part(rows: QuerySet[Thread], member: int | Slot, part: str) -> QuerySet[Thread]:
    if part == "followed":
        follows = Follow.objects.filter(member_id=member, kind=FollowKind.THREAD, active=True)
        return rows.filter(pk__in=follows.values("target_id"))
    if part == "participated":
        own = standing_posts().filter(author_id=member).order_by("-id")
        return rows.filter(pk__in=own.values("thread_id")[:OWN_POSTS_LOOKED_AT])
    return rows
