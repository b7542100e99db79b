"""What a member has not read: the one condition that lists, badges and marks in lists all go by.

It is the rule of `wardmote.boards.models.read`, in SQL. Posts of those whom a member has blocked and wants folded make
nothing unread. Every count stops at a bound.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.db.models import Count, Exists, F, Model, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.queries.blocks import blocked_by
from wardmote.boards import ladder
from wardmote.boards.models import Board, BoardRead, ThreadRead
from wardmote.boards.moments import EPOCH
from wardmote.boards.queries.visible import (
    standing_by_time_in,
    standing_in,
    standing_posts,
    standing_threads_by_time,
)
from wardmote.core import clock, options
from wardmote.core.permissions import Level
from wardmote.core.prepared import Prepared, Slot, fill, padded, slots

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread
    from wardmote.boards.queries.thread_rows import FoundThread
    from wardmote.core.prepared import Later

T = TypeVar("T", bound=Model)

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
"""New posts of a thread are counted so far."""


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

    @property
    def shape(self) -> tuple[bool, int]:
        """What a question about what is unread is compiled for: whether boards are marked, and how many are folded."""
        return bool(self.boards), len(padded(self.folded))

    def values(self, viewer: Actor) -> dict[str, object]:
        """Return what is filled into such a question."""
        return {"member": viewer.own_id, "since": self.since(viewer), **fill("folded", padded(self.folded))}

    def since(self, viewer: Actor) -> dt.datetime:
        """Return up to when everything counts as read in all boards that a member reads."""
        tree = ladder.forum().boards
        return self.earliest([pk for pk in ladder.boards_at(viewer, Level.READ) if not tree[pk].is_category])


def start_of(viewer: Actor) -> dt.datetime:
    """Return up to when everything counts as read to a member, whatever the board (no query)."""
    return max(viewer.read_to or EPOCH, clock.now() - dt.timedelta(days=UNREAD_DAYS.get()))


def watermarks(viewer: Actor) -> Watermarks:
    """Return a member's watermarks (1 query, 2 for who has blocked somebody)."""
    start = start_of(viewer)
    boards = dict(_marked.rows(member=viewer.own_id, start=start))
    return Watermarks(start, boards, blocked_by(viewer, hide_posts=True))


def _rows_marked() -> QuerySet[Any, Any]:
    rows = BoardRead.objects.filter(member_id=Slot("member"), read_to__gt=Slot("start"))
    return rows.values_list("board_id", "read_to")


_marked: Final = Prepared(_rows_marked)


def unread_threads(viewer: Actor, marks: Watermarks) -> QuerySet[Thread]:
    """Return the threads that a member has not read to their end, each with its `mark`, 0 for none.

    For lists by the last post: the condition is built on `standing_threads_by_time`.
    """
    marked, folded = bool(marks.boards), list(marks.folded)
    return _unread(standing_threads_by_time(viewer), viewer.own_id, marks.since(viewer), folded, marked=marked)


def slotted_unread(threads: QuerySet[Thread], shape: tuple[bool, int]) -> QuerySet[Thread]:
    """Return the same of some threads, with slots for what `Watermarks.values` returns."""
    marked, folded = shape
    return _unread(threads, Slot("member"), Slot("since"), slots("folded", folded), marked=marked)


def unread_boards(viewer: Actor, board_ids: Collection[int], marks: Watermarks) -> Later[frozenset[int]]:
    """Ask ahead for those of some boards that hold something unread in themselves (1 query, one probe a board)."""
    readable = tuple(ladder.boards_at(viewer, Level.READ))
    asked = _boards_unread.ahead(readable, tuple(board_ids), marks.shape, **marks.values(viewer))
    return lambda: frozenset(pk for (pk,) in asked.rows())


def _rows_boards_unread(
    readable: tuple[int, ...], board_ids: tuple[int, ...], shape: tuple[bool, int]
) -> QuerySet[Any, Any]:
    there = slotted_unread(standing_in(readable).filter(board_id=OuterRef("pk")), shape)
    return Board.objects.filter(Exists(there), pk__in=board_ids).values_list("pk")


_boards_unread: Final = Prepared(_rows_boards_unread)


