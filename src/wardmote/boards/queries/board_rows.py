"""Boards as lists show them: counters, the last thread, moderators, sub-boards; all as far as the viewer may know."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wardmote.accounts.queries.cards import members_of_groups
from wardmote.boards import ladder
from wardmote.boards.models import Board, BoardDay
from wardmote.boards.queries.unread import unread_boards
from wardmote.core.permissions import Level
from wardmote.core.prepared import Prepared, fill, slots
from wardmote.core.site import today

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo
    from wardmote.boards.queries.unread import Watermarks
    from wardmote.core.prepared import Later

_FIELDS = (
    "id",
    "threads",
    "posts",
    "last_thread_id",
    "last_thread__board_id",
    "last_thread__title",
    "last_thread__last_post_at",
    "last_thread__last_post_floor",
    "last_thread__last_author_id",
    "last_thread__last_author__name",
    "last_thread__deleted_at",
    "last_thread__approved_at",
    "last_thread__merged_into_id",
)


class LastPost(NamedTuple):
    """The thread of a board with the last reply."""

    thread_id: int
    title: str
    floor: int
    at: dt.datetime
    author_id: int
    author: str


class _Figures(NamedTuple):
    threads: int
    posts: int
    today: int
    yesterday: int
    last: LastPost | None


class BoardRow(NamedTuple):
    """A board in a list; its figures hold those of the boards below it that the viewer may read."""

    board: BoardInfo
    readable: bool
    own_threads: int
    """Those of this very board."""
    threads: int
    posts: int
    today: int
    yesterday: int
    last: LastPost | None
    unread: bool
    """It, or a board below it, holds something that the viewer has not read."""
    moderators: tuple[tuple[int, str], ...]
    children: tuple[BoardInfo, ...]

    def __hash__(self) -> int:
        """Return a hash of what changes most; equality looks at everything."""
        return hash((self.board.id, self.posts, self.today))


def board_rows(viewer: Actor, boards: Sequence[BoardInfo], marks: Watermarks | None = None) -> tuple[BoardRow, ...]:
    """Return the rows of boards that the viewer may know of; others are left out.

    3 queries, 4 with a member's watermarks.
    """
    forum, levels = ladder.forum(), ladder.levels(viewer)
    seen = [board for board in boards if levels.get(board.id, Level.NONE) >= Level.SEE]
    below = {board.id: forum.branches.get(board.id, ()) for board in seen}
    readable = set(ladder.boards_at(viewer, Level.READ))
    wanted = {board_id for branch in below.values() for board_id in branch} & readable
    counted = _days(wanted)
    moderated = members_of_groups(board.moderator_group_id for board in seen)
    changed = unread_boards(viewer, wanted, marks) if marks else frozenset
    rows = _rows.rows(tuple(wanted))
    days, moderators, unread = counted(), moderated(), changed()
    figures = {row[0]: _figures_of(row, days) for row in rows}
    return tuple(
        BoardRow(
            board,
            board.id in readable,
            figures[board.id].threads if board.id in figures else 0,
            *_sums([figures[board_id] for board_id in below[board.id] if board_id in figures]),
            not unread.isdisjoint(below[board.id]),
            moderators.get(board.moderator_group_id, ()),
            _seen_below(forum.below.get(board.id), levels),
        )
        for board in seen
    )


def _seen_below(children: Sequence[BoardInfo] | None, levels: Mapping[int, Level]) -> tuple[BoardInfo, ...]:
    """Return the boards right below one of which the viewer may know."""
    if not children:
        return ()
    return tuple(child for child in children if levels.get(child.id, Level.NONE) >= Level.SEE)


def _days(board_ids: Iterable[int]) -> Later[Mapping[tuple[int, int], int]]:
    """Ask ahead for the posts of boards today (0) and yesterday (1) on the site's clock, by board and day."""
    now = today()
    days = {now: 0, now - dt.timedelta(days=1): 1}
    asked = _posts_by_day.ahead(tuple(board_ids), **fill("day", days))
    return lambda: {(board_id, days[day]): posts for board_id, day, posts in asked.rows()}


def _figures_of(row: Sequence[Any], days: Mapping[tuple[int, int], int]) -> _Figures:
    """Return the figures of a board alone; its last thread only if that stands in this very board."""
    pk, threads, posts, last_id, last_board_id, title, at, floor, author_id, author, deleted, approved, merged_id = row
    stands = last_board_id == pk and not deleted and approved and merged_id is None
    last = LastPost(last_id, title, floor, at, author_id, author) if stands else None
    return _Figures(threads, posts, days.get((pk, 0), 0), days.get((pk, 1), 0), last)


def _sums(all_: Sequence[_Figures]) -> _Figures:
    if len(all_) == 1:
        return all_[0]
    threads = posts = now = before = 0
    latest: LastPost | None = None
    for one in all_:
        threads, posts = threads + one.threads, posts + one.posts
        now, before = now + one.today, before + one.yesterday
        last = one.last
        if last is not None and (latest is None or (last.at, last.thread_id) > (latest.at, latest.thread_id)):
            latest = last
    return _Figures(threads, posts, now, before, latest)


def _rows_of(board_ids: tuple[int, ...]) -> QuerySet[Any, Any]:
    return Board.objects.filter(pk__in=board_ids).values_list(*_FIELDS)


def _rows_by_day(board_ids: tuple[int, ...]) -> QuerySet[Any, Any]:
    rows = BoardDay.objects.filter(board_id__in=board_ids, day__in=slots("day", 2))
    return rows.values_list("board_id", "day", "posts")


_rows: Final = Prepared(_rows_of)
_posts_by_day: Final = Prepared(_rows_by_day)
