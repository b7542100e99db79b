"""What a member has not read: the one condition that lists, badges and marks in lists all go by.

It is the rule of `wardmote.boards.models.read`, in SQL. Posts of those whom a member has blocked and wants folded make
nothing unread. Every count stops at a bound.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, Count, DateTimeField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.queries.blocks import blocked_by
from wardmote.boards import ladder
from wardmote.boards.models import Board, BoardRead, ThreadRead
from wardmote.boards.moments import EPOCH
from wardmote.boards.queries.visible import standing_posts, standing_threads, standing_threads_by_time
from wardmote.core import clock, options
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post, Thread

UNREAD_DAYS = options.integer(
    "unread_days",
    30,
    section="display",
    label=_("Days after which what nobody has added to counts as read"),
    help=_("Bounds what unread marks cost. A new reply makes an old thread unread again."),
    least=1,
    most=365,
)
PLACES_DAYS = options.integer(
    "places_kept_days",
    180,
    section="limits",
    label=_("Days that the place is kept where somebody stopped reading an old thread"),
    least=1,
    most=3650,
)
PLACES_MOST = options.integer(
    "places_kept_most",
    1000,
    section="limits",
    label=_("Such places that are kept for a member"),
    help=_("The latest ones. What is unread stays the same."),
    least=0,
    most=100_000,
)
POSTS_COUNTED: Final = 50
"""New posts of a thread are counted so far, …"""
THREADS_COUNTED: Final = 100
"""… and threads so far: one more than is shown as a number."""


@dataclass(frozen=True, slots=True)
class Watermarks:
    """Up to when everything counts as read to a member: in all boards, and in those that were marked later."""

    start: dt.datetime
    boards: Mapping[int, dt.datetime] = field(default_factory=lambda: MappingProxyType({}))
    folded: frozenset[int] = frozenset()
    """Whose posts make nothing unread."""

    def of(self, board_id: int) -> dt.datetime:
        """Return up to when everything in a board counts as read."""
        return self.boards.get(board_id, self.start)

    def earliest(self, board_ids: Collection[int]) -> dt.datetime:
        """Return up to when everything in all of some boards counts as read."""
        return min((self.of(board_id) for board_id in board_ids), default=self.start)

    def in_sql(self, board: str) -> Case:
        """Return the same as an expression over the column of a board's number."""
        times = [When(**{board: board_id}, then=Value(at)) for board_id, at in self.boards.items()]
        return Case(*times, default=Value(self.start), output_field=DateTimeField())


def start_of(viewer: Actor) -> dt.datetime:
    """Return up to when everything counts as read to a member, whatever the board (no query)."""
    return max(viewer.read_to or EPOCH, clock.now() - dt.timedelta(days=UNREAD_DAYS.get()))


def watermarks(viewer: Actor) -> Watermarks:
    """Return a member's watermarks (1 query, 2 for who has blocked somebody)."""
    start = start_of(viewer)
    rows = BoardRead.objects.filter(member_id=viewer.own_id, read_to__gt=start)
    return Watermarks(start, dict(rows.values_list("board_id", "read_to")), blocked_by(viewer, hide_posts=True))


def unread_threads(viewer: Actor, marks: Watermarks) -> QuerySet[Thread]:
    """Return the threads that a member has not read to their end, each with its `mark`, 0 for none.

    For lists by the last post: the condition is built on `standing_threads_by_time`.
    """
    return _unread(standing_threads_by_time(viewer), viewer, marks)


def count_unread(rows: QuerySet[Thread]) -> int:
    """Return how many threads there are, no further than THREADS_COUNTED (1 query)."""
    return rows.order_by("-last_post_at").values("pk")[:THREADS_COUNTED].count()


def unread_boards(viewer: Actor, board_ids: Collection[int], marks: Watermarks) -> frozenset[int]:
    """Return those of some boards that hold something unread in themselves (1 query, one probe a board)."""
    there = _unread(standing_threads(viewer).filter(board_id=OuterRef("pk")), viewer, marks)
    rows = Board.objects.filter(Exists(there), pk__in=list(board_ids))
    return frozenset(rows.values_list("pk", flat=True))


def unread_of(viewer: Actor, rows: Sequence[Mapping[str, Any]], marks: Watermarks | None = None) -> Mapping[int, int]:
    """Return the threads of a list that a member has not read, each with how many posts are new.

    The number is 0 where all of the thread is new, and stops at POSTS_COUNTED. At most 2 queries and those for the
    watermarks; none for guests.
    """
    if viewer.member_id is None or not rows:
        return {}
    marks = marks or watermarks(viewer)
    ids = [row["id"] for row in rows if row["last_post_at"] > marks.of(row["board_id"])]
    fields = ("id", "board_id", "created_at", "last_post_floor", "mark")
    new: dict[int, int] = {}
    begun: dict[int, Q] = {}
    for pk, board_id, created_at, last, mark in unread_threads(viewer, marks).filter(pk__in=ids).values_list(*fields):
        read_to = marks.of(board_id)
        new[pk] = 0
        if mark or created_at <= read_to:
            floors = Q(floor__gt=max(mark, last - POSTS_COUNTED))
            begun[pk] = Q(thread_id=pk, created_at__gt=read_to) & floors
    return new | dict.fromkeys(begun, 1) | _counted(viewer, begun, marks)


def _counted(viewer: Actor, begun: Mapping[int, Q], marks: Watermarks) -> dict[int, int]:
    if not begun:
        return {}
    either = Q()
    for one in begun.values():
        either |= one
    rows = standing_posts().filter(either).exclude(author_id__in=marks.folded | {viewer.own_id}).order_by()
    return dict(rows.values("thread_id").annotate(new=Count("pk")).values_list("thread_id", "new"))


def _unread(threads: QuerySet[Thread], viewer: Actor, marks: Watermarks) -> QuerySet[Thread]:
    mark = ThreadRead.objects.filter(member_id=viewer.own_id, thread_id=OuterRef("pk")).values("floor")[:1]
    tree = ladder.forum().boards
    since = marks.earliest([pk for pk in ladder.boards_at(viewer, Level.READ) if not tree[pk].is_category])
    rows = threads.filter(last_post_at__gt=since).annotate(mark=Coalesce(Subquery(mark), 0))
    rows = rows.filter(last_post_floor__gt=F("mark"))
    if marks.boards:
        rows = rows.filter(last_post_at__gt=marks.in_sql("board_id"))
    if marks.folded:
        rows = rows.filter(~Q(last_author_id__in=marks.folded) | Exists(_by_others(marks)))
    return rows


def _by_others(marks: Watermarks) -> QuerySet[Post]:
    """Return what others than the folded have added to the thread of an outer query since it was read."""
    since = standing_posts().filter(thread_id=OuterRef("pk"), floor__gt=OuterRef("mark"))
    return since.filter(created_at__gt=marks.in_sql("thread__board_id")).exclude(author_id__in=marks.folded)