def unread_of(viewer: Actor, rows: Sequence[FoundThread], marks: Watermarks | None = None) -> Mapping[int, int]:
    """Return the threads of a list that a member has not read, each with how many posts are new.

    The number is 0 where all of the thread is new, and stops at POSTS_COUNTED. At most 2 queries and those for the
    watermarks; none for guests.
    """
    if viewer.member_id is None or not rows:
        return {}
    marks = marks or watermarks(viewer)
    ids = [row.id for row in rows if row.last_post_at > marks.of(row.board_id)]
    new: dict[int, int] = {}
    begun: dict[int, tuple[dt.datetime, int]] = {}
    for pk, board_id, created_at, last, mark in _unread_among(viewer, ids, marks):
        read_to = marks.of(board_id)
        new[pk] = 0
        if mark or created_at <= read_to:
            begun[pk] = (read_to, max(mark, last - POSTS_COUNTED))
    return new | dict.fromkeys(begun, 1) | _counted(viewer, begun, marks)


def _unread_among(viewer: Actor, ids: Sequence[int], marks: Watermarks) -> Iterable[tuple[Any, ...]]:
    """Return those of some threads that are not read to their end, in _FIELDS (1 query, none for none)."""
    if not ids:
        return ()
    readable, wanted = tuple(ladder.boards_at(viewer, Level.READ)), padded(ids)
    return _among.rows(readable, len(wanted), marks.shape, **marks.values(viewer), **fill("id", wanted))


def _rows_among(readable: tuple[int, ...], count: int, shape: tuple[bool, int]) -> QuerySet[Any, Any]:
    rows = slotted_unread(standing_by_time_in(readable), shape)
    return rows.filter(pk__in=slots("id", count)).values_list(*_FIELDS)


_FIELDS: Final = ("id", "board_id", "created_at", "last_post_floor", "mark")
_among: Final = Prepared(_rows_among)


def _counted(viewer: Actor, begun: Mapping[int, tuple[dt.datetime, int]], marks: Watermarks) -> dict[int, int]:
    """Return how many posts each thread has after a moment and a floor, by others (1 query, none for none)."""
    if not begun:
        return {}
    threads, others = padded(begun), padded({viewer.own_id, *marks.folded})
    places = [begun[pk] for pk in threads]
    asked = {**fill("thread", threads), **fill("out", others)}
    asked |= fill("at", [at for at, _floor in places]) | fill("floor", [floor for _at, floor in places])
    return dict(_newer.rows(len(threads), len(others), **asked))


def _rows_newer(threads: int, others: int) -> QuerySet[Any, Any]:
    either = Q()
    for thread, at, floor in zip(slots("thread", threads), slots("at", threads), slots("floor", threads), strict=True):
        either |= Q(thread_id=thread, created_at__gt=at, floor__gt=floor)
    rows = standing_posts().filter(either).exclude(author__id__in=slots("out", others)).order_by()
    return rows.values("thread_id").annotate(new=Count("pk")).values_list("thread_id", "new")


_newer: Final = Prepared(_rows_newer)


def _unread(
    threads: QuerySet[Thread], member: int | Slot, since: dt.datetime | Slot, folded: Sequence[Any], *, marked: bool
) -> QuerySet[Thread]:
    """Return the threads with posts since a moment that a member has not read to their end, each with its `mark`.

    `marked` says that there are boards which the member has read up to a later moment.
    """
    mark = ThreadRead.objects.filter(member_id=member, thread_id=OuterRef("pk")).values("floor")[:1]
    rows = threads.filter(last_post_at__gt=since).annotate(mark=Coalesce(Subquery(mark), 0))
    rows = rows.filter(last_post_floor__gt=F("mark"))
    if marked:
        rows = later_than_board(rows, member)
    if not folded:
        return rows
    others = standing_posts().filter(thread_id=OuterRef("pk"), floor__gt=OuterRef("mark"), created_at__gt=since)
    others = others.exclude(author__id__in=folded)
    if marked:
        others = later_than_board(others, member, at="created_at", board="thread__board_id")
    return rows.filter(~Q(last_author__id__in=folded) | Exists(others))


def later_than_board(
    rows: QuerySet[T], member: int | Slot, at: str = "last_post_at", board: str = "board_id"
) -> QuerySet[T]:
    """Return what is later than the moment up to which a member has read its board."""
    read = BoardRead.objects.filter(member_id=member, board_id=OuterRef(board), read_to__gte=OuterRef(at))
    return rows.filter(~Exists(read))
